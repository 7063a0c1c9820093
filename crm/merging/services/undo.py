"""Taking a merge back: every row it wrote gets its former values, version and all; or nothing happens.

What somebody edited since stays, field by field: of a row only what still says what the merge wrote is set back, and a
row that was taken out since stays out. `edited_since` tells which fields those are, before anything happens.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from sqlalchemy import Table, insert, select
from sqlalchemy.exc import IntegrityError

from crm.audit.services import action
from crm.contacts.rules import PRIMARY
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
from crm.merging.services.journal import JournalStep, Mixed, Row, tell, unpack, write
from crm.merging.services.mains import Mains

#: Written by the product itself: not a change that somebody would miss.
_DERIVED = rules.PLUMBING | rules.KEYS
#: Which name or post is the main one: each record has its own again afterwards, whatever was chosen for the merged one.
_MARKS = {"person_names": "kind", "organisation_names": "is_primary", "affiliations": "is_primary"}
#: What tells a row apart from its like, the first that it has.
_CALLED = ("full", "text", "title", "name", "value", "subject", "lines", "notes")
_AT_ONCE = 400  #: ids in one statement
_Place = tuple[str, tuple[Any, ...]]


@dataclass
class _State:
    """The rows of a merge as they are now, and which of them were saved since."""

    rows: dict[_Place, Row]
    edited: set[_Place] = field(default_factory=set)
    #: {row: columns in which something else stands now than the merge wrote}: they stay.
    kept: dict[_Place, set[str]] = field(default_factory=dict)
    gone: set[_Place] = field(default_factory=set)  #: rows that were taken out since
    #: Where a deleted row came back under a new number because its own was taken: {(table, old id): new id}.
    renumbered: dict[tuple[str, int], int] = field(default_factory=dict)


@dataclass(frozen=True)
class Edited:
    """A row of a merge in which something was edited since, and that keeps it when the merge is taken back."""

    table: str
    called: str  #: what the row says of itself now, "" for one that is gone
    columns: tuple[str, ...]  #: none: the row was taken out


def undo(merge: Merge, *, by: Actor | None) -> None:
    """Take a merge back; what was edited since stays. Refused when it was taken back, and after 30 days."""
    _check(merge)
    steps = unpack(merges.content(merge, merge.journal) or [])
    state = _compare(steps)
    _check_sums(steps, state)
    mains = Mains(merge, steps) if state.edited or state.gone else None
    with action(rules.MERGE_UNDONE, by=by, record=db.session.get_one(models()[merge.kind], merge.survivor_id)):
        try:
            if mains is not None:
                mains.lay_down(state.rows)
            _restore(steps, state, Mixed.of(merge))
            if mains is not None:
                mains.settle()
                _mend_keys(merge)
        except IntegrityError:
            raise Refused(Text("Something that the merge moved no longer exists. Nothing was changed.")) from None
        merge.undone_at, merge.undone_by_id = clock.now(), by.id if by is not None else None
        pairs.reopen(merge)
    db.session.expire_all()


def edited_since(merge: Merge) -> list[Edited]:
    """What somebody edited since in the rows of a merge: it stays when the merge is taken back."""
    state = _compare(unpack(merges.content(merge, merge.journal) or []))
    kept = [
        Edited(place[0], _called(state.rows[place]), tuple(sorted(columns))) for place, columns in state.kept.items()
    ]
    return kept + [Edited(place[0], "", ()) for place in sorted(state.gone)]


def _called(row: Row) -> str:
    return next((str(row[name]) for name in _CALLED if row.get(name)), "")


def _check(merge: Merge) -> None:
    if merge.undone_at is not None:
        raise Refused(Text("This merge has already been undone."))
    if merge.undo_until < clock.now() or merges.content(merge, merge.journal) is None:
        raise Refused(Text("A merge can be undone for 30 days; that time has passed."))
    if merges.merged_again(merge):
        raise Refused(Text("The record that was kept has itself been merged since. Undo that merge first."))


def _check_sums(steps: list[JournalStep], state: _State) -> None:
    """Refused where a sum of two rows was changed since: nobody knows any more what of it was whose."""
    for step in steps:
        summed = set(rules.SUMMED.get(step.table, ())) & set(step.after or ())
        if summed and _key(step.table, step.before) in state.edited | state.gone:
            raise Refused(
                Text("A settlement in which both had a share was changed since. The merge can no longer be undone.")
            )


def _key(table: str, row: Row) -> _Place:
    columns = Base.metadata.tables[table].primary_key.columns
    return table, tuple(row[column.name] for column in columns)


def _compare(steps: list[JournalStep]) -> _State:
    """The rows now, with what in them is no longer as the merge wrote it."""
    final: dict[_Place, Row | None] = {}
    for step in steps:
        before = _key(step.table, step.before)
        known = final.pop(before, None) or {}
        if step.after is None:
            final[before] = None
        else:
            final[_key(step.table, step.after)] = known | step.after
    main = {_key(step.table, step.before) for step in steps if step.before.get("kind") == PRIMARY}
    state = _State(_now([place for place, row in final.items() if row is not None]))
    for place, row in final.items():
        if row is None:
            continue
        now = state.rows.get(place)
        if now is None:
            state.gone.add(place)
            continue
        changed = {name for name, value in row.items() if name not in _DERIVED and now[name] != value}
        if changed or any(now[name] != row[name] for name in ("version", "search_key") if name in row):
            state.edited.add(place)
        if place in main or now.get("kind") == PRIMARY or place[0] != "person_names":
            changed.discard(_MARKS.get(place[0], ""))
        if changed:
            state.kept[place] = changed
    return state


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


def _restore(steps: list[JournalStep], state: _State, mixed: Mixed | None) -> None:
    for (name, deleted), group in groupby(reversed(steps), key=lambda step: (step.table, step.after is None)):
        table = Base.metadata.tables[name]
        if deleted:
            for step in group:
                _put_back(table, step.before, state, mixed)
        else:
            write(table, list(_backwards(table, list(group), state, mixed)))


def _put_back(table: Table, row: Row, state: _State, mixed: Mixed | None) -> None:
    """Insert a deleted row. SQLite gives the highest number out again: then the row gets a new one."""
    row = _renumbered(table, row, state)
    taken = "id" in row and db.session.execute(select(table.c.id).where(table.c.id == row["id"])).first()
    values = {name: value for name, value in row.items() if not (taken and name == "id")}
    number = db.session.scalar(insert(table).values(values).returning(next(iter(table.primary_key.columns))))
    if taken:
        state.renumbered[table.name, row["id"]] = number
        row = row | {"id": number}
    state.rows[_key(table.name, row)] = row
    tell(table, row, {name: [None, value] for name, value in row.items() if value is not None}, mixed)


def _backwards(table: Table, steps: list[JournalStep], state: _State, mixed: Mixed | None) -> Iterator[tuple[Row, Row]]:
    """(as it is, as it was) for each step; of a row that was saved since, without what saving wrote."""
    for step in steps:
        after, before = _renumbered(table, step.after or {}, state), _renumbered(table, step.before, state)
        place = _key(table.name, after)
        if place in state.gone:
            continue
        if place in state.edited:
            stays = (_DERIVED - {"id"}) | state.kept.get(place, set())
            before = {name: value for name, value in before.items() if name not in stays}
            if "version" in table.columns:
                before |= {"version": state.rows[place]["version"] + 1, "updated_at": clock.now()}
        row = state.rows.pop(place)
        changes = {name: [row[name], value] for name, value in before.items() if row[name] != value}
        row = row | before
        state.rows[_key(table.name, row)] = row
        if changes:
            tell(table, row, changes, mixed)
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


def _mend_keys(merge: Merge) -> None:
    """Make the search keys of both records anew, whose names may have been changed since the merge."""
    for id in (merge.survivor_id, merge.loser_id):
        write(Base.metadata.tables[merge.kind], [({"id": id}, {"id": id} | keys.search_keys(merge.kind, id))])


def purge() -> int:
    """Forget what Undo would need once its time is over; returns how many merges."""
    over = merges.over(clock.now())
    for merge in over:
        merge.journal = None
    return len(over)
