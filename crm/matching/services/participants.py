"""Who takes part in a matching table: companies, interpreters, and what they wish of each other."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from crm.audit.services import action
from crm.contacts import queries as contacts
from crm.contacts.models import LanguageSkill, Organisation, Person
from crm.core.database import db, touch
from crm.core.errors import Refused
from crm.core.languages import LANGUAGE_LABELS
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.matching import rules
from crm.matching.models import (
    MatchingAbsence,
    MatchingCompany,
    MatchingInterpreter,
    MatchingWish,
)
from crm.matching.queries import MatchingBoard
from crm.matching.rules import PairWish
from crm.matching.services.sessions import CHOOSE, alone

#: What people of a country are taken to speak until somebody says otherwise.
SPOKEN = {"JP": "ja", "CN": "zh-Hans", "KR": "ko"}
#: Levels of language skills that are enough to interpret.
INTERPRETS = ("interpreter", "native", "business")


# ------------------------------------------------------------------ companies


def add_companies(board: MatchingBoard, side: str, organisation_ids: Collection[int], *, by: Actor | None) -> int:
    """Add organisations to one side; those that are there already are left out. How many were added."""
    if side not in rules.SIDES:
        raise Refused(Text("Choose one."), "side")
    there = {row.organisation_id for row in board.companies.values()}
    statement = contacts.visible_organisations(by).where(Organisation.id.in_(set(organisation_ids) - there))
    found = list(db.session.scalars(statement.order_by(Organisation.id)))
    if len(there) + len(found) > rules.MOST_COMPANIES:
        raise Refused(Text("There are %(most)s companies at most.", most=rules.MOST_COMPANIES))
    with alone(), action(rules.CHANGED, by=by):
        for organisation in found:
            db.session.add(
                MatchingCompany(
                    session_id=board.session.id,
                    organisation_id=organisation.id,
                    side=side,
                    languages=SPOKEN.get(organisation.country, ""),
                    freed=[],
                )
            )
        touch(board.session)
    return len(found)


@dataclass(frozen=True)
class Presence:
    """Who comes for a company, what they speak, how many talks they want, and when they cannot."""

    representative_id: int | None = None
    languages: Collection[str] = ()
    most: int | None = None
    note: str = ""
    absent: Collection[int] = ()  #: slot ids


def change_company(board: MatchingBoard, company: MatchingCompany, wanted: Presence, *, by: Actor | None) -> None:
    """Write down what is known of a company. Refused for rounds in which it talks, and people `by` does not see."""
    if wanted.representative_id is not None and wanted.representative_id != company.representative_id:
        _check_person(wanted.representative_id, "representative_id", by)
    _check_languages(wanted.languages)
    _check_away(board, wanted.absent, {row.slot_id for row in board.of_company(company.id)})
    with action(rules.CHANGED, by=by):
        company.representative_id, company.note = wanted.representative_id, wanted.note
        company.languages, company.most = _joined(wanted.languages), wanted.most
        _write_absences(board, wanted.absent, company_id=company.id)
        touch(company)
        touch(board.session)


def remove_company(board: MatchingBoard, company: MatchingCompany, *, by: Actor | None) -> None:
    """Take a company off the list as if it had never been there. Refused while it has talks."""
    if board.of_company(company.id):
        raise Refused(Text("This company has talks. Cancel it instead: its partners are then offered others."))
    with action(rules.CHANGED, by=by):
        for absence in board.absences:
            if absence.company_id == company.id:
                db.session.delete(absence)
        for pair, wish in board.wishes.items():
            if company.id in pair:
                db.session.delete(wish)
        db.session.flush()
        db.session.delete(company)
        touch(board.session)


def _check_person(id: int, field: str, by: Actor | None) -> None:
    seen = contacts.visible_people(by).where(Person.id == id).with_only_columns(Person.id)
    if db.session.scalar(seen) is None:
        raise Refused(CHOOSE, field)


def _check_languages(languages: Iterable[str]) -> None:
    if set(languages) - set(LANGUAGE_LABELS):
        raise Refused(Text("Choose from the list."), "languages")


def _check_away(board: MatchingBoard, absent: Iterable[int], talks: Collection[int]) -> None:
    if set(absent) - set(board.slots):
        raise Refused(Text("Choose from the list."), "absent")
    if set(absent) & set(talks):
        raise Refused(Text("There are talks in one of these rounds. Move them first."), "absent")


def _joined(languages: Collection[str]) -> str:
    return ",".join(code for code in LANGUAGE_LABELS if code in languages)


def _write_absences(board: MatchingBoard, absent: Iterable[int], **owner: int) -> None:
    [(column, id)] = owner.items()
    kept = {row.slot_id: row for row in board.absences if getattr(row, column) == id}
    for slot_id, row in kept.items():
        if slot_id not in absent:
            db.session.delete(row)
    for slot_id in sorted(set(absent) - set(kept)):
        db.session.add(MatchingAbsence(session_id=board.session.id, slot_id=slot_id, **owner))


# ------------------------------------------------------------------ interpreters


def add_interpreter(board: MatchingBoard, person_id: int, languages: Collection[str], *, by: Actor | None) -> None:
    """Add somebody who interprets. Without languages, those of which the contacts know that they interpret them."""
    _check_person(person_id, "person_id", by)
    _check_languages(languages)
    if any(row.person_id == person_id for row in board.interpreters.values()):
        raise Refused(Text("This person is on the list already."), "person_id")
    if len(board.interpreters) >= rules.MOST_INTERPRETERS:
        raise Refused(Text("There are %(most)s interpreters at most.", most=rules.MOST_INTERPRETERS))
    spoken = languages or _known_languages(person_id)
    if len(spoken) < 2:  # between two people who speak one each
        raise Refused(Text("Tick at least two languages between which this person interprets."), "languages")
    with alone(), action(rules.CHANGED, by=by):
        db.session.add(MatchingInterpreter(session_id=board.session.id, person_id=person_id, languages=_joined(spoken)))
        touch(board.session)


def _known_languages(person_id: int) -> list[str]:
    skills = select(LanguageSkill.language).where(
        LanguageSkill.person_id == person_id, LanguageSkill.level.in_(INTERPRETS)
    )
    return list(db.session.scalars(skills))


def change_interpreter(
    board: MatchingBoard,
    one: MatchingInterpreter,
    *,
    languages: Collection[str],
    absent: Collection[int],
    by: Actor | None,
) -> None:
    """What somebody interprets and when they cannot. Refused for rounds in which they interpret."""
    _check_languages(languages)
    if len(languages) < 2:
        raise Refused(Text("Tick at least two languages between which this person interprets."), "languages")
    _check_away(board, absent, {row.slot_id for row in board.meetings if row.interpreter_id == one.id})
    with action(rules.CHANGED, by=by):
        one.languages = _joined(languages)
        _write_absences(board, absent, interpreter_id=one.id)
        touch(board.session)


def remove_interpreter(board: MatchingBoard, one: MatchingInterpreter, *, by: Actor | None) -> None:
    """Take somebody off the list. Refused while they interpret a talk."""
    if any(row.interpreter_id == one.id for row in board.meetings):
        raise Refused(Text("This person interprets talks. Give those to somebody else first."))
    with action(rules.CHANGED, by=by):
        for row in board.absences:
            if row.interpreter_id == one.id:
                db.session.delete(row)
        db.session.flush()
        db.session.delete(one)
        touch(board.session)


# ------------------------------------------------------------------ wishes


def write_wishes(board: MatchingBoard, wishes: Mapping[tuple[int, int], PairWish], *, by: Actor | None) -> int:
    """Write cells of the wishes: {(maker, counterpart): wish}; others stay. How many changed.

    Refused for companies that are not there, and for a veto against a talk that is on the table.
    """
    makers, counterparts = ({row.id for row in side} for side in (board.makers, board.counterparts))
    talks = {(row.maker_id, row.counterpart_id) for row in board.meetings}
    changed = 0
    with alone(), action(rules.WISHED, by=by):
        for key, wish in sorted(wishes.items()):
            if key[0] not in makers or key[1] not in counterparts:
                raise Refused(CHOOSE)
            if wish.veto and key in talks:
                raise Refused(
                    Text("%(who)s and %(other)s have a talk. Remove it from the table first.",
                         who=board.name(key[0]), other=board.name(key[1]))
                )  # fmt: skip
            changed += _write_wish(board, key, wish)
        if changed:
            touch(board.session)
    return changed


def _write_wish(board: MatchingBoard, key: tuple[int, int], wish: PairWish) -> int:
    row = board.wishes.get(key)
    if row is None:
        if wish.is_empty:
            return 0
        row = MatchingWish(session_id=board.session.id, maker_id=key[0], counterpart_id=key[1])
        db.session.add(row)
    elif wish.is_empty:
        db.session.delete(row)
        return 1
    before = (row.maker_wish, row.counterpart_wish, row.veto, row.interpreting)
    row.maker_wish, row.counterpart_wish = wish.maker, wish.counterpart
    row.veto, row.interpreting = wish.veto, wish.interpreting
    return int(before != (row.maker_wish, row.counterpart_wish, row.veto, row.interpreting))
