"""How a name becomes grams, and what was typed becomes the grams to look for. No database here.

A key stands between two marks, |延边大洋|, so that its start and its end are grams too. A gram is two
characters, three for Latin letters and digits: few enough names share one of those, where "an" is in most of
them. Grams never reach over a mark, so nothing is found across two names of one record.
"""

import hashlib
import re
import unicodedata
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from crm.core.folding import fold_characters, search_key, strip_legal_forms, whole_key
from crm.core.korean import hangul_written
from crm.core.romaji import kana_of

#: Stands around each key of a record's own, and around those of what it belongs to; no key holds either.
MARK: Final = "|"
OTHER_MARK: Final = "/"
#: What a query may cost: more words than this narrow nothing down any further.
MOST_WORDS: Final = 8
LONGEST_WORD: Final = 60
#: Entries of one kind lie within this many numbers.
SPAN: Final = 1 << 40

#: Each gives the keys that a key may stand for in names.
_otherwise_written: Final[list[Callable[[str], Iterable[str]]]] = [kana_of, hangul_written]

# Numbers as people write them: +81 (0)25-555-0100, ０２５ー５５５ー０１００.
_NUMBER: Final = re.compile(r"[0-9+()./\s‐‑‒–—―−ー〜~-]+")
_TRUNK: Final = re.compile(r"\(0\)")
_MARKED: Final = re.compile(r"([|/])([^|/]+)(?=\1)")


@dataclass(frozen=True)
class IndexedRecord:
    """What the index knows of one record.

    `title` is the name it goes by, `names` everything else it is called or reached by, all as typed. `others` are
    names of what it belongs to (an employer): found inside, but never the start or the whole of its own name.
    `texts` are found by full text only.
    """

    record_type: str
    record_id: int
    title: str
    names: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Prepared:
    """A document as the index holds it, all names and texts folded."""

    record_type: str
    record_id: int
    title: str
    keys: str
    texts: str


@dataclass(frozen=True)
class Phrase:
    """Grams that stand one after the other; with `open_end` the last is only the start of one."""

    key: str
    grams: tuple[str, ...]
    open_end: bool


def keys_of(names: Iterable[str]) -> list[str]:
    """The folded keys of some names, without and with legal forms: each once, in their order, none empty."""
    return list(dict.fromkeys(key for name in names for key in _both_keys(name)))


# Kept: the name of one employer stands with each of its people, and the folding keeps fewer.
@lru_cache(maxsize=16384)
def _both_keys(name: str) -> tuple[str, ...]:
    """Kept for a while: the name of one employer stands with each of its people."""
    return tuple(filter(None, (search_key(name), whole_key(name))))


def marked(keys: Iterable[str], mark: str = MARK) -> str:
    """The keys in one text: |延边大洋|yanbiandayang|; "" for none."""
    joined = mark.join(keys)
    return f"{mark}{joined}{mark}" if joined else ""


def own_keys(names: Sequence[str]) -> str:
    """The keys of a record's own names, the one that it goes by first, as an entry holds them."""
    return marked(keys_of(names))


def other_keys(names: Iterable[str]) -> str:
    """The keys of what a record belongs to; they stand behind its own."""
    return marked(keys_of(names), OTHER_MARK)


def prepared(document: IndexedRecord) -> Prepared:
    """The document with its names and texts folded."""
    return Prepared(
        document.record_type,
        document.record_id,
        search_key(document.title),
        own_keys((document.title, *document.names)) + other_keys(document.others),
        marked(keys_of(document.texts)),
    )


def _size(character: str) -> int:
    return 3 if character.isascii() else 2


def grams(text: str) -> list[str]:
    """All grams of a `marked` text, in order: |延边| → |延边, 延边, 边|."""
    found = []
    for mark, key in _MARKED.findall(text):
        closed = f"{mark}{key}{mark}"
        found += [closed[place : place + (3 if first < "\x80" else 2)] for place, first in enumerate(closed[:-1])]
    return found


def phrase(key: str) -> Phrase:
    """What to look for to find `key` (which may begin and end with a mark) inside another."""
    found: list[str] = []
    covered = 0
    for place, character in enumerate(key):
        gram = key[place : place + _size(character)]
        if len(gram) == _size(character):
            found.append(gram)
            covered = place + len(gram)
        else:
            if covered < len(key):
                return Phrase(key, (*found, gram), open_end=True)
            break
    return Phrase(key, tuple(found), open_end=False)


def number_keys(text: str) -> tuple[str, ...]:
    """The digits of a number as written, and as they stand behind a country code; () when it is no number.

    Four digits at least: a shorter one is a part of any.
    """
    folded = unicodedata.normalize("NFKC", text)
    if not _NUMBER.fullmatch(folded):
        return ()
    digits = "".join(filter(str.isdigit, _TRUNK.sub("", folded)))
    if len(digits) < 4:
        return ()
    return tuple(dict.fromkeys((digits, digits.lstrip("0") or digits)))


def words(text: str) -> list[tuple[str, ...]]:
    """What was typed, word by word: each as the keys of which one must be found.

    A number in any notation is one word, however it is spaced. Legal forms are no words.
    """
    if number := number_keys(text):
        return [number]
    parts = strip_legal_forms(fold_characters(text)).split()
    keys = [search_key(part) for part in parts]
    found = [number_keys(part) or _sought(keys, at) for at, part in enumerate(parts)]
    return list(dict.fromkeys(filter(None, found)))[:MOST_WORDS]


def name_words(text: str) -> list[tuple[str, ...]]:
    """The same for names: what may be written in another way there is looked for in that way, too."""
    return [(*keys, *_otherwise(keys)) for keys in words(text)]


def name_keys(text: str) -> list[str]:
    """The keys of a whole name that was typed, with those that it may be written by."""
    keys = keys_of([text])
    return [*keys, *_otherwise(keys)]


def also_written(otherwise: Callable[[str], Iterable[str]]) -> None:
    """Have names found by further keys, as places know some.

    The app factory calls this; a second time changes nothing.
    """
    if otherwise not in _otherwise_written:
        _otherwise_written.append(otherwise)


def _otherwise(keys: Iterable[str]) -> list[str]:
    return [other for key in keys for ask in _otherwise_written for other in ask(key)]


def _sought(keys: Sequence[str], at: int) -> tuple[str, ...]:
    """What finds one of the words. One Latin letter stands in nearly every record: it finds the names that begin with
    it, and those that have it beside the word that was typed beside it (Plan B Trading)."""
    key = keys[at]
    if len(key) != 1 or not key.isascii():
        return (key[:LONGEST_WORD],) if key else ()
    before, behind = keys[max(at - 1, 0) : at], keys[at + 1 : at + 2]
    beside = [f"{word[1 - LONGEST_WORD :]}{key}" for word in before if word]
    beside += [f"{key}{word[: LONGEST_WORD - 1]}" for word in behind if word]
    return (f"{MARK}{key}", *beside)


def entry_id(record_type: str, record_id: int) -> int:
    """The number of a record's entry: those of one kind lie in a row, so that a search reads only that part."""
    return first_entry(record_type) + record_id


def first_entry(record_type: str) -> int:
    """Where the entries of a kind begin: 22 bits that stand for its name, then 40 for the record's id."""
    return (zlib.crc32(record_type.encode()) & 0x3FFFFF) << 40


def digest(*parts: str) -> str:
    """Tells whether an entry has to be written again: 32 hexadecimal digits."""
    return hashlib.blake2b("\n".join(parts).encode(), digest_size=16).hexdigest()
