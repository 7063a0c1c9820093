"""Framework and commercial agreements: parties, signatories, language versions, obligations."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Numeric, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.activities.models import Activity
from crm.agreements import rules
from crm.contacts.models import Organisation, Person
from crm.contacts.rules import post_line, titled
from crm.core import here
from crm.core.database import PERSONAL, Base, Record, coded
from crm.core.languages import LANGUAGE_LABELS
from crm.core.money import NAMES
from crm.initiatives.models import Initiative
from crm.negotiations.models import Negotiation

_CHILD = "all, delete-orphan"


class Agreement(Record, Base):
    """What two or more parties signed or are about to sign (domain.md §1.7)."""

    __tablename__ = "agreements"
    __table_args__ = (
        CheckConstraint("agreement_class IN ('framework', 'commercial')", name="known_class"),
        CheckConstraint(
            "expires_on IS NULL OR effective_on IS NULL OR expires_on > effective_on",
            name="expires_after_effective",
        ),
    )

    type: Mapped[str] = mapped_column(String(30), info=coded(rules.AGREEMENT_TYPES))
    #: What an agreement of another type (rules.OTHER_TYPES) is, in the words of whoever entered it.
    type_words: Mapped[str] = mapped_column(String(100), default="", server_default="")
    #: framework | commercial; frameworks never count as conversion (INV-G4).
    agreement_class: Mapped[str] = mapped_column(String(12), index=True, info=coded(rules.CLASSES))
    title: Mapped[str] = mapped_column(String(200))
    number: Mapped[str] = mapped_column(String(40), default="")
    #: draft | in_approval | signed | in_force | expired | terminated | superseded
    status: Mapped[str] = mapped_column(String(20), default="draft", index=True, info=coded(rules.STATUSES))
    initiative_id: Mapped[int | None] = mapped_column(ForeignKey("initiatives.id"), index=True)
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activities.id"), index=True)  #: where it was signed
    draft_on: Mapped[date | None]
    signed_on: Mapped[date | None] = mapped_column(index=True)
    effective_on: Mapped[date | None]
    expires_on: Mapped[date | None] = mapped_column(index=True)
    retroactive: Mapped[bool] = mapped_column(default=False)
    auto_renewal: Mapped[bool] = mapped_column(default=False)
    notice_days: Mapped[int | None]
    reminded_for: Mapped[date | None]  #: the last day for notice of which a task tells
    exclusivity: Mapped[str] = mapped_column(String(12), default="none", info=coded(rules.EXCLUSIVITY))
    territory: Mapped[str] = mapped_column(String(300), default="")
    products: Mapped[str] = mapped_column(String(300), default="")
    value: Mapped[Decimal | None] = mapped_column(Numeric(16, 2))
    currency: Mapped[str] = mapped_column(String(3), default=here.currency, info=coded(NAMES))
    value_period: Mapped[str] = mapped_column(String(10), default="total", info=coded(rules.VALUE_PERIODS))
    governing_law: Mapped[str] = mapped_column(String(100), default="")
    dispute_forum: Mapped[str] = mapped_column(String(100), default="")
    incoterm: Mapped[str] = mapped_column(String(10), default="")
    payment_terms: Mapped[str] = mapped_column(String(200), default="")
    equally_authentic: Mapped[bool] = mapped_column(default=False)
    notes: Mapped[str] = mapped_column(default="")

    @property
    def called(self) -> str:
        """What it is: in its own words, else the message id of its type."""
        return self.type_words or rules.AGREEMENT_TYPES[self.type]

    @property
    def notice_on(self) -> date | None:
        """The last day for giving notice, where it renews itself."""
        return rules.notice_on(self)

    initiative: Mapped[Initiative | None] = relationship(lazy="raise_on_sql")
    activity: Mapped[Activity | None] = relationship(lazy="raise_on_sql")
    parties: Mapped[list["AgreementParty"]] = relationship(
        lazy="raise_on_sql", order_by="AgreementParty.id", cascade=_CHILD
    )
    versions: Mapped[list["LanguageVersion"]] = relationship(
        lazy="raise_on_sql", order_by="LanguageVersion.id", cascade=_CHILD
    )
    negotiations: Mapped[list["AgreementNegotiation"]] = relationship(lazy="raise_on_sql", cascade=_CHILD)
    obligations: Mapped[list["Obligation"]] = relationship(
        lazy="raise_on_sql", order_by="Obligation.id", cascade=_CHILD
    )


class AgreementNegotiation(Base):
    """The negotiation an agreement concludes."""

    __tablename__ = "agreement_negotiations"
    __table_args__ = (UniqueConstraint("agreement_id", "negotiation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreements.id"), index=True)
    negotiation_id: Mapped[int] = mapped_column(ForeignKey("negotiations.id"), index=True)
    negotiation: Mapped[Negotiation] = relationship(lazy="raise_on_sql")

    def audit_root(self) -> tuple[str, int]:
        return ("agreements", self.agreement_id)


class AgreementParty(Base):
    """A party: 甲, 乙 or 丙."""

    __tablename__ = "agreement_parties"

    id: Mapped[int] = mapped_column(primary_key=True)
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreements.id", ondelete="CASCADE"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    side: Mapped[str] = mapped_column(String(4), default="甲")
    capacity: Mapped[str] = mapped_column(String(100), default="")
    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql")
    signatories: Mapped[list["Signatory"]] = relationship(lazy="raise_on_sql", order_by="Signatory.id", cascade=_CHILD)

    def audit_root(self) -> tuple[str, int]:
        return ("agreements", self.agreement_id)


class Signatory(Base):
    """Who signs for a party. Name and title are snapshots (INV-A5)."""

    __tablename__ = "signatories"

    id: Mapped[int] = mapped_column(primary_key=True)
    party_id: Mapped[int] = mapped_column(ForeignKey("agreement_parties.id", ondelete="CASCADE"), index=True)
    #: The party's agreement again, so that the log can file the row without loading the party.
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreements.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    name_snapshot: Mapped[str] = mapped_column(String(200), info=PERSONAL)
    title_snapshot: Mapped[str] = mapped_column(String(120), default="", info=PERSONAL)
    signed_on: Mapped[date | None]
    seal: Mapped[str] = mapped_column(String(20), default="", info=coded(rules.SEALS))
    #: On what they sign who have no post at the party: a power of attorney and its day.
    authority: Mapped[str] = mapped_column(String(200), default="", server_default="")
    person: Mapped[Person] = relationship(lazy="raise_on_sql")

    def titled(self, language: str) -> tuple[str, str]:
        """(title, its language) for a reader of `language`, by the post of that title. Needs the posts loaded."""
        return titled(self.title_snapshot, self.titles, language, self.person.primary_language)

    @property
    def titles(self) -> Mapping[str, str]:
        """{language: title} in further languages, of the post of that title. Needs the posts loaded."""
        called = self.title_snapshot
        held = (
            post for post in self.person.affiliations if called in (post.title, post_line(post.department, post.title))
        )
        return next((post.titles for post in held if post.titles), {})

    def audit_subject(self) -> tuple[str, int]:
        return ("people", self.person_id)

    def audit_root(self) -> tuple[str, int]:
        return ("agreements", self.agreement_id)


class LanguageVersion(Base):
    """The text of the agreement in one language; with several, one prevails or all are equally authentic."""

    __tablename__ = "language_versions"
    __table_args__ = (UniqueConstraint("agreement_id", "language"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreements.id", ondelete="CASCADE"), index=True)
    language: Mapped[str] = mapped_column(String(10), info=coded(LANGUAGE_LABELS))
    prevailing: Mapped[bool] = mapped_column(default=False)
    translator: Mapped[str] = mapped_column(String(120), default="")

    def audit_root(self) -> tuple[str, int]:
        return ("agreements", self.agreement_id)


class Obligation(Base):
    """What a party has promised, and by when."""

    __tablename__ = "obligations"

    id: Mapped[int] = mapped_column(primary_key=True)
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreements.id", ondelete="CASCADE"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    text: Mapped[str] = mapped_column(String(300))
    due_on: Mapped[date | None]
    done_on: Mapped[date | None]
    organisation: Mapped[Organisation | None] = relationship(lazy="raise_on_sql")

    def audit_root(self) -> tuple[str, int]:
        return ("agreements", self.agreement_id)
