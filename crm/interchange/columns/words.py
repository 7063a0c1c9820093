"""The synonym dictionary: headings in Japanese, Chinese, Korean and English → target."""

import hashlib
import re
import unicodedata
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Final

from crm.interchange.columns.targets import IGNORE, TARGETS

_DATA: Final = Path(__file__).parent.parent / "data" / "headings.tsv"
_REQUIRED = re.compile(r"[(\[]?※?(?:必須|任意|必填|选填|選填|필수|선택|required|optional)[)\]]?\Z")
_POLITE = re.compile(r"\A[おご御貴]")
_DROPPED = re.compile(r"[\s\-_・･:：*＊'\"「」【】|]+")


def folded(heading: str) -> str:
    """A heading as it is compared: NFKC, lower case, without spaces, hyphens and dots between words."""
    text = unicodedata.normalize("NFKC", heading).replace("［", "[").replace("］", "]").casefold()
    return _DROPPED.sub("", text.translate({ord("〔"): "(", ord("〕"): ")"}))


def _read() -> list[tuple[str, str, list[str]]]:
    """[(kind that alone reads them so or "", target, headings folded)]."""
    lines = (line.split("\t") for line in _DATA.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    return [(kind, target, [folded(word) for word in words.split()]) for kind, target, words in lines]


def _dictionaries() -> dict[str, dict[str, str]]:
    """{kind: {heading folded: target}}; what a kind reads in its own way goes before what all read alike."""
    found = {}
    for kind, targets in TARGETS.items():
        rows = sorted((row for row in _ROWS if row[0] in ("", kind)), key=lambda row: row[0])
        table = {word: target for _, target, words in rows for word in words}
        found[kind] = {word: target if target in targets else IGNORE for word, target in table.items()}
    return found


def _core(word: str, table: Collection[str]) -> str:
    """A folded heading as the table has it: without お, ご or 御 before it and 必須 or 必填 behind it."""
    bare = _REQUIRED.sub("", word)
    return next((each for each in (word, bare, _POLITE.sub("", bare)) if each in table), word)


_ROWS: Final = _read()
_BY_KIND: Final = _dictionaries()
_KNOWN: Final = frozenset(word for _, _, words in _ROWS for word in words) - {"", "no", "no."}


def known(heading: str) -> bool:
    """Whether a heading stands in the dictionary."""
    return _core(folded(heading), _KNOWN) in _KNOWN


def guess(headings: Sequence[str], kind: str) -> list[str]:
    """The likely target of each column; "" for what is not known."""
    table = _BY_KIND[kind]
    found = [table.get(_core(folded(heading), table), IGNORE) for heading in headings]
    if kind == "people" and "organisation" not in found and "department" in found:
        # 所属 beside a name is where somebody works, unless the firm has its own column.
        place = found.index("department")
        if _core(folded(headings[place]), ("所属",)) == "所属":
            found[place] = "organisation"
    if kind == "people" and "family" in found and "full_name" not in found:
        # 이름 and 名前 mean the given name where the family name has its own column.
        alone = [place for place, heading in enumerate(headings) if folded(heading) in ("이름", "名前", "名字")]
        if "given" not in found and alone:
            found[alone[0]] = "given"
    elif kind == "people" and "given" not in found and "family" in found and "full_name" in found:
        place = found.index("full_name")
        if folded(headings[place]) in ("이름", "名前", "名字"):
            found[place] = "given"
    if "given_reading" in found and "family_reading" not in found:
        # 名前フリガナ alone is the reading of the whole name.
        place = found.index("given_reading")
        found[place] = "full_reading" if folded(headings[place]) == "名前フリガナ" else "given_reading"
    return found


def signature(headings: Sequence[str]) -> str:
    """What a saved profile is found by: the headings in their order, whatever their width and case."""
    return hashlib.sha256("\n".join(map(folded, headings)).encode()).hexdigest()[:32]
