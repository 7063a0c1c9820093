"""Sales routes that organisations own, where they reach, and how well that is proven."""

from datetime import date

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.contacts.models import Organisation
from crm.core.categories import PRODUCT_CATEGORIES
from crm.core.database import Base, Record, coded
from crm.partners.rules import CHANNELS, EVIDENCE_GRADES, ROUTE_STATUSES
from crm.places.models import Place


class SalesRoute(Record, Base):
    """A way to market that an organisation owns. Whether it counts is computed as of a date (INV-P1)."""

    __tablename__ = "sales_routes"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    channel: Mapped[str] = mapped_column(String(30), info=coded(CHANNELS))
    #: Product category the route carries; empty carries all.
    category: Mapped[str] = mapped_column(String(30), default="", info=coded(PRODUCT_CATEGORIES))
    outlets: Mapped[int | None]
    status: Mapped[str] = mapped_column(String(20), default="claimed", info=coded(ROUTE_STATUSES))
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql")
    coverage: Mapped[list["RouteCoverage"]] = relationship(lazy="raise_on_sql", cascade="all, delete-orphan")
    evidence: Mapped[list["RouteEvidence"]] = relationship(
        lazy="raise_on_sql", order_by="RouteEvidence.on", cascade="all, delete-orphan"
    )


class RouteCoverage(Base):
    """A place a route reaches."""

    __tablename__ = "route_coverage"
    __table_args__ = (UniqueConstraint("route_id", "place_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    route_id: Mapped[int] = mapped_column(ForeignKey("sales_routes.id", ondelete="CASCADE"), index=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("places.id"))
    place: Mapped[Place] = relationship(lazy="raise_on_sql")

    def audit_root(self) -> tuple[str, int]:
        return ("sales_routes", self.route_id)


class RouteEvidence(Base):
    """What shows that a route is real: claimed | documented | site_verified | proven_sales, and when."""

    __tablename__ = "route_evidence"

    id: Mapped[int] = mapped_column(primary_key=True)
    route_id: Mapped[int] = mapped_column(ForeignKey("sales_routes.id", ondelete="CASCADE"), index=True)
    grade: Mapped[str] = mapped_column(String(20), info=coded(EVIDENCE_GRADES))
    on: Mapped[date] = mapped_column("evidence_on")
    note: Mapped[str] = mapped_column(String(300), default="")

    def audit_root(self) -> tuple[str, int]:
        return ("sales_routes", self.route_id)
