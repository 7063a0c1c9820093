"""The launch of a product line: what it says, what is found by its products, what is not known, its sheet of paper."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.core.languages import Language
from crm.core.permissions import Actor, Role
from crm.fairs import services as fairs
from crm.fairs.models import Booth, BoothExhibitor
from crm.fairs.services import BoothInput, ExhibitorInput
from crm.initiatives import queries as initiatives
from crm.initiatives import services as initiative_services
from crm.initiatives.rules import MarketInput
from crm.launches import queries, services
from crm.launches.models import Launch
from crm.launches.queries import Story
from crm.launches.services import LaunchInput
from crm.rivals import services as rivals
from crm.rivals.services import SignalInput
from tests.agreements import deals
from tests.cast import sign_in, user
from tests.contacts import book
from tests.fairs import stand
from tests.meetings.scene import Scene
from tests.missions import voyage
from tests.missions.browser import posted, text
from tests.negotiations import cases
from tests.pdf.paper import text as text_of
from tests.products.test_products import made as product
from tests.showrooms import shop
from tests.showrooms.test_sales import sold

HELD = date(2026, 3, 5)


@dataclass(frozen=True)
class Line:
    """The ids of what there is: an initiative that launches a sweater of the shop, and another one."""

    initiative: int
    other: int
    shop: shop.Shop
    cup: int  #: a product that is none of the line


def initiative(name: str = "見附ニット 延吉での発売") -> int:
    with writing():
        made = initiative_services.plan(names={"ja": name}, by=user())
        db.session.commit()
    return made.id


def line(**said: Any) -> Line:
    at, cup = shop.shop(), product(book.organisation("越後銅器", "ja", country="JP").id, category="tableware").id
    found = Line(initiative(), initiative("大都市展開"), at, cup)
    write(found.initiative, product_ids=[at.product], **said)
    return found


def write(id: int, *, by: Actor | None = None, **said: Any) -> None:
    content: dict[str, Any] = {"product_ids": [], "currency": "CNY"} | said
    db.session.expire_all()
    with writing():
        row = initiatives.one(id, user=user())
        services.write(row, LaunchInput(**content), by=by or user())
        db.session.commit()


def market(id: int, category: str = "knitwear") -> None:
    with writing():
        row = initiatives.one(id, user=user())
        told = MarketInput(book.place(voyage.YANJI).id, category, "testing", "", None, None)
        initiative_services.write_markets(row, [told], by=user())
        db.session.commit()


def test_an_initiative_suits_a_case_of_goods_at_which_it_aims(app: Flask) -> None:
    """A lead on sake at the fair of the knitwear begins no case of the knitwear's initiative."""
    with app.app_context():
        at = line()
        assert initiatives.suiting(at.initiative, {"sake"}) == at.initiative, "it aims at no goods by name"
        market(at.initiative)
        assert initiatives.suiting(at.initiative, {"sake"}) is None
        assert initiatives.suiting(at.initiative, {"sake", "knitwear"}) == at.initiative
        assert initiatives.suiting(at.initiative, set()) == at.initiative
        assert initiatives.suiting(None, {"sake"}) is None


def signal(**changes: Any) -> None:
    base = SignalInput(
        book.place(voyage.YANJI).id, "knitwear", "贈答用に売れる", "person", "売場担当", date(2025, 6, 18), 4, "premium"
    )
    with writing():
        rivals.record_signal(replace(base, **changes), by=user())
        db.session.commit()


def fair(id: int, name: str, *products: int, maker: int | None = None, **changes: Any) -> int:
    """A fair of an initiative; with products, shown at a booth by their maker."""
    plan = {"type": "trade_fair", "names": {"ja": name}, "start_on": HELD, "end_on": HELD, "initiative_id": id}
    made = voyage.mission(by=user(), **plan | changes).id
    if products:
        with writing():
            booth = fairs.write_booth(Booth(activity_id=made), BoothInput("1", "A1", currency="CNY"), by=user())
            row = BoothExhibitor(booth_id=booth.id, products=[])
            fairs.write_exhibitor(row, ExhibitorInput(maker, products), by=user())
            db.session.commit()
    return made


def sides(at: Line) -> Scene:
    """The maker and the operator of the showroom as the two sides of negotiations, somebody of each, no mission."""
    li, takahashi = (book.person(name, language).id for name, language in (("李明淑", "zh-Hans"), ("髙橋 直樹", "ja")))
    return Scene(book.place(voyage.YANJI).id, at.shop.operator, at.shop.maker, li, li, takahashi, 0)


def told(id: int, who: Actor | None = None) -> Story:
    db.session.expire_all()
    found = queries.story(id, user=who or user(), language="ja")
    assert found is not None
    return found


def names(parts: Iterable[Any] | None) -> list[str]:
    return [part.activity.names[0].text for part in parts or ()]


def panel(client: FlaskClient, id: int) -> str:
    return text(client, f"/launches/panels/initiatives/{id}")


# ------------------------------------------------------------------ what is said


def test_an_initiative_says_what_it_launches_and_takes_it_back(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at, id = shop.shop(), initiative()
    sign_in(client, Role.COORDINATOR, language="en")
    assert "No product line is being launched." in panel(client, id)
    path = f"/launches/initiatives/{id}/edit"
    form = {"product_ids": [str(at.product)], "price_tier": "premium", "price_from": "860", "price_to": "1,980",
            "currency": "CNY", "begins_on": "2025-12-01"}  # fmt: skip
    assert posted(client, path, form).status_code == 303
    page = panel(client, id)
    for words in ("カシミヤ混セーター", "Premium", "CNY 860 – CNY 1,980", "1 Dec 2025"):
        assert words in page
    assert posted(client, path, form | {"price_tier": "", "price_to": "", "begins_on": ""}).status_code == 303
    page = panel(client, id)
    assert "from CNY 860" in page
    assert page.count("Not decided") == 2
    assert posted(client, path, {"currency": "CNY"}).status_code == 303
    assert "No product line is being launched." in panel(client, id)
    history = text(client, f"/audit/initiatives/{id}")
    for words in ("Launch of a product line saved", "Launch of a product line removed", "Target price tier"):
        assert words in history


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"product_ids": [], "price_tier": "premium"}, "product_ids"),
        ({"product_ids": [9999]}, "product_ids"),
        ({"price_tier": "cheap"}, "price_tier"),
        ({"currency": "XXX"}, "currency"),
        ({"price_from": Decimal(0)}, "price_from"),
        ({"price_to": Decimal("1.005")}, "price_to"),
        ({"price_from": Decimal(900), "price_to": Decimal(800)}, "price_to"),
        ({"begins_on": date(2999, 1, 1)}, "begins_on"),
    ],
)
def test_what_cannot_be_launched_is_refused_beside_its_field(app: Flask, said: dict[str, Any], field: str) -> None:
    with app.app_context():
        at = line(price_tier="luxury")
        with pytest.raises(Refused) as refusal:
            write(at.initiative, **{"product_ids": [at.shop.product]} | said)
        assert refusal.value.field == field
        assert told(at.initiative).launch.price_tier == "luxury"


def test_a_line_keeps_a_product_that_was_archived_since(app: Flask) -> None:
    with app.app_context():
        at = line()
        write(at.initiative, product_ids=[at.shop.product, at.cup])
        write(at.initiative, product_ids=[at.cup])
        assert [each.product.id for each in told(at.initiative).products] == [at.cup]


# ------------------------------------------------------------------ what is found


def test_a_story_goes_from_the_first_demand_to_the_first_order(app: Flask) -> None:
    with app.app_context():
        at = line(price_tier="premium")
        market(at.initiative)
        signal(observed_on=date(2025, 9, 1), statement="後の声")
        signal(statement="先の声", price_tier="standard")
        signal(category="tableware", statement="ほかの品")
        signal(place_id=book.place("110000").id, statement="ほかの所")
        shop.exhibit(at.shop.showroom, at.cup, code="B-01")
        fair(at.initiative, "延吉ニット展", at.shop.product, maker=at.shop.maker)
        stand.moved(fair(at.initiative, "中止"), "cancelled")
        fair(at.initiative, "視察", type="inspection_mission")
        fair(at.other, "北京展")
        scene = sides(at)
        ours = cases.opened(scene, initiative_id=at.initiative, title="ニット")
        cases.opened(scene, initiative_id=at.other, title="ほかの事業")
        cases.opened(scene, initiative_id=at.initiative, category="sake", title="酒")
        cases.opened(scene, initiative_id=at.initiative, product_ids=[at.cup], title="杯")
        deals.signed(scene, negotiation_ids=[ours.id], initiative_id=at.initiative)
        sold(at.shop, 3, "3390", before=30)
        sold(at.shop, 2, "2260", before=40)
        found = told(at.initiative)
        assert [row.statement for row in found.signals or ()] == ["先の声", "後の声"]
        assert [each.product.text for each in found.exhibits or ()] == ["カシミヤ混セーター"]
        assert names(found.fairs) == ["延吉ニット展"]
        assert [each.case.id for each in found.cases or ()] == [ours.id]
        assert [(each.case.id, each.day) for each in found.orders or ()] == [(ours.id, shop.day())]
        assert [(each.since, each.pieces) for each in found.sales or ()] == [(shop.day(40), 5)]


def test_what_a_showroom_outside_the_target_markets_shows_and_sells_is_no_part_of_the_launch(app: Flask) -> None:
    with app.app_context():
        at = line()
        sold(at.shop, 2, "2260", before=40)
        away = shop.showroom(at.shop.operator, names={"ja": "北京展示場"}, place_id=book.place("110000").id).id
        shop.contract(away)
        other = shop.exhibit(away, at.shop.product, code="B-1").id
        shop.moved(other, "received", 5, before=100)
        sold(replace(at.shop, showroom=away, exhibit=other), 1, "1130", before=60)
        assert len(told(at.initiative).sales or ()) == 2, "without a target market each counts"
        market(at.initiative)
        found = told(at.initiative)
        assert [each.showroom_id for each in found.sales or ()] == [at.shop.showroom]
        assert [each.lines[0].exhibit.id for each in found.exhibits or ()] == [at.shop.exhibit]


def test_a_leader_reads_of_their_own_fairs_and_negotiations(app: Flask) -> None:
    with app.app_context():
        at, leads = line(), user(Role.MISSION_LEADER)
        fair(at.initiative, "ほかの人の展示会")
        fair(at.initiative, "自分の展示会", leader_id=leads.id)
        case = cases.opened(scene := sides(at), initiative_id=at.initiative)
        deals.signed(scene, negotiation_ids=[case.id])
        found = told(at.initiative, leads)
        assert (names(found.fairs), found.cases, found.orders) == (["自分の展示会"], [], [])
        assert names(told(at.initiative).fairs) == ["ほかの人の展示会", "自分の展示会"]


def test_what_is_not_known_is_said(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = line(price_tier="premium")
        id = at.initiative
    sign_in(client, Role.COORDINATOR, language="en")
    page = panel(client, id)
    for words in (
        "No target market has goods of this line, so demand cannot be looked up.",
        "Since when it has been shown is not recorded.", "Day not known", "No fair belongs to this initiative.",
        "No negotiation of this initiative is about the line.", "No agreement, order or sale is recorded yet.",
    ):  # fmt: skip
        assert words in page
    with app.app_context():
        market(id)
        fair(id, "延吉ニット展")
        fair(id, "来春の展示会", start_on=date(2027, 3, 18), end_on=date(2027, 3, 18))
        cases.opened(sides(at), initiative_id=id)
    page = panel(client, id)
    for words in ("No demand signal is recorded in the target markets.", "No talk has been held yet.",
                  "line were shown is not recorded.", "line will be shown is not recorded yet."):  # fmt: skip
        assert words in page
    with app.app_context():
        signal(price_tier="standard")
    assert "Said of another price tier: Standard" in panel(client, id)


def test_whoever_may_not_record_it_is_offered_nothing_to_add(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        id = line().initiative
    sign_in(client, Role.MANAGEMENT, language="en")
    page = panel(client, id)
    assert "No fair belongs to this initiative." in page
    assert "Plan a fair" not in page
    assert f"/launches/initiatives/{id}/edit" not in page
    assert client.get(f"/launches/initiatives/{id}/edit").status_code == 403


def test_steps_tell_how_long_after_the_first_demand_they_began(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = line()
        market(at.initiative)
        signal(observed_on=HELD - timedelta(days=1))
        fair(at.initiative, "延吉ニット展")
        shop.exhibit(at.shop.showroom, at.shop.product, code="A-02", shown_from=HELD - timedelta(days=3))
    sign_in(client, Role.COORDINATOR, language="en")
    page = panel(client, at.initiative)
    assert page.count("1 day after the first demand signal") == 1
    assert page.count("2 days before the first demand signal") == 1


def test_more_than_a_page_holds_is_counted(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = line()
        market(at.initiative)
        for number in range(8):
            signal(statement=f"声{number}", observed_on=HELD + timedelta(days=number))
    sign_in(client, Role.COORDINATOR, language="en")
    page = panel(client, at.initiative)
    assert "声5" in page
    assert "声6" not in page
    assert "2 more are not shown here." in page


@pytest.mark.printed
def test_a_leader_is_never_told_that_there_is_none_of_what_they_may_not_see(app: Flask, client: FlaskClient) -> None:
    """On paper as on the page; and a sheet of paper holds all that there is."""
    with app.app_context():
        at = line()
        fair(at.initiative, "ほかの人の展示会")
        market(at.initiative)
        for number in range(8):
            signal(statement=f"声{number}", observed_on=HELD + timedelta(days=number))
        name = user(Role.MISSION_LEADER).display_name
    sign_in(client, Role.MISSION_LEADER, language="en")
    paper = printed_of(client, at.initiative)
    for told in (panel(client, at.initiative), paper):
        assert told.count(f"None that {name} may see.") == 3
        assert "No fair belongs" not in told
        assert "No negotiation" not in told
    assert f"Only what {name} may see is counted and listed." in paper
    assert ("声7" in paper, "not shown here" in paper) == (True, False)
    sign_in(client, Role.MANAGEMENT, language="en")
    paper = printed_of(client, at.initiative)
    assert ("No negotiation" in paper, "Only what" in paper) == (True, False)


# ------------------------------------------------------------------ on paper


def printed_of(client: FlaskClient, id: int) -> str:
    """The words of the sheet, in one line."""
    return " ".join(text_of(client.get(f"/launches/initiatives/{id}/story.pdf?lang=en").data).split())


@pytest.mark.printed
def test_the_story_is_one_page_in_the_language_that_is_asked_for(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = line(price_tier="premium", begins_on=date(2025, 12, 1))
        id, other = at.initiative, at.other
        fair(id, "見附展示会", at.shop.product, maker=at.shop.maker)
    sign_in(client, Role.MANAGEMENT, language="ja")
    answer = client.get(f"/launches/initiatives/{id}/story.pdf?lang={Language.ZH}")
    printed = text_of(answer.data)
    for words in ("产品系列上市", "1. 需求信息", "5. 合同与首批订单", "2025年12月1日", "1 / 1", "見附展示会"):
        assert words in printed
    assert client.get(f"/launches/initiatives/{id}/story.pdf?lang=fr").status_code == 404
    assert client.get(f"/launches/initiatives/{other}/story.pdf").status_code == 404, "it launches nothing"


def test_page_and_paper_tell_what_was_written_in_the_language_of_the_reader(sampled: Flask) -> None:
    client = sampled.test_client()
    sign_in(client, Role.COORDINATOR, language="en", email="miller@example.com")
    with sampled.app_context():
        id = db.session.scalars(select(Launch.initiative_id)).first()
    page = panel(client, id or 0)
    assert "Japanese knitwear for women sells as a gift even at 1,200 yuan a piece." in page
    assert "日本製の婦人ニット" not in page
