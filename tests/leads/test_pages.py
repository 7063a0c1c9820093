"""The pages of leads: capture at a booth, the list, matching, the path, panels."""

import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, func, select

from crm.contacts.models import Organisation
from crm.contacts.rules import duplicates
from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.leads import services
from crm.leads.models import Lead
from crm.leads.services import LeadInput
from crm.merging.services import set_rules
from crm.tasks import queries as tasks
from tests.cast import csrf_token, hidden, sign_in, user
from tests.meetings.scene import Scene, add_place, mission, scene

HTMX = {"HX-Request": "true"}


@pytest.fixture
def at(app: Flask) -> Scene:
    with app.app_context():
        return scene()


def captured(app: Flask, at: Scene, **values: Any) -> int:
    given = {"activity_id": at.mission, "raw_name": "朴春花", "raw_organisation": "图们百货"} | values
    with app.app_context(), writing():
        made = services.capture(LeadInput(**given), by=user())  # type: ignore[arg-type]  # a dict of what a test needs
        db.session.commit()
        return made.id


def kept(app: Flask, id: int) -> Lead:
    with app.app_context():
        return db.session.get_one(Lead, id)


def count(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Lead)) or 0


def filled(at: Scene, **changes: Any) -> dict[str, Any]:
    return {
        "activity_id": at.mission, "raw_name": "朴春花", "raw_organisation": "图们百货", "rank": "A",
        "category": "knitwear", "inquiry": "見本がほしい", "next_action": "見本を送る", "owner_id": 1,
        "due_on": "2026-12-20",
    } | changes  # fmt: skip


def send(client: FlaskClient, path: str, data: dict[str, Any], **headers: str) -> Any:
    text = client.get(path).get_data(as_text=True)
    plumbing = {name: hidden(text, name) for name in ("csrf_token", "form_id", "version", "as_opened")}
    return client.post(path, data=plumbing | data, headers=headers)


def press(client: FlaskClient, id: int, verb: str, **data: Any) -> Any:
    """The answer to a button of the record's page."""
    token = csrf_token(client, f"/leads/{id}")
    return client.post(f"/leads/{id}/{verb}", data={"csrf_token": token} | data)


def test_a_lead_is_captured_and_its_next_action_is_a_task(app: Flask, client: FlaskClient, at: Scene) -> None:
    sign_in(client)
    ours = {"our_organisation_id-offered": at.association}
    answer = send(client, f"/leads/new?activity_id={at.mission}", filled(at, **ours))
    assert answer.status_code == 303
    page = client.get(answer.headers["Location"]).get_data(as_text=True)
    for shown in ("朴春花", "图们百货", "Rank A", "見本がほしい", "見本を送る", "Not agreed", "見附商工会"):
        assert shown in page, shown
    with app.app_context():
        made = db.session.scalars(select(Lead)).one()
        assert len(tasks.of_record("leads", made.id)) == 1


def test_a_lead_of_an_activity_that_is_over_is_not_captured_today(app: Flask, client: FlaskClient, at: Scene) -> None:
    with app.app_context(), writing():
        past = mission(at.place, name="第1回", start_on=date(2013, 12, 10), end_on=date(2013, 12, 12)).id
        db.session.commit()
    sign_in(client)
    asked = send(client, "/leads/new", filled(at, activity_id=past, captured_at=""))
    assert asked.status_code == 422
    assert "Say when it was captured: the activity ended on" in asked.get_data(as_text=True)
    assert hidden(asked.get_data(as_text=True), "captured_at") == "2013-12-12T12:00", "a candidate"
    sent = send(client, "/leads/new", filled(at, activity_id=past, captured_at="", next_action=""))
    both = sent.get_data(as_text=True)
    assert ("Say when it was captured" in both, "Enter what is to be done by that day." in both) == (True, True)
    form = client.get(f"/leads/new?activity_id={past}").get_data(as_text=True)
    assert (form.count('hx-select-oob="#our-firm,'), form.count('id="our-firm"')) == (1, 1), "its firms are offered"
    noon = hidden(form, "captured_at")
    assert noon == "2013-12-12T12:00"
    for typed, shown in ((noon, "12 Dec 2013"), ("2013-12-11T14:30", "14:30")):
        made = send(client, "/leads/new", filled(at, activity_id=past, captured_at=typed))
        page = client.get(made.headers["Location"]).get_data(as_text=True).split("<main", 1)[1]
        assert shown in page
        assert "12:00" not in page, "of noon, which was proposed, only the day is known"
    assert "12:00" not in client.get("/leads/").get_data(as_text=True)


def test_the_permission_to_contact_is_never_ticked_beforehand(client: FlaskClient, at: Scene) -> None:
    sign_in(client)
    text = client.get(f"/leads/new?activity_id={at.mission}").get_data(as_text=True)
    (box,) = [tag.split(">")[0] for tag in text.split("<input") if 'name="may_contact"' in tag]
    assert "checked" not in box


def test_save_and_next_keeps_the_activity_and_nothing_else(app: Flask, client: FlaskClient, at: Scene) -> None:
    sign_in(client)
    answer = send(client, "/leads/new", filled(at, again="1", may_contact="y"))
    assert answer.headers["Location"] == f"/leads/new?activity_id={at.mission}"
    text = client.get(answer.headers["Location"]).get_data(as_text=True)
    assert f'selected value="{at.mission}"' in text
    assert "朴春花" not in text
    assert count(app) == 1


def test_a_known_person_is_captured_without_writing_the_name(app: Flask, client: FlaskClient, at: Scene) -> None:
    sign_in(client)
    path = f"/leads/new?activity_id={at.mission}&person_id={at.li}"
    assert "李明淑" in client.get(path).get_data(as_text=True)
    answer = send(client, path, filled(at, raw_name="", raw_organisation=""))
    assert answer.status_code == 303
    made = kept(app, int(answer.headers["Location"].rsplit("/", 1)[1]))
    assert (made.person_id, made.organisation_id) == (at.li, at.commerce_bureau)
    assert client.get("/leads/new?person_id=999999").status_code == 404
    assert client.get("/leads/new?organisation_id=999999").status_code == 404


def test_a_day_without_a_next_action_is_asked_about_unless_it_is_the_proposed_one(
    app: Flask, client: FlaskClient, at: Scene
) -> None:
    sign_in(client)
    told = filled(at, next_action="", due_on="2026-12-20")
    refused = send(client, "/leads/new", told)
    assert refused.status_code == 422
    shown = refused.get_data(as_text=True)
    assert "Enter what is to be done by that day." in shown
    assert 'value="2026-12-20"' in shown
    assert count(app) == 0
    assert send(client, "/leads/new", told | {"due_proposed": "2026-12-20"}).status_code == 303
    assert count(app) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"activity_id": ""},
        {"activity_id": "999999"},
        {"raw_name": "", "raw_organisation": ""},
        {"raw_name": "a\x00b"},
        {"raw_name": "名" * 10_000},
        {"rank": "Z"},
        {"category": "weapons"},
        {"owner_id": "999999"},
        {"owner_id": ""},
        {"due_on": "2026-02-30"},
        {"inquiry": "問" * 20_001},
        {"wanted_price": "1.000"},
        {"wanted_price": "-5", "wanted_currency": "CNY"},
        {"wanted_price": "5"},
        {"captured_at": "2126-01-01T00:00"},
        {"captured_at": "soon"},
    ],
)
def test_bad_input_is_answered_with_the_form_and_what_was_typed(
    app: Flask, client: FlaskClient, at: Scene, changes: dict[str, Any]
) -> None:
    sign_in(client)
    answer = send(client, "/leads/new", filled(at, **changes))
    assert answer.status_code == 422
    text = answer.get_data(as_text=True)
    assert 'class="errsum"' in text
    assert "見本を送る" in text
    assert count(app) == 0


def test_htmx_gets_only_the_form_back(client: FlaskClient, at: Scene) -> None:
    sign_in(client)
    answer = send(client, "/leads/new", filled(at, rank="Z"), **HTMX)
    assert answer.status_code == 422
    assert "<html" not in answer.get_data(as_text=True)
    assert 'id="lead-form"' in answer.get_data(as_text=True)


def test_an_edit_saves_and_a_stale_one_shows_both_versions(app: Flask, client: FlaskClient, at: Scene) -> None:
    id = captured(app, at)
    before = kept(app, id).captured_at
    sign_in(client)
    path = f"/leads/{id}/edit"
    text = client.get(path).get_data(as_text=True)
    opened = {name: hidden(text, name) for name in ("csrf_token", "form_id", "version", "as_opened")}
    wall = hidden(text, "captured_at")
    assert send(client, path, filled(at, rank="B", captured_at=wall)).status_code == 303
    assert (kept(app, id).rank, kept(app, id).captured_at) == ("B", before)
    answer = client.post(path, data=opened | filled(at, raw_name="わたしの名"))
    assert answer.status_code == 409
    assert "わたしの名" in answer.get_data(as_text=True)


def test_the_written_name_is_matched_by_hand(app: Flask, client: FlaskClient, at: Scene) -> None:
    id = captured(app, at, raw_name="李明淑", raw_organisation="延吉市商務局")
    sign_in(client)
    page = client.get(f"/leads/{id}").get_data(as_text=True)
    assert "same name" in page.lower()
    assert press(client, id, "match", person_id=at.li).status_code == 303
    assert kept(app, id).organisation_id == at.commerce_bureau
    assert press(client, id, "match", person_id=999999).status_code == 409
    assert press(client, id, "match").status_code == 409
    assert press(client, id, "enter-person").status_code == 409


def test_the_written_name_is_entered_into_the_contacts(app: Flask, client: FlaskClient, at: Scene) -> None:
    id = captured(app, at)
    sign_in(client)
    page = client.get(f"/leads/{id}").get_data(as_text=True)
    assert not re.search(rf'<option selected value="{at.place}"', page), "people come to a fair from everywhere"
    asked = {"place_of": "0", "counterpart_place_id": "9999"}
    assert press(client, id, "enter-organisation", **asked).status_code == 422
    assert press(client, id, "enter-organisation", **asked | {"counterpart_place_id": at.place}).status_code == 303
    assert press(client, id, "enter-person").status_code == 303
    made = kept(app, id)
    assert made.person_id is not None
    with app.app_context():
        assert db.session.get_one(Organisation, made.organisation_id).place_id == at.place


def test_a_guest_is_guessed_where_the_delegation_comes_from(app: Flask, client: FlaskClient, at: Scene) -> None:
    with app.app_context(), writing():
        here = add_place("15211", "Asia/Tokyo", "JP")
        db.session.flush()
        visit = mission(here.id, direction="inbound", sender_organisation_id=at.commerce_bureau)
        anybody = mission(here.id, direction="inbound")
        db.session.commit()
        ids, home = [visit.id, anybody.id], here.id
    sign_in(client)
    pages = [client.get(f"/leads/{captured(app, at, activity_id=id)}").get_data(as_text=True) for id in ids]
    assert 'id="guessed-place"' in pages[0]
    assert 'id="guessed-place"' not in pages[1]
    assert not any(f'<option selected value="{place}"' in page for page in pages for place in (at.place, home))


def test_the_path_from_new_to_not_pursued_and_back(app: Flask, client: FlaskClient, at: Scene) -> None:
    id = captured(app, at, may_contact=True)
    sign_in(client)
    assert press(client, id, "qualify").status_code == 409
    assert press(client, id, "nurture").status_code == 303
    refused = press(client, id, "disqualify", reason="")
    assert refused.status_code == 422
    assert "<details open>" in refused.get_data(as_text=True)
    assert press(client, id, "disqualify", reason="x" * 10_000).status_code == 422
    assert press(client, id, "disqualify", reason="輸入資格がない").status_code == 303
    assert "輸入資格がない" in client.get(f"/leads/{id}").get_data(as_text=True)
    assert press(client, id, "disqualify", reason="もう一度").status_code == 409
    assert press(client, id, "reopen").status_code == 303
    assert press(client, id, "follow-up").status_code == 303
    assert kept(app, id).first_followup_at is not None
    assert kept(app, id).status == "new"


def test_archive_offers_to_be_undone(app: Flask, client: FlaskClient, at: Scene) -> None:
    id = captured(app, at)
    sign_in(client)
    assert press(client, id, "archive").status_code == 303
    page = client.get("/leads/").get_data(as_text=True)
    assert f'action="/leads/{id}/restore"' in page
    token = hidden(page, "csrf_token")
    assert client.post(f"/leads/{id}/restore", data={"csrf_token": token}).status_code == 303
    assert client.get(f"/leads/{id}").status_code == 200


def test_a_visitor_who_was_captured_twice_is_pointed_out(app: Flask, client: FlaskClient, at: Scene) -> None:
    def lead(**values: str) -> int:
        return captured(app, at, **({"raw_name": "朴星宇", "raw_organisation": "延边大洋", "raw_contact": ""} | values))

    first = lead(raw_contact="139-4433-0001")
    others = {
        "same name": lead(raw_name=" 朴 星宇"),
        "same number": lead(raw_name="朴先生", raw_organisation="", raw_contact="13944330001"),
    }
    for values in (
        {"raw_organisation": "图们商贸"},
        {"raw_name": "崔美花"},
        {"raw_name": "", "raw_contact": "a@example.cn"},
    ):
        lead(**values)
    sign_in(client)
    shown = client.get(f"/leads/{first}").get_data(as_text=True)
    notice = shown[shown.index("Captured twice?") :].split("</p>")[0]
    assert sorted(re.findall(r"/leads/(\d+)", notice)) == sorted(str(id) for id in others.values())
    assert press(client, others["same name"], "archive").status_code == 303
    assert press(client, others["same number"], "archive").status_code == 303
    assert "Captured twice?" not in client.get(f"/leads/{first}").get_data(as_text=True)


def test_hidden_leads_are_not_found_and_management_reads_only(app: Flask, client: FlaskClient, at: Scene) -> None:
    with app.app_context():
        other = user(Role.MISSION_LEADER, email="other@example.jp")
        assert other.id != user().id
    id = captured(app, at)
    sign_in(client, Role.MISSION_LEADER, email="other@example.jp")
    token = csrf_token(client, "/leads/")
    for path in (f"/leads/{id}", f"/leads/{id}/edit", f"/audit/leads/{id}"):
        assert client.get(path).status_code == 404, path
    for verb in ("qualify", "nurture", "disqualify", "match", "archive", "follow-up"):
        assert client.post(f"/leads/{id}/{verb}", data={"csrf_token": token}).status_code == 404, verb
    manager = app.test_client()
    sign_in(manager, Role.MANAGEMENT)
    page = manager.get(f"/leads/{id}").get_data(as_text=True)
    assert f'action="/leads/{id}/' not in page
    assert manager.get("/leads/new").status_code == 403


def test_the_language_that_was_asked_for_stands_on_the_page_and_in_the_list(
    app: Flask, client: FlaskClient, at: Scene
) -> None:
    id = captured(app, at, language="ko")
    sign_in(client, language="en")
    for path in (f"/leads/{id}", "/leads/?col=name&col=language"):
        assert "Korean" in client.get(path).get_data(as_text=True).split("<main")[1], path


def test_the_list_keeps_its_conditions_in_the_address(app: Flask, client: FlaskClient, at: Scene) -> None:
    captured(app, at, rank="A", category="knitwear", interest="", inquiry=f"カーディガンの見積\n{'長' * 99}")
    captured(app, at, raw_name="崔", interest="", inquiry="長" * 99)
    sign_in(client)
    for begin in ("カーディガンの見積", f"{'長' * 60}…"):
        assert f'As written: <bdi lang="ja">{begin}</bdi></span>' in client.get("/leads/").get_data(as_text=True)
    wanted = f"/leads/?rank=A&category=knitwear&activity={at.mission}&status=new&q=朴&unmatched=1&sort=rank"
    assert "朴春花" in client.get(wanted).get_data(as_text=True)
    assert "Nothing matches" in client.get("/leads/?rank=B").get_data(as_text=True)
    odd = "/leads/?rank=Z&category=x&activity=x&owner=-1&status=y&q=%00&sort=z&person=1e9&organisation=0x1"
    assert client.get(odd).status_code == 200
    block = client.get("/leads/", headers=HTMX).get_data(as_text=True)
    assert "<html" not in block
    assert "朴春花" in block


@pytest.mark.parametrize("kind", ["organisation", "person", "activity"])
def test_panels_are_parts_for_htmx_and_pages_without(app: Flask, client: FlaskClient, at: Scene, kind: str) -> None:
    captured(app, at, person_id=at.li, organisation_id=at.commerce_bureau)
    id = {"organisation": at.commerce_bureau, "person": at.li, "activity": at.mission}[kind]
    sign_in(client)
    path = f"/leads/panels/{kind}/{id}"
    assert "<html" in client.get(path).get_data(as_text=True)
    part = unescape(client.get(path, headers=HTMX).get_data(as_text=True))
    assert "<html" not in part
    assert "李明淑" in part
    assert f"/leads/new?{kind}_id={id}" in part


@pytest.mark.once
@pytest.mark.parametrize("path", ["/leads/", "/leads/panels/activity/{mission}"])
def test_as_many_questions_for_thirty_rows_as_for_three(app: Flask, client: FlaskClient, at: Scene, path: str) -> None:
    path = path.format(mission=at.mission)
    sign_in(client)
    for _ in range(3):
        captured(app, at, person_id=at.li, organisation_id=at.commerce_bureau, owner_id=1)
    few = questions(app, client, path)
    for _ in range(27):
        captured(app, at, person_id=at.li, organisation_id=at.commerce_bureau, owner_id=1)
    assert questions(app, client, path) == few


def questions(app: Flask, client: FlaskClient, path: str) -> int:
    """How many statements the page at `path` sends."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        assert client.get(path).status_code == 200
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(seen)


def test_whom_a_lead_may_be_is_weighed_as_the_administrator_set(app: Flask, client: FlaskClient, at: Scene) -> None:
    id = captured(app, at, raw_name="李明淑", raw_organisation="延吉市商務局")
    sign_in(client)
    asked = "Is it one of these people?", "Is it one of these organisations?"
    text = client.get(f"/leads/{id}").get_data(as_text=True)
    assert all(question in text for question in asked)
    with app.app_context(), writing():
        set_rules(dict.fromkeys(duplicates.WEIGHTS, 0), threshold=30, by=user())
        db.session.commit()
    text = client.get(f"/leads/{id}").get_data(as_text=True)
    assert not any(question in text for question in asked)
