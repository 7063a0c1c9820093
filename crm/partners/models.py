"""Sales routes that organisations own, where they reach, and how well that is proven."""

from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Numeric, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.contacts.models import Organisation
from crm.core.categories import PRODUCT_CATEGORIES
from crm.core.database import Base, Record, coded
from crm.core.money import NAMES
from crm.partners.rules import BEST, CHANNELS, CRITERIA, DECISIONS, EVIDENCE_GRADES, ROUTE_STATUSES
from crm.places.models import Place
from crm.tasks.models import Task
from crm.users.models import User


class SalesRoute(Record, Base):
    """A way to market that an organisation owns. Whether it counts is computed as of a date (INV-P1)."""

    __tablename__ = "sales_routes"
    __table_args__ = (
        CheckConstraint("throughput > 0", name="some_throughput"),
        CheckConstraint("share BETWEEN 1 AND 100", name="percent"),
    )

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    channel: Mapped[str] = mapped_column(String(30), info=coded(CHANNELS))
    #: Product category the route carries; empty carries all.
    category: Mapped[str] = mapped_column(String(30), default="", info=coded(PRODUCT_CATEGORIES))
    outlets: Mapped[int | None]
    #: What went through it in `throughput_year`: a sum in `throughput_currency`.
    throughput: Mapped[Decimal | None] = mapped_column(Numeric(16, 2))
    throughput_currency: Mapped[str] = mapped_column(String(3), default="", info=coded(NAMES))
    throughput_year: Mapped[int | None]
    share: Mapped[int | None]  #: of all that its organisation sells, in percent
    status: Mapped[str] = mapped_column(String(20), default="claimed", info=coded(ROUTE_STATUSES))
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql")
    coverage: Mapped[list["RouteCoverage"]] = relationship(lazy="raise_on_sql", cascade="all, delete-orphan")
    evidence: Mapped[list["RouteEvidence"]] = relationship(
        lazy="raise_on_sql", order_by="RouteEvidence.on", cascade="all, delete-orphan"
    )

    rests: Mapped[list["RouteRest"]] = relationship(
        lazy="raise_on_sql", order_by="RouteRest.since", cascade="all, delete-orphan"
    )

    @property
    def own_place_id(self) -> int | None:
        """Where its organisation, which is loaded, is at home."""
        return self.organisation.place_id


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


class RouteRest(Base):
    """Days on which a route was suspended or no longer used: on all others before and after it counts (INV-P1)."""

    __tablename__ = "route_rests"

    id: Mapped[int] = mapped_column(primary_key=True)
    route_id: Mapped[int] = mapped_column(ForeignKey("sales_routes.id", ondelete="CASCADE"), index=True)
    since: Mapped[date]
    used_again_on: Mapped[date | None]  #: the day after the last one; None: it is not used now
    is_guess: Mapped[bool] = mapped_column(default=False)  #: nobody told the day: it was entered before that was asked

    @property
    def last_on(self) -> date | None:
        return None if self.used_again_on is None else self.used_again_on - timedelta(days=1)

    def audit_root(self) -> tuple[str, int]:
        return ("sales_routes", self.route_id)


class PartnerAssessment(Record, Base):
    """How good a partner an organisation is, by somebody of the office on a day: a score for each criterion that was
    looked at, 1 to 5, and what follows from it (domain.md §1.2)."""

    __tablename__ = "partner_assessments"
    __table_args__ = (
        CheckConstraint("next_review > assessed_on", name="review_later"),
        *(CheckConstraint(f"{name} BETWEEN 1 AND 5", name=f"{name}_known") for name in CRITERIA),
    )

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    assessed_on: Mapped[date]
    assessor_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    route_reach: Mapped[int | None]
    category_fit: Mapped[int | None]
    tier_fit: Mapped[int | None]
    import_skill: Mapped[int | None]
    payment_record: Mapped[int | None]
    staff_languages: Mapped[int | None]
    will_to_invest: Mapped[int | None]
    freedom: Mapped[int | None]  #: from exclusive ties to others: 5 is none
    reputation: Mapped[int | None]
    judgement: Mapped[str] = mapped_column(String(10), info=coded(DECISIONS))
    next_review: Mapped[date | None]
    notes: Mapped[str] = mapped_column(default="")
    task_id: Mapped[int | None] = mapped_column(ForeignKey("tasks.id"), index=True)  #: to assess it anew
    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql")
    assessor: Mapped[User] = relationship(lazy="raise_on_sql", foreign_keys=assessor_id)
    task: Mapped[Task | None] = relationship(lazy="raise_on_sql")

    @property
    def scores(self) -> dict[str, int | None]:
        return {name: getattr(self, name) for name in CRITERIA}

    @property
    def total(self) -> int:
        """Of the criteria that were looked at."""
        return sum(score or 0 for score in self.scores.values())

    @property
    def most(self) -> int:
        """What the total would be if each criterion that was looked at had the best score."""
        return BEST * sum(score is not None for score in self.scores.values())
