"""Which products' names stand in the words of a lead (domain.md §3.6)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from crm.core.folding import fold_characters, search_key

#: What parts one product from the next; a name does not reach across it unless it holds it.
_BETWEEN: Final = frozenset(";；、，,\n")
_MARK: Final = ";"


class NamesInWords:
    """The names of products, each found wherever it stands: the longest of those that begin at a place."""

    def __init__(self, named: Iterable[tuple[str, int]]) -> None:
        """`named`: (name, product) in the order of the products; of two products of one name the first is meant."""
        self._products: dict[str, int] = {}
        for name, product in named:
            if key := _folded(name)[0].strip(_MARK):
                self._products.setdefault(key, product)
        lengths: dict[str, set[int]] = {}
        for key in self._products:
            lengths.setdefault(key[:2], set()).add(len(key))
        self._lengths: Mapping[str, Sequence[int]] = {begin: sorted(found)[::-1] for begin, found in lengths.items()}

    def within(self, words: str) -> set[int]:
        """The products whose names stand in some words."""
        text, borders = _folded(words)
        found, at = set(), 0
        while at < len(text):
            length = self._at(text, at, borders)
            if length:
                found.add(self._products[text[at : at + length]])
            at += length or 1
        return found

    def _at(self, text: str, at: int, borders: Collection[int]) -> int:
        """The length of the name that begins at a place; 0 where none does."""
        for length in (*self._lengths.get(text[at : at + 2], ()), 1):
            end = at + length
            if (
                end <= len(text)
                and text[at:end] in self._products
                and all(_parts(text, place, borders, length) for place in (at, end))
            ):
                return length
        return 0


def _folded(text: str) -> tuple[str, set[int]]:
    """A text without spaces and punctuation, but for what parts products; and where words begin and end."""
    kept: list[str] = []
    borders = {0}
    for character in fold_characters(text):
        if character in _BETWEEN:
            borders |= {len(kept), len(kept) + 1}
            kept.append(_MARK)
        elif search_key(character):
            kept.append(character)
        else:
            borders.add(len(kept))
    return "".join(kept), borders | {len(kept)}


def _parts(text: str, place: int, borders: Collection[int], length: int) -> bool:
    """Whether a name of some length may begin or end at a place: one of Latin letters, and one of a single letter, only
    where a word does."""
    if place in borders:
        return True
    return length > 1 and not (_is_latin(text[place - 1]) and _is_latin(text[place]))


def _is_latin(character: str) -> bool:
    """Of a script that parts its words by spaces: Latin, Greek and Cyrillic letters, and digits."""
    return character < "\u0530" and character.isalnum()
