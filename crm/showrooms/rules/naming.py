"""Which exhibit a partner's sheet means: by its code, else by a name of its product, with its size or without."""

from collections.abc import Iterable, Sequence

from crm.core.folding import search_key

#: (id, code, size, names of the product).
Called = tuple[int, str, str, Sequence[str]]


def _key(text: str) -> str:
    return search_key(text).replace(" ", "")


class ExhibitNames:
    """By what the exhibits of a showroom are called."""

    def __init__(self, exhibits: Iterable[Called]) -> None:
        self._codes: dict[str, int] = {}
        self._names: dict[str, set[int]] = {}
        for id, code, size, names in exhibits:
            if key := _key(code):
                self._codes[key] = id
            for name in filter(None, map(_key, names)):
                self._names.setdefault(name, set()).add(id)
                if size:
                    self._names.setdefault(name + _key(size), set()).add(id)

    def find(self, code: str, product: str) -> tuple[int | None, str]:
        """(exhibit, why it was not found): a code goes first, and one that stands in the column of names counts."""
        for text in filter(None, (code, product)):
            if (id := self._codes.get(_key(text))) is not None:
                return id, ""
        found = self._names.get(_key(product), set()) if product else set()
        if len(found) == 1:
            return next(iter(found)), ""
        return None, "several_exhibits" if found else "unknown_product"
