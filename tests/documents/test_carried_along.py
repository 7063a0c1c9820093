"""What a pack says of the goods that go along: on their sheets, and in the list for the customs desk."""

from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session, scoped_session

from crm.core.database import db, writing
from crm.core.texts import Worded
from crm.documents import rules
from crm.documents.contents.blanks import blanks
from crm.missions import services
from crm.missions.services import VisitInput
from tests.contacts import book
from tests.documents import journey
from tests.documents.test_packs import html, pack
from tests.insights import fairs
from tests.missions import voyage
from tests.products import test_products as goods
from tests.products.test_parts import price
from tests.products.test_samples import listed

pytestmark = pytest.mark.once


def test_a_product_in_preparation_of_which_pieces_go_along_is_not_told_to_have_no_samples(
    session: scoped_session[Session],
) -> None:
    """Its sheet said 「現在なし」 to the hosts, while two pieces were carried and the talks were about them."""
    trip = journey.mission(visits=0)
    assert [pack(trip, audience=reader).facts.other_zone for reader in ("leader", "host")] == ["Asia/Tokyo", ""]
    maker = book.organisation("丸直ニット株式会社", "ja", country="JP").id
    coming = goods.made(maker, names={"ja": "カーディガン"}, status="preparing").id
    kept, sold = (
        goods.made(maker, names={"ja": name}, sample_available=name == "帽子").id for name in ("帽子", "靴下")
    )
    goods.carry(trip.id, coming, kept, sold)
    listed(trip.id, coming, quantity=2)
    for audience in ("leader", "host"):
        first, second, third = html(trip, audience=audience, chosen=["products"]).split("<h2>")[1:]
        assert "2点を持参" in first
        assert ("準備中" in first) is (audience == "leader"), "how far we are is nothing for a buyer"
        assert ("発売前" in first) is (audience == "host"), "they would order it"
        assert "現在なし" not in first
        assert "準備中" not in second + third
        assert "現在なし" not in second
        assert "現在なし" in third


def test_whoever_is_at_the_customs_desk_has_the_list_of_what_goes_along(session: scoped_session[Session]) -> None:
    trip = journey.mission(visits=0)
    maker = book.organisation("丸直ニット株式会社", "ja", country="JP").id
    vest, sheet_alone = (goods.made(maker, names={"ja": name}).id for name in ("ベスト", "帽子"))
    goods.carry(trip.id, vest, sheet_alone)
    part = voyage.delegate(trip, book.person("渡邊 学", "ja", reading="わたなべ まなぶ"))
    listed(trip.id, vest, quantity=3, unit_value=Decimal(18000), customs="ata_carnet", carrier_id=part.id)
    for audience in ("leader", "office"):
        shown = html(trip, audience=audience, chosen=["customs"])
        for told in ("ベスト", "3点", "54,000", "ATAカルネ", "渡邊 学"):
            assert told in shown, (audience, told)
        assert "帽子" not in shown, "of which the sheet alone goes along"
    assert "54,000" not in html(trip, audience="member", chosen=["customs"])
    read = html(trip, language="ko", chosen=["customs"])
    assert "와타나베 마나부" in read


def test_the_list_for_customs_says_that_its_values_are_declared_and_no_prices(session: scoped_session[Session]) -> None:
    """A sweater stood at 18,000 yen on the list and at 7,800 on its sheet, and nothing said which was which."""
    trip = journey.mission(visits=0)
    maker = book.organisation("丸直ニット株式会社", "ja", country="JP").id
    apart, alike, unpriced = (goods.made(maker, names={"ja": name}).id for name in ("ベスト", "帽子", "靴下"))
    goods.carry(trip.id, apart, alike, unpriced)
    for id in (apart, alike):
        price(id, kind="fob", amount=Decimal(7800))
        price(id, kind="retail_suggested", amount=Decimal(19800))
    for id, value in ((apart, 18000), (alike, 7800), (unpriced, 500)):
        listed(trip.id, id, quantity=1, unit_value=Decimal(value))
    shown = html(trip, chosen=["customs"])
    assert "申告価額" in shown
    assert "商品の価格ではない" in shown
    told = [str(text) for text in blanks(pack(trip, chosen=["customs"]))]
    assert [text for text in told if "none of its prices" in text] == [
        "Customs and samples: Declared to customs at a value that is none of its prices: ベスト"
    ]


def test_what_nobody_told_the_number_of_has_a_line_for_it_and_food_is_named_before_it_goes(
    session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A product of which samples are shown was in no list; rice crackers stood beside the ban on food."""
    trip = journey.mission(visits=0)
    maker = book.organisation("丸直ニット株式会社", "ja", country="JP").id
    goods.carry(trip.id, goods.made(maker, names={"ja": "園芸ばさみ"}, sample_available=True).id)
    host = book.organisation("延边百货")
    with writing():
        given = replace(
            voyage.item_plan(host=host), titles={"zh-Hans": "访问延边百货"}, visit=VisitInput(gifts="米菓の詰合せ")
        )
        services.add_item(trip, given, by=None)
        db.session.commit()
    assert "園芸ばさみ" not in html(trip, audience="leader", chosen=["customs"]), "a note to the office stood in it"
    told = [str(text) for text in blanks(pack(trip, audience="leader", chosen=["customs", "visits"]))]
    assert any("園芸ばさみ" in text for text in told)
    assert any("food may be barred" in text and "米菓" in text for text in told)
    reasons = [text.params["reason"] for text in blanks(pack(trip, audience="leader", chosen=["visits"]))]
    (barred,) = [reason for reason in reasons if "food" in reason.msgid]
    assert barred.params["title"] == Worded("表敬訪問", {"zh-Hans": "访问延边百货"}), "for whoever reads"
    assert "! 食品：持込みが制限される場合があります" in html(trip, audience="leader", chosen=["visits"])
    packed = pack(trip, audience="leader", chosen=["visits"])
    assert not packed.food_was_refused
    ours = book.organisation("米菓本舗", "ja", country="JP")
    for body, reason in ((host, "price"), (book.organisation("강원무역", "ko", country="KR"), "import_restriction")):
        fairs.case("lead lost", ours=ours, theirs=body, category="food", loss_reason=reason, loss_note="—")
        assert not pack(trip, audience="leader", chosen=["visits"]).food_was_refused, "for another reason, elsewhere"
    fairs.case("lead lost", ours=ours, theirs=host, category="food", loss_reason="import_restriction", loss_note="—")
    assert pack(trip, audience="member", chosen=["visits"]).food_was_refused, "whatever of the case its reader is told"
    told = [str(text) for text in blanks(pack(trip, audience="leader", chosen=["visits"]))]
    assert any("on record as barred from import: 米菓" in text for text in told)
    told_so = html(trip, audience="leader", chosen=["visits"])
    assert ("! 食品：輸入できないとの記録があります" in " ".join(told_so.split()), "持込みが制限" in told_so) == (
        True,
        False,
    ), "the same page told that it may not be imported"
    for gift, eaten in (
        ("見附の染め風呂敷", False),
        ("茶碗", False),
        ("煎茶", True),
        ("清酒", True),
        ("ニットベスト", False),
    ):
        assert rules.is_barred(gift, "CN") == eaten, gift


def test_the_glossary_tells_the_goods_of_the_mission_and_no_others(session: scoped_session[Session]) -> None:
    """Knitwear stood in that of a mission on rice and containers."""
    trip = journey.mission(visits=0)
    assert "ニット製品" not in html(trip, chosen=["glossary"])
    maker = book.organisation("丸直ニット株式会社", "ja", country="JP").id
    goods.carry(trip.id, goods.made(maker, category="rice").id)
    assert ("米" in html(trip, chosen=["glossary"]), "大米" in html(trip, chosen=["glossary"])) == (True, True)
