"""What an item of the programme is planned to be, and the visit behind it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Final

#: Columns of an item that are written as they are planned.
SAME: Final = (
    "kind", "status", "title_language", "timezone", "place_id", "venue", "address", "organisation_id",
    "interpreter_id", "contact_id", "transport", "dress", "notes", "flight_number", "origin", "destination", "rooms",
)  # fmt: skip


@dataclass(frozen=True)
class VisitInput:
    """The visit behind an item: purpose, agenda and questions (one a line), hosts."""

    purpose: str = ""
    agenda: str = ""
    questions: str = ""
    gifts: str = ""
    gifts_received: str = ""
    photos: str = "ask"
    result: str = ""
    presenter_id: int | None = None  #: a participant
    hosts: Collection[int] = ()  #: person ids
    products: Collection[int] | None = None  #: whose sheets go with it; None: of all that the mission carries


@dataclass(frozen=True)
class ItemInput:
    """An item as it is planned, on the wall clock of `timezone`. Without `end_day` it ends on the day it starts.

    `start`, `end` or both may be None: nobody told yet. Without a start alone, `day` is that of the end; without
    either, `holds` is the clock that gives the item its place among those of its day. A journey ends on the clock of
    `end_timezone`, where that is another.
    """

    kind: str
    day: date | None
    start: time | None
    end: time | None
    timezone: str
    title: str = ""
    title_language: str = "ja"
    titles: Mapping[str, str] | None = None  #: {language: title} in further languages
    end_day: date | None = None
    end_timezone: str | None = None
    holds: time | None = None  #: None: where it stood before, else behind all others of its day
    status: str = "tentative"
    place_id: int | None = None
    venue: str = ""
    address: str = ""
    organisation_id: int | None = None
    interpreter_id: int | None = None
    contact_id: int | None = None
    transport: str = ""
    dress: str = ""
    texts: Mapping[str, Mapping[str, str]] | None = None  #: {language: {one of rules.ITEM_TEXTS: text}} in further ones
    notes: str = ""
    flight_number: str = ""
    origin: str = ""  #: of a flight: where from
    destination: str = ""
    rooms: int | None = None  #: of a hotel
    people: Collection[int] = ()  #: participant ids; nobody means the whole delegation
    visit: VisitInput = VisitInput()
