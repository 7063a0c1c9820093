"""Certificates that run out: soon, or before a mission that carries their product is over."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from crm.activities import queries as activities
from crm.activities.models import Activity
from crm.activities.rules import AHEAD
from crm.core import reading
from crm.core.database import db
from crm.core.permissions import Actor
from crm.places.rules import Shown
from crm.products import rules
from crm.products.models import CarriedProduct, Certificate, Product
from crm.products.queries.products import name_for, visible_to


@dataclass(frozen=True)
class RunningOut:
    """A certificate with its product's name for a reader, and the end of the next mission it does not outlast."""

    certificate: Certificate
    product: Shown
    mission_ends_on: date | None


def running_out(*, user: Actor, today: date, language: str) -> list[RunningOut]:
    """The certificates that end within 90 days, or before the next mission that carries the product is over.

    Also those that have ended already, until another one of the same kind holds longer; the first to end first.
    """
    rows = db.session.execute(_ending(user, today), reading.by(user)).unique()
    return [
        RunningOut(certificate, name_for(product, language), _within(ends, certificate.expires_on))
        for certificate, product, ends in rows
    ]


@reading.kept
def _ending(user: Actor, today: date) -> Select[Certificate, Product, date]:
    mission_ends = (
        activities.visible_to(user)
        .join(CarriedProduct, CarriedProduct.activity_id == Activity.id)
        .where(
            CarriedProduct.product_id == Certificate.product_id,
            Activity.status.in_(AHEAD),
            Activity.end_on >= today,
        )
        .with_only_columns(func.min(Activity.end_on), maintain_column_froms=True)
        .correlate(Certificate)
        .scalar_subquery()
    )
    sold = visible_to(user).where(Product.status != "discontinued").with_only_columns(Product.id)
    return (
        select(Certificate, Product, mission_ends)
        .join(Product, Product.id == Certificate.product_id)
        .where(
            _is_last(),
            Certificate.product_id.in_(sold),
            or_(Certificate.expires_on <= today + rules.EXPIRING, Certificate.expires_on < mission_ends),
        )
        .order_by(Certificate.expires_on, Certificate.id)
        .options(joinedload(Product.names))
    )


def _within(ends: date | None, expires_on: date | None) -> date | None:
    """The end of a mission, where the certificate ends before it."""
    return ends if ends is not None and expires_on is not None and expires_on < ends else None


def too_short(activity: Activity) -> list[tuple[Certificate, Product]]:
    """The certificates of what an activity carries that end before it does, with the product, names loaded."""
    statement = (
        select(Certificate, Product)
        .join(Product, Product.id == Certificate.product_id)
        .join(CarriedProduct, CarriedProduct.product_id == Product.id)
        .where(
            _is_last(),
            CarriedProduct.activity_id == activity.id,
            Product.archived_at.is_(None),
            Certificate.expires_on < activity.end_on,
        )
        .options(selectinload(Product.names))
        .order_by(CarriedProduct.position, Certificate.expires_on, Certificate.id)
    )
    return [(certificate, product) for certificate, product in db.session.execute(statement)]


def _is_last() -> ColumnElement[bool]:
    """Whether a certificate ends, and no other of the same kind holds longer for the product."""
    later = aliased(Certificate)
    renewed = exists().where(
        later.product_id == Certificate.product_id,
        later.scheme == Certificate.scheme,
        later.name == Certificate.name,
        later.archived_at.is_(None),
        or_(later.expires_on.is_(None), later.expires_on > Certificate.expires_on),
    )
    return and_(Certificate.archived_at.is_(None), Certificate.expires_on.is_not(None), ~renewed)
