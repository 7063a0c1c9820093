"""Open points: those of a case, whose move that makes it, what we have owed for too long; rounds with their offers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final

from sqlalchemy import Integer, Select, bindparam, case, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from crm.contacts import queries as contacts
from crm.contacts.models import Organisation
from crm.core import reading
from crm.core.database import db
from crm.core.paging import COUNT_CAP
from crm.core.permissions import Actor
from crm.core.records import only, stands
from crm.meetings.models import Meeting
from crm.meetings.rules import OURS, THEIRS
from crm.negotiations import queries as negotiations
from crm.negotiations.models import Negotiation
from crm.negotiations.rules import LOST, is_open
from crm.talks import rules
from crm.talks.models import OpenPoint, TalkRound

_OF: Final[Any] = joinedload(OpenPoint.organisation).joinedload(Organisation.names)
_LOADED: Final[tuple[Any, ...]] = (_OF, selectinload(OpenPoint.earlier))
#: The answered points that a case's page shows: the latest.
MOST_ANSWERED: Final = 50


@dataclass(frozen=True)
class Points:
    """The points of a case: the open ones, the longest waiting first, and the answered ones, the latest first."""

    open: Sequence[OpenPoint]
    answered: Sequence[OpenPoint]
    answered_count: int


def visible_to(user: Actor, *, archived: bool = False) -> Select[OpenPoint]:
    """The points of the negotiations that a user sees."""
    return select(OpenPoint).where(
        stands(OpenPoint, archived=archived), OpenPoint.negotiation_id.in_(negotiations.visible_ids(user))
    )


def one(id: int, *, user: Actor, archived: bool = False) -> OpenPoint:
    """A point with its answers; NotVisible when there is none for this user."""
    return only(visible_to(user, archived=archived), id, *_LOADED)


def of_case(case_id: int) -> Points:
    """The points of a case that the reader sees."""
    found = db.session.scalars(_of_case(), {"case": case_id}).unique().all()
    reading.fill(found, OpenPoint.earlier)
    waiting = [each for each in found if each.is_open]
    told = [each for each in found if each.answered_on is not None]
    told.sort(key=lambda each: (each.answered_on, each.id), reverse=True)
    number = len(told)
    if number == MOST_ANSWERED:
        number = db.session.scalar(select(func.count()).select_from(_answered(case_id).subquery())) or 0
    return Points(waiting, told, number)


# Kept: a statement costs more to make than to ask; it holds no rows.
@cache
def _of_case() -> Select[OpenPoint]:
    """The open points of a case and the latest of the answered, by the day since which they wait."""
    case = bindparam("case", type_=Integer)
    latest = _answered(case).order_by(OpenPoint.answered_on.desc(), OpenPoint.id.desc()).limit(MOST_ANSWERED)
    shown = or_(OpenPoint.answered_on.is_(None), OpenPoint.id.in_(latest))
    found = select(OpenPoint).where(OpenPoint.negotiation_id == case, stands(OpenPoint), shown)
    return found.options(_OF).order_by(OpenPoint.waits_since, OpenPoint.id)


def _answered(case: Any) -> Select[int]:
    return select(OpenPoint.id).where(
        OpenPoint.negotiation_id == case, stands(OpenPoint), OpenPoint.answered_on.is_not(None)
    )


def _all(statement: Select[OpenPoint]) -> Sequence[OpenPoint]:
    return db.session.scalars(statement).unique().all()


def waiting_cases() -> Select[Any]:
    """(id, ours, theirs): the days since which the oldest open points of either side wait, by the cases that have some
    and are not lost."""
    days = [func.min(case((OpenPoint.side == side, OpenPoint.waits_since))).label(side) for side in (OURS, THEIRS)]
    asked: Any = select(OpenPoint.negotiation_id.label("id"), *days)
    found: Select[Any] = (
        asked.join(Negotiation, Negotiation.id == OpenPoint.negotiation_id)
        .where(stands(OpenPoint), OpenPoint.answered_on.is_(None), Negotiation.stage != LOST)
        .group_by(OpenPoint.negotiation_id)
    )
    return found


def owed_long(user: Actor, *, today: date, most: int) -> tuple[Sequence[OpenPoint], int]:
    """What we have owed an answer to for longer than OWED_LONG, the oldest `most` of it, and how much it is, counted up
    to one past the cap."""
    found = (
        visible_to(user)
        .join(OpenPoint.negotiation)
        .where(
            OpenPoint.side == OURS,
            OpenPoint.answered_on.is_(None),
            OpenPoint.waits_since < today - rules.OWED_LONG,
            Negotiation.stage != LOST,
        )
    )
    named = joinedload(OpenPoint.negotiation).options(*negotiations.SIDES)
    shown = _all(found.options(named).order_by(OpenPoint.waits_since, OpenPoint.id).limit(most))
    if len(shown) < most:
        return shown, len(shown)
    capped = found.with_only_columns(OpenPoint.id).limit(COUNT_CAP + 1).subquery()
    return shown, db.session.scalar(select(func.count()).select_from(capped)) or 0


def takers(row: Negotiation) -> dict[int, str]:
    """{organisation of a case: its side}; the office itself is on ours."""
    found = {row.our_organisation_id: OURS}
    if (office := contacts.our_organisation_id()) is not None:
        found[office] = OURS
    found |= {id: THEIRS for id in (row.counterpart_id, row.local_partner_id) if id is not None}
    return found


# ------------------------------------------------------------------ rounds


def rounds_visible_to(user: Actor, *, archived: bool = False) -> Select[TalkRound]:
    """The rounds of the negotiations that a user sees."""
    return select(TalkRound).where(
        stands(TalkRound, archived=archived), TalkRound.negotiation_id.in_(negotiations.visible_ids(user))
    )


def one_round(id: int, *, user: Actor, archived: bool = False) -> TalkRound:
    """A round with its offers; NotVisible when there is none for this user."""
    return only(rounds_visible_to(user, archived=archived), id, selectinload(TalkRound.offers))


def rounds_of(case_id: int) -> Sequence[TalkRound]:
    """The rounds of a case that the reader sees, in order of time: the first is round 1."""
    standing = select(TalkRound).where(TalkRound.negotiation_id == case_id, stands(TalkRound))
    ordered = standing.options(selectinload(TalkRound.offers)).order_by(TalkRound.held_on, TalkRound.id)
    return db.session.scalars(ordered).all()


def meetings_without_round(case: Negotiation, rounds: Sequence[TalkRound], *, user: Actor) -> list[Meeting]:
    """The meetings of a case that were held and are no round yet, the latest first; none once the talks are over."""
    if not is_open(case.stage):
        return []
    taken = {each.meeting_id for each in rounds}
    held = [each for each in negotiations.linked_meetings(case, user=user) if each.status == "held"]
    return sorted((each for each in held if each.id not in taken), key=lambda each: each.starts_at, reverse=True)
