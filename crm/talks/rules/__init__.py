"""Open points: when one is asked, answered, opened again, and how long we may owe an answer (domain.md §1.6)."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from crm.audit.rules import Verb
from crm.core.errors import Refused
from crm.core.texts import N_, Text

ASKED = Verb("talk.point_asked", N_("Open point added"))
CHANGED = Verb("talk.point_changed", N_("Open point changed"))
ANSWERED = Verb("talk.point_answered", N_("Open point answered"))
ANSWER_CHANGED = Verb("talk.answer_changed", N_("Answer to an open point put right"))
ANSWER_WITHDRAWN = Verb("talk.answer_withdrawn", N_("Answer to an open point withdrawn"))
REOPENED = Verb("talk.point_reopened", N_("Point opened again"))
REOPENING_WITHDRAWN = Verb("talk.reopening_withdrawn", N_("Opening of a point again withdrawn"))
ARCHIVED = Verb("talk.point_archived", N_("Open point archived"))
RESTORED = Verb("talk.point_restored", N_("Open point restored"))
ROUND_ADDED = Verb("talk.round_added", N_("Round of talks added"))
ROUND_CHANGED = Verb("talk.round_changed", N_("Round of talks changed"))
ROUND_ARCHIVED = Verb("talk.round_archived", N_("Round of talks archived"))
ROUND_RESTORED = Verb("talk.round_restored", N_("Round of talks restored"))

#: What we owe for longer than this, the home page tells.
OWED_LONG: Final = timedelta(days=7)


@dataclass(frozen=True)
class PointInput:
    """What somebody says of an open point."""

    text: str
    side: str
    organisation_id: int | None
    asked_on: date
    due_on: date | None = None


def check_point(given: PointInput, *, sides: dict[int, str], first_answer: date | None, today: date) -> None:
    """Refuse what cannot be. `sides`: {organisation of the case: its side}; `first_answer`: the day of the earliest."""
    check_past(given.asked_on, "asked_on", today)
    if first_answer is not None and given.asked_on > first_answer:
        raise Refused(Text("The point was answered on %(day)s: it was asked before.", day=first_answer), "asked_on")
    if given.due_on is not None and given.due_on < given.asked_on:
        raise Refused(Text("The answer cannot be due before the question was asked."), "due_on")
    if given.organisation_id is None:
        return
    side = sides.get(given.organisation_id)
    if side is None:
        raise Refused(Text("This organisation takes no part in the negotiation."), "organisation_id")
    if side != given.side:
        raise Refused(Text("This organisation is on the other side."), "organisation_id")


def check_answer(answered_on: date, answer: str, *, asked_on: date, today: date) -> None:
    """Refuse an answer without words, before its question, or of a day that is still to come."""
    if not answer.strip():
        raise Refused(Text("Fill in this field."), "answer")
    check_past(answered_on, "answered_on", today)
    if answered_on < asked_on:
        raise Refused(
            Text("The question was asked on %(day)s: the answer comes after it.", day=asked_on), "answered_on"
        )


def check_reopening(reopened_on: date, *, answered_on: date, today: date) -> None:
    """Refuse to open a point again before it was answered."""
    check_past(reopened_on, "reopened_on", today)
    if reopened_on < answered_on:
        raise Refused(
            Text("The point was answered on %(day)s: it cannot be opened again before.", day=answered_on),
            "reopened_on",
        )


def check_past(day: date, field: str, today: date) -> None:
    """Refuse a day that is still to come."""
    if day > today:
        raise Refused(Text("This day is still to come."), field)
