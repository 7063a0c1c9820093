"""Reading letters: whose a user sees, who has one, and the texts they begin with."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import selectinload

from crm.activities import queries as activities
from crm.activities.models import Activity
from crm.contacts.models import Organisation, Person
from crm.core import here
from crm.core.database import db
from crm.core.errors import NotVisible
from crm.core.permissions import Actor
from crm.core.records import only, stands
from crm.letters import rules
from crm.letters.models import Letter, LetterTemplate
from crm.letters.rules import LetterDraft
from crm.office import queries as offices

DATA = Path(__file__).parents[1] / "data"


def visible_to(user: Actor, *, archived: bool = False) -> Select[Letter]:
    """The letters of the activities a user sees."""
    # By the activity of each letter: asked as a list of activities, the database would write down all of them first.
    seen = activities.visible_to(user).where(Activity.id == Letter.activity_id).correlate(Letter).exists()
    return select(Letter).where(stands(Letter, archived=archived), seen)


def one(id: int, *, user: Actor, archived: bool = False) -> Letter:
    """A letter with its person's names and the names of its mission; NotVisible when there is none for this user."""
    person, mission = selectinload(Letter.person), selectinload(Letter.activity)
    body = selectinload(Letter.organisation).options(selectinload(Organisation.names), selectinload(Organisation.roles))
    seen = visible_to(user, archived=archived)
    return only(seen, id, person.selectinload(Person.names), mission.selectinload(Activity.names), body)


def of_activity(activity_id: int, *, user: Actor) -> list[Letter]:
    """The letters of a mission, those that are not sent yet first, then by kind and recipient."""
    return _listed(visible_to(user).where(Letter.activity_id == activity_id))


def of_person(person_id: int, *, user: Actor) -> list[Letter]:
    """The letters to a person, of the missions the user sees."""
    return _listed(visible_to(user).where(Letter.person_id == person_id))


def _listed(statement: Select[Letter]) -> list[Letter]:
    loaded = statement.options(selectinload(Letter.activity).selectinload(Activity.names))
    return list(db.session.scalars(loaded.order_by(Letter.sent_on.is_not(None), Letter.kind, Letter.id)))


def number_for(activity: Activity, day: date, kind: str, of: Sequence[ColumnElement[bool]] = ()) -> str:
    """With which number letters of a kind and a day begin: that of one to somebody else (§2.4), else the office's next;
    without a form of its own the mission's. `of` tells which of them are meant.
    """
    if not offices.current().number_form:
        return activity.document_number
    copies = select(Letter.number).where(
        Letter.activity_id == activity.id, Letter.archived_at.is_(None), Letter.number != "",
        Letter.kind == kind, Letter.dated_on == day, *of,
    )  # fmt: skip
    return db.session.scalar(copies.order_by(Letter.id.desc()).limit(1)) or offices.next_number(day)


def number_of(letter: Letter, activity: Activity) -> str:
    """The number of a letter whose number nobody typed: that of its copies, else the one it has, else the next."""
    if not offices.current().number_form:
        return letter.number
    own = number_for(activity, letter.dated_on, letter.kind, _of_one_text(letter))
    return letter.number if letter.number and not number_is_taken(letter.number, letter) else own


def other_year(day: date) -> int | None:
    """The fiscal year of a day, where it is not the one that runs today at our office; else None."""
    office = offices.current()
    year = office.fiscal_year(day)
    return year if year != office.fiscal_year(here.today()) else None


def number_is_taken(number: str, letter: Letter) -> bool:
    """Whether the number is another document's. Letters of a mission with one text are copies of one document.

    Without a form of numbers of the office's own, the letters of a mission bear the mission's.
    """
    if not number:
        return False
    own = select(Letter.id).where(Letter.activity_id == letter.activity_id)
    others = offices.bearers(number, letter.dated_on)
    if offices.current().number_form:
        own = own.where(*_of_one_text(letter))
    else:
        others.discard((Activity.__tablename__, letter.activity_id))
    copies = {(Letter.__tablename__, id) for id in [letter.id, *db.session.scalars(own)]}
    return bool(others - copies)


def _of_one_text(letter: Letter) -> list[ColumnElement[bool]]:
    """Which letters of a mission are one document to several addressees (§2.4): of a kind, a day, a language and a
    subject. A request and a confirmation are of one kind, and are two documents.
    """
    return [
        Letter.kind == letter.kind, Letter.dated_on == letter.dated_on,
        Letter.language == letter.language, Letter.subject == letter.subject,
    ]  # fmt: skip


def sharing_number(letter: Letter, *, user: Actor) -> int:
    """How many letters bear the number of a letter with its very words (同文), itself among them; 0 without a number.

    Who is addressed does not count; thanks for a day or a contract of their own are no copies.
    """
    if not letter.number:
        return 0
    statement = visible_to(user).where(
        Letter.activity_id == letter.activity_id,
        Letter.number == letter.number,
        *_of_one_text(letter),
    )
    own = _words_to_anybody(letter)
    return sum(_words_to_anybody(each) == own for each in db.session.scalars(statement))


def _words_to_anybody(letter: Letter) -> str:
    """The words of a letter without those of its recipient."""
    words = letter.body
    for own in (letter.recipient, letter.recipient_post, letter.recipient_organisation):
        words = words.replace(own, "") if own else words
    return words


def written_on(activity_id: int, kind: str) -> dict[int, date | None]:
    """{person id: when it was sent} of everyone who has a letter of a kind already."""
    statement = select(Letter.person_id, Letter.sent_on).where(
        Letter.activity_id == activity_id, Letter.kind == kind, Letter.archived_at.is_(None)
    )
    return {row.person_id: row.sent_on for row in db.session.execute(statement) if row.person_id is not None}


# ------------------------------------------------------------------ texts


def templates() -> dict[tuple[str, str], LetterTemplate]:
    """The texts that the office made its own, by kind and language."""
    found = db.session.scalars(select(LetterTemplate).where(LetterTemplate.archived_at.is_(None)))
    return {(row.kind, row.language): row for row in found}


def template(kind: str, language: str) -> LetterTemplate | None:
    """The office's own text of one of rules.TEXTS; None while it uses ours. NotVisible for one that is none."""
    if kind not in rules.TEXTS or language not in rules.LANGUAGES:
        raise NotVisible
    return templates().get((kind, language))


def draft(kind: str, language: str) -> LetterDraft:
    """What a letter begins with."""
    own = template(kind, language)
    return LetterDraft(own.subject, own.body) if own is not None else our_text(kind, language)


def our_text(kind: str, language: str) -> LetterDraft:
    """The text that comes with the product: the first line of its file is the subject."""
    subject, _, body = (DATA / f"{kind}.{language}.txt").read_text(encoding="utf-8").partition("\n")
    return LetterDraft(subject, body.rstrip("\n"))
