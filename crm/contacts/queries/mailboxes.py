"""Whose an e-mail address is, and which an organisation has."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from sqlalchemy import and_, select, union_all

from crm.contacts.models import Affiliation, ContactPoint, Organisation, Person
from crm.contacts.queries.organisations import holds
from crm.contacts.rules import is_current, is_shared, mail_domain
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


def organisations_of_domain(domain: str, today: date) -> list[int]:
    """The organisations that have mail or a website there, or whose people have: who writes from it may be of one."""
    if not domain:
        return []
    mailbox = and_(ContactPoint.kind == "email", ContactPoint.normalised.endswith(f"@{domain}", autoescape=True))
    staff = (
        select(Affiliation.organisation_id, ContactPoint.normalised)
        .join(ContactPoint, ContactPoint.person_id == Affiliation.person_id)
        .where(mailbox, holds(today))
    )
    own = select(ContactPoint.organisation_id, ContactPoint.normalised).where(mailbox)
    sites = select(Organisation.id, Organisation.website).where(Organisation.website.contains(domain, autoescape=True))
    rows: Iterable[Any] = db.session.execute(union_all(staff, own, sites))
    ids = {id for id, address in rows if id is not None and mail_domain(address) == domain}
    kept = select(Organisation.id).where(Organisation.id.in_(ids), Organisation.archived_at.is_(None))
    return list(db.session.scalars(kept.order_by(Organisation.id)))


def mail_address(organisation_id: int) -> str:
    """The first e-mail address that an organisation has of its own, as typed; "" when it has none."""
    statement = select(ContactPoint.value).where(
        ContactPoint.organisation_id == organisation_id, ContactPoint.kind == "email"
    )
    return db.session.scalar(statement.order_by(ContactPoint.id).limit(1)) or ""


def firms_left(person: Person, today: date) -> dict[int, Organisation]:
    """{id: organisation} at which somebody has no post any more. Posts with organisations must be loaded."""
    now = {post.organisation_id for post in person.affiliations if is_current(post.from_date, post.to_date, today)}
    begun = [post for post in person.affiliations if post.from_date is None or post.from_date <= today]
    return {post.organisation_id: post.organisation for post in begun if post.organisation_id not in now}


def mails_of_firms_left(person: Person, today: date) -> set[int]:
    """The e-mail addresses (ids) of somebody that are probably of an organisation that they left, a guess.

    They have its domain; or one of which nothing is known, where nothing is known of its domain either. The person's
    posts with organisations, and contact points must be loaded.
    """
    left = firms_left(person, today)
    mails = {row.id: mail_domain(row.normalised) for row in person.contact_points if row.kind == "email"}
    if not left or not any(mails.values()):
        return set()
    held = {post.organisation_id for post in person.affiliations} - set(left)
    domains = _domains({*left, *held}, today, but=person.id)
    theirs = {domain for id in held for domain in domains[id]}
    before = {domain for id in left for domain in domains[id]}
    unknown = any(not domains[id] for id in left)
    return {id for id, domain in mails.items() if domain and domain not in theirs and (domain in before or unknown)}


def _domains(organisation_ids: Collection[int], today: date, but: int) -> dict[int, set[str]]:
    """{organisation: the domains of its addresses, and of those who work there}, but for one person."""
    own = select(ContactPoint.organisation_id, ContactPoint.normalised).where(
        ContactPoint.organisation_id.in_(organisation_ids), ContactPoint.kind.in_(("email", "url"))
    )
    sites = select(Organisation.id, Organisation.website).where(Organisation.id.in_(organisation_ids))
    staff = (
        select(Affiliation.organisation_id, ContactPoint.normalised)
        .join(ContactPoint, ContactPoint.person_id == Affiliation.person_id)
        .where(Affiliation.organisation_id.in_(organisation_ids), Affiliation.person_id != but)
        .where(ContactPoint.kind == "email", holds(today))
    )
    found: dict[int, set[str]] = {id: set() for id in organisation_ids}
    rows: Iterable[Any] = db.session.execute(union_all(own, sites, staff))
    for id, address in rows:
        if address and (domain := mail_domain(address)):
            found[id].add(domain)
    return found
