"""The lead sheet as a form: what a visitor needs at a booth stands open."""

from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar, Final

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField, ValidationError

from crm.activities import queries as activities
from crm.contacts.forms.where import NEW, WhereForm
from crm.core import clock, here, zones
from crm.core.categories import PRODUCT_CATEGORIES
from crm.core.cleaning import whole
from crm.core.languages import LANGUAGE_LABELS
from crm.core.money import CURRENCIES
from crm.core.permissions import Actor
from crm.fairs import queries as fairs
from crm.leads import queries, rules
from crm.leads.models import Lead
from crm.leads.services import LeadInput
from crm.meetings.forms import OurFirm
from crm.partners.rules import CHANNELS
from crm.users.forms import StaffField
from crm.web import days
from crm.web.access import me
from crm.web.forms import (
    Amount,
    BaseForm,
    Choice,
    DueDay,
    Line,
    LocalDateTime,
    MayBeEmpty,
    Prose,
    RecordChoice,
    Tick,
    translate,
)
from crm.web.locale import language, zone

DEFAULT_DUE = timedelta(days=7)
_ranks = {rank: rank for rank in rules.RANKS}
_currencies = {code: code for code in CURRENCIES}


class EnterForm(WhereForm):
    """Where the company of a lead is that becomes an organisation, or that nobody knows."""

    def __init__(self, *args: Any, lead: Lead, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.guess = queries.guessed_place(lead)
        self.name = lead.raw_organisation
        if self.place_of.data != str(NEW):
            self.ask_anew(NEW)


def _likely_year(_form: Any, field: Any) -> None:
    """A year far off would not survive the way into UTC."""
    if field.data is not None and field.data.year > 2100:
        raise ValidationError(_("Check the year."))


class LeadForm(BaseForm):
    activity_id = RecordChoice(
        _l("Captured at"), options=lambda: activities.options(user=me(), language=language()), required=True
    )
    booth_id = RecordChoice(_l("Booth"), description=_l("Of ours at this fair. Empty: nobody noted it."))
    our_organisation_id = OurFirm(
        _l("Our organisation"),
        description=_l("Whom it was captured for: our office, or the company on our side that was asked about."),
    )
    raw_name = Line(_l("Full name"), description=_l("As on the card"), render_kw={"autocomplete": "off"})
    raw_organisation = Line(_l("Company"), render_kw={"autocomplete": "off"})
    raw_contact = Line(_l("Phone, WeChat or e-mail"), limit=300, render_kw={"autocomplete": "off"})
    rank = Choice(
        _l("Interest rank"),
        table=_ranks,
        description=LazyString(lambda: " · ".join(_(label) for label in rules.RANKS.values())),
    )
    category = Choice(_l("Product category"), table=PRODUCT_CATEGORIES)
    inquiry = Prose(_l("Inquiry"), render_kw={"rows": 3})
    next_action = Line(_l("Next action"))
    owner_id = StaffField(_l("Person in charge"))
    interest = Line(_l("Products asked about"), limit=300)
    visitor_type = Choice(_l("Kind of visitor"), table=rules.VISITOR_TYPES)
    wanted_quantity = Line(_l("Wanted quantity"), limit=100)
    wanted_price = Amount(_l("Wanted price"))
    wanted_currency = Choice(_l("Currency"), table=_currencies)
    channel = Choice(_l("Sales channel they own"), table=CHANNELS)
    timing = Choice(_l("When they need it"), table=rules.TIMINGS)
    language = Choice(_l("Language"), table=LANGUAGE_LABELS)
    captured_at = LocalDateTime(
        _l("Captured on"),
        validators=[MayBeEmpty(), _likely_year],
        description=_l(
            "Empty: now. If the activity is over, its last day is suggested. 12:00 says that only the day is known; no "
            "clock is shown then."
        ),
    )
    #: On which clock that is: of the place of the activity, the reader's while none is chosen.
    captured_zone = HiddenField()
    #: Asked for only where the day is none of the fair's.
    outside = Tick(_l("It was captured outside the days of the fair: keep this date"))
    may_contact = Tick(_l("The visitor agrees to be contacted and to the data being kept in Japan"))

    #: Fields that are no column of the same name and kind.
    APART: ClassVar[tuple[str, ...]] = ("captured_at", "captured_zone", "outside", "due_on", "due_proposed")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        at = self.activity_id.data
        self.booth_id.options = lambda: fairs.booth_options(at, user=me())
        if not self.booth_id.loaded():
            del self.booth_id  # where no fair has booths nothing is to be chosen
        self.asks_outside = bool(self.outside.data)

    def validate(self, extra_validators: Any = None) -> bool:
        """A lead of a fair on a day that is none of its days is one only when somebody says so."""
        valid = bool(super().validate(extra_validators))
        days_of = self._days_missed()
        if days_of is None:
            return valid
        self.asks_outside = True
        if self.outside.data:
            return valid
        self.captured_at.errors = [
            *self.captured_at.errors,
            _(
                "The fair was on from %(first)s to %(last)s. Correct the date, or tick below that it is right.",
                first=days.day(days_of[0]),
                last=days.day(days_of[1]),
            ),
        ]
        return False

    def _days_missed(self) -> tuple[date, date] | None:
        """The days of the fair where the day of the lead is none of them; None otherwise.

        Nothing is asked anew of a lead that was saved so, nor where the day is still to be told."""
        at, wall, kept = self.activity_id.data, self.captured_at.data, self.row
        fair = queries.fair_days(at) if at is not None and not self.captured_at.errors else None
        if at is None or fair is None:
            return None
        stays = kept is not None and kept.activity_id == at
        if stays and (wall is None or wall == _wall(kept.captured_at, self.clock)):
            return None
        moment = _moment(wall, self.clock) or clock.now()
        day = here.day_alone(moment) or clock.local(moment, activities.place_of(at).timezone).date()
        if wall is None and day > fair[1]:
            return None
        return None if fair[0] <= day <= fair[1] else fair

    @classmethod
    def initial(cls, row: Lead) -> dict[str, Any]:
        """The row as the form shows it; its moment on the clock of the place, to the minute."""
        there = row.activity.place.timezone
        return super().initial(row) | {"captured_at": _wall(row.captured_at, there), "captured_zone": there}

    @property
    def clock(self) -> str:
        """The zone of the clock that the moment is typed by."""
        told: str = self.captured_zone.data or ""
        return told if told in clock.zones() else zone()

    @property
    def clock_of(self) -> str:
        """Whose clock that is, for the reader."""
        return translate(zones.ZONES.get(self.clock, self.clock))

    def input(self, *, person_id: int | None, organisation_id: int | None) -> LeadInput:
        """What was typed, as the service takes it, for the person and organisation it is about."""
        typed = {name: value for name, value in self.values().items() if name not in self.APART}
        wall = self.captured_at.data
        kept = self.row is not None and wall == _wall(
            self.row.captured_at, self.clock
        )  # its seconds are not on the form
        return LeadInput(
            person_id=person_id,
            organisation_id=organisation_id,
            captured_at=None if kept else _moment(wall, self.clock),
            **typed,
        )


class CaptureForm(LeadForm):
    """The sheet for a new lead: the next action gets a day and becomes a task."""

    due_on = DueDay(_l("Follow up by"))
    #: The day that the sheet began with, which a sheet that waited on a phone still knows.
    due_proposed = HiddenField()

    def due(self) -> date | None:
        """The day that was told; none where nothing is to be done and nobody touched the day that was proposed."""
        untouched = self.due_on.data is not None and self.due_on.data.isoformat() == self.due_proposed.data
        return None if untouched and not self.next_action.data else self.due_on.data

    @property
    def drops_day(self) -> bool:
        """Whether the day that was proposed comes to nothing, since nobody said what is to be done by it."""
        return self.due_on.data is not None and self.due() is None

    def validate(self, extra_validators: Any = None) -> bool:
        """Of an activity that is over, now is no answer: figures go by the day on which the lead was captured.

        What is missing is told at once, and the last day of the activity stands in the field as a candidate.
        """
        valid, field = bool(super().validate(extra_validators)), self.captured_at
        if self.due() is not None and not self.next_action.data:
            self.next_action.errors = [*self.next_action.errors, _("Enter what is to be done by that day.")]
            valid = False
        ended = activities.ends_on(self.activity_id.data) if self.activity_id.data is not None else None
        if field.data is None and not field.errors and ended is not None and ended < clock.today(zone()):
            field.process(None, data=_last_noon(ended))
            field.raw_data = None  # what was sent, and would be shown again
            field.errors = [
                _(
                    "Say when it was captured: the activity ended on %(day)s, which is proposed here.",
                    day=days.day(ended),
                )
            ]
            return False
        return valid


class DisqualifyForm(BaseForm):
    reason = Line(_l("Reason"), required=True)


NOON: Final = time(12)


def _wall(moment: datetime, there: str) -> datetime:
    alone = here.day_alone(moment)
    if alone is not None:
        return datetime.combine(alone, NOON)
    return clock.local(moment, there).replace(tzinfo=None, second=0, microsecond=0)


def _moment(wall: datetime | None, there: str) -> datetime | None:
    """The moment at which the clock there shows `wall`; the browser leaves the seconds out. Noon is the day alone, and
    an hour that was told is none, though it be noon at our office.
    """
    if wall is None:
        return None
    if wall.time() == NOON:
        return here.noon(wall.date())
    moment = clock.from_wall(wall, there)
    return moment if here.day_alone(moment) is None else moment + timedelta(seconds=1)


def _id(args: MultiDict[str, str], name: str) -> int | None:
    return whole(args.get(name))


def prefilled(args: MultiDict[str, str], user: Actor) -> dict[str, Any]:
    """{field: value} of the empty sheet: the activity of the address, oneself, a week from now. Nothing is ticked."""
    known = dict(activities.options(user=user))
    activity_id = _id(args, "activity_id")
    due_on = clock.today(zone()) + DEFAULT_DUE
    return {
        "activity_id": activity_id if activity_id in known else None,
        "owner_id": user.id,
        "our_organisation_id": _id(args, "our_organisation_id"),
        "captured_at": _last_noon(activities.ends_on(activity_id)) if activity_id in known else None,
        "captured_zone": activities.place_of(activity_id).timezone if activity_id in known else zone(),
        "due_on": due_on,
        "due_proposed": due_on.isoformat(),
    }


def _last_noon(ended: date | None) -> datetime | None:
    """The guess for a lead of an activity that is over: its last day, without an hour. None: now, while it is not."""
    return datetime.combine(ended, NOON) if ended is not None and ended < clock.today(zone()) else None
