"""Booths and series of fairs as kinds of records."""

from crm.core.database import db
from crm.core.kinds import Kind
from crm.core.texts import N_
from crm.fairs import queries
from crm.fairs.models import Booth, FairSeries


def _fair_of(id: int) -> int | None:
    row = db.session.get(Booth, id)
    return row.activity_id if row is not None else None


BOOTH = Kind(
    Booth,
    queries.visible_booths,
    noun=N_("Booth"),
    plural=N_("Our booths"),
    page="fairs.booth",
    names=lambda ids, _language: queries.booth_labels(ids),
    called=queries.called,
    activity=_fair_of,
    has_tasks=True,
)
FAIR_SERIES = Kind(
    FairSeries,
    queries.visible_series,
    noun=N_("Fair series"),
    plural=N_("Fairs that recur"),
    page="fairs.series",
    names=queries.series_names,
    called=queries.series_called,
    loads=queries.SERIES_NAMED,
)
