"""What missions ahead bring to a negotiation: their visits to the other side of it."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Integer, Select, bindparam, select
from sqlalchemy.orm import contains_eager, joinedload

from crm.activities.models import Activity
from crm.activities.rules import AHEAD
from crm.core import clock, reading
from crm.core.database import Moment, db
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
    return db.session.scalars(_ahead(user), reading.by(user, case=case_id, now=clock.now())).unique().all()


@reading.kept
def _ahead(user: Actor) -> Select[ItineraryItem]:
    case = bindparam("case", type_=Integer)
    counterpart = select(Negotiation.counterpart_id).where(Negotiation.id == case).scalar_subquery()
    return (
        missions.visible_to(user)
        .join(ItineraryItem.activity)
        .where(
            ItineraryItem.organisation_id == counterpart,
            ItineraryItem.starts_at >= bindparam("now", type_=Moment()),
            ItineraryItem.kind.in_(WITH_HOST),
            ItineraryItem.status != "cancelled",
            Activity.status.in_(AHEAD),
        )
        .options(contains_eager(ItineraryItem.activity).options(joinedload(Activity.names)))
        .order_by(ItineraryItem.starts_at, ItineraryItem.id)
        .limit(MOST)
    )
