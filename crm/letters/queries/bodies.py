"""Bodies as recipients of letters: those at which nobody is known yet are asked all the same (…御中)."""

from crm.contacts import queries as contacts
from crm.contacts.models import Organisation, Person
from crm.core import here, reading
from crm.core.languages import Language
from crm.letters import rules
from crm.letters.queries.people import recipients
from crm.letters.rules.bodies import TO_BODY, body
from crm.missions import queries as missions
from crm.missions.queries import Facts, VisitFact
from crm.places import queries as places


def nobody_known(facts: Facts, kind: str) -> dict[int, Organisation]:
    """{id: body} of those that a letter which asks may go to, where we know nobody to write to: names and roles loaded.

    The body that receives us, and those that the programme leads to; never our own.
    """
    if kind not in rules.ASKING:
        return {}
    activity, inbound = facts.activity, facts.activity.direction == "inbound"
    asked = [] if inbound else [activity.host_organisation]
    asked += [visit.organisation for visit in facts.visits]
    ours = {activity.sender_organisation_id, contacts.our_organisation_id()}
    found = {each.id: each for each in asked if each is not None and each.id not in ours}
    for person in recipients(facts, kind).values():
        for post in person.affiliations:
            found.pop(post.organisation_id, None)
    reading.fill(list(found.values()), Organisation.roles)
    return found


def visit_at(facts: Facts, asked: Organisation) -> VisitFact | None:
    """The visit about which a letter to a body asks: the first that leads to it."""
    return next(
        (each for each in facts.visits if each.organisation is not None and each.organisation.id == asked.id), None
    )


def addressed_body(name: str, language: str) -> str:
    """The name of a body as the head of a letter addresses it."""
    return f"{name}{TO_BODY.get(language, '')}"


def body_called(organisation: Organisation | None, language: str) -> str:
    """How the organisation of the recipient is called within a letter: 貴局."""
    if organisation is None:
        return body("", (), language)
    return body(contacts.own_name(organisation).text, [each.role for each in organisation.roles], language)


def works_at(to: Person | Organisation) -> Organisation | None:
    """The body that a letter goes to: where a person works today."""
    if isinstance(to, Organisation):
        return to
    post = contacts.current_affiliation(to, here.today())
    return post.organisation if post is not None else None


def is_abroad(to: Person | Organisation) -> bool:
    """Whether whoever gets a letter is in another country than our office."""
    there = works_at(to)
    return there is not None and there.country != places.office_country()


def language_of(to: Person | Organisation) -> str:
    """The language that whoever gets a letter reads."""
    own = missions.local_language(to.country) if isinstance(to, Organisation) else to.primary_language
    return own if own in rules.LANGUAGES else Language.EN.value
