"""Which meetings are counted as talks, on record: settled after each act that changes one of them (domain.md §3.1)."""

from collections.abc import Collection
from typing import Any, Final

from sqlalchemy import delete, insert, select, update

from crm.audit.services import Made
from crm.contacts import queries as contacts
from crm.contacts.models import Organisation
from crm.core.database import db
from crm.meetings import queries
from crm.meetings.models import Meeting, TalkFact

_KEPT: Final = ("meeting_id", "activity_id", "organisation_id", "our_organisation_id", "held_on", "starts_at")
_TABLE: Final = db.metadata.tables[TalkFact.__tablename__]
#: So many meetings at once where all are settled anew.
_AT_ONCE: Final = 2_000


def keep_talks(changed: Collection[tuple[str, int]], _made: Made, _by: int | None) -> None:
    """After any act: what it changed of meetings, minutes and who sat there may make a talk, or take one away.

    Once an organisation turns out to be our office, by its page or by a merge, its talks are those of our office.
    """
    ids = {id for table, id in changed if table == Meeting.__tablename__}
    firms = {id for table, id in changed if table == Organisation.__tablename__}
    if firms and contacts.our_organisation_id() in firms:
        ids |= set(db.session.scalars(select(Meeting.id).where(Meeting.our_organisation_id.in_(firms))))
    settle_talks(ids)


def settle_talks(ids: Collection[int]) -> int:
    """Bring what is on record of these meetings up to date; of how many it was not true."""
    if not ids:
        return 0
    columns = [_TABLE.c[name] for name in _KEPT]
    was = {row[0]: tuple(row) for row in db.session.execute(select(*columns).where(_TABLE.c.meeting_id.in_(ids)))}
    now = {row[0]: tuple(row) for row in queries.facts_of(ids)}
    other = [id for id in was.keys() | now.keys() if was.get(id) != now.get(id)]
    if not other:
        return 0
    if gone := was.keys() & other:
        db.session.execute(delete(_TABLE).where(_TABLE.c.meeting_id.in_(gone)))
    if fresh := [dict(zip(_KEPT, now[id], strict=True)) | {"is_first": False} for id in other if id in now]:
        db.session.execute(insert(_TABLE), fresh)
    _settle_firsts({found[id][2:5] for found in (was, now) for id in other if id in found})
    return len(other)


def settle_all_talks() -> int:
    """The same of every meeting."""
    ids = list(db.session.scalars(select(Meeting.id).order_by(Meeting.id)))
    return sum(settle_talks(ids[at : at + _AT_ONCE]) for at in range(0, len(ids), _AT_ONCE))


def _settle_firsts(sides: Collection[tuple[Any, ...]]) -> None:
    """Say anew which talk is the first, of those of two sides (counterpart, ours) on a day."""
    firms, days = {firm for firm, _ours, _day in sides}, {day for _firm, _ours, day in sides}
    rows = db.session.execute(
        select(*(_TABLE.c[name] for name in ("meeting_id", *_KEPT[2:5], "is_first")))
        .where(_TABLE.c.organisation_id.in_(firms), _TABLE.c.held_on.in_(days))
        .order_by(_TABLE.c.starts_at, _TABLE.c.meeting_id)
    )
    seen: set[tuple[Any, ...]] = set()
    turned: dict[bool, list[int]] = {True: [], False: []}
    for id, *between, is_first in rows:
        key = tuple(between)
        if is_first is (key in seen):
            turned[key not in seen].append(id)
        seen.add(key)
    for is_first, ids in turned.items():
        if ids:
            db.session.execute(update(_TABLE).where(_TABLE.c.meeting_id.in_(ids)).values(is_first=is_first))
