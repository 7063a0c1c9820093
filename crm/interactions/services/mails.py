"""Mail that arrives: kept as an interaction where it is clear to what it belongs, else until somebody assigns it."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from crm.activities import queries as activities
from crm.audit.services import action
from crm.contacts import services as contacts
from crm.contacts.models import Organisation
from crm.contacts.queries import our_organisation_id
from crm.contacts.queries.mailboxes import organisations_with, people_with
from crm.contacts.rules import AffiliationInput, ContactInput, PersonNameInput, person_language
from crm.core import clock, here
from crm.core.database import db
from crm.core.errors import Refused
from crm.core.permissions import Actor
from crm.core.pictures import without_traces
from crm.core.texts import Text
from crm.files import rules as file_rules
from crm.files import services as files
from crm.interactions import queries, rules
from crm.interactions.kind import RECEIVED_MAIL
from crm.interactions.models import Mail
from crm.interactions.queries import Belongs
from crm.interactions.services.logging import InteractionInput, log
from crm.meetings import services as meetings
from crm.meetings.rules.arrivals import KNOWN
from crm.meetings.rules.invitations import REQUEST, read_invitation
from crm.meetings.rules.letters import Attachment, MailText
from crm.meetings.services import TalkInput
from crm.users import queries as users


def receive(letter: MailText, *, instance: Path) -> str:
    """Keep a mail, once. Says what became of it, for the log of the mail server."""
    if queries.is_known(letter):
        return KNOWN
    kept, left = _sorted(letter.attachments)
    method, told = _invitation(letter)
    mail = Mail(
        message_key=letter.key, sent_at=letter.sent_at, sender=letter.sender, sender_name=letter.sender_name,
        subject=letter.subject, body=letter.text, not_kept="\n".join(left), status=rules.UNASSIGNED,
        invitation=told if method == REQUEST else {},
    )  # fmt: skip
    with action(rules.RECEIVED, by=None):
        _settle_event(mail, told)
        db.session.add(mail)
        db.session.flush()
        for attachment in kept:
            files.store(
                attachment.content,
                name=attachment.name,
                record=(RECEIVED_MAIL, mail.id),
                instance=instance,
                by=None,
                kinds=file_rules.PAPERS,
            )
    belongs = _belongs(letter)
    if not belongs.anywhere:
        return f"mail {mail.id} waits " + ("as the draft of a meeting" if mail.invitation else "to be assigned")
    assign(mail, belongs, by=None)
    return f"mail {mail.id} kept as interaction {mail.interaction_id}"


def _invitation(letter: MailText) -> tuple[str, dict[str, Any]]:
    """Whether a mail invites or calls off, and to what; ("", {}) when it does neither."""
    read = read_invitation(letter.calendar, home=here.zone()) if letter.calendar is not None else None
    return (read.method, read.told()) if read is not None else ("", {})


def _settle_event(mail: Mail, told: Mapping[str, Any]) -> None:
    """Of several mails for one event the newest is its draft; one that calls it off leaves none."""
    for other in queries.same_event(told) if told else ():
        loser = mail if mail.invitation and other.invitation["sequence"] > told["sequence"] else other
        loser.status = rules.DISMISSED


@dataclass(frozen=True)
class Completed:
    """What somebody adds to an invitation: whose it is. `organisation` names one that is to be added, at `place_id`."""

    organisation_id: int | None
    organisation: str
    place_id: int | None
    name: str
    title: str
    email: str
    talk: TalkInput  #: without the two


def complete(mail: Mail, added: Completed, *, by: Actor) -> int:
    """The id of the meeting made of a draft, with the organisation and the person who invites where they are new."""
    if mail.status != rules.UNASSIGNED:
        raise Refused(Text("This e-mail has already been assigned."))
    with action(rules.COMPLETED, by=by):
        organisation_id = added.organisation_id
        if organisation_id is None:
            made = contacts.quick_organisation(text=added.organisation, place_id=added.place_id, role="", by=by)
            db.session.flush()
            organisation_id = made.id
        person_id = _inviting(added, organisation_id, by)
        talk = replace(added.talk, organisation_id=organisation_id, theirs=[person_id] if person_id else [])
        id = meetings.take_up(talk, mail.invitation, by=by)
        assign(mail, Belongs(person_id=person_id, organisation_id=organisation_id), by=by)
    return id


def _inviting(added: Completed, organisation_id: int, by: Actor) -> int | None:
    """Who invites: whoever has the address already, else somebody new; nobody without a name."""
    known = people_with([added.email.strip().lower()]) if added.email else []
    if known or not added.name:
        return _only(known)
    country = db.session.get_one(Organisation, organisation_id).country
    person = contacts.create_person(
        name=PersonNameInput(person_language(added.name, country), added.name),
        affiliations=[AffiliationInput(organisation_id, title=added.title)],
        contact_points=[ContactInput("email", added.email)] if added.email else [],
        by=by,
    )
    db.session.flush()
    return person.id


def _sorted(attachments: Sequence[Attachment]) -> tuple[list[Attachment], list[str]]:
    """What is of a kind and size that we keep, and the names of the rest."""
    kept, left = [], []
    for attachment in attachments:
        name = file_rules.safe_name(attachment.name)
        media_type = file_rules.media_type_of(name, attachment.content, file_rules.PAPERS)
        if media_type is not None and len(attachment.content) <= file_rules.LARGEST:
            with suppress(Refused):  # a picture that nobody can read
                kept.append(replace(attachment, content=without_traces(attachment.content, media_type)))
                continue
        left.append(name)
    return kept, left


def _belongs(letter: MailText) -> Belongs:
    """Where a mail belongs, if only one answer is possible.

    A reference in the subject counts when one of the staff or somebody whom the contacts know sent it: a stranger who
    guesses a number writes nothing into a negotiation.
    """
    others = sorted(address for address in letter.addresses if users.staff_by_email(address) is None)
    ours = our_organisation_id()  # a mail to the office's own address is not about the office
    people, organisations = people_with(others), [id for id in organisations_with(others) if id != ours]
    case = queries.case_named(letter.reference)
    if case is not None and (_is_staff(letter) or people_with([letter.sender])):
        return Belongs(negotiation_id=case.id, organisation_id=case.counterpart_id, person_id=_only(people))
    if len(people) == 1:
        return Belongs(person_id=people[0])
    day = clock.local(letter.sent_at, here.zone()).date()
    posts = {activities.organisation_on(id, day) for id in people} | set(organisations)
    return Belongs(organisation_id=_only(sorted(filter(None, posts)))) if None not in posts else Belongs()


def _is_staff(letter: MailText) -> bool:
    user = users.staff_by_email(letter.sender)
    return user is not None and user.active


def _only(ids: Sequence[int]) -> int | None:
    return ids[0] if len(ids) == 1 else None


def assign(mail: Mail, belongs: Belongs, *, by: Actor | None) -> None:
    """Make the mail an interaction on a record. Refused when it is one already, and as `log` refuses."""
    if mail.interaction_id is not None:
        raise Refused(Text("This e-mail has already been assigned."))
    entry = InteractionInput(
        kind="mail",
        direction="out" if _is_ours(mail) else "in",
        at=mail.sent_at,
        summary=mail.subject or mail.body[:100] or mail.sender,
        body=mail.body,
        organisation_id=belongs.organisation_id,
        person_id=belongs.person_id,
        negotiation_id=belongs.negotiation_id,
    )
    with action(rules.ASSIGNED_TO, by=by):
        row = log(entry, by=by)
        db.session.flush()
        mail.interaction_id, mail.status = row.id, rules.ASSIGNED


def _is_ours(mail: Mail) -> bool:
    """Whether we wrote it, rather than passed on what came from them."""
    forwarded = mail.subject.lower().startswith(rules.FORWARDS)
    return users.staff_by_email(mail.sender) is not None and not forwarded


def dismiss(mail: Mail, *, by: Actor | None) -> None:
    """Put a mail aside that belongs to nothing."""
    if mail.status != rules.UNASSIGNED:
        raise Refused(Text("This e-mail has already been assigned."))
    with action(rules.PUT_ASIDE, by=by):
        mail.status = rules.DISMISSED


def take_back(mail: Mail, *, by: Actor | None) -> None:
    """Bring a mail that was put aside back to those that wait."""
    if mail.status != rules.DISMISSED:
        raise Refused(Text("This e-mail has already been assigned."))
    with action(rules.TAKEN_BACK, by=by):
        mail.status = rules.UNASSIGNED
