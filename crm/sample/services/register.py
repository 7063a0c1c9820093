"""What has been loaded so far, by the keys that our data files use."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any, Final

from crm.activities.models import Activity
from crm.agreements.models import Agreement
from crm.contacts.models import Organisation, Person
from crm.core import clock
from crm.core.working import WorkingDays
from crm.initiatives.models import Initiative
from crm.leads.models import Lead
from crm.meetings.models import Meeting
from crm.missions.models import ItineraryItem
from crm.negotiations.models import Negotiation
from crm.places import queries as places
from crm.places.models import Place
from crm.products.models import Product
from crm.reports.models import MissionReport
from crm.sample import rules
from crm.users.models import User

#: Before it nothing of the sample happened.
FIRST_DAY: Final = date(2022, 11, 1)
#: Who interprets between Japanese, Chinese and Korean.
INTERPRETERS: Final = ("全英爱", "金香兰")
#: Whose companies need none of them at the table.
SPEAK_JAPANESE: Final = ("全龙哲", "王建国")


@dataclass
class Card:
    """A person as the sample's other records need them: name and title as printed, and where they work."""

    person: Person
    name: str
    title: str
    organisation: str  #: its key
    titles: dict[str, str]  #: {language: title} in further languages

    @property
    def id(self) -> int:
        return self.person.id


@dataclass(frozen=True)
class Press:
    """What prints and keeps a report: only storeys above the services know how."""

    draft: Callable[[int, User, date], dict[str, str]]  #: {part: text} of an activity, drafted from what was logged
    freeze: Callable[[MissionReport, User], dict[str, Any]]  #: what is kept of a report for good


@dataclass
class Register:
    """Everything loaded, and the dice that decide what our data leaves open."""

    press: Press
    dice: random.Random = field(default_factory=lambda: random.Random(rules.SEED))  # noqa: S311  # no secret
    users: dict[str, User] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    organisations: dict[str, Organisation] = field(default_factory=dict)
    products: dict[str, Product] = field(default_factory=dict)
    short_names: dict[str, str] = field(default_factory=dict)  #: of organisations, as a title would call them
    cards: dict[str, Card] = field(default_factory=dict)  #: by name without the space
    staff: dict[str, list[Card]] = field(default_factory=dict)  #: by organisation
    initiatives: dict[str, Initiative] = field(default_factory=dict)
    activities: dict[str, Activity] = field(default_factory=dict)
    visits: dict[tuple[str, str, date], ItineraryItem] = field(default_factory=dict)  #: by activity, host, day
    talks: dict[str, list[Meeting]] = field(default_factory=dict)  #: by case, in order
    sources: dict[str, Lead] = field(default_factory=dict)  #: the lead behind each case
    meetings: list[Meeting] = field(default_factory=list)
    negotiations: dict[str, Negotiation] = field(default_factory=dict)
    agreements: dict[str, Agreement] = field(default_factory=dict)
    numbers: dict[tuple[str, str], str] = field(default_factory=dict)  #: of papers, by what and of which activity

    def initiative_of(self, activity: str, start_on: date) -> Initiative | None:
        """The initiative an activity belongs to: the one that names it, else the first; none before there was any."""
        effort = next((e for e in rules.INITIATIVES if activity in e.activities), rules.INITIATIVES[0])
        return self.initiatives[effort.key] if start_on >= effort.start_on else None

    def initiative_of_case(self, case: str, activity: str) -> int | None:
        """The initiative a case belongs to: the one that names it, else that of its activity."""
        effort = next((e for e in rules.INITIATIVES if case in e.cases), None)
        return self.initiatives[effort.key].id if effort is not None else self.activities[activity].initiative_id

    @cached_property
    def _worked(self) -> WorkingDays:
        return places.our_days(FIRST_DAY, rules.TODAY + timedelta(days=60))

    def workday(self, day: date, way: int = 1) -> date:
        """The day, or the next (the last, -1) on which our office works: nothing is done on a Sunday or a holiday."""
        return self._worked.nearest(day, way)

    def workdays_after(self, day: date, count: int) -> date:
        """The day that many of our working days later."""
        return self._worked.after(day, count)

    def coordinator_of(self, activity: str) -> User:
        """Who looks after an activity, its leads and its cases."""
        return self.users[rules.COORDINATORS.get(activity, "kobayashi")]


def moment(day: date, hour: int, minute: int = 0, zone: str = rules.CHINA) -> datetime:
    """The moment at which it is `hour`:`minute` in a zone, in UTC."""
    return clock.from_wall(datetime.combine(day, time(hour, minute)), zone)
