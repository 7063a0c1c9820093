"""Whether a budget plans visa fees where, by the entry rules, nobody needs a visa."""

from crm.activities.models import Activity
from crm.activities.queries.budget import budget_lines
from crm.activities.rules import GOING
from crm.core.texts import Text
from crm.places import queries as places
from crm.places.rules import entry_doubts, entry_text

FEES = "visa"


def needless_visas(activity: Activity) -> Text | None:
    """The entry rule by which visa fees are planned for nothing (participants, place and sender loaded); None where
    none are planned, somebody may need a visa, or no rule tells it.

    Who comes along counts as of the country of their body; before anybody is entered, the body that sends them.
    """
    if not any(line.category == FEES for line in budget_lines([activity.id])):
        return None
    bodies = [part.organisation for part in activity.participants if part.status in GOING]
    nations = {body.country for body in bodies or [activity.sender_organisation] if body is not None}
    country, days = activity.place.country, (activity.start_on, activity.end_on)
    known = places.entering([country], *days)
    found = [known.get((nation, country)) for nation in nations - {country}]
    if not all(rule is not None and rule.rule == "visa_free" and not list(entry_doubts(rule, *days)) for rule in found):
        return None
    return next((entry_text(rule) for rule in found if rule is not None), None)
