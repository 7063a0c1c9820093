"""What is told before a letter goes: lines in another language, readings that nobody confirmed."""

from crm.activities import queries as activities
from crm.activities.models import Participant
from crm.contacts import queries as contacts
from crm.contacts.models import Person
from crm.core.hanja import han_language
from crm.core.languages import Language
from crm.initiatives.queries import title
from crm.letters import rules
from crm.letters.models import Letter
from crm.letters.queries.people import people
from crm.letters.queries.words import delegation_lines, listed_post, told_title, written_name
from crm.missions import queries as missions
from crm.missions.queries import Facts
from crm.wordings import queries as wordings


def foreign_lines(letter: Letter) -> list[str]:
    """The lines of a letter that are in another language than the letter, and the titles on its list, which Han alone
    does not tell; of the names in its head those whom it goes to, who have to recognise themselves.
    """
    names = (letter.recipient, letter.recipient_organisation, letter.sender, letter.sender_organisation)
    texts = wordings.in_language(letter.language)
    mission = title(letter.activity.names, letter.language)
    untold = all(name.language != letter.language for name in letter.activity.names)
    addressed = (letter.recipient_organisation, letter.recipient)
    found = [text for text in addressed if rules.is_foreign(text, letter.language) or _is_japanese(text, letter)]
    posts, elsewhere = _column(letter, 2), _foreign_posts(letter)
    for line in (letter.recipient_post, letter.subject, *letter.body.splitlines(), letter.sender, *posts):
        bare = line
        for name in names if line != letter.sender else ():
            bare = bare.replace(name, "") if name else bare
        texts.told(bare.strip(), letter.language)
        unread = rules.is_foreign(bare, letter.language) or (untold and bool(mission) and mission in bare)
        if bare.strip() in texts.met or unread or (line in posts and line in elsewhere):
            found.append(line.strip())
    return list(dict.fromkeys(found))


def enclosed(letter: Letter) -> str:
    """The list of the delegation as it would be written now."""
    parts = activities.participants(letter.activity_id)
    return delegation_lines(missions.on_list(parts, letter.activity, letter.dated_on), letter.language)


def is_outdated(letter: Letter) -> bool:
    """Whether the list of a letter that was not sent yet tells of another delegation than that of now."""
    return letter.sent_on is None and bool(letter.enclosure) and letter.enclosure != enclosed(letter)


def _is_japanese(text: str, letter: Letter) -> bool:
    """Whether a Chinese letter calls somebody in characters that Japan alone writes: 延辺大山商貿."""
    return letter.language == Language.ZH and han_language(text) == Language.JA


def unnamed_bodies(letter: Letter) -> list[tuple[str, str]]:
    """The organisations on the list of a letter without a name in its language: (as it stands there, its language)."""
    found, standing = {}, _column(letter, 1)
    for body in (part.organisation for part in _delegation(letter) if part.organisation is not None):
        listed, spoken = written_name(body, letter.language), contacts.written(body, letter.language).name.language
        if spoken != letter.language and listed in standing:
            found[listed] = spoken
    return list(found.items())


def _foreign_posts(letter: Letter) -> set[str]:
    """The posts of the delegation that nobody told in the language of a letter, as its list writes them."""
    words = wordings.in_language(letter.language)
    held = [part for part in _delegation(letter) if part.title_snapshot]
    return {
        listed_post(part, words)
        for part in held
        if told_title(part.titled(letter.language), words)[1] != letter.language
    }


def _delegation(letter: Letter) -> list[Participant]:
    return activities.participants(letter.activity_id) if letter.enclosure else []


def _column(letter: Letter, number: int) -> list[str]:
    """What stands in a column of the list that goes along: name, organisation, title."""
    rows = (row.split("\t") for row in letter.enclosure.splitlines())
    return [row[number] for row in rows if len(row) > number]


def unconfirmed(letter: Letter, facts: Facts) -> list[Person]:
    """Whose name stands in a letter with a reading that nobody confirmed."""
    said = "\n".join((letter.recipient, letter.sender, letter.body, letter.enclosure))
    to = people([letter.person_id]) if letter.person_id is not None else {}
    known = [*(part.person for part in facts.delegation), *to.values()]
    found = {}
    for person in known:
        forms = (contacts.written(person, letter.language).reading, contacts.beside(person, letter.language))
        if any(form is not None and contacts.is_guess(form) and form.text in said for form in forms):
            found[person.id] = person
    return list(found.values())
