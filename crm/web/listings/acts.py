"""What can be done to many rows of a list: each act said once, by the kind of record or by a capability above it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeAlias

from flask_babel import ngettext
from sqlalchemy.orm.exc import StaleDataError
from wtforms import HiddenField

from crm.core.database import db
from crm.core.errors import NotVisible, Refused, Stale
from crm.core.permissions import Actor, Permission
from crm.core.texts import N_, Text
from crm.core.upshots import Took, Upshot
from crm.web.forms import BaseForm
from crm.web.records import kinds

#: What was asked for, as JSON: {field of the form: value}; days are written as 2026-12-01.
Values: TypeAlias = Mapping[str, Any]
GONE: Final = Text("It is not there any more, or you do not see it any more.")
CHANGED: Final = Text("Somebody has changed it since you looked.")
ALREADY: Final = Text("It is so already.")
ARCHIVE: Final = "archive"


class BulkForm(BaseForm):
    """The rows that an act is for. Acts that need to know more add their fields."""

    of = HiddenField()
    all = HiddenField()
    expected = HiddenField()
    seen = HiddenField()

    #: What says which rows they are, and nothing of what is done.
    ROWS = frozenset({"of", "all", "expected", "seen"})

    def asked_for(self) -> list[Any]:
        """The fields that the reader fills in."""
        return [f for f in self.content() if f.name not in self.ROWS]

    def said(self) -> dict[str, Any]:
        """What the reader filled in, for the services."""
        return {f.name: f.data for f in self.asked_for()}


def _changed(number: int) -> str:
    return str(ngettext("%(num)d record will be changed.", "%(num)d records will be changed.", number))


@dataclass(frozen=True, kw_only=True)
class ListAct:
    """One act: by the service that does it to one record (`do`), or by one that does it to many (`together`).

    `back` and `apart` take it back; without them it cannot be undone.
    """

    code: str  #: in its address
    label: str  #: a message id: on its button over the list, and over its page
    write: Permission
    button: str = N_("Save")
    sentence: Callable[[int], str] = _changed
    form: Callable[[], BulkForm] = BulkForm
    do: Callable[..., None] | None = None  #: (record, values, by=); Refused for a record that stays as it is
    before: Callable[[Any, Values], Any] | None = None  #: (record, values) -> what `back` needs to know, as JSON
    back: Callable[..., None] | None = None  #: (record, before, by=)
    together: Callable[[Sequence[int], Values, Actor], Upshot] | None = None
    apart: Callable[[Mapping[int, Any], Actor], Upshot] | None = None  #: ({id: what `together` kept}, by)
    elsewhere: bool = False  #: what it writes stands in other records, so that this one's version does not tell of it
    most: int | None = None  #: rows at once, where the kind of act has an end
    hides: bool = False  #: the records lie in the archive afterwards
    hands_on: bool = False  #: whoever does it may not see the records afterwards, and takes it back all the same

    @property
    def returns(self) -> bool:
        """Whether it can be undone."""
        return self.back is not None or self.apart is not None


@dataclass(frozen=True)
class Each:
    """How the records of a list are found by whoever changes them, and what can be done to many of them."""

    model: type[Any]
    one: Callable[..., Any]  #: (id, user=, archived=) -> the record; NotVisible
    acts: tuple[ListAct, ...] = ()
    named: Callable[[Any], str] = lambda record: f"#{record.id}"  #: what one that was left out is called


def do(
    act: ListAct, each: Each, ids: Sequence[int], values: Values, *, by: Actor, seen: datetime | None = None
) -> Upshot:
    """Do it to the records of these ids; what was changed after the moment `seen` is left out."""
    if act.together is not None:
        there = kinds()[each.model.__tablename__].visible_among(ids, by)
        found = act.together([id for id in ids if id in there], values, by)
        return Upshot(found.done, {id: GONE for id in ids if id not in there} | dict(found.left_out))
    return _singly(ids, lambda id: _do(act, each.one(id, user=by), values, seen, by))


def _do(act: ListAct, record: Any, values: Values, seen: datetime | None, by: Actor) -> Took:
    if seen is not None and record.updated_at > seen:
        raise Refused(CHANGED)
    assert act.do is not None  # noqa: S101  # an act that is not done together
    before = act.before(record, values) if act.before is not None else None
    version = record.version
    act.do(record, values, by=by)
    db.session.flush()
    if act.elsewhere:
        return Took(before)
    if record.version == version:
        raise Refused(ALREADY)
    return Took(before, record.version, version)


def undo(act: ListAct, each: Each, rows: Mapping[int, Took], *, by: Actor) -> Upshot:
    """Take it back; a record that somebody has changed since is left as it is."""
    if act.apart is not None:
        return act.apart({id: done.before for id, done in rows.items()}, by)
    return _singly(list(rows), lambda id: _undo(act, each, id, rows[id], by))


def _undo(act: ListAct, each: Each, id: int, done: Took, by: Actor) -> Took:
    if done.version is None and not act.elsewhere:
        return done
    record = changed(act, each, id, by)
    if not act.elsewhere and record.version != done.version:
        raise Refused(CHANGED)
    assert act.back is not None  # noqa: S101  # nobody undoes an act without
    act.back(record, done.before, by=by)
    db.session.flush()
    return Took(None, record.version, done.former)


def changed(act: ListAct, each: Each, id: int, by: Actor) -> Any:
    """A record that the act was done to, for whoever did it; NotVisible for one that has gone since."""
    try:
        return each.one(id, user=by, archived=True) if act.hides else each.one(id, user=by)
    except NotVisible:
        record = db.session.get(each.model, id) if act.hands_on else None
        if record is None or record.archived_at is not None:
            raise
        return record


def _singly(ids: Sequence[int], run: Callable[[int], Took]) -> Upshot:
    done, left_out = {}, {}
    for id in ids:
        try:
            with db.session.begin_nested():
                done[id] = run(id)
        except Refused as refusal:
            left_out[id] = refusal.text
        except NotVisible:
            left_out[id] = GONE
        except (Stale, StaleDataError):
            left_out[id] = CHANGED
    return Upshot(done, left_out)
