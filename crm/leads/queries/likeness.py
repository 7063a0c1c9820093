"""Who a lead may be in the contacts, and which leads may be one visitor."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from crm.activities import queries as activities
from crm.contacts import queries as contacts
from crm.contacts.models import Affiliation, Organisation
from crm.contacts.queries import named
from crm.contacts.queries.candidates import Candidate, OrganisationCandidate, Sought
from crm.contacts.rules import PersonNameInput, is_current, person_language
from crm.contacts.rules.duplicates import WEIGHTS
from crm.core import here
from crm.core.database import db
from crm.core.folding import search_key
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.leads import rules
from crm.leads.models import Lead
from crm.leads.queries.leads import LISTED, visible_to
from crm.leads.queries.whence import country


def people_like(lead: Lead, *, user: Actor, weights: Mapping[str, int] = WEIGHTS) -> list[Candidate]:
    """People who may be the one written down, with the reason; none once the person is matched."""
    if lead.person_id is not None:
        return []
    region = country(lead)
    names = [PersonNameInput(person_language(lead.raw_name, region), lead.raw_name)] if lead.raw_name else []
    points = [(kind, key) for kind, _, key in rules.contact_parts(lead.raw_contact, region)]
    if not names and not points:
        return []
    return contacts.candidates(names, points, lead.organisation_id, user=user, weights=weights)


def organisations_like(lead: Lead, *, user: Actor, weights: Mapping[str, int] = WEIGHTS) -> list[OrganisationCandidate]:
    """Organisations that may be the one written down, and last where the matched person works; none once it is
    matched."""
    if lead.organisation_id is not None or not lead.raw_organisation:
        return []
    found = contacts.organisation_candidates([lead.raw_organisation], user=user, weights=weights)
    at = activities.organisation_on(lead.person_id, here.today()) if lead.person_id is not None else None
    if lead.person is None or at is None or any(one.organisation.id == at for one in found):
        return found
    names = selectinload(Organisation.names)
    post = db.session.scalar(contacts.visible_organisations(user).where(Organisation.id == at).options(names))
    if post is None:
        return found
    told = Text("%(name)s works here, as far as the contacts know.", name=contacts.own_name(lead.person).text)
    return [*found, OrganisationCandidate(post, contacts.own_name(post), contacts.alt_names(post), told, "")]


def brought_by(person_id: int, written: str, day: date) -> int | None:
    """The organisation that a person brings to a lead: that of the post held on a day; where a company was written
    down, the one of their posts that is called so. None: the company is another, and has to be asked for."""
    if not written:
        return activities.organisation_on(person_id, day)
    posts = select(Affiliation).where(Affiliation.person_id == person_id).order_by(Affiliation.id)
    loaded = posts.options(joinedload(Affiliation.organisation).selectinload(Organisation.names))
    held = [post for post in db.session.scalars(loaded) if is_current(post.from_date, post.to_date, day)]
    return next((post.organisation_id for post in held if contacts.is_called(post.organisation, written)), None)


def captured_twice(lead: Lead, *, user: Actor) -> list[Lead]:
    """Other leads of the same activity that may be the same visitor: two of us took the sheet, or one came back."""
    region = country(lead)
    own = _visitor(lead, region)
    same_day = visible_to(user).where(Lead.activity_id == lead.activity_id, Lead.id != lead.id)
    columns = (Lead.id, Lead.person_id, Lead.raw_name, Lead.organisation_id, Lead.raw_organisation, Lead.raw_contact)
    ids = [row.id for row in db.session.execute(same_day.with_only_columns(*columns)) if own & _visitor(row, region)]
    if not ids:
        return []
    found = db.session.scalars(visible_to(user).where(Lead.id.in_(ids)).options(*LISTED).order_by(Lead.captured_at))
    return list(found.unique())


def again(activity_id: int, *, user: Actor) -> list[int]:
    """Ids of the leads of an activity that may be a visitor of whom another one tells already, in their order."""
    shown = visible_to(user).where(Lead.activity_id == activity_id).options(*LISTED).order_by(Lead.captured_at, Lead.id)
    leads = list(db.session.scalars(shown).unique())
    region = country(leads[0]) if leads else ""
    told, found = set[tuple[object, ...]](), list[int]()
    for lead in leads:
        keys = _visitor(lead, region)
        if keys & told:
            found.append(lead.id)
        told |= keys
    return found


@dataclass(frozen=True)
class Unsure:
    """A lead of whom somebody must say who it is, and why: in the contacts, captured before, or both."""

    lead: Lead
    known: bool  #: the contacts hold somebody, or a company, who may be meant
    twice: bool  #: an earlier lead of the activity may be of the same visitor


def to_match(activity_id: int, *, user: Actor) -> list[Unsure]:
    """The open leads of an activity that may be of somebody who is in the contacts, or of a visitor of whom an earlier
    one tells, as they were captured. A fixed number of queries for a hundred leads; each is only a doubt."""
    shown = visible_to(user).where(Lead.activity_id == activity_id).options(*LISTED).order_by(Lead.captured_at, Lead.id)
    leads = list(db.session.scalars(shown).unique())
    twice, known = set(again(activity_id, user=user)), _known_among(leads, user)
    return [
        Unsure(lead, lead.id in known, lead.id in twice)
        for lead in leads
        if lead.status in rules.OPEN and lead.id in known | twice
    ]


def _known_among(leads: Sequence[Lead], user: Actor) -> set[int]:
    """Those that are not matched, and whose person or company may be in the contacts."""
    sought = {lead.id: _sought(lead) for lead in leads if lead.person_id is None}
    sought = {id: one for id, one in sought.items() if one.keys or one.telling}
    people = contacts.namesakes(list(sought.values()), user=user) if sought else []
    found = {
        lead.id
        for lead in leads
        if lead.id in sought
        and any(contacts.likeness(sought[lead.id], person, lead.organisation_id) for person in people)
    }
    firms = {lead.id: lead.raw_organisation for lead in leads if lead.organisation_id is None and lead.raw_organisation}
    called = named.organisations_called(list(firms.values()), user=user) if firms else {}
    return found | {id for id, text in firms.items() if search_key(text) in called}


def _sought(lead: Lead) -> Sought:
    region = country(lead)
    names = [PersonNameInput(person_language(lead.raw_name, region), lead.raw_name)] if lead.raw_name else []
    return Sought(names, [(kind, key) for kind, _, key in rules.contact_parts(lead.raw_contact, region)])


def _visitor(row: Any, region: str) -> set[tuple[object, ...]]:
    return rules.visitor_keys(
        person_id=row.person_id,
        raw_name=row.raw_name,
        organisation=row.organisation_id or row.raw_organisation,
        raw_contact=row.raw_contact,
        region=region,
    )
