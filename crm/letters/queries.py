"""Reading letters: whose a user sees, the texts they begin with, and what stands for a placeholder."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload

from crm.activities import queries as activities
from crm.activities.models import Activity, Participant
from crm.contacts import queries as contacts
from crm.contacts.models import Affiliation, Organisation, Person
from crm.core import here
from crm.core.database import db
from crm.core.errors import NotVisible
from crm.core.languages import Language
from crm.core.permissions import Actor
from crm.initiatives.queries import title
from crm.letters import rules
from crm.letters.models import Letter, LetterTemplate
from crm.letters.rules import Draft
from crm.meetings.models import Attendee, Meeting
from crm.missions.queries import Facts, VisitFact
from crm.office import queries as offices
from crm.wordings import queries as wordings

#: Of one organisation to whom letters are offered.
MOST_STAFF = 200
DATA = Path(__file__).parent / "data"
#: Between the parts of a list within a sentence.
_AND: dict[str, str] = {Language.JA: "、", Language.ZH: "、"}
_PERSON = (
    selectinload(Person.names),
    selectinload(Person.affiliations).joinedload(Affiliation.organisation).selectinload(Organisation.names),
)


def visible_to(user: Actor) -> Select[Letter]:
    """The letters of the activities a user sees."""
    seen = activities.visible_ids(user)
    return select(Letter).where(Letter.archived_at.is_(None), Letter.activity_id.in_(seen))


def is_visible(id: int, user: Actor) -> bool:
    """Whether the user sees the letter."""
    return db.session.scalar(visible_to(user).where(Letter.id == id).with_only_columns(Letter.id)) is not None


def one(id: int, *, user: Actor, archived: bool = False) -> Letter:
    """A letter with its person's names and the names of its mission; NotVisible when there is none for this user."""
    statement = visible_to(user)
    if archived:
        seen = activities.visible_ids(user)
        statement = select(Letter).where(Letter.archived_at.is_not(None), Letter.activity_id.in_(seen))
    loaded = statement.options(selectinload(Letter.person).selectinload(Person.names), selectinload(Letter.activity)
                               .selectinload(Activity.names))  # fmt: skip
    found = db.session.scalars(loaded.where(Letter.id == id)).one_or_none()
    if found is None:
        raise NotVisible
    return found


def of_activity(activity_id: int, *, user: Actor) -> list[Letter]:
    """The letters of a mission, those that are not sent yet first, then by kind and recipient."""
    return _listed(visible_to(user).where(Letter.activity_id == activity_id))


def of_person(person_id: int, *, user: Actor) -> list[Letter]:
    """The letters to a person, of the missions the user sees."""
    return _listed(visible_to(user).where(Letter.person_id == person_id))


def _listed(statement: Select[Letter]) -> list[Letter]:
    loaded = statement.options(selectinload(Letter.activity).selectinload(Activity.names))
    return list(db.session.scalars(loaded.order_by(Letter.sent_on.is_not(None), Letter.kind, Letter.id)))


def number_for(activity: Activity, day: date) -> str:
    """With which number letters of a day begin: the office's next, or without a form of its own the mission's."""
    return offices.next_number(day) if offices.current().number_form else activity.document_number


# ------------------------------------------------------------------ texts


def templates() -> dict[tuple[str, str], LetterTemplate]:
    """The texts that the office made its own, by kind and language."""
    found = db.session.scalars(select(LetterTemplate).where(LetterTemplate.archived_at.is_(None)))
    return {(row.kind, row.language): row for row in found}


def template(kind: str, language: str) -> LetterTemplate | None:
    """The office's own text; None while it uses ours. NotVisible for a kind or language that is none."""
    if kind not in rules.KINDS or language not in rules.LANGUAGES:
        raise NotVisible
    return templates().get((kind, language))


def draft(kind: str, language: str) -> Draft:
    """What a letter begins with."""
    own = template(kind, language)
    return Draft(own.subject, own.body) if own is not None else our_text(kind, language)


def our_text(kind: str, language: str) -> Draft:
    """The text that comes with the product: the first line of its file is the subject."""
    subject, _, body = (DATA / f"{kind}.{language}.txt").read_text(encoding="utf-8").partition("\n")
    return Draft(subject, body.rstrip("\n"))


# ------------------------------------------------------------------ who and what


def recipients(facts: Facts) -> dict[int, Person]:
    """{person id: person} to whom letters of a mission go: its hosts, and its guests when they come to us.

    Whoever has a post at the organisation that receives us, or sends the guests, is among them.
    """
    hosts = {host.person.id for host in facts.hosts}
    if facts.activity.direction == "inbound":
        return people(hosts | guests(facts))
    return people(hosts | _staff_of(facts.activity.host_organisation_id, facts.activity.start_on))


def guests(facts: Facts) -> set[int]:
    """The people whom a mission that comes to us brings, and those of the organisation that sends it."""
    sending = _staff_of(facts.activity.sender_organisation_id, facts.activity.start_on)
    return {part.person_id for part in facts.delegation} | sending


def _staff_of(organisation_id: int | None, on: date) -> set[int]:
    if organisation_id is None:
        return set()
    begun = Affiliation.from_date.is_(None) | (Affiliation.from_date <= on)
    lasts = Affiliation.to_date.is_(None) | (Affiliation.to_date >= on)
    statement = select(Affiliation.person_id).where(Affiliation.organisation_id == organisation_id, begun, lasts)
    return set(db.session.scalars(statement.limit(MOST_STAFF)))


def met(facts: Facts) -> dict[int, Person]:
    """{person id: person} of everyone who received us or sat on the other side of a meeting, and may be written to.

    Nobody is thanked for a meeting that was not held.
    """
    attended = (
        select(Attendee.person_id)
        .join(Meeting, Meeting.id == Attendee.meeting_id)
        .where(Meeting.activity_id == facts.activity.id, Meeting.archived_at.is_(None), Meeting.status == "held")
        .where(Attendee.side == "theirs")
    )
    own = {part.person_id for part in facts.delegation}
    ids = {host.person.id for visit in facts.visits for host in visit.hosts} | set(db.session.scalars(attended))
    return {id: person for id, person in people(ids - own).items() if not person.do_not_contact}


def unthanked(facts: Facts) -> list[tuple[Person, str]]:
    """[(person, kind of letter)] of everyone who has no thank-you letter yet: whom a mission met, and its guests.

    Guests are thanked for having come, from the day on which they leave.
    """
    activity = facts.activity
    over = activity.direction == "inbound" and activity.end_on <= here.today()
    came = people(part.person_id for part in facts.delegation) if over else {}
    owed = {
        "thanks": met(facts),
        "guest_thanks": {id: person for id, person in came.items() if not person.do_not_contact},
    }
    have = {kind: written_on(activity.id, kind) for kind in owed}
    return [(person, kind) for kind, all_of in owed.items() for id, person in all_of.items() if id not in have[kind]]


def people(ids: Iterable[int]) -> dict[int, Person]:
    """People in the book with names and posts, by name."""
    wanted = set(ids)
    statement = select(Person).where(Person.id.in_(wanted), Person.archived_at.is_(None)).options(*_PERSON)
    return {person.id: person for person in db.session.scalars(statement.order_by(Person.id))} if wanted else {}


def visit_of(facts: Facts, person_id: int) -> VisitFact | None:
    """The first visit at which somebody receives us."""
    mine = (visit for visit in facts.visits if any(host.person.id == person_id for host in visit.hosts))
    return next(mine, None)


def values(
    facts: Facts, person: Person, visit: VisitFact | None, *, language: str, sender: str, office: str, contact: str
) -> dict[str, str]:
    """{placeholder: text} in the language of the letter. `office` is our name where no record of it is named."""
    activity = facts.activity
    day = visit.entry.start.date() if visit is not None else activity.start_on
    post = contacts.current_affiliation(person, day)
    held, spoken = post.titled(language, person.primary_language) if post is not None else ("", "")
    ours = activity.host_organisation if activity.direction == "inbound" else activity.sender_organisation
    span = rules.span(language, activity.start_on, activity.end_on)
    item = visit.entry.item if visit is not None else None
    first = facts.head or next(iter(facts.delegation), None)
    return {
        "recipient": contacts.addressed_in(person, language, held if spoken == language else ""),
        "recipient_post": held,
        "recipient_organisation": _name(post.organisation, language) if post is not None else "",
        "sender": sender,
        "sender_organisation": _name(ours, language) if ours is not None else office,
        "mission": title(activity.names, language),
        "first_day": rules.letter_date(language, activity.start_on),
        "last_day": rules.letter_date(language, activity.end_on),
        "place": contacts.written(activity.place, language).name.text,
        "visit_day": rules.letter_date(language, day, weekday=True) if visit is not None else span,
        "visit_time": rules.wall_times(language, item.clocks) if item is not None else "",
        "purpose": _AND.get(language, ", ").join(
            _told([visit.purpose] if visit is not None and visit.purpose else facts.objectives, language)
        ),
        "head": _kept(first, language) if first is not None else rules.BLANK,
        "number": str(len(facts.delegation) or rules.BLANK),
        "contact": contact,
    }


def _name(organisation: Organisation, language: str) -> str:
    return contacts.written(organisation, language).name.text


def _kept(part: Participant, language: str) -> str:
    return contacts.kept(part.person, part.name_snapshot, language).text


def foreign_lines(letter: Letter) -> list[str]:
    """The lines of a letter that are in another language than the letter, names of its own heads aside."""
    names = (letter.recipient, letter.recipient_organisation, letter.sender, letter.sender_organisation)
    texts = wordings.in_language(letter.language)
    found = []
    for line in (letter.subject, *letter.body.splitlines()):
        bare = line
        for name in names:
            bare = bare.replace(name, "") if name else bare
        texts.told(bare.strip(), letter.language)
        if bare.strip() in texts.met:
            found.append(line.strip())
    return found


def _told(texts: Iterable[str], language: str) -> list[str]:
    """Texts that people typed, in the language of a letter where somebody put them into it."""
    words = wordings.in_language(language)
    return [words.told(text, Language.JA)[0] for text in texts]


def values_again(letter: Letter, facts: Facts, *, contact: str, office: str) -> dict[str, str]:
    """The same for a letter that is being corrected: what its own words say goes first."""
    person = people([letter.person_id]).get(letter.person_id)
    if person is None:
        return {}
    found = values(facts, person, visit_of(facts, person.id), language=letter.language, sender=letter.sender,
                   office=office, contact=contact)  # fmt: skip
    own = ("recipient", "recipient_post", "recipient_organisation", "sender_organisation")
    return found | {name: getattr(letter, name) for name in own}


def delegation_lines(delegation: Iterable[Participant], language: str) -> str:
    """The delegation in the order of protocol, one a line: name, organisation, title."""
    return "\n".join(
        "\t".join((_kept(part, language), _name(part.organisation, language) if part.organisation else "",
                   part.titled(language)[0])) for part in delegation
    )  # fmt: skip


def written_on(activity_id: int, kind: str) -> dict[int, date | None]:
    """{person id: when it was sent} of everyone who has a letter of a kind already."""
    statement = select(Letter.person_id, Letter.sent_on).where(
        Letter.activity_id == activity_id, Letter.kind == kind, Letter.archived_at.is_(None)
    )
    return {row.person_id: row.sent_on for row in db.session.execute(statement)}
