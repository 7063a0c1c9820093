"""Links between counterparts: the registry, one link, and those of a place or an organisation from either side."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, Select, and_, not_, or_, select, union
from sqlalchemy.orm import joinedload

from crm.contacts import queries as contacts
from crm.contacts.models import Organisation
from crm.core import conditions
from crm.core.conditions import Conditions
from crm.core.database import db
from crm.core.folding import search_key
from crm.core.paging import PAGE_SIZE, OrderColumn, Page, page
from crm.core.permissions import Actor
from crm.core.records import only, stands
from crm.core.sight import shared
from crm.counterparts.models import SisterLink
from crm.lookup import queries as lookup
from crm.places import queries as places
from crm.places.models import Place
from crm.places.rules import Shown

SORTS: Final[dict[str, tuple[OrderColumn, ...]]] = {
    "-signed": (OrderColumn(SisterLink.sort_key, descending=True), OrderColumn(SisterLink.id, descending=True)),
    "signed": (OrderColumn(SisterLink.sort_key), OrderColumn(SisterLink.id)),
}

#: One side of a link as it is stored: (place id, organisation id), one of the two.
Ends = tuple[int | None, int | None]


@dataclass(frozen=True)
class Side:
    """One side of a link: its name, and where its page is."""

    name: Shown
    endpoint: str
    id: int
    record: Place | Organisation


@dataclass(frozen=True)
class LinkLine:
    """A link with both sides named; on the page of one of them, `there` is the other one."""

    link: SisterLink
    here: Side
    there: Side

    def joins(self, organisation_ids: Collection[int], place_ids: Collection[int]) -> bool:
        """Whether one of its sides is among these bodies or places."""
        link = self.link
        bodies = {link.organisation_id, link.other_organisation_id}
        return not bodies.isdisjoint(organisation_ids) or not {link.place_id, link.other_place_id}.isdisjoint(place_ids)


def visible_to(user: Actor | None, *, archived: bool = False) -> Select[SisterLink]:
    """Every link that is not archived, or the archive: all staff see all."""
    return shared(select(SisterLink).where(stands(SisterLink, archived=archived)), user)


#: Both sides with their names: a fixed number of queries, however many links.
SIDES: Final = (
    joinedload(SisterLink.place).selectinload(Place.names),
    joinedload(SisterLink.other_place).selectinload(Place.names),
    joinedload(SisterLink.organisation).selectinload(Organisation.names),
    joinedload(SisterLink.other_organisation).selectinload(Organisation.names),
)


def _loaded(statement: Select[SisterLink]) -> Select[SisterLink]:
    return statement.options(*SIDES)


def one(id: int, *, user: Actor, archived: bool = False) -> SisterLink:
    """The link with both sides; NotVisible when there is none."""
    return only(visible_to(user, archived=archived), id, *SIDES)


def _called(text: str) -> ColumnElement[bool]:
    """Whether a name of one of the sides, or the document, holds the text."""
    document = SisterLink.basis_document.icontains(text, autoescape=True)
    if not (key := search_key(text)):
        return document
    in_places = select(Place.id).where(Place.search_key.contains(key, autoescape=True))
    in_bodies = select(Organisation.id).where(Organisation.id.in_(lookup.matching("organisations", text)))
    return or_(document, _on_a_side(in_places, in_bodies))


def _of_body(organisation_id: int) -> ColumnElement[bool]:
    return or_(SisterLink.organisation_id == organisation_id, SisterLink.other_organisation_id == organisation_id)


def _on_a_side(in_places: Select[int], in_bodies: Select[int]) -> ColumnElement[bool]:
    return or_(
        SisterLink.place_id.in_(in_places),
        SisterLink.other_place_id.in_(in_places),
        SisterLink.organisation_id.in_(in_bodies),
        SisterLink.other_organisation_id.in_(in_bodies),
    )


def _in_countries(codes: Collection[str]) -> ColumnElement[bool]:
    in_places = select(Place.id).where(Place.country.in_(codes))
    in_bodies = select(Organisation.id).where(Organisation.country.in_(codes))
    return _on_a_side(in_places, in_bodies)


def _is_sister(wanted: bool) -> ColumnElement[bool]:
    """Whether all three tests of a sister city are fulfilled."""
    tests = and_(SisterLink.heads_signed, SisterLink.broad, SisterLink.approved)
    return tests if wanted else not_(tests)


@dataclass(frozen=True)
class Filter(Conditions):
    """Conditions of the registry. Countries, names and bodies count on either side."""

    q: str = conditions.text(_called)
    only: Collection[int] = conditions.only(SisterLink.id)
    kind: Collection[str] = conditions.codes(SisterLink.kind)
    status: Collection[str] = conditions.codes(SisterLink.status)
    country: Collection[str] = conditions.codes(_in_countries)
    organisation: int | None = conditions.record(_of_body)
    sister: bool | None = conditions.yes_no(_is_sister)


def filtered(wanted: Filter, *, user: Actor) -> Select[SisterLink]:
    """The visible links that fulfil every condition."""
    return visible_to(user).where(*wanted.where())


def links(
    wanted: Filter,
    *,
    user: Actor,
    language: str,
    sort: str = "-signed",
    cursor: str | None = None,
    size: int = PAGE_SIZE,
) -> Page[LinkLine]:
    """A page of the registry, the latest signed first unless `sort` says otherwise."""
    found: Page[SisterLink] = page(_loaded(filtered(wanted, user=user)), SORTS[sort], cursor, size)
    rows = [line(link, language) for link in found.rows]
    return found.of(rows)


def countries(user: Actor) -> Sequence[str]:
    """The codes of the countries whose places and bodies stand in the registry."""
    links = visible_to(user)
    sides = [
        select(model.country).where(model.id.in_(links.with_only_columns(side)))
        for model, columns in (
            (Place, (SisterLink.place_id, SisterLink.other_place_id)),
            (Organisation, (SisterLink.organisation_id, SisterLink.other_organisation_id)),
        )
        for side in columns
    ]
    return db.session.scalars(union(*sides)).all()


def line(link: SisterLink, language: str) -> LinkLine:
    """A loaded link with both sides named for a reader."""
    return LinkLine(
        link,
        _side(link.place, link.organisation, language),
        _side(link.other_place, link.other_organisation, language),
    )


def _side(place: Place | None, organisation: Organisation | None, language: str) -> Side:
    if place is not None:
        return Side(places.display_name(place, language), "places.record", place.id, place)
    if organisation is None:  # the table checks that each side is one of the two
        raise ValueError("a side of a link is a place or an organisation")
    return Side(contacts.display_name(organisation, language), "contacts.organisation", organisation.id, organisation)


def of_place(place_id: int, *, user: Actor | None, language: str) -> list[LinkLine]:
    """The links of a place, of what lies in it and of what it lies in below the country, each seen from its own side:
    the other one is `there`. What the prefecture agreed holds for its city, too."""
    place_ids = _around(place_id)
    on_it = or_(SisterLink.place_id.in_(place_ids), SisterLink.other_place_id.in_(place_ids))
    return [_turned(link, link.place_id not in place_ids, language) for link in _sorted(visible_to(user).where(on_it))]


def _around(place_id: int) -> set[int]:
    below = db.session.scalars(places.within(place_id))
    wider = select(Place.id).where(Place.id.in_(places.lineages([place_id])[place_id]), Place.level != "country")
    return {*below, *db.session.scalars(wider)}


def of_organisation(organisation_id: int, *, user: Actor | None, language: str) -> list[LinkLine]:
    """The links of one organisation, seen from its side."""
    return [
        _turned(link, link.organisation_id != organisation_id, language)
        for link in _sorted(visible_to(user).where(_of_body(organisation_id)))
    ]


def alike(kind: str, here: Ends, there: Ends, *, user: Actor, language: str) -> list[LinkLine]:
    """The links of a kind that stand already between the same two sides, whichever of them comes first."""
    either = or_(_between(here, there), _between(there, here))
    return [line(link, language) for link in _sorted(visible_to(user).where(SisterLink.kind == kind, either))]


def _between(first: Ends, second: Ends) -> ColumnElement[bool]:
    columns = (
        *(SisterLink.place_id, SisterLink.organisation_id),
        *(SisterLink.other_place_id, SisterLink.other_organisation_id),
    )
    return and_(*(column == id for column, id in zip(columns, (*first, *second), strict=True)))


def of_hosts(hosts: Mapping[int, int | None], *, user: Actor | None, language: str) -> dict[int, list[LinkLine]]:
    """{organisation id: links in force of it, of its place and of the place above}; `hosts` is {its id: place id}.

    A fixed number of queries, however many hosts.
    """
    near = {place_id: {place_id} for place_id in hosts.values() if place_id is not None}
    for place_id, parent_id in db.session.execute(select(Place.id, Place.parent_id).where(Place.id.in_(near))):
        near[place_id] |= {parent_id} if parent_id else set()
    every = {id for ids in near.values() for id in ids}
    involved = or_(
        SisterLink.place_id.in_(every),
        SisterLink.other_place_id.in_(every),
        SisterLink.organisation_id.in_(hosts),
        SisterLink.other_organisation_id.in_(hosts),
    )
    lines = [
        line(link, language) for link in _sorted(visible_to(user).where(involved, SisterLink.status == "in_force"))
    ]
    return {
        id: [found for found in lines if _concerns(found.link, id, near.get(place_id or 0, set()))]
        for id, place_id in hosts.items()
    }


def _concerns(link: SisterLink, organisation_id: int, place_ids: set[int]) -> bool:
    bodies = (link.organisation_id, link.other_organisation_id)
    return organisation_id in bodies or link.place_id in place_ids or link.other_place_id in place_ids


def _sorted(statement: Select[SisterLink]) -> Sequence[SisterLink]:
    ordered = _loaded(statement).order_by(SisterLink.sort_key.desc(), SisterLink.id.desc())
    return db.session.scalars(ordered).all()


def _turned(link: SisterLink, other: bool, language: str) -> LinkLine:
    found = line(link, language)
    return LinkLine(link, found.there, found.here) if other else found
