"""The texts that somebody looks at after an erasure: where each stands, what it says, and who else bears the name."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select

from crm.core.database import Base, db
from crm.core.permissions import Actor
from crm.subjects import contents
from crm.subjects.models import Erasure, ErasureHit
from crm.subjects.queries import erased
from crm.subjects.queries.hits import root_of
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
    stays = erased.spared(found, erasure)
    return [_shown(hit, terms, stays.get(hit.id, ""), user) for hit in found]


def _shown(hit: ErasureHit, terms: Sequence[str], stays: str, user: Actor) -> ShownText:
    table, id = hit.record_type, hit.record_id
    while not record_url(table, id) and (above := root_of(table, id)) != (table, id):
        table, id = above
    kind = kinds().get(table)
    name = kind.seen_names([id], user, language()).get(id) if kind is not None else None
    # What is of no kind of records has no word: then only the column says what it is.
    noun = record_noun(table) if kind is not None and kind.noun else ""
    return ShownText(
        hit, record_url(table, id), noun, name or (f"#{id}", ""), contents.label(hit.table_name, hit.column_name),
        excerpt(_value(hit), terms), stays,
    )  # fmt: skip


def _value(hit: ErasureHit) -> Any:
    table = Base.metadata.tables[hit.table_name]
    return db.session.scalar(select(table.c[hit.column_name]).where(table.c.id == hit.row_id))


def excerpt(value: Any, terms: Sequence[str]) -> list[tuple[str, bool]]:
    """The first text of a value that holds one of the terms, cut to what stands around it: [(piece, is a term)]."""
    for text in _texts(value):
        marked = _marked(text, terms)
        first = next((n for n, (_piece, is_term) in enumerate(marked) if is_term), None)
        if first is not None:
            before = "".join(piece for piece, _is_term in marked[:first])
            after = "".join(piece for piece, _is_term in marked[first + 1 :])
            lead = ("…" if len(before) > _AROUND else "") + before[-_AROUND:]
            tail = after[:_AROUND] + ("…" if len(after) > _AROUND else "")
            return [piece for piece in ((lead, False), marked[first], *_marked(tail, terms)) if piece[0]]
    return []


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _texts(part)


def _marked(text: str, terms: Sequence[str]) -> list[tuple[str, bool]]:
    """A text in pieces, the terms by themselves; the longest first, as they are taken out."""
    pieces, rest = [], text
    while rest:
        low = rest.lower()
        found = min(((at, -len(term)) for term in terms if (at := low.find(term.lower())) >= 0), default=None)
        if found is None:
            break
        at, end = found[0], found[0] - found[1]
        pieces += [(rest[:at], False), (rest[at:end], True)]
        rest = rest[end:]
    return [*pieces, (rest, False)]
