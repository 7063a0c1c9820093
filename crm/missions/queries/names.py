"""The names of a mission that its papers lack: of people in Latin letters, of organisations in a language."""

from collections.abc import Sequence
from dataclasses import dataclass

from crm.activities.models import Activity
from crm.activities.rules import ABSENT
from crm.contacts import queries as contacts
from crm.contacts import rules as contact_rules
from crm.contacts.models import Organisation, Person
from crm.contacts.rules import PersonNameInput
from crm.core import reading
from crm.core.languages import Language
from crm.core.names import Script, script_of
from crm.core.scripts import is_unreadable
from crm.missions.models import ItineraryItem


@dataclass(frozen=True)
class GuessedLetters:
    """Somebody whose name nobody told in Latin letters: papers make them of how it sounds."""

    person: Person  #: names loaded
    letters: str  #: as a passport would have them, a guess


def guessed_letters(activity: Activity, found: Sequence[ItineraryItem]) -> list[GuessedLetters]:
    """Delegates and hosts whose Latin letters follow from a reading that somebody typed, or from hangul.

    Of Chinese characters alone nothing follows: that they have no reading is a gap of its own.
    """
    asked = {}
    for person in _people(activity, found):
        told = any(name.kind.startswith("latin") or name.kind == "pinyin" for name in person.names)
        if not told and (letters := _letters(person)):
            asked[person.id] = GuessedLetters(person, letters)
    return list(asked.values())


def without_letters(activity: Activity, found: Sequence[ItineraryItem]) -> list[Person]:
    """Delegates and hosts who have no Latin letters at all, and of whose names none can be guessed, each once."""
    return list({person.id: person for person in _people(activity, found) if lacks_letters(person)}.values())


def lacks_letters(person: Person) -> bool:
    """Whether readers of English get a name that they cannot read."""
    name = contacts.written(person, Language.EN).name
    return is_unreadable(name.text, Language.EN) and contacts.beside(person, Language.EN) is None


def _people(activity: Activity, found: Sequence[ItineraryItem]) -> list[Person]:
    going = [part.person for part in activity.participants if part.status not in ("cancelled", ABSENT)]
    return [*going, *(host.person for item in found if item.visit is not None for host in item.visit.hosts)]


def _letters(person: Person) -> str:
    card = next(name for name in person.names if name.kind == contact_rules.PRIMARY)
    kana = next((name.full for name in person.names if name.kind in ("kana", "ja_reading")), "")
    spoken = card.reading or kana
    if not spoken and script_of(card.full) is not Script.HANGUL:
        return ""
    name = PersonNameInput(card.language, card.full, card.family, card.given, spoken, name_order=card.name_order)
    offered = contact_rules.suggested_forms(name, ())
    return next((form.full for form in offered if form.kind == "latin_passport"), "")


def lacking_names(activity: Activity, found: Sequence[ItineraryItem], language: str) -> list[Organisation]:
    """Whom the delegation represents, who sends and receives it: those without a name for readers of a language."""
    bodies = [part.organisation for part in activity.participants if part.status not in ("cancelled", ABSENT)]
    bodies += [activity.sender_organisation, activity.host_organisation, *(item.organisation for item in found)]
    known = [body for body in bodies if body is not None]
    reading.fill(known, Organisation.names)
    return contacts.nameless(known, language)
