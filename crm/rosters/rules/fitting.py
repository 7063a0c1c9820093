"""A row of a list under its headings, where a cell is missing or parted in two."""

from collections.abc import Sequence

from crm.cards.rules import words
from crm.core.names import Script, script_of
from crm.rosters.rules import telling


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
    short = max(len(one), len(other)) <= (4 if scripts <= cjk else 12)
    if one and other and same and short and not telling.is_title(other):
        return [*row[:place], f"{one} {other}", *row[place + 2 :]]
    return row
