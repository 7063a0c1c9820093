"""Which borders a delegation crosses, and what is known about its passports there."""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import date

from crm.activities.models import Activity, Participant
from crm.core.texts import Text
from crm.missions.queries.itinerary import ProgrammeEntry
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

    @property
    def label(self) -> Text:
        """Whose passport, and where to."""
        names = place_rules.COUNTRIES
        return Text(
            "Passport of %(nationality)s → %(country)s",
            nationality=Text(names.get(self.nationality, self.nationality)),
            country=Text(names.get(self.country, self.country)),
        )


def borders(activity: Activity, found: Iterable[ProgrammeEntry], delegation: Sequence[Participant]) -> list[Border]:
    """The borders of a programme, by country entered, while it is planned. One query; needs the organisations.

    Nobody's passport is looked at: whoever represents a body of a country counts as holding its passport.
    """
    return crossed(activity, found, _nationalities(activity, delegation))


def crossed(activity: Activity, found: Iterable[ProgrammeEntry], travelling: Set[str]) -> list[Border]:
    """The borders of a programme at which passports of these countries are shown, by country entered. One query.

    Who is at home where the mission goes travels through no other country on the way there. Guests come from their own
    countries: what of a programme at home lies in one of these leads no other guest there.
    """
    if activity.direction == "online":
        return []
    goal = activity.place.country
    entered = {goal} | {entry.country for entry in found if entry.item.status != "cancelled"}
    if activity.direction == "inbound":
        entered = entered - (travelling - {goal})
    pairs = [
        (nationality, country)
        for country in sorted(entered)
        for nationality in sorted(travelling)
        if nationality != country and (country == goal or nationality != goal)
    ]
    if not pairs:
        return []
    first, last = activity.start_on, activity.end_on
    known = places.entering(entered, first, last)
    return [_border(pair, known.get(pair), first, last) for pair in pairs]


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
