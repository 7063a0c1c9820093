"""A file tried without writing: what importing it would do."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from crm.core import here
from crm.core.database import db
from crm.interchange import rules
from crm.interchange.queries.book import Book, RowMatch
from crm.interchange.rules.drafts import RowDraft
from crm.interchange.services import exchanging, filling
from crm.interchange.services.marking import Marker
from crm.interchange.services.wishes import ImportWish, fill_of, reasons_of, records_of
from crm.jobs.rules import pack

Report = Callable[[int], None]  #: told how many rows are done


@dataclass
class Trial:
    """What a trial run found."""

    counts: Counter[str]
    samples: list[dict[str, Any]]
    total: int = 0


def tried(chunks: Iterator[list[RowDraft]], wish: ImportWish, report: Report) -> Trial:
    """What importing would do, without writing: counts, and examples of each outcome."""
    book, trial = Book(wish.kind, writing=False), Trial(Counter(), [])
    invented = iter(range(-1, -(10**9), -1))

    def made(draft: RowDraft, match: RowMatch) -> int | None:
        if wish.kind == "people" and draft.organisation and book.employer(draft) is None:
            book.organisations.add(draft.organisation["key"], next(invented))
        return next(invented)

    for drafts in chunks:
        found = list(book.matches(drafts, made))
        filled = _would_fill(found, book, wish)
        for place, (draft, match) in enumerate(found):
            status = match.status
            remarks: list[dict[str, Any]] = []
            if place in filled:
                changes, remarks = filled[place]
                if status in (rules.UPDATED, rules.SAME):
                    status = rules.UPDATED if changes else rules.SAME
            trial.counts[status] += 1
            if sum(sample["status"] == status for sample in trial.samples) < rules.SAMPLES:
                trial.samples.append(_sample(draft, match, status, remarks))
        trial.total += len(drafts)
        report(trial.total)
        db.session.rollback()  # read anew: a trial of a large file sees what happens meanwhile
        db.session.expunge_all()
    return trial


def _would_fill(
    found: Sequence[tuple[RowDraft, RowMatch]], book: Book, wish: ImportWish
) -> dict[int, tuple[bool, list[dict[str, Any]]]]:
    """{place in the chunk: (whether anything changes, remarks)} of the rows that become or mean a record."""
    today = here.today()
    meant = {
        place: m.record_id for place, (_, m) in enumerate(found) if m.status == rules.UPDATED and (m.record_id or 0) > 0
    }
    loaded = records_of(wish.kind, [id for id in meant.values() if id]) if meant else {}
    exchanged = exchanging.unknown(((id, found[place][0]) for place, id in meant.items()), wish.exchanger, today)
    marker = Marker(wish.kind, [(m.record_id, draft) for draft, m in found], wish.tags, overwrite=wish.overwrite)
    result = {}
    for place, (draft, match) in enumerate(found):
        if match.record_id is None:
            continue
        mark = marker.of(match.record_id, draft)
        row = loaded.get(match.record_id) if place in meant else None
        fill = fill_of(row, draft, book, wish, today) if row is not None else filling.Fill()
        exchange = row is not None and (row.id, exchanging.day_of(draft, today)) in exchanged
        changes = bool(fill or mark) or exchange or (match.record_id < 0 and match.status == rules.UPDATED)
        result[place] = changes, [pack(text) or {} for text in (*fill.remarks, *mark.remarks)]
    return result


def _sample(draft: RowDraft, match: RowMatch, status: str, remarks: list[dict[str, Any]]) -> dict[str, Any]:
    record_id = match.record_id if (match.record_id or 0) > 0 else None
    return {
        "number": draft.number,
        "status": status,
        "name": draft.name.get("full", "") or " · ".join(filter(None, draft.cells))[:80],
        "organisation": draft.organisation.get("text", ""),
        "reasons": reasons_of(draft, match) + remarks,
        "record_id": record_id,
    }
