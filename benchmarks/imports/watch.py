"""Memory and processor time of this process and of those below it, as the system counts them."""

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

EVERY: Final = 0.2  #: seconds
_KINDS: Final = ("VmRSS", "RssAnon")


@dataclass
class Peak:
    """The most memory that a process has had, in kB: all its pages, and those that are no file's."""

    resident: int = 0
    anonymous: int = 0

    def take(self, pid: str) -> None:
        """Look at a process now."""
        resident, anonymous = _memory(pid)
        self.resident, self.anonymous = max(self.resident, resident), max(self.anonymous, anonymous)

    def __str__(self) -> str:
        return f"{self.resident // 1024} MB ({self.anonymous // 1024} anonymous)"


@dataclass
class Peaks:
    """What was seen since the last `begin`."""

    own: Peak = field(default_factory=Peak)
    reader: Peak = field(default_factory=Peak)  #: the largest process below this one
    together: int = 0  #: the anonymous pages of all of them at one moment, in kB
    seconds: dict[str, float] = field(default_factory=dict)  #: processor time by process below this one


class Watch(threading.Thread):
    """Looks at this process and its children again and again."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self._peaks = Peaks()
        self._before: dict[str, float] = {}

    def begin(self) -> None:
        """Forget what was seen so far."""
        self._before = {pid: _seconds(pid) for pid in _below(_me())}
        self._peaks = Peaks()

    def end(self) -> tuple[Peaks, float]:
        """What was seen since `begin`, and the processor seconds of the processes below."""
        self._look()
        peaks = self._peaks
        return peaks, sum(spent - self._before.get(pid, 0.0) for pid, spent in peaks.seconds.items())

    def run(self) -> None:
        while True:
            self._look()
            time.sleep(EVERY)

    def _look(self) -> None:
        peaks, me = self._peaks, _me()
        peaks.own.take(me)
        together = _memory(me)[1]
        for child in _below(me):
            peaks.reader.take(child)
            together += _memory(child)[1]
            peaks.seconds[child] = max(peaks.seconds.get(child, 0.0), _seconds(child))
        peaks.together = max(peaks.together, together)


def _me() -> str:
    return Path("/proc/self").resolve().name


def _memory(pid: str) -> tuple[int, int]:
    """Resident and anonymous memory of a process in kB; zeros when it has just ended."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0, 0
    told = {name: int(rest.split()[0]) for name, _, rest in (line.partition(":") for line in lines) if name in _KINDS}
    return told.get("VmRSS", 0), told.get("RssAnon", 0)


def _seconds(pid: str) -> float:
    """Seconds that a process has had of a processor."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / 100


def _below(pid: str) -> Iterator[str]:
    try:
        found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return
    for child in found:
        yield child
        yield from _below(child)
