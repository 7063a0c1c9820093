"""Which stages cases reached and when; moves that were taken back do not count."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Final

from sqlalchemy import Integer, Select, bindparam, exists, func, or_, select
from sqlalchemy.orm import aliased

from crm.core import clock, here, reading
from crm.core.database import Moment, db
from crm.core.permissions import Actor
from crm.meetings import queries as meetings
from crm.meetings.models import Meeting
from crm.negotiations import rules
from crm.negotiations.models import Negotiation, NegotiationMeeting, StageEvent
from crm.negotiations.queries.records import LISTED, visible_to


def effective_events(ids: Collection[int]) -> dict[int, list[StageEvent]]:
    """{negotiation id: the moves that stand, in order}; in one query."""
    found: dict[int, list[StageEvent]] = {id: [] for id in ids}
    statement = select(StageEvent).where(StageEvent.negotiation_id.in_(ids)).order_by(StageEvent.id)
    for event in db.session.scalars(statement):
        found[event.negotiation_id].append(event)
    return {id: rules.effective(events) for id, events in found.items()}


def reached(ids: Collection[int]) -> dict[int, int]:
    """{negotiation id: the number (1 … 8) of the furthest stage it ever was at}; lost keeps what was reached."""
    return {id: _furthest(events) for id, events in effective_events(ids).items()}


def _furthest(standing: Iterable[StageEvent]) -> int:
    return max((rules.number(event.to_stage) for event in standing), default=1) or 1


@dataclass(frozen=True)
class Path:
    """The way of one case through the stages: the moves that stand, in order."""

    standing: Sequence[StageEvent]

    @property
    def entered(self) -> dict[str, datetime]:
        """{stage: when it was last entered}; stages jumped over are absent. None is later than what came after it: a
        case that is opened late was in its first stages before that."""
        found: dict[str, datetime] = {}
        latest = datetime.max.replace(tzinfo=UTC)
        for event in reversed(self.standing):
            latest = min(latest, event.at)
            found.setdefault(event.to_stage, latest)
        return dict(reversed(found.items()))

    @property
    def last(self) -> StageEvent | None:
        """The latest move that stands."""
        return self.standing[-1] if self.standing else None

    @property
    def reached(self) -> int:
        """As `reached` says."""
        return _furthest(self.standing)


def path(negotiation_id: int) -> Path:
    """The way of one case; one query."""
    return Path(rules.effective(db.session.scalars(_MOVES, {"case": negotiation_id})))


_MOVES: Final = (
    select(StageEvent).where(StageEvent.negotiation_id == bindparam("case", type_=Integer)).order_by(StageEvent.id)
)


def signed_on(case: Negotiation) -> date | None:
    """The day, at our office, on which a case was signed; None while it is not."""
    moves = path(case.id).standing if case.stage in rules.WON else ()
    at = next((event.at for event in reversed(moves) if event.to_stage == rules.SIGNED), None)
    return clock.local(at, here.zone()).date() if at is not None else None


def before_a_held_talk(*, talks: Collection[int], cases: Collection[int]) -> list[Negotiation]:
    """Those of `cases`, and of the cases of `talks`, that stand before the first talk although one of theirs with their
    other side has been held and minuted; not those that were further once, or that somebody has moved back."""
    link, further = NegotiationMeeting, [code for code in rules.STAGE_LABELS if code not in rules.FIRST_STAGES]
    statement = select(Negotiation).where(
        Negotiation.stage.in_(rules.FIRST_STAGES),
        Negotiation.archived_at.is_(None),
        exists().where(
            link.negotiation_id == Negotiation.id,
            or_(link.meeting_id.in_(talks), link.negotiation_id.in_(cases)),
            Meeting.id == link.meeting_id,
            or_(
                Meeting.organisation_id == Negotiation.counterpart_id,
                Meeting.organisation_id == Negotiation.local_partner_id,
            ),
            meetings.is_talk(),
        ),
        ~exists().where(StageEvent.negotiation_id == Negotiation.id, StageEvent.to_stage.in_(further)),
    )
    return list(db.session.scalars(statement.order_by(Negotiation.id)))


@dataclass(frozen=True)
class Moves:
    """The latest moves of a period, each with its case, and how many there are in all."""

    latest: Sequence[tuple[StageEvent, Negotiation]]
    number: int


def moved_since(since: date, *, user: Actor, most: int) -> Moves:
    """The moves that stand of the cases a user sees, since the beginning of a day, the latest first; two queries."""
    asked = reading.by(user, since=clock.from_wall(datetime.combine(since, time()), here.zone()))
    latest = [(event, case) for case, event in db.session.execute(_latest_moves(user, most), asked).unique()]
    (found,) = reading.rows(_moves_counted(user), **asked)
    return Moves(latest, found[0])


@reading.kept
def _latest_moves(user: Actor, most: int) -> Select[Negotiation, StageEvent]:
    found = _moves(user).add_columns(StageEvent)
    return found.order_by(StageEvent.at.desc(), StageEvent.id.desc()).options(*LISTED).limit(most)


@reading.kept
def _moves_counted(user: Actor) -> Select[int]:
    return select(func.count()).select_from(_moves(user).with_only_columns(StageEvent.id).subquery())


def _moves(user: Actor) -> Select[Negotiation]:
    taken_back = aliased(StageEvent)
    standing = (
        StageEvent.at >= bindparam("since", type_=Moment),
        StageEvent.undoes_id.is_(None),
        ~exists().where(taken_back.undoes_id == StageEvent.id),
    )
    return visible_to(user).join(StageEvent, StageEvent.negotiation_id == Negotiation.id).where(*standing)
