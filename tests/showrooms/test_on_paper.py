"""What the papers of a showroom say of what they leave out: sales that wait, languages, codes, disputes, rates."""

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.core.database import db, writing
from crm.products import queries as products
from crm.products import services as goods
from crm.showrooms import contents, queries, services
from crm.showrooms.queries import ExhibitLine
from crm.wordings import services as wordings
from tests.cast import sign_in, user
from tests.contacts import book
from tests.contacts.pages import text
from tests.products.test_products import made as product
from tests.showrooms import shop
from tests.showrooms.partner import Asked, answer, come_in
from tests.showrooms.partner import asked as asked  # the fixture
from tests.showrooms.test_papers import printed
from tests.showrooms.test_sales import recorded, sheet, sold
from tests.showrooms.test_settlements import done, drawn, fresh, rate


def shelf(at: shop.Shop) -> list[ExhibitLine]:
    return list(queries.shelf(at.showroom, user=user(), language="ja"))


def test_a_year_says_which_sales_it_does_not_count(app: Flask, client: FlaskClient, tmp_path: Path) -> None:
    with app.test_request_context():
        at = shop.shop()
        sold(at, 3, "3390", before=280)
        sold(at, 1, before=60)
        # More than the shelf: both wait, the second one in another period.
        rows = [f"{shop.day(50)},A-01,,90,101700,", f"{shop.day(270)},A-01,,91,102830,"]
        recorded(at, sheet(at, tmp_path, *rows), tmp_path)
        found = queries.figures(
            queries.one(at.showroom, user=user()), shop.day(200), shop.day(), by="maker", user=user(), language="ja"
        )
        told = contents.report(queries.one(at.showroom, user=user()), shop.day(200), shop.day(), user=user())
        period = f"since={shop.day(200)}&until={shop.day()}"
    assert (found.whole.pieces, found.waiting, found.earlier) == (1, 1, 3)
    assert "説明待ちの販売が1件" in told
    assert "この期間より前に3点" in told
    sign_in(client)
    page = text(client, f"/showrooms/{at.showroom}/figures?{period}")
    assert "1 sale waits for an explanation" in page
    assert "3 pieces were sold before this period" in page


def test_the_usual_year_begins_on_the_same_day_a_year_ago(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = shop.shop()
        a_year_ago = shop.day(365)
    sign_in(client)
    assert f'name="since" value="{a_year_ago}"' in text(client, f"/showrooms/{at.showroom}/figures")


@pytest.mark.parametrize(
    ("code", "said"),
    [("ja", ("数えた人", "数えた数")), ("zh-Hans", ("盘点人", "实盘件数")), ("ko", ("센 사람", "센 수량"))],
)
def test_the_sheet_for_a_count_asks_who_counted_and_how_many(
    app: Flask, client: FlaskClient, code: str, said: tuple[str, str]
) -> None:
    """And not by which measure, as the goals of an initiative do with the same English words."""
    with app.app_context():
        at = shop.shop()
    sign_in(client, language=code)
    page = text(client, f"/showrooms/{at.showroom}/count")
    printed_part = page[page.index('class="write-on"') : page.index("</table>")]
    assert [word in printed_part for word in said] == [True, True]


def test_the_page_of_a_showroom_names_the_labels_that_lack_a_language(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = shop.shop()
        names = {"ja": "ストール", "zh-Hans": "披肩", "ko": "스톨", "en": "Stole"}
        whole = product(at.maker, names=names, materials="", sizes="").id
        shop.exhibit(at.showroom, whole, code="W")
        gap = product(at.maker, names=names, materials="縮100%", sizes="").id
        shop.exhibit(at.showroom, gap, code="G")
        found = {line.exhibit.code: codes for line, codes in queries.unlabelled(shelf(at))}
        assert "W" not in found
        assert set(found["G"]) >= {"ko", "en"}
        assert "ja" not in found["G"]
    sign_in(client)
    gaps = text(client, f"/showrooms/{at.showroom}").split('id="label-gaps"')[1].split("<table")[0]
    assert f"/showrooms/products/{gap}/words?language=ko" in gaps
    assert f"/showrooms/products/{whole}/words" not in gaps


def test_labels_carry_a_code_only_where_the_office_has_a_public_address(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.test_request_context():
        at = shop.shop()
        with writing():
            goods.publish(products.one(at.product, user=user()), by=user())
            db.session.commit()
        assert "<svg" not in contents.labels(shelf(at), lambda _each: "")
        assert "<svg" in contents.labels(shelf(at), lambda _each: "https://crm.example.jp/goods/1")
    sign_in(client)
    there = f"/showrooms/{at.showroom}"
    assert "labels carry no QR code" in text(client, there)
    public = replace(app.extensions["settings"], base_url="https://crm.example.jp")
    monkeypatch.setitem(app.extensions, "settings", public)
    assert "labels carry no QR code" not in text(client, there)


def test_a_statement_says_that_its_rate_is_an_older_one_also_once_it_is_approved(app: Flask) -> None:
    with app.test_request_context():
        at = shop.shop()
        rate("20", shop.day(300))
        sold(at, before=60)
        id = drawn(at).id
        assert fresh(id).rate_is_older
        done(services.approve, id)
        assert "の為替レートがないため" in printed(id)


def test_a_statement_shows_what_the_partner_said_and_when_it_was_answered(
    app: Flask, client: FlaskClient, asked: Asked
) -> None:
    with app.test_request_context():
        assert "異議" not in printed(asked.settlement)
    come_in(client, asked.code)
    assert answer(client, "disputed", note="数量不对").status_code == 303
    with app.test_request_context():
        disputed = printed(asked.settlement)
        with writing():
            services.reply(queries.answer_of(1, user=user()), "按合同", by=user())
            db.session.commit()
        replied = printed(asked.settlement)
    assert disputed.count("金哲洙") == 2, "in both languages"
    assert "数量不对" not in disputed, "a note between the two is no part of the paper"
    assert len(replied) > len(disputed)


def test_the_page_of_a_showroom_says_on_paper_how_many_settlements_it_leaves_out(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        at = shop.shop()
        rate("20", shop.day(300))
        for before in range(90, 10, -10):
            sold(at, before=before)
            drawn(at, before, before - 5)
    sign_in(client)
    told = re.search('print-only">(.*?)</p>', text(client, f"/showrooms/{at.showroom}").split('id="sales"')[1])
    assert told is not None
    assert told[1].strip() == "2 more are not shown here."


def test_a_product_s_page_tells_its_texts_in_the_reader_s_language_where_somebody_gave_them(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        at = shop.shop()
        goods_id = product(at.maker, materials="麻100%", care="手洗い").id
        with writing():
            wordings.give("麻100%", language="en", text="100% linen", by=user())
            db.session.commit()
    sign_in(client)
    page = text(client, f"/products/{goods_id}")
    assert ("100% linen" in page, "手洗い" in page) == (True, True)


def test_the_statement_tells_the_rate_of_the_commission_and_why_a_sale_after_the_contract_counts(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crm.files.contents.render", lambda document, **_: document.encode())
    with app.app_context():
        at = shop.shop(ends_on=30, commission_rate=Decimal("22.5"))
        rate("20", shop.day(300))
        sold(at, before=60)
        sold(at, before=10, explanation="残品の処分を合意")
        id = drawn(at).id
    sign_in(client)
    paper = client.get(f"/showrooms/settlements/{id}/statement.pdf").text
    assert "販売手数料（22.5%）" in paper
    assert "佣金（22.5%）" in paper
    assert paper.count("残品の処分を合意") == 2, "in both languages, of the one sale alone"


def test_a_label_marks_what_stands_in_another_language(app: Flask) -> None:
    with app.test_request_context():
        at = shop.shop()
        maker = book.organisation("三条刃物", "ja", country="JP").id
        knife = product(maker, names={"ja": "三徳包丁", "zh-Hans": "三德刀"}).id
        shop.exhibit(at.showroom, knife, code="K-1", size="165mm")
        [line] = [each for each in shelf(at) if each.exhibit.code == "K-1"]
        sheet = contents.labels([line], lambda _each: "")
    parts = re.findall(r'<div lang="(.+?)".*?</div>', sheet, re.DOTALL)
    told = dict(zip(parts, re.findall(r"<div lang=.*?</div>", sheet, re.DOTALL), strict=True))
    marked = {tag: "日本語" in part or "简体中文" in part for tag, part in told.items()}
    assert (marked["zh-Hans"], marked["ja"], marked["ko"]) == (False, False, True)
    assert "165mm<small>" not in sheet, "a size belongs to no language"


def test_a_period_that_ends_before_it_begins_is_refused_and_stays_typed(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = shop.shop()
    sign_in(client)
    path, odd = f"/showrooms/{at.showroom}", "since=2026-06-01&until=2026-05-01"
    answer = client.get(f"{path}/figures?{odd}")
    assert answer.status_code == 422
    assert all(told in answer.text for told in ("must not be before", 'value="2026-06-01"', 'value="2026-05-01"'))
    assert "Contribution" not in answer.text
    for paper in ("report.pdf", "uptake"):
        answer = client.get(f"{path}/{paper}?{odd}")
        assert (answer.status_code, "must not be before" in answer.text) == (409, True)
    for wrong in ("999", "x"):
        assert client.get(f"{path}/labels.pdf?exhibit={wrong}").status_code == 404, "its sheet would be empty"


def test_the_second_copy_is_in_the_language_of_the_country_where_the_operators_name_tells_none(app: Flask) -> None:
    with app.test_request_context():
        at = shop.shop()
        japanese = book.organisation("東亜貿易株式会社", "ja", country="KR").id
        room = queries.one(shop.showroom(japanese, names={"ja": "ソウル展示場"}).id, user=user())
        with db.session.no_autoflush:
            for country, spoken in (("CN", "zh-Hans"), ("KR", "ko"), ("JP", "zh-Hans")):
                room.place.country = country
                assert contents.operator_language(room) == spoken
            db.session.rollback()
        assert contents.operator_language(queries.one(at.showroom, user=user())) == "zh-Hans"
