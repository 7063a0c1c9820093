"""Rivals and demand: one of them, those of a place with everything below it, and those of a period."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final

from sqlalchemy import Date, Integer, Select, and_, bindparam, case, func, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from crm.activities.models import Activity
from crm.contacts import queries as contacts
from crm.contacts.models import Organisation
from crm.core import reading
from crm.core.database import db
from crm.core.days import plain_date
from crm.core.permissions import Actor
from crm.core.records import only, stands
from crm.core.sight import shared
from crm.meetings import queries as meetings
from crm.meetings.models import Meeting
from crm.places import queries as places
from crm.places.models import Place
from crm.places.rules import Shown
from crm.rivals import rules
from crm.rivals.models import DemandSignal, RivalActivity

#: How many meetings the form offers, the latest first.
MOST_MEETINGS = 100


@dataclass(frozen=True)
class RivalName:
    """The rival: its name, and where its page is."""

    name: Shown
    endpoint: str
    id: int


@dataclass(frozen=True)
class Rival:
    """What a rival did, its name, and the place named for the reader."""

    activity: RivalActivity
    body: RivalName
    place: Shown
    meeting: Meeting | None  #: at which it was seen; None also for readers who do not see that meeting

    @property
    def id(self) -> int:
        return self.activity.id


@dataclass(frozen=True)
class Competition:
    """The competition index CI(city, t): how many Japanese regions and their bodies were active, and since when."""

    index: int
    after: date  #: the window begins after this day
    until: date


@dataclass(frozen=True)
class CompetitionQuarter:
    """Three months after a day, up to another: how many were active in them, and the index at their end."""

    after: date
    until: date
    active: int
    index: int


@dataclass(frozen=True)
class RivalTally:
    """What stands on record of a place with all below it: activities of rivals, by how many of them, the competition
    index, and signs of demand."""

    activities: int = 0
    rivals: int = 0
    index: int = 0
    demand: int = 0


#: What the line and the page of a rival, and of a sign of demand, name.
RIVAL_LOADED: Final = (
    joinedload(RivalActivity.place).selectinload(Place.names),
    joinedload(RivalActivity.body_place).selectinload(Place.names),
    joinedload(RivalActivity.body_organisation).selectinload(Organisation.names),
    joinedload(RivalActivity.seen_by_meeting),
)
SIGNAL_LOADED: Final = (joinedload(DemandSignal.place).selectinload(Place.names),)


def visible_rivals(user: Actor | None, *, archived: bool = False) -> Select[RivalActivity]:
    """Every activity of a rival that is not archived, or the archive: all staff see all."""
    return shared(select(RivalActivity).where(stands(RivalActivity, archived=archived)), user)


def visible_signals(user: Actor | None, *, archived: bool = False) -> Select[DemandSignal]:
    """Every sign of demand that is not archived, or the archive: all staff see all."""
    return shared(select(DemandSignal).where(stands(DemandSignal, archived=archived)), user)


def rival(id: int, *, user: Actor, archived: bool = False) -> RivalActivity:
    """One activity of a rival; NotVisible when there is none."""
    return only(visible_rivals(user, archived=archived), id)


def one_rival(id: int, *, user: Actor, language: str) -> Rival:
    """One activity of a rival with what its page names; NotVisible when there is none."""
    return told([only(visible_rivals(user), id, *RIVAL_LOADED)], user, language)[0]


def signal(id: int, *, user: Actor, archived: bool = False) -> DemandSignal:
    """One sign of demand with its place; NotVisible when there is none."""
    return only(visible_signals(user, archived=archived), id, *SIGNAL_LOADED)


def rivals_at(
    *place_ids: int, user: Actor, language: str, after: date | None = None, until: date | None = None,
    limit: int | None = None,
) -> list[Rival]:  # fmt: skip
    """What rivals did in places or below them, the newest first: of those that ended after a day and began until one.

    A fixed number of queries, however many rivals.
    """
    return _found(_at(user, *place_ids), user, language, after, until, limit)


def rivals_of(organisation_id: int, *, user: Actor, language: str, limit: int | None = None) -> list[Rival]:
    """What an organisation did as a rival, wherever it was, the newest first."""
    return _found(_by(user, organisation_id), user, language, limit=limit)


def _found(
    statement: Select[RivalActivity], user: Actor, language: str, after: date | None = None, until: date | None = None,
    limit: int | None = None,
) -> list[Rival]:  # fmt: skip
    if after is not None:
        statement = statement.where(RivalActivity.ends_on > after)
    if until is not None:
        statement = statement.where(RivalActivity.starts_on <= until)
    ordered = statement.order_by(RivalActivity.starts_on.desc(), RivalActivity.id.desc()).limit(limit)
    return told(db.session.scalars(ordered.options(*RIVAL_LOADED)).all(), user, language)


def told(found: Sequence[RivalActivity], user: Actor, language: str) -> list[Rival]:
    """Loaded activities for a reader."""
    seen = _seen([row.seen_by_meeting_id for row in found if row.seen_by_meeting_id is not None], user)
    return [
        Rival(
            row, body_of(row, language), places.display_name(row.place, language),
            row.seen_by_meeting if row.seen_by_meeting_id in seen else None,
        )
        for row in found
    ]  # fmt: skip


def _at(user: Actor, *place_ids: int) -> Select[RivalActivity]:
    return visible_rivals(user).where(RivalActivity.place_id.in_(places.within(*place_ids)))


def _by(user: Actor, organisation_id: int) -> Select[RivalActivity]:
    return visible_rivals(user).where(RivalActivity.body_organisation_id == organisation_id)


def _seen(meeting_ids: Sequence[int], user: Actor) -> set[int]:
    if not meeting_ids:
        return set()
    return set(db.session.scalars(meetings.visible_ids(user).where(Meeting.id.in_(meeting_ids))))


def body_of(row: RivalActivity, language: str) -> RivalName:
    """Who a rival is, for a reader; region and organisation are loaded."""
    if row.body_place is not None:
        return RivalName(places.display_name(row.body_place, language), "places.record", row.body_place.id)
    if row.body_organisation is None:  # the table checks that it is one of the two
        raise ValueError("a rival is a place or an organisation")
    name = contacts.display_name(row.body_organisation, language)
    return RivalName(name, "contacts.organisation", row.body_organisation.id)


def during(place_id: int | None, start_on: date | None, end_on: date | None, *, user: Actor,
           language: str) -> list[Rival]:  # fmt: skip
    """The rivals that are in a place on one of these days, both included; empty while place or days are open."""
    if place_id is None or start_on is None or end_on is None:
        return []
    asked = reading.by(user, place=place_id, start_on=start_on, end_on=end_on)
    return told(db.session.scalars(_during(user), asked).all(), user, language)


@reading.kept
def _during(user: Actor) -> Select[RivalActivity]:
    there = RivalActivity.place_id.in_(places.within(bindparam("place", type_=Integer)))
    return (
        visible_rivals(user)
        .where(there, RivalActivity.ends_on >= bindparam("start_on", type_=Date))
        .where(RivalActivity.starts_on <= bindparam("end_on", type_=Date))
        .order_by(RivalActivity.starts_on.desc(), RivalActivity.id.desc())
        .options(*RIVAL_LOADED)
    )


def count_at(place_id: int, *, user: Actor) -> int:
    """How many activities of rivals are recorded in a place and below it."""
    return db.session.scalar(select(func.count()).select_from(_at(user, place_id).subquery())) or 0


def count_of(organisation_id: int, *, user: Actor) -> int:
    """How many activities of an organisation as a rival are recorded."""
    return db.session.scalar(select(func.count()).select_from(_by(user, organisation_id).subquery())) or 0


def competition(place_id: int, on: date, *, user: Actor) -> Competition:
    """CI(city, t): distinct Japanese regions and bodies of them, other than us, with an activity in (t − 24 months, t].

    "Us" are the organisations that send our own activities.
    """
    after = rules.window_start(on)
    counted = _competing(_at(user, place_id), after, on).with_only_columns(*_BODY).distinct()
    number = db.session.scalar(select(func.count()).select_from(counted.subquery())) or 0
    return Competition(number, after, on)


#: Who was active: a region or an organisation.
_BODY: Final = (RivalActivity.body_place_id, RivalActivity.body_organisation_id)


def _competing(activities: Select[RivalActivity], after: date, until: date) -> Select[RivalActivity]:
    """Those of Japanese regions and bodies of them, other than us, in (after, until]."""
    body = aliased(Place)
    region = and_(body.country == rules.HOME_COUNTRY, body.level != "country")
    senders = select(Activity.sender_organisation_id).where(Activity.sender_organisation_id.is_not(None))
    japanese = and_(Organisation.country == rules.HOME_COUNTRY, Organisation.id.not_in(senders))
    return (
        activities.outerjoin(body, body.id == RivalActivity.body_place_id)
        .outerjoin(Organisation, Organisation.id == RivalActivity.body_organisation_id)
        .where(RivalActivity.ends_on > after, RivalActivity.starts_on <= until, or_(region, japanese))
    )


def quarters(place_id: int, on: date, *, user: Actor) -> list[CompetitionQuarter]:
    """The eight quarters of 24 months up to a day, the latest first: who was active in each, and the index at its
    end."""
    ends = rules.quarter_ends(on)
    found = _competing(_at(user, place_id), rules.window_start(ends[-1]), on)
    columns = (*_BODY, RivalActivity.starts_on, RivalActivity.ends_on)
    rows = db.session.execute(found.with_only_columns(*columns)).all()

    def number(after: date, until: date) -> int:
        return len({(row[0], row[1]) for row in rows if row.ends_on > after and row.starts_on <= until})

    return [
        CompetitionQuarter(after, until, number(after, until), number(rules.window_start(until), until))
        for until, after in pairwise(ends)
    ]


def by_place(on: date, *, user: Actor) -> dict[int, RivalTally]:
    """{place: what stands on record of it with all below it}; places of which nothing does are absent. Two queries."""
    held = places.holding().subquery()
    index = _competing(visible_rivals(user), rules.window_start(on), on).subquery()
    counting = func.sum(case((RivalActivity.id.in_(select(index.c.id)), 1), else_=0))
    told = (
        visible_rivals(user)
        .join(held, held.c.place_id == RivalActivity.place_id)
        .with_only_columns(held.c.above_id, *_BODY, func.count(), counting)
        .group_by(held.c.above_id, *_BODY)
    )
    activities: Counter[int] = Counter()
    bodies: Counter[int] = Counter()
    active: Counter[int] = Counter()
    for above_id, _region, _organisation, number, lately in db.session.execute(told):
        activities[above_id] += number
        bodies[above_id] += 1
        active[above_id] += bool(lately)
    asked = (
        visible_signals(user)
        .join(held, held.c.place_id == DemandSignal.place_id)
        .with_only_columns(held.c.above_id, func.count())
        .group_by(held.c.above_id)
    )
    demand: dict[int, int] = {row[0]: row[1] for row in db.session.execute(asked)}
    return {id: RivalTally(activities[id], bodies[id], active[id], demand.get(id, 0)) for id in {*activities, *demand}}


def signals_at(
    *place_ids: int, user: Actor, until: date | None = None, limit: int | None = None, named: bool = False
) -> list[DemandSignal]:
    """The signs of demand in places and below them, the latest first; their places only where they are `named`."""
    statement = _demand(user, *place_ids).options(*(SIGNAL_LOADED if named else ()))
    if until is not None:
        statement = statement.where(DemandSignal.observed_on <= until)
    ordered = statement.order_by(DemandSignal.observed_on.desc(), DemandSignal.id.desc()).limit(limit)
    return list(db.session.scalars(ordered))


def _demand(user: Actor, *place_ids: int) -> Select[DemandSignal]:
    return visible_signals(user).where(DemandSignal.place_id.in_(places.within(*place_ids)))


def count_signals(place_id: int, *, user: Actor) -> int:
    """How many signs of demand are recorded in a place and below it."""
    return db.session.scalar(select(func.count()).select_from(_demand(user, place_id).subquery())) or 0


def meeting_options(*, user: Actor, language: str, chosen: int | None = None) -> list[tuple[int, str]]:
    """The latest meetings the user sees, and the chosen one, as choices: [(id, "2026年9月10日 · 延吉市商务局")]."""
    named = selectinload(Meeting.organisation).selectinload(Organisation.names)
    latest = meetings.visible_to(user).order_by(Meeting.held_on.desc(), Meeting.id.desc()).options(named)
    found = list(db.session.scalars(latest.limit(MOST_MEETINGS)))
    if chosen is not None and chosen not in {meeting.id for meeting in found}:
        found += db.session.scalars(meetings.visible_to(user).where(Meeting.id == chosen).options(named))
    return [
        (
            meeting.id,
            f"{plain_date(language, meeting.held_on)} · {contacts.display_name(meeting.organisation, language).text}",
        )
        for meeting in found
    ]
