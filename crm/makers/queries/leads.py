"""The leads of a firm whose visitors agreed that makers get their data, with what that covers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import exists, func, select

from crm.activities import queries as activities
from crm.activities.models import Activity
from crm.contacts import queries as contacts
from crm.contacts.models import Person
from crm.contacts.rules.consents import GIVEN, MAKERS
from crm.core import clock, here, reading
from crm.core.database import db
from crm.leads.models import AskedProduct, Lead
from crm.makers import rules
from crm.makers.queries.former import Makers
from crm.makers.queries.owned import own
from crm.places.rules import Shown
from crm.privacy import queries as privacy
from crm.privacy import rules as privacy_rules
from crm.privacy.models import ProcessingRecord, Provision, ProvisionPerson
from crm.privacy.rules import Consent
from crm.products import queries as products
from crm.products.models import Product


@dataclass(frozen=True)
class OwnLead:
    """A lead without its visitor."""

    id: int
    captured_on: date
    activity: str
    products: Sequence[Shown]  #: the firm's own
    agreed_on: date | None  #: that such a firm gets the data


@dataclass(frozen=True)
class ShownVisitor:
    """Who it was: what they agreed to have given to makers."""

    person_id: int
    name: Shown
    organisation: str
    contact: str  #: as told on the lead
    inquiry: str  #: "" where the lead is not the firm's alone: its words may tell of others
    basis: str  #: on which it is given
    since: datetime  #: what is shown stands as it is, and the yes that it rests on was recorded


def leads(firm: int, language: str) -> list[OwnLead]:
    """The firm's leads that may be shown, the latest first."""
    rows = _shareable(firm)
    goods, _shared = _goods([lead.id for lead, _consent in rows], firm)
    asked = {id for ids in goods.values() for id in ids}
    told = {line.product.id: line.name for line in products.shown(asked, language)}
    titles = activities.labels([lead.activity_id for lead, _consent in rows], language=language) if rows else {}
    return [
        OwnLead(
            lead.id, clock.local(lead.captured_at, here.zone()).date(),
            titles.get(lead.activity_id, ""), [told[id] for id in goods.get(lead.id, ())],
            consent.on,
        )
        for lead, consent in rows
    ]  # fmt: skip


def visitors(firm: int, language: str) -> Mapping[int, ShownVisitor]:
    """{lead: who it was}. Whoever shows them notes it first (`services.show_visitors`)."""
    rows = _shareable(firm)
    _goods_of, shared = _goods([lead.id for lead, _consent in rows], firm)
    names = contacts.shown_names([lead.person_id for lead, _consent in rows if lead.person_id is not None])
    firms = contacts.listed_names({lead.organisation_id for lead, _c in rows if lead.organisation_id}, language)
    recorded = _recorded([consent.record_id for _lead, consent in rows if consent.record_id is not None])
    return {
        lead.id: ShownVisitor(
            lead.person_id, names[lead.person_id],
            firms[lead.organisation_id].text if lead.organisation_id in firms else lead.raw_organisation,
            lead.raw_contact,
            lead.inquiry if lead.our_organisation_id == firm and lead.id not in shared else "",
            consent.basis, max(lead.updated_at, recorded.get(consent.record_id or 0, lead.updated_at)),
        )
        for lead, consent in rows
        if lead.person_id is not None
    }  # fmt: skip


def _recorded(ids: Sequence[int]) -> dict[int, datetime]:
    """{record of an answer: when it was entered}."""
    statement = select(ProcessingRecord.id, ProcessingRecord.created_at).where(reading.among(ProcessingRecord.id, ids))
    return {row.id: row.created_at for row in db.session.execute(statement)}


def _shareable(firm: int) -> list[tuple[Lead, Consent]]:
    """The firm's leads with how their visitors stand to what it needs (`scope_of`): only of those who stand in the
    contacts, whom an entry of the register can name, and who said yes to that, and no to nothing of it."""
    named = exists().where(
        AskedProduct.lead_id == Lead.id, Makers().named(firm, AskedProduct.product_id, Lead.captured_at)
    )  # fmt: skip
    statement = select(Lead).join(Person, Person.id == Lead.person_id).join(
        Activity, Activity.id == Lead.activity_id
    ).where(
        Lead.archived_at.is_(None), Lead.status.not_in(rules.OVER), own(Lead.our_organisation_id, named, firm),
        Person.erased_at.is_(None), Person.do_not_contact.is_(False), Person.archived_at.is_(None),
        Activity.archived_at.is_(None),
    )  # fmt: skip
    rows = db.session.scalars(statement.order_by(Lead.captured_at.desc(), Lead.id.desc())).all()
    stand = privacy.standings({lead.person_id for lead in rows if lead.person_id is not None})
    found = [(lead, stand[lead.person_id]) for lead in rows if lead.person_id is not None]
    need = scope_of(firm)
    return [(lead, each[need]) for lead, each in found if _agreed(each, need)]


def scope_of(firm: int) -> str:
    """To what a visitor must have said yes: a firm abroad, or of which nobody noted where it is, needs more (DP-3)."""
    return privacy.scope_towards(contacts.country_of(firm))


def _agreed(stand: Mapping[str, Consent], need: str) -> bool:
    no = any(privacy_rules.hindrance(scope, stand) is not None for scope in (MAKERS, need))
    return stand[need].code == GIVEN and not no


def _goods(ids: Sequence[int], firm: int) -> tuple[dict[int, list[int]], set[int]]:
    """({lead: the firm's products that it asked about}, the leads that asked about products of others, too)."""
    goods, shared = dict[int, list[int]](), set[int]()
    statement = select(AskedProduct.lead_id, Product.id, Product.maker_id, Lead.captured_at).join(
        Product, Product.id == AskedProduct.product_id
    ).join(Lead, Lead.id == AskedProduct.lead_id).where(AskedProduct.lead_id.in_(ids))  # fmt: skip
    makers = Makers()
    for lead, product, maker, at in db.session.execute(statement.order_by(AskedProduct.id)) if ids else ():
        if makers.of(product, maker, at) == firm:
            goods.setdefault(lead, []).append(product)
        else:
            shared.add(lead)
    return goods, shared


def given_before(firm: int) -> dict[tuple[int, str], datetime]:
    """{(person, basis): when the register last noted that their data were given to the firm on that basis}."""
    statement = select(ProvisionPerson.person_id, Provision.basis, func.max(Provision.created_at)).join(
        Provision, Provision.id == ProvisionPerson.provision_id
    ).where(
        Provision.organisation_id == firm, Provision.direction == privacy_rules.OUT, Provision.scope == scope_of(firm)
    ).group_by(ProvisionPerson.person_id, Provision.basis)  # fmt: skip
    return {(person, basis): at for person, basis, at in db.session.execute(statement)}
