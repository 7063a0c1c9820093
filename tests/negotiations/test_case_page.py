"""The page of a case and its forms: opened, changed, moved, logged, with errors beside their fields."""

import re
from dataclasses import replace
from html import unescape

import pytest
from babel.dates import format_date
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from crm.audit.services import action
from crm.contacts.models import OurOrganisation
from crm.contacts.rules import OrganisationNameInput
from crm.core import clock, here, zones
from crm.core.database import db, writing
from crm.leads import services as leads
from crm.leads.kind import LEAD
from crm.leads.services import LeadInput
from crm.negotiations import services
from crm.negotiations.kind import NEGOTIATION
from crm.negotiations.models import Negotiation
from crm.tasks import services as tasks
from crm.tasks.models import Task
from tests.cast import SET_UP, hidden, sign_in, user
from tests.contacts import book
from tests.meetings.scene import Scene, mission, scene
from tests.negotiations.browser import HTMX, filled, made, send, stage_of
from tests.negotiations.cases import case, days, held, lose, opened


@pytest.fixture
def at(app: Flask) -> Scene:
    with app.app_context():
        book.load_rates()
        return scene()


def test_the_case_shows_its_way_and_what_is_frozen(app: Flask, client: FlaskClient, at: Scene) -> None:
    id = made(app, at, to="sample_quote")
    sign_in(client)
    text = client.get(f"/negotiations/{id}").get_data(as_text=True)
    assert text.count('class="done"') == 3
    assert "0 days (limit: 60)" in text
    assert "no partner with sales routes" in text
    assert "見本12点" in text
    assert "李明淑" in text
    assert 'href="/meetings/' in text
    heads = re.search(r'<p class="alt">(.*?)→', text, re.DOTALL)
    assert heads, "the two sides stand under the heading"
    assert "見附商工会" in heads[1], "and the first is whose negotiation it is, not the office"


def test_what_is_left_to_do_for_a_lost_case_is_asked_about_and_closed(
    app: Flask, client: FlaskClient, at: Scene
) -> None:
    with app.app_context(), writing():
        lead = leads.capture(LeadInput(at.mission, raw_name="王", organisation_id=at.commerce_bureau), by=user())
        row = services.open_case(case(at), leads=[lead], by=user())
        steps = [("見積を出す", (NEGOTIATION, row.id)), ("名刺を送る", (LEAD, lead.id)), ("新年の便", (LEAD, lead.id))]
        asked = [
            tasks.add(text=text, due_on=days(9), owner_id=1, record=record, by=user()).id for text, record in steps
        ]
        id = row.id
        db.session.commit()
    sign_in(client)
    assert 'id="lingering"' not in client.get(f"/negotiations/{id}").text, "while it is open"
    with app.app_context(), writing():
        lose(db.session.get_one(Negotiation, id))
        db.session.commit()
    page = client.get(f"/negotiations/{id}").text.split('id="lingering"')[1].split("</form>")[0]
    assert re.findall(r'name="task"\s+value="(\d+)" checked', page) == [str(id) for id in asked]
    plumbing = {name: hidden(page, name) for name in ("csrf_token", "form_id", "version")}
    path = f"/negotiations/{id}/close-steps"
    assert client.post(path, data=plumbing | {"task": [*asked[:2], 999]}).status_code == 303
    with app.app_context():
        assert [db.session.get_one(Task, id).status for id in asked] == ["cancelled", "cancelled", "open"]


@pytest.mark.searched
def test_a_title_of_two_firms_is_read_in_the_form_of_the_reader(app: Flask, client: FlaskClient, at: Scene) -> None:
    with app.app_context():
        firm = book.organisation("东升", other_names=[OrganisationNameInput("東昇", "ja")])
        names = {
            "plain": "リブ編みカーディガン", "ours": "見附商工会 × 东升", "turned": "東昇×見附商工会",
            "third": "東昇 × 秋田銘木",
        }  # fmt: skip
        talk = held(at, organisation_id=firm.id, our_organisation_id=at.association, subject=names["ours"]).id
        cases = {key: opened(at, title=title, counterpart_id=firm.id).id for key, title in names.items()}
    sign_in(client, language="ja")
    shown = {key: client.get(f"/negotiations/{id}").get_data(as_text=True) for key, id in cases.items()}
    told = {key: re.search(r"<h1>(.*?)</h1>", page)[1] for key, page in shown.items()}  # type: ignore[index]  # each has one
    told["plain"] = told["plain"].partition(" <span")[0]
    assert told == names | {"ours": "見附商工会 × 東昇", "turned": "東昇 × 見附商工会"}
    for page in ("/negotiations/list", "/negotiations/", "/search/?q=見附商工会", "/search/palette?q=見附"):
        text = re.sub("</?mark>", "", client.get(page).get_data(as_text=True))
        if found := re.search(r'(?:found|palette)-negotiations"(.*?)</(?:section|div)>', text, re.DOTALL):
            text = found[1]  # a talk may hold the words as they were typed
        assert "見附商工会 × 東昇" in text
        assert "× 东升" not in text
    for page in (f"/meetings/{talk}", "/meetings/"):
        text = client.get(page).get_data(as_text=True)
        assert "東昇" in text
        assert "× 东升" not in text, "the two sides stand above it"


def test_a_talk_of_the_same_two_sides_is_offered_and_linked_with_one_press(
    app: Flask, client: FlaskClient, at: Scene
) -> None:
    """A talk was logged in the mission, and the negotiation of its lead said: no meetings."""
    with app.app_context():
        own = held(at, days_ago=3, activity_id=at.mission).id
        since = held(at, days_ago=0).id
        others = [held(at, days_ago=9).id, held(at, days_ago=3, our_organisation_id=None).id]
        others.append(held(at, days_ago=3, activity_id=at.mission, kind="courtesy_call").id)
        with writing():
            lead = leads.capture(LeadInput(at.mission, raw_name="王", organisation_id=at.commerce_bureau), by=user())
            id = services.open_case(case(at), leads=[lead], by=user()).id
            db.session.commit()
    sign_in(client)
    path = f"/negotiations/{id}"
    offered = re.findall(r'name="meeting_id" value="(\d+)"', client.get(path).text)
    assert [int(each) for each in offered] == [own, since], f"none of {others}"
    page = client.get(path).text.split('name="meeting_id"')[0].rsplit("<form", 1)[1]
    plumbing = {name: hidden(page, name) for name in ("csrf_token", "form_id", "version")}
    assert client.post(f"{path}/meetings", data=plumbing | {"meeting_id": own}).status_code == 303
    assert re.findall(r'name="meeting_id" value="(\d+)"', client.get(path).text) == [str(since)]
    with app.app_context():
        assert db.session.get_one(Negotiation, id).first_talk_at is not None


def test_what_was_frozen_is_computed_anew_from_the_page(app: Flask, client: FlaskClient, at: Scene) -> None:
    id = made(app, at)
    sign_in(client)
    shown = client.get(f"/negotiations/{id}").get_data(as_text=True)
    assert "Recalculate" not in shown, "there was no talk yet"
    token = {"csrf_token": hidden(shown, "csrf_token")}
    assert client.post(f"/negotiations/{id}/freeze", data=token).status_code == 409
    with app.app_context():
        talk_id = held(at).id
    assert send(client, f"/negotiations/{id}/meetings", {"meeting_id": talk_id}).status_code == 303
    assert "Recalculate" in client.get(f"/negotiations/{id}").get_data(as_text=True)
    assert client.post(f"/negotiations/{id}/freeze", data=token).status_code == 303


def test_the_case_moves_from_its_own_menu(app: Flask, client: FlaskClient, at: Scene) -> None:
    id = made(app, at)
    sign_in(client)
    page = client.get(f"/negotiations/{id}").get_data(as_text=True).split("<main", 1)[1]
    plumbing = {name: hidden(page, name) for name in ("csrf_token", "form_id", "version", "origin")}
    asked = client.post(f"/negotiations/{id}/move", data=plumbing | {"stage": "approval_draft"})
    assert asked.status_code == 200
    assert "A stage is skipped. Say why." in asked.get_data(as_text=True)
    answer = client.post(f"/negotiations/{id}/move", data=plumbing | {"stage": "qualified"})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/negotiations/{id}")
    assert stage_of(app, id) == "qualified"


def test_htmx_moves_a_case_on_its_own_page(app: Flask, client: FlaskClient, at: Scene) -> None:
    id = made(app, at)
    sign_in(client)
    page = client.get(f"/negotiations/{id}").get_data(as_text=True).split("<main", 1)[1]
    plumbing = {name: hidden(page, name) for name in ("csrf_token", "form_id", "version", "origin")}
    asked = client.post(f"/negotiations/{id}/move", data=plumbing | {"stage": "lost"}, headers=HTMX)
    assert asked.status_code == 200
    text = asked.get_data(as_text=True)
    assert "<html" not in text
    assert "Choose why the negotiation was lost." in text
    assert "Today is proposed." in text
    assert 'class="err"' not in text, "what nobody had a chance to answer is no mistake"
    answer = client.post(f"/negotiations/{id}/move", data=plumbing | {"stage": "qualified"}, headers=HTMX)
    assert (answer.status_code, answer.headers["HX-Location"]) == (204, f"/negotiations/{id}")


def test_a_case_is_opened_with_its_form(app: Flask, client: FlaskClient, at: Scene) -> None:
    sign_in(client)
    answer = send(client, "/negotiations/new", filled(at) | {"open_since": days(-60).isoformat()})
    assert answer.status_code == 303
    with app.app_context():
        case = db.session.scalars(select(Negotiation).options(selectinload(Negotiation.stage_events))).unique().one()
        began = {clock.local(at, zones.USUAL).date() for at in (case.stage_entered_at, case.stage_events[0].at)}
        assert began == {days(-60)}, "one that is entered late has been open for longer"
    text = client.get(answer.headers["Location"]).get_data(as_text=True)
    assert "学校制服 ニットベスト" in text
    assert "CNY</span>310,000" in text
    assert "per year" in text


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("next_step", "", "An open negotiation needs a next step."),
        ("next_step_due", "", "Say by when the next step is due."),
        ("next_step_due", "31.31.2026", ""),
        ("owner_id", "", "Say who is in charge."),
        ("currency", "XAU", "The currency XAU is not known."),
        ("value", "-5", ""),
        ("counterpart_id", "9999", "Choose one from the list."),
        ("place_id", "9999", "Choose one from the list."),
        ("title", "あ" * 10_000, "Use at most 200 characters"),
        ("title", "a\x00b", "cannot be printed"),
        ("probability", "101", ""),
        ("open_since", "", "Fill in this field."),
        ("open_since", "2099-01-01", "This date is in the future."),
        ("open_since", "1066-10-14", "Check the year: nothing that happened before 1990"),
    ],
)
def test_bad_input_is_answered_beside_its_field_and_kept(
    client: FlaskClient, at: Scene, field: str, value: str, message: str
) -> None:
    sign_in(client)
    answer = send(client, "/negotiations/new", filled(at, **{field: value}))
    text = unescape(answer.get_data(as_text=True))
    assert answer.status_code == 422
    assert f'id="{field}-err"' in text
    assert message in text
    assert "見積を出す" in text or field == "next_step"


def test_an_own_probability_asks_for_its_note(client: FlaskClient, at: Scene) -> None:
    sign_in(client)
    answer = send(client, "/negotiations/new", filled(at, probability="60"))
    assert answer.status_code == 422
    assert "Say why the probability differs" in unescape(answer.get_data(as_text=True))
    assert (
        send(client, "/negotiations/new", filled(at, probability="60", probability_note="口頭合意")).status_code == 303
    )


def test_a_case_opened_from_a_lead_is_filled_and_converts_it(app: Flask, client: FlaskClient, at: Scene) -> None:
    with app.app_context(), writing():
        sheet = LeadInput(
            activity_id=at.mission, organisation_id=at.commerce_bureau, interest="子供服", owner_id=user().id
        )
        sheet = replace(sheet, next_action="条件表を送る", our_organisation_id=at.association)
        lead = leads.capture(sheet, due_on=days(5), by=user())
        db.session.commit()
        lead_id = lead.id
    sign_in(client)
    path = f"/negotiations/new?lead={lead_id}"
    shown = client.get(path).get_data(as_text=True)
    assert 'value="子供服"' in shown
    assert 'value="条件表を送る"' in shown
    assert f'name="next_step_due" type="date" value="{days(5)}"' in shown, "the day that was told with it"
    assert f'name="our_organisation_id" value="{at.association}"' in shown, "whom the lead was captured for"
    answer = send(client, path, filled(at))
    assert answer.status_code == 303
    assert "学校制服" in client.get(f"/negotiations/panels/lead/{lead_id}").get_data(as_text=True)
    assert f"/leads/{lead_id}" in client.get(answer.headers["Location"]).get_data(as_text=True)


def test_a_case_of_a_lead_of_an_ended_fair_begins_on_its_day_with_who_spoke_for_us(
    app: Flask, client: FlaskClient, at: Scene
) -> None:
    with app.app_context():
        with writing():
            trip = mission(at.place, start_on=days(-40), end_on=days(-38)).id
            sheet = LeadInput(
                activity_id=trip, organisation_id=at.commerce_bureau, interest="子供服", owner_id=user().id
            )
            lead = leads.capture(replace(sheet, captured_at=here.noon(days(-39))), by=user())
            db.session.commit()
        lead_id = lead.id
        held(at, activity_id=trip, our_organisation_id=at.association)
    sign_in(client)
    shown = client.get(f"/negotiations/new?lead={lead_id}").get_data(as_text=True)
    assert f'name="open_since" type="date" value="{days(-39)}"' in shown
    assert re.search(r'name="next_step_due" type="date" value=""|name="next_step_due" type="date"(?! value)', shown)
    assert f'name="our_organisation_id" value="{at.association}"' in shown


def test_a_new_case_is_that_of_our_office_where_nothing_says_another(
    app: Flask, client: FlaskClient, at: Scene
) -> None:
    with app.app_context(), writing():
        with action(SET_UP, by=None):
            db.session.add(OurOrganisation(id=1, organisation_id=at.association))
        db.session.commit()
    sign_in(client)
    for query, ours in (("", at.association), (f"?ours={at.commerce_bureau}", at.commerce_bureau)):
        form = client.get(f"/negotiations/new{query}").get_data(as_text=True)
        assert f'name="our_organisation_id" value="{ours}"' in form


def test_two_people_who_edit_see_both_versions(app: Flask, client: FlaskClient, at: Scene) -> None:
    id = made(app, at)
    sign_in(client)
    text = client.get(f"/negotiations/{id}/edit").get_data(as_text=True).split("<main", 1)[1]
    plumbing = {name: unescape(hidden(text, name)) for name in ("csrf_token", "form_id", "version", "as_opened")}
    with app.app_context(), writing():
        row = db.session.get_one(Negotiation, id)
        services.set_next_step(row, next_step="別の一手", next_step_due=days(3), owner_id=user().id, by=user())
        db.session.commit()
    answer = client.post(f"/negotiations/{id}/edit", data=plumbing | filled(at))
    assert answer.status_code == 409
    assert "別の一手" in answer.get_data(as_text=True)
    assert "見積を出す" in answer.get_data(as_text=True)


def test_the_acts_on_a_case_work_from_its_page(app: Flask, client: FlaskClient, at: Scene) -> None:
    id = made(app, at)
    with app.app_context():
        talk_id = held(at).id
    sign_in(client)
    due = days(400).isoformat()
    step = {"next_step_due": due, "owner_id": 1}
    for act, text in (("done", "次"), ("step", "次の次")):
        assert send(client, f"/negotiations/{id}/{act}", step | {"next_step": text}).status_code == 303
    logged = {"kind": "quote", "direction": "out", "at": "2026-01-05T10:00", "summary": "見積 第1版"}
    assert send(client, f"/negotiations/{id}/log", logged).status_code == 303
    assert send(client, f"/negotiations/{id}/meetings", {"meeting_id": talk_id}).status_code == 303
    assert send(client, f"/negotiations/{id}/hold", {"on_hold_reason": "春節", "on_hold_until": due}).status_code == 303
    text = client.get(f"/negotiations/{id}").get_data(as_text=True)
    for expected in ("次の次", "見積 第1版", "見本を送る", f"/meetings/{talk_id}"):
        assert expected in text
    assert f"On hold until {format_date(days(400), 'd MMM y', 'en')}" in text, "in a year that is not this one"
    token = {"csrf_token": hidden(text, "csrf_token")}
    assert client.post(f"/negotiations/{id}/release", data=token).status_code == 303
    assert client.post(f"/negotiations/{id}/meetings/{talk_id}/unlink", data=token).status_code == 303
    assert client.post(f"/negotiations/{id}/archive", data=token).status_code == 303
    assert client.get(f"/negotiations/{id}").status_code == 404
    assert client.post(f"/negotiations/{id}/restore", data=token).status_code == 303
    assert client.get(f"/negotiations/{id}").status_code == 200


def test_an_act_that_is_refused_stays_open_with_its_reason(app: Flask, client: FlaskClient, at: Scene) -> None:
    id = made(app, at)
    sign_in(client)
    answer = send(client, f"/negotiations/{id}/hold", {"on_hold_reason": "春節", "on_hold_until": "2020-01-01"})
    assert answer.status_code == 422
    assert "This date has passed." in answer.get_data(as_text=True)
    foreign = send(client, f"/negotiations/{id}/meetings", {"meeting_id": 9999})
    assert (foreign.status_code, "Choose one from the list." in foreign.get_data(as_text=True)) == (422, True)


def test_a_lead_is_linked_from_the_case_and_a_meeting_shows_its_cases(
    app: Flask, client: FlaskClient, at: Scene
) -> None:
    id = made(app, at)
    with app.app_context(), writing():
        sheet = LeadInput(
            activity_id=at.mission, organisation_id=at.commerce_bureau, interest="子供服", owner_id=user().id
        )
        lead_id = leads.capture(sheet, by=user()).id
        db.session.commit()
    with app.app_context():
        talk_id = held(at).id
    sign_in(client)
    assert "子供服" in client.get(f"/negotiations/{id}/leads").get_data(as_text=True)
    assert send(client, f"/negotiations/{id}/leads", {"lead_id": lead_id}).status_code == 303
    assert send(client, f"/negotiations/{id}/meetings", {"meeting_id": talk_id}).status_code == 303
    assert "リブ編み" in client.get(f"/negotiations/panels/meeting/{talk_id}").get_data(as_text=True)
    assert client.get("/negotiations/panels/meeting/999").status_code == 404
    again = send(client, f"/negotiations/{id}/leads", {"lead_id": lead_id})
    assert again.status_code == 422, "a linked lead is not offered again"


def test_save_and_new_keeps_the_counterpart_from_whose_page_the_form_was_opened(client: FlaskClient, at: Scene) -> None:
    sign_in(client)
    assert send(client, "/negotiations/new", filled(at) | {"again": "1"}).headers["Location"] == "/negotiations/new"
    answer = send(client, f"/negotiations/new?organisation={at.commerce_bureau}", filled(at) | {"again": "1"})
    text = client.get(answer.headers["Location"]).get_data(as_text=True)
    assert f'name="counterpart_id" value="{at.commerce_bureau}"' in text


def test_an_edit_is_saved(app: Flask, client: FlaskClient, at: Scene) -> None:
    id = made(app, at)
    sign_in(client)
    answer = send(
        client, f"/negotiations/{id}/edit", filled(at, title="改題", probability="40", probability_note="内諾")
    )
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/negotiations/{id}")
    text = client.get(f"/negotiations/{id}").get_data(as_text=True)
    assert "改題" in text
    assert "40%" in text
    assert 'value="40"' in client.get(f"/negotiations/{id}/edit").get_data(as_text=True)


def test_a_case_begins_on_the_page_of_the_talk_it_came_of(app: Flask, client: FlaskClient, at: Scene) -> None:
    with app.app_context():
        talk_id, day = (met := held(at)).id, met.held_on
    sign_in(client)
    panel = client.get(f"/negotiations/panels/meeting/{talk_id}").get_data(as_text=True)
    path = f"/negotiations/new?meeting={talk_id}"
    assert f'href="{path}"' in panel
    assert hidden(client.get(path).get_data(as_text=True), "open_since") == day.isoformat()
    assert send(client, path, filled(at)).status_code == 303
    assert "学校制服" in client.get(f"/negotiations/panels/meeting/{talk_id}").get_data(as_text=True)
    assert client.get("/negotiations/new?meeting=999").status_code == 404
