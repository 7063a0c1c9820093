"""Which exhibit a partner's sheet means: by its code, else by a name of its product, with its size or without; and
which goods a talk names."""

import re
from collections.abc import Iterable, Sequence
from typing import Final
from unicodedata import normalize

from crm.core.folding import search_key

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
        for id, code, size, names in exhibits:
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

        A code and a name that are of different exhibits tell of none: nobody knows which of them is right.
        """
        by_code, by_name = self._coded(code), self._coded(product) or self._names.get(_key(product), set())
        if by_code and by_name and not by_code & by_name:
            return None, "names_differ"
        return _one(by_code or by_name)

    def _coded(self, text: str) -> set[int]:
        if text in self._written:
            return {self._written[text]}
        return (self._codes.get(code_key(text)) or self._loose.get(_key(text)) or set()) if text else set()


def _one(found: set[int]) -> tuple[int | None, str]:
    if len(found) == 1:
        return next(iter(found)), ""
    return None, "several_exhibits" if found else "unknown_product"
