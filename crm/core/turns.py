"""Work that writes many times in a row leaves the others their turn.

SQLite has one write lock and no queue for it: whoever waits asks again every 0.1 s at most (its busy handler), and
whoever takes the lock back at once leaves them nothing to find. So such work writes for `HOLD`, then rests for `REST`.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

#: Seconds of writing after which others get their turn.
HOLD: Final = 0.3
#: Seconds that the lock is left free then: longer than waiters sleep between two looks.
REST: Final = 0.15
#: Of a longer hold so large a part is left free; no rest is longer than MOST_REST.
SHARE: Final = 0.5
MOST_REST: Final = 1.5


class Turns:
    """How long this work has held the lock since the others had their turn."""

    def __init__(self) -> None:
        self._begun: float | None = None
        self._locks = False
        self._held = 0.0
        #: Seconds of the last transaction.
        self.last = 0.0

    def begin(self, *, locks: bool) -> None:
        """A transaction begins; `locks`: with it the one lock of the database is taken."""
        self._begun, self._locks = time.monotonic(), locks

    def end(self) -> None:
        """It is over."""
        if self._begun is not None:
            self.last = time.monotonic() - self._begun
            self._held += self.last if self._locks else 0.0
            self._begun = None

    def rest(self) -> None:
        """Before it is taken again: wait, where it was held for long enough."""
        if self._held >= HOLD:
            time.sleep(min(MOST_REST, max(REST, self._held * SHARE)))
            self._held = 0.0

    def fitting(self, rows: int, *, most: int) -> int:
        """How many rows the next transaction takes, so that it holds the lock for `HOLD`; the last one took `rows`."""
        return max(1, min(most, rows * 2, int(rows * HOLD / max(self.last, 0.001))))


_turns: ContextVar[Turns | None] = ContextVar("turns", default=None)


@contextmanager
def taking_turns() -> Iterator[Turns]:
    """For work with many transactions: between them it rests (`writing` of core.database sees to that)."""
    known = _turns.get()
    if known is not None:
        yield known
        return
    turns = Turns()
    token = _turns.set(turns)
    try:
        yield turns
    finally:
        _turns.reset(token)


def current() -> Turns | None:
    """Those of the work that is being done, if it takes turns."""
    return _turns.get()
