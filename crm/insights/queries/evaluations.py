"""What others measured of missions and fairs, to stand beside our own figures."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

_DATA: Final = Path(__file__).parent.parent / "data" / "published_evaluations.tsv"


@dataclass(frozen=True)
class Evaluation:
    """A published evaluation, in one language; `source` is as it was published."""

    who: str
    years: str
    measured: str
    finding: str
    source: str


# Kept: read from its file, once a process.
@cache
def evaluations(language: str) -> tuple[Evaluation, ...]:
    """All of them in a language of ours."""
    with _DATA.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return tuple(
            Evaluation(row["who"], row["years"], row["measured"], row["finding"], row["source"])
            for row in rows
            if row["language"] == language
        )
