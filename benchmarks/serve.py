"""Starts gunicorn as production does, for the product and for the floors, and reads its workers' memory."""

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
READY_WITHIN = 60.0


@dataclass(frozen=True)
class Server:
    """A running gunicorn."""

    host: str
    port: int
    process: subprocess.Popen[bytes]

    def memory(self) -> list["Memory"]:
        """What each worker takes now; empty where there is no /proc."""
        return [Memory.of(pid) for pid in self._workers()]

    def processor(self) -> float:
        """Milliseconds that the workers have spent on a processor so far; what else the machine does is not in it."""
        spent = 0
        for pid in self._workers():
            for thread in Path(f"/proc/{pid}/task").iterdir():
                with contextlib.suppress(OSError):  # it has just ended
                    spent += int((thread / "schedstat").read_text().split()[0])
        return spent / 1e6

    def _workers(self) -> list[int]:
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in listed.read_text().split()] if listed.exists() else []


@dataclass(frozen=True)
class Memory:
    """Megabytes of one process: all its pages, and those that stand in no file, which the system cannot drop."""

    resident: float
    anonymous: float

    @classmethod
    def of(cls, pid: int) -> "Memory":
        kilobytes = {}
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]:
            name, _, rest = line.partition(":")
            kilobytes[name] = int(rest.split()[0])
        return cls(kilobytes["Rss"] / 1024, kilobytes["Anonymous"] / 1024)


@contextlib.contextmanager
def gunicorn(target: str, folder: Path, port: int, workers: int, extra: Mapping[str, str]) -> Iterator[Server]:
    """Serve `target` with the product's gunicorn.conf.py, with nothing in the environment but `extra`."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("CRM_")}
    environment = inherited | {
        "CRM_INSTANCE": str(folder),
        "CRM_PORT": str(port),
        "CRM_WORKERS": str(workers),
        **extra,
    }
    command = [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", target]
    with (folder / f"gunicorn-{port}.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            _wait(port, process, folder / f"gunicorn-{port}.log")
            yield Server("127.0.0.1", port, process)
        finally:
            process.terminate()
            process.wait(timeout=40)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while True:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"gunicorn did not start:\n{log.read_text()}")
        time.sleep(0.1)
