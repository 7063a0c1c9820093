"""What the sheet of a lead tells is what was ticked, tapped and typed, and who took it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from crm.booths import services
from crm.core import clock
from crm.core.database import db, writing
from crm.documents import contents
from crm.leads import services as leads
from crm.leads.services import LeadInput
from tests import cast
from tests.booths import stall
from tests.contacts import book
from tests.fairs import stand
from tests.kept import kept
from tests.products.test_products import made as product

CONTACT, STORE, SHARE = (
    "商品についての連絡に同意します。", "情報を日本で保管することに同意します。", "メーカーへの提供に同意します。",
)  # fmt: skip


def sheet(lead_id: int, language: str = "ja") -> str:
    return contents.sheet_html(contents.lead_sheet(lead_id, language, user=cast.user()))


def ticked(html: str) -> set[str]:
    """The words beside the boxes that have a tick."""
    return set(re.findall(r'<span class="box on"></span>([^<]+)</span>', html))


def tapped(**told: Any) -> int:
    """A lead as 金 明哲 taps it in, whose code names somebody else in charge; the phone is in other hands since."""
    fair = stall.fair()
    phone, _key = stall.phone(stall.code(fair)[0], "金 明哲")
    at = clock.now() - timedelta(minutes=5)
    sent = stall.send(phone, "k", at=at, raw_name="王丽", by="金 明哲", **told)
    with writing():
        services.register_again(stall.anew(phone), name="次の人")
        db.session.commit()
    assert sent.lead_id is not None
    return sent.lead_id


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ({"may_store": True, "may_share": True}, {CONTACT, STORE, SHARE}),
        ({"may_store": True}, {CONTACT, STORE}),
        ({"may_share": True}, {SHARE}),
        ({}, set()),
    ],
)
def test_the_sheet_ticks_what_was_ticked_on_the_phone(app: Flask, told: dict[str, bool], shown: set[str]) -> None:
    with app.app_context():
        assert ticked(sheet(tapped(**told))) & {CONTACT, STORE, SHARE} == shown


@pytest.mark.parametrize(("agreed", "shown"), [(True, {CONTACT, STORE}), (False, set())])
def test_the_one_tick_of_the_desk_is_contact_and_storage(app: Flask, agreed: bool, shown: set[str]) -> None:
    with app.app_context():
        with writing():
            typed = LeadInput(stall.fair().id, raw_name="王丽", may_contact=agreed)
            lead = leads.capture(typed, by=cast.user())
            db.session.commit()
        assert ticked(sheet(lead.id)) & {CONTACT, STORE, SHARE} == shown


def test_the_sheet_names_who_took_the_lead_and_not_who_is_in_charge(app: Flask) -> None:
    with app.app_context():
        html = sheet(tapped())
        taker = html.split("聴取者")[1].split("</tr>")[0]
        assert "金 明哲" in taker
        assert cast.user().display_name not in taker


def test_the_sheet_of_a_desk_names_who_typed_it(app: Flask) -> None:
    with app.app_context():
        other = cast.user(email="other@example.jp")
        with writing():
            typed = LeadInput(stall.fair().id, raw_name="王丽", owner_id=other.id)
            lead = leads.capture(typed, by=cast.user())
            db.session.commit()
        taker = sheet(lead.id).split("聴取者")[1].split("</tr>")[0]
        assert cast.user().display_name in taker


@kept
def _asked() -> int:
    """A lead that named a product with a Chinese name, and another one in words, at a booth."""
    maker = book.organisation("丸直ニット", "ja", country="JP").id
    sweater = product(maker, names={"ja": "カシミヤセーター", "zh-Hans": "羊绒毛衣"}).id
    fair = stall.fair()
    booth = stand.booth(fair.id, hall="2", number="C7").id
    with writing():
        typed = LeadInput(fair.id, raw_name="王丽", interest="カシミヤセーター; 帽子", booth_id=booth)
        lead = leads.capture(typed, by=cast.user())
        leads.ask_about(lead, [sweater], by=cast.user())
        db.session.commit()
    return lead.id


def test_products_stand_in_the_language_of_the_sheet_and_other_words_as_typed(app: Flask) -> None:
    with app.app_context():
        html = sheet(_asked(), "zh-Hans")
        assert "羊绒毛衣" in html
        assert "カシミヤセーター" not in html
        assert "帽子" in html
        assert "カシミヤセーター" in sheet(_asked())


def test_the_sheet_tells_the_booth_and_what_was_promised(app: Flask) -> None:
    with app.app_context():
        assert "C7" in sheet(_asked())
        assert ticked(sheet(_asked())) == set()
        assert ticked(sheet(tapped(promised=["sample", "price_list"]))) == {"価格表", "サンプル"}
