"""Faults by the hundred against a served instance that is written to all the while: nothing acknowledged may be lost.

    python -m benchmarks.faults --folder /tmp/faults [--minutes 12] [--kill 600] [--power 200] …

| fault | what happens |
|---|---|
| kill | SIGKILL to gunicorn and its worker at once, at a random moment |
| power | the same; then the database is what was made to last: all that was written since the last fsync is gone |
| torn | the same; but of what was not made to last some sectors of 512 bytes did reach the disk, the last one in part |
| term | SIGTERM: who is being answered gets the answer, and it ends with 0 |
| full | nothing more can be written (ENOSPC): writes are refused, pages open, and writing goes on once there is room |

What was made to last is known by `disk.c`, which is loaded into the server and copies at each fsync what was written
since the last one into a second file (it wants a C compiler). What it cannot know: a disk that answers fsync before it
has written. It holds for the database, on SQLite; files that were uploaded are not tried here.

After each fault: `integrity_check`, `foreign_key_check`, every save that a browser was told of (303). After the last
one, the chain of the log. It goes on where it stopped: faults.jsonl has a line a fault, acknowledged.txt what was told.
"""

import argparse
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from http.client import HTTPException
from pathlib import Path
from typing import Final

from benchmarks.forked_server import ForkedServer
from crm.audit import queries as audit
from crm.core.database import db
from crm.factory import create_app
from tests.cast import hidden
from tests.conftest import let_go, settings_for
from tests.patience import PATIENCE
from tests.served import Browser
from tools.steps import ROOT

KINDS: Final = {"kill": 600, "power": 200, "torn": 100, "term": 50, "full": 50}
BROWSERS: Final = 3
EMAIL, PASSWORD = "faults@example.jp", "words that open the long run"
SECTOR: Final = 512
DATABASE: Final = "musubi.sqlite"
#: Seconds within which the fault comes, once saves are acknowledged.
SOONEST, LATEST = 0.05, 0.6


@dataclass
class Fault:
    """What came of one."""

    kind: str
    acknowledged: int  #: saves that were told as kept before it
    open: int  #: saves without an answer, or refused
    kept_unasked: int  #: of these, how many were kept after all
    lost: int
    integrity: str  #: "ok", or what was amiss
    ready: float  #: seconds from the start until it answered again
    sectors: int = 0  #: that were not made to last: of power and torn


@dataclass
class Told:
    """What the browsers were told while they saved."""

    kept: list[str]
    open: list[str]
    refused: int = 0


class Instance:
    """A served product with a disk whose power can be cut."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.instance, self.durable = folder / "instance", folder / "durable"
        self.acknowledged, self.record = folder / "acknowledged.txt", folder / "faults.jsonl"
        folder.mkdir(parents=True, exist_ok=True)
        self.server = ForkedServer(folder)
        self.browsers: list[Browser] = []
        self.tokens: list[str] = []

    @property
    def database(self) -> Path:
        return self.instance / DATABASE

    def prepare(self) -> None:
        """A database with one administrator, unless a run before left one."""
        if not self.database.exists():
            self.instance.mkdir(exist_ok=True)
            self._flask("upgrade")
            self._flask("users", "create", "--email", EMAIL, "--name", "Faults", "--password", PASSWORD)
        library = self.folder / "disk.so"
        compiled = ["-shared", "-fPIC", "-O2", "-o", str(library), str(ROOT / "benchmarks" / "disk.c"), "-ldl"]
        subprocess.run([compiler(), *compiled], check=True)
        os.environ["LD_PRELOAD"] = str(library)  # of what is started from here on: the process that forks the servers
        self.server.settings |= {"MUSUBI_DISK": str(self.instance), "MUSUBI_DURABLE": str(self.durable)}

    def _flask(self, *words: str) -> None:
        command = [sys.executable, "-m", "flask", "--app", "app", *words]
        subprocess.run(command, cwd=ROOT, env=self.server.environment, check=True, stdout=subprocess.DEVNULL)

    def start(self) -> float:
        """Serve; what is on the disk now has lasted. Seconds until it answers."""
        shutil.rmtree(self.durable, ignore_errors=True)
        self.durable.mkdir()
        for path in self._files(self.instance):
            shutil.copy2(path, self.durable / path.name)
        begun = time.monotonic()
        self.server.start()
        taken = time.monotonic() - begun
        if not self.browsers:
            self.browsers = [Browser(self.server.address) for _ in range(BROWSERS)]
            for browser in self.browsers:
                browser.sign_in(EMAIL, PASSWORD)
            self.tokens = [hidden(browser.get("/tasks/new"), "csrf_token") for browser in self.browsers]
        return taken

    @staticmethod
    def _files(folder: Path) -> list[Path]:
        return [path for path in folder.glob(f"{DATABASE}*") if not path.name.endswith("-shm")]

    def cut(self, chance: random.Random | None) -> int:
        """The disk as it is after a power cut: what lasted and, with `chance`, some sectors of the rest. How many
        sectors had not lasted."""
        missing = 0
        for path in self._files(self.instance):
            lasted = self.durable / path.name
            before = lasted.read_bytes() if lasted.exists() else b""
            found = path.read_bytes()
            places = [at for at in range(0, len(found), SECTOR) if found[at : at + SECTOR] != before[at : at + SECTOR]]
            missing += len(places)
            if chance is not None:
                before = torn(before, found, places, chance)
            if lasted.exists() or before:
                path.write_bytes(before)
            else:
                path.unlink()
        for path in self._files(self.durable):
            if not (self.instance / path.name).exists():  # it was taken out, and that had not lasted
                shutil.copy2(path, self.instance / path.name)
        (self.instance / f"{DATABASE}-shm").unlink(missing_ok=True)
        return missing

    def look(self, kept: list[str], left_open: list[str]) -> tuple[int, int, str]:
        """(saves that are lost, saves that were kept without an answer, "ok" or what is amiss)"""
        try:
            with closing(sqlite3.connect(self.database)) as database:
                stored = {text for (text,) in database.execute("SELECT text FROM tasks")}
                amiss = [line for (line,) in database.execute("PRAGMA integrity_check") if line != "ok"]
                amiss += [f"foreign key of {row[0]}" for row in database.execute("PRAGMA foreign_key_check")]
        except sqlite3.Error as broken:
            return len(kept), 0, str(broken)
        return len([t for t in kept if t not in stored]), len(stored.intersection(left_open)), "; ".join(amiss) or "ok"


def torn(before: bytes, found: bytes, places: list[int], chance: random.Random) -> bytes:
    """`before` with some of the sectors of `found` that differ; the last of them in part."""
    disk = bytearray(before)
    chosen = sorted(chance.sample(places, chance.randint(0, len(places))))
    for at in chosen:
        size = chance.randint(1, SECTOR) if at == chosen[-1] else SECTOR
        part = found[at : at + size]
        disk.extend(bytes(max(0, at + len(part) - len(disk))))
        disk[at : at + len(part)] = part
    return bytes(disk)


def compiler() -> str:
    """The C compiler of this machine. FileNotFoundError without one."""
    found = next((path for name in ("cc", "gcc", "clang") if (path := shutil.which(name))), None)
    if found is None:
        raise FileNotFoundError("no C compiler (apt-get install gcc)")
    return found


def writing(instance: Instance, name: str, told: Told, stop: threading.Event) -> list[threading.Thread]:
    """Browsers that save tasks until they are stopped or get no answer."""

    def write(n: int) -> None:
        for k in range(100_000):
            if stop.is_set():
                return
            text = f"{name} browser {n} task {k}"
            data = {"csrf_token": instance.tokens[n], "form_id": text, "text": text, "due_on": "2026-12-01"}
            told.open.append(text)
            try:
                status = instance.browsers[n].post("/tasks/new", data | {"owner_id": "1"})
            except (OSError, HTTPException):  # the server is gone, perhaps in the middle of its answer
                return
            if status == 303:
                told.kept.append(text)
                told.open.remove(text)
            elif status == 503:
                told.refused += 1
            else:
                raise RuntimeError(f"{text}: {status}")

    threads = [threading.Thread(target=write, args=(n,)) for n in range(BROWSERS)]
    for thread in threads:
        thread.start()
    return threads


def strike(instance: Instance, kind: str, number: int, chance: random.Random) -> tuple[Told, int]:
    """Let the browsers write, and the fault come. What they were told, and the sectors that had not lasted."""
    told, stop, sectors = Told([], []), threading.Event(), 0
    threads = writing(instance, f"{number} {kind}", told, stop)
    until = time.monotonic() + PATIENCE
    while len(told.kept) < BROWSERS and time.monotonic() < until:
        time.sleep(0.005)
    time.sleep(chance.uniform(SOONEST, LATEST))
    if kind == "full":
        _fill(instance, told)
    elif kind == "term":
        if instance.server.end() != 0:
            raise RuntimeError("SIGTERM did not end it in order")
    else:
        instance.server.kill()
    stop.set()
    for thread in threads:
        thread.join(timeout=PATIENCE)
    instance.server.kill()
    if kind in ("power", "torn"):
        sectors = instance.cut(chance if kind == "torn" else None)
    return told, sectors


def _fill(instance: Instance, told: Told) -> None:
    """No room for a while: saves are refused and pages open; with room again they are kept."""
    full = instance.durable / "full"
    full.touch()
    wait_for(lambda: told.refused > 0, "no save was refused on a full disk")
    time.sleep(0.1)  # who was being answered when it filled up
    before = len(told.kept)
    time.sleep(0.2)
    if len(told.kept) != before:
        raise RuntimeError("a full disk took a save")
    if (status := instance.browsers[0].ask("/tasks/")[0]) != 200:
        raise RuntimeError(f"a full disk cannot be read: {status}")
    full.unlink()
    wait_for(lambda: len(told.kept) > before, "no save was kept once there was room again")


def wait_for(condition: Callable[[], bool], otherwise: str) -> None:
    until = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > until:
            raise RuntimeError(otherwise)
        time.sleep(0.01)


def waiting(wanted: dict[str, int], done: Counter[str], chance: random.Random) -> Iterator[str]:
    """The kinds that are left, mixed."""
    left = [kind for kind, number in wanted.items() for _ in range(number - done[kind])]
    chance.shuffle(left)
    return iter(left)


def run(folder: Path, wanted: dict[str, int], *, minutes: float = float("inf"), seed: int | None = None) -> list[Fault]:
    """The faults that are left of those that are wanted, as far as the time goes. All that were done."""
    instance, chance = Instance(folder), random.Random(seed)  # noqa: S311  # faults, no secrets
    instance.prepare()
    lines = instance.record.read_text().splitlines() if instance.record.exists() else []
    found = [Fault(**json.loads(line)) for line in lines]
    kept = instance.acknowledged.read_text().splitlines() if instance.acknowledged.exists() else []
    until = time.monotonic() + minutes * 60
    try:
        for kind in waiting(wanted, Counter(fault.kind for fault in found), chance):
            if time.monotonic() > until:
                break
            ready = instance.start()
            told, sectors = strike(instance, kind, len(found), chance)
            kept += told.kept
            with instance.acknowledged.open("a") as file:
                file.writelines(f"{text}\n" for text in told.kept)
            lost, unasked, integrity = instance.look(kept, told.open)
            found.append(
                Fault(kind, len(told.kept), len(told.open), unasked, lost, integrity, round(ready, 2), sectors)
            )
            with instance.record.open("a") as file:
                file.write(json.dumps(asdict(found[-1])) + "\n")
            if lost or integrity != "ok":
                break  # what is left lies there to be looked at
    finally:
        instance.server.kill()
    return found


def log_holds(folder: Path) -> bool:
    """Whether the chain of the log is whole."""
    app = create_app(settings_for(folder / "instance", f"sqlite:///{folder / 'instance' / DATABASE}"))
    with app.app_context():
        holds = audit.verify().valid
        db.session.remove()
    let_go(app)
    return holds


def table(found: list[Fault]) -> str:
    """What came of them, a line a kind."""
    lines = ["| fault | times | acknowledged | lost | not acknowledged | of these kept | ready within |",
             "|---|---|---|---|---|---|---|"]  # fmt: skip
    for kind in KINDS:
        of = [fault for fault in found if fault.kind == kind]
        if of:
            sums = [sum(getattr(fault, name) for fault in of) for name in ("acknowledged", "lost", "open")]
            unasked, ready = sum(fault.kept_unasked for fault in of), max(fault.ready for fault in of)
            cells = (kind, len(of), *sums, unasked, f"{ready:.1f} s")
            lines.append(f"| {' | '.join(map(str, cells))} |")
    return "\n".join(lines)


def main() -> int:
    """1 where something was lost or is not whole."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folder", type=Path, required=True, help="where instance and record lie; a run goes on there")
    parser.add_argument("--minutes", type=float, default=float("inf"), help="begin no fault after so many")
    parser.add_argument("--seed", type=int, help="of what is left to chance")
    for kind, number in KINDS.items():
        parser.add_argument(f"--{kind}", type=int, default=number)
    options = parser.parse_args()
    wanted = {kind: getattr(options, kind) for kind in KINDS}
    found = run(options.folder.resolve(), wanted, minutes=options.minutes, seed=options.seed)
    amiss = [fault for fault in found if fault.lost or fault.integrity != "ok"]
    holds = log_holds(options.folder.resolve())
    print(table(found))
    log = "holds" if holds else "is broken"
    print(f"{len(found)} of {sum(wanted.values())} faults; {len(amiss)} amiss; the log {log}")
    return int(bool(amiss) or not holds)


if __name__ == "__main__":
    os.umask(0o077)
    sys.exit(main())
