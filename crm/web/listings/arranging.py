"""Which columns a list shows, and in which order: the lines of the menu in which both are chosen."""

from collections.abc import Sequence
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from crm.web.listings.asked import Asked
from crm.web.listings.declared import Column

UP, DOWN = "up", "down"


@dataclass(frozen=True)
class ColumnLine:
    """A column of the menu, and whether it is ticked."""

    column: Column
    shown: bool


def arranged(asked: Asked, known: Sequence[Column], args: "MultiDict[str, str]") -> list[ColumnLine]:
    """The lines: the shown columns in their order, then the others.

    Where no script moves the lines, the form sends them as they stand (`order`) and which one goes where
    (`move`, "phone:up"); they come back moved.
    """
    by_code = {column.code: column for column in known}
    order = [by_code[code] for code in dict.fromkeys(args.getlist("order")) if code in by_code]
    found = list(dict.fromkeys([*order, *([] if order else asked.columns), *known]))
    code, _, way = args.get("move", "").partition(":")
    if code in by_code and way in (UP, DOWN):
        at = found.index(by_code[code])
        to = min(max(at + (1 if way == DOWN else -1), 0), len(found) - 1)
        found.insert(to, found.pop(at))
    ticked = set(args.getlist("col")) if order else {column.code for column in asked.columns}
    return [ColumnLine(column, column.fixed or column.code in ticked) for column in found]
