"""The papers of a showroom: the statement with a copy in each language, a year, and the labels."""

import re
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import force_locale
from pypdf import PdfReader

from crm.contacts.rules import OrganisationNameInput
from crm.office.rules import Office
from crm.showrooms import contents, queries, services
from tests.cast import sign_in, user
from tests.contacts import book
from tests.pdf.paper import sheets
from tests.products.test_products import made as product
from tests.showrooms import shop
from tests.showrooms.test_sales import sold
from tests.showrooms.test_settlements import done, drawn, fresh, rate


def printed(id: int) -> str:
    """The statement as it is set."""
    row = fresh(id)
    return contents.statement(row, queries.one(row.showroom_id, user=user()))


def test_a_draft_is_told_as_one_in_both_copies_until_it_is_approved(app: Flask) -> None:
    with app.test_request_context():
        at = shop.shop()
        rate("20", shop.day(300))
        sold(at, before=60)
        id = drawn(at).id
        draft = printed(id)
        done(services.approve, id)
        final = printed(id)
    for told in ('data-doc="仕切精算書 · 下書き（未確定）"', 'data-doc="结算单 · 草稿（未确定）"'):
        assert told in draft
    assert re.findall('<small class="draft">(.*?)</small>', draft) == ["下書き（未確定）", "草稿（未确定）"]
    assert ('data-doc="结算单"' in final, "草稿" in final, "未確定" in final) == (True, False, False)
    heads = re.findall("<th>((?:精算|支払|结算|付款).*?)</th>", draft)
    assert heads == ["精算番号", "精算期間", "精算日", "支払期限", "结算单号", "结算期间", "结算日", "付款期限"]


def test_a_statement_is_the_same_whoever_prints_it_and_names_who_approved_it(app: Flask) -> None:
    with app.test_request_context():
        at = shop.shop()
        rate("20", shop.day(300))
        sold(at, before=60)
        id = drawn(at).id
        done(services.approve, id)
        told = set()
        for language in ("ja", "ko", "en"):
            with force_locale(language):
                told.add(printed(id))
    [html] = told
    assert '<html lang="ja">' in html
    assert re.search(r"<title>\s*仕切精算書", html)
    approval = html.split("承認")[1].split("</tr>")[0]
    assert "酒井 正" in approval
    assert not re.search(r"\d\d:\d\d", approval)
    assert re.findall("<th>(宛先|致)</th>", html) == ["宛先", "致"]


def test_the_tables_of_a_statement_add_up_in_their_last_rows(app: Flask) -> None:
    with app.test_request_context():
        at = shop.shop()
        rate("20", shop.day(300))
        other = book.organisation("越路莫大小株式会社", "ja", country="JP").id
        vest = shop.exhibit(at.showroom, product(other, names={"ja": "ベスト"}).id, code="V").id
        shop.moved(vest, "received", 5, before=100)
        sold(at, 2, "2260", before=60)
        sold(at, 1, "1130", before=50, exhibit_id=vest)
        row = fresh(drawn(at).id)
        html = printed(row.id)
    feet = [re.findall("<b>(.*?)</b>", foot) for foot in re.findall("(?s)<tfoot>(.*?)</tfoot>", html)]
    both = [foot for foot in feet if foot[0] in ("合計", "合计")]
    assert len(both) == 4, "of the makers and of the sales, in both languages"
    assert {tuple(foot[1:4]) for foot in both if len(foot) == 4} == {("3", "3,390.00", f"{row.commission:,.2f}")}
    assert {(foot[1], foot[2], foot[-1]) for foot in both if len(foot) == 7} == {("3", "3,390.00", f"{row.net:,.2f}")}


def test_an_office_is_addressed_as_a_body_in_the_way_of_each_language() -> None:
    office = Office(names={"ja": "見附商工会", "zh-Hans": "见附商工会", "ko": "미쓰케상공회", "en": "Mitsuke Society"})
    told = [office.as_body(language).text for language in ("ja", "zh-Hans", "ko", "en")]
    assert told == ["見附商工会 御中", "见附商工会", "미쓰케상공회 귀중", "Mitsuke Society"]
    assert Office().as_body("ja").text == ""


@pytest.mark.printed
def test_a_statement_prints_on_a4_a_copy_in_each_language_under_its_own_head(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = shop.shop()
        for number in range(18):
            sold(at, before=60 - number)
        id = drawn(at).id
    sign_in(client)
    made = client.get(f"/showrooms/settlements/{id}/statement.pdf").data
    sizes = {tuple(round(float(side)) for side in page.mediabox[2:]) for page in PdfReader(BytesIO(made)).pages}
    assert sizes == {(595, 842)}
    pages = sheets(made)
    ours = [("下書き（未確定）" in page, "カシミヤ混" in page or "精算番号" in page) for page in pages]
    theirs = [("结算单 · 草稿（未确定）" in page, "羊绒混纺" in page or "结算单号" in page) for page in pages]
    assert [head for head, _said in ours] == [not head for head, _said in theirs], "a page is of one copy"
    assert ours == sorted(ours, reverse=True), "ours first"
    assert all(head == said for head, said in [*ours, *theirs])


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


def test_labels_name_the_maker_in_each_language_once(app: Flask) -> None:
    with app.test_request_context():
        at = shop.shop()
        names = [
            OrganisationNameInput("丸直针织株式会社", "zh-Hans"),
            OrganisationNameInput("Marunao Knit Co., Ltd.", "en"),
        ]
        maker = book.organisation("丸直ニット株式会社", "ja", country="JP", other_names=names).id
        shop.exhibit(at.showroom, product(maker, names={"ja": "ベスト"}).id, code="V")
        lines = [line for line in queries.shelf(at.showroom, user=user(), language="ja") if line.exhibit.code == "V"]
        [foot] = re.findall("<footer>(.*?)</footer>", contents.labels(lines, lambda _each: ""), re.DOTALL)
    told = re.sub("<.*?>", "", foot)
    assert [told.count(name) for name in ("丸直ニット株式会社", "丸直针织株式会社", "Marunao Knit Co., Ltd.")] == [
        1,
        1,
        1,
    ]


def test_printed_figures_and_uptake_name_showroom_and_period(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = shop.shop()
        shop.exhibit(at.showroom, at.product, code="A-02", shown_from=100)
    sign_in(client)
    printed = ""
    for name in ("figures", "uptake"):
        page = client.get(f"/showrooms/{at.showroom}/{name}?since=2026-01-02").get_data(as_text=True)
        printed = "".join(re.findall('<p class="print-only">(.*?)</p>', page, re.DOTALL))
        assert ("延吉" in printed, "2026-01-02" in printed) == (True, True), name
    assert "<b>Shown here 1</b>" in printed
    assert "Asked for by trade 0" in printed


@pytest.mark.printed
def test_each_copy_of_a_statement_is_numbered_by_itself(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = shop.shop()
        rate("20", shop.day(300))
        sold(at, before=60)
        id = drawn(at).id
    sign_in(client)
    pages = sheets(client.get(f"/showrooms/settlements/{id}/statement.pdf").data)
    assert [" ".join(page.split()).count("1 / 1") for page in pages] == [1, 1], pages
