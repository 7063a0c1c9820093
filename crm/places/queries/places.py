"""Reading places: the tree, their names and tiers; and the lines of our own data."""

import csv
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, literal, or_, select
from sqlalchemy.orm import aliased, selectinload

from crm.core import conditions, here, paging, reading
from crm.core.conditions import Conditions
from crm.core.database import db
from crm.core.errors import NotVisible, or_not_visible
from crm.core.folding import search_key
from crm.core.permissions import Actor
from crm.core.reading import by_first, of_ids
from crm.core.records import only, stands
from crm.core.sight import shared
from crm.places import rules
from crm.places.models import Place, PlaceName, PlaceTier
from crm.places.rules import Shown

ORDER = (paging.OrderColumn(Place.country), paging.OrderColumn(Place.tree_key), paging.OrderColumn(Place.id))
DATA = Path(__file__).parent.parent / "data"
#: What lies behind the name of a place in a list, and not in what people write.
ENDINGS = "市県省州区町村郡道縣시도군구"
#: Shorter names stand in too many other words.
SHORTEST = 2


@dataclass(frozen=True)
class PlaceRow:
    """A line of the tree: the place, its depth, its parent's names and the tier it has today."""

    place: Place
    depth: int
    parent: Place | None
    tier: str | None
    inherited: bool


def own_data(name: str) -> list[dict[str, str]]:
    """The lines of our own `places`, `facts`, `holidays` or `rates`, as {column: text}; remarks (`#`) left out."""
    with (DATA / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
        lines = (line for line in file if not line.startswith("# "))
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def visible_to(user: Actor | None, *, archived: bool | None = False) -> Select[Place]:
    """Every place that is not archived, the archive, or both (None): all staff see all places."""
    return shared(select(Place).where(stands(Place, archived=archived)), user)


def one(id: int, *, user: Actor, archived: bool | None = False) -> Place:
    """The place with its names and tiers; NotVisible when there is none. `archived` as for `visible_to`."""
    return only(visible_to(user, archived=archived), id, selectinload(Place.names), selectinload(Place.tiers))


def checked(ids: Sequence[int], *, user: Actor) -> list[int]:
    """The ids as given, each of a visible place; NotVisible where one is none. One query, however many."""
    found = set(db.session.scalars(visible_to(user).with_only_columns(Place.id).where(Place.id.in_(ids))))
    if not found.issuperset(ids):
        raise NotVisible
    return list(ids)


def named(id: int) -> Place:
    """The place with its names, also one in the archive; NotVisible when there is none."""
    return or_not_visible(by_ids([id]).get(id))


def country_of(place_id: int | None) -> str:
    """The country code of a place; "" for none."""
    return db.session.scalar(select(Place.country).where(Place.id == place_id)) or "" if place_id else ""


def zone_of(place_id: int | None) -> str:
    """The clock of a place; that of home for none."""
    return (
        db.session.scalar(select(Place.timezone).where(Place.id == place_id)) or here.zone()
        if place_id
        else here.zone()
    )


def _named_like(words: str) -> ColumnElement[bool]:
    """Words without a letter are no name."""
    key = search_key(words)
    return Place.search_key.contains(key, autoescape=True) if key else false()


def _of_tier(tier: str) -> ColumnElement[bool]:
    tiers = tiers_on(here.today()).subquery()
    return Place.id.in_(select(tiers.c.place_id).where(tiers.c.tier == tier))


@dataclass(frozen=True)
class PlaceFilter(Conditions):
    """What the list of places is narrowed by."""

    q: str = conditions.text(_named_like)
    country: str = conditions.code(Place.country)
    level: str = conditions.code(Place.level)
    tier: str = conditions.code(_of_tier)


def places(wanted: PlaceFilter, *, user: Actor, cursor: str | None = None) -> paging.Page[PlaceRow]:
    """A page of the tree: by country, every place after its parent."""
    statement = visible_to(user).where(*wanted.where()).options(selectinload(Place.names))
    found: paging.Page[Place] = paging.page(statement, ORDER, cursor)
    parents = by_ids({place.parent_id for place in found.rows if place.parent_id})
    tiers = tiers_of([place.id for place in found.rows], here.today())
    own = _own_tiers([place.id for place in found.rows], here.today())
    rows = [
        PlaceRow(
            place,
            place.tree_key.count("/"),
            parents.get(place.parent_id or 0),
            tiers.get(place.id),
            place.id not in own,
        )
        for place in found.rows
    ]
    return found.of(rows)


def by_ids(ids: Iterable[int]) -> dict[int, Place]:
    """{id: place} with names loaded."""
    wanted = set(ids)
    statement = select(Place).options(selectinload(Place.names)).where(Place.id.in_(wanted))
    return {place.id: place for place in db.session.scalars(statement)} if wanted else {}


def ancestors(place: Place) -> list[Place]:
    """The places above, the country first, names loaded."""
    lineage = select(Place.id, Place.parent_id).where(Place.id == place.parent_id).cte(recursive=True)
    above = aliased(Place)
    lineage = lineage.union_all(select(above.id, above.parent_id).where(above.id == lineage.c.parent_id))
    found = by_ids(db.session.scalars(select(lineage.c.id)))
    chain: list[Place] = []
    parent_id = place.parent_id
    while parent_id in found:
        chain.insert(0, found.pop(parent_id))
        parent_id = chain[0].parent_id
    return chain


def children(place: Place, *, user: Actor) -> Sequence[Place]:
    """The places directly below, names loaded, in the order of the tree."""
    statement = visible_to(user).options(selectinload(Place.names)).where(Place.parent_id == place.id)
    return db.session.scalars(statement.order_by(Place.tree_key, Place.id)).all()


def within(*place_ids: Any) -> Select[int]:
    """The ids of places and of everything below them, for `IN`; a kept statement tells theirs later."""
    tree = select(Place.id).where(Place.id.in_(place_ids)).cte(recursive=True)
    below = aliased(Place)
    tree = tree.union_all(select(below.id).where(below.parent_id == tree.c.id))
    return select(tree.c.id)


def tiers_on(on: date) -> Select[int, str]:
    """(place_id, tier) of every place that has a tier on a day; for use as a subquery.

    Its own tier, else that of the nearest place above. Places without any are absent.
    """
    climb = select(
        Place.id.label("place_id"),
        Place.id.label("at_id"),
        Place.parent_id.label("next_id"),
        literal(0).label("distance"),
    ).cte(recursive=True)
    above = aliased(Place)
    climb = climb.union_all(
        select(climb.c.place_id, above.id, above.parent_id, climb.c.distance + 1).where(above.id == climb.c.next_id)
    )
    nearest = (
        func.row_number()
        .over(partition_by=climb.c.place_id, order_by=(climb.c.distance, PlaceTier.valid_from.desc()))
        .label("rank")
    )
    ranked = (
        select(climb.c.place_id, PlaceTier.tier, nearest)
        .join(PlaceTier, and_(PlaceTier.place_id == climb.c.at_id, PlaceTier.valid_from <= on))
        .subquery()
    )
    return select(ranked.c.place_id, ranked.c.tier).where(ranked.c.rank == 1)


def tier_on(place_id: int, on: date) -> str | None:
    """`major`, `regional` or None: the tier of a place on a day, inherited from the nearest place above."""
    return tiers_of([place_id], on).get(place_id)


def tiers_of(place_ids: Iterable[int], on: date) -> dict[int, str]:
    """{place id: tier on the day}; places without a tier are absent."""
    found = tiers_on(on).subquery()
    statement = select(found.c.place_id, found.c.tier).where(found.c.place_id.in_(list(place_ids)))
    return {row.place_id: row.tier for row in db.session.execute(statement)}


def _own_tiers(place_ids: Iterable[int], on: date) -> set[int]:
    statement = select(PlaceTier.place_id).where(PlaceTier.place_id.in_(list(place_ids)), PlaceTier.valid_from <= on)
    return set(db.session.scalars(statement))


def listed(ids: Iterable[int | None]) -> dict[int | None, Any]:
    """{id: a place as lists name it: id, code, country and names}."""
    known = reading.by_id(ids, Place.id, Place.code, Place.country)
    name = PlaceName
    names = reading.children(
        name.place_id, [row.id for row in known.values()], name.language, name.text, name.kind, name.is_guess
    )
    return {id: reading.listed(row, names=names.get(row.id, ())) for id, row in known.items()}


def display_name(place: Place, language: str) -> Shown:
    """The name for a reader of `language`, with the language it is in. Needs `place.names` loaded."""
    return rules.pick(place.names, language) or Shown(place.code or f"#{place.id}", "en")


def shows_guess(place: Place, language: str) -> bool:
    """Whether `display_name` gives a derived name that nobody has confirmed. Needs `place.names` loaded."""
    return rules.is_guess(place.names, language)


def countries_known() -> list[str]:
    """The codes of the countries that have places here, those of `rules.COUNTRIES` first that come first there."""
    found = set(db.session.scalars(select(Place.country).where(Place.archived_at.is_(None)).distinct()))
    return [code for code in rules.COUNTRIES if code in found]


def options(
    *, language: str, user: Actor, levels: Iterable[str] = (), first: Collection[str] = ()
) -> list[tuple[int, str]]:
    """Places as choices: [(id, "延吉市 · 延辺朝鮮族自治州")], in the order of the tree.

    What lies in a place with one of the codes `first`, and that place, stands before all others.
    """
    statement = visible_to(user).options(selectinload(Place.names)).order_by(Place.country, Place.tree_key, Place.id)
    if chosen := list(levels):
        statement = statement.where(Place.level.in_(chosen))
    read = db.session.scalars(statement).all()
    found = sorted(read, key=lambda place: not any(code in first for code in place.tree_key.split("/")))
    names = {place.id: display_name(place, language).text for place in found}
    missing = by_ids({p.parent_id for p in found if p.parent_id} - set(names))
    names_above = names | {id: display_name(place, language).text for id, place in missing.items()}
    return [(p.id, " · ".join(filter(None, (names[p.id], names_above.get(p.parent_id or 0))))) for p in found]


def named_so(keys: Collection[str]) -> dict[str, frozenset[int]]:
    """{folded name: the places called so, else those whose name begins with it}; names of no place are absent."""
    padded = literal(" ") + Place.search_key
    near = [padded.contains(f" {key}", autoescape=True) for key in keys]
    rows = db.session.execute(visible_to(None).with_only_columns(Place.id, Place.search_key).where(or_(false(), *near)))
    known = [(id, told.split(" ")) for id, told in rows]
    found: dict[str, frozenset[int]] = {}
    for key in keys:
        so = [id for id, names in known if key in names]
        begun = [id for id, names in known if any(name.startswith(key) for name in names)]
        if so or begun:
            found[key] = frozenset(so or begun)
    return found


def _named_so(name: str) -> dict[int, Place]:
    return by_ids(db.session.scalars(select(PlaceName.place_id).where(PlaceName.text == name).distinct()))


def called(name: str, language: str) -> str:
    """What the one place that is called so is called in a language; "" where none or several are, or nobody told.

    A town is known without its ending, too: flights go to 延吉.
    """
    found = _named_so(name) or _named_so(f"{name}市")
    place = next(iter(found.values())) if len(found) == 1 else None
    row = rules.written_name(place.names, language, place.country) if place is not None else None
    return row.text if row is not None and row.language == language else ""


def named_in(words: str, place_ids: Collection[int]) -> frozenset[int]:
    """Which of some places, countries aside, a text names, with or without 市, 州 … behind the name."""
    text = search_key(words)
    rows = db.session.execute(
        select(PlaceName.place_id, PlaceName.text)
        .join(Place, Place.id == PlaceName.place_id)
        .where(Place.id.in_(place_ids), Place.level != "country")
    )
    said = {
        id
        for id, name in rows
        for key in (search_key(name), search_key(name.rstrip(ENDINGS)))
        if len(key) >= SHORTEST and key in text
    }
    return frozenset(said)


def said_by(name: str, usual: int | None) -> int | None:
    """Where an organisation is taken to be: at the place that its name begins with, 沿海地方 of 沿海地方商工会議所.

    At the usual one where it says none, or says what that lies in; None where several places are called so."""
    key = search_key(name)
    if len(key) < SHORTEST or key.isascii():
        return usual
    begun = (literal(" ") + Place.search_key).contains(f" {key[:SHORTEST]}", autoescape=True)
    seen = visible_to(None).where(begun, Place.level != "country").with_only_columns(Place.id)
    rows = db.session.execute(select(PlaceName.place_id, PlaceName.text).where(PlaceName.place_id.in_(seen)))
    said: dict[str, set[int]] = {}
    for id, text in rows:
        for form in {search_key(text), search_key(text.rstrip(ENDINGS))}:
            if len(form) >= SHORTEST and key.startswith(form) and key != form:
                said.setdefault(form, set()).add(id)
    there = said[max(said, key=len)] if said else set()
    if not there or (usual is not None and there & lineages([usual])[usual]):
        return usual
    return there.pop() if len(there) == 1 else None


def holding() -> Select[int, int]:
    """(place_id, above_id) of every place with itself and each place above it: what to group by for sums of places
    with all below them."""
    tree = select(Place.id.label("place_id"), Place.id.label("above_id"), Place.parent_id).cte(recursive=True)
    above = aliased(Place)
    tree = tree.union_all(select(tree.c.place_id, above.id, above.parent_id).where(above.id == tree.c.parent_id))
    return select(tree.c.place_id, tree.c.above_id)


def lineages(place_ids: Iterable[int]) -> dict[int, frozenset[int]]:
    """{place id: itself and every place above it}, in one query."""
    found = by_first(_climb(), list(set(place_ids)))
    return {at_id: frozenset(row.id for row in above) for at_id, above in found.items()}


def climb(place_id: int) -> Select[int]:
    """The ids of a place and of every place above it, for a statement that asks what lies there."""
    return select(_climb().params(ids=[place_id]).subquery().c.id)


# Kept: a statement costs more to make than to ask; it holds no rows.
@cache
def _climb() -> Select[Any]:
    """(place id, the id of itself or of a place above it) of each of some ids."""
    climb = select(Place.id.label("at_id"), Place.id, Place.parent_id).where(of_ids(Place.id))
    tree = climb.cte(recursive=True)
    above = aliased(Place)
    tree = tree.union_all(select(tree.c.at_id, above.id, above.parent_id).where(above.id == tree.c.parent_id))
    return select(tree.c.at_id, tree.c.id)
