"""What a thread is made of, and in which order it is told."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import Final, Protocol, TypeVar

from crm.core.texts import N_

#: So many things are shown at once.
STEP: Final = 20
#: So many planned meetings stand on top.
MOST_AHEAD: Final = 5
#: From so many automatic lines in a row on, they are folded.
FOLD_FROM: Final = 3

MEETING, NOTE, LEAD, LETTER = "meeting", "note", "lead", "letter"
MOVE, TASK, TRIP, CARD, FILE = "move", "task", "trip", "card", "file"
#: What may come next beside tasks and meetings: the next step of a case.
CASE: Final = "case"
#: What things come from, and what their chip says. Of one moment, the first here stands on top.
SOURCES: Final[dict[str, str]] = {
    MEETING: N_("Meetings"),
    NOTE: N_("Calls, e-mails, samples"),
    LETTER: N_("Letters"),
    LEAD: N_("Leads"),
    MOVE: N_("Moves"),
    TASK: N_("Tasks done"),
    TRIP: N_("Missions"),
    CARD: N_("Cards"),
    FILE: N_("Files"),
}
#: What nobody wrote down: one grey line each.
LINES: Final = frozenset({MOVE, TASK, TRIP, CARD, FILE})
#: {table of a kind: how an interaction names a record of it}; on these calls and notes are logged.
NOTED_ON: Final = {"organisations": "organisation_id", "people": "person_id", "activities": "activity_id"}
#: Tables of the kinds on which they are logged beside what these belong to; of those their page tells the timeline.
NOTED_BESIDE: Final = ("leads", "meetings", "agreements", "products", "initiatives", "places", "showrooms")
#: Tables of the kinds on whose page files are kept; a meeting keeps theirs with its own text.
FILED: Final = frozenset(
    {"organisations", "people", "activities", "negotiations", "leads", "agreements", "products", "places", "tasks",
     "initiatives", "showrooms", "interactions", "booths", "fair_series", "rival_activities", "demand_signals"}
)  # fmt: skip
#: Days until what comes next is due, unless somebody says otherwise.
WEEK: Final = 7


class Happened(Protocol):
    """Something that happened."""

    @property
    def source(self) -> str: ...


Thing = TypeVar("Thing", bound=Happened)


def runs(things: Sequence[Thing]) -> list[list[Thing]]:
    """Neighbouring automatic lines of one source together where they are many enough to be folded, else one by one."""
    found: list[list[Thing]] = []
    for source, run in groupby(things, key=lambda thing: thing.source):
        rows = list(run)
        found += [rows] if source in LINES and len(rows) >= FOLD_FROM else [[row] for row in rows]
    return found


@dataclass(frozen=True)
class ThreadPlace:
    """Where one thing stands in a thread: the latest first, of one moment by source, then the newest record."""

    at: datetime
    source: str
    id: int

    @property
    def order(self) -> tuple[float, int, int]:
        """What threads are sorted by."""
        return -self.at.timestamp(), list(SOURCES).index(self.source), -self.id

    def written(self) -> str:
        """As an address holds it."""
        told = json.dumps([self.at.isoformat(), self.source, self.id])
        return base64.urlsafe_b64encode(told.encode()).decode().rstrip("=")

    @classmethod
    def read(cls, text: str | None) -> "ThreadPlace | None":
        """What an address holds; None for what we did not write."""
        if not text:
            return None
        try:
            at, source, id = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
            moment = datetime.fromisoformat(at)
            known = source in SOURCES and type(id) is int and 0 < id < 2**31 and moment.tzinfo is not None
            return cls(moment.astimezone(UTC), source, id) if known else None
        except (ValueError, TypeError, OverflowError, RecursionError):
            return None
