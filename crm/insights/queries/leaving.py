"""What is in no figure because somebody took it out, and the records that can be."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from crm.activities import queries as activities
from crm.activities.models import Activity
from crm.activities.queries import LISTED as LISTED_ACTIVITIES
from crm.core.database import db
from crm.core.permissions import Actor
from crm.core.records import only
from crm.insights.queries.slices import seen
from crm.negotiations.models import Negotiation
from crm.negotiations.queries import visible_to
from crm.negotiations.queries.records import LISTED
from crm.negotiations.queries.titles import SIDES

#: What can be taken out of the figures by itself.
Leavable = Activity | Negotiation


@dataclass(frozen=True)
class NotCounted:
    """What somebody took out of the figures, of what the reader sees, and how much of it they do not see."""

    activities: Sequence[Activity]
    cases: Sequence[Negotiation]
    hidden: int


def not_counted(*, user: Actor) -> NotCounted:
    """Activities (names loaded) and negotiations with the reason why they are in no figure, the latest first."""
    flagged = select(Activity).where(Activity.not_counted != "").options(*LISTED_ACTIVITIES)
    held = list(db.session.scalars(flagged.order_by(Activity.start_on.desc(), Activity.id.desc())).unique())
    activities.named(held)
    asked = select(Negotiation).where(Negotiation.not_counted != "").options(*LISTED)
    cases = list(db.session.scalars(asked.order_by(Negotiation.id.desc())).unique())
    mine = seen(Activity, activities.visible_to, user), seen(Negotiation, visible_to, user)
    shown = [row for row in held if row.id in mine[0]], [row for row in cases if row.id in mine[1]]
    return NotCounted(*shown, len(held) + len(cases) - len(shown[0]) - len(shown[1]))


def leavable(kind: str, id: int, *, user: Actor) -> Leavable:
    """The activity or negotiation, of the archive as well; NotVisible when there is none for this user."""
    if kind == "activities":
        return activities.one_kept(id, user=user)
    return only(visible_to(user, archived=None), id, *LISTED, *SIDES)
