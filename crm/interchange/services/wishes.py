"""What the user chose for a file, and what a row of it means for a record that is there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from crm.contacts.models import Person
from crm.interchange import rules
from crm.interchange.models import ImportBatch
from crm.interchange.queries.book import Book, RowMatch
from crm.interchange.rules.drafts import RowDraft
from crm.interchange.services import filling
from crm.jobs.rules import pack


@dataclass(frozen=True)
class ImportWish:
    """What the user chose for the whole file."""

    kind: str
    overwrite: bool = False
    skip_duplicates: bool = False
    tags: tuple[str, ...] = ()  #: put on every record of the file
    exchanger: int | None = None  #: whose exchanges of cards the file tells: the user who imports it

    @classmethod
    def of(cls, batch: ImportBatch) -> "ImportWish":
        """The choices kept with an import."""
        options = batch.options
        return cls(
            batch.kind,
            bool(options.get("overwrite")),
            options.get("duplicates") == "skip",
            tuple(options.get("tags", ())),
            batch.created_by_id if batch.kind == "people" else None,
        )


def records_of(kind: str, ids: Sequence[int]) -> dict[int, Any]:
    """{id: the record, with what filling it needs}."""
    return filling.people(ids) if kind == "people" else filling.organisations(ids)


def fill_of(row: Any, draft: RowDraft, book: Book, wish: ImportWish, today: date) -> filling.Fill:
    """What a row fills in on the record it means; nothing is changed yet."""
    if isinstance(row, Person):
        return filling.of_person(row, draft, book.employer(draft), overwrite=wish.overwrite, today=today)
    return filling.of_organisation(row, draft, overwrite=wish.overwrite)


def reasons_of(draft: RowDraft, match: RowMatch) -> list[dict[str, Any]]:
    """Why a row was rejected, whom it repeats, what was left out: as it is kept with the row."""
    told = [draft.error] if draft.error else []
    if match.status in (rules.DUPLICATE, rules.UPDATED) and match.reason is not None:
        told.append(pack(match.reason) or {})
    return [*told, *draft.remarks]
