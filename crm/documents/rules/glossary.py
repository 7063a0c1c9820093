"""Words of the trade in four languages, for the interpreter and for whoever follows a talk with half an ear."""

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parent.parent / "data" / "glossary.tsv"


# Kept: read from its file, once a process.
@cache
def glossary() -> tuple[Mapping[str, str], ...]:
    """[{language: word}] in the order of the work: fairs, partners, visits, talks, agreements, goods, money."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
