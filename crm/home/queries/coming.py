"""What comes next: the mission with its countdown and gaps, the appointments, the promises of the last time."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import case, func, or_
from sqlalchemy.orm import joinedload

from crm.activities.models import Activity
from crm.activities.rules import AHEAD
from crm.contacts.models import Organisation
from crm.core.database import db
from crm.core.permissions import Actor
from crm.meetings import queries as meetings
from crm.meetings.models import Meeting, MinuteItem
from crm.missions import queries as missions
from crm.missions import rules
from crm.missions.models import ItineraryItem
from crm.missions.queries import MissionOutlook, Now
from crm.missions.rules import Countdown, countdown

#: How far ahead appointments are shown, and how many: about what the frame of the panel holds (surfaces.css, `.tall`).
DAYS_AHEAD = 14
MOST_APPOINTMENTS = 4
MOST_PROMISES = 8
#: These run for years: nobody leaves for them, and they would hide every mission behind them.
STANDING = frozenset({"showroom_operation"})


@dataclass(frozen=True)
class NextMission:
    """The mission under way or next to start: what it looks like, the days to it."""

    facts: MissionOutlook
    countdown: Countdown

    @property
    def visits(self) -> int:
        return len(self.facts.visits)

    @property
    def confirmed(self) -> int:
        """How many of the visits have a confirmed appointment."""
        return sum(item.appointment == "confirmed" for item in self.facts.visits)


@dataclass(frozen=True)
class Appointment:
    """A planned meeting or an item of a programme; exactly one of the two is set."""

    starts_at: datetime
    timezone: str  #: of the place
    organisation: Organisation | None  #: names loaded
    meeting: Meeting | None = None
    item: ItineraryItem | None = None


@dataclass(frozen=True)
class Promise:
    """What was decided or left open when we last met a host of the next mission."""

    meeting: Meeting  #: organisation with names loaded
    text: str
    open: bool


def next_activity(user: Actor, *, today: date) -> Activity | None:
    """The visible mission under way or next to start, if any; one query."""
    return missions.next_activity(user=user, today=today, but=STANDING)


def now_at(activity: Activity, moment: datetime) -> Now:
    """Where the programme of what `next_activity` finds stands."""
    return missions.at(activity, missions.programme(activity), moment)


def days_to(activity: Activity, today: date) -> Countdown:
    """The days to a mission, or into it."""
    return countdown(activity.start_on, activity.end_on, today)


def next_mission(user: Actor, *, today: date) -> NextMission | None:
    """The same mission with what it looks like; a fixed number of queries."""
    facts = missions.next_outlook(user=user, today=today, but=STANDING)
    return None if facts is None else NextMission(facts, days_to(facts.activity, today))


def appointments(user: Actor, *, moment: datetime) -> list[Appointment]:
    """Planned meetings and programme items with a host within a fortnight, the next first."""
    until = moment + timedelta(days=DAYS_AHEAD)
    named = joinedload(Organisation.names)
    items = db.session.scalars(
        missions.visible_to(user)
        .join(Activity, Activity.id == ItineraryItem.activity_id)
        .where(
            ItineraryItem.starts_at <= until,
            # What has no clock may still come on its day.
            case((ItineraryItem.open_clock == "both", ItineraryItem.ends_at), else_=ItineraryItem.starts_at) >= moment,
            ItineraryItem.kind.in_(rules.WITH_HOST),
            ItineraryItem.status != "cancelled",
            Activity.status.in_(AHEAD),
        )
        .options(joinedload(ItineraryItem.organisation).options(named))
        .order_by(ItineraryItem.starts_at, ItineraryItem.id)
        .limit(MOST_APPOINTMENTS)
    ).unique()
    # Most meetings stand in no programme: SQLite would follow the index of that, not the days, if it could.
    by_itself = func.coalesce(Meeting.itinerary_item_id, 0) == 0
    planned = db.session.scalars(
        meetings.visible_to(user)
        .where(Meeting.status == "planned", Meeting.starts_at.between(moment, until), by_itself)
        .options(joinedload(Meeting.organisation).options(named))
        .order_by(Meeting.starts_at, Meeting.id)
        .limit(MOST_APPOINTMENTS)
    ).unique()
    found = [Appointment(row.starts_at, row.timezone, row.organisation, item=row) for row in items]
    found += [Appointment(row.starts_at, row.timezone, row.organisation, meeting=row) for row in planned]
    return sorted(found, key=lambda each: each.starts_at)[:MOST_APPOINTMENTS]


def promises(mission: NextMission, user: Actor) -> Sequence[Promise]:
    """What was agreed or left open with the hosts of a mission, latest meetings first."""
    hosts = {item.organisation_id for item in mission.facts.visits if item.organisation_id is not None}
    return _promised(hosts, mission.facts.activity.start_on, user) if hosts else []


def _promised(hosts: Collection[int], before: date, user: Actor) -> list[Promise]:
    statement = (
        meetings.visible_to(user)
        .join(MinuteItem, MinuteItem.meeting_id == Meeting.id)
        .where(
            Meeting.status == "held",
            Meeting.organisation_id.in_(hosts),
            Meeting.held_on < before,
            MinuteItem.archived_at.is_(None),
            or_(MinuteItem.decision != "", MinuteItem.open_point != ""),
        )
        .with_only_columns(MinuteItem, Meeting, maintain_column_froms=True)
        .options(joinedload(Meeting.organisation).joinedload(Organisation.names))
        .order_by(Meeting.starts_at.desc(), Meeting.id.desc(), MinuteItem.order)
        .limit(MOST_PROMISES)
    )
    found: list[Promise] = []
    for item, meeting in db.session.execute(statement).unique():
        found += [Promise(meeting, item.open_point, open=True)] if item.open_point else []
        found += [Promise(meeting, item.decision, open=False)] if item.decision else []
    return found[:MOST_PROMISES]
