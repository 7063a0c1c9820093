"""Moving everything that refers to one row over to another: what would stand there twice becomes one row."""

from typing import Any

from sqlalchemy import String, Table

from crm.core.errors import Refused
from crm.core.texts import Text
from crm.merging import rules
from crm.merging.queries import links
from crm.merging.queries.links import Link
from crm.merging.services.journal import Journal, Row


def move_all(journal: Journal, target: str, old: int, new: int) -> dict[str, int]:
    """Have every row that refers to `target`'s row `old` refer to `new`; {table: how many rows}."""
    counts: dict[str, int] = {}
    for link in links.links_to(target):
        moved = _move(journal, link, target, old, new)
        if moved:
            counts[link.table.name] = counts.get(link.table.name, 0) + moved
    return counts


def _move(journal: Journal, link: Link, target: str, old: int, new: int) -> int:
    moving = journal.rows(link.table, link.holds(target, old))
    if not moving:
        return 0
    column = link.column.name
    staying = _Index(link.table, journal.rows(link.table, link.holds(target, new)))
    plain: list[Row] = []
    for row in moving:
        wanted = row | {column: new}
        if link.table.name == target and row["id"] == new:
            journal.change(link.table, [row], lambda _: {column: None})
        elif _names_twice(link, target, row, new):
            _part(journal, link, row)
        elif (twin := staying.twin(wanted)) is not None:
            fold(journal, link.table, row, twin, apart=column)
        else:
            plain.append(row)
    journal.change(link.table, plain, lambda row: _moved(link, target, row, new))
    return len(moving)


def _moved(link: Link, target: str, row: Row, new: int) -> Row:
    """What a row gets that goes over: no mark of the only main one, and nobody as their own successor."""
    values: Row = dict.fromkeys(links.flags(link.table), False) | {link.column.name: new}
    if links.is_record(link.table):
        return values
    for end in _ends(link, target):
        if end.column is not link.column and row[end.column.name] == new:
            values[end.column.name if end.column.nullable else link.column.name] = None
    return values


def _ends(link: Link, target: str) -> list[Link]:
    """The columns of the same table that refer to the same kind of record."""
    return [end for end in links.links_to(target) if end.table is link.table and end.type_column is None]


class _Index:
    """The rows that are there already, by every key of theirs."""

    def __init__(self, table: Table, rows: list[Row]) -> None:
        self._forced = links.unique_keys(table)
        self._same = rules.SAME_ROWS.get(table.name, ())
        self._rows: dict[tuple[Any, ...], Row] = {}
        for row in rows:
            self.add(row)

    def add(self, row: Row) -> None:
        for names in (*self._forced, *self._same):
            self._rows.setdefault((names, *(row[name] for name in names)), row)

    def twin(self, row: Row) -> Row | None:
        """The row beside which `row` cannot stand, or whose meaning is the same."""
        for names in self._forced:
            values = tuple(row[name] for name in names)
            if None not in values and (found := self._rows.get((names, *values))) is not None:
                return found
        for names in self._same:
            found = self._rows.get((names, *(row[name] for name in names)))
            if found is not None and _agree(row, found):
                return found
        return None


def _agree(row: Row, twin: Row) -> bool:
    """Whether folding loses nothing: every value is equal, empty on one side, or one that may yield."""
    ignored = rules.PLUMBING | rules.YIELDING
    return all(
        value == twin[name] or _empty(value) or _empty(twin[name]) for name, value in row.items() if name not in ignored
    )


def _empty(value: Any) -> bool:
    return value is None or value in ("", {})


def fold(journal: Journal, table: Table, row: Row, twin: Row, *, apart: str = "") -> None:
    """Make `row` a part of `twin`: what hangs on it goes over, empty values are filled, long texts are joined.

    Amounts are added. Of a row that holds and one that was put aside the one that holds is kept: its values go into
    the twin.
    """
    if "id" in row:
        move_all(journal, table.name, row["id"], twin["id"])
    journal.remove(table, row)
    revived = _put_aside(table, twin) and not _put_aside(table, row)
    fill = _revived if revived else _filled
    journal.change(table, [twin], lambda kept: fill(table, row, kept, apart) | _summed(table, row, kept))


def _summed(table: Table, row: Row, twin: Row) -> Row:
    names = [name for name in rules.SUMMED.get(table.name, ()) if row[name] is not None and twin[name] is not None]
    return {name: twin[name] + row[name] for name in names}


def _put_aside(table: Table, row: Row) -> bool:
    """Whether a row is in the archive, or says that something was called off."""
    column, value = rules.CALLED_OFF.get(table.name, ("", None))
    return row.get("archived_at") is not None or (column != "" and row[column] == value)


def _revived(table: Table, row: Row, twin: Row, apart: str) -> Row:
    """What `twin`, which was put aside, takes from `row`, which holds: everything that it says."""
    filled = _filled(table, row, twin, apart)
    told = {name: value for name, value in row.items() if name not in rules.UNASKED and name != apart}
    taken = {name: value for name, value in told.items() if not _empty(value) and name not in filled}
    return filled | taken | ({"archived_at": None} if "archived_at" in twin else {})


def _filled(table: Table, row: Row, twin: Row, apart: str) -> Row:
    """What `twin` takes from `row`. Short texts may be codes: they are never joined."""
    taken = {}
    for name, value in row.items():
        if name in rules.UNASKED or name == apart or _empty(value) or value == twin[name]:
            continue
        kind = table.columns[name].type
        if _empty(twin[name]):
            taken[name] = value
        elif isinstance(value, dict):  # by language: the survivor's stand, others are added
            taken[name] = value | twin[name]
        elif isinstance(kind, String) and kind.length is None:
            taken[name] = joined(twin[name], value)
    return taken


def joined(text: str, more: str) -> str:
    """Both texts, one below the other, unless one holds the other."""
    if more in text:
        return text
    return more if text in more else f"{text}\n\n{more}"


def _names_twice(link: Link, target: str, row: Row, new: int) -> bool:
    """Whether both ends of the row would be the survivor, where each end must be told."""
    twice = [end for end in _ends(link, target) if end.column is not link.column and row[end.column.name] == new]
    if link.table.name in rules.PAIRS:
        return bool(twice)
    return not link.column.nullable and any(not end.column.nullable for end in twice)


def _part(journal: Journal, link: Link, row: Row) -> None:
    """A relation of a record to itself says nothing and goes; a record whose two sides became one must not be."""
    if links.is_record(link.table) or not take_away(journal, link.table, row):
        raise Refused(
            Text(
                "Both are the two sides of one record (%(table)s, number %(id)s). Correct that record first.",
                table=link.table.name,
                id=row["id"],
            )
        )


def take_away(journal: Journal, table: Table, row: Row) -> bool:
    """Delete a row with its parts; False, and nothing done, when something else hangs on it."""
    found = links.links_to(table.name)
    hanging = [(link, journal.rows(link.table, link.holds(table.name, row["id"]))) for link in found]
    for link, rows in hanging:
        if rows and not link.cascades and not (link.column.nullable and link.type_column is None):
            return False
    for link, rows in hanging:
        for child in rows:
            if link.cascades and not take_away(journal, link.table, child):
                return False
        if not link.cascades:
            journal.change(link.table, rows, lambda _, name=link.column.name: {name: None})  # type: ignore[misc]  # bound now
    journal.remove(table, row)
    return True
