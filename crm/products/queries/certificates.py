"""Certificates that run out: soon, or before a mission that carries their product is over."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Date, Integer, Row, Select, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from crm.activities import queries as activities
from crm.activities.models import Activity
from crm.activities.rules import AHEAD
from crm.core import reading
from crm.core.database import db
from crm.core.permissions import Actor
from crm.places.rules import Shown
from crm.products import rules
from crm.products.models import CarriedProduct, Certificate, CertificateWarning, Product
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


@dataclass(frozen=True)
class ToWarn:
    """A certificate that has reached a step of which no open or finished task tells yet."""

    certificate: Certificate
    product: Product
    expires_on: date
    days: int
    known: CertificateWarning | None  #: the task of this step, closed when the warning did not hold for a while
    earlier: list[CertificateWarning]  #: those of other steps and last days


def to_warn(today: date) -> list[ToWarn]:
    """What the worker warns of on a day, the first to end first; locked until it has, so that two workers warn once."""
    rows = db.session.execute(
        _on_sale()
        .where(_is_last(), Certificate.expires_on.between(today, today + rules.EXPIRING))
        .order_by(Certificate.expires_on, Certificate.id)
        .options(selectinload(Product.names))
        .with_for_update(of=Certificate)
    ).all()
    told = _warnings([certificate.id for certificate, _product in rows])
    found = [_due(certificate, product, told.get(certificate.id, []), today) for certificate, product in rows]
    return [due for due in found if due is not None]


def _due(certificate: Certificate, product: Product, told: list[CertificateWarning], today: date) -> ToWarn | None:
    expires_on = certificate.expires_on
    days = None if expires_on is None else rules.warning_step(expires_on, today)
    if expires_on is None or days is None:
        return None
    known = next((row for row in told if (row.expires_on, row.days) == (expires_on, days)), None)
    if known is not None and not known.closed:
        return None
    return ToWarn(certificate, product, expires_on, days, known, [row for row in told if row is not known])


def unfounded(product_id: int | None = None) -> list[Row[*tuple[Any, ...]]]:
    """(CertificateWarning, renewed) of the warnings that hold no longer, of one product or of all, tasks loaded."""
    last = aliased(Certificate)
    holding = _on_sale().where(_is_last()).with_only_columns(Certificate.id)
    longer = or_(last.expires_on.is_(None), last.expires_on > CertificateWarning.expires_on)
    renewed = and_(last.archived_at.is_(None), or_(longer, _renewed(last)))
    statement = (
        select(CertificateWarning, renewed.label("renewed"))
        .join(last, last.id == CertificateWarning.certificate_id)
        .where(
            ~CertificateWarning.closed,
            or_(last.expires_on.is_distinct_from(CertificateWarning.expires_on), last.id.not_in(holding)),
        )
        .options(joinedload(CertificateWarning.task))
        .order_by(CertificateWarning.id)
    )
    if product_id is not None:
        statement = statement.where(last.product_id == product_id)
    return list(db.session.execute(statement))


def warned(task_ids: Collection[int]) -> list[CertificateWarning]:
    """What tasks warn of, for one who sees them; the certificates are loaded."""
    of_tasks = CertificateWarning.task_id.in_(task_ids)
    statement = select(CertificateWarning).where(of_tasks).options(joinedload(CertificateWarning.certificate))
    return list(db.session.scalars(statement))


def _warnings(ids: Collection[int]) -> dict[int, list[CertificateWarning]]:
    """{certificate: its warnings}, tasks loaded, the latest first."""
    statement = select(CertificateWarning).where(CertificateWarning.certificate_id.in_(ids))
    found: dict[int, list[CertificateWarning]] = {}
    for row in db.session.scalars(
        statement.options(joinedload(CertificateWarning.task)).order_by(CertificateWarning.id.desc())
    ):
        found.setdefault(row.certificate_id, []).append(row)
    return found


def _on_sale() -> Select[Certificate, Product]:
    """The certificates of goods on record that are not discontinued."""
    sold = visible_to(None).where(Product.status != "discontinued").with_only_columns(Product.id)
    return (
        select(Certificate, Product)
        .join(Product, Product.id == Certificate.product_id)
        .where(Certificate.product_id.in_(sold))
    )


def _within(ends: date | None, expires_on: date | None) -> date | None:
    """The end of a mission, where the certificate ends before it."""
    return ends if ends is not None and expires_on is not None and expires_on < ends else None


def too_short(activity: Activity) -> list[tuple[Certificate, Product]]:
    """The certificates of what an activity carries that end before it does, with the product, names loaded."""
    found = db.session.execute(_too_short(), {"activity": activity.id, "ends_on": activity.end_on})
    return [(certificate, product) for certificate, product in found]


# Kept: a statement costs more to make than to ask; it holds no rows.
@cache
def _too_short() -> Select[Certificate, Product]:
    return (
        select(Certificate, Product)
        .join(Product, Product.id == Certificate.product_id)
        .join(CarriedProduct, CarriedProduct.product_id == Product.id)
        .where(
            _is_last(),
            CarriedProduct.activity_id == bindparam("activity", type_=Integer),
            Product.archived_at.is_(None),
            Certificate.expires_on < bindparam("ends_on", type_=Date),
        )
        .options(selectinload(Product.names))
        .order_by(CarriedProduct.position, Certificate.expires_on, Certificate.id)
    )


def _is_last() -> ColumnElement[bool]:
    """Whether a certificate ends, and no other of the same kind holds longer for the product."""
    return and_(Certificate.archived_at.is_(None), Certificate.expires_on.is_not(None), ~_renewed(Certificate))


def _renewed(certificate: type[Certificate]) -> ColumnElement[bool]:
    """Whether another certificate of the same kind holds longer for the product."""
    later = aliased(Certificate)
    return exists().where(
        later.product_id == certificate.product_id,
        later.scheme == certificate.scheme,
        later.name == certificate.name,
        later.archived_at.is_(None),
        or_(later.expires_on.is_(None), later.expires_on > certificate.expires_on),
    )
