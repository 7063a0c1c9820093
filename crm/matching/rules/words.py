"""The codes of matching tables, how a cell of the wishes is written, and the acts that the log names."""

import re
from dataclasses import dataclass
from typing import Final

from crm.audit.rules import Verb
from crm.core.texts import N_, Text
from crm.matching.rules.problem import NEEDED, NOT_NEEDED

MAKER, COUNTERPART = "maker", "counterpart"
SIDES: dict[str, str] = {MAKER: N_("Our companies"), COUNTERPART: N_("Counterpart companies")}
INTERPRETING: dict[str, str] = {
    "": N_("By their languages"),
    NEEDED: N_("Interpreter needed"),
    NOT_NEEDED: N_("No interpreter needed"),
}
#: How much a side wishes to meet the other.
WISHES: dict[str, str] = {"0": N_("No wish"), "1": N_("Desirable"), "2": N_("Wanted"), "3": N_("Essential")}
#: What one table can hold: the solver is made for this size.
MOST_SLOTS, MOST_TABLES, MOST_COMPANIES, MOST_INTERPRETERS = 60, 60, 120, 40

OPENED = Verb("matching.opened", N_("Matching table created"))
CHANGED = Verb("matching.changed", N_("Matching table changed"))
ARCHIVED = Verb("matching.archived", N_("Matching table archived"))
RESTORED = Verb("matching.restored", N_("Matching table restored"))
WISHED = Verb("matching.wished", N_("Wishes for talks entered"))
PROPOSED = Verb("matching.proposed", N_("Talks placed by the automatic proposal"))
PLACED = Verb("matching.placed", N_("Talk placed by hand"))
MOVED = Verb("matching.moved", N_("Talk moved"))
LOCKED = Verb("matching.locked", N_("Talk locked or unlocked"))
REMOVED = Verb("matching.removed", N_("Talk removed from the table"))
WITHDRAWN = Verb("matching.withdrawn", N_("Company cancelled"))
RETURNED = Verb("matching.returned", N_("Company takes part again"))
HANDED_OVER = Verb("matching.handed_over", N_("Talk handed over to meetings or itinerary"))
PRINTED = Verb("matching.printed", N_("Matching table printed or exported"))

#: {language: what stands in a calendar in the place of an interpreter who does not want to be named}
UNNAMED: Final = {
    "ja": "通訳：事務局にお尋ねください",
    "zh-Hans": "口译：请询问主办方",
    "ko": "통역: 사무국에 문의해 주십시오",
    "en": "Interpreter: please ask the office",
}
#: {language: how a table that has a number alone is called in the place of a talk}
_TABLES: Final = {"ja": "{}卓", "zh-Hans": "{}号桌", "ko": "{}번 테이블"}


def table_in_words(name: str, language: str) -> str:
    """A table as the place of a talk tells it: 3 alone behind a venue could be anything."""
    return _TABLES.get(language, "table {}").format(name) if name.isdigit() else name


_CELL = re.compile(r"(?P<maker>[0-3])?(?:/(?P<counterpart>[0-3]))?(?P<veto>x)?(?P<talk>[in])?")
_WIDE = str.maketrans("０１２３／ＸｘＩｉＮｎ×✕", "0123/xxiinnxx")


@dataclass(frozen=True)
class PairWish:
    """What stands in one cell of the wishes: 2 our wish, /3 theirs, x never, i or n with or without interpreter."""

    maker: int = 0
    counterpart: int = 0
    veto: bool = False
    interpreting: str = ""

    @property
    def is_empty(self) -> bool:
        return self == PairWish()

    def __str__(self) -> str:
        text = str(self.maker) if self.maker else ""
        text += f"/{self.counterpart}" if self.counterpart else ""
        return text + ("x" if self.veto else "") + {NEEDED: "i", NOT_NEEDED: "n"}.get(self.interpreting, "")


def read_wish(typed: str) -> PairWish | None:
    """A cell as typed (full-width or not), None when it cannot be read."""
    found = _CELL.fullmatch(typed.strip().lower().translate(_WIDE).replace(" ", ""))
    if found is None:
        return None
    talk = {"i": NEEDED, "n": NOT_NEEDED, None: ""}[found["talk"]]
    return PairWish(int(found["maker"] or 0), int(found["counterpart"] or 0), bool(found["veto"]), talk)


def codes(text: str) -> frozenset[str]:
    """The language codes that a column holds with commas between."""
    return frozenset(code for code in text.split(",") if code)


#: Told when the database refused what two people did at the same moment.
TAKEN: Final = Text("Someone has just placed a talk there. Check the table and choose again.")
