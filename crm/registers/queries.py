"""The three registers: who sees them, one entry of each, their lists."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, TypeVar

from sqlalchemy import ColumnElement, Select, false, or_, select
from sqlalchemy.orm import joinedload, selectinload

from crm.contacts.models import Person
from crm.core import clock, conditions, here
from crm.core.conditions import Conditions
from crm.core.database import Record, db
from crm.core.paging import PAGE_SIZE, OrderColumn, Page, page
from crm.core.permissions import Actor
from crm.core.records import only, stands
from crm.core.sight import seen
from crm.lookup import queries as lookup
from crm.registers import rules
from crm.registers.models import Breach, BreachStep, DataRequest, PrivacyAssessment

Rec = TypeVar("Rec", bound=Record)

REQUEST_LOADED: Final[tuple[Any, ...]] = (
    joinedload(DataRequest.person).selectinload(Person.names),
    joinedload(DataRequest.owner),
    joinedload(DataRequest.task),
)
BREACH_LOADED: Final[tuple[Any, ...]] = (
    joinedload(Breach.owner),
    selectinload(Breach.steps).joinedload(BreachStep.task),
)
ASSESSMENT_LOADED: Final[tuple[Any, ...]] = (
    joinedload(PrivacyAssessment.assessor),
    joinedload(PrivacyAssessment.file),
)


def _visible(model: type[Rec], user: Actor | None, archived: bool | None) -> Select[Rec]:
    """The entries of a register: for the office, which sees everything; nobody else has rows of their own in it."""
    statement = select(model).where(stands(model, archived=archived))
    return statement if user is None else seen(statement, user, lambda _user: false())


# ------------------------------------------------------------------ requests

REQUEST_SORTS: Final[dict[str, tuple[OrderColumn, ...]]] = {
    "due": (OrderColumn(DataRequest.due_on), OrderColumn(DataRequest.id)),
    "-received": (OrderColumn(DataRequest.received_on, descending=True), OrderColumn(DataRequest.id, descending=True)),
    "received": (OrderColumn(DataRequest.received_on), OrderColumn(DataRequest.id)),
}


def _said(words: str) -> ColumnElement[bool]:
    columns = (DataRequest.requester, DataRequest.details, DataRequest.answer)
    told = [column.icontains(words, autoescape=True) for column in columns]
    return or_(*told, DataRequest.person_id.in_(lookup.matching("people", words)))


@dataclass(frozen=True)
class RequestFilter(Conditions):
    """What the register of requests is narrowed to."""

    q: str = conditions.text(_said)
    only: Collection[int] = conditions.only(DataRequest.id)
    asked: Collection[str] = conditions.codes(DataRequest.asked)
    outcome: Collection[str] = conditions.codes(DataRequest.outcome)
    person: int | None = conditions.record(DataRequest.person_id)
    owner: int | None = conditions.record(DataRequest.owner_id)


def visible_requests(user: Actor | None, *, archived: bool | None = False) -> Select[DataRequest]:
    """The requests that stand in the register."""
    return _visible(DataRequest, user, archived)


def request(id: int, *, user: Actor, archived: bool = False) -> DataRequest:
    """One of them with the person, who is in charge, and its task; NotVisible when there is none."""
    return only(visible_requests(user, archived=archived), id, *REQUEST_LOADED)


def filtered_requests(wanted: RequestFilter, *, user: Actor) -> Select[DataRequest]:
    """The requests that fulfil every condition."""
    return visible_requests(user).where(*wanted.where())


def requests(
    wanted: RequestFilter, *, user: Actor, sort: str = "-received", cursor: str | None = None, size: int = PAGE_SIZE
) -> Page[DataRequest]:
    """A page of the register, the latest first unless `sort` says otherwise."""
    return page(filtered_requests(wanted, user=user).options(*REQUEST_LOADED), REQUEST_SORTS[sort], cursor, size)


def open_requests_of(user_id: int) -> list[int]:
    """The open requests that somebody is in charge of."""
    found = visible_requests(None).where(DataRequest.owner_id == user_id, DataRequest.outcome == rules.OPEN)
    return list(db.session.scalars(found.with_only_columns(DataRequest.id)))


def is_late(row: DataRequest) -> bool:
    """Whether a request waits past its day."""
    return row.outcome == rules.OPEN and row.due_on < here.today()


# ------------------------------------------------------------------ breaches

BREACH_SORTS: Final[dict[str, tuple[OrderColumn, ...]]] = {
    "-noticed": (OrderColumn(Breach.noticed_at, descending=True), OrderColumn(Breach.id, descending=True)),
    "noticed": (OrderColumn(Breach.noticed_at), OrderColumn(Breach.id)),
}


def _told(words: str) -> ColumnElement[bool]:
    columns = (Breach.title, Breach.items, Breach.cause, Breach.measures)
    return or_(*(column.icontains(words, autoescape=True) for column in columns))


@dataclass(frozen=True)
class BreachFilter(Conditions):
    """What the register of breaches is narrowed to."""

    q: str = conditions.text(_told)
    only: Collection[int] = conditions.only(Breach.id)
    kind: Collection[str] = conditions.codes(Breach.kind)
    open: bool = conditions.flag(lambda: Breach.closed_on.is_(None))
    owner: int | None = conditions.record(Breach.owner_id)


def visible_breaches(user: Actor | None, *, archived: bool | None = False) -> Select[Breach]:
    """The breaches that stand in the register."""
    return _visible(Breach, user, archived)


def breach(id: int, *, user: Actor, archived: bool = False) -> Breach:
    """One of them with its reports; NotVisible when there is none."""
    return only(visible_breaches(user, archived=archived), id, *BREACH_LOADED)


def step(id: int, *, user: Actor) -> BreachStep:
    """One report of a breach that stands, loaded with it; NotVisible when there is none."""
    of_breaches = select(BreachStep).where(
        BreachStep.breach_id.in_(visible_breaches(user).with_only_columns(Breach.id)), BreachStep.archived_at.is_(None)
    )
    return only(of_breaches, id, joinedload(BreachStep.breach), joinedload(BreachStep.task))


def filtered_breaches(wanted: BreachFilter, *, user: Actor) -> Select[Breach]:
    """The breaches that fulfil every condition."""
    return visible_breaches(user).where(*wanted.where())


def breaches(
    wanted: BreachFilter, *, user: Actor, sort: str = "-noticed", cursor: str | None = None, size: int = PAGE_SIZE
) -> Page[Breach]:
    """A page of the register, the latest first unless `sort` says otherwise."""
    return page(filtered_breaches(wanted, user=user).options(*BREACH_LOADED), BREACH_SORTS[sort], cursor, size)


def next_report(row: Breach) -> BreachStep | None:
    """The open report that is due first; None where none is open."""
    waiting = [each for each in row.steps if each.state == rules.OPEN]
    return min(waiting, key=lambda each: row.due(each.code), default=None)


def report_late(row: Breach, code: str) -> bool:
    """Whether the term of a report is over."""
    if rules.CLOCKS[code].by_the_hour:
        return row.due(code) < clock.now()
    return row.due_day(code) < here.today()


def open_breaches_of(user_id: int) -> list[int]:
    """The open breaches that somebody is in charge of."""
    found = visible_breaches(None).where(Breach.owner_id == user_id, Breach.closed_on.is_(None))
    return list(db.session.scalars(found.with_only_columns(Breach.id)))


# ------------------------------------------------------------------ assessments

ASSESSMENT_SORTS: Final[dict[str, tuple[OrderColumn, ...]]] = {
    "-assessed": (
        OrderColumn(PrivacyAssessment.assessed_on, descending=True), OrderColumn(PrivacyAssessment.id, descending=True)
    ),
    "assessed": (OrderColumn(PrivacyAssessment.assessed_on), OrderColumn(PrivacyAssessment.id)),
}  # fmt: skip


def _written(words: str) -> ColumnElement[bool]:
    columns = (PrivacyAssessment.title, PrivacyAssessment.scope, PrivacyAssessment.measures)
    return or_(*(column.icontains(words, autoescape=True) for column in columns))


@dataclass(frozen=True)
class PrivacyFilter(Conditions):
    """What the register of assessments is narrowed to."""

    q: str = conditions.text(_written)
    only: Collection[int] = conditions.only(PrivacyAssessment.id)
    result: Collection[str] = conditions.codes(PrivacyAssessment.result)
    since: date | None = conditions.day(lambda day: PrivacyAssessment.assessed_on >= day)


def visible_assessments(user: Actor | None, *, archived: bool | None = False) -> Select[PrivacyAssessment]:
    """The assessments that stand in the register."""
    return _visible(PrivacyAssessment, user, archived)


def assessment(id: int, *, user: Actor, archived: bool = False) -> PrivacyAssessment:
    """One of them with its paper; NotVisible when there is none."""
    return only(visible_assessments(user, archived=archived), id, *ASSESSMENT_LOADED)


def filtered_assessments(wanted: PrivacyFilter, *, user: Actor) -> Select[PrivacyAssessment]:
    """The assessments that fulfil every condition."""
    return visible_assessments(user).where(*wanted.where())


def assessments(
    wanted: PrivacyFilter, *, user: Actor, sort: str = "-assessed", cursor: str | None = None, size: int = PAGE_SIZE
) -> Page[PrivacyAssessment]:
    """A page of the register, the latest first unless `sort` says otherwise."""
    statement = filtered_assessments(wanted, user=user).options(*ASSESSMENT_LOADED)
    return page(statement, ASSESSMENT_SORTS[sort], cursor, size)
