"""How organisations stand to each other, read from either side."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import BindParameter, ColumnElement, Integer, Select, bindparam, or_, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from crm.contacts import rules
from crm.contacts.models import Organisation, OrganisationRelation
from crm.contacts.queries.organisations import visible_organisations
from crm.core import clock, reading
from crm.core.database import db
from crm.core.errors import NotVisible
from crm.core.permissions import Actor
from crm.places import queries as places


@dataclass(frozen=True)
class RelationLine:
    """A relation as one of the two sees it: what the other is to it, and whether that holds today."""

    relation: OrganisationRelation
    label: str  #: what the other is to this one, a marked message id: "Subsidiary"
    one: Organisation
    other: Organisation
    current: bool


def _is_visible(id: ColumnElement[int] | InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Asked of the few organisations at hand: `IN` would list all of them first."""
    return visible_organisations(None).where(Organisation.id == id).exists()


def _touches(organisation_id: int | BindParameter[int]) -> ColumnElement[bool]:
    return or_(
        OrganisationRelation.organisation_id == organisation_id, OrganisationRelation.other_id == organisation_id
    )


#: The relations between organisations that everyone may see, both of them loaded.
_VISIBLE: Final = (
    select(OrganisationRelation)
    .where(_is_visible(OrganisationRelation.organisation_id))
    .where(_is_visible(OrganisationRelation.other_id))
    .options(joinedload(OrganisationRelation.organisation), joinedload(OrganisationRelation.other))
)
_OF_ONE: Final = _VISIBLE.where(_touches(bindparam("id", type_=Integer))).order_by(OrganisationRelation.id)


def relations_of(organisation_id: int, *, user: Actor, on: date) -> list[RelationLine]:
    """The relations of an organisation to those that the user may see: current ones before past ones, by kind."""
    lines = [_line(relation, organisation_id, on) for relation in db.session.scalars(_OF_ONE, {"id": organisation_id})]
    reading.fill((side for line in lines for side in (line.one, line.other)), Organisation.names)
    kinds = list(rules.RELATION_KINDS)
    return sorted(lines, key=lambda line: (not line.current, kinds.index(line.relation.kind), line.label))


def relation(id: int, *, seen_from: int, user: Actor) -> RelationLine:
    """One relation of an organisation; NotVisible when there is none or the user may not see both of them."""
    found = db.session.scalar(_VISIBLE.where(OrganisationRelation.id == id, _touches(seen_from)))
    if found is None:
        raise NotVisible
    reading.fill([found.organisation, found.other], Organisation.names)
    return _line(found, seen_from, clock.today(places.HOME_ZONE))


def _line(relation: OrganisationRelation, seen_from: int, on: date) -> RelationLine:
    second, first = rules.RELATION_KINDS[relation.kind]
    current = rules.is_current(relation.from_date, relation.to_date, on)
    if relation.organisation_id == seen_from:
        return RelationLine(relation, second, relation.organisation, relation.other, current)
    return RelationLine(relation, first, relation.other, relation.organisation, current)


def same_relation(first: int, second: int, kind: str) -> Select[OrganisationRelation]:
    """The relation of a kind from one to the other; for kinds that read alike from both sides, in either direction."""
    there = (OrganisationRelation.organisation_id == first) & (OrganisationRelation.other_id == second)
    back = (OrganisationRelation.organisation_id == second) & (OrganisationRelation.other_id == first)
    pair = or_(there, back) if kind in rules.MUTUAL_RELATIONS else there
    return select(OrganisationRelation).where(OrganisationRelation.kind == kind, pair)


def parents_above(organisation_ids: Sequence[int]) -> set[int]:
    """Every parent, grandparent … of the organisations: one query a level."""
    seen: set[int] = set()
    level = set(organisation_ids)
    while level:
        above = select(OrganisationRelation.organisation_id).where(
            OrganisationRelation.kind == "parent_of", OrganisationRelation.other_id.in_(level)
        )
        level = set(db.session.scalars(above)) - seen
        seen |= level
    return seen
