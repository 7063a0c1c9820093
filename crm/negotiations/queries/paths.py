"""Which stages cases reached and when; moves that were taken back do not count."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from crm.core.database import db
from crm.negotiations import rules
from crm.negotiations.models import StageEvent


def effective_events(ids: Collection[int]) -> dict[int, list[StageEvent]]:
    """{negotiation id: the moves that stand, in order}; in one query."""
    found: dict[int, list[StageEvent]] = {id: [] for id in ids}
    statement = select(StageEvent).where(StageEvent.negotiation_id.in_(ids)).order_by(StageEvent.id)
    for event in db.session.scalars(statement):
        found[event.negotiation_id].append(event)
    return {id: rules.effective(events) for id, events in found.items()}


def reached(ids: Collection[int]) -> dict[int, int]:
    """{negotiation id: the number (1 … 8) of the furthest stage it ever was at}; lost keeps what was reached."""
    return {
        id: max((rules.number(event.to_stage) for event in events), default=1) or 1
        for id, events in effective_events(ids).items()
    }


def stages_entered(negotiation_id: int) -> dict[str, datetime]:
    """{stage: when it was last entered} of one case; stages jumped over are absent."""
    return {event.to_stage: event.at for event in effective_events([negotiation_id])[negotiation_id]}


def last_event(negotiation_id: int) -> StageEvent | None:
    """The latest move that stands."""
    events = effective_events([negotiation_id])[negotiation_id]
    return events[-1] if events else None
