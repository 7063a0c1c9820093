"""The matching tables of a mission in its report: when, how many companies of each side, how many talks."""

from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from datetime import date

from crm.core.permissions import Actor
from crm.matching import queries as matching
from crm.matching.queries import MatchingBoard
from crm.missions.queries import Facts


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

    def talked(self, logged: Container[int]) -> set[tuple[int, date]]:
        """(its table, day) of the talks that became one of these records."""
        slots, table = self.board.slots, self.board.session.id
        return {(table, slots[row.slot_id].day) for row in self.board.meetings if row.meeting_id in logged}


def matched(activity_id: int, *, until: date | None = None, user: Actor) -> list[Matched]:
    """The tables at which talks were placed and whose rounds had begun by a day."""
    lines = [line for line in matching.of_activity(activity_id, user=user) if line.meetings]
    found = []
    for board in (matching.board(line.session.id, user=user) for line in lines):
        days = [board.slots[meeting.slot_id].day for meeting in board.meetings]
        if until is None or min(days) <= until:
            found.append(Matched(board, min(days), max(days)))
    return sorted(found, key=lambda each: each.first)


def with_tables(facts: Facts, placed: Sequence[Matched], *, user: Actor) -> Facts:
    """The facts with the days of these tables in their programme; nobody reports on one at which no talk was placed."""
    kept = {None, *(each.board.session.id for each in placed)}
    days = matching.in_programme(facts, user=user).days
    found = [replace(day, entries=[entry for entry in day.entries if entry.table_id in kept]) for day in days]
    return replace(facts, days=[day for day in found if day.entries])
