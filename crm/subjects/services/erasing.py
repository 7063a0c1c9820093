"""Erasing a person: what tells of them goes from every table, file and index; the log can be read of them no more."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from sqlalchemy import insert, select

from crm.audit import queries as audit
from crm.audit.services import action, erase_key
from crm.contacts import queries as contacts
from crm.contacts.models import Person, PersonName
from crm.contacts.services.keys import person_keys
from crm.core import clock, sealing
from crm.core.database import Base, db
from crm.core.errors import Refused
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.documents.models import Document
from crm.files.models import StoredFile
from crm.search import services as search
from crm.subjects import queries, rules
from crm.subjects.models import KEPT, NAMES, Erasure, ErasureHit, KeptValue
from crm.subjects.queries import NamedRows, erased
from crm.subjects.queries.elsewhere import terms_of
from crm.subjects.queries.hits import TextHit, about, accounts_of, holding, in_log, names_them, open_imports
from crm.subjects.queries.keeping import KeptPart, given, signed
from crm.subjects.queries.rows import Row
from crm.subjects.queries.sparing import doubles, frozen, like_names, of_others
from crm.subjects.rules.naming import BLANK, DROP, KEEP
from crm.subjects.services import writing
from crm.subjects.services.tombstones import bury

#: Texts that an erasure empties, whoever they tell of: samples of imports that are not over.
FORGOTTEN: Final = frozenset({("import_batches", "samples")})


@dataclass(frozen=True)
class Looked:
    """Which texts name a person: to read all of them and the whole log takes seconds, so that it is done before others
    are kept from writing. It holds while nobody has saved anything since."""

    head: str  #: of the log before the texts were read
    terms: Sequence[str]
    hits: Sequence[TextHit]
    in_log: int


@dataclass(frozen=True)
class ErasurePlan:
    """What an erasure will do, read before anything is written."""

    person: Person
    ids: Sequence[int]
    found: Sequence[NamedRows]
    terms: Sequence[str]
    kept: Sequence[KeptPart]
    papers: Sequence[Document]  #: printed editions that may name the person, but for those of approved reports
    hits: Sequence[TextHit]
    frozen: dict[tuple[str, int], date]  #: records that keep the name, to which day
    accounts: Sequence[str]  #: of this name or address: they stay
    imports: int  #: uploaded lists that were not imported yet
    doubles: Sequence[Person]  #: other records with an address of theirs: the same person, perhaps, and not erased
    in_log: int  #: entries of the log that quote a name in clear


@dataclass
class ErasedFiles:
    """An erasure that is to be committed, and the files that must go afterwards."""

    erasure: Erasure
    files: list[str] = field(default_factory=list)  #: below instance/files
    exports: list[str] = field(default_factory=list)
    imports: list[str] = field(default_factory=list)


def look(person_id: int) -> Looked:
    """Read the texts of all records for a person. NotVisible when there is none."""
    ids = queries.ids_of(queries.subject(person_id).id)
    return _look(terms_of(queries.collected(ids), ids), ids)


def _look(terms: Sequence[str], ids: Collection[int]) -> Looked:
    head = audit.head()
    return Looked(head, terms, holding(terms, longer=like_names(terms, ids).longer), in_log(terms))


def plan(person_id: int, looked: Looked | None = None) -> ErasurePlan:
    """What erasing a person would do. NotVisible when there is none. The texts are read anew where what `looked` found
    may no longer hold."""
    person = queries.subject(person_id)
    ids = queries.ids_of(person.id)
    found = queries.collected(ids)
    terms = terms_of(found, ids)
    if looked is None or (looked.head, looked.terms) != (audit.head(), terms):
        looked = _look(terms, ids)
    hits = _left_afterwards(looked.hits, found, ids)
    hits = list(dict.fromkeys([*hits, *about(found)]))
    spared = of_others(hits, ids, terms)
    staying = frozen([hit for hit in hits if hit not in spared])
    hits = [hit for hit in hits if hit not in spared and hit not in staying]
    reports = queries.approved_reports()
    papers = [paper for paper in queries.papers_of(found) if paper.options.get("report_id") not in reports]
    kept = [*signed(found), *given(found, contacts.own_name(person).text)]
    same = doubles(_points(found), ids)
    return ErasurePlan(
        person, ids, found, terms, kept, papers, hits, dict(staying.values()), accounts_of(terms), open_imports(), same,
        looked.in_log,
    )  # fmt: skip


def _points(found: Sequence[NamedRows]) -> list[Row]:
    return [row for part in found if part.naming.table == "contact_points" for row in part.rows]


def _left_afterwards(hits: Sequence[TextHit], found: Sequence[NamedRows], ids: Collection[int]) -> list[TextHit]:
    """Those texts that the erasure itself does not take out."""
    gone = {(hit.table, hit.row_id, hit.column) for hit in hits if (hit.table, hit.column) in FORGOTTEN}
    gone |= {("people", id, name) for id in ids for name in ("notes", "salutation")}
    for part in found:
        for row in part.rows:
            cleared = (*part.naming.marked, *part.naming.emptied)
            columns = Base.metadata.tables[part.naming.table].columns.keys() if part.naming.erasing == DROP else cleared
            gone |= {(part.naming.table, row["id"], name) for name in columns}
    return [hit for hit in hits if (hit.table, hit.row_id, hit.column) not in gone]


def erase(person_id: int, *, reason: str, by: Actor | None, looked: Looked | None = None) -> ErasedFiles:
    """Erase a person. Refused for a legal hold, for somebody erased before, and where the reason names the person.

    `looked` is what `look` found before the lock was taken. The caller commits, then deletes the files and keeps the
    ledger (`finish`).
    """
    planned = plan(person_id, looked)
    id = planned.person.id
    _check(planned, reason)
    with action(rules.ERASED, by=by):
        erasure = Erasure(person_id=id, reason=reason, counts=_counts(planned.found))
        db.session.add(erasure)
        db.session.flush()
        done = ErasedFiles(erasure)
        bury(erasure, planned.found)
        for part in planned.kept:
            db.session.add(_kept(erasure, part))
        _clear(planned, done)
        _rename(planned)
        _list_hits(planned, erasure)
        _forget_keys(planned)
        db.session.flush()
    db.session.expire_all()
    search.index(writing.roots(planned.found) | {("people", each) for each in planned.ids}, {})
    return done


def _check(planned: ErasurePlan, reason: str) -> None:
    if planned.person.erased_at is not None:
        raise Refused(Text("This person was erased already."))
    if any(mark.kind == rules.HOLD for mark in erased.marks(planned.ids)):
        raise Refused(Text("A legal hold stands for this person: nothing is erased until it is lifted."))
    if names_them(reason, planned.terms):
        raise Refused(Text("Leave name, address and number out of the reason: it stays."), "reason")


def _counts(found: Sequence[NamedRows]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for part in found:
        if part.rows and part.naming.erasing != KEEP:
            counts[part.naming.table] = counts.get(part.naming.table, 0) + len(part.rows)
    return counts


def _kept(erasure: Erasure, part: KeptPart) -> KeptValue:
    told = {name: str(part.row.get(name) or "") for name in ("name_snapshot", "title_snapshot", "authority")}
    return KeptValue(
        erasure_id=erasure.id, table_name=part.table, row_id=part.row["id"], record_type=part.record[0],
        record_id=part.record[1], until=part.until,
        sealed=sealing.seal(json.dumps(told, ensure_ascii=False).encode(), KEPT),
    )  # fmt: skip


def _clear(planned: ErasurePlan, done: ErasedFiles) -> None:
    """Empty and delete rows, from what hangs on others to what others hang on; note the files that must go."""
    for part in planned.found:
        if part.rows and part.naming.erasing == BLANK:
            writing.empty(part, planned.person.id)
    files: list[int] = []
    for part in reversed(planned.found):
        ids = [row["id"] for row in part.rows]
        if part.naming.erasing != DROP:
            continue
        if part.naming.table == "stored_files":
            files += ids
        else:
            writing.remove(part.naming.table, ids)
    papers = [paper.file_id for paper in planned.papers if paper.file_id is not None]
    table = Base.metadata.tables["documents"]
    writing.write(table, [paper.id for paper in planned.papers], {"file_id": None, "archived_at": clock.now()})
    going = writing.unshared([*files, *papers])
    done.files += list(db.session.scalars(select(StoredFile.storage_name).where(StoredFile.id.in_(going))))
    writing.remove("stored_files", going)
    done.imports += writing.import_files()
    done.exports += writing.export_files()
    writing.forget_steps(planned.ids)
    writing.forget_passing(planned.terms)


def _rename(planned: ErasurePlan) -> None:
    """The rows of the person, and of those merged into it, with the mark for a name; all of them in the archive."""
    now, people = clock.now(), Base.metadata.tables["people"]
    mark = rules.mark(planned.person.id)
    form = PersonName(language="en", full=mark, family="", given="", reading="", name_order="", kind="primary")
    values = {"salutation": "", "notes": "", "do_not_contact": True, "archived_at": now, "erased_at": now}
    writing.write(people, planned.ids, values | person_keys([form]))
    db.session.execute(
        insert(Base.metadata.tables["person_names"]).values(
            person_id=planned.person.id, language="en", full=mark, family="", given="", reading="", name_order="",
            kind="primary",
        )
    )  # fmt: skip


def _list_hits(planned: ErasurePlan, erasure: Erasure) -> None:
    """Note the texts that somebody must look at, and what to look for, sealed, as long as they do."""
    for hit in planned.hits:
        db.session.add(
            ErasureHit(
                erasure_id=erasure.id, table_name=hit.table, row_id=hit.row_id, column_name=hit.column,
                record_type=hit.record[0], record_id=hit.record[1],
            )
        )  # fmt: skip
    if planned.hits:
        erasure.sealed = sealing.seal(json.dumps(planned.terms, ensure_ascii=False).encode(), NAMES)


def _forget_keys(planned: ErasurePlan) -> None:
    """Delete the keys under which the log has values of the person, and of leads and inquiries that were theirs."""
    subjects = {("people", id) for id in planned.ids}
    for part in planned.found:
        if part.naming.erasing == KEEP:
            continue
        for row in part.rows:
            subject = writing.as_row(part.naming.table, row).audit_subject()
            if subject is not None and subject[0] != "people":
                subjects.add(subject)
    for subject in subjects:
        erase_key(subject)
