"""The registry of counterparts: agreements between regions and between bodies that outlive single projects."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.contacts.models import Organisation
from crm.core.database import Base, Record, coded
from crm.counterparts.rules import KINDS, STATUSES
from crm.places.models import Place


class SisterLink(Record, Base):
    """Two sides, each a place or an organisation, and what they agreed on. The order of the sides says nothing."""

    __tablename__ = "sister_links"
    __table_args__ = (
        CheckConstraint("(place_id IS NULL) <> (organisation_id IS NULL)", name="one_side"),
        CheckConstraint("(other_place_id IS NULL) <> (other_organisation_id IS NULL)", name="one_other_side"),
        CheckConstraint("place_id IS NULL OR place_id <> other_place_id", name="two_places"),
        CheckConstraint("organisation_id IS NULL OR organisation_id <> other_organisation_id", name="two_bodies"),
    )

    kind: Mapped[str] = mapped_column(String(20), index=True, info=coded(KINDS))
    status: Mapped[str] = mapped_column(String(10), default="in_force", info=coded(STATUSES))
    place_id: Mapped[int | None] = mapped_column(ForeignKey("places.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    other_place_id: Mapped[int | None] = mapped_column(ForeignKey("places.id"), index=True)
    other_organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    signed_on: Mapped[date | None]
    signed_where: Mapped[str] = mapped_column(String(200), default="")
    basis_document: Mapped[str] = mapped_column(String(300), default="")  #: title or number of the paper
    heads_signed: Mapped[bool] = mapped_column(default=False)  #: the three tests of rules.SISTER_TESTS
    broad: Mapped[bool] = mapped_column(default=False)
    approved: Mapped[bool] = mapped_column(default=False)
    notes: Mapped[str] = mapped_column(default="")
    sort_key: Mapped[str] = mapped_column(String(10), default="", index=True)  #: `signed_on` as text, "" without
    place: Mapped[Place | None] = relationship(lazy="raise_on_sql", foreign_keys=place_id)
    organisation: Mapped[Organisation | None] = relationship(lazy="raise_on_sql", foreign_keys=organisation_id)
    other_place: Mapped[Place | None] = relationship(lazy="raise_on_sql", foreign_keys=other_place_id)
    other_organisation: Mapped[Organisation | None] = relationship(
        lazy="raise_on_sql", foreign_keys=other_organisation_id
    )
