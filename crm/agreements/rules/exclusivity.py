"""Where exclusive rights of two agreements overlap (INV-G5): places by the tree, goods by their words."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Protocol, TypeVar

from crm.agreements.rules import NO_EXCLUSIVITY
from crm.core.folding import search_key

#: What separates the entries of `territory` and `products`.
_SEPARATORS: Final = re.compile(r"[,;、，；/\n・･]+|及び|および|並びに")
#: What says of goods how many or how much of them, not which: ニット全般 and ニット48点 are both ニット.
_QUALIFIERS: Final = re.compile(
    r"全?(?:全般|一般|各種|一式|など|等|系列|製品|产品|商品|전반|일체|제품|상품)$|^(?:各種|各种|各类|각종|모든)"
    r"|[0-9０-９]+\s*(?:点|件|個|个|种|種|款|枚|本|品目|개|종|점)"
)


def terms(text: str) -> set[str]:
    """The folded entries of a list of places: "延吉市、図们市" → two keys."""
    return {key for part in _SEPARATORS.split(text) if (key := search_key(part))}


def goods(text: str) -> set[str]:
    """The folded entries of a list of goods, without what says how many of them; none of it left means all."""
    return {key for part in _SEPARATORS.split(text) if (key := search_key(_QUALIFIERS.sub("", part.strip())))}


@dataclass(frozen=True)
class PlaceTree:
    """What the tree of places says of entries: {entry: the places of that name}, {place: itself and all above it}."""

    places: Mapping[str, Collection[int]] = field(default_factory=dict)
    above: Mapping[int, Collection[int]] = field(default_factory=dict)

    def meet(self, one: str, other: str) -> bool:
        """Whether one lies within the other; entries that are no place here meet when one holds the other's word."""
        mine, theirs = self.places.get(one, ()), self.places.get(other, ())
        if not mine or not theirs:
            return _by_words(one, other)
        return any(a in self.above.get(b, (b,)) or b in self.above.get(a, (a,)) for a in mine for b in theirs)


def _by_words(one: str, other: str) -> bool:
    """延辺 covers 延辺朝鮮族自治州, "knitwear" covers "rib knitwear"."""
    return one in other or other in one


class Scope(Protocol):
    """What an agreement promises to whom."""

    @property
    def exclusivity(self) -> str: ...
    @property
    def territory(self) -> str: ...
    @property
    def products(self) -> str: ...


AnyScope = TypeVar("AnyScope", bound=Scope)


def overlap(one: Scope, other: Scope, tree: PlaceTree) -> bool:
    """Whether two promise something for a common place and common goods. An empty list means everything."""
    here, there = terms(one.territory), terms(other.territory)
    mine, theirs = goods(one.products), goods(other.products)
    return (not here or not there or any(tree.meet(a, b) for a in here for b in there)) and (
        not mine or not theirs or any(_by_words(a, b) for a in mine for b in theirs)
    )


def conflicting(scope: Scope, others: Iterable[AnyScope], tree: PlaceTree) -> list[AnyScope]:
    """Those of `others` (in force, commercial) that overlap, where either side promises sole or exclusive rights."""
    return [
        other
        for other in others
        if (scope.exclusivity != NO_EXCLUSIVITY or other.exclusivity != NO_EXCLUSIVITY) and overlap(scope, other, tree)
    ]
