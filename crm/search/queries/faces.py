"""How a found record is shown, who may see it, and whose it is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy.orm import defer, joinedload
from sqlalchemy.orm.interfaces import ORMOption

from crm.access import queries as access
from crm.access.kind import ACCESS_RULE
from crm.access.models import AccessRule
from crm.activities.kind import ACTIVITY
from crm.activities.models import Activity
from crm.agreements.kind import AGREEMENT
from crm.agreements.models import Agreement
from crm.contacts import queries as contacts
from crm.contacts.kind import ORGANISATION, PERSON
from crm.contacts.models import Affiliation, Organisation, Person
from crm.core import clock, here
from crm.core.days import plain_date
from crm.core.kinds import Kind
from crm.core.permissions import Permission
from crm.core.scripts import tongue
from crm.core.sight import shared
from crm.counterparts import queries as counterparts
from crm.counterparts.kind import SISTER_LINK
from crm.counterparts.models import SisterLink
from crm.documents.kind import DOCUMENT
from crm.documents.models import Document
from crm.fairs import queries as fairs
from crm.fairs.kind import FAIR_SERIES
from crm.fairs.models import FairSeries
from crm.initiatives import queries as initiatives
from crm.initiatives.kind import INITIATIVE
from crm.initiatives.models import Initiative
from crm.interactions.kind import INTERACTION
from crm.leads import queries as leads
from crm.leads.kind import LEAD
from crm.leads.models import Lead
from crm.letters.kind import LETTER
from crm.letters.models import Letter
from crm.meetings import queries as meetings
from crm.meetings.kind import MEETING
from crm.meetings.models import Meeting
from crm.negotiations import queries as negotiations
from crm.negotiations.kind import NEGOTIATION
from crm.negotiations.models import Interaction, Negotiation
from crm.partners.kind import PARTNER_ASSESSMENT, SALES_ROUTE
from crm.partners.models import PartnerAssessment, SalesRoute
from crm.places import queries as places
from crm.places.kind import PLACE
from crm.places.models import Place
from crm.places.rules import Shown
from crm.products import queries as products
from crm.products.kind import PRODUCT
from crm.products.models import Product
from crm.reports.kind import MISSION_REPORT
from crm.reports.models import MissionReport
from crm.search.queries.kinds import Column
from crm.showrooms import queries as showrooms
from crm.showrooms.kind import EXHIBIT, SHOWROOM
from crm.showrooms.models import Exhibit, Showroom
from crm.tags import queries as tags
from crm.tags.kind import TAG
from crm.tags.models import Tag
from crm.targets.kind import TARGET_LIST
from crm.targets.models import TargetList
from crm.tasks.kind import TASK
from crm.tasks.models import Task


@dataclass(frozen=True)
class Face:
    """One kind of record for the eye. `names` gives its name and what stands under it, in the reader's language.

    `named`: whoever of a record has names of its own, which are asked for at once for all that is found.

    `mine`: the columns that make a record the reader's own. `related`: (kind, column) of the records that it is
    found through when its own words do not tell.
    """

    kind: Kind
    permission: Permission
    loaded: tuple[ORMOption, ...]
    names: Callable[[Any, str], list[Shown]]
    mine: tuple[Column, ...] = ()
    related: tuple[tuple[Kind, Column], ...] = ()
    named: Callable[[Any], Sequence[Person | Organisation | None]] = lambda _record: ()
    #: Read in one statement with others: few are found, and conditions on their own table say who sees them.
    together: bool = False


def _plain(text: object) -> Shown:
    return Shown(str(text), "")


def _typed(text: str) -> Shown:
    """What people typed: its script tells its language."""
    return Shown(*here.spoken(text))


def _organisation(record: Organisation, _language: str) -> list[Shown]:
    return [contacts.own_name(record), *contacts.alt_names(record)]


def _person(record: Person, _language: str) -> list[Shown]:
    post = contacts.current_affiliation(record, here.today())
    found = [contacts.own_name(record), *contacts.alt_names(record)]
    if post is not None:
        firm, title = contacts.own_name(post.organisation), contacts.title_of(post)
        found += [firm, Shown(title, tongue(title, firm.language))]
    return found


def _place(record: Place, language: str) -> list[Shown]:
    shown = places.display_name(record, language)
    own = [Shown(name.text, name.language) for name in record.names if name.kind == "official"]
    return [shown, *(name for name in own if name.text != shown.text)]


def _activity(record: Activity, language: str) -> list[Shown]:
    days = _plain(" – ".join(plain_date(language, day) for day in dict.fromkeys([record.start_on, record.end_on])))
    return [_plain(initiatives.title(record.names, language)), places.display_name(record.place, language), days]


def _meeting(record: Meeting, language: str) -> list[Shown]:
    with_whom = contacts.own_name(record.organisation)
    day = _plain(plain_date(language, record.held_on))
    subject = meetings.subject_beside(record)
    return [_typed(subject), with_whom, day] if subject else [with_whom, day]


def _negotiation(record: Negotiation, language: str) -> list[Shown]:
    return [_plain(negotiations.title(record, language)), contacts.own_name(record.counterpart)]


def _interaction(record: Interaction, language: str) -> list[Shown]:
    with_whom = [contacts.own_name(each) for each in (record.person, record.organisation) if each is not None]
    day = _plain(plain_date(language, clock.local(record.at, here.zone()).date()))
    return [_typed(record.summary[:100]), *with_whom, day]


def _lead(record: Lead, language: str) -> list[Shown]:
    firm = leads.firm(record)
    at = _plain(initiatives.title(record.activity.names, language))
    return [leads.heading(record, spoken=language), *([firm] if firm else []), at]


def _agreement(record: Agreement, _language: str) -> list[Shown]:
    return [_typed(record.title), _plain(record.number)]


def _initiative(record: Initiative, language: str) -> list[Shown]:
    return [_plain(initiatives.title(record.names, language))]


def _product(record: Product, language: str) -> list[Shown]:
    return [products.name_for(record, language), contacts.own_name(record.maker)]


def _showroom(record: Showroom, language: str) -> list[Shown]:
    return [showrooms.called(record, language), contacts.own_name(record.operator)]


def _exhibit(record: Exhibit, language: str) -> list[Shown]:
    """By the code on its label, where it has one: who searches for it has that in hand."""
    named = products.name_for(record.product, language)
    coded = [_plain(record.code)] if record.code else []
    return [*coded, named, showrooms.called(record.showroom, language)]


def _rule(record: AccessRule, language: str) -> list[Shown]:
    region = [places.display_name(record.region, language)] if record.region is not None else []
    return [access.words_of(record, language), *region, _plain(plain_date(language, record.checked_on))]


def _route(record: SalesRoute, _language: str) -> list[Shown]:
    return [_typed(record.name), contacts.own_name(record.organisation)]


def _assessment(record: PartnerAssessment, language: str) -> list[Shown]:
    return [contacts.own_name(record.organisation), _plain(plain_date(language, record.assessed_on))]


def _link(record: SisterLink, language: str) -> list[Shown]:
    sides = counterparts.line(record, language)
    day = [_plain(plain_date(language, record.signed_on))] if record.signed_on is not None else []
    named = [_plain(record.basis_document)] if record.basis_document else []
    return [*named, sides.here.name, sides.there.name, *day]


def _named(record: TargetList | Tag, _language: str) -> list[Shown]:
    return [_typed(record.name)]


def _document(record: Document | MissionReport, language: str) -> list[Shown]:
    return [_plain(record.number), _plain(initiatives.title(record.activity.names, language))]


def _letter(record: Letter, _language: str) -> list[Shown]:
    return [_plain(record.number), Shown(record.subject, record.language), _plain(record.recipient_organisation)]


def _task(record: Task, language: str) -> list[Shown]:
    return [_typed(record.text), _plain(plain_date(language, record.due_on))]


_POSTS = joinedload(Person.affiliations).joinedload(Affiliation.organisation)

_FACES: Final = (
    Face(
        ORGANISATION,
        Permission.CONTACTS_READ,
        (),
        _organisation,
        (Organisation.created_by_id,),
        named=lambda record: (record,),
    ),
    Face(
        PERSON,
        Permission.CONTACTS_READ,
        (_POSTS,),
        _person,
        (Person.created_by_id,),
        named=lambda record: (record, *(post.organisation for post in record.affiliations)),
    ),
    Face(PLACE, Permission.PLACES_READ, (joinedload(Place.names),), _place),
    Face(
        ACTIVITY,
        Permission.MISSIONS_READ,
        (joinedload(Activity.names), joinedload(Activity.place).joinedload(Place.names)),
        _activity,
        (Activity.leader_id, Activity.coordinator_id),
        ((PLACE, Activity.place_id), (ORGANISATION, Activity.host_organisation_id)),
    ),
    Face(
        MEETING,
        Permission.MEETINGS_READ,
        (joinedload(Meeting.organisation), joinedload(Meeting.our_organisation)),
        _meeting,
        (Meeting.created_by_id,),
        ((ORGANISATION, Meeting.organisation_id),),
        lambda record: (record.organisation, record.our_organisation),
    ),
    Face(
        NEGOTIATION,
        Permission.NEGOTIATIONS_READ,
        (joinedload(Negotiation.counterpart), joinedload(Negotiation.our_organisation)),
        _negotiation,
        (Negotiation.owner_id,),
        ((ORGANISATION, Negotiation.counterpart_id), (ORGANISATION, Negotiation.our_organisation_id)),
        lambda record: (record.counterpart, record.our_organisation),
    ),
    Face(
        INTERACTION,
        Permission.INTERACTIONS_READ,
        (joinedload(Interaction.organisation), joinedload(Interaction.person)),
        _interaction,
        (Interaction.created_by_id,),
        named=lambda record: (record.organisation, record.person),
    ),
    Face(
        LEAD,
        Permission.LEADS_READ,
        (
            joinedload(Lead.person),
            joinedload(Lead.organisation),
            joinedload(Lead.activity).joinedload(Activity.names),
            joinedload(Lead.activity).joinedload(Activity.place),
        ),
        _lead,
        (Lead.owner_id,),
        ((PERSON, Lead.person_id), (ORGANISATION, Lead.organisation_id)),
        lambda record: (record.person, record.organisation),
    ),
    Face(AGREEMENT, Permission.AGREEMENTS_READ, (), _agreement, (Agreement.created_by_id,), together=True),
    Face(INITIATIVE, Permission.INITIATIVES_READ, (joinedload(Initiative.names),), _initiative, together=True),
    Face(
        PRODUCT,
        Permission.PRODUCTS_READ,
        (joinedload(Product.names), joinedload(Product.maker)),
        _product,
        (Product.created_by_id,),
        ((ORGANISATION, Product.maker_id),),
        lambda record: (record.maker,),
    ),
    Face(
        ACCESS_RULE,
        Permission.ACCESS_READ,
        (joinedload(AccessRule.texts), joinedload(AccessRule.region).joinedload(Place.names)),
        _rule,
        (AccessRule.created_by_id,),
    ),
    Face(
        SHOWROOM,
        Permission.SHOWROOMS_READ,
        (joinedload(Showroom.names), joinedload(Showroom.operator)),
        _showroom,
        (Showroom.created_by_id,),
        ((ORGANISATION, Showroom.operator_id),),
        lambda record: (record.operator,),
        together=True,
    ),
    Face(
        EXHIBIT,
        Permission.SHOWROOMS_READ,
        (
            joinedload(Exhibit.product).joinedload(Product.names),
            joinedload(Exhibit.showroom).joinedload(Showroom.names),
        ),
        _exhibit,
        (Exhibit.created_by_id,),
        ((SHOWROOM, Exhibit.showroom_id), (PRODUCT, Exhibit.product_id)),
        together=True,
    ),
    Face(
        FAIR_SERIES,
        Permission.FAIRS_READ,
        (joinedload(FairSeries.names),),
        lambda record, language: [_plain(fairs.series_called(record, language)[0]), _plain(record.venue)],
        (FairSeries.created_by_id,),
        together=True,
    ),
    Face(
        SALES_ROUTE,
        Permission.PARTNERS_READ,
        (joinedload(SalesRoute.organisation),),
        _route,
        (SalesRoute.created_by_id,),
        ((ORGANISATION, SalesRoute.organisation_id),),
        lambda record: (record.organisation,),
        together=True,
    ),
    Face(
        PARTNER_ASSESSMENT,
        Permission.PARTNERS_READ,
        (joinedload(PartnerAssessment.organisation),),
        _assessment,
        (PartnerAssessment.assessor_id, PartnerAssessment.created_by_id),
        ((ORGANISATION, PartnerAssessment.organisation_id),),
        lambda record: (record.organisation,),
        together=True,
    ),  # fmt: skip
    Face(
        SISTER_LINK,
        Permission.COUNTERPARTS_READ,
        tuple(
            joinedload(side).joinedload(names)
            for side, names in ((SisterLink.place, Place.names), (SisterLink.other_place, Place.names))
        )
        + (joinedload(SisterLink.organisation), joinedload(SisterLink.other_organisation)),
        _link,
        (),
        (
            *((PLACE, column) for column in (SisterLink.place_id, SisterLink.other_place_id)),
            *((ORGANISATION, column) for column in (SisterLink.organisation_id, SisterLink.other_organisation_id)),
        ),
        lambda record: (record.organisation, record.other_organisation),
    ),
    Face(TARGET_LIST, Permission.TARGETS_READ, (), _named, (TargetList.owner_id,), together=True),
    # Those in the archive are found no more, though their history can be read.
    Face(
        replace(TAG, visible_to=lambda user: shared(tags.known(), user)),
        Permission.TAGS_READ,
        (),
        _named,
        together=True,
    ),
    Face(
        DOCUMENT,
        Permission.DOCUMENTS_READ,
        (joinedload(Document.activity).joinedload(Activity.names),),
        _document,
        (Document.created_by_id,),
        ((ACTIVITY, Document.activity_id),),
        together=True,
    ),
    Face(
        MISSION_REPORT,
        Permission.DOCUMENTS_READ,
        (joinedload(MissionReport.activity).joinedload(Activity.names), defer(MissionReport.frozen)),
        _document,
        (MissionReport.created_by_id,),
        ((ACTIVITY, MissionReport.activity_id),),
        together=True,
    ),
    Face(
        LETTER,
        Permission.LETTERS_READ,
        (),
        _letter,
        (Letter.created_by_id,),
        ((ACTIVITY, Letter.activity_id),),
        together=True,
    ),
    Face(TASK, Permission.TASKS_READ, (), _task, (Task.owner_id,), together=True),
)
#: By table, as KINDS.
FACES: Final[dict[str, Face]] = {face.kind.table: face for face in _FACES}
