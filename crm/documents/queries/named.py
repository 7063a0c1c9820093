"""Which places abroad a text names: a challenge that names others than those of a mission stands in no report of it."""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Final

from sqlalchemy import select

from crm.core.database import db
from crm.core.folding import fold_characters
from crm.initiatives.models import Challenge
from crm.places import queries as places
from crm.places.models import Place, PlaceName

#: What a name says of what it is: 延吉 of 延吉市.
_WORD: Final = re.compile("(?:朝鮮族自治州|朝鲜族自治州|市|県|县|區|区|州|시|군| City| County)$")
#: A whole country or province is no place of one mission alone.
_WIDE: Final = ("country", "province")


def elsewhere(challenges: Sequence[Challenge], place_ids: Collection[int]) -> frozenset[int]:
    """The ids of the challenges that name places abroad, and none of these, nor one within or around them."""
    abroad = select(Place.tree_key).where(Place.id.in_(place_ids), Place.country != places.office_country())
    own = db.session.scalars(abroad).all() if challenges else ()
    if not own:
        return frozenset()
    known = _places()
    return frozenset(
        row.id
        for row in challenges
        if (named := _named(f"{row.statement}\n{row.countermeasure}", known))
        and not any(_near(key, mine) for key in named for mine in own)
    )


def _places() -> Mapping[str, set[str]]:
    """{name without what it is: tree keys of the places abroad that are called so}."""
    names = select(PlaceName.text, Place.tree_key).join(Place, Place.id == PlaceName.place_id)
    found: dict[str, set[str]] = {}
    for text, key in db.session.execute(
        names.where(Place.country != places.office_country(), Place.level.not_in(_WIDE))
    ):
        bare = fold_characters(_WORD.sub("", text))
        if len(bare) > 1:
            found.setdefault(bare, set()).add(key)
    return found


def _named(text: str, known: Mapping[str, set[str]]) -> set[str]:
    folded = fold_characters(text)
    return {key for name, keys in known.items() if name in folded for key in keys}


def _near(one: str, other: str) -> bool:
    return one == other or one.startswith(f"{other}/") or other.startswith(f"{one}/")
