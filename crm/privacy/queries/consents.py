"""How people stand to what may be done with what we know of them, and the records that this rests on."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from crm.activities import queries as activities
from crm.activities.models import Activity
from crm.booths.models import BoothCapture
from crm.contacts import queries as contacts
from crm.contacts.models import Affiliation, Person
from crm.core import here
from crm.core.database import db
from crm.core.permissions import Actor
from crm.core.reading import among
from crm.core.records import only
from crm.leads.models import Lead
from crm.privacy import rules
from crm.privacy.models import ProcessingRecord
from crm.privacy.rules import SCOPES, Consent, Said

_SILENT, _STOPPED = Person.do_not_contact.is_(True), Person.use_stopped_at.is_not(None)


def _standing() -> Select[ProcessingRecord]:
    return select(ProcessingRecord).where(ProcessingRecord.archived_at.is_(None))


# ------------------------------------------------------------------ how people stand


def said(ids: Collection[int]) -> dict[int, list[Said]]:
    """{person: what was recorded of them}, without what was put aside; whoever has no record is left out."""
    table = ProcessingRecord
    columns = (table.id, table.person_id, table.obtained_on, table.basis, table.activity_id)
    answers = [getattr(table, scope) for scope in SCOPES]
    found: dict[int, list[Said]] = {}
    rows = select(*columns, *answers).where(table.archived_at.is_(None), among(table.person_id, ids))
    for id, person_id, on, basis, activity_id, *told in db.session.execute(rows):
        told_of = {scope: answer for scope, answer in zip(SCOPES, told, strict=True) if answer}
        found.setdefault(person_id, []).append(Said(id, on, basis, activity_id, told_of))
    return found


def standings(ids: Collection[int], *, activity_id: int | None = None) -> dict[int, dict[str, Consent]]:
    """{person: {scope: how they stand to it}} of all of them, for the papers of a mission or for anything else."""
    records, silent, stopped = said(ids), _among(_SILENT, ids), _among(_STOPPED, ids)

    def stand(id: int, scope: str) -> Consent:
        found = rules.standing(scope, records.get(id, ()), activity_id=activity_id)
        return rules.marked(scope, found, do_not_contact=id in silent, stopped=id in stopped)

    return {id: {scope: stand(id, scope) for scope in SCOPES} for id in ids}


def _among(mark: ColumnElement[bool], ids: Collection[int]) -> set[int]:
    """Who of them carries a mark."""
    return set(db.session.scalars(select(Person.id).where(mark, among(Person.id, ids))))


def codes(ids: Collection[int]) -> dict[int, dict[str, str]]:
    """{person: {scope: one of STANDINGS}}, as lists show it."""
    return {id: {scope: told.code for scope, told in each.items()} for id, each in standings(ids).items()}


def standing(scope: str, standings: Collection[str]) -> ColumnElement[bool]:
    """Whether a person stands to a scope in one of these ways: the same as `rules.standing`, in SQL."""
    return or_(*(_is(scope, code) for code in standings))


def _is(scope: str, code: str) -> ColumnElement[bool]:
    """The same as `rules.marked`, in SQL."""
    found = _answered(scope, code)
    if scope == rules.NEWSLETTER and code == rules.REFUSED:
        found = or_(found, and_(_SILENT, ~_answered(scope, rules.WITHDRAWN)))
    elif scope == rules.NEWSLETTER and code != rules.WITHDRAWN:
        found = and_(found, ~_SILENT)
    if scope == rules.KEEP:
        return found
    return or_(found, _STOPPED) if code == rules.REFUSED else and_(found, ~_STOPPED)


def _answered(scope: str, code: str) -> ColumnElement[bool]:
    """Whether somebody stands so by their records alone."""
    latest = _latest(scope)
    answered = select(latest.c.person_id).where(latest.c.turn == 1)
    if code in rules.ANSWERS:
        return Person.id.in_(answered.where(latest.c.answer == code))
    bound = Person.id.in_(_bound(scope))
    return and_(Person.id.not_in(answered), bound if code == rules.MISSION else ~bound)


def _latest(scope: str) -> Any:
    """(person, answer, turn) of the answers to a scope that count everywhere; the one that holds has the turn 1: what
    they said themselves before their part in a mission, that before a tick they left empty, then the latest."""
    table, column = ProcessingRecord, getattr(ProcessingRecord, scope)
    by_part = _by_part(scope)
    order = (case((by_part, 1), (column == rules.UNTICKED, 2), else_=0), table.obtained_on.desc(), table.id.desc())
    turn = func.row_number().over(partition_by=table.person_id, order_by=order)
    rows = select(table.person_id, column.label("answer"), turn.label("turn"))
    rows = rows.where(table.archived_at.is_(None), column != "")
    return (rows.where(~by_part) if scope in rules.BOUND else rows).subquery()


def _by_part(scope: str) -> ColumnElement[bool]:
    """Whether a record gives it by a part in a mission alone."""
    return and_(ProcessingRecord.basis == rules.PARTICIPATION, getattr(ProcessingRecord, scope) == rules.GIVEN)


def _bound(scope: str) -> Select[Any]:
    """Who has given something for a mission only."""
    table = ProcessingRecord
    rows = select(table.person_id).where(table.archived_at.is_(None), _by_part(scope))
    return rows if scope in rules.BOUND else rows.where(table.id.is_(None))


def numbers(*, user: Actor) -> dict[str, dict[str, int]]:
    """{scope: {standing: how many people}} of all whom the user sees."""
    people = contacts.visible_people(user).with_only_columns(Person.id)
    return {scope: {code: _number(people.where(_is(scope, code))) for code in rules.STANDINGS} for scope in SCOPES}


def _number(people: Select[Any]) -> int:
    return db.session.scalar(select(func.count()).select_from(people.order_by(None).subquery())) or 0


# ------------------------------------------------------------------ one person


@dataclass(frozen=True)
class History:
    """The records of a person, newest first, with the missions that the reader sees."""

    records: Sequence[ProcessingRecord]
    activities: Mapping[int, str]


def history(person_id: int, *, user: Actor, language: str) -> History:
    """All that was recorded of a person whom the caller found to be visible, mistakes among it."""
    statement = select(ProcessingRecord).where(ProcessingRecord.person_id == person_id)
    ordered = statement.order_by(ProcessingRecord.obtained_on.desc(), ProcessingRecord.id.desc())
    records = db.session.scalars(ordered.options(joinedload(ProcessingRecord.evidence))).all()
    named = {record.activity_id for record in records if record.activity_id is not None}
    return History(records, titles(named, user=user, language=language))


def titles(ids: Collection[int], *, user: Actor, language: str) -> dict[int, str]:
    """{activity: what it is called} of those that the user sees."""
    seen = activities.visible_to(user).where(Activity.id.in_(ids)).with_only_columns(Activity.id)
    return activities.labels(list(db.session.scalars(seen)), language=language) if ids else {}


def record(id: int, *, person_id: int) -> ProcessingRecord:
    """One record of a person whom the caller found to be visible; NotVisible for one of another or put aside."""
    return only(_standing().where(ProcessingRecord.person_id == person_id), id)


def country_of(person: Person) -> str:
    """Where somebody works today; "" where nobody knows. Posts with their organisations must be loaded."""
    post = contacts.current_affiliation(person, here.today())
    return post.organisation.country if post is not None else ""


def country_of_id(person_id: int) -> str:
    """The same of a person who is not loaded."""
    posts = selectinload(Person.affiliations).joinedload(Affiliation.organisation)
    return country_of(db.session.scalars(select(Person).where(Person.id == person_id).options(posts)).one())


def silent(ids: Collection[int], *, newsletters: bool) -> tuple[set[int], set[int]]:
    """(who of them said no to being kept, or to newsletters where what they are sent is like one; who said yes to
    newsletters and is not among them)."""
    scopes = (rules.KEEP, rules.NEWSLETTER) if newsletters else (rules.KEEP,)
    stand = standings(ids)
    no = {id for id in ids if any(stand[id][scope].blocks for scope in scopes)}
    return no, {id for id in ids if id not in no and stand[id][rules.NEWSLETTER].code == rules.GIVEN}


def photographed(ids: Collection[int]) -> set[int]:
    """Who of them said yes to photographs."""
    return {id for id, stand in standings(ids).items() if stand[rules.PHOTO].code == rules.GIVEN}


# ------------------------------------------------------------------ from the booth


def ticked(lead_ids: Iterable[int] | None = None) -> list[tuple[BoothCapture, int | None]]:
    """(what a phone sent with ticks, empty ones among them where the notice was shown, the person of its lead today),
    of some leads or of all."""
    statement = (
        select(BoothCapture, Lead.person_id)
        .join(Lead, Lead.id == BoothCapture.lead_id)
        .where(or_(BoothCapture.may_store, BoothCapture.may_share, BoothCapture.notice_version != ""))
        .options(joinedload(BoothCapture.phone))
        .order_by(BoothCapture.captured_at, BoothCapture.id)
    )
    if lead_ids is not None:
        statement = statement.where(among(Lead.id, lead_ids))
    return [(capture, person_id) for capture, person_id in db.session.execute(statement)]


def from_captures(ids: Collection[int]) -> dict[int, list[ProcessingRecord]]:
    """{capture: the records made of it that stand}."""
    found: dict[int, list[ProcessingRecord]] = {}
    if not ids:
        return found
    for each in db.session.scalars(_standing().where(among(ProcessingRecord.capture_id, ids))):
        found.setdefault(each.capture_id or 0, []).append(each)
    return found
