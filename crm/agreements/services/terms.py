"""What is written about an agreement and its parties, signers, texts and promises."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from typing import Any

from crm.agreements import rules
from crm.core import here


@dataclass(frozen=True)
class PartyTerms:
    organisation_id: int | None
    side: str
    capacity: str = ""


@dataclass(frozen=True)
class Signer:
    """Who signs for the party of a side. Without a title the one held on the day is taken from the contacts."""

    side: str
    person_id: int | None
    title: str = ""
    seal: str = ""
    authority: str = ""  #: on what somebody signs who has no post at the party


@dataclass(frozen=True)
class VersionText:
    language: str
    prevailing: bool = False
    translator: str = ""


@dataclass(frozen=True)
class ObligationInput:
    """An obligation; with `id` it is the one of that id."""

    text: str
    organisation_id: int | None = None
    due_on: date | None = None
    done_on: date | None = None
    id: int | None = None


@dataclass(frozen=True)
class AgreementInput:
    """What is written about an agreement. Its class follows from its type; who signed when, from `sign`."""

    type: str
    title: str
    type_words: str = ""  #: of another type, what it is
    number: str = ""
    status: str = "draft"
    initiative_id: int | None = None
    activity_id: int | None = None
    draft_on: date | None = None
    effective_on: date | None = None
    expires_on: date | None = None
    retroactive: bool = False
    auto_renewal: bool = False
    notice_days: int | None = None
    exclusivity: str = rules.NO_EXCLUSIVITY
    territory: str = ""
    products: str = ""
    value: Decimal | None = None
    currency: str = field(default_factory=here.currency)
    value_period: str = "total"
    governing_law: str = ""
    dispute_forum: str = ""
    incoterm: str = ""
    payment_terms: str = ""
    equally_authentic: bool = False
    notes: str = ""
    parties: Sequence[PartyTerms] = ()
    signers: Sequence[Signer] = ()
    versions: Sequence[VersionText] = ()
    obligations: Sequence[ObligationInput] = ()
    negotiation_ids: Collection[int] = ()

    def columns(self) -> dict[str, Any]:
        """{column: value} of what is written as it is."""
        children = ("parties", "signers", "versions", "obligations", "negotiation_ids")
        told = {f.name: getattr(self, f.name) for f in fields(self) if f.name not in children}
        return told | {"type_words": self.type_words.strip() if self.type in rules.OTHER_TYPES else ""}
