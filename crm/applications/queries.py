"""Which applications a user sees, the codes of a mission, and who in the book an applicant may be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from crm.activities import queries as activities
from crm.activities.models import Activity
from crm.applications import rules
from crm.applications.models import Application, ApplicationCode
from crm.contacts import queries as contacts
from crm.contacts.models import Organisation, Person
from crm.contacts.queries import Candidate, OrganisationCandidate
from crm.contacts.rules import PersonNameInput
from crm.contacts.rules.duplicates import WEIGHTS
from crm.core import clock
from crm.core.database import db
from crm.core.errors import NotVisible
from crm.core.permissions import Actor, Permission, Role, allows
from crm.core.records import only
from crm.places.models import Place

MOST = 200


@dataclass(frozen=True)
class Alike:
    """Who in the book an applicant and their company may be, best first."""

    organisations: Sequence[OrganisationCandidate]
    people: Sequence[Candidate]


def visible_to(user: Actor) -> Select[Application]:
    """The applications to the missions a user sees, for whoever handles applications."""
    statement = select(Application).where(Application.activity_id.in_(activities.visible_ids(user)))
    return statement if allows(Role(user.role), Permission.APPLICATIONS_READ) else statement.where(Application.id < 0)


def one(id: int, *, user: Actor) -> Application:
    """The application with its mission and whom it was matched to; NotVisible when there is none for this user."""
    return only(
        visible_to(user),
        id,
        joinedload(Application.activity).selectinload(Activity.names),
        joinedload(Application.organisation).selectinload(Organisation.names),
        joinedload(Application.person).selectinload(Person.names),
        joinedload(Application.participant),
    )


def of_activity(activity_id: int) -> Sequence[Application]:
    """The applications to a mission that the caller found to be visible: undecided first, then as they came."""
    found = db.session.scalars(select(Application).where(Application.activity_id == activity_id).limit(MOST)).all()
    order = list(rules.STATES)
    return sorted(found, key=lambda row: (order.index(row.status), row.id))


def codes(activity_id: int) -> Sequence[ApplicationCode]:
    """The codes of a mission, newest first."""
    statement = select(ApplicationCode).where(ApplicationCode.activity_id == activity_id)
    return db.session.scalars(statement.order_by(ApplicationCode.id.desc()).limit(MOST)).all()


def code(id: int, activity_id: int) -> ApplicationCode:
    """One code of a mission that is visible; NotVisible when it has none of this number."""
    found = db.session.get(ApplicationCode, id)
    if found is None or found.activity_id != activity_id:
        raise NotVisible
    return found


def usable(typed: str, *, now: datetime | None = None, lock: bool = False) -> ApplicationCode | None:
    """The code somebody holds, while it opens the form of a mission that is recruiting; None otherwise.

    `lock` keeps a second request with the same code waiting (SQLite has one writer at a time anyway).
    """
    hashed = rules.digest(typed)
    if hashed is None:
        return None
    statement = select(ApplicationCode).where(ApplicationCode.code_hash == hashed)
    found = db.session.scalar(statement.with_for_update() if lock else statement)
    if found is None or found.state(now or clock.now()) != "open":
        return None
    recruiting = select(Activity.id).where(
        Activity.id == found.activity_id, Activity.status == rules.OPEN, Activity.archived_at.is_(None)
    )
    return found if db.session.scalar(recruiting) is not None else None


def mission_of(code: ApplicationCode) -> Activity:
    """What the public form tells of a mission: names, dates and place, no more is loaded."""
    statement = select(Activity).where(Activity.id == code.activity_id)
    options = (selectinload(Activity.names), joinedload(Activity.place).selectinload(Place.names))
    return db.session.scalars(statement.options(*options)).one()


def alike(application: Application, *, user: Actor, weights: Mapping[str, int] = WEIGHTS) -> Alike:
    """Who may be meant, found as quick create finds them."""
    name = PersonNameInput(application.language, application.name, reading=application.reading)
    points = [("email", application.email.lower())] if application.email else []
    return Alike(
        contacts.organisation_candidates(
            [application.company, application.company_reading], user=user, weights=weights
        ),
        contacts.candidates([name], points, user=user, weights=weights),
    )


def with_secrets(activity_ids: Sequence[int]) -> Sequence[Application]:
    """The applications of these missions that still hold travel details, for their purge."""
    statement = select(Application).where(Application.activity_id.in_(activity_ids), Application.sealed.is_not(None))
    return db.session.scalars(statement).all()
