"""Showrooms and exhibits from a table."""

from typing import Final

from crm.core.permissions import Permission
from crm.core.texts import N_
from crm.interchange.forms import RecordTable
from crm.showrooms.forms.exhibits import ExhibitForm
from crm.showrooms.forms.showrooms import ShowroomForm
from crm.showrooms.services import tables

SHOWROOMS_TABLE: Final = RecordTable(
    tables.SHOWROOMS, N_("Permanent showrooms from a table"), "showrooms.index", N_("Permanent showrooms"),
    Permission.SHOWROOMS_WRITE, ShowroomForm,
)  # fmt: skip
EXHIBITS_TABLE: Final = RecordTable(
    tables.EXHIBITS, N_("Exhibits from a table"), "showrooms.exhibits", N_("Exhibits"), Permission.SHOWROOMS_WRITE,
    ExhibitForm,
)  # fmt: skip
