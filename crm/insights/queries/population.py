"""What every figure counts: one set for numerators and denominators, for all that shows figures (domain.md §3.1).

Who reads says nothing here: two readers get one verdict. What is archived counts. *Not counted* takes an activity out
with its leads, talks, cases, agreements and costs, and a case with its agreements.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, not_, or_, select

from crm.activities import queries as activities
from crm.activities.models import Activity
from crm.activities.queries import Filter
from crm.activities.rules import is_over
from crm.agreements.models import Agreement, AgreementNegotiation
from crm.agreements.queries import Attributed, attributed
from crm.agreements.rules import COMMERCIAL, EVER_SIGNED
from crm.core import here
from crm.core.database import db
from crm.insights.rules import Selection
from crm.leads.models import Lead
from crm.meetings import queries as meetings
from crm.meetings.models import Meeting
from crm.negotiations import queries as negotiations
from crm.negotiations.models import Negotiation

CANCELLED = "cancelled"


# ------------------------------------------------------------------ what counts at all


def counted_activity() -> ColumnElement[bool]:
    """That an activity counts."""
    return Activity.not_counted == ""


def leads() -> Select[Any]:
    """The leads that count."""
    return select(Lead).where(Lead.activity_id.not_in(activities.left_out()))


def talks() -> Select[Any]:
    """The talks that count; of those of no activity, all."""
    outside = or_(Meeting.activity_id.is_(None), Meeting.activity_id.not_in(activities.left_out()))
    return meetings.talks(archived=True).where(outside)


def cases() -> Select[Any]:
    """The negotiations that count: not taken out themselves, nor with the activity that they belong to."""
    return select(Negotiation).where(negotiations.counts())


def agreements(*, classes: Collection[str] = (COMMERCIAL,)) -> Select[Any]:
    """The commercial agreements that were ever signed and count: where it concludes cases, one of them must count.

    Other `classes` are asked for by a switch alone.
    """
    concludes = exists().where(AgreementNegotiation.agreement_id == Agreement.id).correlate(Agreement)
    counted = cases().with_only_columns(Negotiation.id)
    kept = exists().where(
        AgreementNegotiation.agreement_id == Agreement.id, AgreementNegotiation.negotiation_id.in_(counted)
    )
    return select(Agreement).where(
        Agreement.agreement_class.in_(classes),
        Agreement.status.in_(EVER_SIGNED),
        Agreement.signed_on.is_not(None),
        or_(Agreement.activity_id.is_(None), Agreement.activity_id.not_in(activities.left_out())),
        or_(not_(concludes), kept.correlate(Agreement)),
    )


def homes() -> dict[int, int | None]:
    """{case that was talked about and counts: its activity}."""
    found = cases().where(Negotiation.first_talk_at.is_not(None))
    return dict(db.session.execute(found.with_only_columns(Negotiation.id, negotiations.home())).all())


# ------------------------------------------------------------------ the activities of a period


@dataclass(frozen=True)
class HeldActivities:
    """The activities behind costs and cells.

    `counted` is {id: type} of those that ended in the period, and of those that were cancelled and would have; the
    latest first. `running`, likewise, have begun and not ended: neither their cost nor their cases are counted.
    """

    counted: Mapping[int, str]
    cancelled: frozenset[int]
    running: Mapping[int, str]
    unsettled: frozenset[int]  #: those of `counted` whose costs are not all in

    def with_running(self) -> "HeldActivities":
        """As a switch asks for: those that are running count as well, with their cost to date and their cases."""
        return replace(self, counted={**self.running, **self.counted}, running={})


def held(wanted: Selection, as_of: date, *, tiers: Collection[str] = ()) -> HeldActivities:
    """The activities under the conditions that are about activities; partner, category and maker say nothing of them.

    `tiers` are of their places when they began, "" being those of which none is known.
    """
    asked = Filter(
        type=wanted.types,
        direction=[wanted.direction] if wanted.direction else (),
        initiative=wanted.initiative_id,
        tiers=tiers or ([wanted.tier] if wanted.tier else ()),
    )
    statement = select(
        Activity.id, Activity.type, Activity.status, Activity.start_on, Activity.end_on, Activity.costs_state
    )
    statement = statement.where(counted_activity(), *asked.where())
    if wanted.owner_id is not None:
        statement = statement.where(
            or_(Activity.coordinator_id == wanted.owner_id, Activity.leader_id == wanted.owner_id)
        )
    if wanted.activity_id is not None:
        statement = statement.where(Activity.id == wanted.activity_id)
    today = max(as_of, here.today())
    counted: dict[int, str] = {}
    running: dict[int, str] = {}
    cancelled: set[int] = set()
    unsettled: set[int] = set()
    for id, kind, status, start, end, book in db.session.execute(
        statement.order_by(Activity.end_on.desc(), Activity.id.desc())
    ):
        if status == CANCELLED:
            if end <= as_of and wanted.covers(end):
                counted[id] = kind
                cancelled.add(id)
        elif end <= as_of and is_over(end, status, today):
            if wanted.covers(end):
                counted[id] = kind
        elif start <= as_of and (wanted.until is None or start <= wanted.until):
            running[id] = kind
        if book == "open":
            unsettled.add(id)
    return HeldActivities(counted, frozenset(cancelled), running, frozenset(unsettled & counted.keys()))


def about_activities(wanted: Selection) -> bool:
    """Whether a condition asks for activities of some sort: then nothing that belongs to none is beside them."""
    return bool(
        wanted.types or wanted.direction or wanted.tier or wanted.owner_id is not None or wanted.activity_id is not None
    )


def of_cases(wanted: Selection) -> Selection:
    """What of the conditions is about cases, where their activities are chosen by `held`."""
    return replace(Selection(), category=wanted.category, maker_id=wanted.maker_id)


def attributed_agreements(as_of: date, how: str) -> list[Attributed]:
    """The agreements that count, signed by a day, with their parts by activity."""
    return attributed(agreements().where(Agreement.signed_on <= as_of), how=how)


# ------------------------------------------------------------------ what is not counted


@dataclass(frozen=True)
class LeftOut:
    """How many activities and negotiations somebody took out of the figures."""

    activities: int
    cases: int


def left_out() -> LeftOut:
    """The number of each; the cases that go with their activity are not among them."""
    flagged = (
        select(func.count()).select_from(model).where(model.not_counted != "").scalar_subquery()
        for model in (Activity, Negotiation)
    )
    return LeftOut(*db.session.execute(select(*flagged)).one())
