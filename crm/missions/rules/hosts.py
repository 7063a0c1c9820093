"""Whom and what the title of an item may name: phrases that may be a host on file, and the sight that is its venue."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from crm.missions.rules import guesses, words
from crm.missions.rules.written_days import narrow

#: A shorter phrase is a word of many names.
SHORTEST: Final = 3
_APART: Final = re.compile(r"[\s\u3000、,，・/／:：|「」『』“”]+")
_BEHIND: Final = re.compile(rf"(?:{words.BEHIND_HOSTS})$")
_BEFORE: Final = re.compile(rf"^(?:{words.BEFORE_HOSTS})")
_SIGHT: Final = re.compile(words.SIGHTS)
_NO_BODY: Final = re.compile(words.NO_BODY, re.IGNORECASE)
_RECEIVED: Final = frozenset({"courtesy_call", "leaders_talks"})
#: What says when, or what sort of house: no name of anybody.
_NOBODY: Final = re.compile(rf"(?:(?:{words.TIME_OF_DAY}|{words.NOBODY})\s*)+", re.IGNORECASE)
_ANNOUNCED: Final = re.compile(rf"(?:{words.ANNOUNCES})\s*:\s*(?P<name>\S[^:、,，;；]*)", re.IGNORECASE)
_VISITS: Final = re.compile(words.VISITS, re.IGNORECASE)
_SHARED_MEALS: Final = re.compile(words.SHARED_MEALS, re.IGNORECASE)
_INSPECTS: Final = re.compile(words.INSPECTS, re.IGNORECASE)
_THE_TOWN: Final = re.compile(words.THE_TOWN, re.IGNORECASE)
_GOES_TO: Final = re.compile(rf"{words.VISITS}|{words.INSPECTS}", re.IGNORECASE)
_HOUSE: Final = re.compile(words.HOUSES)
_ANY_HOUSE: Final = re.compile(
    f"{words.HOUSES}|{words.SIGHTS}|{words.NO_BODY}|{words.PLACE}|税関|海关|세관|局|署|庁|厅|청", re.IGNORECASE
)
_LISTS: Final = re.compile(rf"(?P<head>(?:{words.ANNOUNCES})s?)\s*[:：]\s*(?P<names>\S.*)", re.IGNORECASE)
#: Between the names of a list, and not inside the brackets behind one.
_BETWEEN: Final = re.compile(r"[、,，;；](?![^(（]*[)）])")


def phrases(title: str) -> list[str]:
    """What may be the name of a body in a title, the longest first: 延吉市商務局 of 延吉市商務局 表敬訪問（局長）."""
    whole = guesses.without_brackets(narrow(title))
    pieces = _APART.split(whole)
    runs = [" ".join(pieces[start:end]) for start in range(len(pieces)) for end in range(start + 1, len(pieces) + 1)]
    found = [_bare(text) for text in (runs if len(pieces) < 6 else pieces)]
    kept = (text for text in found if len(text) >= SHORTEST and not text.isdigit() and not _NOBODY.fullmatch(text))
    return sorted(dict.fromkeys(kept), key=len, reverse=True)


def announced(title: str) -> str:
    """Whom a title names behind a colon: アイリトク米業 of 企業訪問：アイリトク米業（精米）; "" for none."""
    found = _ANNOUNCED.fullmatch(guesses.without_brackets(narrow(title)))
    name = found["name"].strip() if found is not None else ""
    return name if len(name) >= SHORTEST and not _NOBODY.fullmatch(name) and not guesses.is_where(name) else ""


def visited(title: str) -> str:
    """Which host a title says is visited or inspected: whom it announces, or a house by how its name ends, 男鹿水族館
    of 男鹿水族館 視察; "" for none."""
    if named := announced(title):
        return named if may_receive(named) else ""
    name = _seen(title)
    one = len(name) > SHORTEST and not _NOBODY.fullmatch(name) and not _BETWEEN.search(name)
    return name if one and _HOUSE.search(name) and not _GOES_TO.search(name) else ""


def is_house(venue: str) -> bool:
    """Whether a venue is called as the house of somebody who receives there: 横手市役所, and no hotel."""
    return len(venue) > SHORTEST and _HOUSE.search(venue) is not None


def names_house(word: str) -> bool:
    """Whether a word is the name of a house or of something that people go to see, with or without who is there."""
    return _ANY_HOUSE.search(word) is not None


def _seen(title: str) -> str:
    """What a title says is visited or inspected, without what is done there; "" where it says neither."""
    text = " ".join(guesses.without_brackets(narrow(title)).split())
    return _bare(text).lstrip(": ").rstrip("のをへ ") if _GOES_TO.search(text) else ""


def named_in(title: str) -> str:
    """Whom a title seems to name, whatever that is: what stands in it beside what is done there; "" for nothing."""
    return announced(title) or visited(title) or next(iter(phrases(title)), "")


def listed(title: str) -> tuple[str, dict[str, str]]:
    """Several whom a title lists behind a colon: (what is done there, {name: how it stands in the list}); 企業訪問 and
    アイリトク米業, 延辺大山商貿 of 企業訪問：アイリトク米業（精米）、延辺大山商貿. ("", {}) where it names one or none.
    """
    found = _LISTS.fullmatch(title.strip())
    pieces = [piece.strip() for piece in _BETWEEN.split(found["names"])] if found is not None else []
    names = {" ".join(guesses.without_brackets(narrow(piece)).split()): piece for piece in pieces if piece}
    kept = {name: piece for name, piece in names.items() if len(name) >= SHORTEST and not _NOBODY.fullmatch(name)}
    return (found["head"].strip(), kept) if found is not None and len(kept) > 1 else ("", {})


def may_receive(name: str) -> bool:
    """Whether a name may be that of an organisation; a bridge, a border or a market is looked at, and is none."""
    return _NO_BODY.search(name) is None


def called(head: str, pieces: Mapping[str, str], *, hosted: bool) -> str:
    """What the item of some of those is called that a title lists: one of them by itself. That it is a visit, of a
    body which is not on file, only what is done there says: company visit: アイリトク米業 of company visits: …"""
    if len(pieces) > 1:
        return _joined(head, list(pieces.values()))
    [(name, piece)] = pieces.items()
    if hosted or not may_receive(name):
        return piece
    return _joined(head.removesuffix("s") if head.isascii() else head, [piece])


def _joined(head: str, names: Sequence[str]) -> str:
    """A title that lists them, with the marks of its script."""
    colon, comma = (": ", ", ") if head.isascii() else ("：", "、")
    return head + colon + comma.join(names)


def _bare(text: str) -> str:
    """A phrase without what is done there, before and behind it."""
    before = ""
    while before != text:
        before, text = text, _BEFORE.sub("", _BEHIND.sub("", text).strip()).strip()
    return text


def receives(kind: str, title: str) -> bool:
    """Whether somebody receives us at an item by its kind, or by what its title says: a bridge is looked at alone."""
    return kind in _RECEIVED or (kind == "visit" and (_VISITS.search(title) is not None or visited(title) != ""))


def dines(kind: str, title: str, *, hosted: bool) -> bool:
    """Whether one sits at a meal with the other side: at somebody's who is entered, or by what its title says."""
    return kind == "meal" and (hosted or _SHARED_MEALS.search(title) is not None)


def inspects(kind: str, title: str) -> bool:
    """Whether something is inspected that may receive us, though the title names nobody who does: 工場の視察. A market,
    a bridge or the town is a sight."""
    if kind != "visit" or _INSPECTS.search(title) is None or receives(kind, title):
        return False
    named = _seen(title)
    return may_receive(named) and _THE_TOWN.search(named) is None and not guesses.is_town(named)


def sight(title: str) -> str:
    """What the title says is looked at or stayed in, where that is a place: 西市場 of 西市場 視察; "" for none."""
    return next((text for text in reversed(phrases(title)) if _SIGHT.search(text) and text != title), "")
