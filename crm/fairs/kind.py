"""Booths as a kind of record."""

from crm.core.database import db
from crm.core.kinds import Kind
from crm.core.texts import N_
from crm.fairs import queries
from crm.fairs.models import Booth


def _fair_of(id: int) -> int | None:
    row = db.session.get(Booth, id)
    return row.activity_id if row is not None else None


BOOTH = Kind(
    Booth,
    queries.visible_booths,
    noun=N_("Booth"),
    page="fairs.booth",
    called=queries.called,
    activity=_fair_of,
    has_tasks=True,
)
