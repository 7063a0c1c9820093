"""Requests of one process that read SQLite take turns, so that threads do not hand the interpreter's lock to and fro.

SQLite gives the lock away at every row. When another thread takes it meanwhile, each row waits for that thread, and
four requests at once take a quarter more of the processor than one after the other. Who only waits for a slow browser
has no turn; writers, who wait for each other in the database, and readers of another server need none.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

#: Seconds after which a request that takes long, or waits for something else, loses its turn to the next.
LONGEST = 0.05


class Turns:
    """One is taken at a time, as long as each is short."""

    def __init__(self, longest: float = LONGEST) -> None:
        self._longest = longest
        self._turn = Lock()

    @contextmanager
    def take(self) -> Iterator[None]:
        """Wait for a turn and have it inside."""
        turn = self._turn
        if not turn.acquire(timeout=self._longest):
            turn = Lock()
            turn.acquire()
            self._turn = turn
        try:
            yield
        finally:
            turn.release()
