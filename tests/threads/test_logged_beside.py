"""The timeline of a lead, a meeting, an agreement, a product, an initiative, a place and a showroom: what is logged on
its page stands there, on the pages of whom it belongs to, and nowhere else."""

import re
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from crm.activities.models import Activity
from crm.audit.services import action
from crm.core.database import Base, db, writing
from crm.core.permissions import Role
from crm.leads import services as leads
from crm.leads.services import LeadInput
from crm.negotiations.models import Interaction
from crm.negotiations.services import link_meeting
from crm.threads.queries import SCOPES
from crm.threads.rules import FILED, NOTED_BESIDE
from tests.agreements.deals import drafted
from tests.cast import SET_UP, hidden, sign_in, user
from tests.contacts import book
from tests.contacts.pages import filled_form
from tests.insights.fairs import initiative
from tests.meetings.scene import Scene, add_place, scene, talk
from tests.negotiations.cases import opened
from tests.products.test_products import made as product
from tests.showrooms import shop


@pytest.fixture
def at(app: Flask) -> Scene:
    with app.app_context():
        return scene()


def plumbing(client: FlaskClient, path: str) -> dict[str, str]:
    page = client.get(path)
    assert page.status_code == 200, path
    return {name: hidden(page.text, name) for name in ("csrf_token", "form_id")}


def called(client: FlaskClient, there: str, summary: str) -> str:
    said = {"kind": "call", "direction": "out", "summary": summary, "at": "2026-11-20T10:00"}
    answer = client.post(f"{there}/log", data=plumbing(client, f"{there}/log?kind=call") | said)
    assert answer.status_code == 303, there
    return str(answer.location)


def made(at: Scene, table: str) -> list[int]:
    """Two records of a kind."""
    if table == "products":
        book.load_places()
        maker = book.organisation("丸直ニット株式会社", "ja", country="JP").id
        return [product(maker).id, product(maker, names={"ja": "手袋"}).id]
    if table == "showrooms":
        book.load_places()
        return [shop.showroom(at.commerce_bureau).id, shop.showroom(at.association).id]
    if table == "meetings":
        return [talk(at).id, talk(at, subject="別の商談").id]
    if table == "agreements":
        return [drafted(at).id, drafted(at, title="別の契約").id]
    if table == "initiatives":
        return [initiative("延辺計画").id, initiative("吉林計画").id]
    with writing():
        rows: list[Base] = [_plain(at, table, number) for number in (1, 2)]
        db.session.commit()
        return [row.id for row in rows]


def _plain(at: Scene, table: str, number: int) -> Base:
    if table == "leads":
        organisation = at.commerce_bureau if number == 1 else None
        return leads.capture(LeadInput(at.mission, raw_name="朴", organisation_id=organisation), by=user())
    return add_place(f"22240{number + 4}")


@pytest.mark.parametrize("table", NOTED_BESIDE)
def test_each_kind_logs_in_place_and_asks_for_the_next_step(
    app: Flask, client: FlaskClient, at: Scene, table: str
) -> None:
    with app.app_context():
        id, other = made(at, table)
        owner = str(user().id)
    sign_in(client)
    there = f"/threads/{table}/{id}"
    back = called(client, there, "値札の件で電話した")
    assert back.endswith("?done=1#act")
    page = client.get(back).text
    assert "Done. What comes next?" in page
    assert "値札の件で電話した" in page
    for way in ("log?kind=call", "log?kind=note", "step"):
        assert f'hx-get="{there}/{way}" hx-target="#act"' in page, way
    assert "値札の件で電話した" not in client.get(f"/threads/{table}/{other}").text
    step = {"text": "見本を送る", "due_on": "2026-12-18", "owner_id": owner}
    assert client.post(f"{there}/step", data=plumbing(client, f"{there}/step") | step).status_code == 303
    assert "見本を送る" in client.get(f"/tasks/panels/{table}/{id}").text
    if table in FILED:
        sent = {"file": (BytesIO(b"%PDF-1.4\n%%EOF"), "値札.pdf")}
        assert client.post(f"{there}/file", data=plumbing(client, f"{there}/file") | sent).status_code == 303
        assert "値札.pdf" in client.get(f"/threads/{table}/{id}").text


def test_what_is_logged_on_a_lead_is_told_of_its_firm_and_its_fair_and_may_be_corrected(
    app: Flask, client: FlaskClient, at: Scene
) -> None:
    with app.app_context():
        id, _other = made(at, "leads")
    sign_in(client)
    called(client, f"/threads/leads/{id}", "見本の色を聞かれた")
    for path in (f"/threads/organisations/{at.commerce_bureau}", f"/threads/activities/{at.mission}"):
        assert "見本の色を聞かれた" in client.get(path).text, path
    with app.app_context():
        note = db.session.scalars(select(Interaction)).one()
        assert (note.record_type, note.record_id) == ("leads", id)
        assert (note.organisation_id, note.activity_id) == (at.commerce_bureau, at.mission)
        note_id = note.id
    page = client.get(f"/interactions/{note_id}").text
    assert f'href="/leads/{id}"' in page
    path = f"/interactions/{note_id}/edit"
    form = filled_form(client.get(path).text, "summary") | {"summary": "見本の色と値段を聞かれた"}
    assert client.post(path, data=form).status_code == 303
    assert "値段を聞かれた" in client.get(f"/threads/leads/{id}").text


def test_a_leader_logs_on_no_record_that_they_do_not_see_and_reads_no_note_of_others(
    app: Flask, client: FlaskClient, at: Scene
) -> None:
    with app.app_context():
        [place, _other], [talked, _later] = made(at, "places"), made(at, "meetings")
    sign_in(client)
    called(client, f"/threads/places/{place}", "市場を見て回った")
    sign_in(client, Role.MISSION_LEADER, email="second.leader@example.jp")
    assert client.get(f"/threads/meetings/{talked}/log").status_code == 404
    assert "市場を見て回った" not in client.get(f"/threads/places/{place}").text
    called(client, f"/threads/places/{place}", "通訳を探した")
    assert "通訳を探した" in client.get(f"/threads/places/{place}").text


def test_every_kind_that_is_logged_on_has_a_timeline() -> None:
    assert set(NOTED_BESIDE) <= set(SCOPES)


def test_a_call_keeps_files_for_whoever_sees_it(app: Flask, client: FlaskClient, at: Scene) -> None:
    with app.app_context():
        [place, _other] = made(at, "places")
    sign_in(client)
    called(client, f"/threads/places/{place}", "図面を受け取った")
    with app.app_context():
        id = db.session.scalars(select(Interaction.id)).one()
    there = f"/threads/interactions/{id}"
    sent = {"file": (BytesIO(b"%PDF-1.4\n%%EOF"), "図面.pdf")}
    answer = client.post(f"{there}/file", data=plumbing(client, f"{there}/file") | sent)
    assert answer.status_code == 303
    assert answer.location.startswith(f"/interactions/{id}#files")
    assert f"/panels/interactions/{id}" in client.get(f"/interactions/{id}").text
    panel = client.get(f"/panels/interactions/{id}", headers={"HX-Request": "true"}).text
    assert "図面.pdf" in panel
    [file] = re.findall(r'href="(/files/\d+)"', panel)
    with client.get(file) as got:
        assert got.status_code == 200
    sign_in(client, Role.MISSION_LEADER, email="second.leader@example.jp")
    assert client.get(file).status_code == 404
    assert client.get(f"/threads/files/interactions/{id}").status_code == 404


def test_an_initiative_tells_the_talks_of_its_missions_and_cases_to_whoever_sees_them(
    app: Flask, client: FlaskClient, at: Scene
) -> None:
    with app.app_context():
        ours, other = made(at, "initiatives")
        with writing(), action(SET_UP, by=None):
            db.session.get_one(Activity, at.mission).initiative_id = ours
            db.session.commit()
        talk(at, subject="値札の件", activity_id=at.mission)
        of_case, beside = talk(at, subject="契約の件"), talk(at, subject="別の商談")
        for initiative_id, met in ((ours, of_case), (other, beside)):
            case = opened(at, initiative_id=initiative_id)
            with writing():
                link_meeting(case, met, by=user())
                db.session.commit()
    sign_in(client)
    page = client.get(f"/threads/initiatives/{ours}").text
    assert [subject in page for subject in ("値札の件", "契約の件", "別の商談")] == [True, True, False]
    assert page.count("Opened as") == 1
    sign_in(client, Role.MISSION_LEADER, email="second.leader@example.jp")
    page = client.get(f"/threads/initiatives/{ours}").text
    assert [subject in page for subject in ("値札の件", "契約の件", "Opened as")] == [False] * 3


def test_a_showroom_tells_the_talks_with_its_operator(app: Flask, client: FlaskClient, at: Scene) -> None:
    with app.app_context():
        run_by_bureau, other = made(at, "showrooms")
        talk(at, subject="棚の位置")
    sign_in(client)
    assert "棚の位置" in client.get(f"/threads/showrooms/{run_by_bureau}").text
    assert "棚の位置" not in client.get(f"/threads/showrooms/{other}").text


def test_a_task_of_a_case_is_set_from_what_its_page_logs(app: Flask, client: FlaskClient, at: Scene) -> None:
    with app.app_context():
        id, owner = opened(at).id, str(user().id)
    sign_in(client)
    there = f"/threads/negotiations/{id}/step"
    assert f'<a href="{there}">Task</a>' in client.get(f"/negotiations/{id}").text
    said = {"text": "見積を訳す", "due_on": "2026-12-18", "owner_id": owner}
    answer = client.post(there, data=said | plumbing(client, there))
    assert answer.status_code == 303
    assert "見積を訳す" in client.get(f"/tasks/panels/negotiations/{id}").text
