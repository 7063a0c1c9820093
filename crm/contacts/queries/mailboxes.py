"""Whose an e-mail address is, and which an organisation has."""

from collections.abc import Collection

from sqlalchemy import select

from crm.contacts.models import ContactPoint, Organisation, Person
from crm.contacts.rules import is_shared
from crm.core.database import db


def people_with(addresses: Collection[str]) -> list[int]:
    """The people to whom these e-mail addresses belong; shared mailboxes (info@ …) belong to nobody."""
    own = [address for address in addresses if not is_shared("email", address)]
    statement = (
        select(ContactPoint.person_id)
        .join(Person, Person.id == ContactPoint.person_id)
        .where(ContactPoint.kind == "email", ContactPoint.normalised.in_(own), Person.archived_at.is_(None))
    )
    return [id for id in db.session.scalars(statement.distinct().order_by(ContactPoint.person_id)) if id is not None]


def organisations_with(addresses: Collection[str]) -> list[int]:
    """The organisations to which these e-mail addresses belong."""
    statement = (
        select(ContactPoint.organisation_id)
        .join(Organisation, Organisation.id == ContactPoint.organisation_id)
        .where(ContactPoint.kind == "email", ContactPoint.normalised.in_(addresses), Organisation.archived_at.is_(None))
    )
    return [id for id in db.session.scalars(statement.distinct()) if id is not None]


def mail_address(organisation_id: int) -> str:
    """The first e-mail address that an organisation has of its own, as typed; "" when it has none."""
    statement = select(ContactPoint.value).where(
        ContactPoint.organisation_id == organisation_id, ContactPoint.kind == "email"
    )
    return db.session.scalar(statement.order_by(ContactPoint.id).limit(1)) or ""
