"""What stands on the papers: delegates as their hosts read them, and an application with what is sealed."""

from dataclasses import dataclass

from crm.activities import queries as activities
from crm.activities.models import Activity, Participant
from crm.applications import queries as applications
from crm.applications.models import Application
from crm.contacts import queries as contacts
from crm.contacts.models import Organisation
from crm.core.permissions import Actor
from crm.interchange.rules import vcards
from crm.places.rules import Shown
from crm.travel import queries as travel
from crm.travel.models import TravelDetail, unseal
from crm.travel.rules import Details

#: Whoever says no more than that they may come stands on no paper.
PRINTED_STATES = ("accepted",)


@dataclass(frozen=True)
class Delegate:
    """A delegate as a paper in one language names them; name, title and body as they were when they joined."""

    part: Participant
    name: Shown  #: as on the card
    read: Shown | None  #: as the paper's readers read it; Latin letters where they have no other form
    latin: Shown | None
    body: Shown | None  #: the body represented, in the reader's language where it has a name in it
    own_body: Shown | None  #: the same in its own script
    card: str  #: name, body and title as a vCard: no number, no address


def delegates(activity: Activity, language: str) -> list[Delegate]:
    """The accepted delegates in the order of protocol. Needs them loaded as `activities.queries.one` does."""
    return [_delegate(part, language) for part in activity.participants if part.status in PRINTED_STATES]


def _delegate(part: Participant, language: str) -> Delegate:
    own = Shown(part.name_snapshot, part.person.primary_language)
    latin = next((form for form in contacts.alt_names(part.person) if form.text.isascii()), None)
    body, own_body = (_bodies(part, language)) if part.organisation is not None else (None, None)
    card = vcards.Contact(
        family="", given="", full=own.text, organisation=own_body.text if own_body is not None else "",
        title=part.title_snapshot,
    )  # fmt: skip
    read = contacts.read_as(part.person, language) or latin
    return Delegate(part, own, read, latin, body, own_body, vcards.small(card))


def _bodies(part: Participant, language: str) -> tuple[Shown | None, Shown | None]:
    organisation: Organisation | None = part.organisation
    if organisation is None:
        return None, None
    own = contacts.own_name(organisation)
    kept = Shown(part.organisation_snapshot or own.text, own.language)
    return contacts.display_name(organisation, language), kept


@dataclass(frozen=True)
class Filled:
    """An application for its paper form; `details` only for whoever may see travel details."""

    application: Application
    activity: Activity
    details: Details | None
    detail: TravelDetail | None  #: where they lie once the applicant is a delegate


def application(id: int, *, user: Actor) -> Filled:
    """The application with its mission. NotVisible when there is none for this user."""
    found = applications.one(id, user=user)
    activity = activities.one(found.activity_id, user=user)
    if not travel.may_see(activity, user):
        return Filled(found, activity, None, None)
    if found.sealed is not None:
        return Filled(found, activity, unseal(found.sealed), None)
    kept = travel.of_participant(found.participant_id) if found.participant_id is not None else None
    return Filled(found, activity, kept.details if kept is not None else None, kept)
