"""Facts of a record that are changed on its page, one by one: the rest of the record stays as it is."""

import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from crm.activities import queries as activities
from crm.agreements.models import Agreement
from crm.audit.services import action
from crm.contacts import queries as contacts
from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.meetings.models import Attendee, Meeting, MinuteItem
from crm.negotiations.models import Negotiation
from crm.places.models import Place, PlaceName
from crm.products.models import Product
from crm.tasks import services as tasks
from crm.tasks.models import Task
from tests.agreements.deals import drafted
from tests.cast import SET_UP, hidden, sign_in, user
from tests.contacts import book
from tests.initiatives.test_initiatives import initiative as planned
from tests.leads.test_pages import captured, kept
from tests.meetings.scene import Scene, scene, talk
from tests.negotiations.browser import made
from tests.products.test_products import made as products_made

HTMX = {"HX-Request": "true"}


@pytest.fixture
def at(app: Flask) -> Scene:
    with app.app_context():
        return scene()


def pens(client: FlaskClient, path: str) -> list[str]:
    """The addresses behind the pencils of a page, and behind what is empty."""
    return [unescape(found) for found in re.findall(r'href="([^"]*\?facts=[^"]*)"', client.get(path).text)]


def change(client: FlaskClient, path: str, **said: str) -> str:
    """Change a fact in place; the answer's status and where it leads."""
    form = client.get(path, headers=HTMX).text
    assert "<main" not in form, "a part of the page, not another page"
    plumbing = {name: unescape(hidden(form, name)) for name in ("csrf_token", "form_id", "version", "as_opened")}
    answer = client.post(path, data=plumbing | said, headers=HTMX)
    return answer.headers.get("HX-Location", str(answer.status_code))


def test_an_organisation_keeps_all_but_the_fact_that_was_changed(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        id = book.organisation(roles=["commerce_bureau"], reading="Yánjí", profile="三行", notes="秘密").id
    sign_in(client)
    there = f"/contacts/organisations/{id}"
    assert f"{there}/edit?facts=website" in pens(client, there), "what is empty can be added"
    assert change(client, f"{there}/edit?facts=website", website="https://yanji.example.cn") == there
    with app.app_context():
        found = contacts.organisation(id, user=user())
        assert (found.website, found.profile, found.notes) == ("https://yanji.example.cn", "三行", "秘密")
        assert [role.role for role in found.roles] == ["commerce_bureau"]
        assert [(name.text, name.reading) for name in found.names] == [("延吉市商务局", "Yánjí")]


def test_a_person_keeps_names_posts_and_ways(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = book.organisation()
        ways = [("mobile", "+86 139 4330 0001")]
        made = book.person(at=at, title="副局长", contacts=ways, forms=book.MINGSHU_FORMS, reading="Lǐ Míngshū")
        id, before = made.id, {name.id: name.full for name in made.names}
    sign_in(client)
    there = f"/contacts/people/{id}"
    assert change(client, f"{there}/edit?facts=notes", notes="煙草を吸わない") == there
    with app.app_context():
        found = contacts.person(id, user=user())
        assert found.notes == "煙草を吸わない"
        assert {name.full for name in found.names} == set(before.values())
        assert [(post.organisation_id, post.title) for post in found.affiliations] == [(at.id, "副局长")]
        assert [point.value for point in found.contact_points] == ["+86 139 4330 0001"]


def test_a_case_a_lead_and_a_mission_are_changed_in_place_too(app: Flask, client: FlaskClient, at: Scene) -> None:
    case, lead = made(app, at), captured(app, at, interest="ニット", inquiry="見本", rank="B")
    sign_in(client)
    assert (
        change(client, f"/negotiations/{case}/edit?facts=competition", competition="韓国勢") == f"/negotiations/{case}"
    )
    assert change(client, f"/leads/{lead}/edit?facts=wanted_quantity", wanted_quantity="300着") == f"/leads/{lead}"
    there = f"/missions/{at.mission}"
    assert change(client, f"{there}/edit?facts=document_number", document_number="見商工第9号") == there
    with app.app_context():
        found = db.session.get_one(Negotiation, case)
        assert (found.competition, found.title, found.currency) == ("韓国勢", "リブ編みカーディガン 委託販売", "CNY")
        assert found.value is not None
        assert found.next_step == "見本を送る"
        sheet = kept(app, lead)
        assert (sheet.wanted_quantity, sheet.interest, sheet.inquiry, sheet.rank) == ("300着", "ニット", "見本", "B")
        mission = activities.one(at.mission, user=user())
        assert mission.document_number == "見商工第9号"
        assert mission.names


def test_every_fact_with_a_pencil_is_a_field_of_the_form(app: Flask, client: FlaskClient, at: Scene) -> None:
    pages = [f"/contacts/organisations/{at.commerce_bureau}", f"/missions/{at.mission}"]
    pages += [f"/negotiations/{made(app, at)}", f"/leads/{captured(app, at)}"]
    sign_in(client)
    for there in pages:
        found = pens(client, there)
        assert found, there
        for path in found:
            form, names = client.get(path, headers=HTMX).text, path.partition("?facts=")[2].split(",")
            assert all(re.search(rf'name="(add-|){name}(-typed|")', form) for name in names), path


@pytest.mark.parametrize("rows", ["languages", "names", "contact_points"])
def test_rows_in_place_grow_at_the_address_of_their_form(app: Flask, client: FlaskClient, rows: str) -> None:
    with app.app_context():
        id = book.person().id
    sign_in(client)
    path = f"/contacts/people/{id}/edit?facts={rows}"
    form = client.get(path, headers=HTMX).text
    assert set(map(unescape, re.findall(r'hx-post="([^"]*)"', form))) == {path}, "also where one row more is asked for"
    plumbing = {name: unescape(hidden(form, name)) for name in ("csrf_token", "form_id", "version", "as_opened")}
    more = client.post(path, data=plumbing | {f"add-{rows}": "1"}, headers=HTMX)
    assert (more.status_code, 'class="entry-row' in more.text) == (200, True)


def test_who_has_no_contact_details_is_given_them_in_place(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        pages = [f"/contacts/people/{book.person().id}", f"/contacts/organisations/{book.organisation().id}"]
    sign_in(client)
    for there in pages:
        assert f"{there}/edit?facts=contact_points" in pens(client, there)
    sign_in(client, Role.MANAGEMENT)
    assert "No address or number is known." in client.get(pages[0]).text


def test_what_is_refused_is_told_in_place_and_nothing_is_written(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        id = book.organisation(employees=7).id
    sign_in(client)
    assert change(client, f"/contacts/organisations/{id}/edit?facts=employees", employees="many") == "422"
    with app.app_context():
        assert contacts.organisation(id, user=user()).employees == 7


def test_two_who_change_different_facts_both_get_their_way(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        id = book.organisation(employees=7).id
    sign_in(client)
    there = f"/contacts/organisations/{id}"
    form = client.get(f"{there}/edit?facts=employees", headers=HTMX).text
    opened = {name: unescape(hidden(form, name)) for name in ("csrf_token", "form_id", "version", "as_opened")}
    assert change(client, f"{there}/edit?facts=notes", notes="新しい") == there
    assert (
        client.post(f"{there}/edit?facts=employees", data=opened | {"employees": "9"}, headers=HTMX).status_code == 204
    )
    with app.app_context():
        found = contacts.organisation(id, user=user())
        assert (found.employees, found.notes) == (9, "新しい")


def test_without_a_script_a_fact_has_a_page_of_its_own(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        id = book.organisation().id
    sign_in(client)
    page = client.get(f"/contacts/organisations/{id}/edit?facts=website").text
    assert "<main" in page
    assert 'name="profile"' not in page
    assert f'href="/contacts/organisations/{id}"' in page


def test_who_may_not_write_sees_no_pencil(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        id = book.organisation().id
    sign_in(client, Role.MANAGEMENT)
    assert pens(client, f"/contacts/organisations/{id}") == []


def test_an_agreement_a_product_a_place_an_initiative_and_a_task_are_changed_in_place_too(
    app: Flask, client: FlaskClient, at: Scene
) -> None:
    with app.app_context():
        me = user(Role.ADMIN)
        agreement = drafted(at, by=me)
        product = products_made(at.association, materials="綿", notes="秘密")
        initiative = planned()
        with writing():
            task = tasks.add(text="見本を送る", due_on=date(2026, 12, 1), owner_id=me.id, by=me)
            with action(SET_UP, by=None):
                country = Place(level="country", country="CN", code="CN", timezone="Asia/Shanghai", tiers=[])
                country.names = [PlaceName(language="zh-Hans", text="中国")]
                db.session.add(country)
            db.session.commit()
        ids = agreement.id, product.id, initiative.id, task.id, country.id
    sign_in(client, Role.ADMIN)
    told = {
        "agreements": ("governing_law", "日本法"), "products": ("sizes", "S–L"),
        "initiatives": ("start_on", "2026-04-01"), "tasks": ("external_owner", "崔"),
        "places": ("note", "港"),
    }  # fmt: skip
    for id, (of, (name, said)) in zip(ids, told.items(), strict=True):
        there = f"/{of}/{id}"
        [address] = [each for each in pens(client, there) if name in each.partition("facts=")[2].split(",")]
        assert change(client, address, **{name: said}) == there, there
        assert client.get(there).status_code == 200
    with app.app_context():
        kept = db.session.get_one(Product, ids[1])
        assert (kept.sizes, kept.materials, kept.notes, kept.maker_id) == ("S–L", "綿", "秘密", at.association)
        law = db.session.get_one(Agreement, ids[0])
        assert (law.governing_law, law.territory, law.title) == ("日本法", "延吉市", "ニット製品 委託販売契約")
        one = db.session.get_one(Task, ids[3])
        assert (one.external_owner, one.text, one.due_on) == ("崔", "見本を送る", date(2026, 12, 1))


def test_a_meeting_keeps_who_was_there_and_what_was_said_when_its_place_is_told(
    app: Flask, client: FlaskClient, at: Scene
) -> None:
    with app.app_context():
        id = talk(at, subject="初回").id
        before = minuted(id)
    assert before[0]
    assert before[1]
    sign_in(client)
    there = f"/meetings/{id}"
    offered = {address.partition("facts=")[2] for address in pens(client, there)}
    assert {"venue", "mode", "interpreter_id"} <= offered
    assert change(client, f"{there}/edit?facts=venue", venue="商务局 二楼") == there
    with app.app_context():
        kept = db.session.get_one(Meeting, id)
        assert (kept.venue, kept.subject) == ("商务局 二楼", "初回")
        assert minuted(id) == before
    assert change(client, f"{there}/edit?facts=mode", mode="online") == there
    with app.app_context():
        assert db.session.get_one(Meeting, id).mode == "online"
        assert minuted(id) == before
    sign_in(client, Role.MANAGEMENT)
    assert pens(client, there) == []


def minuted(id: int) -> tuple[list[Any], list[Any], list[Any]]:
    """Who was there, what was said, and what is to be done."""
    seats = db.session.execute(select(Attendee.person_id, Attendee.side).where(Attendee.meeting_id == id))
    items = db.session.execute(select(MinuteItem.topic, MinuteItem.theirs).where(MinuteItem.meeting_id == id))
    return sorted(map(tuple, seats)), sorted(map(tuple, items)), list(db.session.scalars(select(Task.text)))
