"""Whom a paper that leaves the house names, and how they stand to that."""

from collections.abc import Collection

from sqlalchemy import select

from crm.activities.models import Activity
from crm.contacts import queries as contacts
from crm.contacts.rules.consents import MAKERS, PHOTO
from crm.core.database import db
from crm.documents import rules
from crm.documents.rules import PrintWish
from crm.meetings.models import Attendee
from crm.places.rules import Shown
from crm.privacy import queries as privacy
from crm.privacy.queries import Sharing


def unphotographed(meeting_ids: Collection[int]) -> list[Shown]:
    """Who sat in some talks and said no to photographs: whoever approves a report looks for them in its pictures."""
    rows = select(Attendee.person_id).where(Attendee.meeting_id.in_(meeting_ids), Attendee.person_id.is_not(None))
    people = set(db.session.scalars(rows))
    no = sorted(id for id, stand in privacy.standings(people).items() if stand[PHOTO].blocks)
    return [name for id, name in contacts.shown_names(no).items() if id in no]


def sharing(wish: PrintWish, activity: Activity) -> Sharing | None:
    """How those stand whom a paper names; None for a paper of our own people, and for one that names nobody.

    Hosts read it where the mission goes to; delegates are mostly those of makers. Guests whom we receive get none: what
    is theirs at a mission of ours, our staff read.
    """
    reads_own = wish.audience != rules.HOSTS and activity.direction == "inbound"
    if not wish.leaves or reads_own:
        return None
    towards_hosts = wish.audience == rules.HOSTS
    scope = privacy.scope_towards(activity.place.country) if towards_hosts else MAKERS
    return privacy.sharing(activity.id, scope, only=wish.visits if wish.for_one_host else None)
