"""The tally of a fair by product: whole names of the catalogue in what leads asked about."""

import re
from datetime import date

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.insights import queries
from crm.insights.rules.worded import NamesInWords
from crm.leads import services as leads
from crm.leads.models import Lead
from crm.products.models import Product
from tests.cast import sign_in, user
from tests.contacts import book
from tests.contacts.pages import text
from tests.fairs import stand
from tests.insights.test_fairs import AFTER, FIRST, captured
from tests.negotiations.held import write
from tests.products.test_products import made as product

pytestmark = pytest.mark.both


@pytest.fixture
def fair(app: Flask) -> tuple[int, int, int]:
    """A fair with five leads, and two products that some asked about in the words of booth mode and of people."""
    with app.app_context():
        maker = book.organisation("丸直ニット", "ja", country="JP").id
        sweater = product(maker, names={"ja": "カシミヤ混セーター", "ko": "캐시미어 스웨터"}).id
        vest = product(maker, names={"ja": "紳士ベスト"}).id
        at, other = stand.fair(start_on=FIRST, end_on=FIRST), stand.fair(start_on=FIRST, end_on=FIRST)
        for rank, interest in (
            ("A", "カシミヤ混セーター; 紳士ベスト"), ("B", "캐시미어 스웨터"), ("A", "紳士ベスト、帽子"),
            ("", "セーター"), ("C", ""),
        ):  # fmt: skip
            captured(at, FIRST, 10, rank=rank, interest=interest)
        captured(other, FIRST, 10, rank="A", interest="紳士ベスト")
        return at, sweater, vest


@time_machine.travel(AFTER, tick=False)
def test_a_lead_counts_under_each_product_that_it_asked_about(app: Flask, fair: tuple[int, int, int]) -> None:
    at, sweater, vest = fair
    with app.app_context():
        write(Product, vest, archived_at=AFTER)
        found = queries.fair_tally(at)
        assert dict(found.by("product")) == {str(sweater): 2, str(vest): 2, "other": 1, "": 1}
        assert dict(found.ranks_by("product")) == {
            str(sweater): [1, 1, 0, 0], str(vest): [2, 0, 0, 0], "other": [0, 0, 0, 1], "": [0, 0, 1, 0],
        }  # fmt: skip
        assert found.total == 5
        assert found.of_day(date(2026, 5, 12)).by("product") == []
        db.session.rollback()


@time_machine.travel(AFTER, tick=False)
def test_page_and_paper_tell_products_by_name_and_lead_to_their_leads(
    app: Flask, client: FlaskClient, fair: tuple[int, int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    at, sweater, _vest = fair
    monkeypatch.setattr("crm.files.contents.render", lambda document, **_: document.encode())
    sign_in(client, Role.COORDINATOR, language="ja")
    page = text(client, f"/insights/fairs/{at}")
    paper = client.get(f"/insights/fairs/{at}/paper?lang=ko").text
    assert "カシミヤ混セーター" in page
    assert f"product={sweater}" in page
    assert "캐시미어 스웨터" in paper
    behind = text(client, f"/insights/fairs/{at}/leads?product={sweater}&rank=A")
    assert "カシミヤ混セーター、紳士ベスト" in behind or "紳士ベスト、カシミヤ混セーター" in behind
    assert text(client, f"/insights/fairs/{at}/leads?product=none").count("<tr>") == 1 + 1
    assert "カタログにない" in (behind := text(client, f"/insights/fairs/{at}/leads?product=other"))
    assert behind.count("<tr>") == 1 + 1
    assert client.get(f"/insights/fairs/{at}/leads?product=x").status_code == 200


@time_machine.travel(AFTER, tick=False)
def test_a_lead_that_names_products_counts_under_these_whatever_its_words(
    app: Flask, client: FlaskClient, fair: tuple[int, int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    at, sweater, vest = fair
    monkeypatch.setattr("crm.files.contents.render", lambda document, **_: document.encode())
    with app.app_context():
        with writing():
            for interest in ("紳士ベスト", "帽子"):
                lead = db.session.get_one(Lead, captured(at, FIRST, 10, rank="B", interest=interest))
                leads.ask_about(lead, [sweater], by=user())
            db.session.commit()
        found = queries.fair_tally(at)
        assert dict(found.by("product")) == {str(sweater): 4, str(vest): 2, "other": 1, "": 1}
        assert (found.worded, found.of_day(FIRST).worded, found.of_day(date(2026, 5, 12)).worded) == (3, 3, 0)
        db.session.rollback()
    sign_in(client, Role.COORDINATOR, language="en")
    told = "3 leads count under products whose names stand in their words: nobody chose them from the catalogue."
    for path in ("", f"?day={FIRST}", "/paper?lang=en"):
        assert told in " ".join(client.get(f"/insights/fairs/{at}{path}").text.split())
    listed = client.get(f"/insights/fairs/{at}/leads").text
    assert listed.count("by the words of the lead") == 3, "what nobody chose is said to be read from the words"


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("カシミヤ混セーターとリブ編みカーディガン", {1, 2}),
        ("羊绒混纺毛衣 20件", {1}),
        ("羊絨混紡毛衣", {1}),
        ("Cashmere blend sweater; garden shears", {1, 3}),
        ("CASHMERE  BLEND SWEATER", {1}),
        ("カシミヤ混 セーター", {1}),
        ("ｶｼﾐﾔ混ｾｰﾀｰ", {1}),
        ("garden shearsman", set()),
        ("shears", set()),
        ("カシミヤ、混セーター", {5}),
        ("子供のセーター", {5}),
        ("抹茶", set()),
        ("茶、セーター", {4, 5}),
        ("黒セーター", {5}),
        ("箱 セット", {7}),
        ("", set()),
    ],
)
def test_a_name_of_the_catalogue_counts_wherever_it_stands_in_the_words(words: str, found: set[int]) -> None:
    """The longest name at a place; one of Latin letters, and one of a single letter, as whole words alone."""
    named = [
        ("カシミヤ混セーター", 1), ("羊绒混纺毛衣", 1), ("Cashmere blend sweater", 1), ("リブ編みカーディガン", 2),
        ("Garden shears", 3), ("茶", 4), ("セーター", 5), ("セーター", 6), ("箱", 7), ("セーター一式", 8),
    ]  # fmt: skip
    assert NamesInWords(named).within(words) == found


def test_what_is_not_in_the_catalogue_is_told_apart_from_what_nobody_told(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On the page, the tally of an evening and the paper, also where no lead names a product of the catalogue."""
    monkeypatch.setattr("crm.files.contents.render", lambda document, **_: document.encode())
    with app.app_context():
        at = stand.fair(start_on=FIRST, end_on=FIRST)
        captured(at, FIRST, 10, rank="A", interest="鍛造爪切り")
        captured(at, FIRST, 10, rank="", interest="")
    sign_in(client, Role.COORDINATOR, language="en")
    for path in ("", f"?day={FIRST}", "/paper?lang=en"):
        page = client.get(f"/insights/fairs/{at}{path}").text
        heads = re.findall(r'<th scope="row">([^<]*)</th>', page)
        assert (heads.count("Not in the catalogue"), "nobody chose it" in page) == (1, False)
        assert heads.count("No rank, or not pursued") == 1, "the table of ranks says the same as every other page"


@time_machine.travel(AFTER, tick=False)
def test_an_inquiry_counts_under_the_products_that_it_names_and_no_other_words_as_goods(app: Flask) -> None:
    with app.app_context():
        maker = book.organisation("丸直ニット", "ja", country="JP").id
        sweater = product(maker, names={"ja": "カシミヤセーター"}).id
        at = stand.fair(start_on=FIRST, end_on=FIRST)
        captured(at, FIRST, 10, rank="A", inquiry="カシミヤセーターを100着")
        captured(at, FIRST, 10, rank="A", inquiry="カシミヤセーターの見本", interest="帽子")
        captured(at, FIRST, 10, rank="B", inquiry="電話をください")
        captured(at, FIRST, 10, rank="B", interest="帽子")
        found = queries.fair_tally(at)
        assert dict(found.by("product")) == {str(sweater): 2, "other": 1, "": 1}
        assert found.worded == 2
