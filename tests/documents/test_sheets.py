"""The talk record and the lead sheet on one page, in four languages, for those who see what they tell."""

import io
import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session, selectinload

from crm.activities import queries as activities
from crm.activities.models import Activity
from crm.audit.models import AuditEntry
from crm.contacts.models import Organisation
from crm.contacts.queries import own_name
from crm.contacts.rules import OrganisationNameInput
from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.documents import contents, rules
from crm.documents.contents import LeadSheet
from crm.leads import services as leads
from crm.leads.services import LeadInput as LeadInput
from crm.meetings.models import Attendee, Meeting
from crm.negotiations.models import NegotiationMeeting
from crm.tasks import queries as tasks
from crm.tasks import services as task_services
from crm.tasks.models import Task
from crm.wordings import queries as wordings
from tests import cast
from tests.contacts import book
from tests.documents import journey
from tests.insights import fairs
from tests.kept import kept

pytestmark = pytest.mark.once


@pytest.fixture
def mission(session: scoped_session[Session]) -> Activity:
    return activities.one(_talked(), user=cast.user())


@kept
def _talked() -> int:
    made = journey.mission(visits=1)
    pack = contents.briefing(rules.wish(made.id, kind=rules.BRIEFING, language="ja"), user=cast.user())
    visit = pack.facts.visits[0]
    assert visit.organisation is not None
    starts = datetime(2026, 12, 11, 9)
    journey.talk(visit.organisation, visit.hosts[0].person, starts=starts, activity=made, our_offer="FOB 1,980円")
    return made.id


@pytest.mark.parametrize("language", list(rules.LANGUAGES))
@pytest.mark.printed
def test_the_empty_lead_sheet_is_one_page_in_every_language(mission: Activity, language: str) -> None:
    html = contents.sheet_html(LeadSheet(language, mission, None))
    assert len(PdfReader(io.BytesIO(contents.sheet_pdf(html, language))).pages) == 1
    assert html.count('class="box"') > 40
    assert 'class="box on"' not in html


def test_the_talk_record_tells_both_sides_the_offer_and_the_how_manieth_meeting_it_is(mission: Activity) -> None:
    latest = db.session.scalars(select(Meeting.id).order_by(Meeting.starts_at.desc())).first()
    assert latest is not None
    html = contents.sheet_html(contents.talk_sheet(latest, "en", user=cast.user()))
    for told in (
        "延边大洋商贸集团1有限公司",
        "Jin Chenghao",
        "FOB 1,980円",
        "Meeting no. 2 with them",
        "見本の品質証明書を送る",
    ):
        assert told in html
    assert mission.leader is not None
    leader = contents.sheet_html(contents.talk_sheet(latest, "en", user=mission.leader))
    assert "First meeting" not in leader, "the earlier one is kept from the leader, not absent"


def test_a_talk_online_has_no_place_and_is_counted_among_those_of_its_two_sides(mission: Activity) -> None:
    """The sheet of an online talk told 延吉市 as its place, and a first talk was the eighth of all makers."""
    host = book.organisation("图们百货")
    person = book.person("孙浩", at=host)
    makers = [book.organisation(name, "ja", country="JP") for name in ("丸直ニット", "燕角金工")]
    records: list[dict[str, Any]] = [
        {"our_organisation_id": makers[0].id},
        {"our_organisation_id": makers[1].id, "place_id": mission.place_id, "mode": "online"},
        {"our_organisation_id": makers[1].id, "place_id": mission.place_id, "mode": "phone", "venue": "会議室"},
        {"our_organisation_id": makers[1].id, "place_id": mission.place_id},
    ]
    for hour, record in enumerate(records, 1):
        journey.talk(host, person, starts=datetime(2026, 12, 12, hour), **record)
    rows = db.session.scalars(
        select(Meeting.id).where(Meeting.our_organisation_id == makers[1].id).order_by(Meeting.id)
    )
    shown = [contents.sheet_html(contents.talk_sheet(id, "ja", user=cast.user())) for id in rows]
    where = [page.split("場所</th>")[1].split("</td>")[0] for page in shown]
    told = [[word in cell for word in ("オンライン", "電話", "延吉市", "会議室")] for cell in where]
    assert told == [[True, False, False, False], [False, True, False, False], [False, False, True, False]]
    assert [re.findall(r"初回|\d回目の面談", page) for page in shown] == [["初回"], ["2回目の面談"], ["3回目の面談"]]


def test_whoever_sat_on_our_side_is_read_as_on_other_papers(mission: Activity) -> None:
    """An English sheet gave guests their Latin letters, and us none."""
    held = db.session.scalars(select(Meeting).order_by(Meeting.starts_at.desc())).first()
    assert held is not None
    ours = book.person("安角 恵", "ja", reading="やすずみ めぐみ")
    seat = Attendee(meeting_id=held.id, person_id=ours.id, side="ours", name_snapshot="安角 恵")
    seat.title_snapshot = "部長"
    fairs.keep(seat)
    html = contents.sheet_html(contents.talk_sheet(held.id, "en", user=cast.user()))
    row = " ".join(html.split("Our side")[1].split("</tr>")[0].split())
    assert '<span lang="ja-Latn">Yasuzumi Megumi</span>' in row
    assert row.count("Director") == 1


def test_a_negotiation_called_by_its_two_firms_is_called_as_the_document_writes_them(mission: Activity) -> None:
    meeting = db.session.scalars(select(Meeting).order_by(Meeting.starts_at.desc())).first()
    assert meeting is not None
    ours = book.organisation("燕角金工", "ja", country="JP", other_names=[OrganisationNameInput("Tsubame Kaku", "en")])
    theirs = db.session.get_one(Organisation, meeting.organisation_id, options=[selectinload(Organisation.names)])
    case = fairs.case("lead talk", ours=ours, theirs=theirs, title=f"{own_name(theirs).text} × 燕角金工")
    fairs.keep(NegotiationMeeting(negotiation_id=case.id, meeting_id=meeting.id))
    words = wordings.in_language("en")
    html = contents.sheet_html(contents.talk_sheet(meeting.id, "en", user=cast.user()), words=words)
    assert " × Tsubame Kaku" in " ".join(html.split())
    assert "燕角金工" not in html
    assert case.title not in words.met, "nobody is asked to translate names"


def test_the_record_of_a_talk_tells_the_other_side_nothing_of_our_chances_and_no_step_that_was_dropped(
    mission: Activity,
) -> None:
    meeting = db.session.scalars(select(Meeting).order_by(Meeting.starts_at.desc())).first()
    assert meeting is not None
    theirs = db.session.get_one(Organisation, meeting.organisation_id, options=[selectinload(Organisation.names)])
    case = fairs.case("lead talk", ours=theirs, theirs=theirs, title="委託販売", value=Decimal(5000))
    fairs.keep(NegotiationMeeting(negotiation_id=case.id, meeting_id=meeting.id))
    [step] = tasks.of_record("meetings", meeting.id)
    assert step.text in contents.sheet_html(contents.talk_sheet(meeting.id, "ja", user=cast.user()))
    with writing():
        task_services.cancel(db.session.get_one(Task, step.id), by=cast.user())
        db.session.commit()
    html = contents.sheet_html(contents.talk_sheet(meeting.id, "ja", user=cast.user()))
    assert "委託販売" in html
    assert "%" not in html.split("委託販売")[1].split("</td>")[0]
    assert step.text not in html


def test_the_lead_sheet_tells_the_city_and_who_does_what_by_when(mission: Activity) -> None:
    host = db.session.scalars(select(Meeting)).first()
    assert host is not None
    shop = book.organisation("图们百货", place_id=mission.place_id)
    asked = LeadInput(
        activity_id=mission.id, organisation_id=shop.id, next_action="見本を送る",
        owner_id=cast.user().id,
    )  # fmt: skip
    with writing():
        lead = leads.capture(asked, due_on=date(2026, 12, 20), by=cast.user())
        db.session.commit()
    html = contents.sheet_html(contents.lead_sheet(lead.id, "ja", user=cast.user()))
    for told in ("延吉市", "2026年12月20日", cast.user().display_name, "通訳", "価格帯"):
        assert told in html
    assert "面談回数" in contents.sheet_html(contents.talk_sheet(host.id, "ja", user=cast.user()))
    with writing():
        idle = leads.capture(
            LeadInput(activity_id=mission.id, organisation_id=shop.id, owner_id=cast.user().id), by=cast.user()
        )
        for task in tasks.of_record("leads", idle.id, open_only=True):
            task_services.cancel(task, by=cast.user())
        db.session.commit()
    html = contents.sheet_html(contents.lead_sheet(idle.id, "ja", user=cast.user()))
    assert cast.user().display_name in html.split("担当者・期限")[1].split("</td>")[0], (
        "somebody is in charge all the same"
    )


def test_a_sheet_is_handed_out_and_logged_to_those_who_see_the_meeting(client: FlaskClient, mission: Activity) -> None:
    id = db.session.scalars(select(Meeting.id).order_by(Meeting.starts_at.desc())).first()
    cast.sign_in(client, Role.COORDINATOR)
    panel = client.get(f"/documents/panels/meeting/{id}").get_data(as_text=True)
    token = cast.hidden(panel, "csrf_token")
    answer = client.post(f"/documents/sheets/talk/{id}", data={"csrf_token": token, "language": "ko"})
    assert answer.data.startswith(b"%PDF-")
    assert client.post(f"/documents/sheets/talk/{id}", data={"csrf_token": token, "language": "xx"}).status_code == 404
    logged = db.session.scalars(select(AuditEntry.verb).where(AuditEntry.record_type == "meetings")).all()
    assert "document.printed" in logged
    stranger = client.application.test_client()
    cast.sign_in(stranger, Role.MISSION_LEADER, email="other@example.jp")
    token = cast.csrf_token(stranger, "/documents/")
    answer = stranger.post(f"/documents/sheets/talk/{id}", data={"csrf_token": token, "language": "ko"})
    assert answer.status_code == 404
