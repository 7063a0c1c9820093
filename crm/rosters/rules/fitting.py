"""A row of a list under its headings, where a cell is missing or parted in two."""

from collections.abc import Sequence
from typing import Final

from crm.cards.rules import words
from crm.core.names import Script, script_of, suggest_split
from crm.interchange.rules import cells
from crm.rosters.rules import kinds, telling

#: The same as in the line above.
_DITTO: Final = ("同上", "同", "同前", "상동")


def fitted(row: list[str], targets: Sequence[str]) -> list[str]:
    """A row as wide as its columns: a number that has no column falls away, a name with a gap becomes one cell."""
    width = len(targets)
    while len(row) > width and not row[-1]:
        row = row[:-1]
    if len(row) > width and targets[0] != "number" and telling.is_number(row[0]):
        row = row[1:]
    if len(row) < width and targets[0] == "number" and row and not telling.is_number(row[0]):
        row = ["", *row]
    if len(row) < width and "full_reading" in targets:  # a reading that is missing between spaces leaves no empty cell
        place = targets.index("full_reading")
        if script_of("".join(row[place : place + 1])) in (Script.HAN, Script.JAPANESE):
            row = [*row[:place], "", *row[place:]]
    if len(row) < width and "organisation" in targets[:-1]:  # nor does an employer: a post is nobody's employer
        place = targets.index("organisation")
        cell = "".join(row[place : place + 1])
        if targets[place + 1] == "title" and telling.is_title(cell) and not words.ORGANISATION.search(cell):
            row = [*row[:place], "", *row[place:]]
    for target in ("full_name", "full_reading", "latin_name"):
        if len(row) > width and target in targets:
            row = _with_one(row, targets.index(target))
    return [*row, *[""] * (width - len(row))]


def _with_one(row: list[str], place: int) -> list[str]:
    """Two cells that are family and given name as one."""
    if place + 1 >= len(row):
        return row
    one, other = row[place], row[place + 1]
    scripts, cjk = {script_of(one), script_of(other)}, {Script.HAN, Script.JAPANESE, Script.HANGUL}
    same = scripts == {Script.KANA} or scripts == {Script.LATIN} or scripts <= cjk
    short = max(len(one), len(_before_brackets(other))) <= (4 if scripts <= cjk else 12)
    if one and other and same and short and not telling.is_title(other):
        return [*row[:place], f"{one} {other}", *row[place + 2 :]]
    return row


def with_whole_name(row: list[str]) -> list[str]:
    """A row of a list without headings, with a name that was parted at its space as one cell: 山田 太郎 秋田銘木.

    Only where something follows that is no post: in 田中 秋田 社長 the second may be whom he works for.
    """
    place = 1 if row and telling.is_number(row[0]) else 0
    if len(row) < place + 3:
        return row
    one, other, behind = telling.without_numbering(row[place]), _before_brackets(row[place + 1]), row[place + 2]
    if not _is_piece(one) or not _is_piece(other) or telling.is_title(behind) or telling.is_part(behind):
        return row
    scripts = {script_of(one), script_of(other)}
    hangul = scripts == {Script.HANGUL} and not suggest_split(one)[1]
    if not hangul and not scripts <= {Script.HAN, Script.JAPANESE, Script.KANA}:
        return row
    return [*row[:place], f"{row[place]} {row[place + 1]}", *row[place + 2 :]]


def _is_piece(text: str) -> bool:
    """Whether a text has the shape of a family or a given name alone."""
    told = telling.sex(text) or telling.languages(text) or telling.is_part(text) or text in _DITTO
    named = telling.is_title(text) or telling.is_body(text) or kinds.is_nobody(text)
    return text.isalpha() and len(text) <= 3 and not told and not named


def _before_brackets(text: str) -> str:
    """A name without what stands in brackets behind it, and without 様."""
    told = telling.BRACKETED.fullmatch(text)
    return cells.without_honorific(told["name"].strip() if told is not None else text)[0]
