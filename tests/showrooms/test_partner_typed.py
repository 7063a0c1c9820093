"""What a partner typed is never lost: answered by somebody else meanwhile, open for long, a link that ended."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.core import clock
from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.showrooms import queries, services
from crm.showrooms.models import PartnerAnswer, PartnerCount, PartnerLink
from crm.showrooms.services import Count
from tests.cast import sign_in, user
from tests.contacts.pages import filled_form, opened, text
from tests.showrooms import shop
from tests.showrooms.partner import DOOR, Asked, answer, come_in, count, link, number, put
from tests.showrooms.partner import asked as asked  # the fixture
from tests.showrooms.test_partners import _discarded

STATEMENT, SHELF = f"{DOOR}1", f"{DOOR}1/shelf"


def _open_pages(app: Flask, asked: Asked) -> tuple[FlaskClient, dict[str, str], dict[str, str]]:
    """A second browser with both pages open, filled in."""
    other = app.test_client()
    come_in(other, asked.code)
    remark, pieces = f"line_{asked.sales[1]}", f"quantity_{asked.shop.exhibit}"
    said = opened(other, STATEMENT, "name") | {"name": "李英", "note": "第二行请核对", remark: "只卖了一件"}
    counted = opened(other, SHELF, "name") | {"name": "李英", "note": "仓库另有", pieces: "33"}
    return other, said, counted


def test_whoever_answers_second_reads_that_and_what_they_typed(app: Flask, client: FlaskClient, asked: Asked) -> None:
    other, said, _counted = _open_pages(app, asked)
    come_in(client, asked.code)
    assert answer(client, "disputed", note="汇率不对").status_code == 303
    second = other.post(STATEMENT, data=said | {"verdict": "disputed"})
    with app.app_context():
        [kept] = queries.answers_of(asked.settlement)
        at = clock.local(kept.said_at, "Asia/Shanghai")
    told = ("有异议", f"{at:%H:%M}", "第二行请核对", "只卖了一件", "李英", "羊绒混纺毛衣")
    assert ([word for word in told if word not in second.text], second.status_code) == ([], 409)
    assert "您的答复已收到" not in second.text
    assert (kept.name, number(app, PartnerAnswer)) == ("金哲洙", 1)


def test_whoever_counts_second_reads_that_and_their_numbers_also_where_the_link_is_used_up(
    app: Flask, client: FlaskClient, asked: Asked
) -> None:
    other, _said, counted = _open_pages(app, asked)
    come_in(client, asked.code)
    assert count(client, **{f"quantity_{asked.shop.exhibit}": "34"}).status_code == 303
    for _each in range(2):
        second = other.post(SHELF, data=counted)
        told = (">33<", "仓库另有", "羊绒混纺毛衣 · ", '<html lang="zh-Hans">', "已有人通过此链接清点")
        assert ([word for word in told if word not in second.text], second.status_code) == ([], 409)
        answer(client, "confirmed") if _each == 0 else None
    assert other.get(SHELF).status_code == 404, "used up"
    assert number(app, PartnerCount) == 1


def test_a_button_that_was_pressed_twice_is_told_once(app: Flask, client: FlaskClient, asked: Asked) -> None:
    other, said, counted = _open_pages(app, asked)
    for sent, path in ((said | {"verdict": "disputed"}, STATEMENT), (counted, SHELF)):
        assert [other.post(path, data=sent).status_code for _each in range(2)] == [303, 303]
    assert (number(app, PartnerAnswer), number(app, PartnerCount)) == (1, 1)


@pytest.mark.parametrize("path", [STATEMENT, SHELF])
def test_a_page_that_was_open_for_hours_comes_back_as_it_was_and_is_sent_once_more(
    app: Flask, asked: Asked, path: str
) -> None:
    other, said, counted = _open_pages(app, asked)
    sent, field = (said, "note") if path == STATEMENT else (counted, f"quantity_{asked.shop.exhibit}")
    sent |= {"verdict": "disputed"}
    other.delete_cookie("session")
    late = other.post(path, data=sent)
    again = filled_form(late.text, "name")
    assert late.status_code == 400
    assert '<body class="public">' in late.text
    assert '<html lang="zh-Hans">' in late.text
    assert (again["name"], again[field]) == (sent["name"], sent[field])
    assert number(app, PartnerAnswer) == number(app, PartnerCount) == 0
    assert other.post(path, data=again | {"verdict": "disputed"}).status_code == 303
    crossed = other.post(path, data=sent, headers={"Sec-Fetch-Site": "cross-site"})
    assert (crossed.status_code, number(app, PartnerAnswer) + number(app, PartnerCount)) == (400, 1)


def test_a_refusal_at_a_door_stands_in_its_frame_and_language(client: FlaskClient) -> None:
    crossed = client.post(f"{DOOR}?lang=ko", headers={"Sec-Fetch-Site": "cross-site"})
    assert crossed.status_code == 400
    assert '<html lang="ko">' in crossed.text
    assert '<body class="public">' in crossed.text


def test_the_door_takes_a_code_that_was_typed_before_a_long_pause(client: FlaskClient, asked: Asked) -> None:
    form = opened(client, DOOR, "code") | {"code": asked.code}
    client.delete_cookie("session")
    late = client.post(DOOR, data=form)
    again = filled_form(late.text, "code")
    assert (late.status_code, again["code"]) == (400, asked.code)
    assert client.post(DOOR, data=again).status_code == 303


def _revoked(_app: Flask, _asked: Asked) -> None:
    put(PartnerLink, 1, revoked_at=clock.now())


def _expired(_app: Flask, _asked: Asked) -> None:
    put(PartnerLink, 1, until=clock.now() - timedelta(seconds=1))


def _superseded(_app: Flask, asked: Asked) -> None:
    link(asked.settlement)


@pytest.mark.parametrize("end", [_revoked, _expired, _superseded, _discarded])
def test_a_link_that_ends_while_somebody_types_gives_back_what_they_typed(
    app: Flask, asked: Asked, end: object
) -> None:
    other, said, counted = _open_pages(app, asked)
    assert callable(end)
    with app.app_context():
        end(app, asked)
    for path, sent, words in (
        (STATEMENT, said | {"verdict": "disputed"}, ("第二行请核对", "只卖了一件", "羊绒混纺毛衣", "李英")),
        (SHELF, counted, (">33<", "仓库另有", "羊绒混纺毛衣")),
    ):
        lost = other.post(f"{path}?lang=zh-Hans", data=sent)
        assert ([word for word in (*words, "您输入的内容") if word not in lost.text], lost.status_code) == ([], 404)
    assert "您输入的内容" not in other.get(f"{STATEMENT}?lang=zh-Hans").text
    assert number(app, PartnerAnswer) == number(app, PartnerCount) == 0


def test_an_open_dispute_stands_in_the_list_whatever_was_said_later(
    app: Flask, client: FlaskClient, asked: Asked
) -> None:
    come_in(client, asked.code)
    answer(client, "disputed", note="不对")
    with app.app_context():
        id, code = link(asked.settlement)
        other = app.test_client()
        come_in(other, code)
    path = f"{DOOR}{id}"
    form = opened(other, path, "name") | {"name": "李英", "verdict": "confirmed"}
    assert other.post(path, data=form).status_code == 303
    with app.app_context():
        assert queries.verdicts([asked.settlement]) == {asked.settlement: "disputed"}
        put(PartnerAnswer, 1, superseded_at=clock.now())
        assert queries.verdicts([asked.settlement]) == {asked.settlement: "disputed"}, (
            "it still holds the settlement up"
        )
        put(PartnerAnswer, 1, replied_at=clock.now(), reply="是两件")
        assert queries.verdicts([asked.settlement]) == {asked.settlement: "confirmed"}


def test_an_earlier_count_takes_nothing_over_that_was_counted_later(
    app: Flask, client: FlaskClient, asked: Asked
) -> None:
    with app.app_context():
        second = shop.exhibit(asked.shop.showroom, asked.shop.product, code="B-2").id
        shop.moved(second, "received", 5, before=100)
    come_in(client, asked.code)
    count(client, **{f"quantity_{asked.shop.exhibit}": "33", f"quantity_{second}": "4"})
    with app.app_context():
        put(PartnerCount, 1, day=shop.day(2))
        with writing():
            services.count({queries.exhibit(second, user=user()): Count(4, "missing")}, shop.day(), by=user())
            db.session.commit()
    sign_in(client)
    page = text(client, "/showrooms/counts/1")
    assert "It was counted or adjusted again" in page
    assert f'name="cause_{second}"' not in page
    form = opened(client, "/showrooms/counts/1", f"cause_{asked.shop.exhibit}")
    assert (
        client.post("/showrooms/counts/1/take", data=form | {f"cause_{asked.shop.exhibit}": "missing"}).status_code
        == 303
    )
    with app.app_context():
        assert (shop.held(second), shop.held(asked.shop.exhibit)) == (4, 33)


def test_an_earlier_count_of_the_partner_gives_way_to_a_later_one_that_was_taken_over(
    app: Flask, client: FlaskClient, asked: Asked
) -> None:
    come_in(client, asked.code)
    count(client, **{f"quantity_{asked.shop.exhibit}": "33"})
    with app.app_context():
        put(PartnerCount, 1, day=shop.day(2))
        id, code = link(asked.settlement)
        other = app.test_client()
        come_in(other, code)
        path = f"{DOOR}{id}/shelf"
        sent = opened(other, path, "name") | {"name": "李英", f"quantity_{asked.shop.exhibit}": "34"}
        assert other.post(path, data=sent).status_code == 303
        with writing():
            services.take_count(queries.count_of(2, user=user()), {}, by=user())
            assert services.take_count(queries.count_of(1, user=user()), {}, by=user()) == 0
            db.session.commit()
        assert shop.held(asked.shop.exhibit) == 34


def test_a_count_leads_to_its_settlement_as_long_as_that_is_there(
    app: Flask, client: FlaskClient, asked: Asked
) -> None:
    come_in(client, asked.code)
    count(client, **{f"quantity_{asked.shop.exhibit}": "34"})
    sign_in(client)
    there = f"/showrooms/settlements/{asked.settlement}#partner"
    assert there in text(client, "/showrooms/counts/1")
    with app.app_context():
        _discarded(app, asked)
    page = text(client, "/showrooms/counts/1")
    assert there not in page
    assert "a draft that was discarded" in page


def test_sizes_of_a_product_are_told_apart_on_the_shelf(app: Flask, client: FlaskClient, asked: Asked) -> None:
    with app.app_context():
        for size in ("M", "L"):
            shop.exhibit(asked.shop.showroom, asked.shop.product, code="", size=size)
    come_in(client, asked.code)
    page = text(client, SHELF)
    assert "羊绒混纺毛衣 · M" in page
    assert "羊绒混纺毛衣 · L" in page


def test_the_link_names_the_address_of_the_office(
    app: Flask, client: FlaskClient, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = replace(app.extensions["settings"], base_url="https://crm.example.jp/musubi")
    monkeypatch.setitem(app.extensions, "settings", ours)
    sign_in(client)
    page = f"/showrooms/settlements/{asked.settlement}"
    form = opened(client, page, "days") | {"language": "ko", "days": "7", "label": "김 부장"}
    assert client.post(f"{page}/links", data=form).status_code == 303
    assert 'value="https://crm.example.jp/musubi/showrooms/partner/?lang=ko#' in text(client, page)


def test_a_count_of_ours_of_an_earlier_day_does_not_book_twice_what_was_adjusted_later(
    app: Flask, asked: Asked
) -> None:
    with app.app_context():
        shown = asked.shop.exhibit
        with writing():
            services.count({queries.exhibit(shown, user=user()): Count(33, "missing")}, shop.day(), by=user())
            db.session.commit()
        with writing(), pytest.raises(Refused) as refusal:
            services.count({queries.exhibit(shown, user=user()): Count(33, "missing")}, shop.day(2), by=user())
        db.session.rollback()
        assert (refusal.value.field, shop.held(shown)) == (f"quantity_{shown}", 33)
        with writing():
            assert services.count({queries.exhibit(shown, user=user()): Count(34)}, shop.day(2), by=user()) == 0


@pytest.mark.parametrize("answered", [False, True])
def test_the_number_of_an_exhibit_that_was_archived_meanwhile_is_kept_and_told(
    app: Flask, client: FlaskClient, asked: Asked, *, answered: bool
) -> None:
    """It was dropped without a word: its field was gone when the count arrived."""
    with app.app_context():
        second = shop.exhibit(asked.shop.showroom, asked.shop.product, code="B-2").id
        other_room = shop.exhibit(
            shop.showroom(queries.one(asked.shop.showroom, user=None).operator_id).id, asked.shop.product, code="C-3"
        ).id
    come_in(client, asked.code)
    if answered:
        answer(client, "confirmed")
    field = f"quantity_{second}"
    sent = opened(client, SHELF, field) | {"name": "金哲洙", f"quantity_{asked.shop.exhibit}": "34", field: "2"}
    with app.app_context(), writing():
        services.put_away(queries.exhibit(second, user=user()), by=user())
        db.session.commit()
    wrong = client.post(SHELF, data=sent | {field: "两件"})
    assert (wrong.status_code, "两件" in wrong.text) == (422, True)
    arrived = client.post(SHELF, data=sent | {f"quantity_{other_room}": "9"}, follow_redirects=True)
    assert "B-2" not in arrived.text
    assert "办公室已不再展示" in arrived.text
    with app.app_context():
        [counted] = queries.counts_waiting(asked.shop.showroom)
        assert {each.exhibit_id: each.quantity for each in counted.lines} == {asked.shop.exhibit: 34, second: 2}
    sign_in(client)
    page = text(client, "/showrooms/counts/1")
    assert "This exhibit is archived: the number is kept" in page
    assert f'name="cause_{second}"' not in page
    form = opened(client, "/showrooms/counts/1", "form_id")
    assert client.post("/showrooms/counts/1/take", data=form).status_code == 303
    with app.app_context():
        assert shop.held(second) == 0
