"""Who receives guests, and by what everybody reaches them: of guests the head of the delegation is one."""

from dataclasses import dataclass

from crm.activities.models import Activity
from crm.contacts import queries as contacts
from crm.contacts.models import ContactPoint, Person
from crm.core import reading
from crm.missions import queries as missions


@dataclass(frozen=True)
class Reception:
    """The person of ours who answers for a reception."""

    name: str  #: of their account
    point: ContactPoint | None  #: by what they are reached; None: at the office


def reception(activity: Activity) -> Reception | None:
    """Whoever coordinates a mission that comes to us, else who leads it; None where we travel, or nobody does."""
    account = activity.coordinator or activity.leader
    if activity.direction != "inbound" or account is None:
        return None
    person = contacts.colleagues().get("".join(account.display_name.split()))
    if person is None:
        return Reception(account.display_name, None)
    reading.fill([person], Person.contact_points)
    return Reception(account.display_name, missions.reached_by(person))
