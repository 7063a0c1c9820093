"""The talk record as a form, what an address may prefill of it."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar, Self, cast

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField

from crm.activities import queries as activities
from crm.contacts import queries as contacts
from crm.contacts.forms.likeness import weights
from crm.contacts.forms.where import WhereForm
from crm.contacts.rules import PersonNameInput, person_language
from crm.core import clock, zones
from crm.core.cleaning import whole
from crm.core.languages import LANGUAGE_LABELS
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.meetings import queries, rules
from crm.meetings.forms.sides import OurFirm
from crm.meetings.models import Meeting
from crm.meetings.queries import MeetingRoom, PersonFace
from crm.meetings.services import Minute, Newcomer, NextStep, TalkInput
from crm.users.forms import StaffField
from crm.web.access import me
from crm.web.filters import plain_day
from crm.web.forms import Choice, Clock, Day, DueDay, Line, ManyRecords, PartForm, Prose, RecordChoice, Rows, Tick
from crm.web.forms.doubts import DoubtedForm
from crm.web.forms.texts import translate
from crm.web.locale import language, zone

DEFAULT_DUE = timedelta(days=7)
#: The button that opens the form about another visit with what was typed in this one, where no script runs.
OTHER_VISIT = "other-visit"
#: A dinner from 18:00 may end at 1:00; an end before the start that would make more of it is a slip of the pen.
LONGEST_NIGHT = timedelta(hours=8)
NEW_PERSON = "new"
IN_PERSON = "in_person"
#: The first agenda item stands open on the form; its fields, in the order of the columns of a minute item.
FIRST_ITEM = ("topic", "said", "heard", "answered", "decision", "open_point")


class NewcomerForm(PartForm):
    """Someone added by name. `who` is asked only when the contacts know somebody of that name."""

    name = Line(_l("Name as on the card"), limit=200)
    title = Line(_l("Job title"), limit=120)
    side = Choice(_l("Side"), table=rules.SIDES, blank=None, default=rules.THEIRS)
    who = SelectField(_l("Who is this?"), choices=[], validate_choice=False)


class MinuteForm(PartForm):
    topic = Line(_l("Agenda item"))
    discussed = Prose(_l("What was discussed"))
    theirs = Prose(_l("What they said"))
    ours = Prose(_l("What we said"))
    decision = Prose(_l("Decision"))
    open_point = Prose(_l("Open point"))


class NextStepForm(PartForm):
    text = Line(_l("Next step"), limit=300)
    owner_id = StaffField(_l("Person in charge"), default=lambda: me().id)
    due_on = DueDay(_l("Due date"), default=lambda: clock.today(zone()) + DEFAULT_DUE)

    def validate(self, extra_validators: Any = None) -> bool:
        """A next step that is written needs somebody who does it and a day; of one that is not, nothing is asked."""
        if not self.text.data and not any(field.process_errors for field in self):
            return True
        valid = bool(super().validate(extra_validators))
        for needed in (self.owner_id, self.due_on):
            if needed.data is None and not needed.errors:
                needed.errors = [_("Fill in this field.")]
                valid = False
        return valid


class MeetingForm(DoubtedForm, WhereForm):
    """The talk record in a room: its people to tick, and its own time zone among the choices."""

    day = Day(_l("Day"), required=True)
    starts = Clock(_l("Start (local)"), required=True)
    ends = Clock(_l("End"))
    timezone = Choice(_l("Time zone of the place"), table=zones.ZONES, blank=None, required=True)
    #: Asked only where the day is none of the activity's.
    day_seen = Tick(_l("The date is right: save it"))
    our_organisation_id = OurFirm(
        _l("Our organisation"),
        description=_l(
            "Whose talk it is: our office, or the company on our side that it is for. What is typed counts."
        ),
    )
    theirs = ManyRecords(_l("Counterpart"))
    ours = ManyRecords(_l("Our side"))
    interpreter_id = RecordChoice(_l("Interpreter"))
    result = Choice(_l("Result"), table=rules.RESULTS)
    said = Prose(_l("What was discussed"), render_kw={"rows": 6})
    topic = Line(_l("Agenda item"))
    heard = Prose(_l("What they said"))
    answered = Prose(_l("What we said"))
    decision = Prose(_l("Decision"))
    open_point = Prose(_l("Open point"))
    minutes = Rows(MinuteForm, _l("Further agenda items"), least=0)
    newcomers = Rows(NewcomerForm, _l("Add by name"), least=1)
    next_steps = Rows(NextStepForm, _l("Next steps"), least=1)
    kind = Choice(
        _l("Kind"),
        table=rules.MEETING_KINDS,
        required=True,
        default=rules.BUSINESS_TALK,
        description=_l("Only a business talk is counted as a talk."),
    )
    state = Choice(_l("Status"), table=rules.MEETING_STATUSES, blank=None, default="held")
    subject = Line(_l("Subject"))
    activity_id = RecordChoice(
        _l("Mission or other activity"), options=lambda: activities.options(user=me(), language=language())
    )
    mode = Choice(_l("How"), table=rules.MODES, blank=None)
    venue = Line(_l("Place, booth or table"))
    language = Choice(_l("Language"), table=LANGUAGE_LABELS)
    purpose = Prose(_l("Purpose"))
    products = Prose(_l("Products shown"))
    counterpart_requests = Prose(_l("What the counterpart asked for"))
    our_offer = Prose(
        _l("Our offer"), description=_l("Price and trade term, quantity, lead time, payment, exclusivity")
    )
    reaction = Prose(_l("Reaction of the counterpart"))
    conditions_agreed = Prose(_l("Conditions agreed"))
    pending = Prose(_l("Still open"))
    competitors = Prose(_l("Competing products and regions mentioned"))
    routes_mentioned = Prose(_l("Sales routes they would use"))
    confirmed_by_counterpart = Tick(_l("The counterpart has confirmed the minutes"))
    as_begun = HiddenField()  #: the choices that it began with, as JSON

    #: Fields that the record has under the same name.
    SAME: ClassVar[tuple[str, ...]] = (
        "our_organisation_id",
        *("result", "kind", "subject", "activity_id", "mode", "venue", "language", "confirmed_by_counterpart"),
        *rules.RECORD_TEXTS,
    )

    PLUMBING: ClassVar[frozenset[str]] = WhereForm.PLUMBING | DoubtedForm.PLUMBING | {"day_seen", "as_begun"}

    asks_day = False  #: whether the day has to be looked at again
    took_along = False  #: whether it holds what was typed for another visit
    is_to_come = False  #: whether it was to be kept as held although it has not begun

    twins: Sequence[Meeting] = ()  #: talks of the same visit and the same two sides

    #: Name of the hidden field that says of which activity the clock in the form is.
    CLOCK_OF: ClassVar[str] = "clock-of"

    def __init__(
        self,
        *args: Any,
        room: MeetingRoom,
        own_zone: str,
        item: int | None = None,
        place_id: int | None = None,
        **kwargs: Any,
    ) -> None:
        self.room, self.own_zone, self.item, self.place_id = room, own_zone, item, place_id
        super().__init__(*args, **kwargs)

    def process(self, *args: Any, **kwargs: Any) -> None:
        """Before the fields take their values they learn what the room offers."""
        room = self.room
        known = [zone for zone in (self.own_zone, request.form.get("timezone")) if zone in clock.zones()]
        self.timezone.table = {zone: zones.ZONES.get(zone, zone) for zone in known} | zones.ZONES
        self.theirs.options, self.theirs.ids = lambda: _choices(room.theirs), lambda: _ids(room.theirs)
        self.ours.options, self.ours.ids = lambda: _choices(room.ours), lambda: _ids(room.ours)
        self.interpreter_id.options = lambda: _choices(room.interpreters)
        super().process(*args, **kwargs)
        self.ask_where([room.organisation.id] if room.organisation.timezone is None else [])

    @property
    def only_rows_changed(self) -> bool:
        """Also when another visit was chosen."""
        return super().only_rows_changed or OTHER_VISIT in request.form

    def validate(self, extra_validators: Any = None) -> bool:
        """All that is wrong is told in one round; `row` is the meeting that is written anew."""
        valid = bool(super().validate(extra_validators))
        asked = [self._has_begun(self.row), self._on_its_days(self.row), self._is_seated(), self._matched(me())]
        return valid and all(asked)

    def _has_begun(self, before: Meeting | None) -> bool:
        """Whether what is said to have been held has begun, or was kept so before; else what is wrong is asked."""
        day, starts = self.day.data, self.starts.data
        if self.state.data != "held" or day is None or starts is None or self.timezone.errors:
            return True
        zone = self.timezone.data if before is not None else self.clock()
        begins = clock.from_wall(datetime.combine(day, starts), zone)
        if begins <= clock.now() or (before is not None and before.status == "held" and before.starts_at == begins):
            return True
        wrong = "day" if day > clock.today(zone) else "starts"
        self.refuse(_("This is still to come. Correct it, or choose “Planned” as the status."), wrong)
        self.is_to_come = True
        return False

    def _on_its_days(self, before: Meeting | None) -> bool:
        """Whether the day is one of the activity's, was there before, or somebody says that it is right."""
        activity_id, day = self.activity_id.data, self.day.data
        days = activities.days_of(activity_id) if activity_id is not None and not self.activity_id.errors else None
        if days is None or day is None or days[0] <= day <= days[1] or self.day_seen.data:
            return True
        if before is not None and (before.activity_id, before.held_on) == (activity_id, day):
            return True
        first, last = map(plain_day, days)
        self.refuse(
            _("The activity lasts from %(first)s to %(last)s. Is this date right?", first=first, last=last), "day"
        )
        self.asks_day = True
        return False

    def _is_seated(self) -> bool:
        """Whether somebody of the counterpart is named in a talk that was held."""
        if self.state.data != "held" or self.kind.data != rules.BUSINESS_TALK or self.theirs.data or self.theirs.errors:
            return True
        if any(e.form.name.data and e.form.side.data == rules.THEIRS for e in self.newcomers):
            return True
        self.refuse(translate(rules.NOBODY_THERE), rules.THEIRS)
        return False

    def doubts(self, earlier: Sequence[Meeting]) -> dict[str, Text]:
        """{field: what looks odd} of a talk whose item of the itinerary has talks: those of the same two sides."""
        office = contacts.our_organisation_id()
        sides = (self.room.organisation.id, self.our_organisation_id.data or office)
        self.twins = [each for each in earlier if (each.organisation_id, each.our_organisation_id or office) == sides]
        return (
            {"odd_seen": Text("Somebody has logged this visit already. Is yours another meeting?")}
            if self.twins
            else {}
        )

    @property
    def clock_of(self) -> str:
        """The activity whose clock stands in the form: as it was sent, else the one it was opened for."""
        sent = request.form.get(self.CLOCK_OF)
        opened = self.room.activity.id if self.room.activity is not None else ""
        return str(opened) if sent is None else sent

    def clock(self) -> str:
        """The zone the times are on: as chosen, but that of the activity where another one was chosen after it."""
        chosen: str = self.timezone.data
        if not self.activity_id.text or self.clock_of == str(self.activity_id.data) or chosen != self.own_zone:
            return chosen
        return activities.place_of(self.activity_id.data).timezone

    @staticmethod
    def zone_name(zone: str) -> str:
        """Whose clock a zone is, for the reader."""
        return translate(zones.ZONES.get(zone, zone))

    def like_it(self, data: dict[str, Any]) -> Self:
        return type(self)(formdata=None, data=data, room=self.room, own_zone=self.own_zone)

    @classmethod
    def initial(cls, row: Meeting) -> dict[str, Any]:
        """The row as the form shows it; its minutes have forms of their own."""
        queries.complete(row)
        start = clock.local(row.starts_at, row.timezone)
        end = clock.local(row.ends_at, row.timezone) if row.ends_at else None
        values = {name: getattr(row, name) for name in cls.SAME}
        values |= {"day": start.date(), "starts": start.time(), "ends": end.time() if end else None}
        values |= {"timezone": row.timezone, "interpreter_id": row.interpreter_id, "state": row.status}
        for side in rules.SIDES:
            values[side] = [seat.person_id for seat in row.attendees if seat.side == side]
        return values

    def _matched(self, user: Actor) -> bool:
        """Whether it is clear of each newcomer who it is; asks beside the name when the contacts know such a name."""
        clear = True
        for entry in self.newcomers:
            part = entry.form
            if not part.name.data:
                continue
            found = _known(part.name.data, self.room, user)
            if not found:
                continue
            part.who.choices = [("", _("Choose one.")), (NEW_PERSON, _("Someone new")), *found]
            if part.who.data not in dict(part.who.choices) or not part.who.data:
                part.who.errors = [_("The contacts know this name. Say who it is.")]
                self.newcomers.errors = [*self.newcomers.errors, {}]
                self.refused, clear = True, False
        return clear

    def input(self, *, before: Meeting | None = None) -> TalkInput:
        """What was typed, as the service takes it; of a meeting that there is, with what the form does not show."""
        room = self.room
        chosen = [(e.form, whole(e.form.who.data)) for e in self.newcomers]
        known = [(form.side.data, id) for form, id in chosen if id is not None]
        new = [form for form, id in chosen if form.name.data and id is None]
        ticked = {side: [*(self[side].data or []), *(id for at, id in known if at == side)] for side in rules.SIDES}
        return TalkInput(
            organisation_id=room.organisation.id,
            itinerary_item_id=before.itinerary_item_id if before is not None else self.item,
            initiative_id=before.initiative_id if before is not None else None,
            place_id=before.place_id if before is not None else self._place(),
            starts=self._wall(self.starts.data),
            ends=self._ends(before),
            timezone=self.timezone.data if before is not None else self.clock(),
            status=self.state.data,
            interpreter_id=self.interpreter_id.data,
            theirs=list(dict.fromkeys(ticked[rules.THEIRS])),
            ours=list(dict.fromkeys(ticked[rules.OURS])),
            newcomers=[Newcomer(part.name.data, part.title.data, part.side.data) for part in new],
            minutes=self._minutes(),
            next_steps=[NextStep(**step) for step in self.next_steps.filled("text")],
            **{name: self[name].data for name in self.SAME},
        )

    def _place(self) -> int | None:
        """Where a new talk is held: at the place of its item, else of its activity; one by wire has no place."""
        if self.mode.data != IN_PERSON:
            return None
        activity_id: int | None = self.activity_id.data
        return self.place_id or (activities.place_of(activity_id).id if activity_id is not None else None)

    def _minutes(self) -> list[Minute]:
        """The items written with a new meeting; those of a saved one have forms of their own."""
        if "minutes" not in self:
            return []
        return [Minute(*(self[name].data or "" for name in FIRST_ITEM)), *(Minute(**e.data) for e in self.minutes)]

    def _ends(self, before: Meeting | None) -> datetime | None:
        """The end, on the day of the start or in the night after it; a longer meeting keeps its days with its times."""
        start, end = self._wall(self.starts.data), self._wall(self.ends.data)
        if start is None or end is None:
            return end
        if before is not None and before.ends_at is not None:
            first, last = (clock.local(at, before.timezone) for at in (before.starts_at, before.ends_at))
            if (first.time(), last.time()) == (start.time(), end.time()):
                return end + (last.date() - first.date())
        late = end + timedelta(days=1)
        return late if end < start and late - start <= LONGEST_NIGHT else end

    def _wall(self, at: time | None) -> datetime | None:
        return None if at is None else datetime.combine(cast(date, self.day.data), at)


def _known(name: str, room: MeetingRoom, user: Actor) -> list[tuple[str, str]]:
    """[(id, "name · forms — organisation (reason)")] of people who may be the one just named."""
    form = PersonNameInput(person_language(name, room.organisation.country), name)
    found = contacts.candidates([form], organisation_id=room.organisation.id, user=user, weights=weights())
    return [
        (str(c.line.person.id), " — ".join(filter(None, (c.line.name.text, str(c.line.organisation_name or "")))))
        for c in found
    ]


class SavedMeetingForm(MeetingForm):
    """That of a meeting that is there: without its minutes, which somebody else may be writing."""

    said = topic = heard = answered = decision = open_point = minutes = None  # type: ignore[assignment]  # WTForms' way to leave out


def saved_form(meeting: Meeting) -> type[MeetingForm]:
    """The form of a meeting that is there: while nothing is minuted it begins the minutes, as that of a new one does.

    Minutes that were typed are kept, too, where somebody else has begun them meanwhile: they are added to those.
    """
    return SavedMeetingForm if meeting.minutes and "said" not in request.form else MeetingForm


def _choices(faces: Sequence[PersonFace]) -> list[tuple[int, str]]:
    return [(face.person_id, face.label) for face in faces]


def _ids(faces: Sequence[PersonFace]) -> list[int]:
    return [face.person_id for face in faces]
