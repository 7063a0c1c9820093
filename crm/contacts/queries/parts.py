"""What the lines of people and of organisations have in common: parts, asked for only where a column shows them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Row

from crm.contacts import rules
from crm.contacts.models import ContactPoint
from crm.core.reading import by_first, children, of_ids
from crm.places.models import PlaceName
from crm.places.rules import Shown, pick
from crm.tags import queries as tags

#: What may be asked for beside the names: {part of a row}.
CONTACTS: Final = "contacts"
SKILLS: Final = "skills"
TAGS: Final = "tags"
PEOPLE: Final = "people"
ROLES: Final = "roles"


def plain(found: Mapping[Any, Sequence[Row[Any]]]) -> dict[Any, tuple[tuple[Any, ...], ...]]:
    """Rows as plain tuples, which are compared ten times as fast."""
    return {id: tuple([tuple(row) for row in rows]) for id, rows in found.items()}


_PLACE_NAMES: Final = select(PlaceName.place_id, PlaceName.language, PlaceName.text, PlaceName.kind).where(
    of_ids(PlaceName.place_id), PlaceName.language == bindparam("language")
)


def place_names(ids: Iterable[int | None], language: str) -> dict[int | None, Shown]:
    """{place id: its name for the reader}."""
    wanted = {id for id in ids if id is not None}
    names = by_first(_PLACE_NAMES, sorted(wanted), language=language)
    if rest := wanted - names.keys():  # seldom: nobody has written the name in the reader's language yet
        names |= children(PlaceName.place_id, sorted(rest), PlaceName.language, PlaceName.text, PlaceName.kind)
    return {id: shown for id, rows in plain(names).items() if (shown := _place_name(rows, language)) is not None}


class _PlaceName(NamedTuple):
    place_id: int
    language: str
    text: str
    kind: str
    is_guess: bool = False


# Kept: few places stand beside many people; the key holds their names.
@lru_cache(maxsize=1024)
def _place_name(names: tuple[tuple[Any, ...], ...], language: str) -> Shown | None:
    return pick([_PlaceName(*name) for name in names], language)


def points_of(owner: Any, ids: Sequence[int]) -> dict[int, dict[str, list[str]]]:
    """{owner id: {kind: values as they are read out}}."""
    found: dict[int, dict[str, list[str]]] = {}
    for id, rows in children(owner, ids, ContactPoint.kind, ContactPoint.value, ContactPoint.normalised).items():
        kinds: dict[str, list[str]] = defaultdict(list)
        for row in rows:
            kinds[row.kind].append(rules.readable(row.kind, row.value, row.normalised))
        found[id] = kinds
    return found


def tags_of(record_type: str, ids: Sequence[int], parts: Collection[str]) -> dict[int, list[str]]:
    if TAGS not in parts:
        return {}
    return {id: [tag.name for tag in found] for id, found in tags.of_records(record_type, ids).items()}
