"""The pages of the delegation: people from the book and people new to it."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.contacts import services as contacts
from crm.contacts.rules import AffiliationInput, PersonNameInput
from crm.core.database import db, writing
from tests import cast
from tests.contacts import book
from tests.contacts.pages import opened
from tests.missions import voyage
from tests.missions.browser import activity_of, posted, pressed, text


@pytest.fixture
def mission(app: Flask) -> int:
    with app.app_context():
        return voyage.mission(objectives="視察").id


@pytest.mark.parametrize(
    "page",
    ["missions/{}/participants/new", "missions/{}/delegation/titles", "missions/{}/items/new", "checklists/{}/new"],
)
def test_the_way_back_to_a_mission_is_named_in_its_own_language(client: FlaskClient, mission: int, page: str) -> None:
    cast.sign_in(client)
    crumb = text(client, "/" + page.format(mission)).split('class="crumb"')[1].split("</nav>")[0]
    assert '<bdi lang="ja">' in crumb


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
    assert answer.location == new
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
    told = {"role": "head", "state": "accepted", "title": "会頭", "order": "1", "fee": "100", "fee_currency": "RUB"}
    assert "No exchange rate is known for RUB." in posted(client, edit, told).get_data(as_text=True)
    told |= {"fee_currency-rate": "", "fee_currency-rate-of": "RUB"}  # nobody knows: it stays uncounted
    assert posted(client, edit, told).status_code == 303
    shown = text(client, f"/missions/{mission}/delegation")
    assert "会頭" in shown
    assert "Head of delegation" in shown
    remove = f"/missions/{mission}/participants/{part}/remove"
    assert pressed(client, remove, f"/missions/{mission}").status_code == 303
    assert client.get(edit).status_code == 404


def test_who_cancelled_has_no_number_so_that_page_and_paper_count_alike(
    app: Flask, client: FlaskClient, mission: int
) -> None:
    with app.app_context():
        for name, status in (("甲野", "accepted"), ("乙山", "cancelled"), ("丙川", "accepted")):
            voyage.delegate(voyage.fresh_in(mission), name=name, status=status)
    cast.sign_in(client)
    shown = text(client, f"/missions/{mission}/delegation")
    assert re.findall(r'data-label="No.">(.*?)</td>', shown) == ["1", "—", "2"]


def test_the_title_follows_the_organisation_that_is_chosen(app: Flask, client: FlaskClient, mission: int) -> None:
    with app.app_context():
        chamber, firm, other = (
            book.organisation(name, "ja", country="JP") for name in ("見附商工会", "丸直ニット", "越後商事")
        )
        naoki = book.person("髙橋 直樹", "ja", at=chamber, title="会長")
        with writing():
            post = AffiliationInput(firm.id, title="代表取締役", titles={"zh-Hans": "代表董事"})
            held = [AffiliationInput(p.organisation_id, title=p.title, id=p.id) for p in naoki.affiliations]
            contacts.change_person(naoki, name=PersonNameInput("ja", "髙橋 直樹"), affiliations=[*held, post], by=None)
            db.session.commit()
        ids = {
            name: row.id for name, row in (("person", naoki), ("chamber", chamber), ("firm", firm), ("other", other))
        }
    cast.sign_in(client)
    part = {"role": "head", "state": "accepted", "name_language": "ja"}
    new = {"person_id": str(ids["person"]), "organisation_id": str(ids["chamber"])}
    assert posted(client, f"/missions/{mission}/participants/new", part | new).status_code == 303
    with app.app_context():
        (made,) = activity_of(mission).participants
        edit = f"/missions/{mission}/participants/{made.id}"
    shown = text(client, f"{edit}/titles?organisation_id={ids['firm']}")
    assert ('value="代表取締役"' in shown, 'value="代表董事"' in shown, 'value="会長"' in shown) == (True, True, False)

    def changed(at: str, title: str, of: str) -> tuple[str, dict[str, str]]:
        form = opened(client, f"{edit}/edit", "fee")
        sent = {name: value for name, value in form.items() if not name.startswith(("organisation_id-", "title_"))}
        sent |= {"organisation_id": str(ids[at]), "title": title, "titles-of": str(ids[of])}
        assert client.post(f"{edit}/edit", data=sent).status_code == 303
        with app.app_context():
            (now,) = activity_of(mission).participants
            return now.title_snapshot, now.titles_snapshot

    # Left as it was: that of the former organisation goes, in every language.
    assert changed("firm", "会長", of="chamber") == ("代表取締役", {"zh-Hans": "代表董事"})
    assert changed("other", "代表取締役", of="firm") == ("", {})
    # Written by hand for the organisation chosen: it stays, also when it is the same word.
    assert changed("chamber", "顧問", of="chamber") == ("顧問", {})
    assert changed("firm", "顧問", of="firm") == ("顧問", {})


def test_whoever_interprets_and_is_one_by_title_is_told_so_once(app: Flask, client: FlaskClient, mission: int) -> None:
    with app.app_context():
        who = book.person("全 英爱", "zh-Hans", at=book.organisation(), title="Interpreter")
        voyage.delegate(voyage.fresh_in(mission), who, role="interpreter")
    cast.sign_in(client)
    row = text(client, f"/missions/{mission}/delegation").split("<tbody")[1].split("</tbody>")[0]
    assert row.count("Interpreter") == 1
