"""What happened on a case, latest first: talks, interactions, and the moves between stages as lines."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import select

from crm.core import clock
from crm.core.database import db
from crm.meetings.models import Meeting
from crm.negotiations.models import Interaction, Negotiation, StageEvent

STEP = 20
#: From so many lines in a row on, they are folded.
FOLD_FROM = 3


@dataclass(frozen=True)
class Happening:
    """One thing that happened; exactly one of `interaction`, `meeting`, `event` is set."""

    at: datetime
    interaction: Interaction | None = None
    meeting: Meeting | None = None
    event: StageEvent | None = None

    @property
    def is_line(self) -> bool:
        """Whether it is an automatic line rather than what a person wrote."""
        return self.event is not None


@dataclass(frozen=True)
class Timeline:
    """`ahead` are planned meetings, the next first; `groups` are runs of cards or of lines, the latest first."""

    ahead: Sequence[Happening]
    groups: Sequence[Sequence[Happening]]
    meetings: int
    kinds: dict[str, int]
    #: How many earlier ones are not shown.
    more: int

    def folds(self, run: Sequence[Happening]) -> bool:
        """Whether a run of lines is long enough to be folded into one."""
        return run[0].is_line and len(run) >= FOLD_FROM


def timeline(
    case: Negotiation, talks: Sequence[Meeting], moves: Iterable[StageEvent], *, show: str = "", limit: int = STEP
) -> Timeline:
    """The case's timeline, of the linked meetings that are seen, of its moves and of what was logged.

    `show` narrows it to "meetings", "notes" (what was logged) or "moves".
    """
    logged = db.session.scalars(
        select(Interaction).where(Interaction.negotiation_id == case.id, Interaction.archived_at.is_(None))
    ).all()
    kinds: dict[str, int] = {}
    for each in logged:
        kinds[each.kind] = kinds.get(each.kind, 0) + 1
    now = clock.now()
    ahead = sorted(
        (Happening(talk.starts_at, meeting=talk) for talk in talks if _is_ahead(talk, now)), key=lambda h: h.at
    )
    past: list[Happening] = []
    if show in ("", "meetings"):
        past += [Happening(talk.starts_at, meeting=talk) for talk in talks if not _is_ahead(talk, now)]
    if show in ("", "notes"):
        past += [Happening(each.at, interaction=each) for each in logged]
    if show in ("", "moves"):
        past += [Happening(move.at, event=move) for move in moves]
    past.sort(key=lambda each: (each.at, each.event.id if each.event else 0), reverse=True)
    shown = past[:limit]
    return Timeline(ahead, _runs(shown), len(talks), kinds, len(past) - len(shown))


def _is_ahead(talk: Meeting, now: datetime) -> bool:
    return talk.status == "planned" and talk.starts_at >= now


def _runs(happenings: Sequence[Happening]) -> list[list[Happening]]:
    """Neighbouring lines together, and each card alone."""
    runs: list[list[Happening]] = []
    for is_line, run in groupby(happenings, key=lambda each: each.is_line):
        rows = list(run)
        runs += [rows] if is_line else [[row] for row in rows]
    return runs
