"""Runs the web server and the background worker side by side, and ends both together.

The worker is started again when it dies; when the server ends, everything ends. On Linux the kernel ends the
children should this process be killed outright, so nothing is left running.
"""

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from types import FrameType

from tools.steps import PYTHON, ROOT

SERVER = [str(PYTHON), "-m", "gunicorn", "--config", "gunicorn.conf.py", "app:app"]
FLASK = [str(PYTHON), "-m", "flask", "--app", "app"]
WORKER = [*FLASK, "jobs", "work"]
ACCOUNTS = [*FLASK, "users", "welcome"]
#: A little longer than gunicorn's own graceful_timeout.
STOP_WITHIN = 35.0
#: Seconds to wait before starting a dead worker again; doubled each time it dies young.
FIRST_WAIT, LONGEST_WAIT, GROWN_UP = 1.0, 60.0, 60.0
SET_PARENT_DEATH_SIGNAL = 1


def die_with_parent() -> Callable[[], None] | None:
    """A function for a new child process that asks the kernel to end it with its parent; None elsewhere."""
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None)
    parent = os.getpid()

    def ask() -> None:
        libc.prctl(SET_PARENT_DEATH_SIGNAL, signal.SIGTERM)
        if os.getppid() != parent:  # it died before we could ask
            os.kill(os.getpid(), signal.SIGTERM)

    return ask


def start(command: list[str]) -> subprocess.Popen[bytes]:
    """Start a child in a session of its own: Ctrl-C reaches this process alone, which ends it in order."""
    return subprocess.Popen(command, cwd=ROOT, start_new_session=True, preexec_fn=die_with_parent())


class Supervisor:
    """Holds one server and one worker until it is told to stop or the server ends."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.stopping = False
        self.server = start(SERVER)
        #: Started when the server answers: until then both would want the same processors.
        self.worker: subprocess.Popen[bytes] | None = None
        self.accounts: subprocess.Popen[bytes] | None = None
        self.worker_since = 0.0
        self.worker_due: float | None = None
        self.wait = FIRST_WAIT

    def stop(self, _number: int, _frame: FrameType | None) -> None:
        """Signal handler. It sets a plain word, since a lock could be held by what it interrupts."""
        self.stopping = True

    def run(self) -> int:
        """Answers the server's exit status, or 0 when a person ended it."""
        while not self.stopping and self.server.poll() is None:
            if self.worker is not None:
                self.revive_worker(self.worker)
            elif self.answers():
                self.welcome()
            time.sleep(0.1)
        asked, self.stopping = self.stopping, True
        self.end()
        return 0 if asked else self.server.returncode or 1

    def answers(self) -> bool:
        """Whether the product answers, healthy or not: it says itself what is wrong with it."""
        try:
            with urllib.request.urlopen(f"{self.address}/healthz", timeout=2):  # noqa: S310  # our own address
                return True
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False

    def welcome(self) -> None:
        """Start the worker; a moment later it is said where the product is and who may sign in."""
        self.accounts = start([*ACCOUNTS, "--at", self.address])
        self.worker, self.worker_since = start(WORKER), time.monotonic()

    def revive_worker(self, worker: subprocess.Popen[bytes]) -> None:
        """Start a dead worker again, later each time if it keeps dying."""
        if worker.poll() is None:
            return
        now = time.monotonic()
        if self.worker_due is None:
            self.wait = FIRST_WAIT if now - self.worker_since > GROWN_UP else min(self.wait * 2, LONGEST_WAIT)
            self.worker_due = now + self.wait
            print(f"The background worker ended; a new one in {self.wait:.0f} s.", file=sys.stderr, flush=True)
        elif now >= self.worker_due:
            self.worker, self.worker_since, self.worker_due = start(WORKER), now, None

    def end(self) -> None:
        """Ask both to end, wait for what they are doing, and insist if it takes too long."""
        children = [child for child in (self.server, self.worker, self.accounts) if child is not None]
        for child in children:
            with contextlib.suppress(ProcessLookupError):
                child.terminate()
        deadline = time.monotonic() + STOP_WITHIN
        for child in children:
            try:
                child.wait(timeout=max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


def is_taken(host: str, port: int) -> bool:
    """Whether somebody listens there already: gunicorn would try five times and then give up without a word."""
    with contextlib.suppress(OSError), socket.create_connection((host, port), timeout=1):
        return True
    return False


def main(*words: str) -> int:
    """Serve until told to stop; with --look only say whether the port is free, before anything is set up for it."""
    host, port = os.environ.get("CRM_HOST", "127.0.0.1"), os.environ.get("CRM_PORT", "8000")
    visible = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  # compared, not listened on
    if is_taken(visible, int(port)):
        print(f"\nSomething else answers at port {port}. Another one: CRM_PORT={int(port) + 1} ./run", file=sys.stderr)
        return 1
    if "--look" in words:
        return 0
    supervisor = Supervisor(f"http://{f'[{visible}]' if ':' in visible else visible}:{port}")
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, supervisor.stop)
    return supervisor.run()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
