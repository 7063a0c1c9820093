"""The automatic proposal: asked for, and put on the table once the worker has found it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from crm.audit.services import action, insert_new
from crm.core import clock
from crm.core.database import db
from crm.core.errors import Refused
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.jobs import services as jobs
from crm.jobs.models import Job
from crm.matching import rules
from crm.matching.models import MatchingMeeting
from crm.matching.queries import MatchingBoard
from crm.matching.rules import Placed, Problem
from crm.matching.services.sessions import alone

JOB = "matching.propose"


def request(board: MatchingBoard, *, by: Actor) -> Job:
    """Have a proposal made in the background. Refused while something is missing that every table needs."""
    if not board.slots:
        raise Refused(Text("There are no rounds yet."))
    if not board.tables:
        raise Refused(Text("There are no tables yet."))
    if not board.problem.pairs:
        raise Refused(Text("No wishes have been entered yet. Enter the wishes first."))
    return jobs.enqueue(JOB, {"session_id": board.session.id}, by=by)


def keep(
    board: MatchingBoard, asked: Problem, found: Sequence[Placed], seconds: float, *, by: Actor
) -> Mapping[str, Any]:
    """Put a proposal on the table in place of all talks that are not locked; the figures of it.

    Refused when the table was changed after the proposal was begun: it would undo what somebody did meanwhile.
    """
    if board.asked != asked:
        raise Refused(Text("The table was changed while the proposal was being made. Ask for a new one."))
    locked = {one.pair for one in board.standing if one.locked}
    figures = asdict(rules.score(asked, found)) | {"seconds": round(seconds, 1)}
    with alone(), action(rules.PROPOSED, by=by):
        for row in board.meetings:
            if (row.maker_id, row.counterpart_id) not in locked:
                db.session.delete(row)
        db.session.flush()
        insert_new([_row(board, one) for one in found if one.pair not in locked])
        board.session.proposal, board.session.proposed_at = figures, clock.now()
    return figures


def _row(board: MatchingBoard, one: Placed) -> MatchingMeeting:
    return MatchingMeeting(
        session_id=board.session.id, slot_id=one.slot, table_id=one.table, maker_id=one.maker,
        counterpart_id=one.counterpart, interpreter_id=one.interpreter,
    )  # fmt: skip
