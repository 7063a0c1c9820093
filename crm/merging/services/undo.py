"""Taking a merge back: every row it wrote gets its former values, version and all; or nothing happens.

A row whose values were changed since is not overwritten: Undo is refused with the list of those rows. A row of
which something else was changed keeps that, and only what the merge wrote is set back.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from sqlalchemy import Table, insert, select
from sqlalchemy.exc import IntegrityError

from crm.audit.services import action
from crm.core import clock
from crm.core.database import Base, db
from crm.core.errors import Refused
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.merging import rules
from crm.merging.models import Merge
from crm.merging.queries import merges
from crm.merging.queries.links import models
from crm.merging.services import keys, pairs
from crm.merging.services.journal import Row, Step, tell, unpack, write

#: Written by the product itself: not a change that somebody would miss.
_DERIVED = rules.PLUMBING | rules.KEYS
_AT_ONCE = 400  #: ids in one statement
_Place = tuple[str, tuple[Any, ...]]


@dataclass
class _State:
    """The rows of a merge as they are now, and which of them were saved since."""

    rows: dict[_Place, Row]
    edited: set[_Place] = field(default_factory=set)
    #: Where a deleted row came back under a new number because its own was taken: {(table, old id): new id}.
    renumbered: dict[tuple[str, int], int] = field(default_factory=dict)


def undo(merge: Merge, *, by: Actor | None) -> None:
    """Take a merge back. Refused when it was taken back, after 30 days, and while rows of it were changed since."""
    _check(merge)
    steps = unpack(merges.content(merge, merge.journal) or [])
    state, changed = _compare(steps)
    if changed:
        raise Refused(
            Text("%(count)s rows were changed since, so this merge cannot be taken back.", count=len(changed))
        )
    with action(rules.MERGE_UNDONE, by=by, record=db.session.get_one(models()[merge.kind], merge.survivor_id)):
        try:
            _restore(steps, state)
            _mend_keys(merge, state, by)
        except IntegrityError:
            raise Refused(Text("Something that the merge moved is gone by now. Nothing was changed.")) from None
        merge.undone_at, merge.undone_by_id = clock.now(), by.id if by is not None else None
        pairs.reopen(merge)
    db.session.expire_all()


def changed_since(merge: Merge) -> list[tuple[str, int]]:
    """[(table, id)] of the rows that stand against taking the merge back."""
    steps = unpack(merges.content(merge, merge.journal) or [])
    return [(name, place[0]) for name, place in _compare(steps)[1]]


def _check(merge: Merge) -> None:
    if merge.undone_at is not None:
        raise Refused(Text("This merge was taken back already."))
    if merge.undo_until < clock.now() or merges.content(merge, merge.journal) is None:
        raise Refused(Text("A merge can be taken back for 30 days; they are over."))
    if merges.merged_again(merge):
        raise Refused(Text("The record that stayed was itself merged since. Take that merge back first."))


def _key(table: str, row: Row) -> _Place:
    columns = Base.metadata.tables[table].primary_key.columns
    return table, tuple(row[column.name] for column in columns)


def _compare(steps: list[Step]) -> tuple[_State, list[_Place]]:
    """The rows now, and the places of those in which a value that the merge wrote is no longer there."""
    final: dict[_Place, Row | None] = {}
    for step in steps:
        before = _key(step.table, step.before)
        known = final.pop(before, None) or {}
        if step.after is None:
            final[before] = None
        else:
            final[_key(step.table, step.after)] = known | step.after
    state = _State(_now([place for place, row in final.items() if row is not None]))
    changed = []
    for place, row in final.items():
        if row is None:
            continue
        now = state.rows.get(place)
        if now is None or any(now[name] != value for name, value in row.items() if name not in _DERIVED):
            changed.append(place)
        elif any(now[name] != row[name] for name in ("version", "search_key") if name in row):
            state.edited.add(place)
    return state, changed


def _now(places: list[_Place]) -> dict[_Place, Row]:
    found: dict[_Place, Row] = {}
    for name, group in groupby(sorted(places, key=lambda place: place[0]), key=lambda place: place[0]):
        table = Base.metadata.tables[name]
        key = list(table.primary_key.columns)
        values = [place[1][0] for place in group]
        for start in range(0, len(values), _AT_ONCE):
            condition = key[0].in_(values[start : start + _AT_ONCE])
            for row in db.session.execute(select(table).where(condition)).mappings():
                found[_key(name, dict(row))] = dict(row)
    return found


def _restore(steps: list[Step], state: _State) -> None:
    for (name, deleted), group in groupby(reversed(steps), key=lambda step: (step.table, step.after is None)):
        table = Base.metadata.tables[name]
        if deleted:
            for step in group:
                _put_back(table, step.before, state)
        else:
            write(table, list(_backwards(table, list(group), state)))


def _put_back(table: Table, row: Row, state: _State) -> None:
    """Insert a deleted row. SQLite gives the highest number out again: then the row gets a new one."""
    row = _renumbered(table, row, state)
    taken = "id" in row and db.session.execute(select(table.c.id).where(table.c.id == row["id"])).first()
    values = {name: value for name, value in row.items() if not (taken and name == "id")}
    number = db.session.scalar(insert(table).values(values).returning(next(iter(table.primary_key.columns))))
    if taken:
        state.renumbered[table.name, row["id"]] = number
        row = row | {"id": number}
    state.rows[_key(table.name, row)] = row
    tell(table, row, {name: [None, value] for name, value in row.items() if value is not None})


def _backwards(table: Table, steps: list[Step], state: _State) -> Iterator[tuple[Row, Row]]:
    """(as it is, as it was) for each step; of a row that was saved since, without what saving wrote."""
    for step in steps:
        after, before = _renumbered(table, step.after or {}, state), _renumbered(table, step.before, state)
        place = _key(table.name, after)
        if place in state.edited:
            before = {name: value for name, value in before.items() if name not in _DERIVED or name == "id"}
            if "version" in table.columns:
                before |= {"version": state.rows[place]["version"] + 1, "updated_at": clock.now()}
        row = state.rows.pop(place)
        changes = {name: [row[name], value] for name, value in before.items() if row[name] != value}
        row = row | before
        state.rows[_key(table.name, row)] = row
        if changes:
            tell(table, row, changes)
        yield after, before


def _renumbered(table: Table, row: Row, state: _State) -> Row:
    if not state.renumbered:
        return row
    new = dict(row)
    for column in table.columns:
        if column.name in row:
            targets = [key.column.table.name for key in column.foreign_keys] + [table.name] * (column.name == "id")
            for target in targets:
                new[column.name] = state.renumbered.get((target, row[column.name]), new[column.name])
    return new


def _mend_keys(merge: Merge, state: _State, by: Actor | None) -> None:
    """Make the search keys of a record anew whose names were changed since the merge."""
    for id in (merge.survivor_id, merge.loser_id):
        row = state.rows.get((merge.kind, (id,)))
        if row is not None and (merge.kind, (id,)) in state.edited:
            write(Base.metadata.tables[merge.kind], [(row, {"id": id} | keys.search_keys(merge.kind, id))])


def purge() -> int:
    """Forget what Undo would need once its time is over; returns how many merges."""
    over = merges.over(clock.now())
    for merge in over:
        merge.journal = None
    return len(over)
