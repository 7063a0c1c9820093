"""Letters that are written for a mission, and the texts that they begin with."""

from datetime import date

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.activities.models import Activity
from crm.contacts.models import Organisation, Person
from crm.core.database import PERSONAL, Base, Record, coded
from crm.core.languages import LANGUAGE_LABELS
from crm.letters.rules import KINDS, TEXTS
from crm.office.rules import numbered


class LetterTemplate(Record, Base):
    """The office's own text of a kind of letter in a language; where there is none, the one in data/ stands."""

    __tablename__ = "letter_templates"
    __table_args__ = (UniqueConstraint("kind", "language"),)

    kind: Mapped[str] = mapped_column(String(20), info=coded(TEXTS))
    language: Mapped[str] = mapped_column(String(10), info=coded(LANGUAGE_LABELS))
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str]


class Letter(Record, Base):
    """A letter to one person, or to a body where nobody is known, with every word that stands in it: what was sent does
    not change with a template.
    """

    __tablename__ = "letters"

    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id"), index=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("itinerary_items.id", ondelete="SET NULL"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    #: Without a person: whom it goes to.
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20), info=coded(KINDS))
    language: Mapped[str] = mapped_column(String(10), info=coded(LANGUAGE_LABELS))
    number: Mapped[str] = mapped_column(String(60), default="", info=numbered("dated_on"))  #: 文書番号
    dated_on: Mapped[date]
    recipient: Mapped[str] = mapped_column(String(200), info=PERSONAL)  #: with the form of address
    recipient_post: Mapped[str] = mapped_column(String(250), default="", info=PERSONAL)
    recipient_organisation: Mapped[str] = mapped_column(String(200), default="")
    sender: Mapped[str] = mapped_column(String(200), default="")
    sender_organisation: Mapped[str] = mapped_column(String(200), default="")
    sender_contact: Mapped[str] = mapped_column(default="")  #: address, phones, mail and website of ours, in lines
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(info=PERSONAL)  #: a paragraph a line
    #: The delegation, one a line: name, organisation and title parted by tabs. Empty: nothing is enclosed.
    enclosure: Mapped[str] = mapped_column(default="", info=PERSONAL)
    sent_on: Mapped[date | None]
    #: Why it went out with lines in another language than its own; "" for one that has none.
    sent_reason: Mapped[str] = mapped_column(String(500), default="")
    activity: Mapped[Activity] = relationship(lazy="raise_on_sql")
    person: Mapped[Person | None] = relationship(lazy="raise_on_sql")
    organisation: Mapped[Organisation | None] = relationship(lazy="raise_on_sql")

    def audit_subject(self) -> tuple[str, int] | None:
        return ("people", self.person_id) if self.person_id is not None else None
