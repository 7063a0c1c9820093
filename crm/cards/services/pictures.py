"""Pictures of cards: prepared as every picture is, and where their bytes lie."""

from crm.core.pictures import prepared
from crm.files.services import path_of

__all__ = ["path_of", "prepared"]
