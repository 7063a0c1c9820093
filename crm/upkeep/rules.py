"""What a check of the installation can say."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

#: An entry of the log that is so far ahead of the clock says that the clock went back.
CLOCK_SLACK: Final = timedelta(minutes=5)
#: Work that has waited for so many seconds finds no worker.
WAITING: Final = 300
#: Share of the disk that must be free.
LEAST_FREE: Final = 0.05


#: Where the new secret lies in the data folder until the database has gone over to it.
NEXT_SECRET: Final = "secret_key.next"  # noqa: S105  # the name of a file


class CannotRotate(Exception):
    """Why the secret stays as it is, in a sentence for whoever runs the server."""


class Level(StrEnum):
    """How a finding is to be taken."""

    OK = "ok"
    WARN = "warn"  # something is not as it should be; nothing is lost
    BAD = "bad"  # data is lost, at risk or cannot be read


@dataclass(frozen=True)
class Finding:
    """What one check found, for whoever runs the server, and what to do."""

    part: str
    level: Level
    text: str
    advice: str = ""


def well(part: str, text: str) -> Finding:
    """Nothing to do."""
    return Finding(part, Level.OK, text)
