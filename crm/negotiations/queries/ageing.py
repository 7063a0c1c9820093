"""How long cases stay and stand still: the same rule in SQL for lists and in Python for the reasons."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal,
    not_,
    or_,
    select,
    type_coerce,
    union_all,
)

from crm.core import clock, here, reading
from crm.core.database import Moment, database_kind, db
from crm.core.paging import counting
from crm.core.permissions import Actor
from crm.negotiations import rules
from crm.negotiations.models import CaseFact, Interaction, Negotiation
from crm.negotiations.queries.counted import heard_at
from crm.negotiations.queries.records import LISTED, visible_to

#: Before all that was ever heard.
_NEVER: Final = datetime.min.replace(tzinfo=UTC)
#: Of more stalled cases the home page says that they are more than these.
MOST_COUNTED: Final = 1000


@dataclass(frozen=True)
class Standing:
    """Where a case stands: whole days in its stage, the stage's limit, and how both look (rules.age_state).

    `step` is "late" (overdue), "" (planned) or "none"; `reasons` are empty unless the case is stalled.
    """

    days: int
    limit: int | None
    age: str
    step: str
    reasons: tuple[rules.StallReason, ...]


def _start_of(day: date) -> datetime:
    return clock.from_wall(datetime(day.year, day.month, day.day), here.zone())


def _quiet_since(moment: datetime, heard: Any = None) -> ColumnElement[bool]:
    if heard is not None:
        quiet: ColumnElement[bool] = heard < moment
        return quiet
    interaction = exists().where(*_contacts(), Interaction.negotiation_id == Negotiation.id, Interaction.at >= moment)
    return not_(or_(func.coalesce(heard_at(), _NEVER) >= moment, interaction))


def _contacts() -> tuple[ColumnElement[bool], ...]:
    return Interaction.archived_at.is_(None), Interaction.kind.in_(rules.CONTACT_KINDS)


def with_contacts(statement: Select[Any]) -> tuple[Select[Any], Any]:
    """A statement over cases and their facts with the last contact of each, and that as a column for the two below.

    For whoever asks of thousands: each of the conditions would else look for contacts anew.
    """
    logged = select(Interaction.negotiation_id, func.max(Interaction.at).label("at")).where(
        *_contacts(), Interaction.negotiation_id.is_not(None)
    )
    last = logged.group_by(Interaction.negotiation_id).subquery()
    both = (func.coalesce(CaseFact.heard_at, _NEVER), func.coalesce(last.c.at, _NEVER))
    latest = func.max(*both) if database_kind() == "sqlite" else func.greatest(*both)
    return statement.outerjoin(last, last.c.negotiation_id == Negotiation.id), type_coerce(latest, Moment)


def silence(as_of: date, bounds: Sequence[int], *, heard: Any = None) -> ColumnElement[int]:
    """How long the last contact is ago, as a column: the place in `bounds` (days, ascending) of the first bound that
    is not passed, len(bounds) beyond the last. `heard`: of `with_contacts`."""
    moments = [_start_of(as_of - timedelta(days=days)) for days in bounds]
    spans = [(not_(_quiet_since(moment, heard)), place) for place, moment in enumerate(moments)]
    return case(*spans, else_=len(bounds))


def stalled_condition(as_of: date, *, by_stage: bool = True, heard: Any = None) -> ColumnElement[bool]:
    """`rules.stall_reasons` of an open case: there is one, as a condition on `Negotiation`.

    `by_stage` names the open stages, else the closed ones are left out: the same cases. `heard`: of `with_contacts`, by
    whoever asks of open cases alone.
    """
    entered = Negotiation.created_at
    limits = {
        stage.code: literal(_start_of(as_of - timedelta(days=stage.limit_days)), Moment)
        for stage in rules.STAGES.values()
        if stage.limit_days is not None and rules.is_open(stage.code)
    }
    limit = case(limits, value=Negotiation.stage, else_=literal(_NEVER, Moment))
    over_limit = and_(Negotiation.stage_entered_at < limit, entered < limit)
    rests = and_(Negotiation.on_hold, func.coalesce(Negotiation.on_hold_until, date.min) >= as_of)
    grace, silent = (as_of - timedelta(days=number) for number in (rules.STEP_GRACE_DAYS, rules.SILENCE_DAYS))
    overdue = and_(Negotiation.next_step != "", Negotiation.next_step_due < grace, entered < _start_of(grace))
    quiet = and_(entered < _start_of(silent), _quiet_since(_start_of(silent), heard))
    closed = [code for code in rules.STAGE_LABELS if not rules.is_open(code)]
    stands = and_(not_(rests), or_(over_limit, overdue, Negotiation.next_step == "", quiet))
    if heard is not None:
        return stands
    return and_(Negotiation.stage.in_(rules.OPEN_STAGES) if by_stage else Negotiation.stage.not_in(closed), stands)


def stalled(user: Actor, as_of: date, *, most: int) -> tuple[list[Negotiation], int]:
    """The first `most` stalled cases a user sees, the longest in their stage first, and how many there are; counting
    stops one past MOST_COUNTED.
    """
    found = db.session.execute(_stalled(user, as_of, here.zone(), most), reading.by(user)).unique().all()
    return [row[0] for row in found], found[0].number if found else 0


@reading.kept
def _stalled(user: Actor, as_of: date, _zone: str, most: int) -> Select[Negotiation, int]:
    number = counting(visible_to(user).where(stalled_condition(as_of)), MOST_COUNTED).scalar_subquery()
    # With the stages named, SQLite would look for them and sort all; so it follows their order and stops.
    found = visible_to(user).where(stalled_condition(as_of, by_stage=False)).options(*LISTED)
    ordered = found.order_by(Negotiation.stage_entered_at, Negotiation.id).limit(most)
    return ordered.add_columns(number.label("number"))


#: Ids in one question: PostgreSQL takes 65,535 values a statement, and each id is asked for three times.
MOST_ASKED = 10_000


def last_contacts(ids: Sequence[int]) -> dict[int, datetime]:
    """{negotiation id: the last interaction, held meeting, opening or reopening}; a query for ten thousand."""
    found: dict[int, datetime] = {}
    for first in range(0, len(ids), MOST_ASKED):
        found |= _last_contacts(ids[first : first + MOST_ASKED])
    return found


def _last_contacts(ids: Sequence[int]) -> dict[int, datetime]:
    return {row.case_id: row.last for row in reading.rows(_last_contacts_of(), ids=list(ids))} if ids else {}


# Kept: a statement costs more to make than to ask; it holds no rows.
@cache
def _last_contacts_of() -> Select[*tuple[Any, ...]]:
    parts: list[Any] = [
        select(Interaction.negotiation_id.label("case_id"), Interaction.at.label("moment")).where(
            reading.of_ids(Interaction.negotiation_id),
            Interaction.archived_at.is_(None),
            Interaction.kind.in_(rules.CONTACT_KINDS),
        ),
        select(CaseFact.negotiation_id, CaseFact.heard_at).where(reading.of_ids(CaseFact.negotiation_id)),
    ]
    found = union_all(*parts).subquery()
    return select(found.c.case_id, func.max(found.c.moment).label("last")).group_by(found.c.case_id)


def logged(case: Negotiation) -> tuple[dict[str, int], datetime | None]:
    """({kind of interaction: how many of it were logged on a case}, its last contact as in `last_contacts`)."""
    counts, moments = {}, []
    for heard, kind, number, at in map(tuple, reading.rows(_LOGGED, case=case.id)):
        moments.append(heard)
        if kind is not None:
            counts[kind] = number
            moments.append(at if kind in rules.CONTACT_KINDS else None)
    return counts, max((moment for moment in moments if moment is not None), default=None)


_LOGGED: Final = (
    select(CaseFact.heard_at, Interaction.kind, func.count(), func.max(Interaction.at).label("at"))
    .select_from(CaseFact)
    .outerjoin(
        Interaction, and_(Interaction.negotiation_id == CaseFact.negotiation_id, Interaction.archived_at.is_(None))
    )
    .where(CaseFact.negotiation_id == bindparam("case", type_=Integer))
    .group_by(CaseFact.heard_at, Interaction.kind)
)


def standing(case: Negotiation, as_of: date, last_contact: datetime | None) -> Standing:
    """Where one case stands on a day, its last contact being known."""
    return _standing(case, as_of, last_contact, here.zone())


def standings(rows: Iterable[Negotiation], as_of: date) -> dict[int, Standing]:
    """{negotiation id: Standing} in one query for ten thousand."""
    cases = list(rows)
    contacts = last_contacts([row.id for row in cases])
    ours = here.zone()
    return {row.id: _standing(row, as_of, contacts.get(row.id), ours) for row in cases}


def _standing(case: Negotiation, as_of: date, last_contact: datetime | None, ours: str) -> Standing:
    """Where one case stands on `as_of`, its last contact being known, by the clock of our office."""
    days = (as_of - clock.local(case.stage_entered_at, ours).date()).days
    entered_on = clock.local(case.created_at, ours).date()
    limit = rules.STAGES[case.stage].limit_days if case.stage in rules.STAGES else None
    due = case.next_step_due
    reasons = (
        ()
        if not rules.is_open(case.stage)
        else rules.stall_reasons(
            as_of=as_of,
            days_in_stage=days,
            sla=limit,
            has_next_step=bool(case.next_step),
            next_step_due=due,
            last_interaction_on=clock.local(last_contact, ours).date() if last_contact else None,
            on_hold_until=case.on_hold_until if case.on_hold else None,
            entered_on=entered_on,
        )
    )
    step = "none" if not case.next_step else "late" if due is not None and due < as_of else ""
    age = rules.age_state(case.stage, min(days, (as_of - entered_on).days))
    return Standing(days, limit, age, step, reasons)
