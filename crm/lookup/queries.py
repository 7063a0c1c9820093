"""Which records hold what was typed: ids for `IN`, a kind of record at a time."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Select,
    TableClause,
    and_,
    cast,
    column,
    func,
    literal,
    or_,
    select,
    table,
)
from sqlalchemy import Text as TextType

from crm.core.database import db
from crm.lookup import models, rules
from crm.lookup.rules import Phrase

#: From so many matches on a list is followed in its own order until a page is full, instead of sorting the matches.
#: Not from fewer: people of one family name stand together, and half of 200,000 may stand before them (50 ms).
COMMON = 6_000
#: Of a text that stands in very many names so many are looked at to offer a few.
LOOKED_AT = 500
#: Entries of one kind lie within this many numbers.
_SPAN = 1 << 40


def _table(name: str) -> TableClause:
    """A table of grams; on SQLite the column of its own name is what MATCH wants."""
    return table(name, column("rowid"), column("keys"), column("grams"), column(name))


_NAMES, _TEXTS = _table(models.NAMES), _table(models.TEXTS)


def matching(record_type: str, text: str) -> Select[int]:
    """The ids of the records of a kind (its table name) that hold every word of `text` in a name or number.

    A word may stand anywhere inside a name; spaces, tones, case, width and script variants do not count.
    Nothing but punctuation finds nothing. Archived records are not in the index.
    """
    return _holding(_NAMES, record_type, rules.words(text))


def count(record_type: str, text: str, most: int) -> int:
    """How many records `matching` finds; counting stops at `most`."""
    found = matching(record_type, text).limit(most).subquery()
    return db.session.scalar(select(func.count()).select_from(found)) or 0


def among(id: Any, record_type: str, text: str, matches: int = 0) -> ColumnElement[bool]:
    """Whether `id` is one of `matching`.

    `matches`, when told, is how many there are: with very many a page is read along the order of its list. SQLite
    would rather fetch and sort them all; it cannot look up a sum, which leaves it the order's own index.
    """
    along = matches > COMMON and db.session.get_bind().dialect.name == "sqlite"
    condition: ColumnElement[bool] = (id + 0 if along else id).in_(matching(record_type, text))
    return condition


def holding(record_types: Iterable[str], text: str) -> set[str]:
    """The kinds of records of which any holds every word of `text`, in a name or in its full text; one query."""
    kinds = list(record_types)
    if not rules.words(text):
        return set()
    asked = [or_(matching(kind, text).exists(), mentioning(kind, text).exists()).label(kind) for kind in kinds]
    row = db.session.execute(select(*asked)).one()
    return {kind for kind, holds in zip(kinds, row, strict=True) if holds}


def mentioning(record_type: str, text: str) -> Select[int]:
    """The ids of the records of a kind that hold every word of `text` in their full text: minutes, notes."""
    return _holding(_TEXTS, record_type, rules.words(text))


def beginning(record_type: str, text: str) -> Select[int]:
    """The ids of the records of a kind one of whose names begins with `text`, spaces aside."""
    keys = tuple(f"{rules.MARK}{key}" for key in rules.keys_of([text]))
    return _holding(_NAMES, record_type, [keys] if keys else [])


def called(record_type: str, text: str) -> Select[int]:
    """The ids of the records of a kind one of whose names is `text`."""
    keys = tuple(rules.marked([key]) for key in rules.keys_of([text]))
    return _holding(_NAMES, record_type, [keys] if keys else [])


def best(
    visible: Select[Any], id: Any, order: Sequence[Any], record_type: str, text: str, limit: int, *, exact: bool = False
) -> list[int]:
    """The ids of the visible records that fit `text`: those of that very name, those that begin so, then the others.

    With `exact` only the first, as long as there are any. Of very many that fit some are looked at.
    """
    ids: dict[int, None] = {}
    for way in (called, beginning, matching):
        fits = visible.where(id.in_(way(record_type, text).limit(LOOKED_AT))).with_only_columns(id)
        ids |= dict.fromkeys(db.session.scalars(fits.order_by(*order).limit(limit)))
        if len(ids) >= limit or (exact and ids and way is called):
            break
    return list(ids)[:limit]


def _holding(grams: TableClause, record_type: str, words: list[tuple[str, ...]]) -> Select[int]:
    first = rules.first_entry(record_type)
    rowid = grams.c.rowid
    found = select((rowid - literal(first)).label("record_id")).where(rowid.between(first, first + _SPAN - 1))
    if not words:
        return found.where(literal(False))
    phrases = [[rules.phrase(key) for key in keys] for keys in words]
    if db.session.get_bind().dialect.name == "postgresql":
        return found.where(and_(*(or_(*(_contains(grams, one) for one in word)) for word in phrases)))
    return found.where(grams.c[grams.name].op("MATCH")(_expression(phrases)))


def _expression(words: list[list[Phrase]]) -> str:
    """The query in FTS5's language: ("延边 边大" OR …) AND ("大洋")."""
    return " AND ".join("(" + " OR ".join(map(_quoted, word)) + ")" for word in words)


def _quoted(phrase: Phrase) -> str:
    return f'"{" ".join(phrase.grams)}"' + (" *" if phrase.open_end else "")


def _contains(grams: TableClause, phrase: Phrase) -> ColumnElement[bool]:
    """All the grams, and, when there are several, in this order."""
    holds = grams.c.grams.op("@>")(cast(list(phrase.grams), ARRAY(TextType)))
    return holds if len(phrase.grams) == 1 else and_(holds, func.strpos(grams.c["keys"], phrase.key) > 0)
