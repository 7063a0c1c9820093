"""What is done with booths: recorded, changed, put away."""

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select

from crm.audit.services import action, archive
from crm.core import here
from crm.core.database import db
from crm.core.errors import Refused
from crm.core.folding import search_key
from crm.core.money import exact
from crm.core.permissions import Actor
from crm.core.records import assign
from crm.core.texts import Text
from crm.fairs import queries, rules
from crm.fairs.models import Booth


@dataclass(frozen=True)
class BoothContent:
    """Where a booth is, how large, and what it costs."""

    hall: str = ""
    number: str = ""
    area: Decimal | None = None
    fee: Decimal | None = None
    currency: str = ""
    notes: str = ""


def write_booth(row: Booth, content: BoothContent, *, by: Actor) -> Booth:
    """Write a booth, new or known, of a fair that `by` sees.

    Refused on what is no fair, without hall and number, for a number that another booth of the hall has, for no area.
    """
    if not queries.has_booths(queries.fair(row.activity_id, user=by)):
        raise Refused(Text("Only trade fairs and product fairs have booths."))
    values = dict(vars(content)) | {"currency": content.currency or here.currency()}
    if not (content.hall or content.number):
        raise Refused(Text("Enter the number of the booth, or its hall."), "number")
    if content.area is not None and content.area <= 0:
        raise Refused(Text("Enter how many square metres, or nothing."), "area")
    if content.fee is not None:
        values["fee"] = exact(content.fee, values["currency"], "fee")
    if _is_taken(row, content):
        raise Refused(Text("Another booth of this fair has this number."), "number")
    with action(rules.BOOTH_WRITTEN, by=by):
        assign(row, values)
        db.session.add(row)
    return row


def _is_taken(row: Booth, content: BoothContent) -> bool:
    others = select(Booth.id, Booth.hall, Booth.number).where(
        Booth.activity_id == row.activity_id, Booth.archived_at.is_(None)
    )
    wanted = (search_key(content.hall), search_key(content.number))
    return any(
        id != row.id and (search_key(hall), search_key(number)) == wanted
        for id, hall, number in db.session.execute(others)
    )


def put_away(row: Booth, *, by: Actor) -> None:
    """Archive a booth."""
    archive(row, rules.BOOTH_ARCHIVED, by=by)
