"""Whether an organisation has sales routes: computed as of a day, never a box that someone ticks (INV-P1)."""

from datetime import date

from sqlalchemy import Select, exists, or_, select, true

from crm.contacts.models import Organisation
from crm.core.database import db
from crm.partners.models import RouteCoverage, RouteEvidence, SalesRoute
from crm.partners.rules import grades_from


def with_routes(on: date, category: str = "") -> Select[int]:
    """The ids of organisations that have sales routes on a day, each once; for `IN`.

    INV-P1: some route of theirs is active, valid on the day, carries the category (any when none is asked for;
    a route without a category carries all), is documented or better by evidence dated up to the day, and covers
    at least one place other than the organisation's own.
    """
    proven = exists().where(
        RouteEvidence.route_id == SalesRoute.id, RouteEvidence.grade.in_(grades_from()), RouteEvidence.on <= on
    )
    elsewhere = exists().where(
        RouteCoverage.route_id == SalesRoute.id,
        or_(Organisation.place_id.is_(None), RouteCoverage.place_id != Organisation.place_id),
    )
    carries = or_(SalesRoute.category == "", SalesRoute.category == category) if category else true()
    return (
        select(SalesRoute.organisation_id)
        .join(Organisation, Organisation.id == SalesRoute.organisation_id)
        .where(
            SalesRoute.archived_at.is_(None),
            SalesRoute.status == "active",
            or_(SalesRoute.valid_from.is_(None), SalesRoute.valid_from <= on),
            or_(SalesRoute.valid_to.is_(None), SalesRoute.valid_to >= on),
            carries,
            proven,
            elsewhere,
        )
        .distinct()
    )


def has_routes(organisation_id: int, on: date, category: str = "") -> bool:
    """Whether an organisation has sales routes on a day, for a category of goods or for any."""
    found = with_routes(on, category).where(SalesRoute.organisation_id == organisation_id).limit(1)
    return db.session.scalar(found) is not None
