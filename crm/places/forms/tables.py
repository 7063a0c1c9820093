"""The input of the tables that the office keeps: holidays, entry rules, emergency contacts, exchange rates."""

from datetime import date
from typing import Any, ClassVar

from babel.dates import get_day_names
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from sqlalchemy import inspect

from crm.core import here
from crm.places import queries
from crm.places.forms.fields import CountryField, PlaceField
from crm.places.models import Holiday, OfficeDays
from crm.places.rules import (
    COUNTRIES,
    DAY_KINDS,
    EMERGENCY_KINDS,
    ENTRY_RULES,
    FIRST_YEAR,
    LARGEST_CALENDAR,
    LAST_YEAR,
    LIBRARY_COUNTRIES,
    LONGEST_DAY_NAME,
    LONGEST_STAY,
    NATIONALITIES,
    RATE_DECIMALS,
)
from crm.places.services import LONGEST_SOURCE, HolidayInput
from crm.web.forms import Amount, BaseForm, Choice, Currency, Day, Line, ManyRecords, Prose, Whole

LONGEST_NOTE = 300


#: The levels of the places that a day off may be limited to.
_REGIONS = ("province", "prefecture", "county", "municipality")


class HolidayForm(BaseForm):
    country = CountryField(_l("Country"), required=True, blank=None)
    day = Day(_l("Day"), required=True)
    name = Line(_l("Name"), limit=LONGEST_DAY_NAME, required=True)
    kind = Choice(_l("Kind"), table=DAY_KINDS, required=True, blank=None)
    place_id = PlaceField(_l("Only in this region"), levels=_REGIONS)
    source = Line(_l("Source"), limit=LONGEST_SOURCE, description=_l("The notice or page that announces the day."))
    name_ja = Line(_l("Name in Japanese"), limit=LONGEST_DAY_NAME)
    name_zh = Line(_l("Name in Chinese"), limit=LONGEST_DAY_NAME)
    name_ko = Line(_l("Name in Korean"), limit=LONGEST_DAY_NAME)
    name_en = Line(_l("Name in English"), limit=LONGEST_DAY_NAME)

    #: Shown first; the rest is folded.
    FIRST = ("country", "day", "name", "kind")
    NAMES: ClassVar = {"name_ja": "ja", "name_zh": "zh-Hans", "name_ko": "ko", "name_en": "en"}

    @classmethod
    def initial(cls, row: Holiday) -> dict[str, Any]:
        holiday = queries.holiday(row.id) if "names" in inspect(row).unloaded else row
        names = {name.language: name.text for name in holiday.names}
        plain = ("country", "day", "name", "kind", "place_id", "source")
        return {field: names.get(tag, "") for field, tag in cls.NAMES.items()} | {n: getattr(row, n) for n in plain}

    def input(self) -> HolidayInput:
        """What was typed, for the service."""
        return HolidayInput(
            country=self.country.data,
            day=self.day.data or date.min,
            name=self.name.data or "",
            kind=self.kind.data,
            place_id=self.place_id.data,
            source=self.source.data or "",
            names={tag: self[field].data for field, tag in self.NAMES.items() if self[field].data},
        )


def _weekdays() -> list[tuple[int, str]]:
    names = get_day_names(locale=get_locale())
    return [(number + 1, names[number]) for number in range(7)]


class OfficeDaysForm(BaseForm):
    weekdays = ManyRecords(_l("The office works on"), options=_weekdays)
    closed = Prose(
        _l("The office is closed on"),
        description=_l(
            "In addition to national holidays. One entry per line: 12-29~01-03 for every year, 2027-08-13 for one "
            "year only."
        ),
    )

    @classmethod
    def initial(cls, row: OfficeDays) -> dict[str, Any]:
        return {"weekdays": row.weekdays, "closed": "\n".join(row.closed)}


class FetchForm(BaseForm):
    year = Whole(_l("Year"), required=True, least=FIRST_YEAR, most=LAST_YEAR)
    country = Choice(_l("Country"), table={c: COUNTRIES[c] for c in LIBRARY_COUNTRIES}, blank=_l("All"))

    def countries(self) -> list[str]:
        return [self.country.data] if self.country.data else list(LIBRARY_COUNTRIES)


class CalendarForm(BaseForm):
    country = CountryField(_l("Country"), required=True, blank=None, default="CN")
    file = FileField(
        _l("Calendar file (ICS)"),
        validators=[FileRequired(_l("Choose a file."))],
        description=_l("Whole-day entries with a name, at most %(size)s kB.", size=LARGEST_CALENDAR // 1024),
        render_kw={"accept": ".ics,text/calendar"},
    )
    source = Line(_l("Source"), limit=LONGEST_SOURCE, description=_l("The notice or page that announces the day."))


class EntryRuleForm(BaseForm):
    nationality = CountryField(_l("Passport of"), table=NATIONALITIES, required=True, blank=None)
    country = CountryField(_l("Country of entry"), required=True, blank=None, default="CN")
    rule = Choice(_l("Rule"), table=ENTRY_RULES, required=True, blank=None)
    days = Whole(_l("Longest stay in days"), least=1, most=LONGEST_STAY)
    valid_from = Day(_l("Valid from"))
    valid_to = Day(_l("Valid until"), description=_l("Leave empty while no end is announced."))
    checked_on = Day(_l("Checked on"))
    source = Line(_l("Source"), limit=LONGEST_SOURCE, description=_l("The authority or page that says so."))
    note = Line(_l("Note"), limit=LONGEST_NOTE)


class EmergencyForm(BaseForm):
    country = CountryField(_l("Country"), blank=_l("Everywhere"))
    place_id = PlaceField(_l("Only in this region"), levels=_REGIONS)
    kind = Choice(_l("Kind"), table=EMERGENCY_KINDS, required=True, blank=None)
    name = Line(_l("Name"), limit=150, required=True)
    phone = Line(
        _l("Phone"), limit=60,
        description=_l("Without a number it is listed as a gap before printing and is not printed."),
        render_kw={"type": "tel", "inputmode": "tel"},
    )  # fmt: skip
    checked_on = Day(_l("Checked on"))
    note = Line(_l("Note"), limit=LONGEST_NOTE)
    source = Line(_l("Source"), limit=LONGEST_SOURCE)


class RateForm(BaseForm):
    day = Day(_l("Day"), required=True)
    base = Currency(_l("From currency (1 unit)"), default=lambda: "JPY" if here.currency() == "CNY" else "CNY")
    quote = Currency(_l("To currency"))
    rate = Amount(_l("Rate"), required=True, places=RATE_DECIMALS)
    source = Line(_l("Source"), limit=120)
