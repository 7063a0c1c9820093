"""Delegates as hosts read them on the lists of a delegation."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from crm.activities import rules as activity_rules
from crm.activities.models import Activity, Participant
from crm.contacts import queries as contacts
from crm.contacts.models import Organisation
from crm.core.folding import fold_characters
from crm.core.languages import Language
from crm.core.scripts import Script, script_of
from crm.interchange.rules import vcards
from crm.missions import queries as missions
from crm.places.rules import Shown


@dataclass(frozen=True)
class Delegate:
    """A delegate as a paper in one language names them; name, title and body as they were when they joined."""

    part: Participant
    name: Shown  #: as every document in the paper's language writes it
    own: Shown  #: as on the card
    read: Shown | None  #: as the paper's readers read it; Latin letters where they have no other form
    latin: Shown | None
    beneath: Sequence[Shown]  #: under the name of a badge: how it is read or written, and in letters, once each
    body: Shown | None  #: the body represented, in the reader's language or script where it has such a name
    own_body: Shown | None  #: the same in its own script
    card: str  #: name, body and title as a vCard: no number, no address
    body_beneath: Shown | None = None  #: `own_body`, in a list that says it of each body


def delegates(activity: Activity, language: str) -> list[Delegate]:
    """The accepted delegates in the order of protocol. Needs them loaded as `activities.queries.one` does.
    Bodies stand in their own script, too, where that tells more of one of them: 延辺商会 is 延边商会 once more.
    """
    found = [_delegate(part, language) for part in activity.participants if part.status in activity_rules.GOING]
    both = [
        (each.body.text, each.own_body.text) for each in found if each.body and each.own_body and not _at_home(each)
    ]
    if all(fold_characters(shown) == fold_characters(own) for shown, own in both):
        return found
    return [
        each if each.own_body == each.body or _at_home(each) else replace(each, body_beneath=each.own_body)
        for each in found
    ]


def _delegate(part: Participant, language: str) -> Delegate:
    latin = next((form for form in contacts.alt_names(part.person) if script_of(form.text) is Script.LATIN), None)
    body, own_body = (_bodies(part, language)) if part.organisation is not None else (None, None)
    own = Shown(part.name_snapshot, part.person.primary_language)
    card = vcards.Contact(
        family="", given="", full=own.text, organisation=own_body.text if own_body is not None else "",
        title=part.title_snapshot,
    )  # fmt: skip
    read = contacts.read_as(part.person, language) or latin
    name = contacts.kept(part.person, part.name_snapshot, language)
    letters = contacts.beside(part.person, language)
    if language == Language.EN and letters is not None and name == contacts.written(part.person, language).name:
        name = latin = letters
    beneath = _beneath(part, name, own, read, latin, language)
    return Delegate(part, name, own, read, latin, beneath, body, own_body, vcards.small(card))


def _beneath(
    part: Participant, name: Shown, own: Shown, read: Shown | None, latin: Shown | None, language: str
) -> list[Shown]:
    """The forms under a name, each once: how readers read it or its owner writes it, and one in Latin letters."""
    reading = contacts.written(part.person, language).reading
    first: Shown | None = None
    if read is not None and read.text != name.text:
        first = read
    elif own.text != name.text:
        first = own
    elif reading is not None and (reading.language == language or name.language != language):
        first = reading
    in_letters = script_of(name.text) is Script.LATIN
    if latin is None or in_letters:
        return [first] if first is not None else []
    above = [first] if first is not None and script_of(first.text) is not Script.LATIN else []
    return [*above, latin]


def _bodies(part: Participant, language: str) -> tuple[Shown | None, Shown | None]:
    organisation: Organisation | None = part.organisation
    if organisation is None:
        return None, None
    shown = contacts.kept(organisation, part.organisation_snapshot, language)
    if shown == contacts.written(organisation, language).name:
        shown = contacts.beside(organisation, language) or shown
    return shown, own_body(part, organisation)


def own_body(part: Participant, organisation: Organisation) -> Shown:
    """The body represented in its own script: as it was called when they joined, where that was kept."""
    own = contacts.own_name(organisation)
    return Shown(part.organisation_snapshot or own.text, own.language)


def _at_home(delegate: Delegate) -> bool:
    """Whether the name that is shown of a body is the one that its own country writes: what it was first entered by, in
    another language, tells nothing more."""
    body: Organisation | None = delegate.part.organisation
    home = missions.local_language(body.country) if body is not None else ""
    return delegate.body is not None and home != Language.EN and delegate.body.language == home
