"""A matching table itself, its rounds and its tables."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy.exc import IntegrityError

from crm.activities import queries as activities
from crm.activities.models import Activity
from crm.audit.services import action
from crm.core import clock
from crm.core.database import db, touch
from crm.core.errors import Refused
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.matching import rules
from crm.matching.models import (
    MatchingSession,
    MatchingSlot,
    MatchingTable,
)
from crm.matching.queries import MatchingBoard

CHOOSE = Text("Choose one from the list.")


@dataclass(frozen=True)
class Rounds:
    """Rounds one after the other on one day, on the wall clock of the table."""

    day: date | None
    start: time | None
    minutes: int = 30
    pause: int = 0
    number: int = 1


@contextmanager
def alone() -> Iterator[None]:
    """Do writes that the database may refuse because somebody else was quicker; Refused then."""
    try:
        yield
    except IntegrityError as conflict:
        db.session.rollback()
        raise Refused(rules.TAKEN) from conflict


# ------------------------------------------------------------------ the table itself


def open_session(
    activity: Activity,
    *,
    name: str,
    timezone: str,
    venue: str,
    least: int,
    tables: int,
    rounds: Rounds,
    by: Actor | None,
) -> MatchingSession:
    """A new matching table with its rounds and tables. Refused without a name or outside of the activity's days."""
    _check_name(name)
    if timezone not in clock.zones():
        raise Refused(Text("This time zone is not known."), "timezone")
    made = MatchingSession(activity_id=activity.id, name=name, timezone=timezone, venue=venue, least=least)
    with action(rules.OPENED, by=by):
        db.session.add(made)
        db.session.flush()
        _put_rounds(made, activity, [], rounds)
        _put_tables(made, 0, tables)
    return made


def change_session(session: MatchingSession, *, name: str, venue: str, least: int, by: Actor | None) -> None:
    """Rename a table, and say how many talks each maker should get at least."""
    _check_name(name)
    with action(rules.CHANGED, by=by):
        session.name, session.venue, session.least = name, venue, least


def _check_name(name: str) -> None:
    if not name.strip():
        raise Refused(Text("Fill in this field."), "name")


# ------------------------------------------------------------------ rounds and tables


def add_rounds(board: MatchingBoard, rounds: Rounds, *, by: Actor) -> None:
    """More rounds. Refused when they overlap one that is there or lie outside of the activity's days."""
    activity = activities.one(board.session.activity_id, user=by)
    with action(rules.CHANGED, by=by):
        _put_rounds(board.session, activity, list(board.slots.values()), rounds)
        touch(board.session)


def _put_rounds(session: MatchingSession, activity: Activity, there: Iterable[MatchingSlot], rounds: Rounds) -> None:
    if rounds.day is None or rounds.start is None:
        raise Refused(Text("Fill in this field."), "day" if rounds.day is None else "start")
    if not activity.lasts_on(rounds.day):
        raise Refused(
            Text(
                "The activity runs from %(first)s to %(last)s; this day is outside it.",
                first=activity.start_on,
                last=activity.end_on,
            ),
            "day",
        )
    standing = list(there)
    if len(standing) + rounds.number > rules.MOST_SLOTS:
        raise Refused(Text("A table can have at most %(most)s rounds.", most=rules.MOST_SLOTS), "number")
    start = datetime.combine(rounds.day, rounds.start)
    for _ in range(rounds.number):
        end = start + timedelta(minutes=rounds.minutes)
        if end.date() != rounds.day:
            raise Refused(Text("The last rounds would be after midnight."), "number")
        made = MatchingSlot(
            session_id=session.id,
            wall_start=f"{start:%Y-%m-%dT%H:%M}",
            wall_end=f"{end:%Y-%m-%dT%H:%M}",
            starts_at=clock.from_wall(start, session.timezone),
            ends_at=clock.from_wall(end, session.timezone),
        )
        if any(made.starts_at < other.ends_at and other.starts_at < made.ends_at for other in standing):
            raise Refused(Text("There is a round at %(time)s already.", time=f"{start:%H:%M}"), "start")
        db.session.add(made)
        start = end + timedelta(minutes=rounds.pause)


def remove_round(board: MatchingBoard, slot_id: int, *, by: Actor) -> None:
    """Take a round away. Refused while somebody talks in it."""
    slot = board.slots.get(slot_id)
    if slot is None:
        raise Refused(CHOOSE)
    if any(row.slot_id == slot_id for row in board.meetings):
        raise Refused(Text("There are talks in this round. Move them first."))
    with action(rules.CHANGED, by=by):
        for absence in board.absences:
            if absence.slot_id == slot_id:
                db.session.delete(absence)
        db.session.delete(slot)
        touch(board.session)


def add_tables(board: MatchingBoard, number: int, *, by: Actor) -> None:
    """More tables, numbered on."""
    if len(board.tables) + number > rules.MOST_TABLES:
        raise Refused(Text("There are %(most)s tables at most.", most=rules.MOST_TABLES), "number")
    with alone(), action(rules.CHANGED, by=by):
        _put_tables(board.session, max((row.order for row in board.tables.values()), default=0), number)
        touch(board.session)


def _put_tables(session: MatchingSession, last: int, number: int) -> None:
    for order in range(last + 1, last + number + 1):
        db.session.add(MatchingTable(session_id=session.id, name=str(order), order=order))


def rename_table(board: MatchingBoard, table_id: int, name: str, *, by: Actor) -> None:
    """Give a table another name. Refused when another one is called that."""
    table = board.tables.get(table_id)
    if table is None or not name:
        raise Refused(CHOOSE if table is None else Text("Fill in this field."), "name")
    if any(row.name == name for row in board.tables.values() if row is not table):
        raise Refused(Text("Another table has this name."), "name")
    with alone(), action(rules.CHANGED, by=by):
        table.name = name


def remove_table(board: MatchingBoard, table_id: int, *, by: Actor) -> None:
    """Take a table away. Refused while somebody talks at it."""
    table = board.tables.get(table_id)
    if table is None:
        raise Refused(CHOOSE)
    if any(row.table_id == table_id for row in board.meetings):
        raise Refused(Text("There are talks at this table. Move them first."))
    with action(rules.CHANGED, by=by):
        db.session.delete(table)
        touch(board.session)
