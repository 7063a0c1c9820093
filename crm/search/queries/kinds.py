"""What can be found: for each kind of record, where its names and its texts stand."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Date, Select, and_, bindparam, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from crm.access.models import AccessRule, AccessText
from crm.activities.models import Activity, ActivityName
from crm.agreements.models import Agreement, Obligation
from crm.audit.services import Made
from crm.contacts.models import (
    Affiliation,
    ContactPoint,
    Organisation,
    OrganisationAddress,
    OrganisationName,
    Person,
    PersonName,
)
from crm.core import here
from crm.core.reading import of_ids
from crm.core.texts import N_
from crm.counterparts.models import SisterLink
from crm.documents.models import Document
from crm.fairs.models import Booth, FairSeries, FairSeriesName
from crm.initiatives.models import Initiative, InitiativeName
from crm.leads.models import Lead
from crm.letters.models import Letter
from crm.meetings.models import Meeting, MinuteItem
from crm.missions.models import ItineraryItem, Visit
from crm.negotiations.models import Interaction, Negotiation
from crm.partners.models import PartnerAssessment, RouteEvidence, SalesRoute
from crm.places.models import Place, PlaceName
from crm.products.models import Certificate, Product, ProductName
from crm.reports.models import MissionReport
from crm.rivals.models import DemandSignal, RivalActivity
from crm.showrooms.models import Exhibit, Settlement, Showroom, ShowroomName
from crm.tags.models import Tag, Tagging
from crm.targets.models import TargetList
from crm.tasks.models import Task

Column = InstrumentedAttribute[Any]


def living(made: Made, model: type[Any]) -> list[Any]:
    """The rows of a class that were just made and not archived meanwhile."""
    return [row for row in made.get(model, ()) if getattr(row, "archived_at", None) is None]


class Field(NamedTuple):
    """What a record was found by: a message id, or a column of a table."""

    label: str = ""
    table: str = ""
    column: str = ""


@dataclass(frozen=True)
class SearchSource:
    """One table that tells of a record: `owner` is its id, `names` and `texts` the columns to find it by.

    `first` (a condition) goes first: the first name of all is the one the record goes by. `language` marks names
    whose sound is told too, where nobody wrote it down. With `others` the names are of what the record belongs to.
    """

    owner: Column
    names: Sequence[Column] = ()
    texts: Sequence[Column] = ()
    first: Any = None
    language: Column | None = None
    others: bool = False
    where: ColumnElement[bool] | None = None
    joined: tuple[type[Any], ColumnElement[bool]] | None = None
    label: str = ""  #: what it tells of, as a message id; "": each column goes by its own name

    def field(self, place: int) -> "Field":
        """What the column at a place, names first, is called for the reader."""
        column = [*self.names, *self.texts][place]
        return Field(self.label) if self.label else Field("", column.class_.__tablename__, column.key)

    @cached_property
    def _columns(self) -> Sequence[Column]:
        return [self.owner, *self.names, *self.texts, *([self.language] if self.language is not None else [])]

    @cached_property
    def told(self) -> Select[*tuple[Any, ...]]:
        """(owner, names …, texts …, language) of some records: a statement made once, as core.reading takes it."""
        statement = self.narrowed(select(*self._columns), "ids")
        if self.first is not None:
            statement = statement.order_by(self.first.desc())
        statement = statement.order_by(self.owner.class_.id)  # as they were made: the first name is the title
        return statement if self.joined is None else statement.order_by(self.joined[0].id)

    def narrowed(self, statement: Select[Any], ids: str) -> Select[Any]:
        """What a statement about the table selects of some records; `ids` is what it calls theirs."""
        statement = statement.where(of_ids(self.owner, ids))
        if self.joined is not None:
            statement = statement.join_from(self.owner.class_, *self.joined)
        return statement if self.where is None else statement.where(self.where)

    def of(self, made: Made, ids: Collection[int]) -> list[tuple[Any, ...]]:
        """What `told` would answer about records whose rows are all at hand, just made. Only of a plain kind."""
        own = [row for row in living(made, self.owner.parent.class_) if getattr(row, self.owner.key) in ids]
        return [tuple(getattr(row, column.key) for column in self._columns) for row in sorted(own, key=lambda r: r.id)]


@dataclass(frozen=True)
class Searchable:
    """A kind of record: its table, its own columns, and the tables below it. `person`: names are of people."""

    model: type[Any]
    own: SearchSource
    below: tuple[SearchSource, ...] = ()
    person: bool = False

    @property
    def record_type(self) -> str:
        name: str = self.model.__tablename__
        return name

    @cached_property
    def is_plain(self) -> bool:
        """Whether its words stand as they are in rows of its own: no order, sound or other table has a say."""
        return all(s.first is None and s.language is None and s.joined is None for s in (self.own, *self.below))


def _own(model: type[Any], names: Sequence[Column] = (), texts: Sequence[Column] = ()) -> SearchSource:
    return SearchSource(model.id, names, texts, where=model.archived_at.is_(None))


def _tagged(record_type: str) -> SearchSource:
    """The tags that records of a kind are marked with: found inside, never as a name of theirs."""
    carried = and_(Tagging.record_type == record_type, Tag.archived_at.is_(None))
    joined = (Tag, Tag.id == Tagging.tag_id)
    return SearchSource(Tagging.record_id, [Tag.name], others=True, where=carried, joined=joined, label=N_("Tag"))


#: Asked for whenever a statement is sent.
_TODAY: Final = bindparam("today", type_=Date, callable_=lambda: here.today())

#: In the order of the results.
KINDS: Final = (
    Searchable(
        Organisation,
        _own(Organisation, [Organisation.identifier_value], [Organisation.profile, Organisation.notes]),
        (
            SearchSource(
                OrganisationName.organisation_id,
                [OrganisationName.text, OrganisationName.reading],
                first=OrganisationName.is_primary,
                language=OrganisationName.language,
                label=N_("Name"),
            ),
            SearchSource(ContactPoint.organisation_id, [ContactPoint.normalised], label=N_("Contact details")),
            SearchSource(
                OrganisationAddress.organisation_id,
                texts=[OrganisationAddress.lines, OrganisationAddress.postal_code],
                label=N_("Address"),
            ),
            _tagged("organisations"),
        ),
    ),
    Searchable(
        Person,
        _own(Person, texts=[Person.notes]),
        (
            SearchSource(
                PersonName.person_id,
                [PersonName.full, PersonName.reading],
                first=PersonName.kind == "primary",
                language=PersonName.language,
                label=N_("Name"),
            ),
            SearchSource(ContactPoint.person_id, [ContactPoint.normalised], label=N_("Contact details")),
            SearchSource(
                Affiliation.person_id,
                [OrganisationName.text, OrganisationName.reading],
                language=OrganisationName.language,
                others=True,
                where=or_(Affiliation.to_date.is_(None), Affiliation.to_date >= _TODAY),
                joined=(OrganisationName, OrganisationName.organisation_id == Affiliation.organisation_id),
                label=N_("Organisation"),
            ),
            _tagged("people"),
        ),
        person=True,
    ),
    Searchable(
        Place,
        _own(Place, texts=[Place.note]),
        (
            SearchSource(
                PlaceName.place_id,
                [PlaceName.text, PlaceName.reading],
                first=PlaceName.kind == "official",
                label=N_("Name"),
            ),
        ),
    ),
    Searchable(
        Activity,
        _own(
            Activity,
            [Activity.document_number],
            [Activity.objectives, Activity.key_messages, Activity.outcome, Activity.impressions, Activity.proposals],
        ),
        (
            SearchSource(ActivityName.activity_id, [ActivityName.text], label=N_("Name")),
            SearchSource(
                ItineraryItem.activity_id,
                texts=[ItineraryItem.title, ItineraryItem.venue, ItineraryItem.notes],
                where=ItineraryItem.archived_at.is_(None),
                label=N_("Programme"),
            ),
            SearchSource(
                ItineraryItem.activity_id,
                texts=[Visit.purpose, Visit.agenda, Visit.questions],
                where=ItineraryItem.archived_at.is_(None),
                joined=(Visit, Visit.item_id == ItineraryItem.id),
                label=N_("Programme"),
            ),
        ),
    ),
    Searchable(
        Meeting,
        _own(
            Meeting,
            [Meeting.subject, Meeting.venue],
            [
                Meeting.purpose,
                Meeting.products,
                Meeting.counterpart_requests,
                Meeting.our_offer,
                Meeting.reaction,
                Meeting.conditions_agreed,
                Meeting.pending,
                Meeting.competitors,
                Meeting.routes_mentioned,
            ],
        ),
        (
            SearchSource(
                MinuteItem.meeting_id,
                texts=[
                    MinuteItem.topic,
                    MinuteItem.discussed,
                    MinuteItem.theirs,
                    MinuteItem.ours,
                    MinuteItem.decision,
                    MinuteItem.open_point,
                ],
                where=MinuteItem.archived_at.is_(None),
                label=N_("Minutes"),
            ),
        ),
    ),
    Searchable(
        Negotiation,
        _own(
            Negotiation,
            [Negotiation.title, Negotiation.products],
            [Negotiation.next_step, Negotiation.competition, Negotiation.loss_note, Negotiation.on_hold_reason],
        ),
        (
            SearchSource(
                Interaction.negotiation_id,
                texts=[Interaction.summary],
                where=Interaction.archived_at.is_(None),
                label=N_("Interactions"),
            ),
        ),
    ),
    Searchable(Interaction, _own(Interaction, texts=[Interaction.summary, Interaction.body])),
    Searchable(
        Lead,
        _own(
            Lead,
            [Lead.raw_name, Lead.raw_organisation, Lead.raw_contact, Lead.interest],
            [Lead.inquiry, Lead.next_action, Lead.disqualify_reason],
        ),
    ),
    Searchable(
        Agreement,
        _own(Agreement, [Agreement.title, Agreement.number, Agreement.products], [Agreement.notes]),
        (SearchSource(Obligation.agreement_id, texts=[Obligation.text], label=N_("Obligations")),),
    ),
    Searchable(
        Initiative,
        _own(Initiative, texts=[Initiative.goals]),
        (SearchSource(InitiativeName.initiative_id, [InitiativeName.text], label=N_("Name")),),
    ),
    Searchable(
        Product,
        _own(Product, texts=[Product.materials, Product.notes]),
        (
            SearchSource(ProductName.product_id, [ProductName.text], label=N_("Name")),
            SearchSource(
                Certificate.product_id,
                [Certificate.number, Certificate.name],
                where=Certificate.archived_at.is_(None),
                label=N_("Certificates"),
            ),
        ),
    ),
    Searchable(
        AccessRule,
        _own(AccessRule, [AccessRule.hs_prefix], [AccessRule.source_title, AccessRule.source_url, AccessRule.notes]),
        (SearchSource(AccessText.rule_id, [AccessText.text], label=N_("Rule in words")),),
    ),
    Searchable(
        Showroom,
        _own(Showroom, texts=[Showroom.address, Showroom.notes]),
        (SearchSource(ShowroomName.showroom_id, [ShowroomName.text], label=N_("Name")),),
    ),
    Searchable(Exhibit, _own(Exhibit, [Exhibit.code], [Exhibit.size, Exhibit.slot, Exhibit.notes])),
    Searchable(Settlement, _own(Settlement, [Settlement.number, Settlement.invoice], [Settlement.notes])),
    Searchable(
        FairSeries,
        _own(FairSeries, texts=[FairSeries.venue, FairSeries.organiser, FairSeries.about]),
        (SearchSource(FairSeriesName.series_id, [FairSeriesName.text], label=N_("Name")),),
    ),
    Searchable(Booth, _own(Booth, [Booth.number, Booth.hall], [Booth.notes])),
    Searchable(
        RivalActivity, _own(RivalActivity, [RivalActivity.title], [RivalActivity.source_url, RivalActivity.notes])
    ),
    Searchable(DemandSignal, _own(DemandSignal, [DemandSignal.statement], [DemandSignal.source])),
    Searchable(
        SalesRoute,
        _own(SalesRoute, [SalesRoute.name]),
        (SearchSource(RouteEvidence.route_id, texts=[RouteEvidence.note], label=N_("Evidence")),),
    ),
    Searchable(PartnerAssessment, _own(PartnerAssessment, texts=[PartnerAssessment.notes])),
    Searchable(SisterLink, _own(SisterLink, [SisterLink.basis_document], [SisterLink.signed_where, SisterLink.notes])),
    Searchable(TargetList, _own(TargetList, [TargetList.name], [TargetList.purpose])),
    Searchable(Tag, _own(Tag, [Tag.name])),
    Searchable(Document, _own(Document, [Document.number])),
    Searchable(MissionReport, _own(MissionReport, [MissionReport.number])),
    Searchable(Letter, _own(Letter, [Letter.number, Letter.subject])),
    Searchable(Task, _own(Task, [Task.text, Task.external_owner])),
)

#: Whose names stand with other records too: {kind: (kind of those, their ids, the id of the first), …}.
NAMED_BY: Final[dict[str, tuple[tuple[str, Column, Column], ...]]] = {
    "organisations": (("people", Affiliation.person_id, Affiliation.organisation_id),),
    "tags": (("people", Tagging.record_id, Tagging.tag_id), ("organisations", Tagging.record_id, Tagging.tag_id)),
}

#: As they are indexed: whose names stand with others, before those.
IN_ORDER: Final = sorted(
    KINDS, key=lambda kind: kind.record_type not in NAMED_BY or kind.record_type == "organisations"
)

#: Records that are found through another: {table: (its id, the id of the record it belongs to, that one's kind)}.
PARTS: Final[dict[str, tuple[Column, Column, str]]] = {
    "itinerary_items": (ItineraryItem.id, ItineraryItem.activity_id, "activities"),
    "interactions": (Interaction.id, Interaction.negotiation_id, "negotiations"),
}
