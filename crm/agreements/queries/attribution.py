"""The activities that agreements are put down to (domain.md §3.1): report, tab, targets, goals and figures ask here."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Date,
    Executable,
    Integer,
    Select,
    bindparam,
    cast,
    func,
    literal,
    not_,
    null,
    or_,
    select,
    union,
    union_all,
)
from sqlalchemy.orm import selectinload

from crm.activities import queries as activities
from crm.activities.models import Activity
from crm.agreements.models import Agreement, AgreementNegotiation, AgreementParty, Signatory
from crm.agreements.queries.agreements import LISTED, PANEL_ROWS, visible_to
from crm.agreements.rules import COMMERCIAL, EVER_SIGNED
from crm.agreements.rules.attribution import FIRST, LEAD, NAMED, OPENED, TALK, Span, Touch, weights
from crm.core import clock, here, reading
from crm.core.database import Moment, database_kind, db
from crm.core.permissions import Actor
from crm.core.reading import of_ids
from crm.leads.models import Lead
from crm.meetings.models import Meeting, TalkFact
from crm.negotiations import queries as negotiations
from crm.negotiations.models import Negotiation, NegotiationLead, NegotiationMeeting

#: What touches an agreement, in order, as `rules.attribution.weights` is told of it.
_KINDS: Final = {NAMED: 0, LEAD: 1, TALK: 2, OPENED: 3}


@dataclass(frozen=True, slots=True)
class Attributed:
    """An agreement with its parts by activity; None holds what falls to no activity. The parts add up to one."""

    agreement_id: int
    initiative_id: int | None
    signed_on: date
    parts: Mapping[int | None, Fraction]


def attributed(found: Select[Any], *, how: str) -> list[Attributed]:
    """Signed agreements with their parts, latest first; two queries.

    The parts go by all leads and talks, also those in the archive and those that a reader does not see: what somebody
    else's mission brought about is not put down to one's own.
    """
    columns = found.with_only_columns(Agreement.id, Agreement.initiative_id, Agreement.signed_on)
    rows = reading.rows(columns.order_by(Agreement.signed_on.desc(), Agreement.id.desc()))
    days = {row.id: row.signed_on for row in rows}
    parts = _parts(days, how, ids=found.with_only_columns(Agreement.id).order_by(None))
    return [Attributed(row.id, row.initiative_id, row.signed_on, parts[row.id]) for row in rows]


def came_from(activity_ids: Collection[int], *, but: int | None = None) -> ColumnElement[bool]:
    """Whether an agreement is put down to one of these activities by the usual way of counting; each to one alone.

    One that is not signed yet counts as if it were today. What is not counted brings nothing (domain.md §3), `but` an
    activity whose own page or paper asks. Asks the database twice.
    """
    return reading.among(Agreement.id, ids_from(activity_ids, but=but))


def ids_from(activity_ids: Collection[int], *, but: int | None = None) -> list[int]:
    """The ids of the same."""
    touched = reading.rows(_touched(database_kind()), activities=list(activity_ids))
    days = {row.id: row.signed_on or here.today() for row in touched}
    wanted = set(activity_ids)
    return [id for id, parts in _parts(days, FIRST, but).items() if wanted & parts.keys()]


# Kept: a statement costs more to make than to ask; it holds no rows.
@cache
def _touched(_database: str) -> Select[int, date | None]:
    return select(Agreement.id, Agreement.signed_on).where(_touches_any(lambda column: of_ids(column, "activities")))


def counted_for(found: Collection[Agreement], *, user: Actor) -> dict[int, Activity]:
    """{agreement id: the activity that it is put down to by the usual way of counting}, with names; of those seen."""
    parts = _parts({row.id: row.signed_on or here.today() for row in found}, FIRST) if found else {}
    wanted = {activity_id for mine in parts.values() for activity_id in mine if activity_id is not None}
    seen = activities.visible_to(user).where(Activity.id.in_(wanted)).options(selectinload(Activity.names))
    known = {row.id: row for row in db.session.scalars(seen)} if wanted else {}
    return {id: known[each] for id, mine in parts.items() for each in mine if each in known}


def of_activity(activity_id: int, *, user: Actor) -> list[Agreement]:
    """The agreements that an activity brought."""
    statement = visible_to(user).where(came_from([activity_id], but=activity_id)).options(*LISTED)
    return list(db.session.scalars(statement.order_by(Agreement.id.desc()).limit(PANEL_ROWS)).unique())


def signers(activity_id: int, *, until: date) -> list[tuple[int, date]]:
    """[(person, day)] of whoever signed an agreement of an activity by a day: who signs is no secret of its terms."""
    day = func.coalesce(Signatory.signed_on, Agreement.signed_on)
    statement = select(Signatory.person_id, day).join(Agreement, Agreement.id == Signatory.agreement_id)
    signed = (Agreement.status.in_(EVER_SIGNED), Agreement.archived_at.is_(None), day <= until)
    rows = db.session.execute(
        statement.where(Agreement.activity_id == activity_id, *signed).order_by(day, Signatory.id)
    )
    return [(person, on) for person, on in rows]


def signed_by(person_id: int, activity_id: int, *, until: date) -> list[Agreement]:
    """The agreements of an activity that somebody signed by a day, in order of the day."""
    day = func.coalesce(Signatory.signed_on, Agreement.signed_on)
    statement = select(Agreement).join(Signatory, Signatory.agreement_id == Agreement.id)
    mine = (Signatory.person_id == person_id, Agreement.activity_id == activity_id, day <= until)
    signed = (Agreement.status.in_(EVER_SIGNED), Agreement.archived_at.is_(None))
    rows = db.session.scalars(statement.where(*mine, *signed).order_by(day, Signatory.id))
    return list(dict.fromkeys(rows))


def concluded(organisation_id: int, *, since: date, until: date) -> bool:
    """Whether an organisation is party to a commercial agreement that was signed from a day to a day."""
    party = select(AgreementParty.agreement_id).where(AgreementParty.organisation_id == organisation_id)
    statement = select(Agreement.id).where(
        Agreement.id.in_(party), Agreement.agreement_class == COMMERCIAL, Agreement.archived_at.is_(None),
        Agreement.status.in_(EVER_SIGNED), Agreement.signed_on.between(since, until),
    )  # fmt: skip
    return db.session.scalar(statement.limit(1)) is not None


def commercial_of(activity_ids: Collection[int]) -> dict[int, list[Agreement]]:
    """{activity: the commercial agreements that it brought, signed once, whatever became of them}."""
    statement = select(Agreement).where(
        _touches_any(lambda column: column.in_(activity_ids)),
        Agreement.agreement_class == COMMERCIAL,
        Agreement.status.in_(EVER_SIGNED),
        Agreement.signed_on.is_not(None),
        counts(),
    )
    rows = db.session.scalars(statement.order_by(Agreement.signed_on, Agreement.id)).all()
    parts = _parts({row.id: row.signed_on for row in rows if row.signed_on is not None}, FIRST)
    return {id: [row for row in rows if id in parts[row.id]] for id in activity_ids}


def commercial_of_cases(negotiation_ids: Collection[int]) -> dict[int, list[Agreement]]:
    """{negotiation: the commercial agreements that conclude it, ever signed}, of those that count."""
    statement = select(AgreementNegotiation.negotiation_id, Agreement).join(
        Agreement, Agreement.id == AgreementNegotiation.agreement_id
    )
    signed = (Agreement.agreement_class == COMMERCIAL, Agreement.status.in_(EVER_SIGNED), counts())
    rows = db.session.execute(
        statement.where(AgreementNegotiation.negotiation_id.in_(negotiation_ids), *signed).order_by(Agreement.id)
    )
    found: dict[int, list[Agreement]] = {}
    for negotiation_id, agreement in rows:
        found.setdefault(negotiation_id, []).append(agreement)
    return found


def counts(*, but: Any = None) -> ColumnElement[bool]:
    """That nobody took an agreement out of the figures with every negotiation that it concludes (domain.md §3), `but`
    with the activity of whose own report it may be. What is archived counts.
    """
    concluded = select(AgreementNegotiation.id).where(AgreementNegotiation.agreement_id == Agreement.id)
    kept = concluded.join(Negotiation, Negotiation.id == AgreementNegotiation.negotiation_id).where(
        negotiations.counts(but=but)
    )
    return or_(not_(concluded.correlate(Agreement).exists()), kept.correlate(Agreement).exists())


def _touches_any(is_one: Callable[[Any], ColumnElement[bool]]) -> ColumnElement[bool]:
    """Whether an agreement names one of some activities, or its negotiation was opened for it, has a lead or a meeting
    of it; `is_one` says whether the column of an activity's id is one of them."""
    cases = union(
        select(Negotiation.id).where(is_one(Negotiation.activity_id)),
        select(NegotiationLead.negotiation_id)
        .join(Lead, Lead.id == NegotiationLead.lead_id)
        .where(is_one(Lead.activity_id)),
        select(NegotiationMeeting.negotiation_id)
        .join(Meeting, Meeting.id == NegotiationMeeting.meeting_id)
        .where(is_one(Meeting.activity_id)),
    )
    of_cases = select(AgreementNegotiation.agreement_id).where(AgreementNegotiation.negotiation_id.in_(cases))
    return or_(is_one(Agreement.activity_id), Agreement.id.in_(of_cases))


def _parts(
    days: Mapping[int, date], how: str, but: int | None = None, ids: Select[int] | None = None
) -> dict[int, dict[int | None, Fraction]]:
    """{agreement: its parts by activity} for {agreement: day of signing}, in one query. `ids` says the same agreements
    where there are very many. Asks nothing about no agreements."""
    if not days:
        return {}
    touches, spans = _touches(list(days) if ids is None else ids, but)
    return {id: weights(touches.get(id, ()), signed_on=day, spans=spans, how=how) for id, day in days.items()}


def parts_by_activity(found: Sequence[Attributed]) -> dict[int | None, Fraction]:
    """{activity id: the sum of its parts}."""
    sums: dict[int | None, Fraction] = {}
    for row in found:
        for activity_id, part in row.parts.items():
            sums[activity_id] = sums.get(activity_id, Fraction(0)) + part
    return sums


def _touches(ids: Collection[int] | Select[int], but: int | None) -> tuple[dict[int, list[Touch]], dict[int, Span]]:
    """What touched each agreement, in order of time within its kind, and the days of the activities."""
    found: dict[int, list[Touch]] = {}
    spans: dict[int, Span] = {}
    if isinstance(ids, Select):
        rows: list[Any] = list(reading.rows(_all_touches(select(ids.cte("asked").c.id), but)))
    else:
        asked = {"ids": ids} if but is None else {"ids": ids, "but": but}
        rows = list(reading.rows(_touches_of(database_kind(), but is not None), **asked))
    rows.sort(key=lambda row: (_KINDS[row[0]], row[3] if row[4] is None else row[4], row[5]))
    zone = here.zone()

    # Kept: for this one answer; many leads were captured in one moment.
    @cache
    def local(moment: datetime) -> date:
        return clock.local(moment, zone).date()

    for kind, agreement_id, activity_id, day, moment, _id, start, end in rows:
        if activity_id not in spans:
            spans[activity_id] = Span(start, end)
        found.setdefault(agreement_id, []).append(Touch(activity_id, day if moment is None else local(moment), kind))
    return found, spans


# Kept: a statement costs more to make than to ask; it holds no rows.
@cache
def _touches_of(_database: str, but_one: bool) -> Executable:
    """What touched the agreements `ids`, and that of what is left out all counts that belongs to `but`."""
    return _all_touches(None, bindparam("but", type_=Integer) if but_one else None)


def _all_touches(ids: Select[int] | None, but: Any) -> Executable:
    def is_asked(column: Any) -> ColumnElement[bool]:
        return of_ids(column) if ids is None else column.in_(ids)

    return union_all(*(read(is_asked, but) for read in (_named, _leads, _talks, _opened)))


def _kept(but: Any, case: Any = None) -> list[ColumnElement[bool]]:
    """That neither the activity nor a case of it is left out of the figures."""
    out = negotiations.left_out(but=but)
    return [Activity.id.not_in(activities.left_out(but=but)), *([] if case is None else [case.not_in(out)])]


def _row(kind: str, agreement_id: Any, id: Any, *, day: Any = None, moment: Any = None) -> Select[Any]:
    """What touched an agreement: either the `day` or the `moment` is told."""
    return select(
        literal(kind).label("kind"), agreement_id.label("agreement_id"), Activity.id.label("activity_id"),
        (cast(null(), Date) if day is None else day).label("day"),
        (cast(null(), Moment) if moment is None else moment).label("moment"), id.label("id"),
        Activity.start_on, Activity.end_on,
    )  # fmt: skip


def _named(is_asked: Callable[[Any], ColumnElement[bool]], but: Any) -> Select[Any]:
    named = _row(NAMED, Agreement.id, Agreement.id, day=Activity.start_on)
    return named.join(Agreement, Agreement.activity_id == Activity.id).where(is_asked(Agreement.id), *_kept(but))


def _leads(is_asked: Callable[[Any], ColumnElement[bool]], but: Any) -> Select[Any]:
    link = NegotiationLead
    return (
        _row(LEAD, AgreementNegotiation.agreement_id, Lead.id, moment=Lead.captured_at)
        .select_from(AgreementNegotiation)
        .join(link, link.negotiation_id == AgreementNegotiation.negotiation_id)
        .join(Lead, Lead.id == link.lead_id)
        .join(Activity, Activity.id == Lead.activity_id)
        .where(is_asked(AgreementNegotiation.agreement_id), *_kept(but, link.negotiation_id))
    )


def _talks(is_asked: Callable[[Any], ColumnElement[bool]], but: Any) -> Select[Any]:
    """The talks on record, also the second of a day."""
    link = NegotiationMeeting
    return (
        _row(TALK, AgreementNegotiation.agreement_id, TalkFact.meeting_id, day=TalkFact.held_on)
        .select_from(AgreementNegotiation)
        .join(link, link.negotiation_id == AgreementNegotiation.negotiation_id)
        .join(TalkFact, TalkFact.meeting_id == link.meeting_id)
        .join(Activity, Activity.id == TalkFact.activity_id)
        .where(is_asked(AgreementNegotiation.agreement_id), *_kept(but, link.negotiation_id))
    )


def _opened(is_asked: Callable[[Any], ColumnElement[bool]], but: Any) -> Select[Any]:
    return (
        _row(OPENED, AgreementNegotiation.agreement_id, Activity.id, day=Activity.start_on)
        .select_from(AgreementNegotiation)
        .join(Negotiation, Negotiation.id == AgreementNegotiation.negotiation_id)
        .join(Activity, Activity.id == Negotiation.activity_id)
        .where(is_asked(AgreementNegotiation.agreement_id), *_kept(but, Negotiation.id))
    )
