"""A meeting as it is written down: what a form or another part of the house hands over."""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any, Final

from crm.core import here
from crm.meetings import rules


@dataclass(frozen=True)
class Minute:
    """One agenda item as written down."""

    topic: str = ""
    discussed: str = ""
    theirs: str = ""
    ours: str = ""
    decision: str = ""
    open_point: str = ""

    def columns(self) -> dict[str, str]:
        """{column of a minute item: text}."""
        return {f.name: getattr(self, f.name) for f in fields(self)}

    def is_empty(self) -> bool:
        return not any(self.columns().values())


@dataclass(frozen=True)
class Newcomer:
    """Someone met who is not in the contacts yet: made a person of their side's organisation on the spot."""

    name: str
    title: str = ""
    side: str = rules.THEIRS


@dataclass(frozen=True)
class NextStep:
    """What one of the staff is to do after the meeting."""

    text: str
    due_on: date | None
    owner_id: int | None
    external_owner: str = ""


@dataclass(frozen=True)
class TalkInput:
    """The whole talk record (domain.md §2.7) as it is written. Times are wall time in `timezone`, naive."""

    organisation_id: int | None
    starts: datetime | None
    ends: datetime | None = None
    timezone: str = field(default_factory=here.zone)
    kind: str = rules.BUSINESS_TALK
    status: str = "held"
    subject: str = ""
    activity_id: int | None = None
    initiative_id: int | None = None
    itinerary_item_id: int | None = None
    our_organisation_id: int | None = None
    place_id: int | None = None
    venue: str = ""
    mode: str = "in_person"
    language: str = ""
    interpreter_id: int | None = None
    purpose: str = ""
    products: str = ""
    counterpart_requests: str = ""
    our_offer: str = ""
    reaction: str = ""
    conditions_agreed: str = ""
    pending: str = ""
    competitors: str = ""
    routes_mentioned: str = ""
    result: str = ""
    confirmed_by_counterpart: bool = False
    theirs: Sequence[int] = field(default=())  #: ids of people
    ours: Sequence[int] = field(default=())
    newcomers: Sequence[Newcomer] = field(default=())
    minutes: Sequence[Minute] = field(default=())
    next_steps: Sequence[NextStep] = field(default=())

    def columns(self) -> dict[str, Any]:
        """{column: value} of what is written into the meeting's row as it is."""
        return {name: getattr(self, name) for name in _COLUMNS}


_APART: Final = frozenset({"starts", "ends", "theirs", "ours", "newcomers", "minutes", "next_steps"})
_COLUMNS: Final = tuple(f.name for f in fields(TalkInput) if f.name not in _APART)
