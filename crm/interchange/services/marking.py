"""Tags and own fields that the rows of a file put on records: only what a record lacks, and what undo takes off."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from crm.audit.rules import seal, unseal
from crm.audit.services import subject_key
from crm.core.database import db
from crm.core.errors import Refused
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.fields import queries as own_fields
from crm.fields import services as fields
from crm.fields.rules import Value, plain
from crm.interchange.rules.drafts import RowDraft
from crm.interchange.rules.outcomes import opened, sealed_text
from crm.interchange.services.filling import KEPT
from crm.tags import queries as tags
from crm.tags import services as tagging
from crm.tags.rules import MOST_NAMES, archived, key_of

NOT_TAKEN: Final = Text("Left out: %(value)s.")


@dataclass
class Mark:
    """What one row puts on its record. `before` is what stood in the fields that it replaces."""

    tags: list[str] = field(default_factory=list)
    values: dict[int, Value] = field(default_factory=dict)
    before: dict[int, Value] = field(default_factory=dict)
    remarks: list[Text] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.tags or self.values)


class Marker:
    """Works out the marks of a chunk of rows, one row after the other. `common` are the tags of the whole file."""

    def __init__(
        self, kind: str, told: Sequence[tuple[int | None, RowDraft]], common: Sequence[str], *, overwrite: bool
    ):
        self._common, self._overwrite = tuple(common), overwrite
        self._own = {row.id: row for row in own_fields.defined(kind)}
        ids = {id for id, _ in told if id is not None and id > 0}
        names = {*common, *(tag for _, draft in told for tag in draft.tags)}
        held = tags.of_records(kind, ids) if names and ids else {}
        self._tags = {id: {key_of(row.name) for row in rows} for id, rows in held.items()}
        self._shut = {key for key, tag in tags.by_keys(names).items() if tag.archived_at is not None}
        said = any(draft.fields for _, draft in told)
        self._values = own_fields.values(kind, ids) if said and ids else {}

    def of(self, id: int, draft: RowDraft) -> Mark:
        """What the row adds to the record; the next row of this record finds it there."""
        mark = Mark()
        for name in dict.fromkeys((*self._common, *draft.tags)):
            self._tag(id, name, mark)
        for field_id, text in draft.fields.items():
            self._value(id, int(field_id), text, mark)
        return mark

    def _tag(self, id: int, name: str, mark: Mark) -> None:
        key, held = key_of(name), self._tags.setdefault(id, set())
        if key in held:
            return
        if key in self._shut:
            mark.remarks.append(archived(name))
        elif not key or len(mark.tags) >= MOST_NAMES:
            mark.remarks.append(Text(NOT_TAKEN.msgid, value=name))
        else:
            held.add(key)
            mark.tags.append(name)

    def _value(self, id: int, field_id: int, text: str, mark: Mark) -> None:
        definition = self._own.get(field_id)
        if definition is None:
            return
        try:
            value = fields.read(definition, text)
        except Refused as bad:
            mark.remarks += [Text(NOT_TAKEN.msgid, value=text[:60]), bad.text]
            return
        held = self._values.setdefault(id, {})
        old = held.get(field_id)
        if value is None or value == old:
            return
        if old is not None and not self._overwrite:
            mark.remarks.append(Text(KEPT.msgid, value=text[:60]))
            return
        held[field_id] = mark.values[field_id] = value
        if old is not None:
            mark.before[field_id] = old


def write(kind: str, marks: Iterable[tuple[int, Mark]], *, by: Actor | None) -> dict[str, int]:
    """Put the marks on their records: {folded name of a tag: its id}."""
    by_tags: dict[tuple[str, ...], list[int]] = {}
    values: dict[int, dict[int, Value]] = {}
    for id, mark in marks:
        if mark.tags:
            by_tags.setdefault(tuple(mark.tags), []).append(id)
        if mark.values:
            values.setdefault(id, {}).update(mark.values)
    used = [tag for names, ids in by_tags.items() for tag in tagging.tag_many(kind, ids, names, by=by)]
    fields.set_many(kind, values, by=by)
    return {tag.key: tag.id for tag in used}


def remembered(kind: str, id: int, mark: Mark, tag_ids: Mapping[str, int]) -> dict[str, Any]:
    """A mark as the row keeps it for the undo; values of a person are sealed with their key."""
    found: dict[str, Any] = {"tagged": [tag_ids[key_of(name)] for name in mark.tags]} if mark.tags else {}
    if mark.values:
        old = {field_id: plain(value) for field_id, value in mark.before.items()}
        told: Any = [[field_id, old.get(field_id), plain(value)] for field_id, value in mark.values.items()]
        found["own"] = seal(subject_key(("people", id)), sealed_text(told)) if kind == "people" else told
    return found


def take_back(kind: str, id: int, changes: Mapping[str, Any], key: bytes | None, *, by: Actor | None) -> None:
    """Take the marks of a row off its record; a field that says something else by now stays."""
    if changes.get("tagged"):
        tagging.untag_many(kind, [id], changes["tagged"], by=by)
    told = changes.get("own", [])
    if isinstance(told, dict):
        text = unseal(key, told)
        told = opened(text) if text else []
    said = own_fields.values(kind, [id]).get(id, {}) if told else {}
    for field_id, old, new in told:
        if field_id not in said or plain(said[field_id]) != new:
            continue
        if old is None:
            db.session.delete(own_fields.rows_of(kind, [id])[id, field_id])
            continue
        try:
            fields.set_values(kind, id, {field_id: old}, by=by)
        except Refused:
            continue  # the field cannot take any more what stood there: its answer is gone
