"""Whom a paper that leaves the house names, and how they stand to that."""

from crm.activities.models import Activity
from crm.contacts.rules.consents import MAKERS
from crm.documents import rules
from crm.documents.rules import PrintWish
from crm.privacy import queries as privacy
from crm.privacy.queries import Sharing


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
