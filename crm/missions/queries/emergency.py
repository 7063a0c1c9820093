"""Whom one calls when something happens: the one source of the gaps of a mission and of the blanks of its paper."""

from collections.abc import Iterable, Sequence
from typing import Final

from crm.activities.models import Participant
from crm.contacts.models import ContactPoint, Person
from crm.core.texts import Text
from crm.missions.rules import Gap
from crm.places.queries import Calls

#: What a traveller has along, the best first: a telephone at home rings in an empty office.
_ALONG: Final = ("mobile", "wechat")


def reached_on(part: Participant) -> ContactPoint | None:
    """By what a delegate is reached on the way; None when nothing is known."""
    return reached_by(part.person)


def reached_by(person: Person) -> ContactPoint | None:
    """The same of anybody."""
    points = [point for point in person.contact_points if point.kind in _ALONG]
    return min(points, key=lambda point: _ALONG.index(point.kind), default=None)


def head_of(delegation: Sequence[Participant]) -> Participant | None:
    """Who leads a delegation."""
    return next((part for part in delegation if part.role == "head"), None)


def without_number(calls: Calls, delegation: Sequence[Participant]) -> Iterable[Gap]:
    """What would stand empty on the emergency page. Needs the contact points of the head of the delegation."""
    for blank in calls.blanks:
        yield Gap("emergency", blank)
    head = head_of(delegation)
    if head is not None and reached_on(head) is None:
        text = Text("The head of the delegation has no mobile number and no WeChat.")
        yield Gap("emergency", text, person_id=head.person_id)
