"""Which borders a delegation crosses, and what is known about its passports there."""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date

from crm.activities.models import Activity, Participant
from crm.core.texts import Text
from crm.missions.queries.itinerary import ProgrammeEntry
from crm.missions.rules.airports import countries_in
from crm.places import queries as places
from crm.places import rules as place_rules
from crm.places.models import EntryRule


@dataclass(frozen=True)
class Border:
    """A border that travellers of one nationality cross, the rule that the office knows, and why not to rely on it."""

    nationality: str  #: ISO 3166-1 alpha-2
    country: str
    rule: EntryRule | None  #: that holds on a day of the journey
    doubts: Sequence[Text]
    transit: bool = False  #: where one only changes planes

    @property
    def label(self) -> Text:
        """Whose passport, and where to."""
        names = place_rules.COUNTRIES
        return Text(
            "Passport of %(nationality)s → %(country)s",
            nationality=Text(names.get(self.nationality, self.nationality)),
            country=self.named,
        )

    @property
    def named(self) -> Text:
        """The country, and that one only changes planes there."""
        country = Text(place_rules.COUNTRIES.get(self.country, self.country))
        return Text("%(country)s (changing planes)", country=country) if self.transit else country


def borders(activity: Activity, found: Sequence[ProgrammeEntry], delegation: Sequence[Participant]) -> list[Border]:
    """The borders of a programme, by country entered, while it is planned. One query; needs the organisations.

    Nobody's passport is looked at: whoever represents a body of a country counts as holding its passport.
    """
    return crossed(activity, found, _nationalities(activity, delegation))


def crossed(activity: Activity, found: Sequence[ProgrammeEntry], travelling: Set[str]) -> list[Border]:
    """The borders of a programme at which passports of these countries are shown, by country entered, last those where
    one only changes planes. One query.

    Who is at home where the mission goes travels through no other country on the way there. Guests come from their own
    countries: what of a programme at home lies in one of these leads no other guest there.
    """
    if activity.direction == "online":
        return []
    goal = activity.place.country
    entered = {goal} | {entry.country for entry in found if entry.item.status != "cancelled"}
    if activity.direction == "inbound":
        entered = entered - (travelling - {goal})
    through = _named_on_the_way(found) - entered - travelling - {goal, places.office_country()}
    pairs = [
        (nationality, country)
        for country in [*sorted(entered), *sorted(through)]
        for nationality in sorted(travelling)
        if nationality != country and (country == goal or nationality != goal)
    ]
    if not pairs:
        return []
    first, last = activity.start_on, activity.end_on
    known = places.entering(entered | through, first, last)
    found_borders = (_border(pair, known.get(pair), first, last) for pair in pairs)
    return [replace(row, transit=row.country in through) for row in found_borders]


def _named_on_the_way(found: Iterable[ProgrammeEntry]) -> set[str]:
    """The countries that its flights name: their ends, and over which town they lead."""
    flights = (each.item for each in found if each.item.kind == "flight" and each.item.status != "cancelled")
    return {country for item in flights for country in countries_in(item.title, item.origin, item.destination)}


def _border(pair: tuple[str, str], rule: EntryRule | None, first: date, last: date) -> Border:
    told = rule if rule is not None and place_rules.tells_of(rule, first, last) else None
    return Border(*pair, told, list(place_rules.entry_doubts(rule, first, last)))


def _nationalities(activity: Activity, delegation: Sequence[Participant]) -> set[str]:
    named = {part.organisation.country for part in delegation if part.organisation is not None}
    if named:
        return named
    if activity.direction != "inbound":
        return {places.office_country()}
    return {activity.sender_organisation.country} if activity.sender_organisation is not None else set()
