"""The ledger of erasures: numbers of people who must not come back with an archive. It lies outside of all archives.

A line an erasure, in the data folder and, where there is one, in the folder of the archives. A line names the
installation by the first link of its log, so that no ledger of another one erases anybody here.
"""

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

LEDGER: Final = "erasures.jsonl"


@dataclass(frozen=True)
class LedgerLine:
    """A person was erased: their number, when (UTC), of which installation, and since when they were in it (UTC)."""

    person_id: int
    at: str
    log: str  #: the first hash of its audit log
    #: When their entry was made: a number is given anew after an archive was brought back. "" in lines of before.
    created: str = ""


def read(folder: Path) -> list[LedgerLine]:
    """The lines of a folder, oldest first; none where there is no ledger."""
    path = folder / LEDGER
    if not path.is_file():
        return []
    return [LedgerLine(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def add(folder: Path, lines: Iterable[LedgerLine]) -> int:
    """Add the lines that are not there yet; how many. They are on the disk when this returns."""
    known = {(line.person_id, line.log, line.created) for line in read(folder)}
    new = [line for line in lines if (line.person_id, line.log, line.created) not in known]
    if new:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (folder / LEDGER).open("a", encoding="utf-8") as file:
            file.writelines(json.dumps(asdict(line)) + "\n" for line in new)
            file.flush()
            os.fsync(file.fileno())
    return len(new)
