"""Which columns a list shows, and in which order: the lines of the menu in which both are chosen."""

from collections.abc import Iterable, Sequence
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
    order = [code for code in args.getlist("order") if code in by_code]
    begun = order or [column.code for column in asked.columns]
    found = [by_code[code] for code in in_turn([*begun, *by_code], args.get("move", ""))]
    ticked = set(args.getlist("col")) if order else {column.code for column in asked.columns}
    return [ColumnLine(column, column.fixed or column.code in ticked) for column in found]


def in_turn(codes: Iterable[str], move: str) -> list[str]:
    """Codes in their order, each once; `move` ("phone:up") puts one of them a place up or down."""
    found = list(dict.fromkeys(codes))
    code, _, way = move.partition(":")
    if code in found and way in (UP, DOWN):
        at = found.index(code)
        found.insert(max(at + (1 if way == DOWN else -1), 0), found.pop(at))
    return found
