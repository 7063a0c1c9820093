"""Numbers that a workbook shows in another way than they are: 0.3 as 30%, 7 as 007, 12.5 as 12.5万. Each such cell is
told with its number format behind it, `0.3⟦0%⟧`, so that nobody records what nobody saw."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta
from typing import Any, Final

_MARKED: Final = re.compile("([^⟦⟧]*)⟦([^⟦⟧]*)⟧")
_TOKEN: Final = re.compile(
    r'"(?P<quoted>[^"]*)"|[\\!](?P<escaped>.)|(?P<blank>[_*].)|\[\$(?P<money>[^\]-]*)[^\]]*\]'
    r"|\[(?P<bracket>[^\]]*)\]|(?P<general>General|G/通用格式|G/標準|G/표준)|(?P<part>;)|(?P<place>[0#?.,])|(?P<plain>.)",
    re.DOTALL | re.IGNORECASE,
)
_COLOUR: Final = re.compile(
    r"black|blue|cyan|green|magenta|red|white|yellow|color ?\d+|[黒青緑赤白黄黑蓝绿红]色?", re.IGNORECASE
)
#: Characters that are no text of their own in a number format: percent, fraction, exponent, place of a text.
_COUNTS: Final = frozenset("%‰/@eE")
#: Words beside an amount that leave its number as it is; 万, k and their like do not.
_UNITS: Final = re.compile(
    r"US\$|RMB|CNY|JPY|KRW|USD|EUR|㎡|m²|m2|sqm|pcs|人民币|위안|平米|[¥$￥₩€元圆圓块円圆원年月日件个個点枚套組组本台社箱足着개매점벌평()\s+-]",
    re.IGNORECASE,
)
_PLACES: Final = re.compile(r"([#0?][#0?,]*)?(?:\.([0#?]*))?")
_FORMULA: Final = re.compile(r"=[^\s=>].*[\w)%\"]", re.DOTALL)


def marked(text: str, value: Any, number_format: str | None) -> str:
    """A cell of a workbook as text, with its number format behind it where that shows something else."""
    told = number_format or "General"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, time | timedelta) or (isinstance(value, datetime) and not re.search("[yd]", told.lower())):
        return _behind(text, told)
    if not isinstance(value, int | float) or _shows(told, value, text):
        return text
    return _behind(text, told)


def _behind(text: str, number_format: str) -> str:
    return f"{text}⟦{re.sub('[⟦⟧]', '', number_format)}⟧"


def format_of(cell: str) -> str | None:
    """The number format by which a cell shows something else than it says; None where it has none."""
    found = _MARKED.fullmatch(cell)
    return found[2] if found else None


def is_formula(cell: str) -> bool:
    """Whether a cell is a formula of which the workbook holds no value."""
    return _FORMULA.fullmatch(cell) is not None


def bare(cell: str) -> str:
    """A cell without its number format."""
    found = _MARKED.fullmatch(cell)
    return found[1] if found else cell


def as_amount(cell: str) -> str:
    """A cell of a column of amounts: without a number format that only adds a currency, a unit or noughts."""
    found = _MARKED.fullmatch(cell)
    if found is None:
        return cell
    try:
        value = float(found[1])
    except ValueError:
        return cell
    places, words, counts = _section(found[2], value)
    return found[1] if not counts and places is not None and not _UNITS.sub("", words) else cell


def settled(
    rows: Sequence[tuple[int, list[str]]], is_amount: Callable[[str], bool | None]
) -> list[tuple[int, list[str]]]:
    """Rows below their headings without number formats that do not matter: in columns of amounts (True) those that
    leave the number as it is, in columns that nobody reads (None) all."""
    if not rows:
        return []
    known: dict[bool | None, Callable[[str], str]] = {True: as_amount, None: bare, False: str}
    ways = [known[is_amount(heading)] for heading in rows[0][1]]
    return [rows[0], *((number, settled_cells(cells, ways)) for number, cells in rows[1:])]


def settled_cells(cells: Sequence[str], ways: Sequence[Callable[[str], str]]) -> list[str]:
    """Cells, each read in the way of its column; those behind the last column as they are."""
    return [ways[place](cell) if place < len(ways) else cell for place, cell in enumerate(cells)]


def _shows(number_format: str, value: float, text: str) -> bool:
    """Whether a number is shown as its text, but for separators of thousands."""
    places, words, counts = _section(number_format, value)
    if counts or places is None or words.strip() not in ("", "-" if value < 0 else ""):
        return False
    if places == "General":
        return True
    whole, _point, decimals = text.lstrip("-").partition(".")
    before, after = places.rpartition(".")[::2] if "." in places else (places, "")
    return before.count("0") <= len(whole) and after.count("0") <= len(decimals) <= len(after)


def _section(number_format: str, value: float) -> tuple[str | None, str, bool]:
    """(places of digits or None, text beside them, whether it makes another number of it) of a number format."""
    parts: list[list[str]] = [["", "", ""]]
    for token in _TOKEN.finditer(number_format):
        if token["part"]:
            parts.append(["", "", ""])
        elif token["general"]:
            parts[-1][0] += "General"
        elif token["place"]:
            parts[-1][0] += token["place"]
        elif token["blank"] is None:
            literal = token["quoted"] or token["escaped"] or token["money"] or token["plain"] or ""
            other = token["bracket"] is not None and not _COLOUR.fullmatch(token["bracket"])
            parts[-1][1] += literal
            parts[-1][2] += "x" if other or (token["plain"] or "") in _COUNTS and token["plain"] else ""
    if number_format == "@":
        return "General", "", False
    place = 1 if value < 0 and len(parts) > 1 else 2 if value == 0 and len(parts) > 2 else 0
    places, words, counts = parts[place]
    if value == 0 and not places and words.strip() == "-" and not counts:
        return "General", "-", False  # as accounts show nothing
    if places == "General":
        return places, words, bool(counts)
    found = _PLACES.fullmatch(places)
    fits = found is not None and places and not (found[1] or "").endswith(",")
    return (places if fits else None), words, bool(counts)
