"""Whom one calls when something happens: the one source of the gaps of a mission and of the blanks of its paper."""

from collections.abc import Iterable, Sequence

from crm.activities.models import Participant
from crm.contacts.rules.reach import readable
from crm.core.texts import Text
from crm.missions.rules import Gap
from crm.places.queries import Calls


def phone_of(part: Participant) -> str:
    """The first number by which a delegate is reached on the way, as dialled from abroad; "" when none is known."""
    points = (point for point in part.person.contact_points if point.kind in ("mobile", "tel", "direct"))
    return next((readable(point.kind, point.value, point.normalised) for point in points), "")


def head_of(delegation: Sequence[Participant]) -> Participant | None:
    """Who leads a delegation."""
    return next((part for part in delegation if part.role == "head"), None)


def without_number(calls: Calls, delegation: Sequence[Participant]) -> Iterable[Gap]:
    """What would stand empty on the emergency page. Needs the contact points of the head of the delegation."""
    for blank in calls.blanks:
        yield Gap("emergency", blank)
    head = head_of(delegation)
    if head is not None and not phone_of(head):
        text = Text("The head of the delegation has no phone number.")
        yield Gap("emergency", text, person_id=head.person_id)
