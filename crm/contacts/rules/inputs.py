"""The shape of what is written below a record."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from crm.contacts.rules.tables import BY_TITLE, PRIMARY


@dataclass(frozen=True)
class Child:
    """A row below a record. With `id` it replaces the row of that id, without it is a new one."""

    def columns(self) -> dict[str, Any]:
        """{column: value} of the row."""
        return {name: value for name, value in vars(self).items() if name != "id"}


@dataclass(frozen=True)
class OrganisationNameInput(Child):
    text: str
    language: str
    reading: str = ""
    kind: str = "legal"
    id: int | None = None


@dataclass(frozen=True)
class RoleInput(Child):
    role: str
    from_date: date | None = None
    to_date: date | None = None
    id: int | None = None


@dataclass(frozen=True)
class AddressInput(Child):
    lines: str
    language: str
    postal_code: str = ""
    access_notes: str = ""
    id: int | None = None
    kind: str = "office"
    place_id: int | None = None


@dataclass(frozen=True)
class ContactInput(Child):
    kind: str
    value: str
    label: str = ""
    id: int | None = None


@dataclass(frozen=True)
class PersonNameInput(Child):
    """`full` may be empty when family and given name are there, and the other way round.

    `name_order` is one of NAME_ORDERS; "" takes what `full` shows, else what the language does.
    """

    language: str
    full: str = ""
    family: str = ""
    given: str = ""
    reading: str = ""
    kind: str = PRIMARY
    id: int | None = None
    name_order: str = ""


@dataclass(frozen=True)
class AffiliationInput(Child):
    """Without an organisation and with an `id`: that post has ended."""

    organisation_id: int | None
    title: str = ""
    department: str = ""
    title_rank: int = BY_TITLE
    from_date: date | None = None
    to_date: date | None = None
    is_primary: bool = False
    id: int | None = None
    #: False: it has ended, and nobody knows when.
    end_known: bool = True
    #: None leaves reason and successor as they are.
    end_reason: str | None = None
    successor_id: int | None = None
    #: {language: title} in further languages; None leaves them as they are.
    titles: Mapping[str, str] | None = None
    #: The row is called otherwise from this day on: it ends, and one that follows it begins. None corrects the row.
    since: date | None = None

    def columns(self) -> dict[str, Any]:
        """{column: value} of the row that is called so."""
        return {name: value for name, value in super().columns().items() if name != "since"}


@dataclass(frozen=True)
class SkillInput(Child):
    language: str
    level: str
    id: int | None = None
