"""The pages of the programme: an item with its visit in one form, its buttons, the day on a phone."""

import re
from datetime import datetime, time
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.activities import queries as activities
from crm.core import clock
from crm.missions import queries
from tests import cast
from tests.contacts import book
from tests.documents import journey
from tests.missions import voyage
from tests.missions.browser import activity_of, posted, pressed, text, yanji

ITEM = {
    "kind": "visit", "state": "tentative", "title": "表敬訪問", "title_language": "ja", "day": "2026-12-11",
    "start": "09:00", "end": "10:00", "timezone": "",
}  # fmt: skip


@pytest.fixture
def mission(app: Flask) -> int:
    with app.app_context():
        return voyage.mission(objectives="視察").id


def test_an_item_is_saved_on_the_clock_of_its_place_and_shown_on_both(
    app: Flask, client: FlaskClient, mission: int
) -> None:
    cast.sign_in(client)
    answer = posted(client, f"/missions/{mission}/items/new", ITEM | {"place_id": yanji(app)})
    assert answer.status_code == 303
    shown = text(client, f"/missions/{mission}/itinerary")
    assert "</span>09:00–10:00</time>" in shown
    assert '<span class="vh">Japan </span>10:00–11:00</time>' in shown, (
        "the clock of the guests is not the reader's own"
    )
    assert shown.index("09:00–10:00") < shown.index("10:00–11:00")


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


def test_everybody_of_a_firm_goes_by_one_tick_and_a_split_delegation_is_asked_openly(
    app: Flask, client: FlaskClient, mission: int
) -> None:
    with app.app_context():
        loaded = voyage.fresh_in(mission)
        firms = [book.organisation(name, "ja", country="JP").id for name in ("丸八ニット", "見附編物")]
        parts = [
            voyage.delegate(loaded, book.person(f"佐藤 {number}", "ja"), organisation_id=firms[number % 2]).id
            for number in range(4)
        ]
    cast.sign_in(client)
    new = f"/missions/{mission}/items/new"
    assert '<details class="field"><summary>Who goes, notes' in " ".join(text(client, new).split()).replace("> <", "><")
    assert posted(client, new, ITEM | {"whole_firms": firms[1], "people": parts[0]}).status_code == 303
    with app.app_context():
        [item] = queries.items(mission)
        assert {row.participant_id for row in item.people} == {parts[0], parts[1], parts[3]}
    shown = " ".join(text(client, new).split()).replace("> <", "><")
    assert '<details class="field" open><summary>Who goes, notes' in shown


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
    nowhere = posted(client, f"/missions/{mission}/items/new", data | {"organisation_id": "", "title": "視察"})
    assert nowhere.status_code == 422, "the job title would be lost"
    assert "Choose the organisation in which the person has this job title." in nowhere.get_data(as_text=True)
    assert posted(client, f"/missions/{mission}/items/new", data).status_code == 303
    with app.app_context():
        (item,) = queries.items(mission)
    shown = text(client, f"/missions/items/{item.id}")
    assert "李明淑" in shown
    assert "Section chief" in shown, "the title for whoever reads"
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
    plumbing = {name: cast.hidden(shown, name) for name in ("csrf_token", "form_id", "version", "as_opened")}
    assert posted(client, path, ITEM | {"title": "先に保存"}).status_code == 303
    answer = client.post(path, data=plumbing | ITEM)
    assert answer.status_code == 409
    assert "先に保存" in answer.get_data(as_text=True)


def test_a_stale_item_form_with_another_host_still_offers_the_people_of_the_one_before(
    app: Flask, client: FlaskClient, mission: int
) -> None:
    with app.app_context():
        bureau, shop = book.organisation("延吉市商务局"), book.organisation("延吉百货")
        host = book.person("李明淑", at=bureau)
        item = voyage.item(voyage.fresh(activity_of(mission)), host=bureau, hosts=[host.id]).id
        chosen = {"organisation_id": str(bureau.id), "hosts": str(host.id)}
        other = {"organisation_id": str(shop.id), "hosts": str(host.id)}
    cast.sign_in(client)
    path = f"/missions/items/{item}/edit"
    shown = text(client, path)
    plumbing = {name: cast.hidden(shown, name) for name in ("csrf_token", "form_id", "version", "as_opened")}
    assert posted(client, path, ITEM | chosen | {"title": "先に保存"}).status_code == 303
    answer = client.post(path, data=plumbing | ITEM | other)
    assert answer.status_code == 409
    assert "李明淑" in answer.get_data(as_text=True)


def test_a_removed_item_can_be_brought_back(app: Flask, client: FlaskClient, mission: int) -> None:
    with app.app_context():
        item = voyage.item(activity_of(mission)).id
    cast.sign_in(client)
    page = f"/missions/{mission}"
    assert pressed(client, f"/missions/items/{item}/remove", page).status_code == 303
    assert client.get(f"/missions/items/{item}").status_code == 404
    assert pressed(client, f"/missions/items/{item}/restore", page).status_code == 303
    assert "表敬訪問" in text(client, f"/missions/{mission}/itinerary")


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


def test_a_talk_at_an_item_without_an_organisation_asks_whom_we_met(
    app: Flask, client: FlaskClient, mission: int
) -> None:
    with app.app_context():
        found = voyage.fresh(activities.one(mission, user=cast.user()))
        seminar, flight = (voyage.item(found, kind=kind, title=kind).id for kind in ("seminar", "flight"))
        bureau = book.organisation("延边州商务局").id
    cast.sign_in(client)
    assert "Log meeting" not in text(client, f"/missions/items/{flight}")
    shown = unescape(text(client, f"/missions/items/{seminar}"))
    link = next(each for each in re.findall(r'href="(/meetings/new[^"]*)"', shown) if "item=" in each)
    assert f"item={seminar}" in link
    assert "Whom did you meet?" in text(client, link)
    assert f"organisation_id={bureau}" in unescape(text(client, f"{link}&q=延辺朝鮮族自治州商務局"))


def test_of_guests_of_several_bodies_a_talk_asks_whom_we_met_and_the_form_says_for_whom_each_stands(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        voyage.load_places()
        sender, drugs, wood, host = (book.organisation(f"延边{name}") for name in ("贸促会", "人参", "木业", "秋田"))
        visit = voyage.mission(
            type="inbound_delegation", direction="inbound", place_id=book.place(voyage.MITSUKE).id,
            sender_organisation_id=sender.id,
        )  # fmt: skip
        parts = [voyage.delegate(visit, name=f"团员{firm.id}", organisation_id=firm.id) for firm in (drugs, wood)]
        there = voyage.fresh(visit)
        call = voyage.item(there, kind="courtesy_call", host=host).id
        tables = voyage.item(there, kind="matching", title="商談会").id
        alone = voyage.item(there, kind="matching", title="個別商談", host=host, people=[parts[0].id]).id
        ids = {"sender": sender.id, "drugs": drugs.id, "host": host.id}
    cast.sign_in(client)

    def link(item: int) -> str:
        shown = unescape(text(client, f"/missions/items/{item}"))
        return next(str(each) for each in re.findall(r'href="(/meetings/new[^"]*)"', shown) if f"item={item}" in each)

    assert f"organisation_id={ids['sender']}&our_organisation_id={ids['host']}" in link(call)
    assert f"&organisation_id={ids['drugs']}&our_organisation_id={ids['host']}" in link(alone)
    assert "Whom did you meet?" in text(client, link(tables))
    told = text(client, link(call)).split('id="theirs"')[1].split("</fieldset>")[0]
    assert (told.count("延边人参</bdi></span>"), told.count("延边木业</bdi></span>")) == (1, 1)
    alone_told = text(client, link(alone)).split('id="theirs"')[1].split("</fieldset>")[0]
    assert "延边人参</bdi></span>" not in alone_told, "that is the counterpart"
    assert "延边木业</bdi></span>" in alone_told


def test_the_day_tells_what_was_promised_to_the_host(app: Flask, client: FlaskClient, mission: int) -> None:
    with app.app_context():
        found = voyage.fresh(activities.one(mission, user=cast.user()))
        host = book.organisation("延吉百货")
        voyage.item(found, host=host)
        journey.talk(host, book.person("刘新春", at=host), starts=datetime(2026, 9, 10, 10))
    cast.sign_in(client)
    assert "見本の品質証明書を送る" in text(client, f"/missions/{mission}/today")


@pytest.mark.parametrize("number", ["9" * 30, "-1", "x", "\u0662"])
def test_numbers_in_the_address_that_are_no_ids_are_left_out(
    app: Flask, client: FlaskClient, mission: int, number: str
) -> None:
    cast.sign_in(client)
    new = f"/missions/{mission}/items/new"
    assert client.get(f"{new}?place_id={number}&organisation_id={number}&day=x&start=x&kind=x").status_code == 200
    answer = posted(client, new, ITEM | {"organisation_id": number, "show-hosts": "1"})
    assert answer.status_code == 200
    assert client.get(f"/missions/new?initiative_id={number}&type=x").status_code == 200
    assert client.get(f"/missions/?place={number}&year={number}").status_code == 200
    assert client.get(f"/missions/{mission}/participants/new?person_id={number}").status_code == 200


def test_leads_are_captured_without_a_network_on_the_day_of_a_fair_that_has_no_programme(
    client: FlaskClient, mission: int
) -> None:
    cast.sign_in(client)
    shown = unescape(text(client, f"/missions/{mission}/today"))
    for form in (f"/leads/new?activity_id={mission}", f"/tasks/new?record_type=activities&record_id={mission}"):
        assert f'"{form}"'.replace("&", "\\u0026") in shown, "kept on the phone"
        assert f'href="{form}"' in shown


def test_what_an_item_lacks_leads_to_the_field_that_mends_it(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        mission = voyage.mission().id
        item = voyage.item(voyage.fresh_in(mission), host=book.organisation("延吉商场")).id
    cast.sign_in(client)
    page = text(client, f"/missions/{mission}/itinerary")
    form = text(client, f"/missions/items/{item}/edit")
    fields = set(re.findall(rf'href="/missions/items/{item}/edit#([\w-]+)"', page))
    assert {"interpreter_id", "state"} <= fields
    assert [field for field in fields if f'id="{field}"' not in form] == []
