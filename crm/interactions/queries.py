"""Which interactions and mails a user sees, and to which record a mail belongs."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, String, and_, cast, func, not_, or_, select
from sqlalchemy.orm import joinedload, selectinload

from crm.activities import queries as activities
from crm.activities.models import Activity
from crm.contacts.models import Affiliation, Organisation, Person, PersonName
from crm.core import clock
from crm.core.database import db
from crm.core.paging import OrderColumn, Page, page
from crm.core.permissions import Actor, Permission, Role, allows
from crm.core.records import only, stands
from crm.core.sight import sees_all, shared
from crm.interactions import rules
from crm.interactions.models import Mail
from crm.meetings.queries import Draft
from crm.meetings.rules.invitations import repetition
from crm.meetings.rules.letters import MailText
from crm.negotiations import queries as negotiations
from crm.negotiations.models import Interaction, Negotiation

ORDER: Final = (OrderColumn(Interaction.at, descending=True), OrderColumn(Interaction.id, descending=True))
MAIL_ORDER: Final = (OrderColumn(Mail.sent_at, descending=True), OrderColumn(Mail.id, descending=True))
LOADED: Final[tuple[Any, ...]] = (
    joinedload(Interaction.organisation).selectinload(Organisation.names),
    joinedload(Interaction.person).selectinload(Person.names),
    joinedload(Interaction.negotiation),
)


@dataclass(frozen=True)
class On:
    """On which person or organisation interactions were logged; on anybody when both are None."""

    person_id: int | None = None
    organisation_id: int | None = None


def visible_to(user: Actor, *, archived: bool = False) -> Select[Interaction]:
    """What was logged on negotiations that the user sees, and on none: of those a mission leader sees their own, and
    what was logged on activities that they see."""
    # Looked up for each, where `IN` would list all negotiations first.
    on_visible = (
        negotiations.visible_to(user)
        .where(Negotiation.id == Interaction.negotiation_id)
        .correlate(Interaction)
        .exists()
    )
    on_none: ColumnElement[bool] = Interaction.negotiation_id.is_(None)
    if not sees_all(user):
        on_seen = Interaction.activity_id.in_(activities.visible_ids(user))
        on_none = and_(on_none, or_(Interaction.created_by_id == user.id, on_seen))
    return shared(select(Interaction).where(stands(Interaction, archived=archived), or_(on_none, on_visible)), user)


def one(id: int, *, user: Actor, archived: bool = False) -> Interaction:
    """The interaction with everything its page shows; NotVisible when there is none for this user."""
    return only(visible_to(user, archived=archived), id, *LOADED)


def mission_of(row: Interaction, *, user: Actor) -> Activity | None:
    """The activity that it was logged on, with its names; None where there is none, or none for this user."""
    if row.activity_id is None:
        return None
    statement = activities.visible_to(user).where(Activity.id == row.activity_id)
    found: Activity | None = db.session.scalar(statement.options(selectinload(Activity.names)))
    return found


def of(on: On, *, user: Actor, cursor: str | None = None, size: int = 50) -> Page[Interaction]:
    """A page of what was logged on a person or an organisation, or of everything; the latest first."""
    statement = visible_to(user)
    if on.person_id is not None:
        statement = statement.where(Interaction.person_id == on.person_id)
    if on.organisation_id is not None:
        statement = statement.where(Interaction.organisation_id == on.organisation_id)
    return page(statement.options(*LOADED), ORDER, cursor, size)


def called(names: Collection[str], organisation_id: int | None) -> list[int]:
    """The people of an organisation of whom one of these is a name, exactly as written."""
    if not names or organisation_id is None:
        return []
    statement = (
        select(PersonName.person_id)
        .join(Affiliation, Affiliation.person_id == PersonName.person_id)
        .where(Affiliation.organisation_id == organisation_id, PersonName.full.in_(names))
    )
    return list(db.session.scalars(statement.distinct()))


# ------------------------------------------------------------------ mail


def mails(user: Actor, *, status: str = rules.UNASSIGNED, cursor: str | None = None) -> Page[Mail]:
    """A page of the mail in one state, the latest first; drafts wait with the meetings (`drafts`)."""
    wanted = _waiting(user) if status == rules.UNASSIGNED else visible_mails(user).where(Mail.status == status)
    return page(wanted, MAIL_ORDER, cursor)


def _waiting(user: Actor, *, draft: bool = False) -> Select[Mail]:
    """What waits to be assigned, or those of it that invite."""
    is_draft = cast(Mail.invitation, String) != "{}"
    return visible_mails(user).where(Mail.status == rules.UNASSIGNED, is_draft if draft else not_(is_draft))


def drafts(user: Actor) -> list[Draft]:
    """The invitations from somebody unknown that wait to be completed, the next day first."""
    if not allows(Role(user.role), Permission.INTERACTIONS_ASSIGN):
        return []
    found = [draft_of(mail) for mail in db.session.scalars(_waiting(user, draft=True))]
    return sorted(found, key=lambda draft: draft.starts_at)


def draft_of(mail: Mail) -> Draft:
    """What the invitation of a mail says."""
    told = mail.invitation

    def moment(wall: str) -> datetime:
        return clock.from_wall(datetime.fromisoformat(wall), told["zone"])

    ends = moment(told["ends"]) if told["ends"] else None
    by_organizer = told.get("from") not in (None, "", mail.sender)
    return Draft(
        mail.id, moment(told["starts"]), ends, told["zone"], told["subject"] or mail.subject, told["venue"],
        sender=told["from"] if by_organizer else mail.sender,
        sender_name=told.get("from_name") or ("" if by_organizer else mail.sender_name),
        repeats=repetition(told.get("repeats", "")),
    )  # fmt: skip


def same_event(told: Mapping[str, Any]) -> list[Mail]:
    """The drafts that wait for an event, as its organizer invited to it."""
    waiting = select(Mail).where(Mail.status == rules.UNASSIGNED, stands(Mail), cast(Mail.invitation, String) != "{}")
    known = db.session.scalars(waiting.order_by(Mail.id))
    event = (told["uid"], told["from"])
    return [mail for mail in known if (mail.invitation.get("uid"), mail.invitation.get("from")) == event]


def visible_mails(user: Actor) -> Select[Mail]:
    """Mail that became an interaction the user sees; what belongs to nothing yet is seen by those who assign it."""
    seen: ColumnElement[bool] = Mail.interaction_id.in_(visible_to(user).with_only_columns(Interaction.id))
    if allows(Role(user.role), Permission.INTERACTIONS_ASSIGN):
        seen = or_(Mail.interaction_id.is_(None), seen)
    return select(Mail).where(Mail.archived_at.is_(None), seen)


def mail(id: int, *, user: Actor) -> Mail:
    """One mail; NotVisible when there is none for this user."""
    return only(visible_mails(user), id)


def mail_of(interaction_id: int) -> Mail | None:
    """The mail that an interaction, found to be visible, was made of."""
    return db.session.scalar(select(Mail).where(Mail.interaction_id == interaction_id))


def unassigned_count(user: Actor) -> int:
    """How much mail waits to be assigned by this user."""
    waiting = _waiting(user).with_only_columns(func.count(Mail.id))
    return db.session.scalar(waiting) or 0


def is_known(letter: MailText) -> bool:
    """Whether this mail was handed over before, also to a version that made the keys of mails in another way."""
    before = and_(
        Mail.message_key == letter.key_before, Mail.sender == letter.sender, Mail.subject == letter.subject,
        Mail.body == letter.text,
    )  # fmt: skip
    return db.session.scalar(select(Mail.id).where(or_(Mail.message_key == letter.key, before)).limit(1)) is not None


@dataclass(frozen=True)
class Belongs:
    """Where a mail belongs; all None when that is not clear."""

    organisation_id: int | None = None
    person_id: int | None = None
    negotiation_id: int | None = None

    @property
    def anywhere(self) -> bool:
        return any((self.organisation_id, self.person_id, self.negotiation_id))


def case_named(number: int | None) -> Negotiation | None:
    """The negotiation that a reference in a subject names."""
    if number is None:
        return None
    found: Negotiation | None = db.session.scalar(
        select(Negotiation).where(Negotiation.id == number, Negotiation.archived_at.is_(None))
    )
    return found
