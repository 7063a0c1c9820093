"""Kinds of relations as a kind of record."""

from sqlalchemy import select

from crm.core.kinds import Kind
from crm.core.sight import shared
from crm.ties.models import TieKind

#: All staff see all of them, those in the archive, too.
TIE_KIND = Kind(TieKind, lambda user: shared(select(TieKind), user))
