"""The texts that somebody looks at after an erasure: where each stands, what it says, and who else bears the name."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select

from crm.core.database import Base, db
from crm.core.permissions import Actor
from crm.subjects import contents
from crm.subjects.models import Erasure, ErasureHit
from crm.subjects.queries import erased
from crm.subjects.queries.hits import root_of, texts_in
from crm.subjects.rules import spelling
from crm.web.locale import language
from crm.web.records import kinds, record_noun, record_url

#: Characters shown before and after the name.
_AROUND: Final = 60


@dataclass(frozen=True)
class ShownText:
    """A text as the list of an erasure shows it."""

    hit: ErasureHit
    url: str  #: the page of the record; "" where there is none
    noun: str  #: what the record is, as a message id
    name: tuple[str, str]  #: how it is called, and its language
    column: str
    excerpt: Sequence[tuple[str, bool]]  #: pieces, and whether each is a name; () once all is settled
    stays: str  #: why it stays as it is, as a message id; ""


def shown(erasure: Erasure, *, user: Actor) -> list[ShownText]:
    """All texts of an erasure, those to look at first."""
    found, terms = erased.hits(erasure.id), erased.terms(erasure)
    stays, longer = erased.spared(found, erasure), erased.others_called_so(erasure).longer
    return [_shown(hit, excerpt(_value(hit), terms, longer), stays.get(hit.id, ""), user) for hit in found]


def _shown(hit: ErasureHit, places: Sequence[tuple[str, bool]], stays: str, user: Actor) -> ShownText:
    table, id = hit.record_type, hit.record_id
    while not record_url(table, id) and (above := root_of(table, id)) != (table, id):
        table, id = above
    kind = kinds().get(table)
    name = kind.seen_names([id], user, language()).get(id) if kind is not None else None
    # What is of no kind of records has no word: then only the column says what it is.
    noun = record_noun(table) if kind is not None and kind.noun else ""
    return ShownText(
        hit, record_url(table, id), noun, name or (f"#{id}", ""), contents.label(hit.table_name, hit.column_name),
        places, stays,
    )  # fmt: skip


def _value(hit: ErasureHit) -> Any:
    table = Base.metadata.tables[hit.table_name]
    return db.session.scalar(select(table.c[hit.column_name]).where(table.c.id == hit.row_id))


def excerpt(value: Any, terms: Sequence[str], longer: Sequence[str] = ()) -> list[tuple[str, bool]]:
    """Every place of a value that holds one of the terms, with what stands around it: [(piece, is a term)]."""
    pieces: list[tuple[str, bool]] = []
    for text in texts_in(value):
        found = spelling.spans(text, terms, longer=longer)
        for before, (begin, end) in zip([None, *found], found, strict=False):
            rest = text[before[1] if before else 0 : begin]
            pieces += [(_short(rest, head=before is not None, tail=True), False), (text[begin:end], True)]
        if found:
            pieces.append((_short(text[found[-1][1] :], head=True, tail=False), False))
    return [piece for piece in pieces if piece[0]]


def _short(text: str, *, head: bool, tail: bool) -> str:
    """What stands between two places, without its middle; before the first and behind the last what is next to it."""
    if len(text) <= _AROUND * (head + tail):
        return text
    return (text[:_AROUND] if head else "") + "…" + (text[-_AROUND:] if tail else "")
