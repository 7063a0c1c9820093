"""Taking over what a card of somebody who is known says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from crm.audit.services import action
from crm.cards import rules
from crm.cards.models import BusinessCard
from crm.contacts import services as contact_services
from crm.contacts.models import Affiliation, Person
from crm.contacts.rules import ContactInput
from crm.core.permissions import Actor


@dataclass(frozen=True)
class Taken:
    """What a human ticked: ways to reach, and what the post is called from now on ("" leaves it)."""

    points: Sequence[tuple[str, str]] = ()
    post: Affiliation | None = None
    title: str = ""
    department: str = ""
    since: date | None = None  #: from when on it is called so; None corrects it


def take_over(card: BusinessCard, person: Person, taken: Taken, *, by: Actor) -> None:
    """Add to the person what was ticked. Names, posts with organisations and contact points must be loaded."""
    with action(rules.TAKEN_OVER, by=by, record=card):
        contact_services.supplement(
            person,
            points=[ContactInput(kind, value) for kind, value in taken.points],
            post=taken.post,
            title=taken.title,
            department=taken.department,
            since=taken.since,
            by=by,
        )
