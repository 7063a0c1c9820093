"""Which agreements a user sees, lists apart by class, one with all it holds, what expires, what is owed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Row,
    Select,
    and_,
    bindparam,
    exists,
    func,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.orm import joinedload, selectinload

from crm.activities import queries as activities
from crm.activities.models import Activity
from crm.agreements import rules
from crm.agreements.models import (
    Agreement,
    AgreementNegotiation,
    AgreementParty,
    Obligation,
    Signatory,
)
from crm.agreements.rules import exclusivity
from crm.contacts.models import Organisation, Person
from crm.core import conditions, reading
from crm.core.conditions import Conditions, Own
from crm.core.database import database_kind, db
from crm.core.folding import search_key
from crm.core.money import Money
from crm.core.paging import PAGE_SIZE, OrderColumn, Page, page
from crm.core.permissions import Actor
from crm.core.records import only, stands
from crm.core.sight import seen
from crm.fields import queries as fields
from crm.initiatives.models import Initiative
from crm.negotiations import queries as negotiations
from crm.places import queries as places

#: What a line of a list shows.
LISTED: tuple[Any, ...] = (
    selectinload(Agreement.parties).joinedload(AgreementParty.organisation).joinedload(Organisation.names),
)
#: What the record's page and the form show.
LOADED: tuple[Any, ...] = (
    *LISTED,
    selectinload(Agreement.parties)
    .selectinload(AgreementParty.signatories)
    .joinedload(Signatory.person)
    .options(joinedload(Person.names), joinedload(Person.affiliations)),
    selectinload(Agreement.versions),
    selectinload(Agreement.negotiations).joinedload(AgreementNegotiation.negotiation),
    selectinload(Agreement.obligations),
    joinedload(Agreement.initiative).joinedload(Initiative.names),
    joinedload(Agreement.activity).joinedload(Activity.names),
)
SORTS: dict[str, tuple[OrderColumn, ...]] = {
    "-recorded": (OrderColumn(Agreement.id, descending=True),),
    "recorded": (OrderColumn(Agreement.id),),
    "title": (OrderColumn(Agreement.title), OrderColumn(Agreement.id)),
    "-title": (OrderColumn(Agreement.title, descending=True), OrderColumn(Agreement.id, descending=True)),
}
PANEL_ROWS = 20


def visible_to(user: Actor, *, archived: bool | None = False) -> Select[Agreement]:
    """The agreements a user sees: a mission leader those of negotiations and activities they see, others all."""
    return seen(select(Agreement).where(stands(Agreement, archived=archived)), user, _own)


def _own(user: Actor) -> Any:
    concluded = exists().where(
        AgreementNegotiation.agreement_id == Agreement.id,
        AgreementNegotiation.negotiation_id.in_(negotiations.visible_ids(user)),
    )
    return or_(Agreement.activity_id.in_(activities.visible_ids(user)), Agreement.created_by_id == user.id, concluded)


def visible_ids(user: Actor) -> Select[int]:
    """The ids of `visible_to`, for the visibility of what hangs on agreements."""
    return visible_to(user).with_only_columns(Agreement.id)


def one(id: int, *, user: Actor, archived: bool = False) -> Agreement:
    """The agreement with everything its page shows; NotVisible when there is none for this user."""
    return only(visible_to(user, archived=archived), id, *LOADED)


def _owed(today: date) -> Any:
    return and_(Obligation.done_on.is_(None), Obligation.due_on < today)


def _signed() -> Any:
    return Agreement.status.in_(rules.EVER_SIGNED)


def _expiring(today: date, days: int) -> Any:
    """As `rules.is_expiring`."""
    until = today + timedelta(days=days)
    noticed = and_(Agreement.auto_renewal, Agreement.notice_days > 0, _notice_on() <= until)
    return and_(
        Agreement.status.in_(rules.BINDING),
        Agreement.expires_on >= today,
        or_(Agreement.expires_on <= until, noticed),
    )


def _notice_on() -> ColumnElement[date]:
    """The last day for notice: a day less a column of days is written otherwise by each database."""
    if database_kind() == "sqlite":
        return type_coerce(func.date(Agreement.expires_on, func.printf("-%d days", Agreement.notice_days)), Date())
    return type_coerce(Agreement.expires_on - Agreement.notice_days, Date())


def _searched(words: str) -> ColumnElement[bool]:
    """In title, number or products, or in any form of a party's name."""
    found = [
        column.icontains(words, autoescape=True) for column in (Agreement.title, Agreement.number, Agreement.products)
    ]
    if key := search_key(words):
        party = exists().where(
            AgreementParty.agreement_id == Agreement.id,
            Organisation.id == AgreementParty.organisation_id,
            Organisation.search_key.contains(key, autoescape=True),
        )
        found.append(party)
    return or_(*found)


def _owing(on: date) -> ColumnElement[bool]:
    """Binding, with an obligation that was due before the day."""
    owed = Agreement.id.in_(select(Obligation.agreement_id).where(_owed(on)))
    return and_(owed, Agreement.status.in_(rules.BINDING))


@dataclass(frozen=True)
class AgreementFilter(Conditions):
    """Conditions of both lists. `expiring_on`: those of which notice must be given, or that end, within 90 days of
    that day. `signed_from`, `signed_until`: signed within these days, both included, whatever became of it since."""

    q: str = conditions.text(_searched)
    only: Collection[int] = conditions.only(Agreement.id)
    agreement_class: str = conditions.code(Agreement.agreement_class)
    type: Collection[str] = conditions.codes(Agreement.type)
    status: Collection[str] = conditions.codes(Agreement.status)
    initiative: int | None = conditions.record(Agreement.initiative_id)
    organisation: int | None = conditions.record(lambda id: Agreement.id.in_(_with_party(id)))
    own: Collection[Own] = conditions.own(lambda asked: fields.fulfilling(Agreement.id, "agreements", asked))
    expiring_on: date | None = conditions.day(lambda on: _expiring(on, rules.EXPIRING_DAYS))
    owed_on: date | None = conditions.day(_owing)
    signed_from: date | None = conditions.day(lambda day: and_(_signed(), Agreement.signed_on >= day))
    signed_until: date | None = conditions.day(lambda day: and_(_signed(), Agreement.signed_on <= day))


def filtered(wanted: AgreementFilter, *, user: Actor) -> Select[Agreement]:
    """The visible agreements that fulfil every condition."""
    return visible_to(user).where(*wanted.where())


def agreements(
    wanted: AgreementFilter,
    *,
    user: Actor,
    sort: str = "-recorded",
    cursor: str | None = None,
    size: int = PAGE_SIZE,
) -> Page[Agreement]:
    """A page of the list, the latest recorded first unless `sort` says otherwise."""
    found = filtered(wanted, user=user)
    by_field = fields.page_in_order("agreements", sort, found, Agreement.id, cursor, size, *LISTED)
    return by_field if by_field is not None else page(found.options(*LISTED), SORTS[sort], cursor, size)


def value_totals(wanted: AgreementFilter, *, user: Actor) -> list[tuple[Money, str]]:
    """[(what the agreements are worth, total | annual)] by currency: a sum a year and a sum once do not add up."""
    key = (Agreement.value_period, Agreement.currency)
    rows = filtered(wanted, user=user).where(Agreement.value.is_not(None))
    grouped = rows.with_only_columns(*key, func.sum(Agreement.value)).group_by(*key).order_by(*reversed(key))
    return [(Money(Decimal(total or 0), currency), period) for period, currency, total in db.session.execute(grouped)]


def by_negotiation(negotiation_id: int, *, user: Actor) -> list[Agreement]:
    """The agreements that conclude, or are to conclude, a negotiation."""
    return _rows(_concluding(negotiation_id, user))


def _concluding(negotiation_id: Any, user: Actor) -> Select[Agreement]:
    linked = select(AgreementNegotiation.agreement_id).where(AgreementNegotiation.negotiation_id == negotiation_id)
    return visible_to(user).where(Agreement.id.in_(linked))


def agreed(negotiation_id: int, *, user: Actor) -> list[Agreement]:
    """Those that were signed for a negotiation and say what it is worth, for the facts of its page; without parties."""
    return list(db.session.scalars(_agreed(user), reading.by(user, id=negotiation_id)))


@reading.kept
def _agreed(user: Actor) -> Select[Agreement]:
    found = _concluding(bindparam("id", type_=Integer), user).where(
        reading.one_of(Agreement.status, rules.EVER_SIGNED), Agreement.value.is_not(None)
    )
    return found.order_by(Agreement.id.desc()).limit(PANEL_ROWS)


def of_organisation(organisation_id: int, *, user: Actor) -> list[Agreement]:
    """The agreements to which an organisation is a party."""
    return _rows(visible_to(user).where(Agreement.id.in_(_with_party(organisation_id))))


def _with_party(organisation_id: int) -> Select[int]:
    return select(AgreementParty.agreement_id).where(AgreementParty.organisation_id == organisation_id)


def _rows(statement: Select[Agreement]) -> list[Agreement]:
    ordered = statement.options(*LISTED).order_by(Agreement.id.desc()).limit(PANEL_ROWS)
    return list(db.session.scalars(ordered).unique())


def expiring(*, user: Actor, today: date, days: int = rules.EXPIRING_DAYS, parties: bool = True) -> list[Agreement]:
    """Binding agreements that end, or of which notice must be given, within `days`; the earliest such day first. With
    their `parties`, where these are shown."""
    found = db.session.scalars(_soon(user, today, days, parties), reading.by(user)).unique()
    return sorted(found, key=lambda row: rules.deadline(row) or date.max)


@reading.kept
def _soon(user: Actor, today: date, days: int, parties: bool) -> Select[Agreement]:
    found = visible_to(user).where(_expiring(today, days)).order_by(Agreement.id)
    return found.options(*LISTED) if parties else found


def turned_by_calendar(today: date) -> list[Agreement]:
    """Signed agreements whose first day has come, and binding ones whose last day has passed unless they renew."""
    begun = and_(Agreement.status == rules.SIGNED, Agreement.effective_on <= today)
    ended = and_(Agreement.status.in_(rules.BINDING), Agreement.expires_on < today, Agreement.auto_renewal.is_(False))
    statement = select(Agreement).where(Agreement.archived_at.is_(None), or_(begun, ended))
    return list(db.session.scalars(statement.order_by(Agreement.id)))


def overdue_obligations(*, user: Actor, today: date) -> list[tuple[Obligation, Agreement]]:
    """What a binding agreement promised by a day that has passed, the longest overdue first; who owes it with names."""
    found = db.session.execute(_overdue(user, today), reading.by(user)).unique()
    return [(promise, agreement) for promise, agreement in found]


@reading.kept
def _overdue(user: Actor, today: date) -> Select[Obligation, Agreement]:
    seen = visible_to(user).join(Obligation, Obligation.agreement_id == Agreement.id)
    owed = seen.where(Agreement.status.in_(rules.BINDING), _owed(today)).order_by(Obligation.due_on, Obligation.id)
    found = owed.with_only_columns(Obligation, Agreement, maintain_column_froms=True)
    return found.options(joinedload(Obligation.organisation).joinedload(Organisation.names))


def has_signed_agreement(negotiation_id: int, *, but: int | None = None) -> bool:
    """Whether a signed commercial agreement concludes the negotiation (INV-N3), leaving one agreement aside."""
    statement = select(Agreement.id).where(
        Agreement.id.in_(
            select(AgreementNegotiation.agreement_id).where(AgreementNegotiation.negotiation_id == negotiation_id)
        ),
        Agreement.archived_at.is_(None),
        Agreement.agreement_class == rules.COMMERCIAL,
        Agreement.status.in_(rules.EVER_SIGNED),
    )
    if but is not None:
        statement = statement.where(Agreement.id != but)
    return db.session.scalar(statement.limit(1)) is not None


def exclusivity_conflicts(
    scope: exclusivity.Scope, *, agreement_class: str, but: int | None = None, user: Actor, today: date
) -> list[Agreement]:
    """Other commercial agreements in force that overlap where sole or exclusive rights are promised (INV-G5).

    `scope` is an agreement (`but`: its id), or what is about to be written. A warning, never a refusal: the words for
    places and products are free text.
    """
    if agreement_class != rules.COMMERCIAL:
        return []
    statement = visible_to(user).where(
        Agreement.agreement_class == rules.COMMERCIAL,
        Agreement.status.in_(rules.BINDING),
        or_(Agreement.expires_on.is_(None), Agreement.expires_on >= today),
    )
    if but is not None:
        statement = statement.where(Agreement.id != but)
    if scope.exclusivity == rules.NO_EXCLUSIVITY:
        statement = statement.where(Agreement.exclusivity != rules.NO_EXCLUSIVITY)
    others = list(db.session.scalars(statement.options(*LISTED).order_by(Agreement.id)).unique())
    named = {entry for each in (scope, *others) for entry in exclusivity.terms(each.territory)}
    found = places.named_so(named) if others else {}
    above = places.lineages(id for ids in found.values() for id in ids) if found else {}
    return exclusivity.conflicting(scope, others, exclusivity.PlaceTree(found, above))


def endings_among(ids: Select[Any], *, user: Actor) -> list[Row[Any]]:
    """How those of the agreements with these ids that the user sees stand and end (`rules.Ending`), each way once."""
    ways = (Agreement.status, Agreement.expires_on, Agreement.auto_renewal, Agreement.notice_days)
    chosen = visible_to(user).where(Agreement.id.in_(ids))
    return list(db.session.execute(chosen.with_only_columns(*ways).distinct().order_by(None)))


def reminded(ids: Collection[int]) -> dict[int, tuple[str, date]]:
    """{agreement: (title, the last day for notice of which a task tells)}, for one who sees their tasks."""
    return {row.id: (row.title, row.reminded_for) for row in reading.rows(_REMINDED, ids=list(ids))}


_REMINDED: Final = select(Agreement.id, Agreement.title, Agreement.reminded_for).where(
    reading.of_ids(Agreement.id), Agreement.reminded_for.is_not(None)
)


def to_remind(today: date) -> list[Agreement]:
    """Binding agreements whose last day for notice draws near and of which nobody was reminded yet."""
    binding = select(Agreement).where(
        Agreement.archived_at.is_(None),
        Agreement.status.in_(rules.BINDING),
        Agreement.auto_renewal,
        Agreement.notice_days > 0,
    )
    found = db.session.scalars(binding.options(selectinload(Agreement.negotiations)).order_by(Agreement.id))
    return [row for row in found if rules.remind_on(row, today) is not None and row.reminded_for != row.notice_on]
