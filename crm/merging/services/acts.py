"""The merge itself: one transaction, the loser stays as a tombstone that leads to the survivor."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.exc import IntegrityError

from crm.audit.services import action
from crm.core import clock
from crm.core.database import Base, db
from crm.core.errors import NotVisible, Refused, Stale
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.fields.models import FieldValue
from crm.merging import rules
from crm.merging.models import Merge
from crm.merging.queries import links
from crm.merging.queries.links import models
from crm.merging.queries.screen import is_prose
from crm.merging.services import keys, pairs
from crm.merging.services.journal import Journal, Mixed, Row, pack
from crm.merging.services.moves import joined, move_all, take_away
from crm.merging.services.seals import sealed


@dataclass(frozen=True)
class Choices:
    """What the reader chose, a side for everything: rules.LEFT, rules.RIGHT, for texts and lists also rules.BOTH.

    What is not named comes from the survivor where it has a value, else from the other; lists and long texts from both.
    """

    survivor: str = rules.LEFT
    fields: Mapping[str, str] = field(default_factory=dict)  #: {column: side}
    lists: Mapping[str, str] = field(default_factory=dict)  #: {table of child rows: side}
    own: Mapping[int, str] = field(default_factory=dict)  #: {own field: side}
    main_name: str = ""
    main_post: str = ""


@dataclass
class _Pair:
    """The two rows of one table, and who stays."""

    kind: str
    table: Table
    kept: Row
    gone: Row
    survivor: str

    def row(self, side: str) -> Row:
        """The row of a side of the screen."""
        return self.kept if side == self.survivor else self.gone


def merge(
    kind: str,
    left_id: int,
    right_id: int,
    choices: Choices,
    *,
    versions: tuple[int, int] | None = None,
    by: Actor | None,
) -> Merge:
    """Make one record of two; `kind` is people or organisations. Returns what Undo needs.

    Refused for one and the same record and where both are the two sides of one negotiation; NotVisible for records
    that are gone; Stale when `versions` (of left and right) are not those of now.
    """
    table = Base.metadata.tables[kind]
    pair = _locked(kind, table, left_id, right_id, choices.survivor)
    for side, version in zip((rules.LEFT, rules.RIGHT), versions or (), strict=False):
        if pair.row(side)["version"] != version:
            raise Stale(db.session.get(models()[kind], pair.row(side)["id"]))
    name = keys.own_name(kind, pair.gone["id"])
    # The survivor's own entry: its history tells of the act, and the index of names looks at it again.
    with action(rules.MERGED, by=by, record=db.session.get_one(models()[kind], pair.kept["id"])):
        made = Merge(kind=kind, survivor_id=pair.kept["id"], loser_id=pair.gone["id"], counts={})
        made.at, made.by_id = clock.now(), by.id if by is not None else None
        made.loser_name, made.undo_until = sealed(made, name), made.at + rules.UNDO_FOR
        db.session.add(made)
        db.session.flush()
        journal = Journal(made.by_id, Mixed.of(made), made.at)
        try:
            made.counts = _write(journal, pair, choices)
        except IntegrityError:
            raise Refused(
                Text("Something that names both of them would no longer make sense. Correct that record first.")
            ) from None
        made.journal = sealed(made, pack(journal.steps))
        db.session.flush()
        pairs.settle(made)
    db.session.expire_all()
    return made


def _locked(kind: str, table: Table, left_id: int, right_id: int, survivor: str) -> _Pair:
    if left_id == right_id:
        raise Refused(Text("Choose two different records."))
    if kind not in rules.KINDS or survivor not in (rules.LEFT, rules.RIGHT):
        raise Refused(Text("Choose which record to keep."), "survivor")
    statement = select(table).where(table.c.id.in_((left_id, right_id)), table.c.archived_at.is_(None))
    found = {
        row["id"]: dict(row) for row in db.session.execute(statement.order_by(table.c.id).with_for_update()).mappings()
    }
    if len(found) != 2:
        raise NotVisible
    kept, gone = (left_id, right_id) if survivor == rules.LEFT else (right_id, left_id)
    return _Pair(kind, table, found[kept], found[gone], survivor)


def _write(journal: Journal, pair: _Pair, choices: Choices) -> dict[str, int]:
    main = keys.MainForms.before(pair.kind, pair.kept["id"], pair.gone["id"])
    only = {
        table: side for table, side in choices.lists.items() if side != rules.BOTH and table in rules.LISTS[pair.kind]
    }
    for name, side in only.items():
        _drop(journal, pair, name, rules.RIGHT if side == rules.LEFT else rules.LEFT)
    _drop_own(journal, pair, choices.own)
    names_from = only.get(keys.NAME_TABLES[pair.kind]) or choices.main_name or pair.survivor
    posts_from = only.get("affiliations") or choices.main_post
    main.demote(journal, from_gone=names_from != pair.survivor)
    keys.settle_portrait(journal, pair.kind, pair.kept["id"], pair.gone["id"])
    counts = move_all(journal, pair.kind, pair.gone["id"], pair.kept["id"])
    main.promote(journal, post_of_gone=None if not posts_from else posts_from != pair.survivor)
    values = _chosen(pair, choices.fields) | keys.search_keys(pair.kind, pair.kept["id"])
    journal.change(pair.table, [pair.gone], lambda _: {"archived_at": journal.at, "merged_into_id": pair.kept["id"]})
    journal.change(pair.table, [pair.kept], lambda _: values)
    return counts


def _drop(journal: Journal, pair: _Pair, name: str, side: str) -> None:
    """Leave out the rows of one side, where the reader wants only the other's. What something hangs on stays."""
    for link in links.links_to(pair.kind):
        if link.table.name == name and link.cascades:
            for row in journal.rows(link.table, link.holds(pair.kind, pair.row(side)["id"])):
                take_away(journal, link.table, row)


def _drop_own(journal: Journal, pair: _Pair, sides: Mapping[int, str]) -> None:
    """Leave out what the other side says in own fields about which the reader chose."""
    table = Base.metadata.tables[FieldValue.__tablename__]
    for field_id, side in sides.items():
        other = pair.row(rules.RIGHT if side == rules.LEFT else rules.LEFT)
        said = (table.c.record_type == pair.kind) & (table.c.record_id == other["id"]) & (table.c.field_id == field_id)
        for row in journal.rows(table, said):
            take_away(journal, table, row)


def _chosen(pair: _Pair, sides: Mapping[str, str]) -> Row:
    """{column: value} of the survivor's own row."""
    values: Row = {}
    for column in pair.table.columns:
        name = column.name
        if name in rules.EARLIER:
            values[name] = min((at for at in (pair.kept[name], pair.gone[name]) if at is not None), default=None)
        elif name not in rules.UNASKED:
            values[name] = _value(pair, name, sides.get(name, ""))
    for group in rules.TOGETHER:
        first = sides.get(group[0], "")
        for name in group[1:] if group[0] in values else ():
            if name in values:
                values[name] = pair.row(first or _standard(pair, group[0]))[name]
    return values


def _standard(pair: _Pair, name: str) -> str:
    """The side a value comes from when nobody chose: the survivor's, unless the other one's says the same and more."""
    other = rules.RIGHT if pair.survivor == rules.LEFT else rules.LEFT
    together = next((group for group in rules.TOGETHER if name in group), (name,))
    told = [one for one in together if pair.kept[one] not in (None, "")]
    more = any(pair.gone[one] not in (None, "") for one in together if one not in told)
    return other if more and all(pair.kept[one] == pair.gone[one] for one in told) else pair.survivor


def _value(pair: _Pair, name: str, side: str) -> Any:
    kept, gone = pair.kept[name], pair.gone[name]
    if name in rules.STICKY:
        return bool(kept or gone)
    if is_prose(pair.table.columns[name]) and side in ("", rules.BOTH):
        left, right = pair.row(rules.LEFT)[name], pair.row(rules.RIGHT)[name]
        return joined(left, right) if left and right else left or right
    value = pair.row(side if side in (rules.LEFT, rules.RIGHT) else _standard(pair, name))[name]
    return None if value == pair.kept["id"] and _points_home(pair, name) else value


def _points_home(pair: _Pair, name: str) -> bool:
    """Whether the column refers to the same table: nobody is introduced by themselves."""
    return any(key.column.table is pair.table for key in pair.table.columns[name].foreign_keys)
