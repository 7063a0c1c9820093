"""A file on its way into the contacts, written by the chunk.

A chunk is one short transaction: records, log and the rows' outcome together, so that a killed worker goes on behind
the last chunk and doubles nothing.
"""

import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import InterfaceError, OperationalError

from crm.audit.rules import seal
from crm.audit.services import action, subject_key
from crm.contacts.models import Organisation, Person
from crm.contacts.services import bulk
from crm.contacts.services.bulk import NewOrganisation, NewPerson
from crm.core import here
from crm.core.database import Base, db, writing
from crm.core.errors import Refused
from crm.core.inserting import insert_rows, reserve
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.core.turns import taking_turns
from crm.interchange import rules
from crm.interchange.models import ImportBatch, ImportRow
from crm.interchange.queries.book import Book, RowMatch, names_of
from crm.interchange.rules.drafts import RowDraft
from crm.interchange.rules.outcomes import plain, sealed_text
from crm.interchange.services import exchanging, filling, marking
from crm.interchange.services.batches import CANCELLED
from crm.interchange.services.making import new_organisation, new_person
from crm.interchange.services.marking import Mark, Marker
from crm.interchange.services.wishes import ImportWish, fill_of, reasons_of, records_of
from crm.jobs.rules import pack
from crm.lookup import services as lookup
from crm.lookup.rules import Prepared, other_keys

LOGGER = logging.getLogger(__name__)
FAILED = Text("This row could not be imported because of an unexpected error.")


class Cancelled(Refused):
    """An erasure cancelled the import while it ran: the rest of the file may hold who is gone."""

    def __init__(self) -> None:
        super().__init__(CANCELLED)


class Run:
    """The import of one file: `write` takes its rows by the chunk and commits each."""

    def __init__(self, batch_id: int, wish: ImportWish, *, by: Actor | None) -> None:
        self._batch_id, self._wish, self._by = batch_id, wish, by
        self._book = Book(wish.kind, writing=True)
        self._today = here.today()
        self._size = rules.FIRST_CHUNK

    def write(self, drafts: Sequence[RowDraft]) -> None:
        """Import rows and commit, some in each transaction: others get their turn between them."""
        rest = list(drafts)
        with taking_turns() as turns:
            while rest:
                part, rest = rest[: self._size], rest[self._size :]
                self._write(part)
                self._size = turns.fitting(self._size, most=rules.CHUNK)

    def _write(self, drafts: Sequence[RowDraft]) -> None:
        """Import a chunk. When it fails, its rows are taken one by one: a broken one stops no other."""
        try:
            self._commit(drafts)
        except (OperationalError, InterfaceError, Cancelled):
            raise  # the database does not answer: the chunk is tried again with the job
        except Exception as error:
            LOGGER.warning("import %s: a chunk failed (%s); row by row", self._batch_id, type(error).__name__)
            self._book = Book(self._wish.kind, writing=True)  # what the failed attempt remembered is not there
            for draft in drafts:
                self._alone(draft)

    def _alone(self, draft: RowDraft) -> None:
        try:
            self._commit([draft])
        except (OperationalError, InterfaceError, Cancelled):
            raise
        except Exception as error:
            LOGGER.error("import %s: row %s failed (%s)", self._batch_id, draft.number, type(error).__name__)
            text = getattr(error, "text", None)
            reason = pack(text if isinstance(text, Text) else FAILED)
            self._book = Book(self._wish.kind, writing=True)
            self._commit([RowDraft(draft.number, draft.cells, error=reason)])

    def _commit(self, drafts: Sequence[RowDraft]) -> None:
        with writing(), lookup.offering() as offer:
            if db.session.scalar(select(ImportBatch.state).where(ImportBatch.id == self._batch_id)) == rules.DROPPED:
                raise Cancelled
            with action(rules.IMPORTED, by=self._by):
                chunk = _Chunk(self._book, self._wish, self._today, self._by)
                rows = chunk.write(drafts)
                chunk.offer_entries(rows, offer)
            insert_rows(ImportRow.__tablename__, [row | {"batch_id": self._batch_id} for row in rows])
            db.session.commit()
        db.session.expunge_all()


class _Chunk:
    """What one chunk makes and changes."""

    def __init__(self, book: Book, wish: ImportWish, today: date, by: Actor | None) -> None:
        self._book, self._wish, self._today, self._by = book, wish, today, by
        self._people: list[NewPerson] = []
        self._organisations: list[NewOrganisation] = []
        self._own_organisation: dict[int, int] = {}  #: number of a row → organisation it made
        self._entries: dict[int, list[str]] = {}  #: id of a person → title, keys and texts of the index

    def write(self, drafts: Sequence[RowDraft]) -> list[dict[str, Any]]:
        """Write the records; what became of each row, as columns of import_rows."""
        people = self._wish.kind == "people"
        self._person_ids = iter(reserve(Person.__tablename__, len(drafts)) if people else ())
        self._organisation_ids = iter(reserve(Organisation.__tablename__, len(drafts)))
        found = list(self._book.matches(drafts, self._make))
        bulk.add_organisations(self._organisations, by=self._by)
        bulk.add_people(self._people, by=self._by)
        rows = [self._row(draft, match) for draft, match in found]
        marks = self._marks(found, rows)
        told = ((match.record_id, draft) for draft, match in found if match.status != rules.SAME)
        exchanged = exchanging.unknown(told, self._wish.exchanger, self._today)
        self._update(found, rows, exchanged, marks)
        self._exchange(found, rows, exchanged)
        self._put(rows, marks)
        return rows

    def _marks(self, found: Sequence[tuple[RowDraft, RowMatch]], rows: Sequence[dict[str, Any]]) -> dict[int, Mark]:
        """{number of a row: what it puts on its record in tags and own fields}; remarks go to the row."""
        told = [(match.record_id, draft) for draft, match in found]
        marker = Marker(self._wish.kind, told, self._wish.tags, overwrite=self._wish.overwrite)
        marks = {}
        for (id, draft), row in zip(told, rows, strict=True):
            if id is not None:
                marks[draft.number] = mark = marker.of(id, draft)
                row["reasons"] = [*(row["reasons"] or []), *(pack(text) or {} for text in mark.remarks)] or None
        return marks

    def offer_entries(self, rows: Sequence[dict[str, Any]], offer: lookup.Offer) -> None:
        """Hand over what the reader folded of the people that were made and not filled by a row behind theirs."""
        filled = {row["record_id"] for row in rows if row["status"] == rules.UPDATED}
        found_by = names_of({person.organisation_id for person in self._people if person.organisation_id is not None})
        employers = {id: other_keys(names) for id, names in found_by.items()}
        for person in self._people:
            if person.id not in filled:
                title, keys, texts = self._entries[person.id]
                keys += employers.get(person.organisation_id or 0, "")
                offer(Prepared(Person.__tablename__, person.id, title, keys, texts))

    def _make(self, draft: RowDraft, match: RowMatch) -> int | None:
        if match.status == rules.DUPLICATE and self._wish.skip_duplicates:
            return None
        if self._wish.kind == "organisations":
            id = next(self._organisation_ids)
            self._organisations.append(new_organisation(id, draft, whole=True))
            return id
        employer = self._book.employer(draft)
        if draft.organisation and employer is None:
            employer = next(self._organisation_ids)
            self._organisations.append(new_organisation(employer, draft, whole=False))
            self._book.organisations.add(draft.organisation["key"], employer)
            self._own_organisation[draft.number] = employer
        id = next(self._person_ids)
        self._entries[id] = draft.entry
        self._people.append(new_person(id, draft, employer))
        return id

    def _row(self, draft: RowDraft, match: RowMatch) -> dict[str, Any]:
        made = match.status in (rules.NEW, rules.DUPLICATE) and match.record_id is not None
        return {
            "number": draft.number,
            "status": match.status,
            "reasons": reasons_of(draft, match) or None,
            "record_id": match.record_id,
            "record_version": 1 if made else None,
            "organisation_id": self._own_organisation.get(draft.number),
            "digest": draft.digest if match.record_id is not None else "",
            "changes": None,
            "undone": "",
        }

    def _exchange(
        self,
        found: Sequence[tuple[RowDraft, RowMatch]],
        rows: Sequence[dict[str, Any]],
        exchanged: set[exchanging.Exchange],
    ) -> None:
        """Record the exchanges of cards that are new, each with the first row that tells it."""
        made = exchanging.write(exchanged, self._wish.exchanger) if self._wish.exchanger is not None else {}
        for (draft, _), row in zip(found, rows, strict=True):
            day = exchanging.day_of(draft, self._today)
            if day is not None and (id := made.pop((row["record_id"] or 0, day), None)) is not None:
                row["changes"] = (row["changes"] or {}) | {"exchanged": [id]}

    def _update(
        self,
        found: Sequence[tuple[RowDraft, RowMatch]],
        rows: Sequence[dict[str, Any]],
        exchanged: set[exchanging.Exchange],
        marks: Mapping[int, Mark],
    ) -> None:
        """Fill the records that rows mean, those of this very chunk, too."""
        meant = [
            (draft, match.record_id, row)
            for (draft, match), row in zip(found, rows, strict=True)
            if match.status == rules.UPDATED or (match.status == rules.SAME and marks.get(draft.number))
        ]
        repeated = Counter(id for _, id, _ in meant)
        loaded = records_of(self._wish.kind, [id for id in repeated if id is not None])
        filled: list[tuple[Any, filling.Fill, dict[str, Any], int]] = []
        for draft, id, row in meant:
            record = loaded.get(id or 0)
            again = row["status"] == rules.SAME  # all that it says is there, but for its marks
            fill = filling.Fill() if record is None or again else self._filled(record, draft)
            row["reasons"] = [*(row["reasons"] or []), *(pack(text) or {} for text in fill.remarks)] or None
            day = exchanging.day_of(draft, self._today)
            if record is None or not (fill or marks.get(draft.number) or (record.id, day) in exchanged):
                row["status"] = rules.SAME
                continue
            row["status"] = rules.UPDATED
            if not fill:
                row["record_version"], row["changes"] = record.version, {"before": record.version}
                continue
            before = record.version
            (filling.write_person if self._wish.kind == "people" else filling.write_organisation)(record, fill)
            filled.append((record, fill, row, before))
            if repeated[id] > 1:
                _settle(filled)  # the next row of this record finds what this one left
        _settle(filled)

    def _filled(self, record: Any, draft: RowDraft) -> filling.Fill:
        return fill_of(record, draft, self._book, self._wish, self._today)

    def _put(self, rows: Sequence[dict[str, Any]], marks: Mapping[int, Mark]) -> None:
        """Put tags and own fields on the records; a row that changed a record remembers them for the undo."""
        kind = self._wish.kind
        lasting = [(row, mark) for row in rows if (mark := marks.get(row["number"]))]
        tag_ids = marking.write(kind, ((row["record_id"], mark) for row, mark in lasting), by=self._by)
        for row, mark in lasting:
            if row["status"] == rules.UPDATED:
                row["changes"] = row["changes"] | marking.remembered(kind, row["record_id"], mark, tag_ids)


def _settle(filled: list[tuple[Any, filling.Fill, dict[str, Any], int]]) -> None:
    """Write what was filled and remember it with the rows that did it."""
    db.session.flush()
    for record, fill, row, before in filled:
        row["record_version"] = record.version
        row["changes"] = _remembered(record, fill) | {"before": before}
    filled.clear()


def _remembered(record: Base, fill: filling.Fill) -> dict[str, Any]:
    """What an update did, for its undo; values are sealed with the key of the person they are about."""
    added: dict[str, list[int]] = {}
    for row in fill.added:
        added.setdefault(row.__tablename__, []).append(row.id)
    told = [[row.__tablename__, row.id, column, plain(old), plain(new)] for row, column, old, new in fill.set]
    subject = record.audit_subject()
    kept: Any = told
    if subject is not None and told:
        kept = seal(subject_key(subject), sealed_text(told))
    return {"added": added, "set": kept}
