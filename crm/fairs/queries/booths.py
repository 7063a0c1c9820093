"""Booths: those of a fair, and one."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from crm.activities import queries as activities
from crm.activities.models import Activity
from crm.core import here
from crm.core.database import db
from crm.core.money import currency_of
from crm.core.permissions import Actor
from crm.core.records import only, stands
from crm.fairs import rules
from crm.fairs.models import Booth

#: The fair of a booth, with its names and its place.
NAMED: Final = (joinedload(Booth.activity).options(joinedload(Activity.names), joinedload(Activity.place)),)


def visible_booths(user: Actor, *, archived: bool | None = False) -> Select[Booth]:
    """The booths of the fairs that a user sees; with `archived` those of the archive, with None both."""
    return select(Booth).where(stands(Booth, archived=archived), Booth.activity_id.in_(activities.visible_ids(user)))


def booth(id: int, *, user: Actor, archived: bool | None = False) -> Booth:
    """One booth, its fair named, and the cost that its fee is; NotVisible when there is none for this user."""
    return only(visible_booths(user, archived=archived), id, *NAMED, joinedload(Booth.cost_line))


def booths_of(activity_id: int, *, user: Actor, archived: bool = False) -> Sequence[Booth]:
    """The booths of a fair by hall and number, or those of the archive."""
    statement = visible_booths(user, archived=archived).where(Booth.activity_id == activity_id)
    return db.session.scalars(statement.order_by(Booth.hall, Booth.number, Booth.id)).all()


def booth_options(activity_id: int | None, *, user: Actor) -> list[tuple[int, str]]:
    """[(id, hall and number)] of the booths of a fair, to choose from; none while no fair is chosen."""
    return [(row.id, row.label) for row in booths_of(activity_id, user=user)] if activity_id is not None else []


def booth_labels(ids: Sequence[int]) -> dict[int, str]:
    """{id: hall and number} of booths that the caller found to be visible."""
    return {row.id: row.label for row in db.session.scalars(select(Booth).where(Booth.id.in_(ids)))} if ids else {}


def is_booth_of(activity_id: int, id: int) -> bool:
    """Whether it is a booth of this fair that stands."""
    return (
        db.session.scalar(select(Booth.id).where(Booth.id == id, Booth.activity_id == activity_id, stands(Booth))) == id
    )


def booth_count(activity_id: int) -> int:
    """How many booths a fair that the caller found to be visible has."""
    statement = select(func.count(Booth.id)).where(Booth.activity_id == activity_id, stands(Booth))
    return db.session.scalar(statement) or 0


def fair(id: int, *, user: Actor) -> Activity:
    """The activity with its names and its place; NotVisible when there is none for this user."""
    return only(activities.visible_to(user), id, joinedload(Activity.names), joinedload(Activity.place))


def has_booths(activity: Activity) -> bool:
    """Whether booths belong on an activity: a fair."""
    return activity.type in rules.TYPES


def usual_currency(activity: Activity) -> str:
    """In what one pays at a fair (its place loaded): that of its country, or ours where that is not kept."""
    return currency_of(activity.place.country) or here.currency()


def called(row: Booth, _language: str) -> tuple[str, str]:
    """What a booth is called: its hall and number, in no language."""
    return row.label or f"#{row.id}", ""
