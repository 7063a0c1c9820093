"""The language of what people typed, and what an airport or a station is called in a paper."""

from collections.abc import Iterable
from typing import Any

from flask_babel import force_locale, gettext

from crm.activities.models import Activity, Participant
from crm.contacts import queries as contacts
from crm.contacts import rules as contact_rules
from crm.contacts.models import Organisation
from crm.contacts.rules import GuessedTitle, as_given
from crm.core import here, scripts
from crm.core.languages import LOCALES, Language
from crm.core.scripts import Script, is_han, script_of
from crm.letters.queries.people import head_of_office
from crm.meetings.models import Meeting
from crm.missions import queries as missions
from crm.missions.rules import airports
from crm.office import queries as offices
from crm.places import queries as places
from crm.places.models import Place, PlaceName
from crm.wordings.queries import Wordings


def tongue(text: str, usual: str = "") -> str:
    """The language tag of a text that people typed; Han alone is `usual`, or of the language of our office."""
    return scripts.tongue(text, usual or here.han_language())


def said_in(text: str, language: str) -> str:
    """A word of ours in a language."""
    with force_locale(LOCALES[language]):
        return str(gettext(text))


def place_called(name: str, words: Wordings) -> tuple[str, str]:
    """(the name of an airport, a station or a town, its language) for the readers of `words`.

    Japanese and Chinese readers have it in their characters, others as the table of places calls it; else it is a gap
    until somebody tells.
    """
    told = words.kept(name, here.han_language())
    if told[1] == words.language or not name:
        return told
    if words.language in (Language.JA, Language.ZH) and script_of(name) is Script.HAN:
        return airports.named_in(name, words.language), words.language
    if known := places.called(name, words.language):
        return known, words.language
    return words.told(name, here.han_language())


def post_called(told: tuple[str, str], words: Wordings) -> tuple[str, str]:
    """(a job title, its language) for the readers of `words`: as somebody gave it, also for this word alone. What the
    table of posts guesses is a gap as well, and stays a GuessedTitle.
    """
    title, spoken = told
    if not isinstance(title, GuessedTitle):
        return words.read(title, spoken)
    given, tongue = words.told(title.source, title.spoken)
    return (given, tongue) if given != title.source else told


def post_of(holder: Any, delegation: Iterable[Participant], language: str) -> tuple[str, str]:
    """(a job title, its language) as its holder has it, else as it was typed of the same title for the delegation:
    whoever sat in a talk was a delegate first, and is asked for no second time.
    """
    told: tuple[str, str] = holder.titled(language)
    title, spoken = as_given(told)
    if spoken == language or getattr(holder, "person", None) is None:
        return told
    for part in delegation:
        given = part.titles_snapshot.get(language)
        if given and (part.person_id, " ".join(part.title_snapshot.split())) == (holder.person.id, title):
            return given, language
    return told


def guess_beside(title: str) -> str:
    """A title as a plain text has it: what is guessed beside the word that it stands for."""
    if not isinstance(title, GuessedTitle):
        return title
    return str(gettext("%(title)s [%(given)s]", title=title, given=title.source))


def place_names(place: Place) -> list[PlaceName]:
    """What a place is called, each form once: two spellings of the Korean name are often the same."""
    return list({row.text: row for row in reversed(place.names) if row.kind != "search_variant"}.values())[::-1]


def home_of_leads(activity: Activity) -> str:
    """The country of those who showed interest: of guests, that of the body that sent them; else that of the place."""
    sender = activity.sender_organisation if activity.direction == "inbound" else None
    return sender.country if sender is not None and sender.country else activity.place.country


def guessed(activity: Activity, reader: str, name: str) -> str:
    """How readers may say a name that stands on no card, in the letters of the names that do: JIANG Chunyan of what was
    noted in China; "" where they read it. Japanese readers are told kana or nothing.
    """
    local = missions.local_language(home_of_leads(activity))
    noted = contact_rules.PersonNameInput(local, name)
    if reader in (local, Language.JA) or not contact_rules.suggested_reading(noted):
        return ""
    forms = contact_rules.suggested_forms(noted, ())
    family, _space, given = next((form.full for form in forms if form.kind == "latin_passport"), "").partition(" ")
    return f"{family} {given.capitalize()}".strip()


def guessed_body(activity: Activity, reader: str, name: str) -> str:
    """The same of an organisation: its pinyin."""
    local = missions.local_language(home_of_leads(activity))
    if reader in (local, Language.JA) or not any(map(is_han, name)):
        return ""
    return contact_rules.suggested_organisation_reading(contact_rules.OrganisationNameInput(name, local))


def talk_sides(meeting: Meeting) -> tuple[Organisation, Organisation] | None:
    """The two sides in the order of a subject that is nothing but their names; else None. Needs them loaded."""
    ours = meeting.our_organisation
    return None if ours is None else contacts.both_named(meeting.subject, ours, meeting.organisation)


def chair(language: str) -> tuple[str, str]:
    """(name, reading) of the head of our office as readers of a language have it."""
    person = head_of_office(None)
    if person is None:
        return offices.current().head_name, ""
    shown, reading = contacts.spoken(person, language)
    if reading is not None and language == Language.EN:
        return reading.text, ""
    return shown.text, reading.text if reading is not None else ""
