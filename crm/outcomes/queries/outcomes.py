"""Which outcomes a user sees: the due list by company, one of them, the one behind a link, and what is asked about."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, exists, func, not_, or_, select
from sqlalchemy.orm import joinedload, selectinload

from crm.activities import queries as activities
from crm.activities.models import Activity
from crm.contacts.models import Organisation, Person
from crm.contacts.queries import our_organisation_id
from crm.contacts.queries.mailboxes import mail_address
from crm.core import clock, here, keys, reading
from crm.core.database import db
from crm.core.errors import or_not_visible
from crm.core.permissions import Actor
from crm.leads.models import Lead
from crm.negotiations.models import Negotiation, NegotiationLead
from crm.outcomes import rules
from crm.outcomes.models import Outcome
from crm.places import queries as places

#: What a line of the list shows.
LOADED: tuple[Any, ...] = (
    joinedload(Outcome.activity).selectinload(Activity.names),
    joinedload(Outcome.organisation).selectinload(Organisation.names),
    joinedload(Outcome.negotiation).joinedload(Negotiation.counterpart).selectinload(Organisation.names),
    joinedload(Outcome.lead).joinedload(Lead.organisation).selectinload(Organisation.names),
    joinedload(Outcome.lead).joinedload(Lead.person).selectinload(Person.names),
    joinedload(Outcome.lead).joinedload(Lead.activity).joinedload(Activity.place),
    joinedload(Outcome.decided_by),
)
#: There is an answer, and nobody has looked at it.
_WAITING = and_(Outcome.answered_at.is_not(None), Outcome.decision == rules.WAITING)
#: More lines than anybody works through at once.
MOST = 300


def visible_to(user: Actor) -> Select[Outcome]:
    """The outcomes of the activities that a user sees, but for those about a case in the archive."""
    return select(Outcome).where(
        Outcome.archived_at.is_(None), _case_stands(), Outcome.activity_id.in_(activities.visible_ids(user))
    )


def _case_stands() -> ColumnElement[bool]:
    """Neither the negotiation nor the lead that is asked about went into the archive."""
    gone = (
        exists().where(entity.id == column, entity.archived_at.is_not(None))
        for entity, column in ((Negotiation, Outcome.negotiation_id), (Lead, Outcome.lead_id))
    )
    return not_(or_(*gone))


def one(id: int, *, user: Actor) -> Outcome:
    """The outcome with its case; NotVisible when there is none for this user."""
    return _one(visible_to(user).where(Outcome.id == id))


def is_uncounted(outcome: Outcome) -> bool:
    """Whether an amount was answered that no rate turns into the office's currency: figures leave it out."""
    day = told_on(outcome)
    return (
        outcome.amount is not None and day is not None and places.rate(outcome.currency, here.currency(), day) is None
    )


def told_on(outcome: Outcome) -> date | None:
    """The day of the answer, whose rate counts its amount."""
    return clock.local(outcome.answered_at, here.zone()).date() if outcome.answered_at is not None else None


def by_token(token: str) -> Outcome:
    """The outcome behind a link that still lives; NotVisible for every other text, alike for all reasons."""
    living = and_(Outcome.token_until > clock.now(), Outcome.answered_at.is_(None), Outcome.archived_at.is_(None))
    return _one(select(Outcome).where(Outcome.token_hash == keys.digest(token), living))


def _one(statement: Select[Outcome]) -> Outcome:
    return or_not_visible(db.session.scalar(statement.options(*LOADED)))


def to_send() -> list[int]:
    """The ids of the outcomes whose mail waits, the one that waits longest first."""
    return list(db.session.scalars(select(Outcome.id).where(_mail_waits()).order_by(Outcome.mail_at, Outcome.id)))


def waiting_mail(id: int) -> Outcome | None:
    """The outcome when its mail still waits, locked until the transaction ends: one worker takes it."""
    return _locked(Outcome.id == id, _mail_waits())


def leaving_mail(id: int) -> Outcome | None:
    """The outcome when its mail is being handed over and there is no answer yet."""
    return _locked(Outcome.id == id, Outcome.mail_state == rules.MAIL_LEAVES, Outcome.answered_at.is_(None))


def _locked(*conditions: ColumnElement[bool]) -> Outcome | None:
    if db.session.scalar(select(Outcome.id).where(*conditions).with_for_update()) is None:
        return None
    return db.session.scalar(
        select(Outcome).where(*conditions).options(*LOADED).execution_options(populate_existing=True)
    )


def _mail_waits() -> ColumnElement[bool]:
    forgotten = and_(Outcome.mail_state == rules.MAIL_LEAVES, Outcome.mail_at < clock.now() - rules.MAIL_LEASE)
    waits = or_(Outcome.mail_state.in_((rules.MAIL_WAITS, rules.MAIL_WAITS_AGAIN)), forgotten)
    return and_(waits, Outcome.answered_at.is_(None), Outcome.archived_at.is_(None), _case_stands())


def to_remind(today: date) -> list[Outcome]:
    """Asked by mail, late, and never reminded."""
    statement = select(Outcome).where(
        Outcome.mail_state == rules.MAIL_SENT,
        Outcome.answered_at.is_(None),
        Outcome.reminded_at.is_(None),
        Outcome.archived_at.is_(None),
        _case_stands(),
        Outcome.asked_at < start_of(today - rules.PATIENCE),
    )
    return list(db.session.scalars(statement.order_by(Outcome.id)))


def usual_address(outcome: Outcome) -> str:
    """Where the company was asked last, else its own e-mail address, else none."""
    if outcome.mail_to or outcome.organisation_id is None:
        return outcome.mail_to
    before = (
        select(Outcome.mail_to)
        .where(Outcome.organisation_id == outcome.organisation_id, Outcome.mail_state == rules.MAIL_SENT)
        .order_by(Outcome.mail_at.desc())
    )
    return db.session.scalar(before.limit(1)) or mail_address(outcome.organisation_id)


@dataclass(frozen=True)
class OutcomeLine:
    """An outcome with how it stands today."""

    outcome: Outcome
    state: str


@dataclass(frozen=True)
class CompanyGroup:
    """What one company is asked; None when nobody can be asked by link."""

    organisation: Organisation | None
    entries: list[OutcomeLine]


def state(outcome: Outcome, today: date) -> str:
    """How an outcome stands on a day."""
    asked = clock.local(outcome.asked_at, here.zone()).date() if outcome.asked_at is not None else None
    return rules.state(due_on=outcome.due_on, asked_on=asked, answered=outcome.answered_at is not None, today=today)


def _in_state(wanted: str, today: date) -> ColumnElement[bool]:
    """The condition of a state. Moments are compared at the start of the office's day, as `rules.state` does."""
    line = today - rules.PATIENCE
    late = or_(
        and_(Outcome.asked_at.is_(None), Outcome.due_on < line),
        and_(Outcome.asked_at.is_not(None), Outcome.asked_at < start_of(line)),
    )
    open_ = Outcome.answered_at.is_(None)
    return {
        rules.ANSWERED: Outcome.answered_at.is_not(None),
        rules.OVERDUE: and_(open_, late),
        rules.ASKED: and_(open_, ~late, Outcome.asked_at.is_not(None)),
        rules.DUE: and_(open_, ~late, Outcome.asked_at.is_(None)),
    }[wanted]


def start_of(day: date) -> datetime:
    return clock.from_wall(datetime.combine(day, time()), here.zone())


def due_list(*, user: Actor, today: date, state_code: str = "", activity_id: int | None = None) -> list[CompanyGroup]:
    """The visible outcomes by company, the oldest first; answered ones only when asked for by `state_code`."""
    statement = visible_to(user)
    if activity_id is not None:
        statement = statement.where(Outcome.activity_id == activity_id)
    if state_code:
        statement = statement.where(_in_state(state_code, today))
    elif activity_id is None:
        statement = statement.where(or_(Outcome.answered_at.is_(None), _WAITING))
    rows = db.session.scalars(statement.options(*LOADED).order_by(Outcome.due_on, Outcome.id).limit(MOST)).unique()
    groups: dict[int, CompanyGroup] = {}
    for row in rows:
        group = groups.setdefault(row.organisation_id or 0, CompanyGroup(row.organisation, []))
        group.entries.append(OutcomeLine(row, state(row, today)))
    return list(groups.values())


# Kept: a statement costs more to make than to ask; it holds no rows.
@cache
def reminders() -> Select[Any]:
    """The ids of the tasks that remind of outcomes."""
    return select(Outcome.task_id).where(Outcome.task_id.is_not(None))


def counts(*, user: Actor, today: date) -> dict[str, int]:
    """{state: outcomes}, and under "waiting" the answers that nobody has looked at yet."""
    (found,) = reading.rows(_counts(user, today, here.zone()), **reading.by(user))
    return {code: getattr(found, code) for code in (*rules.STATES, "waiting")}


@reading.kept
def _counts(user: Actor, today: date, _zone: str) -> Select[*tuple[Any, ...]]:
    conditions = {code: _in_state(code, today) for code in rules.STATES} | {"waiting": _WAITING}
    columns = [func.count(Outcome.id).filter(condition).label(code) for code, condition in conditions.items()]
    return visible_to(user).with_only_columns(*columns)


def of_negotiation(negotiation_id: int, *, user: Actor) -> list[OutcomeLine]:
    """What was asked about a negotiation, the latest first."""
    today = here.today()
    statement = visible_to(user).where(Outcome.negotiation_id == negotiation_id).options(*LOADED)
    rows = db.session.scalars(statement.order_by(Outcome.due_on.desc(), Outcome.id.desc())).unique()
    return [OutcomeLine(row, state(row, today)) for row in rows]


def orders_of(negotiation_ids: Collection[int], *, user: Actor) -> dict[int, Outcome]:
    """{negotiation: the first answer that told of an order or a contract, unless our office declined it}."""
    statement = visible_to(user).where(
        Outcome.negotiation_id.in_(negotiation_ids), Outcome.order == rules.YES, Outcome.answered_at.is_not(None),
        Outcome.decision != rules.DECLINED,
    )  # fmt: skip
    found: dict[int, Outcome] = {}
    for row in db.session.scalars(statement.order_by(Outcome.answered_at, Outcome.id)):
        if row.negotiation_id is not None:
            found.setdefault(row.negotiation_id, row)
    return found


def numbers_of_orders(negotiation_ids: Collection[int], *, user: Actor) -> dict[int, int]:
    """{negotiation: how many answers told of an order or a contract}, as for `orders_of`."""
    statement = visible_to(user).where(
        Outcome.negotiation_id.in_(negotiation_ids), Outcome.order == rules.YES, Outcome.answered_at.is_not(None),
        Outcome.decision != rules.DECLINED,
    )  # fmt: skip
    found: dict[int, int] = {}
    for id in db.session.scalars(statement.with_only_columns(Outcome.negotiation_id)) if negotiation_ids else ():
        if id is not None:
            found[id] = found.get(id, 0) + 1
    return found


@dataclass(frozen=True)
class OutcomeCase:
    """A negotiation or lead about which the outcome is to be asked, and whom."""

    negotiation_id: int | None
    lead_id: int | None
    organisation_id: int | None

    @property
    def key(self) -> tuple[str, int]:
        """As `Outcome.case`."""
        return ("negotiation", self.negotiation_id) if self.negotiation_id is not None else ("lead", self.lead_id or 0)


def cases(activity: Activity) -> list[OutcomeCase]:
    """What hangs on an activity and is still worth asking about.

    Negotiations that came from it or grew out of a lead of it, unless lost; leads that became no negotiation, unless
    disqualified. Whoever asks has found the activity to be visible. Our own office is no company to be asked: what
    would be asked of it is written down by it.
    """
    ours = our_organisation_id()
    grown = select(NegotiationLead.negotiation_id).join(Lead).where(Lead.activity_id == activity.id)
    talks = select(Negotiation).where(
        or_(Negotiation.activity_id == activity.id, Negotiation.id.in_(grown)),
        Negotiation.archived_at.is_(None),
        Negotiation.stage != rules.ENDED,
    )
    asked = activity.sender_organisation_id if activity.direction != "inbound" else activity.host_organisation_id
    leads = select(Lead).where(
        Lead.activity_id == activity.id,
        Lead.archived_at.is_(None),
        Lead.status.not_in(("converted", "disqualified")),
    )
    found = [
        *(
            OutcomeCase(row.id, None, row.our_organisation_id)
            for row in db.session.scalars(talks.order_by(Negotiation.id))
        ),
        *(OutcomeCase(None, row.id, asked) for row in db.session.scalars(leads.order_by(Lead.id))),
    ]
    return [replace(case, organisation_id=None) if case.organisation_id == ours else case for case in found]


def of_tasks(task_ids: Collection[int]) -> dict[int, Outcome]:
    """{task: one of the outcomes that it reminds of, with organisation and activity}, for one who sees the tasks."""
    rows = db.session.scalars(_OF_TASKS, {"ids": list(task_ids)}) if task_ids else ()
    return {row.task_id: row for row in rows if row.task_id is not None}


_OF_TASKS: Final = (
    select(Outcome)
    .where(reading.of_ids(Outcome.task_id), Outcome.archived_at.is_(None))
    .options(
        joinedload(Outcome.organisation).selectinload(Organisation.names),
        joinedload(Outcome.activity).selectinload(Activity.names),
    )
)


def unconfirmed(task_ids: Collection[int], until: datetime) -> set[int]:
    """The tasks of which an answer was not looked at by a moment, for one who sees the tasks."""
    if not task_ids:
        return set()
    looked_at = and_(Outcome.decision != rules.WAITING, Outcome.decided_at < until)
    statement = select(Outcome.task_id).where(
        Outcome.task_id.in_(task_ids), Outcome.archived_at.is_(None), Outcome.answered_at.is_not(None), not_(looked_at)
    )
    return {id for id in db.session.scalars(statement) if id is not None}


def ended(*, user: Actor | None, today: date) -> list[Activity]:
    """The activities of the last year about whose outcome something may be due; all of them for the shell (None)."""
    first = today - timedelta(days=31 * max(rules.MONTHS)) - rules.PAST_ASKING
    statement = activities.visible_to(user) if user is not None else select(Activity)
    statement = statement.where(
        Activity.archived_at.is_(None),
        Activity.end_on.between(first, today),
        Activity.status != "cancelled",
    )
    loaded = (selectinload(Activity.names), joinedload(Activity.coordinator), joinedload(Activity.leader))
    return list(db.session.scalars(statement.options(*loaded).order_by(Activity.end_on, Activity.id)).unique())


def known(activity_id: int) -> set[tuple[str, int, int]]:
    """{(kind of case, id, months)} that an activity has entries for."""
    rows = db.session.scalars(select(Outcome).where(Outcome.activity_id == activity_id))
    return {(*row.case, row.months) for row in rows}
