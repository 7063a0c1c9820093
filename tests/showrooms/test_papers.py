"""The papers of a showroom: the statement in two languages side by side, a year, and the labels."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.office.rules import Office
from crm.showrooms import contents, queries, services
from tests.cast import sign_in, user
from tests.pdf.paper import sheets
from tests.showrooms import shop
from tests.showrooms.test_sales import sold
from tests.showrooms.test_settlements import done, drawn, fresh, rate


def printed(id: int) -> str:
    """The statement as it is set."""
    row = fresh(id)
    return contents.statement(row, queries.one(row.showroom_id, user=user()))


def test_a_draft_is_told_as_one_in_both_halves_until_it_is_approved(app: Flask) -> None:
    with app.test_request_context():
        at = shop.shop()
        rate("20", shop.day(300))
        sold(at, before=60)
        id = drawn(at).id
        draft = printed(id)
        done(services.approve, id)
        final = printed(id)
    for told in ('data-doc="仕切精算書 · 下書き（未確定）"', 'data-beside="结算单 · 草稿（未确定）"'):
        assert told in draft
    assert re.findall('<small class="draft">(.*?)</small>', draft) == ["下書き（未確定）", "草稿（未确定）"]
    assert ('data-beside="结算单"' in final, "草稿" in final, "未確定" in final) == (True, False, False)
    heads = re.findall("<th>((?:精算|支払|结算|付款).*?)</th>", draft)
    assert heads == ["精算番号", "精算期間", "精算日", "支払期限", "结算单号", "结算期间", "结算日", "付款期限"]


def test_an_office_is_addressed_as_a_body_in_the_way_of_each_language() -> None:
    office = Office(names={"ja": "見附商工会", "zh-Hans": "见附商工会", "ko": "미쓰케상공회", "en": "Mitsuke Society"})
    told = [office.as_body(language).text for language in ("ja", "zh-Hans", "ko", "en")]
    assert told == ["見附商工会 御中", "见附商工会", "미쓰케상공회 귀중", "Mitsuke Society"]
    assert Office().as_body("ja").text == ""


@pytest.mark.printed
def test_the_sales_of_a_statement_begin_on_one_page_in_both_languages(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = shop.shop()
        for number in range(18):
            sold(at, before=60 - number)
        id = drawn(at).id
    sign_in(client)
    pages = sheets(client.get(f"/showrooms/settlements/{id}/statement.pdf").data)
    first = {name: [name in page for page in pages].index(True) for name in ("カシミヤ混", "羊绒混纺")}
    assert len(set(first.values())) == 1
    assert all("结算单 · 草稿（未确定）" in page and "下書き（未確定）" in page for page in pages)


def test_a_year_says_on_its_head_when_it_was_printed_and_what_its_columns_hold(app: Flask) -> None:
    with app.test_request_context():
        at = shop.shop()
        sold(at, before=60)
        told = contents.report(queries.one(at.showroom, user=user()), shop.day(200), shop.day(0), user=user())
    head, table = told.split("<table", 1)
    assert "印刷" in head
    for label in ("販売", "残り"):
        assert re.search(f'<th class="r">{label}</th>', table), label
    assert re.findall(r"<th>[^<]*(?:販売|額|残り)[^<]*</th>", table) == []
