"""What happens to a pasted list: it is saved at once, and taken back at once."""

from crm.rosters.services.saving import Decisions, save
from crm.rosters.services.undoing import take_back

__all__ = ["Decisions", "save", "take_back"]
