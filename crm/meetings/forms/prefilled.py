"""What the address of the empty talk record may say of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar

from werkzeug.datastructures import MultiDict

from crm.activities import queries as activities
from crm.core import clock
from crm.core.cleaning import whole
from crm.core.permissions import Actor
from crm.meetings import rules
from crm.meetings.forms.meetings import DEFAULT_DUE
from crm.meetings.queries import MeetingRoom
from crm.places import queries as places
from crm.web.locale import zone


@dataclass(frozen=True)
class Prefilled:
    """What the address of the empty form says; whatever is not readable there is left out."""

    organisation_id: int | None
    activity_id: int | None
    our_organisation_id: int | None
    item: int | None
    starts: datetime | None
    on: date | None  #: the day alone, where nobody told a clock
    zone: str | None
    hosts: Sequence[int]  #: people of the counterpart
    ours: Sequence[int]  #: people of our side, where the counterpart is visiting
    going: Sequence[int]  #: participants, where not the whole delegation goes
    interpreter_id: int | None
    place_id: int | None
    ends: datetime | None = None
    kind: str = rules.BUSINESS_TALK  #: "": it is asked

    #: What the step before the form, the choice of a counterpart, hands on.
    HANDED_ON: ClassVar[tuple[str, ...]] = (
        "activity_id", "item", "our_organisation_id", "starts", "day", "zone", "place", "hosts", "ours",
        "going", "interpreter", "ends", "kind", "named",
    )  # fmt: skip

    @property
    def place(self) -> int | None:
        """Where it is: at the place of the item, else at that of the activity."""
        if self.place_id is not None or self.activity_id is None:
            return self.place_id
        return activities.place_at(self.activity_id)

    @classmethod
    def read(cls, args: MultiDict[str, str]) -> "Prefilled":
        """From `organisation_id` and the arguments of HANDED_ON."""
        hosts, ours, going = (ids_in(args.get(name, "")) for name in ("hosts", "ours", "going"))
        return cls(
            organisation_id=_id(args, "organisation_id"),
            activity_id=_id(args, "activity_id"),
            our_organisation_id=_id(args, "our_organisation_id"),
            item=_id(args, "item"),
            starts=_wall(args.get("starts", "")),
            on=day.date() if (day := _wall(args.get("day", ""))) is not None else None,
            zone=args["zone"] if args.get("zone") in clock.zones() else None,
            hosts=hosts,
            ours=ours,
            going=going,
            interpreter_id=_id(args, "interpreter"),
            place_id=_id(args, "place"),
            ends=_wall(args.get("ends", "")),
            kind=_kind(args),
        )

    def own_zone(self, room: MeetingRoom) -> str:
        """The clock of the item named in the address, else of the activity, the counterpart's place, the reader."""
        of_activity = room.activity.place.timezone if room.activity is not None else None
        return self.zone or of_activity or room.organisation.timezone or zone()

    def data(self, room: MeetingRoom, user: Actor) -> dict[str, Any]:
        """{field: value} of the empty form: now, at the place, everyone expected ticked; planned on a day to come.

        Of an activity of other days than today: on its first one, without a clock.
        """
        own_zone = self.own_zone(room)
        start = self.starts or clock.local(clock.now(), own_zone).replace(minute=0)
        on = self.on or activities.day_at(self.activity_id, start.date())
        timed = self.starts is not None or (self.on is None and on == start.date())
        start = start if timed else datetime.combine(on, time())
        invited, guests = {*self.hosts, *self.ours}, room.guests
        going = self._going(room)
        ours = going.difference(self.left_out(room))
        return {
            "day": start.date(),
            "starts": time(start.hour, start.minute) if timed else None,
            "ends": time(self.ends.hour, self.ends.minute) if self.ends is not None else None,
            "kind": self.kind,
            "timezone": own_zone,
            "state": "planned" if start.date() > clock.today(own_zone) else "held",
            "activity_id": room.activity.id if room.activity else None,
            "our_organisation_id": room.our_organisation.id if room.our_organisation is not None else None,
            "interpreter_id": self._interpreter(room),
            rules.THEIRS: [f.person_id for f in room.theirs if f.person_id in invited or f.person_id in going & guests],
            rules.OURS: [f.person_id for f in room.ours if f.person_id in invited or f.person_id in ours],
            "next_steps": [{"owner_id": user.id, "due_on": _due(start.date())}],
        }

    def left_out(self, room: MeetingRoom) -> list[int]:
        """Who of those who go does not speak for the firm whose talk it is named to be; nobody where no member goes."""
        going, members = self._going(room), room.members if self.our_organisation_id is not None else set()
        return sorted(going - members) if going & members else []

    def _going(self, room: MeetingRoom) -> set[int]:
        return {face.person_id for face in room.delegation if not self.going or face.participant_id in self.going}

    def _interpreter(self, room: MeetingRoom) -> int | None:
        """Who interprets by the address; else the only interpreter of the delegation, where they go and the two sides
        are of two countries."""
        if self.interpreter_id is not None:
            return (
                self.interpreter_id if self.interpreter_id in {face.person_id for face in room.interpreters} else None
            )
        home = room.our_organisation.country if room.our_organisation is not None else places.office_country()
        if len(room.helpers) != 1 or room.organisation.country == home:
            return None
        [helper] = room.helpers
        return helper.person_id if not self.going or helper.participant_id in self.going else None

    def day(self) -> date:
        """The day the room is looked at: that of the meeting, else of its activity, else today for the reader."""
        return (
            self.starts.date() if self.starts else self.on or activities.day_at(self.activity_id, clock.today(zone()))
        )


def _kind(args: MultiDict[str, str]) -> str:
    """The kind that the address names, else a business talk; but what an item does not tell is asked."""
    named = args.get("kind", "")
    if named in rules.MEETING_KINDS:
        return named
    return "" if _id(args, "item") is not None else rules.BUSINESS_TALK


def _due(day: date) -> date:
    """By when the next step of a meeting of that day is thought to be done: of a meeting of long ago, tomorrow."""
    return max(day + DEFAULT_DUE, clock.today(zone()) + timedelta(days=1))


def ids_in(text: str) -> list[int]:
    return [id for part in text.split(",") if (id := whole(part)) is not None]


def _id(args: MultiDict[str, str], name: str) -> int | None:
    text = args.get(name, "")
    return whole(text)


def _wall(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.replace(tzinfo=None) if rules.FIRST_YEAR <= moment.year <= rules.LAST_YEAR else None
