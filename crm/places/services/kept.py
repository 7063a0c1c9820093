"""Places kept by hand: added, changed, their derived names confirmed, archived and brought back."""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import available_timezones

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from crm.audit.services import action
from crm.core import clock
from crm.core.database import db, touch
from crm.core.errors import Refused
from crm.core.languages import LANGUAGE_LABELS
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.places import queries, rules
from crm.places.models import Place, PlaceName
from crm.places.services.places import find_by_names, place_in_tree


@dataclass(frozen=True)
class NameInput:
    """A name as the form gives it; `id` is that of the row it replaces."""

    language: str
    text: str
    reading: str = ""
    kind: str = "official"
    is_guess: bool = False
    id: int | None = None


@dataclass(frozen=True)
class PlaceInput:
    """A place as the office writes it. `parent_id` is None for a country alone, which the table of facts gives."""

    parent_id: int | None
    level: str
    timezone: str
    names: Sequence[NameInput]
    code: str | None = None
    lat: float | None = None
    lon: float | None = None
    note: str = ""


def add(wanted: PlaceInput, *, by: Actor | None) -> Place:
    """A place below another one, in the same country. Refusals name the field of the form."""
    if wanted.parent_id is None:
        raise Refused(Text("Choose one."), "parent_id")
    parent = _check(wanted, None)
    place = Place(country=parent.country if parent else "", names=[], tiers=[])
    with action(rules.ADDED, by=by):
        _write(place, wanted)
        db.session.add(place)
        db.session.flush()
        place_in_tree(place, parent)
    return place


def change(place: Place, wanted: PlaceInput, *, by: Actor | None) -> None:
    """Correct a place (names loaded); with it moves everything below. Refusals as for `add`."""
    parent = _check(wanted, place)
    with action(rules.CHANGED, by=by):
        _write(place, wanted)
        touch(place)
        db.session.flush()
        place_in_tree(place, parent)


def confirm(place: Place, *, by: Actor | None) -> None:
    """Somebody who knows says that the derived names are right. Needs `place.names` loaded."""
    with action(rules.CONFIRMED, by=by):
        for name in place.names:
            name.is_guess = False
        touch(place)


def archive(place: Place, *, by: Actor | None) -> None:
    """Out of lists and choosers; records that name it keep it. Refused while places below it are in use."""
    if db.session.scalar(select(Place.id).where(Place.parent_id == place.id, Place.archived_at.is_(None)).limit(1)):
        raise Refused(Text("Archive the places below this one first."))
    with action(rules.ARCHIVED, by=by):
        place.archived_at = clock.now()


def _write(place: Place, wanted: PlaceInput) -> None:
    place.parent_id, place.level, place.timezone = wanted.parent_id, wanted.level, wanted.timezone
    place.code, place.note = wanted.code or None, wanted.note
    place.lat, place.lon = wanted.lat, wanted.lon
    known = {name.id: name for name in place.names}
    same = {(name.language, name.kind, name.text): name for name in place.names}
    place.names = [
        _named(known.get(name.id or 0) or same.get((name.language, name.kind, name.text)) or PlaceName(), name)
        for name in wanted.names
    ]
    find_by_names(place)


def _named(row: PlaceName, name: NameInput) -> PlaceName:
    row.language, row.kind, row.text, row.reading = name.language, name.kind, name.text, name.reading
    row.is_guess = name.is_guess
    return row


def _check(wanted: PlaceInput, place: Place | None) -> Place | None:
    """The place above, if what was written can be."""
    if wanted.level not in rules.LEVELS or (wanted.level == "country") != (wanted.parent_id is None):
        raise Refused(Text("Choose one."), "level")
    if wanted.timezone not in available_timezones():
        raise Refused(Text("This time zone is not known."), "timezone")
    if not any(name.text and name.kind == "official" and name.language in LANGUAGE_LABELS for name in wanted.names):
        raise Refused(Text("Enter at least one official name."), "names")
    if len({(name.language, name.kind, name.text) for name in wanted.names}) < len(wanted.names):
        raise Refused(Text("The same name appears twice."), "names")
    if wanted.lat is not None and not -90 <= wanted.lat <= 90:
        raise Refused(Text("A latitude must be between −90 and 90."), "lat")
    if wanted.lon is not None and not -180 <= wanted.lon <= 180:
        raise Refused(Text("A longitude must be between −180 and 180."), "lon")
    same = select(Place.id).where(Place.code == wanted.code, Place.id != (place.id if place is not None else 0))
    if wanted.code and db.session.scalar(same):
        raise Refused(Text("Another place already has this code."), "code")
    return _parent(wanted, place) if wanted.parent_id is not None else None


def _parent(wanted: PlaceInput, place: Place | None) -> Place:
    parent = db.session.get(Place, wanted.parent_id)
    if parent is None:
        raise Refused(Text("Choose one from the list."), "parent_id")
    if place is not None:
        if parent.country != place.country:
            raise Refused(Text("This place is in another country."), "parent_id")
        if place.id in queries.lineages([parent.id])[parent.id]:
            raise Refused(Text("A place cannot be part of itself."), "parent_id")
    levels = list(rules.LEVELS)
    if levels.index(parent.level) >= levels.index(wanted.level):
        raise Refused(Text("The place above must be of a higher level."), "level")
    if place is None:
        _check_new(wanted, parent)
    return parent


def _check_new(wanted: PlaceInput, parent: Place) -> None:
    """Two places of one name beside each other are one."""
    texts = [name.text for name in wanted.names]
    beside = select(Place).where(Place.parent_id == parent.id, Place.names.any(PlaceName.text.in_(texts)))
    found = db.session.scalar(beside.options(selectinload(Place.names)).limit(1))
    if found is not None:
        where = Text("It is archived.") if found.archived_at else Text("Choose that one instead.")
        raise Refused(Text("This place is already recorded. %(what_now)s", what_now=where), "names")
