"""The pages of missions: list, tabs, forms, the buttons; what they refuse and what they keep."""

from datetime import date, time
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from crm.activities import queries as activities
from crm.activities.models import Activity
from crm.core import clock
from crm.core.permissions import Role
from crm.missions import queries
from tests import cast
from tests.contacts import book
from tests.missions import voyage

NEW = {
    "name_ja": "第8回 延辺視察団", "type": "trade_mission", "direction": "", "start_on": "2026-12-10",
    "end_on": "2026-12-14",
}  # fmt: skip


@pytest.fixture
def mission(app: Flask) -> int:
    with app.app_context():
        return voyage.mission(objectives="視察").id


def text(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.get_data(as_text=True)[:800]
    return answer.get_data(as_text=True)


def posted(client: FlaskClient, path: str, data: dict[str, Any]) -> TestResponse:
    """The answer to the form at `path`, sent with its plumbing and `data`."""
    shown = text(client, path)
    plumbing = {name: cast.hidden(shown, name) for name in ("csrf_token", "form_id", "version", "before")}
    return client.post(path, data=plumbing | data)


def pressed(client: FlaskClient, path: str, page: str, **data: str) -> TestResponse:
    """The answer to a button on `page` that carries nothing but the token."""
    return client.post(path, data={"csrf_token": cast.csrf_token(client, page)} | data)


def yanji(app: Flask) -> str:
    with app.app_context():
        return str(book.place(voyage.YANJI).id)


def test_a_mission_is_planned_and_stands_in_the_list(app: Flask, client: FlaskClient, mission: int) -> None:
    cast.sign_in(client)
    answer = posted(client, "/missions/new", NEW | {"place_id": yanji(app)})
    assert answer.status_code == 303
    shown = text(client, answer.location)
    assert "第8回 延辺視察団" in shown
    assert "Trade mission · Outbound" in shown
    assert "第8回 延辺視察団" in text(client, "/missions/")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name_ja", ""),
        ("name_ja", "長" * 10_000),
        ("name_ja", "a\x00b"),
        ("type", "picnic"),
        ("place_id", "999999"),
        ("place_id", ""),
        ("start_on", "2026-02-30"),
        ("start_on", ""),
        ("end_on", "2026-12-09"),
        ("end_on", "9999-12-31"),
        ("initiative_id", "999999"),
        ("host_organisation_id", "1; drop"),
        ("leader_id", "999999"),
        ("target_leads", "many"),
        ("document_number", "x" * 41),
    ],
)
def test_bad_input_is_told_beside_its_field_and_what_was_typed_stays(
    app: Flask, client: FlaskClient, mission: int, field: str, value: str
) -> None:
    cast.sign_in(client)
    kept = {"name_en": "Kept as typed"} if field != "name_ja" else {"document_number": "Kept as typed"}
    if field == "host_organisation_id":
        kept["host_organisation_id"] = "999999"
    data = NEW | {"place_id": yanji(app)} | kept | ({field: value} if field not in kept else {})
    if field == "name_ja" and value == "":
        data.pop("name_en", None)
    answer = posted(client, "/missions/new", data)
    assert answer.status_code == 422
    shown = answer.get_data(as_text=True)
    assert f'id="{field}-err"' in shown
    assert "Kept as typed" in shown


def test_a_stale_mission_form_shows_both_versions(app: Flask, client: FlaskClient, mission: int) -> None:
    cast.sign_in(client)
    path = f"/missions/{mission}/edit"
    shown = text(client, path)
    plumbing = {name: cast.hidden(shown, name) for name in ("csrf_token", "form_id", "version", "before")}
    data = NEW | {"place_id": yanji(app)}
    assert posted(client, path, data | {"name_ja": "先に保存"}).status_code == 303
    answer = client.post(path, data=plumbing | data)
    assert answer.status_code == 409
    assert "先に保存" in answer.get_data(as_text=True)
    assert "第8回 延辺視察団" in answer.get_data(as_text=True)


def test_filters_narrow_the_list_and_stand_as_chips(app: Flask, client: FlaskClient, mission: int) -> None:
    with app.app_context():
        voyage.mission(names={"ja": "北京見本市"}, type="trade_fair", place_id=book.place("110000").id,
                       start_on=date(2026, 3, 30), end_on=date(2026, 4, 2))  # fmt: skip
        voyage.mission(names={"ja": "延辺からの来訪団"}, type="inbound_delegation", direction="inbound")
        yanbian = book.place("222400").id
    cast.sign_in(client)
    for query, wanted in (
        ("type=trade_fair", "北京見本市"),
        ("direction=inbound", "延辺からの来訪団"),
        ("year=2025", "北京見本市"),
        (f"place={yanbian}&type=inspection_mission", "第7回 延辺視察団"),
        ("q=見本", "北京見本市"),
    ):
        shown = text(client, f"/missions/?{query}")
        assert wanted in shown
        assert shown.count('<td class="title">') == 1
        assert 'class="filter"' in shown
    assert "No mission fits" in text(client, "/missions/?status=closed")
    assert "第7回" in text(client, "/missions/?status=nonsense&place=x&year=99999999&type=%00")


def test_the_list_turns_its_order(app: Flask, client: FlaskClient, mission: int) -> None:
    with app.app_context():
        voyage.mission(names={"ja": "前の団"}, start_on=date(2025, 5, 1), end_on=date(2025, 5, 2))
    cast.sign_in(client)
    latest, earliest = text(client, "/missions/"), text(client, "/missions/?sort=date")
    assert latest.index("第7回") < latest.index("前の団")
    assert earliest.index("前の団") < earliest.index("第7回")


def test_every_tab_opens(app: Flask, client: FlaskClient, mission: int) -> None:
    cast.sign_in(client)
    for tab in ("", "/itinerary", "/delegation", "/meetings", "/documents", "/today"):
        assert "第7回 延辺視察団" in text(client, f"/missions/{mission}{tab}")


def test_the_overview_counts_down_and_names_the_gaps(app: Flask, client: FlaskClient, mission: int) -> None:
    cast.sign_in(client)
    shown = text(client, f"/missions/{mission}")
    assert "1 gap" in shown
    assert "Nobody takes part yet." in shown


def test_states_move_along_the_path_only(app: Flask, client: FlaskClient, mission: int) -> None:
    cast.sign_in(client)
    page = f"/missions/{mission}"
    assert pressed(client, f"{page}/move", page, status="approved").status_code == 303
    assert "Approved" in text(client, page)
    answer = pressed(client, f"{page}/move", page, status="closed")
    assert answer.status_code == 409
    assert "there is no way" in answer.get_data(as_text=True)
    assert pressed(client, f"{page}/move", page, status="\x00").status_code == 409


ITEM = {
    "kind": "visit", "state": "tentative", "title": "表敬訪問", "title_language": "ja", "day": "2026-12-11",
    "start": "09:00", "end": "10:00", "timezone": "", "appointment": "asked",
}  # fmt: skip


def test_an_item_is_saved_on_the_clock_of_its_place_and_shown_on_both(
    app: Flask, client: FlaskClient, mission: int
) -> None:
    cast.sign_in(client)
    answer = posted(client, f"/missions/{mission}/items/new", ITEM | {"place_id": yanji(app)})
    assert answer.status_code == 303
    shown = text(client, f"/missions/{mission}/itinerary")
    assert "</span>09:00–10:00</time>" in shown
    assert "</span>10:00–11:00</time>" in shown
    assert shown.index("09:00–10:00") < shown.index("10:00–11:00")


def test_save_and_add_another_keeps_day_place_clock_and_goes_on_at_the_end(
    app: Flask, client: FlaskClient, mission: int
) -> None:
    cast.sign_in(client)
    data = ITEM | {"place_id": yanji(app), "timezone": "Asia/Tokyo", "again": "1"}
    answer = posted(client, f"/missions/{mission}/items/new", data)
    shown = text(client, answer.location)
    assert 'value="2026-12-11"' in shown
    assert 'value="10:00"' in shown
    assert '<option selected value="Asia/Tokyo">' in shown


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", "長" * 10_000),
        ("title", "a\x00b"),
        ("end", "08:00"),
        ("end", "25:61"),
        ("day", "2026-12-20"),
        ("end_day", "2026-12-10"),
        ("timezone", "Asia/Atlantis"),
        ("organisation_id", "999999"),
        ("interpreter_id", "999999"),
        ("hosts", "999999"),
        ("other_host_id", "999999"),
        ("address", "x" * 401),
        ("host_name", "a\x00b"),
    ],
)
def test_a_bad_item_is_told_beside_its_field(
    app: Flask, client: FlaskClient, mission: int, field: str, value: str
) -> None:
    cast.sign_in(client)
    answer = posted(client, f"/missions/{mission}/items/new", ITEM | {"venue": "Kept as typed"} | {field: value})
    shown = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Kept as typed" in shown
    assert f'id="{field}-err"' in shown or f'href="#{field}' in shown or field == "hosts"


def test_a_clash_is_refused_in_the_form_and_on_the_button(app: Flask, client: FlaskClient, mission: int) -> None:
    cast.sign_in(client)
    new = f"/missions/{mission}/items/new"
    posted(client, new, ITEM | {"title": "先約", "state": "confirmed"})
    answer = posted(client, new, ITEM | {"state": "confirmed", "start": "09:30"})
    assert answer.status_code == 422
    assert "“先約” (09:00–10:00) is confirmed" in answer.get_data(as_text=True)
    posted(client, new, ITEM | {"start": "09:30"})
    with app.app_context():
        tentative = next(i.id for i in queries.items(mission) if i.status == "tentative")
    answer = pressed(client, f"/missions/items/{tentative}/move", f"/missions/{mission}", status="confirmed")
    assert answer.status_code == 409
    shown = text(client, f"/missions/{mission}/itinerary")
    assert shown.count('class="clash"') == 2
    assert "Someone is in two places at once" in shown


def test_a_visit_with_a_host_who_is_new_to_the_book(app: Flask, client: FlaskClient, mission: int) -> None:
    with app.app_context():
        bureau = str(book.organisation("延吉市商务局").id)
    cast.sign_in(client)
    data = ITEM | {"title": "", "organisation_id": bureau, "host_name": "李明淑", "host_reading": "り めいしゅく",
                   "host_title": "科长", "agenda": "一\n二"}  # fmt: skip
    assert posted(client, f"/missions/{mission}/items/new", data).status_code == 303
    with app.app_context():
        (item,) = queries.items(mission)
    shown = text(client, f"/missions/items/{item.id}")
    assert "李明淑" in shown
    assert "科长" in shown
    assert "Log meeting" in shown
    assert "延吉市商务局" in text(client, f"/missions/{mission}/itinerary")
    form = text(client, f"/missions/items/{item.id}/edit")
    assert "李明淑" in form
    assert 'checked class="' in form or "checked" in form


def test_the_people_of_the_host_are_shown_before_saving(app: Flask, client: FlaskClient, mission: int) -> None:
    with app.app_context():
        bureau = book.organisation("延吉市商务局")
        book.person("李明淑", at=bureau)
        chosen = str(bureau.id)
    cast.sign_in(client)
    answer = posted(client, f"/missions/{mission}/items/new", ITEM | {"organisation_id": chosen, "show-hosts": "1"})
    assert answer.status_code == 200
    assert 'name="hosts"' in answer.get_data(as_text=True)
    with app.app_context():
        assert queries.items(mission) == []


def test_a_stale_item_form_shows_both_versions(app: Flask, client: FlaskClient, mission: int) -> None:
    with app.app_context():
        item = voyage.item(voyage.fresh(activity_of(mission)), start=time(9)).id
    cast.sign_in(client)
    path = f"/missions/items/{item}/edit"
    shown = text(client, path)
    plumbing = {name: cast.hidden(shown, name) for name in ("csrf_token", "form_id", "version", "before")}
    assert posted(client, path, ITEM | {"title": "先に保存"}).status_code == 303
    answer = client.post(path, data=plumbing | ITEM)
    assert answer.status_code == 409
    assert "先に保存" in answer.get_data(as_text=True)


def activity_of(id: int) -> Activity:
    return activities.one(id, user=cast.user())


def test_a_removed_item_can_be_brought_back(app: Flask, client: FlaskClient, mission: int) -> None:
    with app.app_context():
        item = voyage.item(activity_of(mission)).id
    cast.sign_in(client)
    page = f"/missions/{mission}"
    assert pressed(client, f"/missions/items/{item}/remove", page).status_code == 303
    assert client.get(f"/missions/items/{item}").status_code == 404
    assert pressed(client, f"/missions/items/{item}/restore", page).status_code == 303
    assert "表敬訪問" in text(client, f"/missions/{mission}/itinerary")


def test_a_delegate_from_the_book_and_one_new_to_it(app: Flask, client: FlaskClient, mission: int) -> None:
    with app.app_context():
        chamber = book.organisation("見附商工会", "ja", country="JP")
        naoki = book.person("髙橋 直樹", "ja", at=chamber, title="会長", reading="たかはし なおき")
        ids = {"person": str(naoki.id), "chamber": str(chamber.id)}
    cast.sign_in(client)
    new, part = f"/missions/{mission}/participants/new", {"role": "member", "state": "accepted", "name_language": "ja"}
    data = part | {"person_id": ids["person"], "role": "head", "again": "1"}
    answer = posted(client, new, data)
    assert answer.status_code == 303
    assert f"organisation_id={ids['chamber']}" in answer.location
    data = part | {"name": "安角 恵", "reading": "あずみ めぐみ", "organisation_id": ids["chamber"], "title": "主査"}
    assert posted(client, new, data).status_code == 303
    shown = text(client, f"/missions/{mission}/delegation")
    assert "会長" in shown
    assert "安角 恵" in shown
    assert "あずみ めぐみ" in shown
    answer = posted(client, new, part | {"person_id": ids["person"]})
    assert answer.status_code == 422
    assert "in the delegation already" in answer.get_data(as_text=True)


def test_a_likely_duplicate_is_shown_before_a_new_delegate_is_made(
    app: Flask, client: FlaskClient, mission: int
) -> None:
    with app.app_context():
        book.person("安角 恵", "ja")
    cast.sign_in(client)
    new = f"/missions/{mission}/participants/new"
    data = {"role": "member", "state": "accepted", "name": "安角 恵", "name_language": "ja"}
    answer = posted(client, new, data)
    assert answer.status_code == 409
    assert "Same name" in answer.get_data(as_text=True)
    assert posted(client, new, data | {"confirmed": "1"}).status_code == 303


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({}, "person_id"),
        ({"person_id": "999999"}, "person_id"),
        ({"name": "長" * 10_000}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"name": "安角 恵", "organisation_id": "999999"}, "organisation_id"),
        ({"name": "安角 恵", "role": "king"}, "role"),
        ({"name": "安角 恵", "order": "-1"}, "order"),
        ({"name": "安角 恵", "title": "x" * 121}, "title"),
    ],
)
def test_a_bad_delegate_is_told_beside_the_field(
    app: Flask, client: FlaskClient, mission: int, data: dict[str, str], field: str
) -> None:
    cast.sign_in(client)
    base = {"role": "member", "state": "accepted", "name_language": "ja"}
    answer = posted(client, f"/missions/{mission}/participants/new", base | data)
    assert answer.status_code == 422
    assert f'id="{field}-err"' in answer.get_data(as_text=True)


def test_a_delegate_is_corrected_and_taken_out(app: Flask, client: FlaskClient, mission: int) -> None:
    with app.app_context():
        part = voyage.delegate(activity_of(mission)).id
    cast.sign_in(client)
    edit = f"/missions/{mission}/participants/{part}/edit"
    assert posted(client, edit, {"role": "head", "state": "accepted", "title": "会頭", "order": "1"}).status_code == 303
    shown = text(client, f"/missions/{mission}/delegation")
    assert "会頭" in shown
    assert "Head of delegation" in shown
    remove = f"/missions/{mission}/participants/{part}/remove"
    assert pressed(client, remove, f"/missions/{mission}").status_code == 303
    assert client.get(edit).status_code == 404


def test_costs_are_booked_summed_in_yen_and_taken_back(app: Flask, client: FlaskClient, mission: int) -> None:
    cast.sign_in(client)
    new, cost = f"/missions/{mission}/costs/new", {"category": "hotel", "paid_on": "2026-12-01"}
    assert posted(client, new, cost | {"amount": "120,000", "currency": "JPY"}).status_code == 303
    assert posted(client, new, cost | {"amount": "800", "currency": "CNY", "note": "2泊"}).status_code == 303
    shown = text(client, f"/missions/{mission}")
    assert "120,000" in shown
    assert "1 line without a rate is not counted" in shown
    with app.app_context():
        line = activity_of(mission).costs[0].id
    assert pressed(client, f"/missions/{mission}/costs/{line}/remove", f"/missions/{mission}").status_code == 303
    assert "120,000" not in text(client, f"/missions/{mission}")
    assert pressed(client, f"/missions/{mission}/costs/{line}/remove", f"/missions/{mission}").status_code == 404


@pytest.mark.parametrize(
    ("field", "value"),
    [("amount", "-1"), ("amount", "0"), ("amount", "9" * 15), ("amount", "1.000"), ("currency", "XXX"),
     ("category", "bribe"), ("paid_on", "9999-01-01"), ("note", "x" * 201)],
)  # fmt: skip
def test_a_bad_cost_is_told_beside_its_field(
    app: Flask, client: FlaskClient, mission: int, field: str, value: str
) -> None:
    cast.sign_in(client)
    cost = {"category": "hotel", "paid_on": "2026-12-01", "amount": "100", "currency": "JPY", "note": "Kept"}
    answer = posted(client, f"/missions/{mission}/costs/new", cost | {field: value})
    assert answer.status_code == 422
    assert f'id="{field}-err"' in answer.get_data(as_text=True)


def test_a_mission_leader_sees_no_mission_of_others(app: Flask, client: FlaskClient, mission: int) -> None:
    with app.app_context():
        leader = cast.user(Role.MISSION_LEADER, language="en")
        mine = voyage.mission(leader_id=leader.id, names={"ja": "自分の団"}).id
        hidden = voyage.item(activity_of(mission)).id
    cast.sign_in(client, Role.MISSION_LEADER)
    shown = text(client, "/missions/")
    assert "自分の団" in shown
    assert "第7回" not in shown
    assert client.get(f"/missions/{mine}").status_code == 200
    own = [f"/missions/{mission}{tab}" for tab in ("", "/itinerary", "/today", "/edit")]
    for path in (*own, f"/missions/items/{hidden}", f"/missions/items/{hidden}/edit"):
        assert client.get(path).status_code == 404
    assert pressed(client, f"/missions/items/{hidden}/move", f"/missions/{mine}", status="done").status_code == 404


def test_management_reads_and_changes_nothing(app: Flask, client: FlaskClient, mission: int) -> None:
    cast.sign_in(client, Role.MANAGEMENT)
    shown = text(client, f"/missions/{mission}/itinerary")
    assert "Add an item" not in shown
    assert client.get(f"/missions/{mission}/edit").status_code == 403


def test_the_day_on_the_phone_begins_with_the_next_item(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        voyage.load_places()
        today = clock.today("Asia/Shanghai")
        bureau = book.organisation("延吉市商务局")
        li = book.person("李明淑", at=bureau, contacts=[("mobile", "139 4430 0101")])
        mission = voyage.mission(start_on=today, end_on=today)
        voyage.item(mission, day=today, start=time(23, 58), end=time(23, 59), host=bureau, hosts=[li.id],
                    address="延吉市人民路1886号")  # fmt: skip
        id = mission.id
    cast.sign_in(client)
    shown = text(client, f"/missions/{id}/today")
    assert '<p lang="zh-Hans">延吉市人民路1886号</p>' in shown
    assert "tel:+8613944300101" in shown
    assert "Log this meeting" in shown


def test_panels_show_missions_on_other_records(app: Flask, client: FlaskClient, mission: int) -> None:
    with app.app_context():
        bureau = book.organisation("延吉市商务局")
        naoki = book.person("髙橋 直樹", "ja")
        activity = activity_of(mission)
        voyage.item(activity, host=bureau)
        voyage.delegate(activity, naoki)
        ids = bureau.id, naoki.id
    cast.sign_in(client)
    assert "表敬訪問" in text(client, f"/missions/panels/organisation/{ids[0]}")
    assert "第7回" in text(client, f"/missions/panels/person/{ids[1]}")
    assert "Nothing has been planned here yet." in text(client, "/missions/panels/initiative/1")


def test_archiving_takes_a_mission_out_and_undo_brings_it_back(app: Flask, client: FlaskClient, mission: int) -> None:
    cast.sign_in(client)
    page = f"/missions/{mission}"
    assert pressed(client, f"{page}/archive", page).status_code == 303
    assert client.get(page).status_code == 404
    assert pressed(client, f"{page}/restore", "/missions/").status_code == 303
    assert client.get(page).status_code == 200
