"""Which archive is the newest one, and when one was last restored to try it."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from crm.backups import rules
from crm.backups.rules import RestoreTest
from crm.core import clock


@dataclass(frozen=True)
class LastBackup:
    """The newest archive of a folder, as its name and size tell it."""

    name: str
    made_at: datetime
    size: int  #: bytes

    @property
    def overdue(self) -> bool:
        return clock.now() - self.made_at > rules.OVERDUE


def newest(folder: Path) -> LastBackup | None:
    """The newest archive, but for those that a clock dated ahead which went wrong; None where there is none yet."""
    for path in rules.archives(folder):
        made_at = rules.moment_of(path.name)
        if made_at <= clock.now() + clock.AHEAD:
            return LastBackup(path.name, made_at, path.stat().st_size)
    return None


def last_proof(folder: Path) -> RestoreTest | None:
    """What came of the last restore test; None where none was made yet."""
    try:
        return RestoreTest.from_json((folder / rules.PROOF).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None
