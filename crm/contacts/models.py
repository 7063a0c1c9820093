"""Organisations and people: names by language and script, affiliations with history, ways to reach them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, event, false, text, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.contacts.rules import (
    ADDRESS_KINDS,
    BY_TITLE,
    CONTACT_KINDS,
    END_REASONS,
    IDENTIFIER_TYPES,
    LANGUAGE_LEVELS,
    NAME_ORDERS,
    ORGANISATION_NAME_KINDS,
    ORGANISATION_ROLES,
    ORGANISATION_STATUSES,
    OTHER_SIDES,
    PERSON_NAME_LABELS,
)
from crm.contacts.rules.titles import rank_of, titled_post
from crm.core.database import PERSONAL, Base, Record, coded, present_index, read_once
from crm.core.languages import LANGUAGE_LABELS, NAME_LANGUAGES
from crm.files.models import StoredFile
from crm.lookup.models import keep_keys
from crm.places.models import Place

_CHILD = "all, delete-orphan"
#: Compared by code point on both databases, as core.names.sort_key is made for.
_SORT_KEY = String(300).with_variant(String(300, collation="C"), "postgresql")
_ORDER_KEY = String(120).with_variant(String(120, collation="C"), "postgresql")


def _order_indexes(table: str) -> tuple[Index, ...]:
    """One index an order, with the id behind it: a page of a list begins where the page before ended. And one to count
    by."""
    keys = ("sort_ja", "sort_zh", "sort_ko", "sort_en", "updated_at")
    return (*(Index(f"ix_{table}_{key}", key, "id") for key in keys), present_index(f"ix_{table}_present", "id"))


class Organisation(Record, Base):
    """A firm, chamber, office or institute. Its names and roles are child rows."""

    __tablename__ = "organisations"
    __table_args__ = _order_indexes("organisations")

    country: Mapped[str] = mapped_column(String(2), index=True)
    place_id: Mapped[int | None] = mapped_column(ForeignKey("places.id"), index=True)
    #: Somebody said that nobody knows where it is: it is not asked again. Means nothing once there is a place.
    place_unknown: Mapped[bool] = mapped_column(default=False, server_default=false())
    identifier_type: Mapped[str] = mapped_column(String(20), default="", info=coded(IDENTIFIER_TYPES))
    identifier_value: Mapped[str] = mapped_column(String(30), default="")
    founded_year: Mapped[int | None]
    employees: Mapped[int | None]
    website: Mapped[str] = mapped_column(String(300), default="")
    status: Mapped[str] = mapped_column(String(20), default="active", info=coded(ORGANISATION_STATUSES))
    #: Three lines for the briefing pack: history, business, routes.
    profile: Mapped[str] = mapped_column(default="")
    notes: Mapped[str] = mapped_column(default="")
    search_key: Mapped[str] = mapped_column(default="")  #: all names and readings folded, space between
    sort_key: Mapped[str] = mapped_column(_SORT_KEY, default="", index=True)
    #: What a list in the order of each script compares (core.sorting): あいうえお, pinyin, 가나다, alphabet.
    sort_ja: Mapped[str] = mapped_column(_ORDER_KEY, default="", server_default="")
    sort_zh: Mapped[str] = mapped_column(_ORDER_KEY, default="", server_default="")
    sort_ko: Mapped[str] = mapped_column(_ORDER_KEY, default="", server_default="")
    sort_en: Mapped[str] = mapped_column(_ORDER_KEY, default="", server_default="")
    #: The record that this one, archived, was merged into: its old address leads there.
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    place: Mapped[Place | None] = relationship(lazy="raise_on_sql")
    names: Mapped[list["OrganisationName"]] = relationship(
        lazy="raise_on_sql", order_by="OrganisationName.id", cascade=_CHILD
    )
    roles: Mapped[list["OrganisationRole"]] = relationship(
        lazy="raise_on_sql", order_by="OrganisationRole.id", cascade=_CHILD
    )
    addresses: Mapped[list["OrganisationAddress"]] = relationship(
        lazy="raise_on_sql", order_by="OrganisationAddress.id", cascade=_CHILD
    )
    contact_points: Mapped[list["ContactPoint"]] = relationship(
        lazy="raise_on_sql", order_by="ContactPoint.id", cascade=_CHILD
    )


class OrganisationName(Base):
    """One name of an organisation; exactly one row is primary (the owner's own script)."""

    __tablename__ = "organisation_names"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"), index=True)
    language: Mapped[str] = mapped_column(String(10), info=coded(LANGUAGE_LABELS))
    text: Mapped[str] = mapped_column(String(200))
    reading: Mapped[str] = mapped_column(String(200), default="")
    kind: Mapped[str] = mapped_column(String(20), default="legal", info=coded(ORGANISATION_NAME_KINDS))
    is_primary: Mapped[bool] = mapped_column(default=False)

    def audit_root(self) -> tuple[str, int]:
        return ("organisations", self.organisation_id)


Index(
    "uq_organisation_names_primary",
    OrganisationName.organisation_id,
    unique=True,
    sqlite_where=text("is_primary"),
    postgresql_where=text("is_primary"),
)


class OrganisationRole(Base):
    """What an organisation is to us (rules.ORGANISATION_ROLES); several at once, each with dates."""

    __tablename__ = "organisation_roles"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"), index=True)
    role: Mapped[str] = mapped_column(String(30), index=True, info=coded(ORGANISATION_ROLES))
    from_date: Mapped[date | None]
    to_date: Mapped[date | None]

    def audit_root(self) -> tuple[str, int]:
        return ("organisations", self.organisation_id)


class OrganisationRelation(Base):
    """How one organisation stands to another, read from `organisation` to `other`: "is the parent of"."""

    __tablename__ = "organisation_relations"
    __table_args__ = (
        CheckConstraint("organisation_id <> other_id", name="two_organisations"),
        CheckConstraint("to_date IS NULL OR from_date IS NULL OR to_date >= from_date", name="dates_in_order"),
        UniqueConstraint("organisation_id", "other_id", "kind", "from_date", name="uq_organisation_relations_period"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"))
    other_id: Mapped[int] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(20), info=coded(OTHER_SIDES))
    from_date: Mapped[date | None]
    to_date: Mapped[date | None]
    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql", foreign_keys=[organisation_id])
    other: Mapped[Organisation] = relationship(lazy="raise_on_sql", foreign_keys=[other_id])

    def audit_root(self) -> tuple[str, int]:
        return ("organisations", self.organisation_id)


class OrganisationAddress(Base):
    """A postal address in one language: the taxi driver needs the local one."""

    __tablename__ = "organisation_addresses"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"), index=True)
    #: One of rules.ADDRESS_KINDS.
    kind: Mapped[str] = mapped_column(String(20), default="office", server_default="office", info=coded(ADDRESS_KINDS))
    language: Mapped[str] = mapped_column(String(10), info=coded(LANGUAGE_LABELS))
    lines: Mapped[str] = mapped_column(String(400))
    postal_code: Mapped[str] = mapped_column(String(12), default="")
    #: Where it is, when not where the organisation sits: a factory in another city.
    place_id: Mapped[int | None] = mapped_column(ForeignKey("places.id"), index=True)
    access_notes: Mapped[str] = mapped_column(String(400), default="")
    place: Mapped[Place | None] = relationship(lazy="raise_on_sql")

    def audit_root(self) -> tuple[str, int]:
        return ("organisations", self.organisation_id)


class OurOrganisation(Base):
    """Which organisation our own office is. One row, once the office's page was saved."""

    __tablename__ = "our_organisation"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), unique=True)

    def audit_root(self) -> tuple[str, int]:
        return ("organisations", self.organisation_id)


@event.listens_for(OurOrganisation, "after_insert")
@event.listens_for(OurOrganisation, "after_update")
def _tell(*_written: Any) -> None:
    """Whoever asks in this transaction which one it is reads it anew."""
    read_once().clear()


class Person(Record, Base):
    """Someone we meet. Names, affiliations, contact points and language skills are child rows."""

    __tablename__ = "people"
    __table_args__ = _order_indexes("people")

    primary_language: Mapped[str] = mapped_column(String(10), info=coded(NAME_LANGUAGES))
    salutation: Mapped[str] = mapped_column(String(40), default="", info=PERSONAL)
    do_not_contact: Mapped[bool] = mapped_column(default=False)
    notes: Mapped[str] = mapped_column(default="", info=PERSONAL)
    search_key: Mapped[str] = mapped_column(default="", info=PERSONAL)
    sort_key: Mapped[str] = mapped_column(_SORT_KEY, default="", index=True, info=PERSONAL)
    #: What a list in the order of each script compares (core.sorting): あいうえお, pinyin, 가나다, alphabet.
    sort_ja: Mapped[str] = mapped_column(_ORDER_KEY, default="", server_default="", info=PERSONAL)
    sort_zh: Mapped[str] = mapped_column(_ORDER_KEY, default="", server_default="", info=PERSONAL)
    sort_ko: Mapped[str] = mapped_column(_ORDER_KEY, default="", server_default="", info=PERSONAL)
    sort_en: Mapped[str] = mapped_column(_ORDER_KEY, default="", server_default="", info=PERSONAL)
    #: The record that this one, archived, was merged into: its old address leads there.
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    #: When it was erased at the wish of the person (DP-8): it stays in the archive, without a name, for the counts.
    erased_at: Mapped[datetime | None]
    #: Since when their data must not be used (DP-9): nobody writes to them, and no new paper is addressed to them.
    use_stopped_at: Mapped[datetime | None]
    names: Mapped[list["PersonName"]] = relationship(lazy="raise_on_sql", order_by="PersonName.id", cascade=_CHILD)
    affiliations: Mapped[list["Affiliation"]] = relationship(
        lazy="raise_on_sql", order_by="Affiliation.id", cascade=_CHILD, foreign_keys="Affiliation.person_id"
    )
    contact_points: Mapped[list["ContactPoint"]] = relationship(
        lazy="raise_on_sql", order_by="ContactPoint.id", cascade=_CHILD
    )
    language_skills: Mapped[list["LanguageSkill"]] = relationship(
        lazy="raise_on_sql", order_by="LanguageSkill.id", cascade=_CHILD
    )

    @property
    def refuses(self) -> bool:
        """Whether nothing is addressed to them: they do not want it, or the use of their data was stopped."""
        return self.do_not_contact or self.use_stopped_at is not None

    def audit_subject(self) -> tuple[str, int]:
        return ("people", self.id)


class PersonName(Base):
    """One form of a person's name: exactly one is primary, the form printed on the card (INV-C1)."""

    __tablename__ = "person_names"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    language: Mapped[str] = mapped_column(String(10), info=coded(NAME_LANGUAGES))
    family: Mapped[str] = mapped_column(String(120), default="", info=PERSONAL)
    given: Mapped[str] = mapped_column(String(120), default="", info=PERSONAL)
    full: Mapped[str] = mapped_column(String(200), info=PERSONAL)  #: as written, in its own order
    reading: Mapped[str] = mapped_column(String(200), default="", info=PERSONAL)
    #: In which order `full` has family and given name, one of rules.NAME_ORDERS; "" is not known.
    name_order: Mapped[str] = mapped_column(String(20), default="", server_default="", info=coded(NAME_ORDERS))
    #: `primary` or one of rules.PERSON_NAME_KINDS.
    kind: Mapped[str] = mapped_column(String(20), default="primary", info=coded(PERSON_NAME_LABELS))

    def audit_root(self) -> tuple[str, int]:
        return ("people", self.person_id)

    def audit_subject(self) -> tuple[str, int]:
        return ("people", self.person_id)


Index(
    "uq_person_names_primary",
    PersonName.person_id,
    unique=True,
    sqlite_where=text("kind = 'primary'"),
    postgresql_where=text("kind = 'primary'"),
)


class Affiliation(Base):
    """A post a person holds or held at an organisation. At most one is primary; history is kept."""

    __tablename__ = "affiliations"
    __table_args__ = (
        CheckConstraint("to_date IS NULL OR from_date IS NULL OR to_date >= from_date", name="dates_in_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    department: Mapped[str] = mapped_column(String(120), default="", info=PERSONAL)
    title: Mapped[str] = mapped_column(String(120), default="", info=PERSONAL)  #: as on the card
    #: {language: department and title} as papers in that language print them.
    titles: Mapped[dict[str, str]] = mapped_column(JSON, default=dict, server_default="{}", info=PERSONAL)
    title_rank: Mapped[int] = mapped_column(default=BY_TITLE)  #: 1 top … 9; BY_TITLE: as the title says
    from_date: Mapped[date | None]
    to_date: Mapped[date | None]
    #: Whether it ended on `to_date`. Else nobody knows when it did: it counts as held until then, as far as we knew.
    end_known: Mapped[bool] = mapped_column(default=True, server_default=true())
    is_primary: Mapped[bool] = mapped_column(default=False)
    #: One of rules.END_REASONS, "" when not known.
    end_reason: Mapped[str] = mapped_column(String(20), default="", server_default="", info=coded(END_REASONS))
    #: Who holds the post now.
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"), index=True)
    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql")
    successor: Mapped[Person | None] = relationship(lazy="raise_on_sql", foreign_keys=[successor_id])

    def titled(self, language: str, own: str) -> tuple[str, str]:
        """(department and title, their language) for a reader of `language`; `own` is that of the person's card."""
        return titled_post(self, language, own)

    @property
    def rank(self) -> int:
        """How high the post stands, 1 the highest."""
        return rank_of(self.title_rank, self.title)

    def audit_root(self) -> tuple[str, int]:
        return ("people", self.person_id)

    def audit_subject(self) -> tuple[str, int]:
        return ("people", self.person_id)


Index(
    "uq_affiliations_primary",
    Affiliation.person_id,
    unique=True,
    sqlite_where=text("is_primary"),
    postgresql_where=text("is_primary"),
)


class ContactPoint(Base):
    """A way to reach a person or an organisation: WeChat is the working channel in China, fax still exists."""

    __tablename__ = "contact_points"
    __table_args__ = (CheckConstraint("(person_id IS NULL) <> (organisation_id IS NULL)", name="one_owner"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"), index=True)
    #: email tel direct mobile fax wechat kakao line qq url
    kind: Mapped[str] = mapped_column(String(10), info=coded(CONTACT_KINDS))
    value: Mapped[str] = mapped_column(String(300), info=PERSONAL)  #: as typed
    normalised: Mapped[str] = mapped_column(String(300), index=True, info=PERSONAL)  #: E.164, lower-case
    label: Mapped[str] = mapped_column(String(60), default="")

    def audit_root(self) -> tuple[str, int]:
        if self.person_id is not None:
            return ("people", self.person_id)
        return ("organisations", self.organisation_id or 0)

    def audit_subject(self) -> tuple[str, int] | None:
        return ("people", self.person_id) if self.person_id is not None else None


class LanguageSkill(Base):
    """How well a person speaks a language: none | basic | business | native | interpreter."""

    __tablename__ = "language_skills"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    language: Mapped[str] = mapped_column(String(10), info=coded(LANGUAGE_LABELS))
    level: Mapped[str] = mapped_column(String(20), index=True, info=coded(LANGUAGE_LEVELS))

    def audit_root(self) -> tuple[str, int]:
        return ("people", self.person_id)


class Portrait(Record, Base):
    """What a person looks like, written anew without position, date and camera. The newest that is not archived holds.

    A person merged into another brings the portrait along; it is shown where the other one has none.
    """

    __tablename__ = "portraits"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_files.id"))
    thumbnail_id: Mapped[int] = mapped_column(ForeignKey("stored_files.id"))
    thumbnail: Mapped[StoredFile] = relationship(lazy="raise_on_sql", foreign_keys=[thumbnail_id])

    def audit_root(self) -> tuple[str, int]:
        return ("people", self.person_id)

    def audit_subject(self) -> tuple[str, int]:
        return ("people", self.person_id)


keep_keys(Organisation)
keep_keys(Person)
