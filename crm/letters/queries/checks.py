"""What is told before a letter goes: lines in another language, readings that nobody confirmed."""

from crm.contacts import queries as contacts
from crm.contacts.models import Person
from crm.initiatives.queries import title
from crm.letters import rules
from crm.letters.models import Letter
from crm.letters.queries.people import people
from crm.missions.queries import Facts
from crm.wordings import queries as wordings


def foreign_lines(letter: Letter) -> list[str]:
    """The lines of a letter that are in another language than the letter, and the titles on its list; of the names in
    its head those whom it goes to, who have to recognise themselves.
    """
    names = (letter.recipient, letter.recipient_organisation, letter.sender, letter.sender_organisation)
    texts = wordings.in_language(letter.language)
    mission = title(letter.activity.names, letter.language)
    untold = all(name.language != letter.language for name in letter.activity.names)
    addressed = (letter.recipient_organisation, letter.recipient)
    found = [text for text in addressed if rules.is_foreign(text, letter.language)]
    posts = (row.split("\t")[-1] for row in letter.enclosure.splitlines())
    for line in (letter.recipient_post, letter.subject, *letter.body.splitlines(), letter.sender, *posts):
        bare = line
        for name in names if line != letter.sender else ():
            bare = bare.replace(name, "") if name else bare
        texts.told(bare.strip(), letter.language)
        unread = rules.is_foreign(bare, letter.language) or (untold and bool(mission) and mission in bare)
        if bare.strip() in texts.met or unread:
            found.append(line.strip())
    return list(dict.fromkeys(found))


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
