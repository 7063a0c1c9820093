"""A case follows the talks that belong to it: with the first that was held, it is where talks have been held, and its
first talk is one that stands."""

from collections.abc import Collection

from crm.audit.services import Made, action
from crm.core import clock
from crm.core.database import db
from crm.core.permissions import Actor
from crm.meetings.models import Meeting
from crm.negotiations import queries, rules
from crm.negotiations.models import Negotiation, NegotiationMeeting, StageEvent
from crm.negotiations.services.moves import enter, first_talk_follows, note_first_talk
from crm.users.models import User

#: Where the session keeps what moved by itself until whoever saved is told.
_FOLLOWED = "cases that followed a talk"


def follow_talks(changed: Collection[tuple[str, int]], made: Made, actor_id: int | None) -> None:
    """After any act: cases before the first talk go there when a talk of theirs has been held and minuted by now; the
    first talk of those at any other stage is noted, and goes when it was none.

    Whoever wrote the talk has moved them. A talk that is written now belongs to no case yet; what hangs on one now is
    among `made`.
    """
    fresh = {meeting.id for meeting in made.get(Meeting, ())}
    talks = {id for table, id in changed if table == Meeting.__tablename__} - fresh
    cases = {link.negotiation_id for link in made.get(NegotiationMeeting, ())}
    if not talks and not cases:
        return
    waiting = queries.before_a_held_talk(talks=talks, cases=cases)
    for case in waiting:
        _follow(case, _actor(actor_id))
    for id in queries.lost_first_talk(cases, talks=talks):
        first_talk_follows(id, by=_actor(actor_id))


def _actor(id: int | None) -> Actor | None:
    return db.session.get(User, id) if id is not None else None


def _follow(case: Negotiation, by: Actor | None) -> None:
    talk = queries.first_talk_meeting(case.id)
    if talk is None:
        return
    skips = rules.skipped(case.stage, rules.TALK)  # a move that skips a stage says why (INV-N1)
    with action(rules.MOVED, by=by):
        reason = (talk.subject or talk.purpose)[:300] if skips else ""
        event = enter(case, rules.TALK, at=min(talk.starts_at, clock.now()), by=by, reason=reason)
        note_first_talk(case)
    db.session.info.setdefault(_FOLLOWED, []).append(event)


def followed() -> list[StageEvent]:
    """The moves that this session has made by itself since it was asked last."""
    moves: list[StageEvent] = db.session.info.pop(_FOLLOWED, [])
    return moves
