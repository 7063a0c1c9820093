"""Watches: who wants to be told when an organisation or a person has not been heard from for some days."""

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.contacts.models import Organisation, Person
from crm.core.database import Base, Record


class Watch(Record, Base):
    """One user's watch over one person or one organisation. Nobody else sees it."""

    __tablename__ = "watches"
    __table_args__ = (
        CheckConstraint("(person_id IS NULL) <> (organisation_id IS NULL)", name="one_record"),
        CheckConstraint("days BETWEEN 1 AND 3650", name="days"),
        UniqueConstraint("user_id", "person_id"),
        UniqueConstraint("user_id", "organisation_id"),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    days: Mapped[int]  #: without contact, until it counts as too long
    person: Mapped[Person | None] = relationship(lazy="raise_on_sql")
    organisation: Mapped[Organisation | None] = relationship(lazy="raise_on_sql")
