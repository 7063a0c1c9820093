"""What a column of a delegation list means: the dictionary of imports, and what only such lists have beside it."""

import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from crm.interchange import columns

IGNORE: Final = columns.IGNORE
#: Organisation and title in one cell: 单位及职务, 所属・役職.
POST: Final = "post"
_DATA: Final = Path(__file__).parent.parent / "data" / "headings.tsv"


def _read() -> dict[str, str]:
    """{heading folded: target}."""
    lines = (line.split("\t") for line in _DATA.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    return {columns.folded(word): target for target, words in lines for word in words.split()}


_OWN: Final = _read()
#: What is said about a heading behind it: 姓名（汉字）.
_BRACKETED: Final = re.compile(r"[(\[（【].*")


def _folded(heading: str) -> str:
    return columns.folded(unicodedata.normalize("NFKC", heading))


def target_of(heading: str) -> str:
    """The target of one heading of our own, "" where the dictionary of imports has to tell."""
    word = _folded(heading)
    return _OWN.get(word) or _OWN.get(_BRACKETED.sub("", word), "")


def known(heading: str) -> bool:
    """Whether a cell is a heading of a list of people."""
    text = heading.strip()
    return bool(text) and (bool(target_of(text)) or columns.known(text))


def guess(headings: Sequence[str]) -> list[str]:
    """The likely target of each column; "" for what is not read. A target may stand twice."""
    found = columns.guess(headings, "people")
    return [target_of(heading) or target for heading, target in zip(headings, found, strict=True)]
