"""Whom binding items take, and when: written with every change, guarded by the database itself (INV-A1).

The check before it (clashes) sees what was committed before; of two who confirm at once, the database refuses one.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Row, delete, select
from sqlalchemy.exc import IntegrityError, OperationalError

from crm.activities.models import Activity, Participant
from crm.audit.services import Made
from crm.core.database import db
from crm.core.errors import Refused
from crm.core.inserting import insert_rows
from crm.core.texts import Text
from crm.missions import queries, rules
from crm.missions.models import Booking, ItineraryItem, ItineraryPerson
from crm.missions.services.clashes import check_clashes

#: The numbers of all participants whom there can be; a range of PostgreSQL ends behind its last.
_EVERYBODY: Final = (0, 2**31 - 2)
#: What PostgreSQL calls two who wait for each other.
DEADLOCK: Final = "40P01"


class _Taken(NamedTuple):
    """A row of the bookings without its number."""

    item_id: int
    activity_id: int
    interpreter_id: int | None
    first_id: int
    last_id: int
    starts_at: datetime
    ends_at: datetime

    def meets(self, other: "_Taken") -> bool:
        """Whether both take the same people at the same time, within one activity."""
        same = self.interpreter_id == other.interpreter_id
        among = self.first_id <= other.last_id and other.first_id <= self.last_id
        return same and among and self.starts_at < other.ends_at and other.starts_at < self.ends_at


def take(items: Sequence[ItineraryItem], field: str | None = None) -> None:
    """Take whom these items bind, give up what they took. Refused in the words of the check if others were first."""
    db.session.flush()
    ids = [item.id for item in items]
    wanted = _wanted(ItineraryItem.id.in_(ids))
    if _could_take(wanted, Booking.item_id.in_(ids)):
        return
    for item in items:
        now = next(each for each in queries.items(item.activity_id, anew=True) if each.id == item.id)
        check_clashes(item.activity_id, queries.slot(now), field)
    raise Refused(Text("Somebody changed the programme at the same moment. Repeat the step."), field)


def keep_bookings(changed: Collection[tuple[str, int]], _made: Made, _actor_id: int | None) -> None:
    """After any act: what items no longer bind is given up, and whom they bind now is taken where that is free."""
    ids = [id for kind, id in changed if kind == Activity.__tablename__]
    items = [id for kind, id in changed if kind == ItineraryItem.__tablename__]
    if items:
        ids += db.session.scalars(select(ItineraryItem.activity_id).where(ItineraryItem.id.in_(items)))
    if not ids:
        return
    wanted, kept = dict.fromkeys(_wanted(ItineraryItem.activity_id.in_(ids))), _kept(ids)
    if gone := [number for taken, number in kept.items() if taken not in wanted]:
        _give_up(Booking.id.in_(gone))
    standing = [taken for taken in kept if taken in wanted]
    for taken in wanted:
        if taken in kept or any(taken.meets(other) for other in standing if other.activity_id == taken.activity_id):
            continue
        if _could_take([taken]):  # else an interpreter whom another activity has
            standing.append(taken)


def _wanted(which: ColumnElement[bool]) -> list[_Taken]:
    """What the binding items among `which` take, in order of time."""
    item, person = ItineraryItem, ItineraryPerson
    statement = (
        select(
            *(item.id, item.activity_id, item.interpreter_id, item.starts_at, item.ends_at),
            *(person.participant_id, Participant.status, Activity.status.label("activity"), Activity.archived_at),
        )
        .join(Activity, Activity.id == item.activity_id)
        .outerjoin(person, person.item_id == item.id)
        .outerjoin(Participant, Participant.id == person.participant_id)
        .where(which, item.archived_at.is_(None), item.status.in_(rules.BINDING))
        .where(item.kind.not_in(rules.BACKGROUND), item.open_clock != "both", item.ends_at > item.starts_at)
        .order_by(item.starts_at, item.id, person.participant_id)
    )
    by_item: dict[int, list[Row[*tuple[Any, ...]]]] = {}
    for row in db.session.execute(statement):
        by_item.setdefault(row.id, []).append(row)
    return [taken for rows in by_item.values() for taken in _of_item(rows)]


def _of_item(rows: Sequence[Row[*tuple[Any, ...]]]) -> Iterable[_Taken]:
    """`rows`: one of each whom the item names, or one without anybody."""
    row = rows[0]
    named = [each.participant_id for each in rows if each.participant_id is not None]
    coming = [each.participant_id for each in rows if each.participant_id in named and each.status != "cancelled"]
    spans = [(id, id) for id in dict.fromkeys(coming or named)] or [_EVERYBODY]
    for first, last in spans:
        yield _Taken(row.id, row.activity_id, None, first, last, row.starts_at, row.ends_at)
    if row.interpreter_id is not None and row.activity != "cancelled" and row.archived_at is None:
        yield _Taken(row.id, row.activity_id, row.interpreter_id, 0, 0, row.starts_at, row.ends_at)


def _kept(activity_ids: Collection[int]) -> Mapping[_Taken, int]:
    """{what stands: its number}"""
    columns = [getattr(Booking, name) for name in _Taken._fields]
    statement = select(Booking.id, *columns).where(Booking.activity_id.in_(activity_ids))
    return {_Taken(*row[1:]): row[0] for row in db.session.execute(statement)}


def _could_take(wanted: Sequence[_Taken], in_place_of: ColumnElement[bool] | None = None) -> bool:
    """Take whom nobody else has; False where others were first. Of two who take the same at once PostgreSQL may end one
    as a deadlock, since each waits for the other: it tries again, and waits for what the other does."""
    for tries in range(2):
        try:
            with db.session.begin_nested():
                if in_place_of is not None:
                    _give_up(in_place_of)
                _insert(wanted)
        except IntegrityError:
            return False
        except OperationalError as fault:
            if tries or getattr(fault.orig, "sqlstate", "") != DEADLOCK:
                raise
        else:
            return True
    return False


def _give_up(which: ColumnElement[bool]) -> None:
    db.session.execute(delete(Booking).where(which).execution_options(synchronize_session=False))


def _insert(rows: Iterable[_Taken]) -> None:
    insert_rows(Booking.__tablename__, [taken._asdict() for taken in rows])
