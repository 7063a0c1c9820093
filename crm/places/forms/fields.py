"""Fields that choose a place or a country, for the forms of every capability."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from flask import g, url_for

from crm.core.permissions import Permission
from crm.places import queries
from crm.places.rules import COUNTRIES, OFTEN_PASSPORTS
from crm.web.access import can, me
from crm.web.forms import Choice, RecordChoice, translate
from crm.web.locale import language


class PlaceField(RecordChoice):
    """One of the places that the office keeps, of some `levels` only where they are given.

    Who may change places finds beside it those that come with the product, and adds one without leaving the form.
    `first` tells which of them (ids) are likely here, and stand before the others.
    """

    def __init__(
        self,
        label: Any = None,
        *,
        levels: Sequence[str] = (),
        first: Callable[[], Collection[int]] = frozenset,
        **kwargs: Any,
    ) -> None:
        def ordered() -> list[tuple[int, str]]:
            likely = first()
            return sorted(_kept(tuple(levels)), key=lambda option: option[0] not in likely)

        super().__init__(label, options=ordered, **kwargs)

    @property
    def finder(self) -> str | None:
        """Where the list of places to add comes from; None for who may not add any."""
        return url_for("places.found") if can(Permission.PLACES_WRITE) else None


def _kept(levels: tuple[str, ...]) -> list[tuple[int, str]]:
    """The places to choose from, our own region first; read once a request: many rows of a form may offer them."""
    known: dict[tuple[str, ...], list[tuple[int, str]]] = g.setdefault("place_choices", {})
    if levels not in known:
        region = {fact.spec.code for fact in queries.seat()[:1]}
        known[levels] = queries.options(language=language(), user=me(), levels=levels, first=region)
    return known[levels]


class CountryField(Choice):
    """A country of the world: those of most missions first, the others by name, what is no country last."""

    def __init__(self, label: Any = None, *, table: Mapping[str, str] = COUNTRIES, **kwargs: Any) -> None:
        super().__init__(label, table=table, **kwargs)

    def _options(self) -> list[tuple[str, str]]:
        return _frequent_first(super()._options())


def countries() -> list[tuple[str, str]]:
    """[(code, name)] of every country as a choice, in the reader's language and in the order of `CountryField`."""
    return _frequent_first([(code, translate(label)) for code, label in COUNTRIES.items()])


def _frequent_first(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    first = [pair for pair in pairs if pair[0] in OFTEN_PASSPORTS or not pair[0]]
    last = [pair for pair in pairs if pair[0] and pair[0] not in COUNTRIES]
    others = (pair for pair in pairs if pair not in first and pair not in last)
    return [*first, *sorted(others, key=lambda pair: pair[1]), *last]
