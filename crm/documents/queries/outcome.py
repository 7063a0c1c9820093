"""What a mission brought: leads, negotiations moved, agreements signed. For one who sees the activity."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Date,
    Executable,
    Integer,
    Select,
    and_,
    bindparam,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased, joinedload, selectinload

from crm.activities import queries as activities
from crm.activities.models import Activity, ActivityName
from crm.agreements import queries as agreements
from crm.agreements.models import Agreement, AgreementNegotiation, AgreementParty, Signatory
from crm.agreements.rules import COMMERCIAL, EVER_SIGNED, FRAMEWORK
from crm.contacts.models import Organisation, Person
from crm.core import here, reading
from crm.core.database import database_kind, db
from crm.core.folding import search_key
from crm.core.permissions import Actor
from crm.documents.queries.since import said_at
from crm.fairs import queries as fairs
from crm.leads import queries as leads
from crm.leads.models import Lead
from crm.leads.rules import DISQUALIFIED
from crm.meetings import queries as meetings
from crm.meetings.models import Meeting, TalkFact
from crm.missions import queries as missions
from crm.missions.models import ItineraryItem
from crm.negotiations import queries as negotiations
from crm.negotiations import rules as stages
from crm.negotiations.models import Negotiation, NegotiationLead, NegotiationMeeting
from crm.tasks.models import Task
from crm.users import queries as users

#: In the title of a signing: what is signed there is no contract.
_FRAMEWORK: Final = re.compile("協定|覚書|协定|备忘录|협정|양해각서|mou|memorandum", re.IGNORECASE)

#: What a report tells of a negotiation beside its stage.
TOLD: Final = ("value", "currency", "value_period", "next_step", "next_step_due", "owner_id")

#: What every negotiation has: the entry of the log that made one begins it.
_ENTRY: Final = "counterpart_id"

_WITH_PARTIES: Final = (
    selectinload(Agreement.parties).joinedload(AgreementParty.organisation).selectinload(Organisation.names),
    selectinload(Agreement.parties)
    .selectinload(AgreementParty.signatories)
    .joinedload(Signatory.person)
    .options(selectinload(Person.names), selectinload(Person.affiliations)),
    selectinload(Agreement.versions),
)


@dataclass(frozen=True)
class TouchedCase:
    """A negotiation that was touched: its stage when the mission began ("" if it did not exist) and at the report.

    What it was expected to bring and its next step are those of the report, too.
    """

    negotiation: Negotiation
    before: str
    after: str
    value: Decimal | None
    currency: str
    value_period: str  #: negotiations.rules.VALUE_PERIODS
    next_step: str
    next_step_due: date | None
    owner: str  #: who was in charge of it; "" nobody
    #: what concluded it, as the reader sees it, by day: also after the day of the report, while it is not approved
    signed: Sequence[Agreement]

    @property
    def moved(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True)
class LastTime:
    """The last activity of the kind before one, and what it had brought up to the day of the report."""

    activity: Activity  #: names loaded
    as_of: date
    leads: int
    talks: int
    commercial: int
    framework: int


def talks_of(activity_id: int) -> int:
    """How many talks it brought: its own papers tell them also where it is not counted (domain.md §3)."""
    found = meetings.talks_by_activity([activity_id], but=activities.left_out(but=activity_id))
    return found.get(activity_id, 0)


def last_time(activity: Activity, *, as_of: date, user: Actor) -> LastTime | None:
    """The latest one of the same type and direction in the same place, or of the same name but for its number. Guests
    all come to our place: theirs is the latest visit of whoever sends them. Of a fair its series says which it is.

    None: the first. Fairs of two cities are two events, also within one initiative, and no measure for one another.
    `as_of` is the day of the report on `activity`: what it brought is counted as its own report of that day counts it.
    """
    earlier = activities.visible_to(user, archived=None).where(
        Activity.type == activity.type,
        Activity.direction == activity.direction,
        Activity.status != "cancelled",
        Activity.not_counted == "",
        Activity.end_on < activity.start_on,
    )
    latest = (
        earlier.where(_alike(activity, earlier))
        .options(selectinload(Activity.names))
        .order_by(Activity.end_on.desc(), Activity.id.desc())
    )
    before = db.session.scalars(latest.limit(1)).first()
    if before is None:
        return None
    leads, talks, commercial, framework = counted_of(before.id, as_of=as_of)
    return LastTime(before, as_of, leads=leads, talks=talks, commercial=commercial, framework=framework)


def _alike(activity: Activity, earlier: Select[Activity]) -> ColumnElement[bool]:
    """Which of the earlier ones are of the kind that one is of."""
    if fairs.has_booths(activity):
        return Activity.id == fairs.edition_before(activity)
    named = select(ActivityName.activity_id, ActivityName.text).where(
        ActivityName.activity_id.in_(earlier.with_only_columns(Activity.id))
    )
    own = {_event(name.text) for name in activity.names}
    editions = Activity.id.in_([id for id, text in db.session.execute(named) if _event(text) in own])
    if activity.direction == "inbound":
        sender = activity.sender_organisation_id
        return editions if sender is None else Activity.sender_organisation_id == sender
    return or_(Activity.place_id == activity.place_id, editions)


def counted_of(activity_id: int, *, as_of: date) -> tuple[int, int, int, int]:
    """How many leads, talks, commercial and framework agreements an activity brought, as its reports count them."""
    ids = agreements.ids_from([activity_id], but=activity_id)
    rows = reading.rows(_brought(database_kind()), activity=activity_id, ids=ids, as_of=as_of)
    number = {row.what: row.number for row in rows}
    return number["leads"], number["talks"], number.get(COMMERCIAL, 0), number.get(FRAMEWORK, 0)


# Kept: a statement costs more to make than to ask; it holds no rows.
@cache
def _brought(_database: str) -> Executable:
    """(what, number): the leads and talks of `activity`, and of the agreements `ids` those of each class that count."""
    itself = bindparam("activity", type_=Integer)
    talks = (TalkFact.activity_id == itself, meetings.first_that_counts(activities.left_out(but=itself)))
    signed = (
        reading.of_ids(Agreement.id),
        agreements.counts(but=itself),
        Agreement.signed_on <= bindparam("as_of", type_=Date),
    )
    return union_all(
        select(literal("leads").label("what"), func.count().label("number")).where(Lead.activity_id == itself),
        select(literal("talks"), func.count()).where(*talks),
        select(Agreement.agreement_class, func.count()).where(*signed).group_by(Agreement.agreement_class),
    )


def _event(name: str) -> str:
    """What an event is called every time: its name without number and year."""
    return search_key(re.sub(r"第?[0-9０-９一二三四五六七八九十]+(?:回|届|회|年度?|년|st|nd|rd|th)?", "", name))


def leads_of(activity_id: int) -> list[Lead]:
    """The leads of an activity by rank, then as captured, with person and organisation; also those that were put away
    (domain.md §3)."""
    statement = (
        select(Lead)
        .where(Lead.activity_id == activity_id)
        .options(
            joinedload(Lead.person).selectinload(Person.names),
            joinedload(Lead.organisation).selectinload(Organisation.names),
            joinedload(Lead.our_organisation).selectinload(Organisation.names),
            joinedload(Lead.owner),
        )
        .order_by(leads.unranked_last, Lead.rank, Lead.captured_at, Lead.id)
    )
    return list(db.session.scalars(statement).unique())


def leads_then(leads: Sequence[Lead], until: datetime) -> tuple[frozenset[int], dict[int, str]]:
    """(which of the leads nobody pursued any more, {lead: its next action}) at a moment.

    Nobody had given up one that was followed up first only after it. Of a lead that was entered later the next action
    is the one that was written first, as on the sheet of the fair.
    """
    log = said_at(Lead.__tablename__, [row.id for row in leads], until, ("status", "next_action"), made="activity_id")
    dropped = frozenset(
        row.id
        for row in leads
        if log.get(row.id, {}).get("status", row.status) == DISQUALIFIED
        and (row.first_followup_at is None or row.first_followup_at < until)
    )
    return dropped, {row.id: log.get(row.id, {}).get("next_action", row.next_action) or "" for row in leads}


def moves_of(activity_id: int, *, began: datetime, until: datetime, known_on: date, user: Actor) -> list[TouchedCase]:
    """The negotiations that came from an activity, had a lead there or a meeting, with their stages at two moments.

    Also those that were put away, and none that is not counted (domain.md §3). What began after `until` is left out:
    nobody could have reported it. `known_on` is the last day of which it knows
    what was signed.
    """
    leads = select(NegotiationLead.negotiation_id).join(Lead).where(Lead.activity_id == activity_id)
    talks = select(NegotiationMeeting.negotiation_id).join(Meeting).where(Meeting.activity_id == activity_id)
    statement = (
        negotiations.visible_to(user, archived=None)
        .where(
            negotiations.counts(but=activity_id),
            or_(Negotiation.activity_id == activity_id, Negotiation.id.in_(leads), Negotiation.id.in_(talks)),
        )
        .options(
            joinedload(Negotiation.counterpart).selectinload(Organisation.names),
            joinedload(Negotiation.our_organisation).selectinload(Organisation.names),
            selectinload(Negotiation.stage_events),
        )
        .order_by(Negotiation.id)
    )
    rows = db.session.scalars(statement).unique().all()
    ids = [row.id for row in rows]
    log = said_at(Negotiation.__tablename__, ids, until, TOLD, made=_ENTRY)
    signed = _signed_in(ids, known_on, user)
    in_charge = {
        id: log.get(id, {}).get("owner_id", owner_id) for id, owner_id in ((row.id, row.owner_id) for row in rows)
    }
    named = users.names_of({id for id in in_charge.values() if id is not None})
    found = (
        _move(row, began, until, log.get(row.id, {}), signed.get(row.id, []), named.get(in_charge[row.id] or 0, ""))
        for row in rows
    )
    return [move for move in found if move.after]


def resting(steps: Iterable[Task], moves: Iterable[TouchedCase]) -> frozenset[int]:
    """Of the next steps, those of leads, talks and negotiations of which every one was lost by then."""
    lost = negotiations.given_up_of({move.negotiation.id: move.after for move in moves})
    return frozenset(step.id for step in steps if (step.record_type, step.record_id) in lost)


def concluded(steps: Iterable[Task], moves: Sequence[TouchedCase], *, until: date) -> frozenset[int]:
    """Of the next steps, those that a contract overtook by then, as `tasks.overtaken` has it of today."""
    days = {
        move.negotiation.id: max(signed)
        for move in moves
        if (signed := [row.signed_on for row in move.signed if row.signed_on and row.signed_on <= until])
    }
    last = negotiations.signed_of({move.negotiation.id: move.after for move in moves}, days)
    return frozenset(
        step.id for step in steps if (day := last.get((step.record_type, step.record_id or 0))) and step.due_on <= day
    )


def _signed_in(ids: Sequence[int], known_on: date, user: Actor) -> dict[int, list[Agreement]]:
    """{negotiation: the agreements that were signed in it up to a day, by day}, with parties."""
    if not ids:
        return {}
    link = aliased(AgreementNegotiation)  # what a leader may see asks the table itself
    statement = (
        agreements.visible_to(user, archived=None)
        .join(link, link.agreement_id == Agreement.id)
        .add_columns(link.negotiation_id)
        .where(
            link.negotiation_id.in_(ids),
            Agreement.status.in_(EVER_SIGNED),
            Agreement.signed_on <= known_on,
        )
        .options(*_WITH_PARTIES)
        .order_by(Agreement.signed_on, Agreement.id)
    )
    found: dict[int, list[Agreement]] = {}
    for agreement, id in db.session.execute(statement):
        found.setdefault(id, []).append(agreement)
    return found


def _move(
    row: Negotiation, began: datetime, until: datetime, log: Mapping[str, Any], signed: Sequence[Agreement], owner: str
) -> TouchedCase:
    events = stages.effective(row.stage_events)
    before, after = ([event.to_stage for event in events if event.at < moment] for moment in (began, until))
    stage = after[-1] if after else ""
    said = {column: log.get(column, getattr(row, column)) for column in TOLD}
    if row.created_at >= until or _ENTRY in log:
        said |= {"next_step": "", "next_step_due": None}  # entered later: what was planned that day is not on record
    if not stages.is_open(stage if events else row.stage):
        said |= {"next_step": "", "next_step_due": None}  # nobody takes it any more
    due = said["next_step_due"]
    return TouchedCase(
        negotiation=row,
        before=before[-1] if before else "",
        after=stage if events else row.stage,
        value=Decimal(said["value"]) if said["value"] is not None else None,
        currency=said["currency"],
        value_period=said["value_period"],
        next_step=said["next_step"] or "",
        next_step_due=date.fromisoformat(due) if isinstance(due, str) else due,
        owner=owner,
        signed=signed,
    )


def signed_in(moves: Iterable[TouchedCase], *, since: date, until: date) -> list[Agreement]:
    """What was signed in negotiations from one day to another, each once, by day; also what another activity counts."""
    found = {row.id: row for move in moves for row in move.signed if row.signed_on and since <= row.signed_on <= until}
    return sorted(found.values(), key=lambda row: (row.signed_on or until, row.id))


def _counts_for(activity_id: int, as_of: date) -> ColumnElement[bool]:
    """Whether an agreement was signed up to a day and counts for an activity."""
    return and_(
        agreements.came_from([activity_id], but=activity_id),
        agreements.counts(but=activity_id),
        Agreement.signed_on <= as_of,
    )


def unsigned(activity_id: int) -> list[ItineraryItem]:
    """The signings of an activity that took place, and on whose day no agreement that counts for it was signed; of one
    whose title tells a framework, no framework.
    """
    held = missions.signings(activity_id)
    signed = agreements_of(activity_id, as_of=here.today()) if held else ()
    return [item for item in held if not any(_is_of(agreement, item) for agreement in signed)]


def _is_of(agreement: Agreement, item: ItineraryItem) -> bool:
    told = any(map(_FRAMEWORK.search, (item.title, *item.titles.values())))
    return agreement.signed_on == item.day and (not told or agreement.agreement_class == FRAMEWORK)


def agreements_of(activity_id: int, *, as_of: date) -> Sequence[Agreement]:
    """The agreements signed up to a day that count for an activity (`agreements.came_from`), with parties, by day."""
    statement = (
        select(Agreement)
        .where(_counts_for(activity_id, as_of))
        .options(*_WITH_PARTIES)
        .order_by(Agreement.signed_on, Agreement.id)
    )
    return db.session.scalars(statement).unique().all()
