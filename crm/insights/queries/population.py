"""What every figure counts: one set for numerators and denominators, for all that shows figures (domain.md §3.1).

Who reads says nothing here: two readers get one verdict. What is archived counts. *Not counted* takes an activity out
with its leads, talks, cases, agreements and costs, and a case with its agreements.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, not_, or_, select

from crm.activities import queries as activities
from crm.activities.models import Activity
from crm.activities.queries import Filter
from crm.activities.rules import is_over
from crm.agreements.models import Agreement, AgreementNegotiation
from crm.agreements.queries import Attributed, attributed
from crm.agreements.rules import COMMERCIAL, EVER_SIGNED
from crm.core import here, reading
from crm.core.database import db
from crm.fairs import queries as fairs
from crm.insights.rules import Selection
from crm.leads.models import Lead
from crm.meetings import queries as meetings
from crm.meetings.models import TalkFact
from crm.negotiations import queries as negotiations
from crm.negotiations.models import CaseFact, Negotiation
from crm.places import queries as places

CANCELLED: Final = "cancelled"
#: Activities whose costs are not all in; those that are not over.
UNSETTLED, RUNNING_SET = "unsettled", "running"
HELD_SETS: Final = (CANCELLED, UNSETTLED, RUNNING_SET)


# ------------------------------------------------------------------ what counts at all


def counted_activity() -> ColumnElement[bool]:
    """That an activity counts."""
    return Activity.not_counted == ""


def leads() -> Select[Any]:
    """The leads that count."""
    return select(Lead).where(Lead.activity_id.not_in(activities.left_out()))


def talks() -> Select[Any]:
    """The talks that count; of those of no activity, all."""
    return meetings.counted_talks(but=activities.left_out())


def talks_by_day() -> Select[date, int]:
    """(day, how many talks were held on it)."""
    counted = meetings.first_that_counts(activities.left_out())
    return select(TalkFact.held_on, func.count()).where(counted).group_by(TalkFact.held_on)


def cases() -> Select[Any]:
    """The negotiations that count: not taken out themselves, nor with the activity that they belong to."""
    out = or_(CaseFact.home_id.is_(None), CaseFact.home_id.not_in(activities.left_out()))
    found = select(Negotiation).join(CaseFact, CaseFact.negotiation_id == Negotiation.id)
    return found.where(Negotiation.not_counted == "", out)


def agreements(*, classes: Collection[str] = (COMMERCIAL,)) -> Select[Any]:
    """The commercial agreements that were ever signed and count: where it concludes cases, one of them must count, else
    the activity that it names.

    Other `classes` are asked for by a switch alone.
    """
    link = AgreementNegotiation
    concludes = Agreement.id.in_(select(link.agreement_id))
    kept = Agreement.id.in_(select(link.agreement_id).where(link.negotiation_id.not_in(negotiations.left_out())))
    named = or_(Agreement.activity_id.is_(None), Agreement.activity_id.not_in(activities.left_out()))
    return select(Agreement).where(*_ever_signed(classes), or_(and_(not_(concludes), named), kept))


def _ever_signed(classes: Collection[str]) -> list[ColumnElement[bool]]:
    return [
        Agreement.agreement_class.in_(classes),
        Agreement.status.in_(EVER_SIGNED),
        Agreement.signed_on.is_not(None),
    ]


def signings() -> Select[int, date | None]:
    """(case, day of its first signed commercial agreement) of the cases that have one, whether the case counts or not.

    Frameworks never count (INV-G4).
    """
    link = AgreementNegotiation
    first = func.min(Agreement.signed_on).label("signed_on")
    found = select(link.negotiation_id, first).join(Agreement, Agreement.id == link.agreement_id)
    return found.where(*_ever_signed((COMMERCIAL,))).group_by(link.negotiation_id)


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
    begun: date | None = None  #: the first day of the earliest of all of them; None: there are none
    ends: Mapping[int, date] = field(default_factory=dict)  #: the last day of each that is counted
    also: Mapping[int, Any] = field(default_factory=dict)  #: what else was asked for of each that is counted

    @property
    def took_place(self) -> list[int]:
        """Those that are counted and were not cancelled."""
        return [id for id in self.counted if id not in self.cancelled]

    def only(self, name: str) -> "HeldActivities":
        """With one of HELD_SETS alone; with all for any other name."""
        if name == RUNNING_SET:
            return replace(self, counted=self.running, running={}, cancelled=frozenset(), unsettled=frozenset())
        wanted = {CANCELLED: self.cancelled, UNSETTLED: self.unsettled}.get(name)
        if wanted is None:
            return self
        return replace(self, counted={id: kind for id, kind in self.counted.items() if id in wanted})

    def with_running(self) -> "HeldActivities":
        """As a switch asks for: those that are running count as well, with their cost to date and their cases."""
        return replace(self, counted={**self.running, **self.counted}, running={})


def held_rows(
    wanted: Selection, *, tiers: Collection[str] = (), also: Any = None, ids: Collection[int] | None = None
) -> Sequence[Any]:
    """The activities under the conditions that are about activities, whatever the period: `held` sorts them.

    With `ids` of those alone.
    """
    asked = Filter(
        type=wanted.types,
        direction=[wanted.direction] if wanted.direction else (),
        initiative=wanted.initiative_id,
        tiers=tiers or ([wanted.tier] if wanted.tier else ()),
    )
    statement = select(
        Activity.id, Activity.type, Activity.status, Activity.start_on, Activity.end_on, _book(),
        literal(None) if also is None else also, Activity.place_id, Activity.host_organisation_id,
        Activity.sender_organisation_id,
    )  # fmt: skip
    statement = statement.where(counted_activity(), *asked.where())
    if wanted.owner_id is not None:
        statement = statement.where(
            or_(Activity.coordinator_id == wanted.owner_id, Activity.leader_id == wanted.owner_id)
        )
    if wanted.activity_id is not None:
        statement = statement.where(Activity.id == wanted.activity_id)
    if wanted.place_id is not None:
        statement = statement.where(Activity.place_id.in_(places.within(wanted.place_id)))
    if ids is not None:
        statement = statement.where(Activity.id.in_(ids))
    return reading.rows(statement.order_by(Activity.end_on.desc(), Activity.id.desc()))


def _book() -> ColumnElement[str]:
    """What is said of the costs of an activity; where a booth's fee is missing, they are not all in."""
    return case((fairs.lacks_a_fee(), "open"), else_=Activity.costs_state).label("costs_state")


def held(
    wanted: Selection, as_of: date, *, tiers: Collection[str] = (), also: Any = None, rows: Sequence[Any] | None = None
) -> HeldActivities:
    """The activities under the conditions that are about activities; partner, category and maker say nothing of them.

    `tiers` are of their places when they began, "" being those of which none is known. `also` is another column.
    `rows`: `held_rows` of the same conditions, for whoever asks of several periods.
    """
    today = max(as_of, here.today())
    counted: dict[int, str] = {}
    running: dict[int, str] = {}
    cancelled: set[int] = set()
    unsettled: set[int] = set()
    begun: list[date] = []
    ends: dict[int, date] = {}
    others: dict[int, Any] = {}
    found = held_rows(wanted, tiers=tiers, also=also) if rows is None else rows
    for id, kind, status, start, end, book, other, *_where in found:
        if status == CANCELLED:
            if end > as_of or not wanted.covers(end):
                continue
            counted[id] = kind
            cancelled.add(id)
        elif is_over(end, status, today) and (ended := min(end, today)) <= as_of:
            if not wanted.covers(ended):
                continue
            counted[id], end = kind, ended
        elif start <= as_of and (wanted.until is None or start <= wanted.until):
            running[id] = kind
        else:
            continue
        if book == "open":
            unsettled.add(id)
        begun.append(start)
        ends[id], others[id] = end, other
    return HeldActivities(
        counted, frozenset(cancelled), running, frozenset(unsettled & counted.keys()), min(begun, default=None),
        ends, others,
    )  # fmt: skip


def cases_of_running(held: HeldActivities) -> Select[Any]:
    """The negotiations whose first talk was held at one of the running activities."""
    return cases().where(CaseFact.first_talk_on.is_not(None), reading.among(CaseFact.home_id, held.running))


def about_activities(wanted: Selection) -> bool:
    """Whether a condition asks for activities of some sort: then nothing that belongs to none is beside them."""
    ids = (wanted.owner_id, wanted.activity_id, wanted.place_id)
    return bool(wanted.types or wanted.direction or wanted.tier or any(id is not None for id in ids))


def of_cases(wanted: Selection) -> Selection:
    """What of the conditions is about cases, where their activities are chosen by `held`."""
    return replace(Selection(), category=wanted.category, maker_id=wanted.maker_id)


def attributed_agreements(
    as_of: date, how: str, *, since: date | None = None, named: Collection[int] = ()
) -> list[Attributed]:
    """The agreements that count, signed by a day, with their parts by activity.

    With `since` those signed since then, and those that name one of these activities: nothing else is put down to an
    activity before it begins.
    """
    found = agreements().where(Agreement.signed_on <= as_of)
    if since is not None:
        found = found.where(or_(Agreement.signed_on >= since, reading.among(Agreement.activity_id, named)))
    return attributed(found, how=how)


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
