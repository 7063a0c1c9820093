"""To whom cases were lost: the rival of one case, the cases that one rival won, and which rivals there are."""

from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import selectinload

from crm.contacts import queries as contacts
from crm.core.database import db
from crm.core.permissions import Actor
from crm.negotiations.models import Negotiation
from crm.negotiations.queries.lists import CaseFilter, filtered
from crm.negotiations.queries.records import LISTED, visible_to
from crm.places import queries as places
from crm.places.models import Place
from crm.rivals.queries import RivalName

#: So many stand on the page of the rival; the list has all.
MOST_SHOWN = 8


def rival_of(case: Any, language: str) -> RivalName | None:
    """To whom a case was lost, and where its page is; needs region and organisation loaded, with their names."""
    if case.lost_to_place is not None:
        return RivalName(
            places.display_name(case.lost_to_place, language), "places.record", case.lost_to_place.id
        )  # fmt: skip
    if case.lost_to_organisation is not None:
        name = contacts.display_name(case.lost_to_organisation, language)
        return RivalName(name, "contacts.organisation", case.lost_to_organisation.id)
    return None


def lost_to(
    *, user: Actor, region: int | None = None, organisation: int | None = None
) -> tuple[list[Negotiation], int]:
    """The visible cases that were lost to a region with all below it, or to an organisation: the latest, and how many
    there are."""
    found = filtered(CaseFilter(lost_region=region, lost_organisation=organisation), user=user)
    ordered = found.order_by(Negotiation.stage_entered_at.desc(), Negotiation.id.desc()).options(*LISTED)
    total = db.session.scalar(found.with_only_columns(func.count(Negotiation.id))) or 0
    return list(db.session.scalars(ordered.limit(MOST_SHOWN)).unique()) if total else [], total


def number_lost_at(place_id: int, *, user: Actor) -> int:
    """How many visible cases with a target place, or one that lies in it, were lost to somebody who is named."""
    found = filtered(CaseFilter(place=place_id, rival_named=True), user=user)
    return db.session.scalar(found.with_only_columns(func.count(Negotiation.id))) or 0


def rival_places(*, user: Actor) -> list[Place]:
    """The regions that visible cases were lost to, names loaded, in the order of the tree."""
    statement = select(Place).where(Place.id.in_(_named(Negotiation.lost_to_place_id, user)))
    return list(db.session.scalars(statement.options(selectinload(Place.names)).order_by(Place.tree_key, Place.id)))


def _named(column: Any, user: Actor) -> Select[int]:
    return visible_to(user).where(column.is_not(None)).with_only_columns(column)
