"""Whom a paper names that hosts or companies get."""

from crm.activities.models import Activity
from crm.contacts.rules.consents import MAKERS
from crm.handouts import rules
from crm.privacy import queries as privacy
from crm.privacy.queries import Sharing


def sharing(kind: str, activity: Activity) -> Sharing | None:
    """How those stand whom a paper names: the delegates in a list for the hosts, in the programmes for companies those
    who receive them, too. None for other papers: who wears a badge, or sits behind a name tent, shows it themselves."""
    if kind == rules.LIST:
        return privacy.sharing(activity.id, privacy.scope_towards(activity.place.country), only=())
    return privacy.sharing(activity.id, MAKERS) if kind == rules.PROGRAMME else None
