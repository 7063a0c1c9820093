"""What a found record is called, and what stands under it, in the reader's language."""

from crm.access import queries as access
from crm.access.models import AccessRule
from crm.activities.models import Activity
from crm.agreements.models import Agreement
from crm.contacts import queries as contacts
from crm.contacts.models import Organisation, Person
from crm.core import clock, here
from crm.core.days import plain_date
from crm.core.scripts import tongue
from crm.counterparts import queries as counterparts
from crm.counterparts.models import SisterLink
from crm.documents.models import Document
from crm.fairs.models import Booth
from crm.initiatives import queries as initiatives
from crm.initiatives.models import Initiative
from crm.leads import queries as leads
from crm.leads.models import Lead
from crm.letters.models import Letter
from crm.meetings import queries as meetings
from crm.meetings.models import Meeting
from crm.negotiations import queries as negotiations
from crm.negotiations.models import Interaction, Negotiation
from crm.partners.models import PartnerAssessment, SalesRoute
from crm.places import queries as places
from crm.places.models import Place
from crm.places.rules import Shown
from crm.products import queries as products
from crm.products.models import Product
from crm.reports.models import MissionReport
from crm.rivals import queries as rivals
from crm.rivals.models import DemandSignal, RivalActivity
from crm.showrooms import queries as showrooms
from crm.showrooms.models import Exhibit, Settlement, Showroom
from crm.tags.models import Tag
from crm.targets.models import TargetList
from crm.tasks.models import Task


def plain(text: object) -> Shown:
    return Shown(str(text), "")


def typed(text: str) -> Shown:
    """What people typed: its script tells its language."""
    return Shown(*here.spoken(text))


def organisation(record: Organisation, _language: str) -> list[Shown]:
    return [contacts.own_name(record), *contacts.alt_names(record)]


def person(record: Person, _language: str) -> list[Shown]:
    post = contacts.current_affiliation(record, here.today())
    found = [contacts.own_name(record), *contacts.alt_names(record)]
    if post is not None:
        firm, title = contacts.own_name(post.organisation), contacts.title_of(post)
        found += [firm, Shown(title, tongue(title, firm.language))]
    return found


def place(record: Place, language: str) -> list[Shown]:
    shown = places.display_name(record, language)
    own = [Shown(name.text, name.language) for name in record.names if name.kind == "official"]
    return [shown, *(name for name in own if name.text != shown.text)]


def activity(record: Activity, language: str) -> list[Shown]:
    days = plain(" – ".join(plain_date(language, day) for day in dict.fromkeys([record.start_on, record.end_on])))
    return [plain(initiatives.title(record.names, language)), places.display_name(record.place, language), days]


def meeting(record: Meeting, language: str) -> list[Shown]:
    with_whom = contacts.own_name(record.organisation)
    day = plain(plain_date(language, record.held_on))
    subject = meetings.subject_beside(record)
    return [typed(subject), with_whom, day] if subject else [with_whom, day]


def negotiation(record: Negotiation, language: str) -> list[Shown]:
    return [plain(negotiations.title(record, language)), contacts.own_name(record.counterpart)]


def interaction(record: Interaction, language: str) -> list[Shown]:
    with_whom = [contacts.own_name(each) for each in (record.person, record.organisation) if each is not None]
    day = plain(plain_date(language, clock.local(record.at, here.zone()).date()))
    return [typed(record.summary[:100]), *with_whom, day]


def lead(record: Lead, language: str) -> list[Shown]:
    firm = leads.firm(record)
    at = plain(initiatives.title(record.activity.names, language))
    return [leads.heading(record, spoken=language), *([firm] if firm else []), at]


def agreement(record: Agreement, _language: str) -> list[Shown]:
    return [typed(record.title), plain(record.number)]


def initiative(record: Initiative, language: str) -> list[Shown]:
    return [plain(initiatives.title(record.names, language))]


def product(record: Product, language: str) -> list[Shown]:
    return [products.name_for(record, language), contacts.own_name(record.maker)]


def showroom(record: Showroom, language: str) -> list[Shown]:
    return [showrooms.called(record, language), contacts.own_name(record.operator)]


def exhibit(record: Exhibit, language: str) -> list[Shown]:
    """By the code on its label, where it has one: who searches for it has that in hand."""
    named = products.name_for(record.product, language)
    coded = [plain(record.code)] if record.code else []
    return [*coded, named, showrooms.called(record.showroom, language)]


def settlement(record: Settlement, language: str) -> list[Shown]:
    period = plain(" – ".join(plain_date(language, day) for day in dict.fromkeys([record.begins_on, record.ends_on])))
    numbered = [plain(record.number)] if record.number else []
    return [*numbered, period, showrooms.called(record.showroom, language)]


def booth(record: Booth, language: str) -> list[Shown]:
    return [plain(record.label or f"#{record.id}"), plain(initiatives.title(record.activity.names, language))]


def rival(record: RivalActivity, language: str) -> list[Shown]:
    where = places.display_name(record.place, language)
    title = [typed(record.title)] if record.title else []
    return [rivals.body_of(record, language).name, *title, where, plain(plain_date(language, record.starts_on))]


def signal(record: DemandSignal, language: str) -> list[Shown]:
    where = places.display_name(record.place, language)
    return [typed(record.statement), where, plain(plain_date(language, record.observed_on))]


def rule(record: AccessRule, language: str) -> list[Shown]:
    region = [places.display_name(record.region, language)] if record.region is not None else []
    return [access.words_of(record, language), *region, plain(plain_date(language, record.checked_on))]


def route(record: SalesRoute, _language: str) -> list[Shown]:
    return [typed(record.name), contacts.own_name(record.organisation)]


def assessment(record: PartnerAssessment, language: str) -> list[Shown]:
    return [contacts.own_name(record.organisation), plain(plain_date(language, record.assessed_on))]


def link(record: SisterLink, language: str) -> list[Shown]:
    sides = counterparts.line(record, language)
    day = [plain(plain_date(language, record.signed_on))] if record.signed_on is not None else []
    named = [plain(record.basis_document)] if record.basis_document else []
    return [*named, sides.here.name, sides.there.name, *day]


def named(record: TargetList | Tag, _language: str) -> list[Shown]:
    return [typed(record.name)]


def document(record: Document | MissionReport, language: str) -> list[Shown]:
    return [plain(record.number), plain(initiatives.title(record.activity.names, language))]


def letter(record: Letter, _language: str) -> list[Shown]:
    return [plain(record.number), Shown(record.subject, record.language), plain(record.recipient_organisation)]


def task(record: Task, language: str) -> list[Shown]:
    return [typed(record.text), plain(plain_date(language, record.due_on))]
