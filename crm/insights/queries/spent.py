"""The records behind the costs: each activity with its own row, and the agreements that were put down to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from crm.activities import queries as activities
from crm.activities.models import Activity
from crm.agreements.models import Agreement
from crm.agreements.queries import LISTED, Attributed, attributed
from crm.core.database import db
from crm.core.paging import Page
from crm.core.permissions import Actor
from crm.insights.queries.costs import CostRow, Switches, ended, sums_of, without_activity
from crm.insights.queries.slices import cut, paged
from crm.insights.rules import Selection


@dataclass(frozen=True)
class ActivityCost:
    """One activity (names and place loaded) and what was spent on it."""

    activity: Activity
    row: CostRow


@dataclass(frozen=True)
class AgreementPart:
    """A signed agreement (parties loaded), how much of it counts here, and the activities that share this part."""

    agreement: Agreement
    part: Fraction
    activities: Sequence[Activity]


def activity_costs(
    wanted: Selection, *, user: Actor, as_of: date, switches: Switches, cursor: str | None = None
) -> Page[ActivityCost]:
    """The activities that `cost_figures` counts, each with its own row, the last to end first."""
    types = ended(wanted, user=user, as_of=as_of)
    shown = cut(list(types), cursor)
    signed = attributed(user=user, until=as_of, how=switches.how)
    sums = sums_of(shown, user=user, switches=switches, signed=signed)
    statement = select(Activity).where(Activity.id.in_(shown)).options(*activities.LISTED)
    records = {row.id: row for row in db.session.scalars(statement).unique()}
    rows = [ActivityCost(records[id], sums.row([id], code=types[id], activity_id=id)) for id in shown]
    return paged(list(types), cursor, rows)


def agreements_behind(
    wanted: Selection,
    *,
    user: Actor,
    as_of: date,
    how: str,
    activity_id: int | None = None,
    nowhere: bool = False,
    cursor: str | None = None,
) -> Page[AgreementPart]:
    """The agreements put down to the activities that `cost_figures` counts, or to one of them; latest first.

    With `nowhere` those of the period that fall to no activity.
    """
    signed = attributed(user=user, until=as_of, how=how)
    counted: set[int | None] = {None} if nowhere else set(ended(wanted, user=user, as_of=as_of))
    if activity_id is not None:
        counted &= {activity_id}
    rows = (
        (without_activity(signed, wanted) or []) if nowhere else [row for row in signed if counted & row.parts.keys()]
    )
    return paged(rows, cursor, _parts(cut(rows, cursor), counted))


def _parts(rows: Sequence[Attributed], counted: set[int | None]) -> list[AgreementPart]:
    mine = {row.agreement_id: [id for id in row.parts if id in counted] for row in rows}
    ids = {id for found in mine.values() for id in found if id is not None}
    statement = select(Agreement).where(Agreement.id.in_(mine)).options(*LISTED)
    agreements = {row.id: row for row in db.session.scalars(statement).unique()}
    held = select(Activity).where(Activity.id.in_(ids)).options(selectinload(Activity.names))
    names = {row.id: row for row in db.session.scalars(held)}
    return [
        AgreementPart(
            agreements[row.agreement_id],
            sum((row.parts[id] for id in mine[row.agreement_id]), Fraction(0)),
            [names[id] for id in mine[row.agreement_id] if id is not None],
        )
        for row in rows
    ]
