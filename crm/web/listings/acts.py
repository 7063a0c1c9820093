"""What can be done to many rows of a list: each act said once, by the kind of record or by a capability above it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeAlias

from flask_babel import ngettext
from sqlalchemy import Select, select
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

    def among(self, ids: Select[Any]) -> None:
        """Offer what can be done to at least one of the rows with these ids."""

    def naming(self, user_id: int) -> dict[str, Any]:
        """What is said by whoever names a member of staff in its only field."""
        [field] = self.asked_for()
        return {field.name: user_id}

    def said(self) -> dict[str, Any]:
        """What the reader filled in, for the services."""
        return {f.name: f.data for f in self.asked_for()}


def _changed(number: int) -> str:
    return str(ngettext("%(num)d record will be changed.", "%(num)d records will be changed.", number))


@dataclass(frozen=True, kw_only=True)
class _Act:
    """What every act says of itself."""

    code: str  #: in its address
    label: str  #: a message id: on its button over the list, and over its page
    write: Permission
    button: str = N_("Save")
    sentence: Callable[[int], str] = _changed
    form: Callable[[], BulkForm] = BulkForm
    offered: Callable[[], bool] = lambda: True  #: whether there is anything that it could do
    most: int | None = None  #: rows at once, where the kind of act has an end


@dataclass(frozen=True, kw_only=True)
class RowAct(_Act):
    """An act by the service that does it to one record. `back` takes it back; without, it cannot be undone."""

    do: Callable[..., None]  #: (record, values, by=); Refused for a record that stays as it is
    before: Callable[[Any, Values], Any] = lambda _record, _said: None  #: what `back` needs to know, as JSON
    back: Callable[..., None] | None = None  #: (record, before, by=)
    elsewhere: bool = False  #: what it writes stands in other records, so that this one's version does not tell of it
    hides: bool = False  #: the records lie in the archive afterwards
    #: Whoever does it may not see the records afterwards, and takes it back where they will see them again.
    hands_on: bool = False
    #: (record, values) -> whether the record still says what it wrote, and can be taken back whatever else changed;
    #: without, only while nothing else did.
    holds: Callable[[Any, Values], bool] = lambda _record, _said: False

    @property
    def returns(self) -> bool:
        """Whether it can be undone."""
        return self.back is not None


@dataclass(frozen=True, kw_only=True)
class GroupAct(_Act):
    """An act by a service that does it to many records at once. `apart` takes it back; without, it cannot be undone."""

    together: Callable[[Sequence[int], Values, Actor], Upshot]
    apart: Callable[[Mapping[int, Any], Actor], Upshot] | None = None  #: ({id: what `together` kept}, by)

    @property
    def returns(self) -> bool:
        """Whether it can be undone."""
        return self.apart is not None


ListAct: TypeAlias = RowAct | GroupAct


@dataclass(frozen=True)
class Each:
    """How the records of a list are found by whoever changes them, and what can be done to many of them."""

    model: type[Any]
    one: Callable[..., Any]  #: (id, user=, archived=) -> the record; NotVisible
    acts: tuple[ListAct, ...] = ()
    named: Callable[[Any], str] = lambda record: f"#{record.id}"  #: what one that was left out is called
    #: The record of an id with what acts and `named` need of it, whoever sees it; None: nothing but its own row.
    whole: Callable[[int], Any] | None = None

    @property
    def all_archived(self) -> bool:
        """Whether there are such records, and all of them lie in the archive."""
        ids, put_away = select(self.model.id).limit(1), self.model.archived_at
        there, gone = (db.session.scalar(ids.where(each)) for each in (put_away.is_(None), put_away.is_not(None)))
        return gone is not None and there is None


def do(
    act: ListAct, each: Each, ids: Sequence[int], values: Values, *, by: Actor, seen: datetime | None = None
) -> Upshot:
    """Do it to the records of these ids; what was changed after the moment `seen` is left out."""
    if isinstance(act, GroupAct):
        return _of_seen(each, ids, lambda there: act.together(there, values, by), by)
    return _singly(ids, lambda id: _do(act, each.one(id, user=by), values, seen, by))


def _of_seen(each: Each, ids: Sequence[int], run: Callable[[Sequence[int]], Upshot], by: Actor) -> Upshot:
    """What comes of those that the user sees; the others are gone."""
    there = kinds()[each.model.__tablename__].visible_among(ids, by)
    found = run([id for id in ids if id in there])
    return Upshot(found.done, {id: GONE for id in ids if id not in there} | dict(found.left_out))


def _do(act: RowAct, record: Any, values: Values, seen: datetime | None, by: Actor) -> Took:
    if seen is not None and record.updated_at > seen:
        raise Refused(CHANGED)
    before = act.before(record, values)
    version = record.version
    act.do(record, values, by=by)
    db.session.flush()
    if act.elsewhere:
        return Took(before)
    if record.version == version:
        raise Refused(ALREADY)
    return Took(before, record.version, version)


def undo(act: ListAct, each: Each, rows: Mapping[int, Took], values: Values, *, by: Actor) -> Upshot:
    """Take it back; a record that somebody has changed since is left as it is, unless all that the act wrote of it
    (`values`) still stands and is told apart from the rest. Nothing comes of an act without."""
    if isinstance(act, RowAct):
        return _singly(list(rows), lambda id: _undo(act, each, id, rows[id], values, by)) if act.back else Upshot()
    apart = act.apart
    if apart is None:
        return Upshot()
    return _of_seen(each, list(rows), lambda there: apart({id: rows[id].before for id in there}, by), by)


def _undo(act: RowAct, each: Each, id: int, done: Took, values: Values, by: Actor) -> Took:
    if (done.version is None and not act.elsewhere) or act.back is None:
        return done
    record, seen = handed_on(act, each, id, by)
    later = not act.elsewhere and record.version != done.version
    changed = later and not act.holds(record, values)
    if changed and seen:
        raise Refused(CHANGED)
    try:
        act.back(record, done.before, by=by)
    except Refused:
        if seen:
            raise
        raise NotVisible from None  # nobody can tell whether they would see it again
    db.session.flush()
    if not seen:
        each.one(id, user=by)  # the rule judges it as it stands now that it is put back
        if changed:
            raise Refused(CHANGED)
    # What came before an act that is taken back alone is still covered by what came after it.
    return Took() if later else Took(None, record.version, done.former)


def handed_on(act: RowAct, each: Each, id: int, by: Actor) -> tuple[Any, bool]:
    """(a record that the act was done to, whether whoever did it sees it); NotVisible for one that has gone since."""
    try:
        return (each.one(id, user=by, archived=True) if act.hides else each.one(id, user=by)), True
    except NotVisible:
        whole = each.whole or (lambda id: db.session.get(each.model, id))
        record = whole(id) if act.hands_on else None
        if record is None or record.archived_at is not None:
            raise
        return record, False


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
