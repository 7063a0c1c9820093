"""Sales routes with the assessments of their owners, and whether an organisation has any routes: computed as of a day,
never a box that someone ticks (INV-P1)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, true
from sqlalchemy.orm import aliased, joinedload, selectinload

from crm.contacts import queries as contacts
from crm.contacts.models import Organisation
from crm.core import conditions, reading
from crm.core.conditions import Conditions
from crm.core.database import db
from crm.core.paging import PAGE_SIZE, OrderColumn, Page, page
from crm.core.permissions import Actor
from crm.core.records import only, stands
from crm.core.sight import shared
from crm.lookup import queries as lookup
from crm.partners import rules
from crm.partners.models import PartnerAssessment, RouteCoverage, RouteEvidence, RouteRest, SalesRoute
from crm.partners.rules import grades_from
from crm.places import queries as places
from crm.places.models import Place

#: What the record's page shows.
LOADED: Final[tuple[Any, ...]] = (
    joinedload(SalesRoute.organisation).selectinload(Organisation.names),
    selectinload(SalesRoute.coverage).joinedload(RouteCoverage.place).selectinload(Place.names),
    selectinload(SalesRoute.evidence),
)
#: What its own page and its form show besides.
_ALONE: Final = (*LOADED, selectinload(SalesRoute.rests))
#: What a line of the list shows of the route itself.
_LINE: Final = (
    SalesRoute.id, SalesRoute.organisation_id, SalesRoute.name, SalesRoute.channel, SalesRoute.category,
    SalesRoute.outlets, SalesRoute.throughput, SalesRoute.throughput_currency, SalesRoute.throughput_year,
    SalesRoute.share, SalesRoute.status, SalesRoute.valid_from, SalesRoute.valid_to,
    Organisation.place_id.label("own_place_id"),
)  # fmt: skip
SORTS: Final[dict[str, tuple[OrderColumn, ...]]] = {
    "-recorded": (OrderColumn(SalesRoute.id, descending=True),),
    "recorded": (OrderColumn(SalesRoute.id),),
    "name": (OrderColumn(SalesRoute.name), OrderColumn(SalesRoute.id)),
    "-name": (OrderColumn(SalesRoute.name, descending=True), OrderColumn(SalesRoute.id, descending=True)),
}


def reaches_barred() -> ColumnElement[bool]:
    """That a route reaches into a country with which all trade is barred (INV-P2)."""
    there = Place.country.in_(rules.BARRED_COUNTRIES)
    return exists().where(RouteCoverage.route_id == SalesRoute.id, RouteCoverage.place_id == Place.id, there)


def ever_active() -> ColumnElement[bool]:
    """That a route is active, or was until a day that is on record."""
    ended = exists().where(RouteRest.route_id == SalesRoute.id, RouteRest.used_again_on.is_(None))
    return or_(SalesRoute.status == rules.ACTIVE, and_(SalesRoute.status.in_(rules.UNUSED), ended))


def reaches_elsewhere() -> ColumnElement[bool]:
    """That a route reaches a place other than its organisation's own, which is joined: one of two is another, wherever
    that is."""
    of_it = RouteCoverage.route_id == SalesRoute.id
    several = select(func.count(RouteCoverage.place_id.distinct())).where(of_it).correlate(SalesRoute).scalar_subquery()
    return or_(
        exists().where(of_it, RouteCoverage.place_id != Organisation.place_id).correlate(SalesRoute, Organisation),
        and_(Organisation.place_id.is_(None), several > 1),
    )


def _counting(column: Any, on: date, category: str = "") -> Select[int]:
    """A column of the routes that count on a day.

    INV-P1: the route is active on the day (one that is suspended or no longer used was, before that), valid on it,
    carries the category (any when none is asked for; a route without a category carries all), is documented or better
    by evidence dated up to the day, and covers at least one place other than the organisation's own. Of one whose own
    place is not known nobody can say that: `has_routes` says so. One into a barred country never counts (INV-P2).
    """
    proven = exists().where(
        RouteEvidence.route_id == SalesRoute.id, RouteEvidence.grade.in_(grades_from()), RouteEvidence.on <= on
    )
    carries = or_(SalesRoute.category == "", SalesRoute.category == category) if category else true()
    return (
        select(column)
        .join(Organisation, Organisation.id == SalesRoute.organisation_id)
        .where(
            SalesRoute.archived_at.is_(None),
            ever_active(),
            ~exists().where(
                RouteRest.route_id == SalesRoute.id,
                RouteRest.since <= on,
                or_(RouteRest.used_again_on.is_(None), RouteRest.used_again_on > on),
            ),
            or_(SalesRoute.valid_from.is_(None), SalesRoute.valid_from <= on),
            or_(SalesRoute.valid_to.is_(None), SalesRoute.valid_to >= on),
            carries,
            proven,
            reaches_elsewhere(),
            ~reaches_barred(),
        )
        .distinct()
    )


def has_routes(organisation_id: int, on: date, category: str = "") -> bool | None:
    """Whether an organisation has sales routes on a day, for a category of goods or for any (INV-P1).

    None, unknown, where nobody told the organisation's own place, whether or not a route of it is on record: who
    does not even know where a firm is knows no more of how far it sells.
    """
    found = select(
        _counting(SalesRoute.id, on, category).where(SalesRoute.organisation_id == organisation_id).exists(),
        exists().where(Organisation.id == organisation_id, Organisation.place_id.is_(None)),
    )
    counts, unplaced = db.session.execute(found).one()
    return True if counts else None if unplaced else False


def reaching_places(on: date, *, user: Actor) -> dict[int, int]:
    """{place: how many routes that count on a day reach it or what lies in it}; places that none reaches are absent."""
    held = places.holding().subquery()
    counted = (
        visible_to(user)
        .join(RouteCoverage, RouteCoverage.route_id == SalesRoute.id)
        .join(held, held.c.place_id == RouteCoverage.place_id)
        .where(SalesRoute.id.in_(_counting(SalesRoute.id, on)))
        .with_only_columns(held.c.above_id, func.count(SalesRoute.id.distinct()))
        .group_by(held.c.above_id)
    )
    return {row[0]: row[1] for row in db.session.execute(counted)}


# ------------------------------------------------------------------ the routes themselves


def _called(text: str) -> ColumnElement[bool]:
    """In the route's own name, or in any form of its owner's."""
    owners = SalesRoute.organisation_id.in_(lookup.matching("organisations", text))
    return or_(SalesRoute.name.icontains(text, autoescape=True), owners)


def _reaches(place_id: int) -> ColumnElement[bool]:
    """Reaches the place or one below it."""
    reaching = select(RouteCoverage.route_id).where(RouteCoverage.place_id.in_(places.within(place_id)))
    return SalesRoute.id.in_(reaching)


@dataclass(frozen=True)
class Filter(Conditions):
    """Conditions of the list. `counts`: whether a route counts on the day `on` (INV-P1), which goes with it."""

    q: str = conditions.text(_called)
    only: Collection[int] = conditions.only(SalesRoute.id)
    organisation: int | None = conditions.record(SalesRoute.organisation_id)
    channel: Collection[str] = conditions.codes(SalesRoute.channel)
    category: Collection[str] = conditions.codes(SalesRoute.category)
    status: Collection[str] = conditions.codes(SalesRoute.status)
    place: int | None = conditions.record(_reaches)
    counts: bool | None = None
    on: date | None = None


def visible_to(user: Actor | None, *, archived: bool = False) -> Select[SalesRoute]:
    """Every route that is not archived, or the archive: all staff see all."""
    return shared(select(SalesRoute).where(stands(SalesRoute, archived=archived)), user)


def one(id: int, *, user: Actor, archived: bool = False) -> SalesRoute:
    """The route with its owner, reach and evidence; NotVisible when there is none."""
    return only(visible_to(user, archived=archived), id, *_ALONE)


def filtered(wanted: Filter, *, user: Actor) -> Select[SalesRoute]:
    """The visible routes that fulfil every condition."""
    statement = visible_to(user).where(*wanted.where())
    if wanted.counts is not None and wanted.on is not None:
        counting = SalesRoute.id.in_(_counting(SalesRoute.id, wanted.on))
        statement = statement.where(counting if wanted.counts else ~counting)
    return statement


def routes(
    wanted: Filter, *, user: Actor, sort: str = "-recorded", cursor: str | None = None, size: int = PAGE_SIZE
) -> Page[Any]:
    """A page of the list as plain rows, the latest recorded first unless `sort` says otherwise."""
    matching = filtered(wanted, user=user)
    lines: Any = matching.join(SalesRoute.organisation).with_only_columns(*_LINE)
    found = page(lines, SORTS[sort], cursor, size, columns=True, counted=matching)
    return found.of(_lines(found.rows))


def _lines(rows: Sequence[Any]) -> list[Any]:
    ids = [row.id for row in rows]
    owners = contacts.listed_organisations(row.organisation_id for row in rows)
    reached = reading.children(RouteCoverage.route_id, ids, RouteCoverage.place_id)
    known = places.listed(row.place_id for of_route in reached.values() for row in of_route)
    proofs = reading.children(
        RouteEvidence.route_id, ids, RouteEvidence.grade, RouteEvidence.on.label("on"), RouteEvidence.note
    )
    return [
        reading.listed(
            row,
            organisation=owners[row.organisation_id],
            coverage=[reading.listed(each, place=known[each.place_id]) for each in reached.get(row.id, ())],
            evidence=proofs.get(row.id, ()),
        )
        for row in rows
    ]


def of_organisation(organisation_id: int, *, user: Actor) -> list[SalesRoute]:
    """The routes of one organisation, in the order they were recorded."""
    statement = visible_to(user).where(SalesRoute.organisation_id == organisation_id).options(*LOADED)
    return list(db.session.scalars(statement.order_by(SalesRoute.id)))


@dataclass(frozen=True)
class ReachedPlace:
    """A place, and the routes of one organisation that reach it; `counts` whether one of them does on a day."""

    place: Place
    routes: Sequence[SalesRoute]
    counts: bool

    @property
    def is_drawn(self) -> bool:
        """Whether anybody knows where it lies."""
        return self.place.lat is not None and self.place.lon is not None


def reach(organisation_id: int, *, user: Actor, on: date) -> list[ReachedPlace]:
    """The places that the routes of one organisation reach, those that a route reaches first that counts on a day."""
    found: dict[int, tuple[Place, list[SalesRoute]]] = {}
    for route in of_organisation(organisation_id, user=user):
        for each in route.coverage:
            found.setdefault(each.place_id, (each.place, []))[1].append(route)
    told = [
        ReachedPlace(place, routes, any(not gaps(route, on) for route in routes)) for place, routes in found.values()
    ]
    return sorted(told, key=lambda each: (not each.counts, -len(each.routes), each.place.id))


def gaps(route: Any, on: date) -> list[str]:
    """Why a loaded route, or a line of the list, does not count on a day; empty when it does."""
    return rules.gaps(
        on,
        status=route.status,
        valid_from=route.valid_from,
        valid_to=route.valid_to,
        evidence=[(proof.grade, proof.on) for proof in route.evidence],
        place_ids=[reach.place_id for reach in route.coverage],
        own_place_id=route.own_place_id,
        countries={reach.place.country for reach in route.coverage},
    )


# ------------------------------------------------------------------ assessments

ASSESSED: Final[tuple[Any, ...]] = (
    joinedload(PartnerAssessment.organisation).selectinload(Organisation.names),
    joinedload(PartnerAssessment.assessor),
    joinedload(PartnerAssessment.task),
)
ASSESSMENT_SORTS: Final[dict[str, tuple[OrderColumn, ...]]] = {
    "-assessed": (
        OrderColumn(PartnerAssessment.assessed_on, descending=True), OrderColumn(PartnerAssessment.id, descending=True)
    ),
    "assessed": (OrderColumn(PartnerAssessment.assessed_on), OrderColumn(PartnerAssessment.id)),
}  # fmt: skip


def _later() -> Any:
    """That an organisation was assessed again since."""
    other = aliased(PartnerAssessment)
    newer = or_(
        other.assessed_on > PartnerAssessment.assessed_on,
        (other.assessed_on == PartnerAssessment.assessed_on) & (other.id > PartnerAssessment.id),
    )
    same = other.organisation_id == PartnerAssessment.organisation_id
    return exists().where(same, other.archived_at.is_(None), newer)


def _due(on: date) -> ColumnElement[bool]:
    """Whose next review has come by a day, and nobody has assessed again since."""
    return and_(PartnerAssessment.next_review <= on, ~_later())


def _assessed_so(text: str) -> ColumnElement[bool]:
    """In any form of the name of who was assessed, or in the notes."""
    assessed = PartnerAssessment.organisation_id.in_(lookup.matching("organisations", text))
    return or_(PartnerAssessment.notes.icontains(text, autoescape=True), assessed)


@dataclass(frozen=True)
class AssessmentFilter(Conditions):
    """Conditions of the list. `due`: whether the next review has come by the day `on`, which goes with it."""

    q: str = conditions.text(_assessed_so)
    only: Collection[int] = conditions.only(PartnerAssessment.id)
    organisation: int | None = conditions.record(PartnerAssessment.organisation_id)
    judgement: Collection[str] = conditions.codes(PartnerAssessment.judgement)
    due: bool = False
    on: date | None = None


def visible_assessments(user: Actor | None, *, archived: bool = False) -> Select[PartnerAssessment]:
    """Every assessment that is not archived, or the archive: all staff see all."""
    return shared(select(PartnerAssessment).where(stands(PartnerAssessment, archived=archived)), user)


def assessment(id: int, *, user: Actor, archived: bool = False) -> PartnerAssessment:
    """One assessment with its organisation, assessor and task; NotVisible when there is none."""
    return only(visible_assessments(user, archived=archived), id, *ASSESSED)


def filtered_assessments(wanted: AssessmentFilter, *, user: Actor) -> Select[PartnerAssessment]:
    """The visible assessments that fulfil every condition."""
    statement = visible_assessments(user).where(*wanted.where())
    return statement.where(_due(wanted.on)) if wanted.due and wanted.on is not None else statement


def assessments(
    wanted: AssessmentFilter, *, user: Actor, sort: str = "-assessed", cursor: str | None = None, size: int = PAGE_SIZE
) -> Page[PartnerAssessment]:
    """A page of the list, the latest first unless `sort` says otherwise."""
    statement = filtered_assessments(wanted, user=user).options(*ASSESSED)
    return page(statement, ASSESSMENT_SORTS[sort], cursor, size)


def assessments_of(organisation_id: int, *, user: Actor | None) -> list[PartnerAssessment]:
    """The assessments of one organisation, the latest first."""
    statement = visible_assessments(user).where(PartnerAssessment.organisation_id == organisation_id)
    ordered = statement.order_by(PartnerAssessment.assessed_on.desc(), PartnerAssessment.id.desc())
    return list(db.session.scalars(ordered.options(*ASSESSED)))


def reviews(task_ids: Collection[int]) -> dict[int, PartnerAssessment]:
    """{task: the assessment that asks by it for another one}, for one who sees the tasks; names are loaded."""
    statement = select(PartnerAssessment).where(PartnerAssessment.task_id.in_(task_ids))
    loaded = joinedload(PartnerAssessment.organisation).joinedload(Organisation.names)
    rows = db.session.scalars(statement.options(loaded)).unique()
    return {row.task_id: row for row in rows if row.task_id is not None}
