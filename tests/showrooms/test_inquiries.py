"""Questions on the public page of a product: only where a showroom takes them, once each, with consent, never lost."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from crm.audit.services import action
from crm.core import clock
from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.leads import queries as leads
from crm.leads.models import Lead
from crm.products.models import Product
from crm.showrooms import queries
from crm.showrooms.models import Exhibit, ProductInquiry, Showroom
from crm.showrooms.queries.asked import exhibit_ids
from crm.showrooms.rules import inquiries as rules
from crm.users import rules as pace_rules
from tests.cast import SET_UP, csrf_token, sign_in, user
from tests.contacts import book
from tests.products.test_products import made as product
from tests.showrooms import shop
from tests.showrooms.test_asked import running
from tests.showrooms.test_goods import address, changed, done, rows

TYPED = {
    "question": "毛衣有S码吗？", "name": "崔明姬", "company": "延边新春百货", "contact": "guest7@example.cn",
    "may_store": "y",
}  # fmt: skip


@pytest.fixture
def at(app: Flask, client: FlaskClient) -> shop.Shop:
    """A showroom that takes inquiries on the public page of its sweater; a coordinator is signed in."""
    with app.app_context():
        found = shop.shop()
        running()
        changed(Showroom, inquiries_owner_id=user().id)
    sign_in(client)
    assert done(client, found.product, "publish") == 303
    return found


def form_id(door: FlaskClient, path: str) -> str:
    page = door.get(path).get_data(as_text=True)
    return str(re.findall(r'name="form_id" value="([^"]+)"', page)[0])


def sent(door: FlaskClient, path: str, **typed: str) -> Any:
    """Open the form anew and send it."""
    return door.post(path, data={**TYPED, "form_id": form_id(door, path), **typed})


def waiting(app: Flask) -> list[ProductInquiry]:
    with app.app_context():
        return list(db.session.scalars(select(ProductInquiry).order_by(ProductInquiry.id)))


def test_a_showroom_takes_no_inquiry_until_the_office_says_who_looks_at_them(
    app: Flask, client: FlaskClient, at: shop.Shop
) -> None:
    path, door = address(app, at.product), app.test_client()
    assert f"{path}/ask" in door.get(path).get_data(as_text=True)
    with app.app_context():
        assert Showroom(names=[]).inquiries_owner_id is None
        changed(Showroom, inquiries_owner_id=None)
    assert "/ask" not in door.get(path).get_data(as_text=True)
    assert door.get(f"{path}/ask").status_code == 410
    assert door.post(f"{path}/ask", data=TYPED).status_code == 410
    assert door.get("/showrooms/goods/none/ask").status_code == 404
    assert waiting(app) == []


def test_the_form_sets_no_cookie_ticks_nothing_and_writes_no_row_on_a_visit(
    app: Flask, client: FlaskClient, at: shop.Shop
) -> None:
    path, door, before = f"{address(app, at.product)}/ask", app.test_client(), rows(app)
    answer = door.get(path, headers={"Accept-Language": "zh-CN"})
    page = answer.get_data(as_text=True)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert '<html lang="zh-Hans"' in page
    assert "Set-Cookie" not in answer.headers
    assert "checked" not in page
    assert "csrf" not in page
    assert "<script" not in page
    assert rows(app) == before
    assert form_id(door, path) != form_id(door, path)
    thanks = sent(door, path)
    assert (thanks.status_code, "Set-Cookie" in thanks.headers) == (303, False)


def test_no_visitor_says_when_their_question_was_asked(app: Flask, client: FlaskClient, at: shop.Shop) -> None:
    path, door, begun = f"{address(app, at.product)}/ask", app.test_client(), clock.now()
    long_ago = {"X-Kept": str(int((begun - timedelta(days=50)).timestamp() * 1000))}
    assert door.post(path, data=TYPED | {"form_id": form_id(door, path)}, headers=long_ago).status_code == 303
    [found] = waiting(app)
    assert found.created_at >= begun
    assert found.asked_at >= begun


def test_what_a_visitor_asks_arrives_once_and_waits(app: Flask, client: FlaskClient, at: shop.Shop) -> None:
    path, door = f"{address(app, at.product)}/ask", app.test_client()
    one = TYPED | {"form_id": form_id(door, path)}
    first, again = (door.post(f"{path}?lang=ko", data=one) for _ in range(2))
    assert first.status_code == again.status_code == 303
    assert first.headers["Location"] == again.headers["Location"]
    [found] = waiting(app)
    assert (found.question, found.name, found.company, found.contact) == tuple(TYPED.values())[:4]
    assert (found.exhibit_id, found.language, found.state) == (at.exhibit, "ko", rules.WAITING)
    assert (found.may_store, found.may_share, bool(found.notice_version)) == (True, False, True)
    assert door.post(path, data=one | {"question": "有L码吗？"}).status_code == 303
    assert len(waiting(app)) == 2, "the same form with another question is another inquiry"
    thanks = door.get(first.headers["Location"]).get_data(as_text=True)
    assert "崔明姬" not in thanks + door.get(path).get_data(as_text=True)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"question": ""}, "question"),
        ({"question": "长" * 1001}, "question"),
        ({"may_store": ""}, "may_store"),
        ({"name": "名" * 201}, "name"),
        ({"contact": "9" * 301}, "contact"),
    ],
)
def test_bad_input_is_told_beside_its_field_and_what_was_typed_stays(
    app: Flask, client: FlaskClient, at: shop.Shop, typed: dict[str, str], field: str
) -> None:
    path, door = f"{address(app, at.product)}/ask?lang=en", app.test_client()
    answer = sent(door, path, **typed)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in page or f'aria-describedby="{field}' in page
    assert TYPED["company"] in page
    assert waiting(app) == []


def test_a_question_alone_needs_no_consent_and_markup_is_shown_as_text(
    app: Flask, client: FlaskClient, at: shop.Shop
) -> None:
    path, door = f"{address(app, at.product)}/ask", app.test_client()
    nobody = {"name": "", "company": "", "contact": "", "may_store": ""}
    assert sent(door, path, question="<script>alert(1)</script>", **nobody).status_code == 303
    page = client.get(f"/showrooms/{at.showroom}/inquiries").get_data(as_text=True)
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert(1)" not in page


def test_a_flood_is_slowed_down_and_what_was_typed_stays(
    app: Flask, client: FlaskClient, at: shop.Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, door = f"{address(app, at.product)}/ask", app.test_client()
    answers = [sent(door, path, question=f"第{number}问").status_code for number in range(21)]
    assert answers[:20] == [303] * 20
    slowed = sent(door, f"{path}?lang=en", question="又问")
    page = slowed.get_data(as_text=True)
    assert slowed.status_code == 429
    assert "又问" in page
    assert page.count("Many questions come from this network just now.") == 1, "said once"
    assert "Too many attempts" not in page
    monkeypatch.setattr(rules, "MOST_WAITING", 20)
    other = app.test_client()
    full = other.post(path, data=TYPED | {"form_id": "x" * 20}, environ_overrides={"REMOTE_ADDR": "203.0.113.9"})
    assert full.status_code in (409, 422)
    assert TYPED["question"] in full.get_data(as_text=True)


def test_the_visitors_of_a_day_at_one_store_do_not_slow_each_other_down(
    app: Flask, client: FlaskClient, at: shop.Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, door, began = f"{address(app, at.product)}/ask", app.test_client(), clock.now()
    for number in range(24):
        monkeypatch.setattr(clock, "now", lambda number=number: began + number * timedelta(minutes=11))
        assert sent(door, path, question=f"第{number}问").status_code == 303


def test_a_visitor_of_a_busy_store_waits_a_minute_at_most() -> None:
    pace = pace_rules.PACES["inquiry"]
    assert pace_rules.delay(500, pace) == timedelta(minutes=1) < pace.memory


@pytest.mark.parametrize("nothing", ["\u200b", "\u2060\u200c\u200d", "\u3164", "\u200b \u00ad \u2800\n\ufe0f"])
def test_a_question_of_which_nothing_shows_is_none(
    app: Flask, client: FlaskClient, at: shop.Shop, nothing: str
) -> None:
    path, door = f"{address(app, at.product)}/ask?lang=en", app.test_client()
    answer = sent(door, path, question=nothing)
    assert answer.status_code == 422
    assert "Enter what you want to know." in answer.get_data(as_text=True)
    assert waiting(app) == []


def test_the_page_of_inquiries_tells_how_many_there_are_and_leads_to_all_of_them(
    app: Flask, client: FlaskClient, at: shop.Shop
) -> None:
    with app.app_context(), writing():
        with action(SET_UP, by=None):
            db.session.add_all(
                ProductInquiry(
                    showroom_id=at.showroom, exhibit_id=at.exhibit, key=f"k{number}", question=f"第{number}问。",
                    language="zh-Hans", notice_version="1",
                )
                for number in range(53)
            )  # fmt: skip
        db.session.commit()
    first = client.get(f"/showrooms/{at.showroom}/inquiries").get_data(as_text=True)
    assert "50 of 53" in first
    assert "第49问。" in first
    assert "第50问。" not in first
    assert 'class="tail' not in first, "two long buttons beside the question do not fit on a phone"
    found = re.search(r'rel="next" href="([^"]+)"', first)
    assert found is not None
    last = client.get(found[1].replace("&amp;", "&")).get_data(as_text=True)
    assert "第52问。" in last
    assert "第49问。" not in last


@pytest.mark.parametrize(
    ("table", "changes"),
    [
        (Showroom, {"status": "closed"}),
        (Showroom, {"archived_at": 0}),
        (Exhibit, {"archived_at": 0}),
        (Exhibit, {"shown_to": 1}),
    ],
)
def test_what_is_sent_to_a_showroom_that_ended_meanwhile_is_given_back_with_whom_to_ask(
    app: Flask, client: FlaskClient, at: shop.Shop, table: type[Any], changes: dict[str, Any]
) -> None:
    path, door = f"{address(app, at.product)}/ask", app.test_client()
    typed = TYPED | {"form_id": form_id(door, path)}
    with app.app_context():
        values = {
            name: clock.now() if name == "archived_at" else shop.day(value) if name == "shown_to" else value
            for name, value in changes.items()
        }
        changed(table, **values)
    answer = door.post(path, data=typed)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 410
    assert all(text in page for text in tuple(TYPED.values())[:4])
    assert waiting(app) == []


def test_a_visitor_chooses_among_showrooms_that_take_inquiries_and_reaches_no_other_exhibit(
    app: Flask, client: FlaskClient, at: shop.Shop
) -> None:
    with app.app_context():
        second = shop.showroom(at.operator, names={"ja": "図們展示場"}, inquiries_owner_id=user().id).id
        its = shop.exhibit(second, at.product, code="Z-1").id
        silent = shop.exhibit(shop.showroom(at.operator).id, at.product, code="S-1").id
        other = shop.exhibit(second, product(at.maker, names={"ja": "ベスト"}).id, code="B-1").id
    path, door = f"{address(app, at.product)}/ask", app.test_client()
    assert sent(door, path).status_code == 422, "which showroom is asked has to be said"
    for foreign in (silent, other, 999_999):
        assert sent(door, path, asked_at_id=str(foreign)).status_code == 422
    assert sent(door, path, asked_at_id=str(its)).status_code == 303
    assert [(row.showroom_id, row.exhibit_id) for row in waiting(app)] == [(second, its)]


# ------------------------------------------------------------------ for the office


def test_what_waits_is_taken_as_a_lead_of_its_exhibit_and_of_somebody_known(
    app: Flask, client: FlaskClient, at: shop.Shop
) -> None:
    with app.app_context():
        known = book.person("崔明姬", "zh-Hans").id
    door, path = app.test_client(), f"{address(app, at.product)}/ask"
    assert sent(door, path).status_code == sent(door, path, question="另一问").status_code == 303
    one, other = waiting(app)
    for page in ("/home/panels/inquiries", f"/showrooms/{at.showroom}"):
        assert f'href="/showrooms/{at.showroom}/inquiries"' in client.get(page).get_data(as_text=True)
    there = f"/showrooms/inquiries/{one.id}"
    page = client.get(there).get_data(as_text=True)
    assert f"person={known}" in page, "who it may be is offered"
    with app.app_context():
        activity, owner = db.session.get_one(Showroom, at.showroom).activity_id, user().id
    data = {
        "csrf_token": csrf_token(client, there), "exhibit_id": str(at.exhibit), "activity_id": str(activity),
        "owner_id": str(owner), "person_id": str(known), "rank": "B",
        "visitor_type": "importer",
    }  # fmt: skip
    assert client.post(there, data=data | {"exhibit_id": "999999"}).status_code == 422
    assert client.post(there, data=data).status_code == 303
    assert client.post(there, data=data).status_code == 409
    with app.app_context():
        [made] = db.session.scalars(select(Lead)).all()
        assert (made.person_id, made.inquiry, made.rank, made.activity_id) == (known, TYPED["question"], "B", activity)
        assert (made.captured_at, made.may_contact, made.our_organisation_id) == (one.asked_at, True, at.maker)
        assert made.visitor_type == "importer"
        assert exhibit_ids(made.id) == {at.exhibit}
        assert [row.product_id for row in leads.asked(made.id)] == [at.product]
        lead = made.id
    states = {row.id: row.state for row in waiting(app)}
    assert states == {one.id: rules.TAKEN, other.id: rules.WAITING}
    assert TYPED["question"] in client.get(f"/showrooms/panels/leads/{lead}").get_data(as_text=True)


def taking(client: FlaskClient, app: Flask, inquiry: int, exhibit: int) -> dict[str, str]:
    """What the form of an inquiry sends, of one that is taken for an exhibit."""
    with app.app_context():
        activity = db.session.scalars(select(Showroom.activity_id)).first()
    token = csrf_token(client, f"/showrooms/inquiries/{inquiry}")
    return {"csrf_token": token, "exhibit_id": str(exhibit), "activity_id": str(activity), "owner_id": "", "rank": ""}


def test_an_inquiry_is_taken_for_any_exhibit_of_its_product_and_for_one_that_was_put_away_since(
    app: Flask, client: FlaskClient, at: shop.Shop
) -> None:
    with app.app_context():
        others = [shop.exhibit(at.showroom, at.product, code=code).id for code in ("A-02", "A-03")]
    path, door = f"{address(app, at.product)}/ask", app.test_client()
    for number in range(3):
        assert sent(door, path, question=f"第{number}问").status_code == 303
    first, second, third = (row.id for row in waiting(app))
    for inquiry, exhibit in ((first, others[1]), (second, at.exhibit)):
        data = taking(client, app, inquiry, exhibit)
        assert client.post(f"/showrooms/inquiries/{inquiry}", data=data).status_code == 303
    with app.app_context():
        changed(Exhibit, archived_at=clock.now())
        changed(Product, archived_at=clock.now(), published=False)
    data = taking(client, app, third, at.exhibit)
    assert client.post(f"/showrooms/inquiries/{third}", data=data).status_code == 303
    with app.app_context():
        made = db.session.scalars(select(Lead.id).order_by(Lead.id)).all()
        assert [exhibit_ids(id) for id in made] == [{others[1]}, {at.exhibit}, {at.exhibit}]
        assert [[row.product_id for row in leads.asked(id)] for id in made] == [[at.product]] * 3


def test_a_showroom_where_questions_wait_is_not_archived(app: Flask, client: FlaskClient, at: shop.Shop) -> None:
    with app.app_context():
        shop.moved(at.exhibit, "returned", 20)
    assert sent(app.test_client(), f"{address(app, at.product)}/ask").status_code == 303
    [found] = waiting(app)
    token = {"csrf_token": csrf_token(client, f"/showrooms/inquiries/{found.id}")}
    refused = client.post(f"/showrooms/{at.showroom}/archive", data=token)
    assert refused.status_code == 409
    assert "Inquiries from public pages still wait: 1." in refused.get_data(as_text=True)
    assert client.get(f"/showrooms/inquiries/{found.id}").status_code == 200
    assert client.post(f"/showrooms/inquiries/{found.id}/discard", data=token).status_code == 303
    assert client.post(f"/showrooms/{at.showroom}/archive", data=token).status_code == 303


def test_who_asked_names_the_place_of_an_inquiry_in_the_language_of_its_reader(
    app: Flask, client: FlaskClient, at: shop.Shop
) -> None:
    assert sent(app.test_client(), f"{address(app, at.product)}/ask?lang=ko").status_code == 303
    with app.app_context():
        [row] = queries.who_asked(at.product, user=user(), language="zh-Hans")
        assert row.place is not None
        assert (row.kind, row.place.text) == ("product_inquiries", "延吉市")


def test_spam_is_discarded_and_can_wait_again(app: Flask, client: FlaskClient, at: shop.Shop) -> None:
    assert sent(app.test_client(), f"{address(app, at.product)}/ask").status_code == 303
    [found] = waiting(app)
    token = {"csrf_token": csrf_token(client, f"/showrooms/inquiries/{found.id}")}
    for act, state in (("discard", rules.SPAM), ("keep", rules.WAITING)):
        assert client.post(f"/showrooms/inquiries/{found.id}/{act}", data=token).status_code == 303
        assert [row.state for row in waiting(app)] == [state]
        assert client.post(f"/showrooms/inquiries/{found.id}/{act}", data=token).status_code == 409
    with app.app_context():
        assert db.session.scalar(select(func.count(Lead.id))) == 0


@pytest.mark.parametrize("role", [Role.MISSION_LEADER, Role.MANAGEMENT])
def test_whoever_does_not_run_showrooms_reads_no_inquiry_and_counts_none(
    app: Flask, client: FlaskClient, at: shop.Shop, role: Role
) -> None:
    assert sent(app.test_client(), f"{address(app, at.product)}/ask").status_code == 303
    [found] = waiting(app)
    reader = app.test_client()
    sign_in(reader, role)
    assert reader.get(f"/showrooms/{at.showroom}/inquiries").status_code == 403
    assert reader.get(f"/showrooms/inquiries/{found.id}").status_code == 403
    for page in ("/", f"/showrooms/{at.showroom}", f"/showrooms/exhibits/{at.exhibit}"):
        told = reader.get(page).get_data(as_text=True)
        assert "/inquiries" not in told
        assert "崔明姬" not in told
