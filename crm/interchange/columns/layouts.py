"""Exports of well-known programs, told by a few headings that only they have together."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from crm.interchange.columns.targets import IGNORE
from crm.interchange.columns.words import folded, guess

#: The layout of tables made from vCards: their headings are the targets themselves.
VCARD: Final = "vcard"


@dataclass(frozen=True)
class ExportLayout:
    """A known export: its name, the headings that tell it, and what differs from the dictionary."""

    name: str
    telling: tuple[str, ...]  #: folded; all of them stand in the header
    adjust: Callable[[Sequence[str], list[str]], list[str]] = lambda headings, targets: targets

    def fits(self, headings: Sequence[str]) -> bool:
        """Whether the header has all the telling words."""
        return set(self.telling) <= {folded(heading) for heading in headings}


def _eight(headings: Sequence[str], targets: list[str]) -> list[str]:
    """What stands behind the last fixed column of an Eight export is one tag a column."""
    words = [folded(heading) for heading in headings]
    last = words.index(folded("'?'を含んだデータ"))
    return [*targets[: last + 1], *("tag" for _ in headings[last + 1 :])]


def _google(headings: Sequence[str], targets: list[str]) -> list[str]:
    """`Address 1 - Formatted` repeats, in lines, what stands apart in the columns behind it."""
    places = {folded(heading): place for place, heading in enumerate(headings)}
    if not {"address1street", "address1city", "address1region"} <= set(places):
        return targets
    parts = ("street", "city", "region", "extendedaddress", "pobox")
    apart = {places[f"address1{part}"] for part in parts if f"address1{part}" in places}
    found = ["address" if place in apart else target for place, target in enumerate(targets)]
    if "address1formatted" in places:
        found[places["address1formatted"]] = IGNORE
    return found


def _google_old(headings: Sequence[str], targets: list[str]) -> list[str]:
    """`Name` repeats given and family name in an order that nobody chose: the parts count."""
    words = [folded(heading) for heading in headings]
    found = [IGNORE if word in ("name", "yominame") else t for word, t in zip(words, targets, strict=True)]
    return _google(headings, found)


def _outlook(headings: Sequence[str], targets: list[str]) -> list[str]:
    """肩書き is the form of address here (Mr., Dr.); the post stands under 役職."""
    return [IGNORE if folded(word) == "肩書き" else t for word, t in zip(headings, targets, strict=True)]


LAYOUTS: Final = (
    ExportLayout("Eight", ("会社名", "再データ化中の名刺", folded("'?'を含んだデータ")), _eight),
    ExportLayout("Sansan", (folded("会社名"), folded("名刺所有者ユーザID"))),
    ExportLayout("Outlook", ("姓", "名", folded("電子メール アドレス"), folded("番地 (会社)")), _outlook),
    ExportLayout("Google (old)", ("givenname", "familyname", "groupmembership"), _google_old),
    ExportLayout("Google", ("firstname", "lastname", "organizationname", "labels"), _google),
)


#: How the lists that the product itself exports call the name, in the languages of its users.
_OWN: Final = frozenset(map(folded, ("名前（フリガナ順）", "姓名（按拼音）", "이름(독음순)", "Name (by reading)")))


def _own(targets: list[str]) -> list[str]:
    """Roles stand there in words: whoever takes the list in again has them already."""
    return [IGNORE if target == "role" else target for target in targets]


def layout_of(headings: Sequence[str], kind: str) -> tuple[str, list[str]]:
    """(name of the known layout or "", target of each column)."""
    targets = guess(headings, kind)
    if not _OWN.isdisjoint(map(folded, headings)):
        return "Musubi", _own(targets)
    for layout in LAYOUTS if kind == "people" else ():
        if layout.fits(headings):
            return layout.name, layout.adjust(headings, targets)
    return "", targets
