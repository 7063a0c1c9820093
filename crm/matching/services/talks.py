"""Talks placed and moved by hand, companies cancelled, and talks handed over to meetings and the itinerary."""

from collections.abc import Iterable
from datetime import date, datetime, time

from crm.activities import queries as activities
from crm.audit.services import action
from crm.core import clock, here
from crm.core.database import db, touch
from crm.core.errors import Refused
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.matching import rules
from crm.matching.models import MatchingCompany, MatchingMeeting, MatchingSlot
from crm.matching.queries import MatchingBoard
from crm.matching.rules import Placed
from crm.matching.services.sessions import CHOOSE, alone
from crm.meetings import rules as meeting_rules
from crm.meetings import services as meetings
from crm.meetings.models import Meeting
from crm.meetings.services import TalkInput
from crm.missions import rules as mission_rules
from crm.missions import services as missions
from crm.missions.services import ItemInput

#: The interpreter is chosen by who is free.
ANYBODY = 0


def place(
    board: MatchingBoard,
    *,
    maker: int,
    counterpart: int,
    slot: int,
    table: int,
    interpreter: int | None = ANYBODY,
    by: Actor | None,
) -> MatchingMeeting:
    """A new talk. Refused with the reason when somebody or something is taken, away, or does not want it."""
    _check_side(board, maker, rules.MAKER, "maker")
    _check_side(board, counterpart, rules.COUNTERPART, "counterpart")
    if any(one.pair == (maker, counterpart) for one in board.standing):
        raise Refused(board.reason(rules.TalkClash("met", maker, (counterpart,))))
    fitting = _fitting(board, Placed(maker, counterpart, slot, table), interpreter)
    made = MatchingMeeting(
        session_id=board.session.id, maker_id=maker, counterpart_id=counterpart, slot_id=slot, table_id=table,
        interpreter_id=fitting.interpreter,
    )  # fmt: skip
    with alone(), action(rules.PLACED, by=by):
        db.session.add(made)
    return made


def move(
    board: MatchingBoard,
    talk: MatchingMeeting,
    *,
    slot: int,
    table: int,
    interpreter: int | None = ANYBODY,
    by: Actor | None,
) -> None:
    """Put a talk into another round, at another table, or to another interpreter. Refused as for `place`.

    What was handed over already is changed where it is now, until it is cancelled or archived there.
    """
    _check_here(talk)
    wanted = Placed(talk.maker_id, talk.counterpart_id, slot, table, talk.interpreter_id, talk.locked)
    fitting = _fitting(board, wanted, interpreter)
    with alone(), action(rules.MOVED, by=by):
        talk.meeting = talk.item = None  # cancelled, and of another time than the talk has now
        talk.slot_id, talk.table_id, talk.interpreter_id = slot, table, fitting.interpreter


def lock(talk: MatchingMeeting, *, locked: bool, by: Actor | None) -> None:
    """Keep a talk where it is through new proposals, or release it. Refused as for `move`."""
    if not locked:
        _check_here(talk)
    with action(rules.LOCKED, by=by):
        talk.locked = locked


def remove(talk: MatchingMeeting, *, by: Actor | None) -> None:
    """Take a talk off the table. What was handed over stays until it is cancelled where it is now."""
    _check_here(talk)
    with action(rules.REMOVED, by=by):
        db.session.delete(talk)


def _check_side(board: MatchingBoard, id: int, side: str, field: str) -> None:
    row = board.companies.get(id)
    if row is None or row.side != side or row.cancelled_at is not None:
        raise Refused(CHOOSE, field)


def _check_here(talk: MatchingMeeting) -> None:
    if talk.is_handed_over:
        raise Refused(Text("This talk was handed over to the meetings or the itinerary. Change it there."))


def _fitting(board: MatchingBoard, wanted: Placed, interpreter: int | None) -> Placed:
    """The talk with its interpreter, if it fits where it is wanted."""
    if wanted.slot not in board.slots or wanted.table not in board.tables:
        raise Refused(CHOOSE)
    pair = board.pair(*wanted.pair)
    others = [one for one in board.standing if one.pair != wanted.pair]
    if interpreter == ANYBODY:
        usual = wanted.interpreter
        needed = board.problem.needs_interpreter(pair)
        interpreter = rules.free_interpreter(board.problem, others, pair, wanted.slot, usual=usual) if needed else None
    elif interpreter is not None and interpreter not in board.interpreters:
        raise Refused(CHOOSE, "interpreter")
    asked = Placed(*wanted.pair, wanted.slot, wanted.table, interpreter, wanted.locked)
    why = rules.clash(board.problem, others, asked, vetoed=board.vetoed(*wanted.pair))
    if why is not None and why.code != rules.NO_INTERPRETER:  # that is a gap, which is shown as one
        raise Refused(board.reason(why))
    return asked


# ------------------------------------------------------------------ companies that cancel


def withdraw(board: MatchingBoard, company: MatchingCompany, *, by: Actor | None) -> None:
    """A company cancels: its talks leave the table and what they freed is remembered, to offer it to others.

    Planned meetings and items of the itinerary that were made of its talks are cancelled, too.
    """
    if company.cancelled_at is not None:
        return
    gone = board.of_company(company.id)
    with action(rules.WITHDRAWN, by=by):
        company.cancelled_at = clock.now()
        company.freed = [
            {
                "partner": row.counterpart_id if row.maker_id == company.id else row.maker_id,
                "slot": row.slot_id,
                "table": row.table_id,
            }
            for row in gone
        ]
        for row in gone:
            _call_off(row, by)
            db.session.delete(row)
        touch(board.session)


def _call_off(row: MatchingMeeting, by: Actor | None) -> None:
    if row.meeting is not None and row.meeting.status == "planned":
        with action(meeting_rules.CHANGED, by=by):
            row.meeting.status = "cancelled"
    if row.item is not None and row.item.status in mission_rules.OPEN:
        row.item.status = "cancelled"


def come_back(board: MatchingBoard, company: MatchingCompany, *, by: Actor | None) -> None:
    """A company that cancelled takes part again, without the talks it had."""
    with action(rules.RETURNED, by=by):
        company.cancelled_at, company.freed = None, []
        touch(board.session)


# ------------------------------------------------------------------ what a talk becomes


def to_meetings(board: MatchingBoard, talks: Iterable[MatchingMeeting], *, by: Actor) -> int:
    """Make planned meetings of talks, once each; they are locked from then on. How many were made."""
    made = 0
    for talk in talks:
        if talk.planned is not None:
            continue
        maker, other = board.companies[talk.maker_id], board.companies[talk.counterpart_id]
        slot = board.slots[talk.slot_id]
        record = TalkInput(
            organisation_id=other.organisation_id,
            our_organisation_id=maker.organisation_id,
            starts=datetime.fromisoformat(slot.wall_start),
            ends=datetime.fromisoformat(slot.wall_end),
            timezone=board.session.timezone,
            status="planned",
            activity_id=board.session.activity_id,
            venue=_where(board, talk),
            interpreter_id=_interpreter(board, talk),
            theirs=[other.representative_id] if other.representative_id is not None else [],
            ours=[maker.representative_id] if maker.representative_id is not None else [],
        )
        id = meetings.log(record, by=by)
        with action(rules.HANDED_OVER, by=by):
            talk.meeting, talk.locked = db.session.get_one(Meeting, id), True
        made += 1
    return made


def to_itinerary(board: MatchingBoard, talks: Iterable[MatchingMeeting], *, by: Actor) -> int:
    """Make items of the itinerary of talks, once each, for the delegates of the maker. How many were made.

    Refused for a maker of whom nobody is in the delegation: the item would bind everyone.
    """
    activity = activities.one(board.session.activity_id, user=by)
    made = 0
    for talk in talks:
        if talk.entered is not None:
            continue
        maker, other = board.companies[talk.maker_id], board.companies[talk.counterpart_id]
        people = [
            part.id
            for part in activities.participants(activity.id)
            if part.organisation_id == maker.organisation_id and part.status != "cancelled"
        ]
        if not people:
            raise Refused(Text("Nobody from %(who)s is in the delegation.", who=board.name(maker.id)))
        slot = board.slots[talk.slot_id]
        plan = ItemInput(
            kind="matching",
            day=_day(slot),
            start=_time(slot.wall_start),
            end=_time(slot.wall_end),
            timezone=board.session.timezone,
            title=f"{board.name(maker.id)} × {board.name(other.id)}",
            status="confirmed",
            venue=_where(board, talk),
            organisation_id=other.organisation_id,
            interpreter_id=_interpreter(board, talk),
            people=people,
        )
        item = missions.add_item(activity, plan, by=by)
        with action(rules.HANDED_OVER, by=by):
            talk.item, talk.locked = item, True
        made += 1
    return made


def _where(board: MatchingBoard, talk: MatchingMeeting) -> str:
    table = rules.table_in_words(board.tables[talk.table_id].name, here.language())
    return f"{board.session.venue} {table}".strip()


def _interpreter(board: MatchingBoard, talk: MatchingMeeting) -> int | None:
    return board.interpreters[talk.interpreter_id].person_id if talk.interpreter_id is not None else None


def _day(slot: MatchingSlot) -> date:
    return datetime.fromisoformat(slot.wall_start).date()


def _time(wall: str) -> time:
    return datetime.fromisoformat(wall).time()
