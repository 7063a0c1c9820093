"""The filter of a list by places."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from crm.core.permissions import Actor
from crm.places import queries
from crm.places.models import Place
from crm.web.listings import Facet, Reader, records


def place_facet(
    code: str, label: str, *, used: Callable[[Actor], Iterable[Place]] | None = None, one: bool = True
) -> Facet:
    """Choose from the places that `used` tells for whoever asks, or from all that they see."""

    def options(who: Reader, user: Actor) -> Iterable[tuple[int, str]]:
        if used is None:
            return queries.options(language=who.language, user=user)
        return [(place.id, queries.display_name(place, who.language).text) for place in used(user)]

    return records(code, label, named=_names, options=options, one=one)


def _names(ids: Sequence[int], who: Reader) -> Mapping[int, str]:
    return {id: queries.display_name(place, who.language).text for id, place in queries.by_ids(ids).items()}
