"""Which exhibit a partner's sheet means: by its code, else by a name of its product, with its size or without; and
which goods a talk names."""

import re
from collections.abc import Iterable, Sequence
from typing import Final
from unicodedata import normalize

from crm.core.folding import search_key
from crm.core.scripts import script_of

#: (id, code, size, names of the product).
Called = tuple[int, str, str, Sequence[str]]
#: Between the goods of a list.
_PARTED: Final = re.compile(r"[、,，;；/／・\n]")


def code_key(code: str) -> str:
    """What codes are compared by, on the shelf and on a sheet: A-01 is a-01 and Ａ‐０１, but not A01."""
    return "".join(normalize("NFKC", normalize("NFKC", code).casefold()).replace("\N{HYPHEN}", "-").split())


def _key(text: str) -> str:
    return search_key(text).replace(" ", "")


def goods(text: str) -> set[str]:
    """What a list of goods names, folded: whole items, and the list itself, as a name may hold what parts others."""
    return {search_key(part) for part in (text, *_PARTED.split(text))} - {""}


class ExhibitNames:
    """By what the exhibits of a showroom are called."""

    def __init__(self, exhibits: Iterable[Called]) -> None:
        self._written: dict[str, int] = {}  #: rooms of before may have A1 and a1
        self._codes: dict[str, set[int]] = {}
        self._loose: dict[str, set[int]] = {}  #: without the signs in them
        self._names: dict[str, set[int]] = {}
        self._called: dict[int, Sequence[str]] = {}
        for id, code, size, names in exhibits:
            self._called[id] = names
            if code:
                self._written[code] = id
            for kept, key in ((self._codes, code_key(code)), (self._loose, _key(code))):
                if key:
                    kept.setdefault(key, set()).add(id)
            for name in filter(None, map(_key, names)):
                self._names.setdefault(name, set()).add(id)
                if size:
                    self._names.setdefault(name + _key(size), set()).add(id)

    def find(self, code: str, product: str) -> tuple[int | None, str]:
        """(exhibit, why it was not found): a code goes first, and one that stands in the column of names counts.

        A code and a name that are of different exhibits tell of none: nobody knows which of them is right. Nor do they
        where no exhibit has the name, and it is nothing like that of the exhibit with the code.
        """
        by_code, by_name = self._coded(code), self._coded(product) or self._names.get(_key(product), set())
        if by_code and by_name and not by_code & by_name:
            return None, "names_differ"
        found, why = _one(by_code or by_name)
        if found is not None and by_code and product and not by_name and self._is_unlike(found, product):
            return None, "name_unlike"
        return found, why

    def _is_unlike(self, id: int, written: str) -> bool:
        """Whether a name has nothing in common with what an exhibit is called in the same script: of names in other
        scripts nobody can tell, and partners shorten names (毛衣 for 羊绒毛衣)."""
        told = _key(written)
        comparable = [_key(name) for name in self._called[id] if script_of(name) == script_of(written)]
        if not told or not comparable:
            return False
        return not any(_grams(told) & _grams(name) for name in comparable)

    def _coded(self, text: str) -> set[int]:
        if text in self._written:
            return {self._written[text]}
        return (self._codes.get(code_key(text)) or self._loose.get(_key(text)) or set()) if text else set()


def _grams(key: str) -> set[str]:
    """The pairs of letters of a folded name; of one letter itself."""
    return {key[place : place + 2] for place in range(max(len(key) - 1, 1))}


def _one(found: set[int]) -> tuple[int | None, str]:
    if len(found) == 1:
        return next(iter(found)), ""
    return None, "several_exhibits" if found else "unknown_product"
