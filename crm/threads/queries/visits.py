"""What missions ahead bring to a negotiation: their visits to the other side of it."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from crm.activities.models import Activity
from crm.activities.rules import AHEAD
from crm.core import clock
from crm.core.database import db
from crm.core.permissions import Actor
from crm.missions import queries as missions
from crm.missions.models import ItineraryItem
from crm.missions.rules import WITH_HOST
from crm.negotiations.models import Negotiation

#: So many stand on top of a timeline.
MOST: Final = 2


def visits_ahead(case_id: int, *, user: Actor) -> Sequence[ItineraryItem]:
    """The next items of programmes at the counterpart of a case that the caller found visible, each with its mission
    and the names of that."""
    counterpart = select(Negotiation.counterpart_id).where(Negotiation.id == case_id).scalar_subquery()
    statement = (
        missions.visible_to(user)
        .join(ItineraryItem.activity)
        .where(
            ItineraryItem.organisation_id == counterpart,
            ItineraryItem.starts_at >= clock.now(),
            ItineraryItem.kind.in_(WITH_HOST),
            ItineraryItem.status != "cancelled",
            Activity.status.in_(AHEAD),
        )
        .options(contains_eager(ItineraryItem.activity).options(joinedload(Activity.names)))
        .order_by(ItineraryItem.starts_at, ItineraryItem.id)
        .limit(MOST)
    )
    return db.session.scalars(statement).unique().all()
