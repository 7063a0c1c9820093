"""A2 for every kind of record: of two alike, a reader sees the one that they may see, and nothing of the other.

What decides is divided among the two halves of the cast: each leader has a mission and papers of their own. Where all
staff see a kind, the second of two is in the archive. A kind without a scene stops the run.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask, current_app, url_for
from flask.testing import FlaskClient

from crm.access.kind import ACCESS_RULE
from crm.access.models import AccessRule
from crm.activities.kind import ACTIVITY
from crm.activities.models import Activity
from crm.activities.rules import CHANGED
from crm.agreements.kind import AGREEMENT
from crm.agreements.models import Agreement
from crm.applications.kind import APPLICATION
from crm.applications.models import Application, ApplicationCode
from crm.audit.services import action
from crm.capabilities import KINDS, LISTINGS, PANELS, entries_of, menu_of
from crm.cards.kind import BUSINESS_CARD
from crm.cards.models import BusinessCard
from crm.checklists.kind import COUNTDOWN
from crm.contacts.kind import ORGANISATION, PERSON
from crm.contacts.models import Organisation, Person
from crm.core import clock
from crm.core.database import Base, db, writing
from crm.core.kinds import Kind
from crm.core.permissions import ROLE_PERMISSIONS, Permission, Role, allows
from crm.core.sight import SIGHTS
from crm.counterparts.kind import SISTER_LINK
from crm.counterparts.models import SisterLink
from crm.documents.kind import DOCUMENT
from crm.documents.models import Document
from crm.fairs.kind import BOOTH, FAIR_SERIES
from crm.fairs.models import Booth, FairSeries
from crm.fields.kind import FIELD_DEFINITION
from crm.fields.models import FieldDefinition
from crm.initiatives.kind import INITIATIVE
from crm.initiatives.models import Initiative
from crm.insights.kind import FIGURE_SNAPSHOT
from crm.insights.models import FigureSnapshot
from crm.interactions.kind import INTERACTION, RECEIVED_MAIL
from crm.interactions.models import Mail
from crm.interchange.kind import IMPORT_BATCH
from crm.interchange.models import ImportBatch
from crm.leads.kind import LEAD
from crm.leads.models import Lead
from crm.letters.kind import LETTER
from crm.letters.models import Letter
from crm.lists.kind import LIST_EXPORT, SAVED_VIEW
from crm.lists.models import ListExport, SavedView
from crm.matching.kind import MATCHING_SESSION
from crm.matching.models import MatchingSession
from crm.meetings.kind import MEETING
from crm.meetings.models import Meeting
from crm.missions.kind import ACTIVITY_TEMPLATE, ITINERARY_ITEM
from crm.missions.models import ActivityTemplate, ItineraryItem
from crm.negotiations.kind import NEGOTIATION
from crm.negotiations.models import Interaction, Negotiation
from crm.office.kind import OFFICE
from crm.office.models import OfficeRecord
from crm.outcomes.kind import OUTCOME
from crm.outcomes.models import Outcome
from crm.partners.kind import PARTNER_ASSESSMENT, SALES_ROUTE
from crm.partners.models import PartnerAssessment, SalesRoute
from crm.places.kind import PLACE
from crm.places.models import Place
from crm.products.kind import PRODUCT
from crm.products.models import Product
from crm.registers.kind import BREACH, DATA_REQUEST, PRIVACY_ASSESSMENT
from crm.registers.models import Breach, DataRequest, PrivacyAssessment
from crm.reports.kind import MISSION_REPORT
from crm.reports.models import MissionReport
from crm.rivals.kind import DEMAND_SIGNAL, RIVAL_ACTIVITY
from crm.rivals.models import DemandSignal, RivalActivity
from crm.showrooms.kind import EXHIBIT, SETTLEMENT, SHOWROOM
from crm.showrooms.models import Exhibit, Settlement, Showroom
from crm.tags.kind import TAG
from crm.tags.models import Tag
from crm.targets.kind import TARGET_LIST
from crm.targets.models import TargetList
from crm.tasks.kind import TASK
from crm.tasks.models import Task
from crm.ties.kind import TIE_KIND
from crm.ties.models import TieKind
from crm.users.models import User
from crm.wordings.kind import WORDING
from crm.wordings.models import Wording
from tests.cast import sign_in, user
from tests.meetings.scene import SHANGHAI, Scene, scene
from tests.trust.world import FIRST_LEADER, SECOND_LEADER

pytestmark = pytest.mark.both

DAY, NOBODYS = date(2026, 12, 11), 999_999
#: Pages of the menu that count more than they list; test_visibility asks them.
FIGURES = {"home", "insights", "outcomes"}


@dataclass
class Half:
    """One leader with a record of each kind."""

    at: Scene
    leader: User
    made: dict[Kind, Any] = field(default_factory=dict)

    @property
    def trip(self) -> dict[str, Any]:
        return {"activity_id": self.made[ACTIVITY].id}

    @property
    def name(self) -> str:
        return f"{self.leader.id}"


Made = Callable[[Half], Base]
#: Of the leader's mission, made by the office; in the order in which one needs the other.
OF_THE_MISSION: dict[Kind, Made] = {
    ACTIVITY: lambda half: Activity(
        type="inspection_mission", direction="outbound", place_id=half.at.place, start_on=DAY, end_on=DAY,
        leader_id=half.leader.id, names=[],
    ),
    COUNTDOWN: lambda half: half.made[ACTIVITY],
    ITINERARY_ITEM: lambda half: ItineraryItem(
        kind="visit", title="x", wall_start="2026-12-11T09:00", wall_end="2026-12-11T10:00", timezone=SHANGHAI,
        starts_at=clock.now(), ends_at=clock.now(), **half.trip,
    ),
    MATCHING_SESSION: lambda half: MatchingSession(name="x", timezone=SHANGHAI, **half.trip),
    MEETING: lambda half: Meeting(
        organisation_id=half.at.commerce_bureau, starts_at=clock.now(), timezone=SHANGHAI, held_on=DAY, **half.trip
    ),
    LEAD: lambda half: Lead(captured_at=clock.now(), raw_name="朴", **half.trip),
    NEGOTIATION: lambda half: Negotiation(
        title="x", our_organisation_id=half.at.association, counterpart_id=half.at.commerce_bureau,
        stage_entered_at=clock.now(), **half.trip,
    ),
    AGREEMENT: lambda half: Agreement(type="mou", agreement_class="framework", title="x", **half.trip),
    BOOTH: lambda half: Booth(number="A1", **half.trip),
    DOCUMENT: lambda half: Document(kind="briefing", language="ja", edition=1, number=half.name, **half.trip),
    MISSION_REPORT: lambda half: MissionReport(
        language="ja", edition=1, number=half.name, reported_on=DAY, **half.trip
    ),
    LETTER: lambda half: Letter(
        person_id=half.at.li, kind="thanks", language="ja", dated_on=DAY, recipient="x", subject="x", body="x",
        **half.trip,
    ),
    OUTCOME: lambda half: Outcome(months=1, due_on=DAY, lead_id=half.made[LEAD].id, **half.trip),
    APPLICATION: lambda half: Application(
        code_id=_code(half).id, language="ja", company="x", name="x", **half.trip
    ),
}  # fmt: skip
#: Of the leader's own, made by them.
OWN: dict[Kind, Made] = {
    BUSINESS_CARD: lambda _half: BusinessCard(),
    IMPORT_BATCH: lambda half: ImportBatch(kind="people", name="x", storage_name=half.name, size=1, format="csv"),
    INTERACTION: lambda _half: Interaction(kind="call", at=clock.now()),
    LIST_EXPORT: lambda _half: ListExport(
        list_name="people", format="csv", language="ja", timezone=SHANGHAI, expires_at=clock.now()
    ),
    RECEIVED_MAIL: lambda half: Mail(
        message_key=half.name, sent_at=clock.now(), interaction_id=half.made[INTERACTION].id
    ),
    SAVED_VIEW: lambda half: SavedView(list_name="people", name="x", owner_id=half.leader.id),
    TARGET_LIST: lambda half: TargetList(name="x", kind="people", owner_id=half.leader.id),
    TASK: lambda half: Task(text="x", due_on=DAY, owner_id=half.leader.id, status="open"),
}
#: Seen by all staff, until it goes into the archive.
COMMON: dict[Kind, Made] = {
    ACCESS_RULE: lambda _half: AccessRule(
        country="CN", category="food", state="prohibited", source_title="x", checked_on=DAY, texts=[],
    ),
    ACTIVITY_TEMPLATE: lambda _half: ActivityTemplate(
        name="x", type="inspection_mission", direction="outbound", days=1, content={"items": []}
    ),
    FIGURE_SNAPSHOT: lambda half: FigureSnapshot(
        as_of=DAY + timedelta(days=half.leader.id), rules="x", currency="JPY", numbers={}
    ),
    DEMAND_SIGNAL: lambda half: DemandSignal(
        place_id=half.at.place, category="knitwear", statement="x", source_kind="web", source="x", observed_on=DAY,
        strength=1,
    ),
    INITIATIVE: lambda _half: Initiative(names=[]),
    ORGANISATION: lambda _half: Organisation(country="JP", names=[]),
    PERSON: lambda _half: Person(primary_language="ja", names=[]),
    PLACE: lambda half: Place(level="county", country="CN", timezone=SHANGHAI, code=f"9{half.leader.id}", names=[]),
    PRODUCT: lambda half: Product(maker_id=half.at.association, category="knitwear", names=[]),
    RIVAL_ACTIVITY: lambda half: RivalActivity(
        place_id=half.at.place, activity_type="trade_fair", starts_on=DAY, ends_on=DAY,
        body_organisation_id=half.at.association,
    ),
    SALES_ROUTE: lambda half: SalesRoute(organisation_id=half.at.association, name="x", channel="wholesale_market"),
    PARTNER_ASSESSMENT: lambda half: PartnerAssessment(
        organisation_id=half.at.association, assessed_on=DAY, assessor_id=half.leader.id, judgement="watch",
    ),
    FAIR_SERIES: lambda half: FairSeries(place_id=half.at.place, names=[]),
    SHOWROOM: lambda half: Showroom(operator_id=half.at.commerce_bureau, place_id=half.at.place, names=[]),
    EXHIBIT: lambda half: Exhibit(
        showroom_id=half.made[SHOWROOM].id, product_id=half.made[PRODUCT].id, currency="CNY"
    ),
    SETTLEMENT: lambda half: Settlement(
        showroom_id=half.made[SHOWROOM].id, number=half.name, begins_on=DAY, ends_on=DAY, settled_on=DAY,
        currency="CNY", rate_day="settlement", book_currency="JPY",
    ),
    SISTER_LINK: lambda half: SisterLink(
        kind="sister_city", place_id=half.at.place, other_place_id=half.made[PLACE].id
    ),
}  # fmt: skip
#: Seen by all staff, in the archive, too.
LASTING: dict[Kind, Made] = {
    FIELD_DEFINITION: lambda _half: FieldDefinition(record_type="people", kind="text"),
    TAG: lambda half: Tag(name=half.name, key=half.name),
    TIE_KIND: lambda _half: TieKind(first="people", second="people"),
}
#: Of the registers, which the office keeps.
KEPT: dict[Kind, Made] = {
    DATA_REQUEST: lambda half: DataRequest(received_on=DAY, asked="access", due_on=DAY, owner_id=half.leader.id),
    BREACH: lambda half: Breach(
        title="x", kind="sent", noticed_at=clock.now(), laws="JP", purpose="no", owner_id=half.leader.id
    ),
    PRIVACY_ASSESSMENT: lambda half: PrivacyAssessment(
        title="x", assessed_on=DAY, assessor_id=half.leader.id, scope="x", result="fine"
    ),
}
#: Seen by whoever has the role, by no mission leader.
BY_ROLE = {OFFICE: Role.ADMIN, APPLICATION: Role.COORDINATOR, **dict.fromkeys(KEPT, Role.COORDINATOR)}
SCENES: dict[Kind, Made] = {
    **OF_THE_MISSION, **OWN, **COMMON, **LASTING, **KEPT,
    OFFICE: lambda _half: db.session.query(OfficeRecord).first() or OfficeRecord(),
    WORDING: lambda half: Wording(digest=half.name, language="ja"),  # asked for by nobody
}  # fmt: skip


def _code(half: Half) -> ApplicationCode:
    code = ApplicationCode(code_hash=half.name, expires_at=clock.now(), **half.trip)
    db.session.add(code)
    db.session.flush()
    return code


def cast() -> list[Half]:
    at = scene()
    halves = [Half(at, user(Role.MISSION_LEADER, email=email)) for email in (FIRST_LEADER, SECOND_LEADER)]
    with writing():
        for half in halves:
            for who, kinds in ((user(), SCENES.keys() - OWN.keys()), (half.leader, OWN.keys())):
                with action(CHANGED, by=who):
                    for kind in (kind for kind in SCENES if kind in kinds):
                        half.made[kind] = SCENES[kind](half)
                        db.session.add(half.made[kind])
                        db.session.flush()
        with action(CHANGED, by=user()):
            for kind in COMMON:
                halves[1].made[kind].archived_at = clock.now()
        db.session.commit()
    return halves


def test_every_kind_has_a_scene() -> None:
    assert {kind.table for kind in SCENES} == set(KINDS)


def test_a_role_that_no_rule_names_sees_no_record_and_may_do_nothing(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even of those that the user leads, made or is in charge of."""
    with app.test_request_context():
        leader = cast()[0].leader
        monkeypatch.delitem(SIGHTS, Role.MISSION_LEADER)
        monkeypatch.delitem(ROLE_PERMISSIONS, Role.MISSION_LEADER)
        found = {kind.table: db.session.scalars(kind.visible_to(leader)).unique().all() for kind in KINDS.values()}
        assert [table for table, rows in found.items() if rows] == []
        assert [permission for permission in Permission if allows(Role(leader.role), permission)] == []


def surfaces(half: Half) -> set[str]:
    """The lists of the product, and the panels on what both halves share and on what is this one's."""
    read = [listing for listing in LISTINGS if allows(Role.MISSION_LEADER, listing.permission)]
    lists = {url_for(listing.endpoint) for listing in read} | {url_for("insights.month")}
    lists |= {
        url_for(entry.endpoint)
        for item in menu_of(Role.MISSION_LEADER)
        for entry in entries_of(item)
        if entry.endpoint.partition(".")[0] not in FIGURES
    }
    shared = {ORGANISATION: half.at.commerce_bureau, PERSON: half.at.li, PLACE: half.at.place}
    on = {kind.table: id for kind, id in ({kind: row.id for kind, row in half.made.items()} | shared).items()}
    asks = current_app.url_map.is_endpoint_expecting
    return lists | {
        url_for(panel.endpoint, id=on[table], record_type=table if asks(panel.endpoint, "record_type") else None)
        for table, panels in PANELS.items()
        for panel in panels
        if allows(Role.MISSION_LEADER, panel.permission)
    }


def test_of_two_records_of_a_kind_a_reader_sees_what_is_theirs(app: Flask, client: FlaskClient) -> None:
    """A place in the archive keeps its page: what lies in it leads there. So does a rule: cases name it. Whoever may
    open no page of a kind is told so whichever record is asked for (403)."""
    with app.test_request_context():
        first, second = cast()
        hidden: dict[Kind, int] = {kind: row.id for kind, row in second.made.items()}
        hidden |= dict.fromkeys(LASTING, NOBODYS)
        seen = {kind: row.id for kind, row in first.made.items() if kind not in BY_ROLE and kind is not WORDING}
        assert [kind.table for kind, id in hidden.items() if kind.is_visible(id, first.leader)] == []
        assert [kind.table for kind, id in seen.items() if not kind.is_visible(id, first.leader)] == []
        assert [kind.table for kind in BY_ROLE if not kind.is_visible(hidden[kind], user(BY_ROLE[kind]))] == []
        theirs = {url_for(kind.page, id=id) for kind, id in seen.items() if kind.page and kind is not COUNTDOWN}
        others = {url_for(kind.page, id=id) for kind, id in hidden.items() if kind.page}
        closed = others - {url_for(kind.page, id=hidden[kind]) for kind in (PLACE, ACCESS_RULE)}
        for kind in (kind for kind in hidden if kind.page):
            closed.add(url_for("audit.record", record_type=kind.table, id=hidden[kind]))
            closed.add(url_for("tasks.panel", record_type=kind.table, id=hidden[kind]))
        pages = surfaces(first)
    sign_in(client, Role.MISSION_LEADER, email=FIRST_LEADER)
    assert {path: status for path in closed if (status := client.get(path).status_code) not in (403, 404)} == {}
    links: dict[str, str] = {}
    for path in pages:
        answer = client.get(path)
        assert answer.status_code == 200, path
        links |= dict.fromkeys(re.findall(r'href="([^"?#]+)', answer.get_data(as_text=True)), path)
    assert {link: links[link] for link in others & links.keys()} == {}
    assert theirs - links.keys() == set()  # else none of these pages would have told
