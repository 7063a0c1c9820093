"""The matching tables of a mission in its report: when, how many companies of each side, how many talks."""

from dataclasses import dataclass
from datetime import date

from crm.core.permissions import Actor
from crm.matching import queries as matching
from crm.matching.queries import MatchingBoard


@dataclass(frozen=True)
class Matched:
    """A matching table with its talks. Companies that cancelled are counted on neither side."""

    board: MatchingBoard
    first: date  #: on the clock of the table
    last: date

    @property
    def makers(self) -> int:
        return len(self.board.side("maker", cancelled=False))

    @property
    def counterparts(self) -> int:
        return len(self.board.side("counterpart", cancelled=False))

    @property
    def talks(self) -> int:
        return len(self.board.meetings)


def matched(activity_id: int, *, until: date, user: Actor) -> list[Matched]:
    """The tables at which talks were placed and whose rounds had begun by the day of the report."""
    lines = [line for line in matching.of_activity(activity_id, user=user) if line.meetings]
    found = []
    for board in (matching.board(line.session.id, user=user) for line in lines):
        days = [board.slots[meeting.slot_id].day for meeting in board.meetings]
        if min(days) <= until:
            found.append(Matched(board, min(days), max(days)))
    return sorted(found, key=lambda each: each.first)
