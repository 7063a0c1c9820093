"""What is done with tags: made, renamed, merged, archived; put on records and taken off, one or many at once.

Ids of records come from the storey above, which found them to be visible to whoever acts.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import ColumnElement, delete, select

from crm.audit.services import action, insert_new, note
from crm.core import clock
from crm.core.cleaning import line
from crm.core.database import db
from crm.core.errors import Refused
from crm.core.permissions import Actor, Permission, allows
from crm.core.texts import Text
from crm.tags import queries, rules
from crm.tags.models import Tag, Tagging

#: How many ids one statement names: both databases take many more, but not without limit.
BATCH = 500


def make(*, name: str, colour: str = "grey", by: Actor | None) -> Tag:
    """A new tag. Refused without a name, for a name that there is (archived ones too), and for an unknown colour."""
    name = _checked(name, colour)
    if taken := queries.by_keys([name]).get(rules.key_of(name)):
        raise Refused(_taken(taken), "name")
    made = Tag(name=name, key=rules.key_of(name), colour=colour)
    with action(rules.TAG_MADE, by=by):
        db.session.add(made)
    return made


def change(tag: Tag, *, name: str, colour: str, by: Actor | None) -> None:
    """Rename and recolour; every record that carries the tag follows. Refusals as for `make`."""
    name = _checked(name, colour)
    taken = queries.by_keys([name]).get(rules.key_of(name))
    if taken is not None and taken.id != tag.id:
        raise Refused(Text("There is another tag with this name; merge the two instead."), "name")
    with action(rules.TAG_CHANGED, by=by):
        tag.name, tag.key, tag.colour = name, rules.key_of(name), colour


def merge(losing: Tag, *, into: Tag, by: Actor | None) -> int:
    """Everything that carries `losing` carries `into` instead, and `losing` is archived. How many records moved."""
    if losing.id == into.id:
        raise Refused(Text("Choose another tag to merge this one into."), "into_id")
    if into.archived_at is not None:
        raise Refused(Text("This tag is archived; restore it first."), "into_id")
    rows = list(db.session.scalars(select(Tagging).where(Tagging.tag_id == losing.id)))
    kept = {
        (record_type, record_id)
        for record_type, record_id in db.session.execute(
            select(Tagging.record_type, Tagging.record_id).where(Tagging.tag_id == into.id)
        )
    }
    with action(rules.TAGS_MERGED, by=by):
        for row in rows:
            if (row.record_type, row.record_id) in kept:
                db.session.delete(row)
            else:
                row.tag_id = into.id
        losing.archived_at = losing.archived_at or clock.now()
    return len(rows)


def tag(record_type: str, record_id: int, names: Sequence[str], *, by: Actor | None) -> list[Tag]:
    """Put tags on one record, by name; those it carries already stay. The tags in the order given."""
    return tag_many(record_type, [record_id], names, by=by)


def tag_many(record_type: str, ids: Iterable[int], names: Sequence[str], *, by: Actor | None) -> list[Tag]:
    """Put tags on many records in one act; the tags in the order given. Refusals as for `tag_afresh`."""
    return _put_on(record_type, ids, names, by)[0]


def tag_afresh(record_type: str, ids: Iterable[int], names: Sequence[str], *, by: Actor | None) -> dict[int, list[int]]:
    """The same; which tags each record did not carry before. A new name makes a tag when `by` may make tags.

    Refused for no name, too many of them, a name that is unknown and may not be made, and an archived tag.
    """
    return _put_on(record_type, ids, names, by)[1]


def _put_on(
    record_type: str, ids: Iterable[int], names: Sequence[str], by: Actor | None
) -> tuple[list[Tag], dict[int, list[int]]]:
    wanted, told = _named(names, by), defaultdict[int, list[int]](list)
    with action(rules.TAGGED, by=by):
        for tag in wanted:
            db.session.add(tag)
        db.session.flush()
        for chunk in _chunks(ids):
            present = _present(record_type, chunk, [tag.id for tag in wanted])
            fresh = [(id, tag.id) for id in chunk for tag in wanted if (id, tag.id) not in present]
            insert_new([Tagging(record_type=record_type, record_id=id, tag_id=tag_id) for id, tag_id in fresh])
            for id, tag_id in fresh:
                told[id].append(tag_id)
    return wanted, told


def untag(record_type: str, record_id: int, tag_id: int, *, by: Actor | None) -> None:
    """Take a tag off a record; nothing happens when it is not there."""
    untag_many(record_type, [record_id], [tag_id], by=by)


def untag_many(record_type: str, ids: Iterable[int], tag_ids: Sequence[int], *, by: Actor | None) -> None:
    """Take tags off many records in one act."""
    with action(rules.UNTAGGED, by=by):
        for chunk in _chunks(ids):
            _take_off(Tagging.record_type == record_type, Tagging.record_id.in_(chunk), Tagging.tag_id.in_(tag_ids))


def _take_off(*conditions: ColumnElement[bool]) -> None:
    """Delete by one statement and log each row: a flush would load and send them one by one."""
    columns = (Tagging.id, Tagging.tag_id, Tagging.record_type, Tagging.record_id)
    found = [
        Tagging(id=id, tag_id=tag, record_type=kind, record_id=record)
        for id, tag, kind, record in db.session.execute(select(*columns).where(*conditions))
    ]
    table = Tagging.__table__
    db.session.execute(delete(table).where(table.c.id.in_([row.id for row in found])))  # type: ignore[arg-type]  # a Table
    for row in found:
        told = ("tag_id", "record_type", "record_id")
        note(row, {name: [getattr(row, name), None] for name in told})


def _chunks(ids: Iterable[int]) -> Iterator[list[int]]:
    wanted = sorted(set(ids))
    return (wanted[start : start + BATCH] for start in range(0, len(wanted), BATCH))


def _present(record_type: str, ids: Sequence[int], tag_ids: Sequence[int]) -> set[tuple[int, int]]:
    statement = select(Tagging.record_id, Tagging.tag_id).where(
        Tagging.record_type == record_type, Tagging.record_id.in_(ids), Tagging.tag_id.in_(tag_ids)
    )
    return {(record_id, tag_id) for record_id, tag_id in db.session.execute(statement)}


def _named(names: Sequence[str], by: Actor | None) -> list[Tag]:
    """The tags of these names, new ones made but not yet added; each once, in the order given."""
    cleaned = {rules.key_of(name): name for name in (_checked(name, "grey") for name in names)}
    if not cleaned:
        raise Refused(Text("Enter the name of a tag."), "names")
    if len(cleaned) > rules.MOST_NAMES:
        raise Refused(Text("Use at most %(limit)s tags at once.", limit=rules.MOST_NAMES), "names")
    found = queries.by_keys(cleaned.values())
    for key, name in cleaned.items():
        present = found.get(key)
        if present is not None and present.archived_at is not None:
            raise Refused(_taken(present), "names")
        if present is None and not _may_make(by):
            raise Refused(Text("There is no tag “%(name)s”; someone in the office can create it.", name=name), "names")
    return [found.get(key) or Tag(name=name, key=key, colour="grey") for key, name in cleaned.items()]


def _may_make(by: Actor | None) -> bool:
    return by is None or allows(by.role, Permission.TAGS_MANAGE)


def _checked(name: str, colour: str) -> str:
    name = line(name, rules.NAME_LIMIT)
    if not rules.key_of(name):
        raise Refused(Text("Enter the name of a tag."), "name")
    if "," in name or "、" in name or "，" in name:
        raise Refused(Text("A tag name cannot contain a comma; commas separate tags."), "name")
    if colour not in rules.COLOURS:
        raise Refused(Text("Choose one."), "colour")
    return name


def _taken(tag: Tag) -> Text:
    if tag.archived_at is not None:
        return rules.archived(tag.name)
    return Text("There is already a tag “%(name)s”.", name=tag.name)
