"""What a traveller needs at a border, and whom to call: dated data of the office, because both change."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Final, Protocol

from crm.audit.rules import Verb
from crm.core.territories import Territories
from crm.core.texts import N_, Text
from crm.places.rules.tables import OFTEN

ENTRY_ADDED = Verb("entry_rule.added", N_("Entry rule added"))
ENTRY_CHANGED = Verb("entry_rule.changed", N_("Entry rule changed"))
ENTRY_REMOVED = Verb("entry_rule.removed", N_("Entry rule removed"))
EMERGENCY_ADDED = Verb("emergency_contact.added", N_("Emergency contact added"))
EMERGENCY_CHANGED = Verb("emergency_contact.changed", N_("Emergency contact changed"))
EMERGENCY_REMOVED = Verb("emergency_contact.removed", N_("Emergency contact removed"))

#: Whose passports most travellers of this product hold; shown before all others.
OFTEN_PASSPORTS: Final[dict[str, str]] = OFTEN | {"TW": N_("Taiwan")}
NATIONALITIES: Final = Territories(OFTEN_PASSPORTS)
ENTRY_RULES: Final[dict[str, str]] = {
    "visa_free": N_("No visa needed"),
    "registration": N_("Electronic registration before departure"),
    "visa_needed": N_("Visa needed"),
}
#: Entering under these is limited to a number of days.
LIMITED: Final = frozenset({"visa_free", "registration"})
LONGEST_STAY: Final = 365

#: In the order of the pack: first what saves lives.
EMERGENCY_KINDS: Final[dict[str, str]] = {
    "public": N_("Public emergency number"),
    "mission": N_("Embassy or consulate"),
    "medical": N_("Hospital or doctor"),
    "insurance": N_("Insurance"),
    "agency": N_("Travel agency"),
    "office": N_("Our office"),
    "ours": N_("Our own phone numbers"),
}
#: Without a number of each of these nobody should travel.
EMERGENCY_NEEDED: Final = ("public", "mission", "medical", "insurance", "agency", "office")
#: Kinds whose numbers are read as dialled where our office is, unless they are entered for a country.
EMERGENCY_AT_HOME: Final = frozenset({"insurance", "agency", "office"})
#: Of those who travel, and of nobody whom we receive, unless entered for the country that they come to.
EMERGENCY_OF_TRAVELLERS: Final = frozenset({"insurance", "agency"})
#: The names in our own data; listed so that they can be translated.
EMERGENCY_NAMES: Final = frozenset(
    {
        N_("All emergencies"),
        N_("Ambulance"),
        N_("Consulate-General of Japan in Shenyang (Liaoning, Jilin, Heilongjiang)"),
        N_("Consulate-General of Japan in Vladivostok"),
        N_("Embassy of Japan in China"),
        N_("Embassy of Japan in Korea"),
        N_("Fire brigade"),
        N_("Fire brigade and ambulance"),
        N_("Insurance (policy number and claims line)"),
        N_("Nearest hospital"),
        N_("Our office"),
        N_("Police"),
        N_("Traffic accidents"),
        N_("Travel agency"),
        N_("Your consulate"),
    }
)
#: Sources and remarks in our own data; listed so that they can be translated.
ENTRY_REMARKS: Final = frozenset(
    {
        N_("Embassy of Korea, visa information"),
        N_("Ministry of Foreign Affairs of China, notice of visa waivers"),
        N_("Ministry of Foreign Affairs of Japan, visa information"),
        N_("Ordinary passports"),
    }
)


class EntryNeeds(Protocol):
    """What travellers of one nationality need at the border of a country, as far as is known."""

    @property
    def rule(self) -> str: ...  #: ENTRY_RULES

    @property
    def days(self) -> int | None: ...  #: of stay that the rule allows

    @property
    def valid_from(self) -> date | None: ...

    @property
    def valid_to(self) -> date | None: ...  #: the last day, where the rule has one

    @property
    def checked_on(self) -> date | None: ...

    @property
    def updated_at(self) -> datetime | None: ...  #: when it was written down


def entry_text(entry: EntryNeeds) -> Text:
    """The rule in a sentence."""
    if entry.rule == "visa_needed":
        return Text("A visa is needed.")
    if entry.rule == "registration":
        if entry.days is None:
            return Text("Register electronically before departure.")
        return Text("Register electronically before departure; stays of up to %(days)s days.", days=entry.days)
    if entry.days is None:
        return Text("No visa is needed.")
    return Text("No visa is needed for stays of up to %(days)s days.", days=entry.days)


def holds(entry: EntryNeeds, first: date, last: date) -> bool:
    """Whether a rule holds on all these days."""
    return (entry.valid_from is None or entry.valid_from <= first) and (
        entry.valid_to is None or entry.valid_to >= last
    )


def known_since(entry: EntryNeeds) -> date | None:
    """Since when the rule is known to hold; where nobody wrote that, since it was checked or written down."""
    return entry.valid_from or entry.checked_on or (entry.updated_at.date() if entry.updated_at is not None else None)


def tells_of(entry: EntryNeeds, first: date, last: date) -> bool:
    """Whether a rule is known to hold on one of these days: what holds today says nothing of a stay of years ago."""
    since = known_since(entry)
    return (since is None or since <= last) and (entry.valid_to is None or entry.valid_to >= first)


def entry_doubts(entry: EntryNeeds | None, first: date, last: date) -> Iterator[Text]:
    """Why somebody who travels from `first` to `last` must not rely on the rule; nothing while all is well."""
    if entry is None:
        yield Text("No entry rule is known. Ask the consulate.")
    elif entry.valid_to is not None and entry.valid_to < last:
        yield Text(
            "“%(rule)s” is known only until %(day)s. Ask the consulate.",
            rule=Text(ENTRY_RULES[entry.rule]),
            day=entry.valid_to,
        )
    elif not tells_of(entry, first, last):
        yield Text(
            "The rule for these days is not known: “%(rule)s” is known only from %(day)s on. Ask the consulate.",
            rule=Text(ENTRY_RULES[entry.rule]),
            day=known_since(entry),
        )
    elif entry.valid_from is not None and entry.valid_from > first:
        yield Text(
            "“%(rule)s” applies only from %(day)s.",
            rule=Text(ENTRY_RULES[entry.rule]),
            day=entry.valid_from,
        )
    elif entry.rule in LIMITED and entry.days is not None and (last - first).days + 1 > entry.days:
        yield Text("The stay is longer than the %(days)s days that need no visa.", days=entry.days)
