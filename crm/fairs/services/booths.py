"""What is done with booths: recorded, changed, put away."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from crm.activities.services import check_open
from crm.audit.services import action, archive, restore
from crm.core.database import db
from crm.core.errors import Refused
from crm.core.folding import search_key
from crm.core.money import CURRENCIES, exact
from crm.core.permissions import Actor
from crm.core.records import assign
from crm.core.texts import Text
from crm.fairs import queries, rules
from crm.fairs.models import Booth


@dataclass(frozen=True)
class BoothInput:
    """Where a booth is, how large, and what it costs."""

    hall: str = ""
    number: str = ""
    area: Decimal | None = None
    fee: Decimal | None = None
    currency: str = ""
    notes: str = ""


def write_booth(row: Booth, content: BoothInput, *, by: Actor) -> Booth:
    """Write a booth, new or known, of a fair that `by` sees.

    Refused on what is no fair, without hall and number, for a number that another booth of the hall has, for an area
    or a fee that cannot be, for a fee without its currency, and for another fee once the fair is closed.
    """
    values = _checked(row, content, by)
    with action(rules.BOOTH_WRITTEN, by=by):
        assign(row, values)
        db.session.add(row)
    return row


def check_booth(activity_id: int, content: BoothInput, *, by: Actor) -> None:
    """Refused where `write_booth` of a new one would be; nothing is written."""
    _checked(Booth(activity_id=activity_id), content, by)


def _checked(row: Booth, content: BoothInput, by: Actor) -> dict[str, Any]:
    """The columns as they are kept."""
    activity = queries.fair(row.activity_id, user=by)
    if not queries.has_booths(activity):
        raise Refused(Text("Only trade fairs and product fairs have booths."))
    values = dict(vars(content)) | {"currency": content.currency or queries.usual_currency(activity)}
    if not (content.hall or content.number):
        raise Refused(Text("Enter the number of the booth, or its hall."), "number")
    if content.area is not None and content.area <= 0:
        raise Refused(Text("Enter how many square metres, or nothing."), "area")
    if content.area is not None and content.area > rules.MOST_AREA:
        raise Refused(Text("This number is too large."), "area")
    if content.fee is not None:
        check_size(content.fee, "fee")
        check_currency(content.currency)
        values["fee"] = exact(content.fee, values["currency"], "fee")
    if (values["fee"] or 0, values["fee"] and values["currency"]) != (row.fee or 0, row.fee and row.currency):
        check_open(activity)
    _refuse_taken(row, content.hall, content.number)
    return values


def check_currency(currency: str) -> None:
    """Refused for an amount whose currency nobody told, or that is not kept: no number says of what it is."""
    if not currency:
        raise Refused(Text("Say in which currency the amount is."), "currency")
    if currency not in CURRENCIES:
        raise Refused(Text("The currency %(code)s is not known here.", code=currency[:10]), "currency")


def check_size(amount: Decimal, field: str) -> None:
    """Refused beside its field for more money than anybody pays at a booth."""
    if amount > rules.MOST_MONEY:
        raise Refused(Text("This number is too large."), field)


def _refuse_taken(row: Booth, hall: str, number: str) -> None:
    others = select(Booth.id, Booth.hall, Booth.number).where(
        Booth.activity_id == row.activity_id, Booth.archived_at.is_(None)
    )
    wanted = (search_key(hall), search_key(number))
    if any(
        other.id != row.id and (search_key(other.hall), search_key(other.number)) == wanted
        for other in db.session.execute(others)
    ):
        raise Refused(Text("Another booth of this fair has this number."), "number")


def put_away(row: Booth, *, by: Actor) -> None:
    """Archive a booth (its fair loaded). Refused where its money is that of a closed fair."""
    _check_money(row)
    archive(row, rules.BOOTH_ARCHIVED, by=by)


def bring_back(row: Booth, *, by: Actor) -> None:
    """Bring an archived booth (its fair loaded) back. Refused where its fair has another booth of its number by now, or
    where its money is that of a closed fair."""
    _check_money(row)
    _refuse_taken(row, row.hall, row.number)
    restore(row, rules.BOOTH_RESTORED, by=by)


def _check_money(row: Booth) -> None:
    """The fee of a booth and what a stall sold stand in the report by which a fair was closed."""
    if row.fee or row.activity.type == rules.SELLING:
        check_open(row.activity)
