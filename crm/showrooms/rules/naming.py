"""Which exhibit a partner's sheet means: by its code, else by a name of its product, with its size or without."""

from collections.abc import Iterable, Sequence

from crm.core.folding import search_key

#: (id, code, size, names of the product).
Called = tuple[int, str, str, Sequence[str]]


def key_of(text: str) -> str:
    """By what a code or a name is compared: a sheet may write it in other case or width."""
    return search_key(text).replace(" ", "")


class ExhibitNames:
    """By what the exhibits of a showroom are called."""

    def __init__(self, exhibits: Iterable[Called]) -> None:
        self._written: dict[str, int] = {}
        self._codes: dict[str, set[int]] = {}
        self._names: dict[str, set[int]] = {}
        for id, code, size, names in exhibits:
            if key := key_of(code):
                self._written[code] = id
                self._codes.setdefault(key, set()).add(id)
            for name in filter(None, map(key_of, names)):
                self._names.setdefault(name, set()).add(id)
                if size:
                    self._names.setdefault(name + key_of(size), set()).add(id)

    def find(self, code: str, product: str) -> tuple[int | None, str]:
        """(exhibit, why it was not found): a code goes first, and one that stands in the column of names counts."""
        for text in filter(None, (code, product)):
            coded = {self._written[text]} if text in self._written else self._codes.get(key_of(text), set())
            if coded:
                return (next(iter(coded)), "") if len(coded) == 1 else (None, "several_exhibits")
        found = self._names.get(key_of(product), set()) if product else set()
        if len(found) == 1:
            return next(iter(found)), ""
        return None, "several_exhibits" if found else "unknown_product"
