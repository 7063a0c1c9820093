"""How long a test waits before it calls something hung; no test asserts how fast a machine is.

The bounds are far beyond what a busy machine takes: they end a hang and say nothing else.
"""

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

#: Seconds by the wall until something that has to happen counts as hung.
PATIENCE: Final = 120.0
#: Seconds of the processor after which work that has to end counts as hung.
LABOUR: Final = 60.0


def eventually(condition: Callable[[], object]) -> bool:
    """Whether something comes true before patience ends."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


@contextmanager
def ends() -> Iterator[None]:
    """The block ends: after `LABOUR` seconds of the processor, which other processes do not use up, it failed to.

    Also inside one match of a regular expression: its engine looks for signals while it goes back.
    """

    def hung(number: int, frame: FrameType | None) -> None:
        raise AssertionError(f"still at work after {LABOUR:g} seconds of the processor")

    before = signal.signal(signal.SIGPROF, hung)
    signal.setitimer(signal.ITIMER_PROF, LABOUR)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
