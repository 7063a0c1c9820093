"""Which records hold what was typed: ids for `IN`, a kind of record at a time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import count
from typing import Any, Final

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Executable,
    Integer,
    Select,
    TableClause,
    and_,
    bindparam,
    cast,
    column,
    func,
    literal,
    or_,
    select,
    table,
    union_all,
)
from sqlalchemy import Text as TextType

from crm.core import reading
from crm.core.among import Among
from crm.core.database import database_kind, db
from crm.lookup import models, rules
from crm.lookup.rules import Phrase

#: Of a text that stands in very many names so many are looked at to offer a few.
LOOKED_AT = 500


def _table(name: str) -> TableClause:
    """A table of grams; on SQLite the column of its own name is what MATCH wants."""
    return table(name, column("rowid", BigInteger), column("keys"), column(name))


_NAMES, _TEXTS = _table(models.NAMES), _table(models.TEXTS)
_KEYS: Final = {
    kind: table(name, column("key", TextType), column("record_id", Integer)) for kind, name in models.KEYS.items()
}


def matching(record_type: str, text: str) -> Select[int]:
    """The ids of the records of a kind (its table name) that hold every word of `text` in a name or number.

    A word may stand anywhere inside a name; spaces, tones, case, width and script variants do not count.
    Nothing but punctuation finds nothing. Archived records are not in the index.
    """
    return _holding(_NAMES, record_type, rules.name_words(text))


def among(record_type: str, text: str) -> Among:
    """The same ids for a page of a list: a statement made once for all texts of as many words of the same kind."""
    words = _phrases(rules.name_words(text))
    first = rules.first_entry(record_type)
    values: dict[str, Any] = {"first": first, "last": first + rules.SPAN - 1}
    if not words:
        return Among(_NOTHING, {})
    if database_kind() != "postgresql":
        of_one = all(len(one.grams) == 1 for word in words for one in word)
        return Among(_MATCHING, {**values, "typed": _expression(words)}, cheap=of_one)
    shape = tuple(tuple(len(one.grams) > 1 for one in word) for word in words)
    for place, one in enumerate(one for word in words for one in word):
        values |= {f"grams_{place}": list(one.grams), f"key_of_{place}": one.key}
    return Among(_containing(shape), values)


#: How a record may fit what was typed, best first: by a name that is that, begins so, or holds its words; by its text.
WAYS: Final = ("called", "beginning", "matching", "mentioning")
#: Of each key of each word whether it has several grams; on SQLite one expression stands for all words.
Shape = tuple[tuple[bool, ...], ...]


@dataclass(frozen=True)
class LookedFor:
    """What was typed, for statements that are kept: these depend on the shapes of its ways, and are sent the values."""

    shapes: tuple[Shape, ...]
    values: Mapping[str, Any] = field(compare=False)

    @property
    def is_nothing(self) -> bool:
        """Whether signs alone were typed, which stand in no record."""
        return not self.shapes[WAYS.index("mentioning")]


def sought(text: str) -> LookedFor:
    """What to look for in each of the WAYS."""
    shapes: list[Shape] = []
    values: dict[str, Any] = {}
    for way, words in zip(WAYS, _words_of(text), strict=True):
        phrases = _phrases(words)
        if database_kind() != "postgresql":
            shapes.append(((True,),) if words else ())
            values |= {way: _expression(phrases)} if words else {}
            continue
        shapes.append(tuple(tuple(len(one.grams) > 1 for one in word) for word in phrases))
        for place, one in enumerate(one for word in phrases for one in word):
            values |= {f"{way}_grams_{place}": list(one.grams), f"{way}_key_of_{place}": one.key}
    return LookedFor(tuple(shapes), values)


def fitting(way: str, record_type: str, like: LookedFor) -> Select[int]:
    """The ids of the records of a kind that fit in one of the WAYS, for a statement that is kept."""
    grams, shape = _TEXTS if way == "mentioning" else _NAMES, like.shapes[WAYS.index(way)]
    first = rules.first_entry(record_type)
    found = select((grams.c.rowid - literal(first, BigInteger)).label("record_id"))
    if not shape:
        return found.where(literal(False))
    if database_kind() != "postgresql":
        among = grams.c.rowid.between(first, first + rules.SPAN - 1)
        return found.where(among, grams.c[grams.name].op("MATCH")(bindparam(way, type_=TextType)))
    among = _after_grams(grams.c.rowid).between(first, first + rules.SPAN - 1)
    return found.where(among, *_containing_words(grams, shape, f"{way}_"))


def holding(record_types: Iterable[str], asked: LookedFor) -> set[str]:
    """The kinds of records of which any holds every word that was typed, in a name or in its full text; one query."""
    kinds = tuple(record_types)
    if asked.is_nothing:
        return set()
    if database_kind() == "sqlite":
        found = {row.kind for row in reading.rows(_leaps(asked), **asked.values)}
        return {kind for kind in kinds if rules.first_entry(kind) // rules.SPAN in found}
    (holds,) = reading.rows(_held(kinds, asked), **asked.values)
    return {kind for kind, held in zip(kinds, holds, strict=True) if held}


# Kept: a statement costs more to make than to ask; it holds no rows.
@lru_cache(maxsize=64)
def _held(kinds: tuple[str, ...], asked: LookedFor) -> Executable:
    """What `holding` asks of PostgreSQL, made once: a statement about sixteen kinds is dear to make."""
    ways = ("matching", "mentioning")
    return select(*(or_(*(fitting(way, kind, asked).exists() for way in ways)).label(kind) for kind in kinds))


# Kept: a statement costs more to make than to ask; it holds no rows.
@lru_cache(maxsize=8)
def _leaps(asked: LookedFor) -> Executable:
    """What it asks of SQLite: the first entry that holds the words, then the first one of a later kind, and so on. To
    look among the entries of each kind would begin at the first of all, eighteen times over.
    """
    parts = []
    for way, grams in (("matching", _NAMES), ("mentioning", _TEXTS)):
        if not asked.shapes[WAYS.index(way)]:
            continue
        held = grams.c[grams.name].op("MATCH")(bindparam(way, type_=TextType))
        first = select(grams.c.rowid).where(held).order_by(grams.c.rowid).limit(1)
        entries = select(first.scalar_subquery().label("entry")).cte(f"{way}_entries", recursive=True)
        later = (entries.c.entry // rules.SPAN + 1) * rules.SPAN
        after = first.where(grams.c.rowid >= later).correlate(entries).scalar_subquery()
        entries = entries.union_all(select(after).where(entries.c.entry.is_not(None)))
        parts.append(select((entries.c.entry // rules.SPAN).label("kind")).where(entries.c.entry.is_not(None)))
    return union_all(*parts)


def _words_of(text: str) -> tuple[list[tuple[str, ...]], ...]:
    """What each of the WAYS looks for, word by word."""
    keys = rules.name_keys(text)
    whole, begun = tuple(rules.marked([key]) for key in keys), tuple(f"{rules.MARK}{key}" for key in keys)
    return [whole] if keys else [], [begun] if keys else [], rules.name_words(text), rules.words(text)


def mentioning(record_type: str, text: str) -> Select[int]:
    """The ids of the records of a kind that hold every word of `text` in their full text: minutes, notes."""
    return _holding(_TEXTS, record_type, rules.words(text))


def beginning(record_type: str, text: str) -> Select[int]:
    """The ids of the records of a kind one of whose names begins with `text`, spaces aside."""
    return _holding(_NAMES, record_type, _words_of(text)[WAYS.index("beginning")])


def called(record_type: str, text: str) -> Select[int]:
    """The ids of the records of a kind one of whose names is `text`."""
    return _holding(_NAMES, record_type, _words_of(text)[WAYS.index("called")])


def called_any(record_type: str, texts: Iterable[str]) -> Select[int]:
    """The ids of the records of a kind one of whose names is one of some ten `texts`."""
    words = (word for text in texts for word in _words_of(text)[WAYS.index("called")])
    keys = tuple(dict.fromkeys(key for word in words for key in word))
    return _holding(_NAMES, record_type, [keys] if keys else [])


def bearing(record_type: str, keys: Iterable[str]) -> Select[int]:
    """The ids of all records of a kind, archived ones too, that one of `keys` is a whole key of (`search_key`)."""
    borne = _KEYS[record_type].c
    return select(borne.record_id).where(borne.key.in_({key[: models.LONGEST_KEY] for key in keys}))


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
    found = select((rowid - literal(first)).label("record_id"))
    if not words:
        return found.where(literal(False))
    phrases = _phrases(words)
    last = first + rules.SPAN - 1
    if database_kind() == "postgresql":
        held = and_(*(or_(*(_contains(grams, one) for one in word)) for word in phrases))
        return found.where(_after_grams(rowid).between(first, last), held)
    return found.where(rowid.between(first, last), grams.c[grams.name].op("MATCH")(_expression(phrases)))


def _phrases(words: Iterable[Iterable[str]]) -> list[list[Phrase]]:
    """The grams of each key of each word."""
    return [[rules.phrase(key) for key in keys] for keys in words]


def _after_grams(rowid: ColumnElement[int]) -> ColumnElement[int]:
    """What PostgreSQL compares when the grams have been found. The row's number alone has an index of its own, which it
    would go through for all entries of a kind: it does not know how many they are when it plans once for all words.
    """
    return rowid + 0


_FIRST: Final = bindparam("first", type_=BigInteger)
_LAST: Final = bindparam("last", type_=BigInteger)
_FOUND: Final = select((_NAMES.c.rowid - _FIRST).label("record_id"))
_NOTHING: Final = select(_NAMES.c.rowid.label("record_id")).where(literal(False))
_MATCHING: Final = _FOUND.where(
    _NAMES.c.rowid.between(_FIRST, _LAST), _NAMES.c[models.NAMES].op("MATCH")(bindparam("typed"))
)


# Kept: a statement costs more to make than to ask; it holds no rows.
@cache
def _containing(shape: Shape) -> Select[int]:
    """What `_holding` asks of PostgreSQL."""
    return _FOUND.where(_after_grams(_NAMES.c.rowid).between(_FIRST, _LAST), *_containing_words(_NAMES, shape))


def _containing_words(grams: TableClause, shape: Shape, begin: str = "") -> list[ColumnElement[bool]]:
    """All words, each by one of its keys; what these are is sent along under names that `begin` so."""
    places = count()
    words = []
    for word in shape:
        ways = []
        for several in word:
            place = next(places)
            holds = _grams(grams).op("@>")(bindparam(f"{begin}grams_{place}", type_=ARRAY(TextType)))
            key = bindparam(f"{begin}key_of_{place}", type_=TextType)
            ways.append(and_(holds, func.strpos(grams.c["keys"], key) > 0) if several else holds)
        words.append(or_(*ways))
    return words


def _grams(names: TableClause) -> ColumnElement[Any]:
    """What PostgreSQL's index holds of a row; written exactly as the index has it, or it would not be used."""
    return func.lookup_grams(names.c["keys"])


def _expression(words: list[list[Phrase]]) -> str:
    """The query in FTS5's language: ("延边 边大" OR …) AND ("大洋")."""
    return " AND ".join("(" + " OR ".join(map(_quoted, word)) + ")" for word in words)


def _quoted(phrase: Phrase) -> str:
    return f'"{" ".join(phrase.grams)}"' + (" *" if phrase.open_end else "")


def _contains(grams: TableClause, phrase: Phrase) -> ColumnElement[bool]:
    """All the grams, and, when there are several, in this order."""
    holds = _grams(grams).op("@>")(cast(list(phrase.grams), ARRAY(TextType)))
    return holds if len(phrase.grams) == 1 else and_(holds, func.strpos(grams.c["keys"], phrase.key) > 0)
