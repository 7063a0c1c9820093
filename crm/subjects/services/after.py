"""What follows an erasure: texts looked at one by one, what is kept opened and forgotten at its term."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from crm.audit.services import action, erase_key
from crm.contacts.models import Person
from crm.core import clock, sealing
from crm.core.database import Base, db
from crm.core.errors import Refused
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.search import services as search
from crm.subjects import rules
from crm.subjects.models import KEPT, Erasure, ErasureHit, KeptValue, SubjectMark
from crm.subjects.queries import erased, ids_of, records
from crm.subjects.rules import spelling
from crm.subjects.services import writing


def redact(hit: ErasureHit, *, by: Actor | None, meant: bool = False) -> None:
    """Put the mark of the erased person in the place of each name, address and number in a text.

    Refused where it was settled, tells of somebody else who lives, or stands in what was approved, signed or sent; and
    where somebody else bears the name, or a longer one, unless somebody says that the erased person is `meant`.
    """
    erasure = db.session.get_one(Erasure, hit.erasure_id)
    terms = erased.terms(erasure)
    _check_open(hit, erasure)
    alike = erased.others_called_so(erasure)
    if not meant and alike.people:
        raise Refused(Text("Somebody else has this name: tick that the text means the erased person."))
    table = Base.metadata.tables[hit.table_name]
    column = table.c[hit.column_name]
    [value] = db.session.scalars(select(column).where(table.c.id == hit.row_id)).all() or [None]
    mark = rules.mark(erasure.person_id)
    with action(rules.REDACTED, by=by):
        if hit.table_name == "contact_points" and hit.column_name == "value":
            writing.remove(hit.table_name, [hit.row_id])  # an address without it is none
        elif value is not None:
            left = _without(value, terms, alike.longer, mark)
            kept = writing.cut(column, left) if isinstance(left, str) else left  # the mark may be longer than the name
            writing.write(table, [hit.row_id], {column.name: kept})
            _forget_key(hit)
        _settle(hit, rules.DONE, erasure)
    search.index({(hit.record_type, hit.record_id)}, {})


def empty(hit: ErasureHit, *, by: Actor | None) -> None:
    """Put the mark of the erased person in the place of a whole text that is about them. Refused where it is not, was
    settled, or stands in what was approved, signed or sent."""
    erasure = db.session.get_one(Erasure, hit.erasure_id)
    _check_open(hit, erasure)
    if hit.id not in erased.about_them([hit], erasure):
        raise Refused(Text("This text is about others, too: take the name out, or leave it."))
    with action(rules.EMPTIED, by=by):
        column = Base.metadata.tables[hit.table_name].c[hit.column_name]
        writing.write(column.table, [hit.row_id], {column.name: writing.cut(column, rules.mark(erasure.person_id))})
        _forget_key(hit)
        _settle(hit, rules.DONE, erasure)
    search.index({(hit.record_type, hit.record_id)}, {})


def _check_open(hit: ErasureHit, erasure: Erasure) -> None:
    if hit.state != rules.OPEN:
        raise Refused(Text("This text was looked at already."))
    if (why := erased.spared([hit], erasure).get(hit.id)) is not None:
        raise Refused(Text(why))


def _forget_key(hit: ErasureHit) -> None:
    """What the log has of the text before, where it lies under a key of this record alone."""
    table = Base.metadata.tables[hit.table_name]
    columns = [column for column in table.columns if column.name.endswith(("id", "_type"))]
    row = db.session.execute(select(*columns).where(table.c.id == hit.row_id)).mappings().first()
    subject = writing.as_row(hit.table_name, dict(row)).audit_subject() if row is not None else None
    if subject is not None and subject[0] != "people":
        erase_key(subject)


def _without(value: Any, terms: Sequence[str], longer: Sequence[str], mark: str) -> Any:
    """A text, or all texts of a value with parts, without the terms, however they are spelt; longer names stay."""
    if isinstance(value, dict):
        return {key: _without(part, terms, longer, mark) for key, part in value.items()}
    if isinstance(value, list):
        return [_without(part, terms, longer, mark) for part in value]
    if not isinstance(value, str):
        return value
    return spelling.replaced(value, spelling.spans(value, terms, longer=longer), mark)


def leave(hit: ErasureHit, *, by: Actor | None) -> None:
    """Say that a text is about somebody else, or must stay as it is."""
    with action(rules.LEFT, by=by):
        _settle(hit, rules.LEAVE, db.session.get_one(Erasure, hit.erasure_id))


def _settle(hit: ErasureHit, state: str, erasure: Erasure) -> None:
    hit.state = state
    db.session.flush()
    if all(one.state != rules.OPEN for one in erased.hits(erasure.id)):
        erasure.sealed = None  # nobody needs to know any more what the person was called


def open_kept(value: KeptValue, *, by: Actor | None) -> dict[str, str]:
    """What is kept of an erased person, for this one answer; the log tells who looked."""
    with action(rules.OPENED, by=by, record=value):
        told: dict[str, str] = json.loads(sealing.unseal(value.sealed, KEPT))
    return told


def forget_kept() -> int:
    """Delete what came to its term; how many."""
    past = erased.kept_past()
    with action(rules.FORGOTTEN, by=None):
        for value in past:
            db.session.delete(value)
    return len(past)


def mark(person_id: int, kind: str, *, reason: str, by: Actor | None) -> SubjectMark:
    """Set a legal hold or a stop of use; one that stands is left as it is."""
    standing = [one for one in erased.marks([person_id]) if one.kind == kind]
    if standing:
        return standing[0]
    with action(rules.MARKED, by=by):
        made = SubjectMark(person_id=person_id, kind=kind, reason=reason, since=clock.now())
        db.session.add(made)
        if kind == rules.STOP:
            db.session.get_one(Person, person_id).use_stopped_at = made.since
    return made


def unmark(standing: SubjectMark, *, by: Actor | None) -> None:
    """Lift a hold or a stop. Use stays stopped while another stop stands, which came with a record merged into it."""
    ids = ids_of(standing.person_id)
    with action(rules.UNMARKED, by=by):
        standing.archived_at = clock.now()
        db.session.flush()
        if standing.kind == rules.STOP:
            since = min((one.since for one in erased.marks(ids) if one.kind == rules.STOP), default=None)
            for person in records(ids):
                if person.id == standing.person_id or since is None:
                    person.use_stopped_at = since
