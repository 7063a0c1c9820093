"""To whom else belongs what is logged on a record: then the pages of these tell of it, too."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import select

from crm.agreements.models import Agreement
from crm.core.database import db
from crm.leads.models import Lead
from crm.meetings.models import Meeting
from crm.products.models import Product
from crm.threads.queries.scopes import SHOWROOMS

#: {table of a kind: (its id, {column of an interaction: where the record names it})}.
_ANCHORS: Final[Mapping[str, tuple[Any, Mapping[str, Any]]]] = {
    "leads": (
        Lead.id,
        {"activity_id": Lead.activity_id, "person_id": Lead.person_id, "organisation_id": Lead.organisation_id},
    ),
    "meetings": (Meeting.id, {"activity_id": Meeting.activity_id, "organisation_id": Meeting.organisation_id}),
    "agreements": (Agreement.id, {"activity_id": Agreement.activity_id}),
    "products": (Product.id, {"organisation_id": Product.maker_id}),
    "showrooms": (SHOWROOMS.c.id, {"organisation_id": SHOWROOMS.c.operator_id}),
}
#: {column of an interaction: the table that it points to}.
POINTS_TO: Final = {"activity_id": "activities", "person_id": "people", "organisation_id": "organisations"}


def anchors(record_type: str, id: int) -> dict[str, int]:
    """{column of an interaction: id} of what a record belongs to."""
    if record_type not in _ANCHORS:
        return {}
    own, columns = _ANCHORS[record_type]
    row = db.session.execute(select(*(each.label(name) for name, each in columns.items())).where(own == id)).one()
    return {name: value for name, value in row._mapping.items() if value is not None}
