"""How organisations stand to each other, read from either side."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Generic, TypeVar

from sqlalchemy import BindParameter, ColumnElement, Integer, Row, Select, bindparam, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from crm.contacts import rules
from crm.contacts.models import Organisation, OrganisationName, OrganisationRelation
from crm.contacts.queries.display import ListedOrganisation
from crm.contacts.queries.organisations import visible_organisations
from crm.core import here, reading
from crm.core.database import db
from crm.core.errors import NotVisible
from crm.core.permissions import Actor

AnyRelation = TypeVar("AnyRelation", OrganisationRelation, Row[Any])
Other = TypeVar("Other", Organisation, ListedOrganisation)


@dataclass(frozen=True)
class RelationLine(Generic[AnyRelation, Other]):
    """A relation as one of the two sees it: what the other is to it, and whether that holds today.

    Records, or the plain rows that a page with many of them shows.
    """

    relation: AnyRelation
    label: str  #: what the other is to this one, a marked message id: "Subsidiary"
    other: Other
    current: bool


def _is_visible(id: ColumnElement[int] | InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Asked of the few organisations at hand: `IN` would list all of them first."""
    return visible_organisations(None).where(Organisation.id == id).exists()


def _touches(organisation_id: int | BindParameter[int]) -> ColumnElement[bool]:
    return or_(
        OrganisationRelation.organisation_id == organisation_id, OrganisationRelation.other_id == organisation_id
    )


_VISIBLE: Final = (
    select(OrganisationRelation)
    .where(_is_visible(OrganisationRelation.organisation_id))
    .where(_is_visible(OrganisationRelation.other_id))
)


def visible_relations() -> Select[OrganisationRelation]:
    """The relations between organisations that everyone may see."""
    return _VISIBLE


_OF_ONE: Final = (
    _VISIBLE.where(_touches(bindparam("id", type_=Integer)))
    .order_by(OrganisationRelation.id)
    .with_only_columns(*OrganisationRelation.__table__.c)
)


def relations_of(organisation_id: int, *, user: Actor, on: date) -> list[RelationLine[Row[Any], ListedOrganisation]]:
    """The relations of an organisation to those that the user may see: current ones before past ones, by kind."""
    relations = reading.rows(_OF_ONE, id=organisation_id)
    others = [_other_id(relation, organisation_id) for relation in relations]
    name = OrganisationName
    columns = (name.kind, name.text, name.reading, name.language, name.is_primary)
    names = reading.children(name.organisation_id, others, *columns)
    lines = [
        _line(relation, organisation_id, ListedOrganisation(id, names.get(id, ())), on)
        for relation, id in zip(relations, others, strict=True)
    ]
    kinds = list(rules.RELATION_KINDS)
    return sorted(lines, key=lambda line: (not line.current, kinds.index(line.relation.kind), line.label))


def relation(id: int, *, seen_from: int, user: Actor) -> RelationLine[OrganisationRelation, Organisation]:
    """One relation of an organisation; NotVisible when there is none or the user may not see both of them."""
    both = (joinedload(OrganisationRelation.organisation), joinedload(OrganisationRelation.other))
    found = db.session.scalar(_VISIBLE.where(OrganisationRelation.id == id, _touches(seen_from)).options(*both))
    if found is None:
        raise NotVisible
    reading.fill([found.organisation, found.other], Organisation.names)
    other = found.other if found.organisation_id == seen_from else found.organisation
    return _line(found, seen_from, other, here.today())


def _other_id(relation: Row[Any], seen_from: int) -> int:
    found: int = relation.other_id if relation.organisation_id == seen_from else relation.organisation_id
    return found


def _line(relation: AnyRelation, seen_from: int, other: Other, on: date) -> RelationLine[AnyRelation, Other]:
    second, first = rules.RELATION_KINDS[relation.kind]
    current = rules.is_current(relation.from_date, relation.to_date, on)
    return RelationLine(relation, second if relation.organisation_id == seen_from else first, other, current)


def same_relation(
    first: int, second: int, kind: str, *, since: date | None = None, until: date | None = None
) -> Select[OrganisationRelation]:
    """The relations of a kind from one to the other on some day of a period; for kinds that read alike from both sides,
    in either direction."""
    there = (OrganisationRelation.organisation_id == first) & (OrganisationRelation.other_id == second)
    back = (OrganisationRelation.organisation_id == second) & (OrganisationRelation.other_id == first)
    pair = or_(there, back) if kind in rules.MUTUAL_RELATIONS else there
    return select(OrganisationRelation).where(OrganisationRelation.kind == kind, pair, *_within(since, until))


def _within(since: date | None, until: date | None) -> tuple[ColumnElement[bool], ...]:
    """Whether a relation holds on some day of a period, open where there is no date."""
    began, ended = OrganisationRelation.from_date, OrganisationRelation.to_date
    return (
        or_(true() if since is None else ended >= since, ended.is_(None)),
        or_(true() if until is None else began <= until, began.is_(None)),
    )


def parents_above(organisation_ids: Sequence[int], *, since: date | None = None, until: date | None = None) -> set[int]:
    """Every parent, grandparent … of the organisations on some day of a period: one query a level."""
    then = _within(since, until)
    seen: set[int] = set()
    level = set(organisation_ids)
    while level:
        above = select(OrganisationRelation.organisation_id).where(
            OrganisationRelation.kind.in_(rules.ABOVE_RELATIONS), OrganisationRelation.other_id.in_(level), *then
        )
        level = set(db.session.scalars(above)) - seen
        seen |= level
    return seen
