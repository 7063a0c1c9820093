"""The minutes item by item: each is saved by itself, so that several people can write at once."""

from crm.audit.services import action
from crm.core import clock
from crm.core.database import db
from crm.core.errors import Refused
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.meetings import queries, rules
from crm.meetings.models import Meeting, MinuteItem
from crm.meetings.services.records import Minute
from crm.meetings.services.standing import hold


def add_item(meeting: Meeting, minute: Minute, *, by: Actor | None) -> MinuteItem:
    """One more item, after those that are there. Refused when nothing was written."""
    _check(minute)
    item = MinuteItem(meeting_id=meeting.id, order=queries.next_order(meeting.id), **minute.columns())
    with action(rules.ITEM_ADDED, by=by):
        db.session.add(item)
        _unconfirm(meeting)
        _hold(meeting, minute)
    return item


def change_item(meeting: Meeting, item: MinuteItem, minute: Minute, *, by: Actor | None) -> None:
    """Write an item anew. Refused when nothing stands in it any more: then it is to be taken out."""
    _check(minute)
    with action(rules.ITEM_CHANGED, by=by):
        for name, text in minute.columns().items():
            setattr(item, name, text)
        if db.session.is_modified(item):
            _unconfirm(meeting)
            _hold(meeting, minute)


def remove_item(meeting: Meeting, item: MinuteItem, *, version: str, by: Actor | None) -> None:
    """Take an item out; it can be put back. Refused when somebody wrote in it since the page with the button came."""
    if version != str(item.version):
        raise Refused(Text("Someone has changed this item in the meantime. Read it again before you remove it."))
    with action(rules.ITEM_REMOVED, by=by):
        item.archived_at = clock.now()
        _unconfirm(meeting)


def _check(minute: Minute) -> None:
    if minute.is_empty():
        raise Refused(Text("Enter what was said, decided or left open."), "discussed")


def _hold(meeting: Meeting, minute: Minute) -> None:
    """A topic alone may be an agenda that was written beforehand."""
    if rules.is_minuted([minute]):
        hold(meeting)


def _unconfirm(meeting: Meeting) -> None:
    """The counterpart confirmed another text than the one that now stands there."""
    if meeting.confirmed_by_counterpart:
        meeting.confirmed_by_counterpart = False
