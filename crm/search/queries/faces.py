"""How a found record is shown, who may see it, and whose it is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy.orm import defer, joinedload
from sqlalchemy.orm.interfaces import ORMOption
from sqlalchemy.orm.strategy_options import _AbstractLoad

from crm.access.kind import ACCESS_RULE
from crm.access.models import AccessRule
from crm.activities.kind import ACTIVITY
from crm.activities.models import Activity
from crm.agreements.kind import AGREEMENT
from crm.agreements.models import Agreement
from crm.contacts.kind import ORGANISATION, PERSON
from crm.contacts.models import Affiliation, Organisation, Person
from crm.core.kinds import Kind
from crm.core.permissions import Permission
from crm.core.sight import shared
from crm.counterparts.kind import SISTER_LINK
from crm.counterparts.models import SisterLink
from crm.documents.kind import DOCUMENT
from crm.documents.models import Document
from crm.fairs import queries as fairs
from crm.fairs.kind import BOOTH, FAIR_SERIES
from crm.fairs.models import Booth, FairSeries
from crm.initiatives.kind import INITIATIVE
from crm.initiatives.models import Initiative
from crm.interactions.kind import INTERACTION
from crm.leads.kind import LEAD
from crm.leads.models import Lead
from crm.letters.kind import LETTER
from crm.letters.models import Letter
from crm.meetings.kind import MEETING
from crm.meetings.models import Meeting
from crm.negotiations.kind import NEGOTIATION
from crm.negotiations.models import Interaction, Negotiation
from crm.partners.kind import PARTNER_ASSESSMENT, SALES_ROUTE
from crm.partners.models import PartnerAssessment, SalesRoute
from crm.places.kind import PLACE
from crm.places.models import Place
from crm.places.rules import Shown
from crm.products.kind import PRODUCT
from crm.products.models import Product
from crm.reports.kind import MISSION_REPORT
from crm.reports.models import MissionReport
from crm.rivals.kind import DEMAND_SIGNAL, RIVAL_ACTIVITY
from crm.rivals.models import DemandSignal, RivalActivity
from crm.search.queries import naming
from crm.search.queries.kinds import Column
from crm.showrooms.kind import EXHIBIT, SETTLEMENT, SHOWROOM
from crm.showrooms.models import Exhibit, Settlement, Showroom
from crm.tags import queries as tags
from crm.tags.kind import TAG
from crm.targets.kind import TARGET_LIST
from crm.targets.models import TargetList
from crm.tasks.kind import TASK
from crm.tasks.models import Task

#: What has names of its own, which hang on it as rows: joined to what is found, each record came once a name of each
#: (an agreement of two regions with their twelve names 144 times).
Named = Person | Organisation | Place


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
    named: Callable[[Any], Sequence[Named | None]] = lambda _record: ()
    #: Read in one statement with others: few are found, and conditions on their own table say who sees them.
    together: bool = False


def _joined(relation: Any, *columns: Any) -> _AbstractLoad:
    """What a record belongs to: no more than its names need, which are asked for apart; the rest cannot be read."""
    return joinedload(relation).load_only(relation.property.mapper.class_.id, *columns, raiseload=True)


_POSTS = joinedload(Person.affiliations).options(_joined(Affiliation.organisation))

_FACES: Final = (
    Face(
        ORGANISATION,
        Permission.CONTACTS_READ,
        (),
        naming.organisation,
        (Organisation.created_by_id,),
        named=lambda record: (record,),
    ),
    Face(
        PERSON,
        Permission.CONTACTS_READ,
        (_POSTS,),
        naming.person,
        (Person.created_by_id,),
        named=lambda record: (record, *(post.organisation for post in record.affiliations)),
    ),
    Face(PLACE, Permission.PLACES_READ, (), naming.place, named=lambda record: (record,)),
    Face(
        ACTIVITY,
        Permission.MISSIONS_READ,
        (joinedload(Activity.names), _joined(Activity.place, Place.code)),
        naming.activity,
        (Activity.leader_id, Activity.coordinator_id),
        ((PLACE, Activity.place_id), (ORGANISATION, Activity.host_organisation_id)),
        lambda record: (record.place,),
    ),
    Face(
        MEETING,
        Permission.MEETINGS_READ,
        (_joined(Meeting.organisation), _joined(Meeting.our_organisation)),
        naming.meeting,
        (Meeting.created_by_id,),
        ((ORGANISATION, Meeting.organisation_id),),
        lambda record: (record.organisation, record.our_organisation),
    ),
    Face(
        NEGOTIATION,
        Permission.NEGOTIATIONS_READ,
        (_joined(Negotiation.counterpart), _joined(Negotiation.our_organisation)),
        naming.negotiation,
        (Negotiation.owner_id,),
        ((ORGANISATION, Negotiation.counterpart_id), (ORGANISATION, Negotiation.our_organisation_id)),
        lambda record: (record.counterpart, record.our_organisation),
    ),
    Face(
        INTERACTION,
        Permission.INTERACTIONS_READ,
        (_joined(Interaction.organisation), _joined(Interaction.person)),
        naming.interaction,
        (Interaction.created_by_id,),
        named=lambda record: (record.organisation, record.person),
    ),
    Face(
        LEAD,
        Permission.LEADS_READ,
        (
            _joined(Lead.person),
            _joined(Lead.organisation),
            _joined(Lead.activity).options(
                joinedload(Activity.names), _joined(Activity.place, Place.country, Place.timezone)
            ),
        ),
        naming.lead,
        (Lead.owner_id,),
        ((PERSON, Lead.person_id), (ORGANISATION, Lead.organisation_id)),
        lambda record: (record.person, record.organisation),
    ),
    Face(AGREEMENT, Permission.AGREEMENTS_READ, (), naming.agreement, (Agreement.created_by_id,), together=True),
    Face(INITIATIVE, Permission.INITIATIVES_READ, (joinedload(Initiative.names),), naming.initiative, together=True),
    Face(
        PRODUCT,
        Permission.PRODUCTS_READ,
        (joinedload(Product.names), _joined(Product.maker)),
        naming.product,
        (Product.created_by_id,),
        ((ORGANISATION, Product.maker_id),),
        lambda record: (record.maker,),
    ),
    Face(
        ACCESS_RULE,
        Permission.ACCESS_READ,
        (joinedload(AccessRule.texts), _joined(AccessRule.region, Place.code)),
        naming.rule,
        (AccessRule.created_by_id,),
        named=lambda record: (record.region,),
    ),
    Face(
        SHOWROOM,
        Permission.SHOWROOMS_READ,
        (joinedload(Showroom.names), _joined(Showroom.operator)),
        naming.showroom,
        (Showroom.created_by_id,),
        ((ORGANISATION, Showroom.operator_id),),
        lambda record: (record.operator,),
        together=True,
    ),
    Face(
        EXHIBIT,
        Permission.SHOWROOMS_READ,
        (
            _joined(Exhibit.product).joinedload(Product.names),
            _joined(Exhibit.showroom).joinedload(Showroom.names),
        ),
        naming.exhibit,
        (Exhibit.created_by_id,),
        ((SHOWROOM, Exhibit.showroom_id), (PRODUCT, Exhibit.product_id)),
        together=True,
    ),
    Face(
        SETTLEMENT,
        Permission.SHOWROOMS_READ,
        (_joined(Settlement.showroom).joinedload(Showroom.names),),
        naming.settlement,
        (Settlement.created_by_id,),
        ((SHOWROOM, Settlement.showroom_id),),
        together=True,
    ),
    Face(
        BOOTH,
        Permission.FAIRS_READ,
        (_joined(Booth.activity).joinedload(Activity.names),),
        naming.booth,
        (Booth.created_by_id,),
        ((ACTIVITY, Booth.activity_id),),
        together=True,
    ),
    Face(
        RIVAL_ACTIVITY,
        Permission.RIVALS_READ,
        (
            _joined(RivalActivity.place, Place.code),
            _joined(RivalActivity.body_place, Place.code),
            _joined(RivalActivity.body_organisation),
        ),
        naming.rival,
        (RivalActivity.created_by_id,),
        (
            (PLACE, RivalActivity.place_id),
            (PLACE, RivalActivity.body_place_id),
            (ORGANISATION, RivalActivity.body_organisation_id),
        ),
        lambda record: (record.place, record.body_place, record.body_organisation),
        together=True,
    ),
    Face(
        DEMAND_SIGNAL,
        Permission.RIVALS_READ,
        (_joined(DemandSignal.place, Place.code),),
        naming.signal,
        (DemandSignal.created_by_id,),
        ((PLACE, DemandSignal.place_id),),
        lambda record: (record.place,),
        together=True,
    ),
    Face(
        FAIR_SERIES,
        Permission.FAIRS_READ,
        (joinedload(FairSeries.names),),
        lambda record, language: [naming.plain(fairs.series_called(record, language)[0]), naming.plain(record.venue)],
        (FairSeries.created_by_id,),
        together=True,
    ),
    Face(
        SALES_ROUTE,
        Permission.PARTNERS_READ,
        (_joined(SalesRoute.organisation),),
        naming.route,
        (SalesRoute.created_by_id,),
        ((ORGANISATION, SalesRoute.organisation_id),),
        lambda record: (record.organisation,),
        together=True,
    ),
    Face(
        PARTNER_ASSESSMENT,
        Permission.PARTNERS_READ,
        (_joined(PartnerAssessment.organisation),),
        naming.assessment,
        (PartnerAssessment.assessor_id, PartnerAssessment.created_by_id),
        ((ORGANISATION, PartnerAssessment.organisation_id),),
        lambda record: (record.organisation,),
        together=True,
    ),  # fmt: skip
    Face(
        SISTER_LINK,
        Permission.COUNTERPARTS_READ,
        (
            _joined(SisterLink.place, Place.code),
            _joined(SisterLink.other_place, Place.code),
            _joined(SisterLink.organisation),
            _joined(SisterLink.other_organisation),
        ),
        naming.link,
        (),
        (
            *((PLACE, column) for column in (SisterLink.place_id, SisterLink.other_place_id)),
            *((ORGANISATION, column) for column in (SisterLink.organisation_id, SisterLink.other_organisation_id)),
        ),
        lambda record: (record.place, record.other_place, record.organisation, record.other_organisation),
    ),
    Face(TARGET_LIST, Permission.TARGETS_READ, (), naming.named, (TargetList.owner_id,), together=True),
    # Those in the archive are found no more, though their history can be read.
    Face(
        replace(TAG, visible_to=lambda user: shared(tags.known(), user)),
        Permission.TAGS_READ,
        (),
        naming.named,
        together=True,
    ),
    Face(
        DOCUMENT,
        Permission.DOCUMENTS_READ,
        (_joined(Document.activity).joinedload(Activity.names),),
        naming.document,
        (Document.created_by_id,),
        ((ACTIVITY, Document.activity_id),),
        together=True,
    ),
    Face(
        MISSION_REPORT,
        Permission.DOCUMENTS_READ,
        (_joined(MissionReport.activity).joinedload(Activity.names), defer(MissionReport.frozen)),
        naming.document,
        (MissionReport.created_by_id,),
        ((ACTIVITY, MissionReport.activity_id),),
        together=True,
    ),
    Face(
        LETTER,
        Permission.LETTERS_READ,
        (),
        naming.letter,
        (Letter.created_by_id,),
        ((ACTIVITY, Letter.activity_id),),
        together=True,
    ),
    Face(TASK, Permission.TASKS_READ, (), naming.task, (Task.owner_id,), together=True),
)
#: By table, as KINDS.
FACES: Final[dict[str, Face]] = {face.kind.table: face for face in _FACES}
