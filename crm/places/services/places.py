"""What is done to places: loaded from our own data, taken from the facts, kept by hand, archived, given a tier."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from crm.audit.services import action
from crm.core.database import db, touch
from crm.core.errors import Refused
from crm.core.folding import search_key
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.places import queries, rules
from crm.places.models import Place, PlaceName, PlaceTier
from crm.places.services.checks import Loaded, check_day


def load(rows: Iterable[Mapping[str, str]], *, by: Actor | None) -> Loaded:
    """Make or complete places from lines of our own data (`queries.own_data("places")`), parents first.

    Matched by code; nothing that the office added is taken away, so loading twice changes nothing.
    ValueError for a line that cannot be read or a parent that is not known.
    """
    specs = [rules.spec(row) for row in rows]
    loading = select(Place).options(selectinload(Place.names), selectinload(Place.tiers))
    known = {place.code: place for place in db.session.scalars(loading) if place.code}
    created = changed = 0
    with action(rules.LOADED, by=by):
        for spec in specs:
            if spec.parent and spec.parent not in known:
                raise ValueError(f"place {spec.code}: its parent {spec.parent} is not known")
            parent = known[spec.parent] if spec.parent else None
            place = known.get(spec.code)
            if place is None:
                if parent in db.session.new:
                    db.session.flush()  # all of a level at once
                known[spec.code] = _created(spec, parent)
                created += 1
            else:
                changed += _completed(place, spec)
    return Loaded(created, changed)


def _created(spec: rules.PlaceSpec, parent: Place | None) -> Place:
    """A new place; `parent` has its id. Without a code of its own it is written now: its id orders it."""
    place = Place(
        parent_id=parent.id if parent else None,
        level=spec.level,
        country=spec.country,
        code=spec.code,
        lat=spec.lat,
        lon=spec.lon,
        timezone=spec.timezone,
        population=spec.population,
        population_asof=spec.population_asof,
        note=spec.note,
        names=[],
        tiers=[],
    )
    _completed(place, spec)
    db.session.add(place)
    if not place.code:
        db.session.flush()
    place.tree_key = _tree_key(place, parent)
    return place


def _tree_key(place: Place, parent: Place | None) -> str:
    """Of a place without a code it needs the id."""
    own = place.code or f"~{place.id:08d}"
    return f"{parent.tree_key}/{own}" if parent is not None else own


def _completed(place: Place, spec: rules.PlaceSpec) -> bool:
    """Add the names and the tier that are missing; whether anything was."""
    present = {(name.language, name.kind, name.text) for name in place.names}
    names = [n for n in spec.names if (n.language, n.kind, n.text) not in present]
    place.names += [
        PlaceName(language=n.language, text=n.text, reading=n.reading, kind=n.kind, is_guess=n.is_guess) for n in names
    ]
    untiered = spec.tier is not None and not place.tiers
    if untiered:
        place.tiers.append(PlaceTier(tier=spec.tier, valid_from=spec.tier_from, basis=spec.tier_basis))
    if names:
        find_by_names(place)
    return bool(names) or untiered


def find_by_names(place: Place) -> None:
    """Write what searches look into; needs `place.names` loaded."""
    place.search_key = rules.key_of(text for name in place.names for text in (name.text, name.reading))


def take(fact_id: str, *, typed: str = "", language: str = "ja", by: Actor | None) -> Place:
    """The place of a fact (`queries.find_facts`), made with all that is above it, or as it is kept already.

    What was typed to find it is how the office writes it: 黒龍江省 stays, where the table derived 黒竜江省.
    Refused for a fact that is none.
    """
    fact = queries.facts().get(fact_id)
    if fact is None:
        raise Refused(Text("This place is not in the table."), "q")
    kept = queries.kept([fact]).get(fact_id)
    with action(rules.ADDED, by=by):
        if kept is None:
            return _taken(fact, typed, language)
        kept.archived_at = None
        return kept


def _taken(fact: queries.Fact, typed: str, language: str) -> Place:
    parent = None
    if fact.parent_id is not None:
        above = queries.facts()[fact.parent_id]
        parent = queries.kept([above]).get(above.id) or _taken(above, "", language)
    names = tuple(_as_written(name, typed, language) for name in fact.spec.names)
    place = _created(replace(fact.spec, names=names), parent)
    db.session.flush()
    _adopt(place, fact)
    return place


def _as_written(name: rules.NameSpec, typed: str, language: str) -> rules.NameSpec:
    same = name.language == language and name.kind == "official" and search_key(typed) == search_key(name.text)
    return replace(name, text=typed.strip(), is_guess=False) if same else name


def _adopt(place: Place, fact: queries.Fact) -> None:
    """A city that stood directly under its country moves into its province once that is there."""
    children = {f.spec.code for f in queries.facts().values() if f.parent_id == fact.id and f.spec.code}
    beside = select(Place).where(Place.parent_id == place.parent_id, Place.code.in_(children), Place.id != place.id)
    for child in db.session.scalars(beside) if place.parent_id and children else ():
        child.parent_id = place.id
        place_in_tree(child, place)


def place_in_tree(place: Place, parent: Place | None) -> None:
    """Write the order of a place and of all below it anew."""
    place.tree_key = _tree_key(place, parent)
    db.session.flush()
    for child in db.session.scalars(select(Place).where(Place.parent_id == place.id)):
        place_in_tree(child, place)


def add_tier(place: Place, *, tier: str, valid_from: date, basis: str, by: Actor | None) -> PlaceTier:
    """From `valid_from` on the place counts as `tier`. One tier a day; needs `place.tiers` loaded."""
    if tier not in rules.TIERS:
        raise Refused(Text("Choose one."), "tier")
    check_day(valid_from, "valid_from")
    if any(known.valid_from == valid_from for known in place.tiers):
        raise Refused(Text("There is already a tier from this day on."), "valid_from")
    row = PlaceTier(tier=tier, valid_from=valid_from, basis=basis)
    with action(rules.TIER_ADDED, by=by):
        place.tiers.append(row)
        touch(place)
    return row
