"""The order of what was found, and the piece of a text that shows why. No database here."""

import unicodedata
from collections.abc import Iterable, Sequence
from enum import IntEnum
from typing import Final, TypeVar

from crm.core.folding import search_key
from crm.lookup.rules import words

Field = TypeVar("Field")
#: Characters kept on either side of what was found in a text.
AROUND: Final = 40


class Tier(IntEnum):
    """How well a record fits, best first."""

    EXACT = 0
    PREFIX = 1
    READING = 2  #: exact or prefix, of another name than the one it goes by
    INSIDE = 3
    RELATED = 4  #: through a record that fits
    TEXT = 5


def tier(found: Tier, title: str, typed: str) -> Tier:
    """The place of a record whose names fit as `found`: the key of its title tells a reading from the name itself."""
    if found > Tier.PREFIX:
        return found
    key = search_key(typed)
    if found is Tier.EXACT and title == key:
        return Tier.EXACT
    return Tier.PREFIX if title.startswith(key) else Tier.READING


def excerpt(told: Iterable[tuple[Field, str]], typed: str) -> tuple[Field | None, list[tuple[str, bool]]]:
    """The first text that holds one of the words typed: its field, and the text cut around it, [(piece, whether it is
    what was found)]."""
    wanted = words(typed)
    for field, text in told:
        marks = _marks(text, wanted)
        if marks:
            return field, _cut(text, marks)
    return None, []


def holds(text: str, wanted: Sequence[Sequence[str]]) -> bool:
    """Whether one of the words (`words` of what was typed) stands in a text; a line of results asks it of each name."""
    folded = search_key(text)
    return any(key in folded for word in wanted for key in word)


def _marks(text: str, wanted: Sequence[Sequence[str]]) -> list[tuple[int, int]]:
    """Where in a text the words stand, as (start, end), in order and apart."""
    folded, places = _folded(text)
    found = []
    for word in wanted:
        for key in word:
            start = folded.find(key)
            if start >= 0:
                found.append((places[start], places[start + len(key) - 1] + 1))
                break
    apart: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if not apart or start >= apart[-1][1]:
            apart.append((start, end))
    return apart


def _folded(text: str) -> tuple[str, list[int]]:
    """The key of a text, character by character, and where each of its characters came from."""
    folded, places = "", []
    for place, character in enumerate(text):
        key = search_key(character)
        folded += key
        places += [place] * len(key)
    return folded, places


def _cut(text: str, marks: Sequence[tuple[int, int]]) -> list[tuple[str, bool]]:
    begin, end = max(0, marks[0][0] - AROUND), min(len(text), marks[0][1] + AROUND)
    pieces, place = [("…" if begin else "", False)], begin
    for start, stop in marks:
        if stop <= end:
            pieces += [(text[place:start], False), (text[start:stop], True)]
            place = stop
    pieces += [(text[place:end], False), ("…" if end < len(text) else "", False)]
    return [(unicodedata.normalize("NFC", piece), found) for piece, found in pieces if piece]
