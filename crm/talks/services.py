"""Open points are asked, changed, answered, opened again."""

from datetime import date

from crm.audit.services import action
from crm.core import here
from crm.core.database import db
from crm.core.errors import Refused
from crm.core.permissions import Actor
from crm.core.records import assign
from crm.core.texts import Text
from crm.negotiations.models import Negotiation
from crm.talks import queries, rules
from crm.talks.models import EarlierAnswer, OpenPoint
from crm.talks.rules import PointInput


def ask(case: Negotiation, given: PointInput, *, by: Actor | None) -> OpenPoint:
    """A new point of a case waits for its answer."""
    rules.check_point(given, sides=queries.takers(case), first_answer=None, today=here.today())
    with action(rules.ASKED, by=by):
        made = OpenPoint(negotiation_id=case.id, waits_since=given.asked_on, earlier=[], **vars(given))
        db.session.add(made)
        db.session.flush()
    return made


def change(point: OpenPoint, given: PointInput, *, case: Negotiation, by: Actor | None) -> None:
    """The question is told otherwise: its words, who owes the answer, the days."""
    first = point.earlier[0].answered_on if point.earlier else point.answered_on
    sides = queries.takers(case)
    if point.organisation_id == given.organisation_id and point.organisation_id is not None:
        sides.setdefault(point.organisation_id, given.side)  # it took part when the point was written
    rules.check_point(given, sides=sides, first_answer=first, today=here.today())
    with action(rules.CHANGED, by=by):
        if point.earlier:
            _move_first(point, given.asked_on)
        else:
            point.waits_since = given.asked_on
        assign(point, vars(given))


def _move_first(point: OpenPoint, asked_on: date) -> None:
    """Of a point that was opened again, the day it was asked on is that since which its first answer was waited for."""
    first = point.earlier[0]
    if first.waited_since != asked_on:
        first.waited_since = asked_on


def answer(point: OpenPoint, answered_on: date, text: str, *, by: Actor | None) -> None:
    """The point is answered; of one that is already, the answer is put right."""
    rules.check_answer(answered_on, text, asked_on=point.waits_since, today=here.today())
    with action(rules.ANSWERED if point.is_open else rules.ANSWER_CHANGED, by=by):
        assign(point, {"answered_on": answered_on, "answer": text})


def withdraw_answer(point: OpenPoint, *, by: Actor | None) -> None:
    """The answer was none: the point waits as it did before. The history keeps what was written."""
    if point.is_open:
        raise Refused(Text("This point is open already."))
    with action(rules.ANSWER_WITHDRAWN, by=by):
        point.answered_on, point.answer = None, ""


def reopen(point: OpenPoint, reopened_on: date, reason: str = "", *, by: Actor | None) -> None:
    """The answer did not settle it: it is kept, and the same side owes another one from that day on."""
    if point.answered_on is None:
        raise Refused(Text("This point is open already."))
    rules.check_reopening(reopened_on, answered_on=point.answered_on, today=here.today())
    with action(rules.REOPENED, by=by):
        point.earlier.append(
            EarlierAnswer(
                answered_on=point.answered_on,
                answer=point.answer,
                reopened_on=reopened_on,
                reason=reason,
                waited_since=point.waits_since,
            )
        )
        point.waits_since, point.answered_on, point.answer = reopened_on, None, ""


def withdraw_reopening(point: OpenPoint, *, by: Actor | None) -> None:
    """The last answer settled it after all. Refused when there is none, or another answer came since."""
    if not point.earlier or not point.is_open:
        raise Refused(Text("This point was not opened again."))
    last = point.earlier[-1]
    with action(rules.REOPENING_WITHDRAWN, by=by):
        point.answered_on, point.answer, point.waits_since = last.answered_on, last.answer, last.waited_since
        point.earlier.remove(last)
