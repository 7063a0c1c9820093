"""Loads of the sample that two runs of the tests made beside each other, on SQLite and on PostgreSQL."""

import os
from pathlib import Path

from tests.patience import eventually
from tests.sample.contents import digest
from tools.verify import BESIDE


def leave(database: str) -> None:
    """Tell the run beside what the sample of this one says, once it is loaded."""
    if folder := os.environ.get(BESIDE):
        unfinished = Path(folder) / f"{database}.unfinished"
        unfinished.write_text(digest())
        unfinished.rename(Path(folder) / database)


def left(database: str) -> str | None:
    """The digest of the sample that the run on `database` loaded; None where none runs beside this one."""
    if not (folder := os.environ.get(BESIDE)):
        return None
    file = Path(folder) / database
    assert eventually(file.exists), f"the run on {database} loaded no sample"
    return file.read_text()
