"""The pages of a report: begun, written part by part, submitted, returned, approved; printed from what was kept."""

import html
import io
import re
from datetime import date
from typing import Any

import docx
import pytest
from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from crm.activities import services as activities
from crm.activities.models import Activity
from crm.activities.rules import CHANGED
from crm.audit.services import action
from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.documents import contents, rules
from crm.documents import queries as documents
from crm.documents.contents import Imprint, bare_html, filled
from crm.documents.models import Document
from crm.documents.services import asked as asked_for
from crm.jobs import worker
from crm.reports import queries
from crm.reports.models import MissionReport
from tests import cast
from tests.documents import journey
from tests.documents.written import approve, back_home
from tests.missions import voyage
from tests.reports import writing as reports


@pytest.fixture
def mission(session: scoped_session[Session]) -> Activity:
    journey.all_read_english()
    return journey.mission(visits=1)


def post(client: FlaskClient, page: str, action: str = "", **values: object) -> str:
    """Send the form that a page shows; the address it leads to."""
    shown = client.get(page).get_data(as_text=True)
    data = {name: cast.hidden(shown, name) for name in ("csrf_token", "form_id")}
    if 'name="version"' in shown:
        data |= {name: cast.hidden(shown, name) for name in ("version", "as_opened")}
    answer = client.post(action or page, data=data | values)
    assert answer.status_code == 303, answer.get_data(as_text=True)[-1500:]
    return answer.headers["Location"]


def test_a_report_goes_from_the_draft_over_a_return_to_approval_and_paper(
    app: Flask, client: FlaskClient, session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    for role in Role:
        cast.user(role, language="en")
    mission = back_home(monkeypatch)
    with writing():  # who was there and what it cost is asked before a final report is approved
        activities.note_attendance(mission, [part.id for part in mission.participants], by=None)
        activities.settle_costs(mission, state="none", by=None)
        db.session.commit()
    cast.sign_in(client, Role.MISSION_LEADER)
    begin = f"/documents/missions/{mission.id}/reports/new"
    here = post(client, begin, kind="full", language="ja", reporter="事務局 田邉", addressee="")
    assert "委託販売の契約" in client.get(here).get_data(as_text=True)
    post(client, f"{here}/parts/impressions", text="【所感】先方の関心は高い")
    approver = cast.user(Role.MANAGEMENT).id
    post(client, f"{here}/approvers", user_5=approver)
    early = client.post(f"{here}/submit", data={"csrf_token": cast.csrf_token(client, f"{here}/submit")})
    assert (early.status_code, "nobody has ticked as read: 4" in early.get_data(as_text=True)) == (409, True)
    for part in ("purpose", "programme", "talks", "follow_up"):
        read = re.search(rf"{here}/parts/{part}/read/\d+", client.get(here).get_data(as_text=True))
        assert read is not None
        post(client, here, read[0])
    post(client, f"{here}/submit", comment="よろしくお願いします")
    assert client.get(f"{here}/parts/impressions").status_code == 200
    chair = app.test_client()
    cast.sign_in(chair, Role.MANAGEMENT)
    assert "見商国第26-118号-R-JA-1" in chair.get("/documents/").get_data(as_text=True)
    silent = chair.post(
        f"{here}/decide", data={"csrf_token": cast.csrf_token(chair, f"{here}/decide"), "decision": "return"}
    )
    assert silent.status_code == 422
    post(chair, f"{here}/decide", decision="return", comment="収支を加えること")
    assert "収支を加えること" in client.get(here).get_data(as_text=True)
    post(client, f"{here}/submit")
    decide = {"csrf_token": cast.csrf_token(chair, f"{here}/decide"), "decision": "approve"}
    asking = chair.get(f"{here}/decide").get_data(as_text=True)
    assert 'id="still-draft"' in asking, "its plan was never approved"
    link, field = re.findall(r'href="([^"#]*/words[^"#]*)#(text_\w+)"', asking)[0]
    assert f'id="{field}"' in chair.get(html.unescape(link)).get_data(as_text=True)
    foreign = chair.post(f"{here}/decide", data=decide)  # a title of the hosts has no Japanese beside it
    assert foreign.status_code == 422
    assert "Say why they stay as they are." in foreign.get_data(as_text=True)
    post(chair, f"{here}/decide", decision="approve", comment="役職名は原文のままとする")
    assert queries.has_approved(mission.id)
    with writing(), action(CHANGED, by=None):
        voyage.fresh(mission).status = "reporting"
        db.session.commit()
    assert f'href="/missions/{mission.id}#closing"' in client.get(here).get_data(as_text=True)
    post(client, here, f"{here}/print/internal")
    assert worker.run_pending(app) == 1
    printed = session.scalars(select(Document)).one()
    assert (printed.status, printed.number) == ("ready", "見商国第26-118号-R-JA-1")
    assert "先方の関心は高い" in client.get(f"{here}/preview/public").get_data(as_text=True)


def test_a_report_is_given_out_as_docx(client: FlaskClient, mission: Activity) -> None:
    report = reports.begun(mission, purpose="販路を広げる")
    cast.sign_in(client, Role.COORDINATOR)
    here = f"/documents/reports/{report.id}"
    token = cast.csrf_token(client, here)
    answer = client.post(f"{here}/word/internal", data={"csrf_token": token})
    assert "attachment" in answer.headers["Content-Disposition"]
    opened = docx.Document(io.BytesIO(answer.data))
    assert any("販路を広げる" in paragraph.text for paragraph in opened.paragraphs)


def test_a_part_is_written_in_place(client: FlaskClient, mission: Activity) -> None:
    report = reports.begun(mission)
    cast.sign_in(client, Role.COORDINATOR)
    here = f"/documents/reports/{report.id}/parts/purpose"
    part = client.get(here, headers={"HX-Request": "true"}).get_data(as_text=True)
    assert part.lstrip().startswith('<section class="panel" id="purpose">')
    data = {name: cast.hidden(part, name) for name in ("csrf_token", "form_id", "version", "as_opened")}
    saved = client.post(here, data=data | {"text": "新しい目的"}, headers={"HX-Request": "true"})
    assert (saved.status_code, "新しい目的" in saved.get_data(as_text=True)) == (200, True)
    late = client.post(here, data=data | {"text": "古い画面から", "form_id": "x" * 32})
    assert late.status_code == 409
    assert "新しい目的" in client.get(f"{here}/texts").get_data(as_text=True)


def test_who_does_not_write_reports_reads_them_and_strangers_find_none(client: FlaskClient, mission: Activity) -> None:
    report = reports.begun(mission)
    cast.sign_in(client, Role.MANAGEMENT)
    assert client.get(f"/documents/reports/{report.id}").status_code == 200
    assert client.get(f"/documents/reports/{report.id}/parts/purpose").status_code == 403
    stranger = client.application.test_client()
    cast.sign_in(stranger, Role.MISSION_LEADER, email="other@example.jp")
    assert stranger.get(f"/documents/reports/{report.id}").status_code == 404
    assert db.session.scalars(select(MissionReport)).one().status == "draft"


def test_a_report_tells_budget_and_actual_in_thousands_of_yen_when_asked_to(
    client: FlaskClient, mission: Activity
) -> None:
    journey.cost(mission, "120500")
    report = reports.begun(voyage.fresh(mission))
    here, day = f"/documents/reports/{report.id}", report.reported_on.isoformat()
    cast.sign_in(client)
    costs = r"<td>航空運賃</td>\s*<td>{}</td>"
    exact = client.get(f"{here}/preview/internal").get_data(as_text=True)
    assert "120,500" in exact
    assert "単位：千円" not in exact
    post(client, f"{here}/head", stage="final", reported_on=day, thousands="y")
    assert "in thousands" in client.get(here).get_data(as_text=True)
    rounded = client.get(f"{here}/preview/public").get_data(as_text=True)
    assert rounded.count("単位：千円（") == 2
    assert re.search(costs.format('<span class="num">121</span>'), rounded)
    post(client, f"{here}/head", stage="final", reported_on=day)
    assert "単位：千円" not in client.get(f"{here}/preview/internal").get_data(as_text=True)


def test_a_report_printed_straight_from_the_records_has_the_same_choice_of_unit(
    client: FlaskClient, mission: Activity
) -> None:
    journey.cost(mission, "120500")
    cast.sign_in(client)
    page = f"/documents/missions/{mission.id}?kind=report"
    assert 'name="thousands"' not in client.get(f"/documents/missions/{mission.id}").get_data(as_text=True)
    asked: dict[str, Any] = {"language": "ja", "audience": "internal", "parts": ["costs"]}
    for ticked in ({}, {"thousands": "y"}):
        post(client, page, **asked | ticked)
        made = db.session.scalars(select(Document).order_by(Document.id.desc())).first()
        assert made is not None
        printed = bare_html(filled(asked_for(made), user=cast.user()), Imprint("1", 1, date(2026, 12, 20), "小林"))
        assert printed.count("単位：千円（") == (2 if ticked else 0)
    assert 'checked id="thousands"' not in client.get(page).get_data(as_text=True)
    report = reports.begun(voyage.fresh(mission))
    day = report.reported_on.isoformat()
    post(client, f"/documents/reports/{report.id}/head", stage="final", reported_on=day, thousands="y")
    assert 'checked id="thousands"' in client.get(page).get_data(as_text=True)


def test_the_report_that_is_printed_is_the_approved_one_and_a_draft_is_asked_for(
    client: FlaskClient, runner: FlaskCliRunner, mission: Activity, monkeypatch: pytest.MonkeyPatch
) -> None:
    def kept(content: Any, imprint: Imprint, **_: object) -> bytes:
        printed.append(bare_html(content, imprint))
        return b"%PDF-"

    wish, printed = rules.wish(mission.id, kind=rules.REPORT, language="ja"), list[str]()
    first = reports.begun(mission, purpose="販路を広げる")
    assert documents.written(wish, user=cast.user()) == first, "before an approval there is but the draft"
    approve(first)
    draft = reports.begun(mission, purpose="書きかけ")
    reports.begun(mission, language="en")
    assert documents.written(wish, user=cast.user()) == reports.fresh(first.id)
    outlook = f"/documents/missions/{mission.id}/outlook?kind=report&audience=internal&language="
    cast.sign_in(client)
    told = client.get(outlook + "ja").get_data(as_text=True)
    assert "The approved edition 1 is printed." in told
    assert f"/documents/reports/{draft.id}" in told
    assert "Edition 1 is printed, and it is not approved." in client.get(outlook + "en").get_data(as_text=True)

    monkeypatch.setattr(contents, "pdf", kept)
    monkeypatch.setattr(contents, "count_pages", lambda _pdf: 1)
    shell = ["documents", "print", str(mission.id), "--kind", "report"]
    assert [runner.invoke(args=args).exit_code for args in (shell, [*shell, "--draft"])] == [0, 0]
    assert ["販路を広げる" in html for html in printed] == [True, False]
    assert ["書きかけ" in html for html in printed] == [False, True]
    assert "has no draft" in runner.invoke(args=[*shell, "--draft", "--lang", "ko"]).output
