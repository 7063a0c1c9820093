"""Travel details: which there are, what is wrong with them, what to be warned of, and how long they are kept."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date
from typing import Any, Final
from unicodedata import normalize

from crm.audit.rules import Verb
from crm.core.days import HeadedDay
from crm.core.languages import LANGUAGE_LABELS, Language
from crm.core.months import months_later
from crm.core.texts import N_, Text
from crm.places import rules as borders
from crm.places.rules import EntryNeeds

SEEN = Verb("travel.seen", N_("Travel details viewed"))
CHANGED = Verb("travel.changed", N_("Travel details changed"))
PRINTED = Verb("travel.printed", N_("Travel details printed"))
ERASED = Verb("travel.erased", N_("Travel details erased"))
PURGED = Verb("travel.purged", N_("Travel details purged after the mission"))

#: The job that forgets, every night, what is no longer needed.
PURGE_JOB: Final = "travel.purge"
#: In these states a mission needs nobody's passport any more.
OVER: Final = frozenset({"closed", "cancelled"})
#: Many countries ask that a passport is valid this many months beyond the stay.
PASSPORT_MONTHS: Final = 6

LANGUAGES: Final = LANGUAGE_LABELS
#: A passport of a country that nobody named; older entries have it.
ELSEWHERE: Final = "XX"
NATIONALITIES: Final[Mapping[str, str]] = {**borders.NATIONALITIES, ELSEWHERE: N_("Another country")}
VISAS: Final[dict[str, str]] = {
    "not_needed": N_("Not needed"),
    "needed": N_("Needed"),
    "applied": N_("Applied for"),
    "granted": N_("Granted"),
}
_AWAITED: Final = ("needed", "applied")
#: What somebody tells who cannot enter without a visa.
NEEDS_VISA: Final = (*_AWAITED, "granted")
ROOMS: Final[dict[str, str]] = {
    "single": N_("Single room"),
    "twin": N_("Twin room"),
    "double": N_("Double room"),
    "none": N_("No room needed"),
}
SEXES: Final[dict[str, str]] = {"female": N_("Female"), "male": N_("Male")}
SMOKING: Final[dict[str, str]] = {"no": N_("Non-smoking"), "yes": N_("Smoking")}

#: Every detail with its label, in the order of the page.
LABELS: Final[dict[str, str]] = {
    "passport_name": N_("Name as in the passport"),
    "passport_number": N_("Passport number"),
    "nationality": N_("Nationality of the passport"),
    "sex": N_("Sex in the passport"),
    "birth_date": N_("Date of birth"),
    "passport_expires": N_("Passport valid until"),
    "visa": N_("Visa"),
    "visa_until": N_("Visa valid until"),
    "visa_history": N_("Former visas, stays and refusals"),
    "flight_out": N_("Flights there"),
    "flight_back": N_("Flights back"),
    "emergency_name": N_("Emergency contact"),
    "emergency_relation": N_("Relationship"),
    "emergency_phone": N_("Phone of the emergency contact"),
    "diet": N_("Food and allergies"),
    "health": N_("Health notes"),
    "insurance": N_("Travel insurance, with number"),
    "room": N_("Room"),
    "smoking": N_("Smoking"),
    "room_mate": N_("Shares the room with"),
}
#: What is typed in words: a paper in another language tells it in that one, or it is a gap.
IN_WORDS: Final = ("flight_out", "flight_back", "emergency_relation", "diet", "health")
#: Names stay as they are, unless somebody gave them in the language, too.
NAMES: Final = ("emergency_name", "insurance")
#: How a printed list groups them, a column each; rooms have a list of their own.
ON_PAPER: Final[tuple[tuple[str, ...], ...]] = (
    ("passport_name", "passport_number", "nationality", "sex"),
    ("birth_date", "passport_expires", "visa", "visa_until"),
    ("flight_out", "flight_back"),
    ("emergency_name", "emergency_relation", "emergency_phone"),
    ("diet", "health", "insurance"),
)
#: What a mission cannot leave without: shown as missing.
NEEDED: Final = (
    "passport_name", "passport_number", "nationality", "birth_date", "passport_expires", "visa", "flight_out",
    "flight_back", "emergency_name", "emergency_phone", "insurance", "room",
)  # fmt: skip
#: At home nobody shows a passport.
AT_THE_BORDER: Final = frozenset(
    {"passport_name", "passport_number", "nationality", "passport_expires", "visa", "flight_out", "flight_back"}
)
TABLES: Final[dict[str, Mapping[str, str]]] = {
    "nationality": NATIONALITIES, "visa": VISAS, "room": ROOMS, "smoking": SMOKING, "sex": SEXES,
}  # fmt: skip

_DATES: Final = ("birth_date", "passport_expires", "visa_until")
_NUMBER: Final = re.compile(r"[A-Z0-9]{5,15}")
_NAME: Final = re.compile(r"[A-Z][A-Z ,.'<-]*")
_OLDEST: Final = date(1900, 1, 1)
_LATEST: Final = date(2199, 12, 31)


@dataclass(frozen=True)
class Details:
    """What is kept about one traveller; empty texts and None stand for what nobody has told yet."""

    passport_name: str = ""
    passport_number: str = ""
    nationality: str = ""  #: NATIONALITIES
    birth_date: date | None = None
    passport_expires: date | None = None
    visa: str = ""  #: VISAS
    visa_until: date | None = None
    visa_history: str = ""
    flight_out: str = ""
    flight_back: str = ""
    emergency_name: str = ""
    emergency_relation: str = ""
    emergency_phone: str = ""
    diet: str = ""
    health: str = ""
    insurance: str = ""
    room: str = ""  #: ROOMS
    smoking: str = ""  #: SMOKING
    sex: str = ""  #: SEXES
    room_mate: int | None = None  #: participant id
    #: {typed text: {language: what it says there}}; "" says that the text is in that language or stays as it is.
    wordings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def told(self) -> dict[str, Any]:
        """{detail: value} of what is there, as JSON values."""
        values = asdict(self)
        return {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in values.items()
            if value not in ("", None, {})
        }

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> "Details":
        """The details that `told` gave; what a later version no longer knows is left out."""
        known = {each.name for each in fields(cls)}
        values = {name: value for name, value in told.items() if name in known}
        for name in _DATES:
            if isinstance(values.get(name), str):
                values[name] = date.fromisoformat(values[name])
        return cls(**values)

    @property
    def typed(self) -> dict[str, str]:
        """{detail: text} of what was typed in words and is told in further languages."""
        return {name: text for name in (*IN_WORDS, *NAMES) if (text := getattr(self, name))}

    def saying(self, wordings: Mapping[str, Mapping[str, str | None]]) -> "Details":
        """The same with these wordings (None: no more), and without those of texts that nobody tells any more."""
        kept: dict[str, dict[str, str]] = {}
        for text in self.typed.values():
            told = {**self.wordings.get(text, {}), **wordings.get(text, {})}
            if said := {code.value: wording for code in Language if (wording := told.get(code)) is not None}:
                kept[text] = said
        return replace(self, wordings=kept)

    def changed(self, other: "Details") -> list[str]:
        """Which details differ, in the order of the page; of one that reads otherwise in a language alone, in which."""
        names = [name for name in LABELS if getattr(self, name) != getattr(other, name)]
        worded = [
            f"{name} ({code})"
            for name, text in other.typed.items()
            for code in Language
            if name not in names and self.wordings.get(text, {}).get(code) != other.wordings.get(text, {}).get(code)
        ]
        return names + worded


def cleaned_number(text: str) -> str:
    """A passport number as it is kept: half width, capitals, without spaces and hyphens."""
    return re.sub(r"[\s-]", "", normalize("NFKC", text)).upper()


def cleaned_name(text: str) -> str:
    """A name as the passport prints it: half width, capitals, single spaces."""
    return " ".join(normalize("NFKC", text).upper().split())


def fault(details: Details, today: date) -> tuple[str, Text] | None:
    """The first detail that cannot be true, with the reason; None when all can."""
    if details.passport_number and not _NUMBER.fullmatch(details.passport_number):
        return "passport_number", Text("A passport number must have 5 to 15 letters and digits.")
    if details.passport_name and not _NAME.fullmatch(details.passport_name):
        return "passport_name", Text("Enter the name in Latin letters, as printed in the passport.")
    if details.birth_date is not None and not _OLDEST <= details.birth_date <= today:
        return "birth_date", Text("A date of birth must be between 1900 and today.")
    for name in ("passport_expires", "visa_until"):
        day = getattr(details, name)
        if day is not None and not _OLDEST <= day <= _LATEST:
            return name, Text("Enter a date between 1900 and 2199.")
    for name, table in TABLES.items():
        if getattr(details, name) and getattr(details, name) not in table:
            return name, Text("Choose one.")
    return None


def missing(details: Details | None, *, country: str) -> list[str]:
    """Which needed details nobody has told yet, for a mission to `country`."""
    known = details or Details()
    at_home = known.nationality == country
    return [name for name in NEEDED if getattr(known, name) in ("", None) and not (at_home and name in AT_THE_BORDER)]


def warnings(details: Details, *, country: str, entry: EntryNeeds | None, first: date, last: date) -> Iterator[Text]:
    """What may stop a traveller at a border of `country` on a mission from `first` to `last`.

    `entry` is what the office knows about the passport at that border.
    """
    if details.nationality == country:
        return
    yield from _passport(details, last)
    yield from _visa(details, entry, first, last)


def _passport(details: Details, last: date) -> Iterator[Text]:
    expires = details.passport_expires
    if expires is None:
        return
    if expires < last:
        yield Text("The passport expires on %(day)s, before the mission ends.", day=HeadedDay(expires))
    elif expires < months_later(last, PASSPORT_MONTHS):
        yield Text("The passport expires on %(day)s, within six months after the mission.", day=HeadedDay(expires))


def _visa(details: Details, entry: EntryNeeds | None, first: date, last: date) -> Iterator[Text]:
    if details.visa in _AWAITED:
        yield Text("A visa is needed and not granted yet.")
        return
    if details.visa == "granted":
        if details.visa_until is not None and details.visa_until < last:
            yield Text("The visa ends on %(day)s, before the mission does.", day=HeadedDay(details.visa_until))
        return
    if details.nationality:
        yield from borders.entry_doubts(entry, first, last)
    if entry is not None and entry.rule == "visa_needed":
        yield Text("Travellers with this passport need a visa.")


def passports_on_paper(chosen: str) -> dict[str, str]:
    """The boxes of a printed form: the passports of most travellers, and one for another country or for the chosen."""
    other = chosen if chosen in NATIONALITIES and chosen not in borders.OFTEN_PASSPORTS else ELSEWHERE
    return borders.OFTEN_PASSPORTS | {other: NATIONALITIES[other]}
