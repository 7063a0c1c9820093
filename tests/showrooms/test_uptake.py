"""Trade uptake: what trade made of goods after they were shown; who asked about a product; what is on a shelf."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.audit.services import action
from crm.core import here
from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.leads.models import Lead
from crm.meetings.models import Meeting
from crm.negotiations import queries as negotiations
from crm.negotiations.models import (
    Negotiation,
    NegotiationLead,
    NegotiationMeeting,
    NegotiationProduct,
    StageEvent,
)
from crm.outcomes.models import Outcome
from crm.showrooms import contents, queries
from crm.showrooms.models import ShowroomContract
from crm.showrooms.queries import ExhibitFilter
from crm.showrooms.queries.uptake import Uptake
from crm.showrooms.rules import next_spring
from crm.showrooms.rules import uptake as rules
from tests.cast import SET_UP, sign_in, user
from tests.contacts import book
from tests.products.test_products import made as product
from tests.showrooms import shop
from tests.showrooms.test_asked import asked, running


@pytest.fixture
def at(app: Flask) -> Any:
    """A shop whose sweater is shown for a hundred days."""
    with app.app_context():
        found = shop.shop()
        with writing():
            with action(SET_UP, by=None):
                queries.exhibit(found.exhibit, user=user()).shown_from = shop.day(100)
            db.session.commit()
        yield found


def case(
    at: shop.Shop, *, days: int = 50, stage: str = "talk", products: tuple[int, ...] | None = None,
    lead: int | None = None, orders: int = 0, buyer: int | None = None, **said: Any,
) -> int:  # fmt: skip
    """A negotiation of the maker that began so many days ago and got to a stage."""
    began = here.noon(shop.day(days))
    buyer = buyer or book.organisation("吉林百货", "zh-Hans", country="CN", roles=("department_store",)).id
    with writing():
        with action(SET_UP, by=None):
            row = Negotiation(
                title="毛衣", our_organisation_id=at.maker, stage=stage, stage_entered_at=began,
                counterpart_id=buyer, **said,
            )  # fmt: skip
            db.session.add(row)
            db.session.flush()
            db.session.add(StageEvent(negotiation_id=row.id, to_stage=stage, at=began))
            ids = (at.product,) if products is None else products
            db.session.add_all(NegotiationProduct(negotiation_id=row.id, product_id=id) for id in ids)
            if lead is not None:
                db.session.add(NegotiationLead(negotiation_id=row.id, lead_id=lead))
            for number in range(orders):
                db.session.add(
                    Outcome(
                        activity_id=running(),
                        negotiation_id=row.id,
                        months=1 + number,
                        due_on=shop.day(9),
                        order="yes",
                        answered_at=here.noon(shop.day(5)),
                    )
                )
        db.session.commit()
    return row.id


def uptake(at: shop.Shop, role: Role = Role.COORDINATOR, **said: Any) -> Uptake:
    db.session.expire_all()
    return queries.uptake(at.showroom, user=user(role), language="ja", **said)


def counted(at: shop.Shop, role: Role = Role.COORDINATOR, **said: Any) -> list[int]:
    """How many products reached each step."""
    found = uptake(at, role, **said)
    return [len(found.at(step)) for step in rules.STEPS]


@pytest.mark.parametrize(
    ("stage", "orders", "reached"),
    [
        ("talk", 0, [1, 1, 0, 0, 0]),
        ("sample_quote", 0, [1, 1, 1, 0, 0]),
        ("terms", 0, [1, 1, 1, 0, 0]),
        ("signed", 0, [1, 1, 1, 1, 0]),
        ("executing", 1, [1, 1, 1, 1, 0]),
        ("executing", 2, [1, 1, 1, 1, 1]),
    ],
)
def test_a_product_counts_at_each_step_that_a_case_after_its_first_day_reached(
    at: shop.Shop, stage: str, orders: int, reached: list[int]
) -> None:
    assert counted(at) == [1, 0, 0, 0, 0]
    case(at, stage=stage, orders=orders)
    assert counted(at) == reached


def test_what_began_before_the_first_day_or_is_about_other_goods_is_no_uptake(at: shop.Shop) -> None:
    vest = product(at.maker, names={"ja": "ベスト"}).id
    case(at, days=101, stage="signed")
    case(at, stage="signed", products=(vest,))
    case(at, stage="signed", not_counted="試し")
    assert counted(at) == [1, 0, 0, 0, 0]
    case(at, days=100, stage="signed")
    assert counted(at) == [1, 1, 1, 1, 0], "the first day itself counts"


@pytest.mark.both
def test_a_trade_lead_counts_as_asked_and_its_case_as_of_its_product_while_it_names_none(at: shop.Shop) -> None:
    activity = running()
    asked(at.exhibit, activity, raw_name="客", visitor_type="consumer")
    assert counted(at) == [1, 0, 0, 0, 0], "a consumer is no trade"
    made = asked(at.exhibit, activity, raw_name="店", visitor_type="retailer")
    assert counted(at) == [1, 1, 0, 0, 0]
    vest = product(at.maker, names={"ja": "ベスト"}).id
    case(at, stage="sample_quote", products=(vest,), lead=made.id)
    assert counted(at) == [1, 1, 0, 0, 0], "it names other goods"
    grown = case(at, stage="sample_quote", products=(), lead=made.id)
    assert counted(at) == [1, 1, 1, 0, 0]
    named = case(at, stage="talk", lead=made.id)
    [line] = uptake(at).lines
    assert {taken.case.id: taken.through_lead for taken in line.cases} == {grown: True, named: False}


def test_a_case_is_about_what_its_leads_asked_only_for_whoever_sees_those_leads(at: shop.Shop) -> None:
    made = asked(at.exhibit, running(), visitor_type="retailer")
    leader = user(Role.MISSION_LEADER)
    own = case(at, stage="sample_quote", products=(), lead=made.id, owner_id=leader.id)
    assert negotiations.one(own, user=leader).id == own, "the case is hers, its lead is not"
    assert counted(at, Role.MISSION_LEADER) == [1, 0, 0, 0, 0]
    assert counted(at) == [1, 1, 1, 0, 0]


def test_a_case_counts_by_the_roles_of_its_counterpart_else_by_its_leads(at: shop.Shop) -> None:
    bureau = book.organisation("延吉市商务局", roles=("commerce_bureau",)).id
    unknown = book.organisation("东升商贸").id
    case(at, stage="signed", buyer=bureau)
    case(at, stage="signed", buyer=unknown)
    assert counted(at) == [1, 0, 0, 0, 0], "neither is trade"
    activity = running()
    visit = asked(at.exhibit, activity, raw_name="官", visitor_type="government")
    case(at, stage="signed", buyer=unknown, lead=visit.id)
    assert counted(at) == [1, 0, 0, 0, 0]
    buyer = asked(at.exhibit, activity, raw_name="商", visitor_type="importer")
    case(at, stage="sample_quote", buyer=unknown, lead=buyer.id)
    assert counted(at) == [1, 1, 1, 0, 0]


def test_whoever_runs_the_showroom_takes_nothing_up(at: shop.Shop) -> None:
    made = asked(at.exhibit, running(), raw_name="店", visitor_type="distributor")
    with writing():
        with action(SET_UP, by=None):
            db.session.get_one(Lead, made.id).organisation_id = at.operator
        db.session.commit()
    case(at, stage="signed", buyer=at.operator, lead=made.id)
    assert counted(at) == [1, 0, 0, 0, 0]


def test_items_are_told_by_maker_and_the_terms_of_the_showroom_are_no_uptake(at: shop.Shop) -> None:
    other = book.organisation("見附織物", "ja", country="JP").id
    stole = product(other, names={"ja": "ストール"}).id
    shop.exhibit(at.showroom, stole, code="S-1", shown_from=90)
    vest = product(at.maker, names={"ja": "ベスト"}).id
    shop.exhibit(at.showroom, vest, code="B-1", shown_from=90)
    shop.exhibit(at.showroom, product(at.maker, names={"ja": "未来"}).id, code="F-1", shown_from=-5)
    case(at, stage="signed", products=(at.product, vest))
    case(at, stage="sample_quote", products=(stole,))
    found = uptake(at)
    assert {id: number for id, (_name, number) in found.makers(rules.OFFERED).items()} == {at.maker: 2, other: 1}
    assert {id: number for id, (_name, number) in found.makers(rules.AGREED).items()} == {at.maker: 2}
    assert len(found.lines) == 3, "what is to be shown only later was not shown"
    assert db.session.get_one(ShowroomContract, at.contract).agreement_id is None


def test_a_period_takes_what_came_in_it_of_what_was_shown_by_its_end(at: shop.Shop) -> None:
    case(at, days=50, stage="sample_quote")
    assert counted(at, since=shop.day(60), until=shop.day(40)) == [1, 1, 1, 0, 0]
    assert counted(at, since=shop.day(49), until=shop.day(0)) == [1, 0, 0, 0, 0]
    assert counted(at, since=shop.day(90), until=shop.day(51)) == [1, 0, 0, 0, 0]
    assert counted(at, until=shop.day(101)) == [0, 0, 0, 0, 0]


def test_whoever_does_not_see_a_case_or_a_lead_counts_neither(at: shop.Shop) -> None:
    case(at, stage="signed")
    asked(at.exhibit, running(), visitor_type="importer")
    assert counted(at, Role.MISSION_LEADER) == [1, 0, 0, 0, 0]
    assert counted(at, Role.MANAGEMENT) == [1, 1, 1, 1, 0]


def test_each_number_leads_to_its_list_on_the_page_the_year_and_the_paper(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = shop.shop()
        shop.exhibit(at.showroom, at.product, code="A-02", shown_from=100)
        vest = product(at.maker, names={"ja": "ベスト"}).id
        shop.exhibit(at.showroom, vest, code="B-1", shown_from=90)
        signed = case(at, stage="signed")
        idle = case(at, stage="talk", products=(vest,))
    sign_in(client)
    panel = client.get(f"/showrooms/panels/uptake/{at.showroom}").get_data(as_text=True)
    for step in rules.STEPS:
        assert f'href="/showrooms/{at.showroom}/uptake?reached={step}"' in panel
    listed = client.get(f"/showrooms/{at.showroom}/uptake?reached=agreed").get_data(as_text=True)
    assert f'href="/negotiations/{signed}"' in listed
    assert f'href="/negotiations/{idle}"' not in listed
    wider = client.get(f"/showrooms/{at.showroom}/uptake?reached=asked").get_data(as_text=True)
    assert f'href="/negotiations/{idle}"' in wider
    year = client.get(f"/showrooms/{at.showroom}/figures").get_data(as_text=True)
    assert f"/showrooms/{at.showroom}/uptake?reached=agreed&amp;since=" in year
    for code in ("ja", "zh-Hans", "ko", "en"):
        answer = client.get(f"/showrooms/{at.showroom}/report.pdf?lang={code}")
        assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert client.get(f"/showrooms/{at.showroom}/report.pdf?lang=xx").status_code == 404
    reader = app.test_client()
    sign_in(reader, Role.MISSION_LEADER)
    assert f'href="/negotiations/{signed}"' not in reader.get(f"/showrooms/{at.showroom}/uptake").get_data(as_text=True)


def test_the_paper_holds_what_its_reader_sees_and_names_each_product_that_was_offered(app: Flask) -> None:
    with app.test_request_context():
        at = shop.shop()
        shop.exhibit(at.showroom, at.product, code="A-02", shown_from=100)
        vest = product(at.maker, names={"ja": "ベスト"}).id
        shop.exhibit(at.showroom, vest, code="B-1", shown_from=90)
        case(at, stage="signed")
        whole, partly = (
            contents.report(queries.one(at.showroom, user=user()), shop.day(200), shop.day(0), user=user(role))
            for role in (Role.COORDINATOR, Role.MISSION_LEADER)
        )
    assert re.findall(r'<td class="r">(\d+)</td>\s*<td class="r">(\d+)</td></tr>', whole) == [
        ("2", "1"), ("1", "1"), ("1", "1"), ("1", "1"), ("0", "0"),
    ]  # fmt: skip
    assert re.findall(r'<td class="r">(\d+)</td>\s*<td class="r">(\d+)</td></tr>', partly)[1:] == [("0", "0")] * 4
    assert "丸直ニット" in whole
    assert "ベスト" not in whole, "nobody offered it"


# ------------------------------------------------------------------ who asked, and what is on the shelf


def test_who_asked_tells_leads_cases_and_talks_that_name_a_product_the_latest_first(at: shop.Shop) -> None:
    activity, vest = running(), product(at.maker, names={"ja": "ベスト"}).id
    made = asked(at.exhibit, activity, raw_name="店", day=shop.day(30))
    named = case(at, days=20)
    grown = case(at, days=10, products=(), lead=made.id)
    case(at, days=5, products=(vest,))
    with writing():
        with action(SET_UP, by=None):
            firm = db.session.get_one(Negotiation, named).counterpart_id
            talks = [
                Meeting(
                    organisation_id=firm, starts_at=here.noon(shop.day(days)), timezone="Asia/Shanghai",
                    held_on=shop.day(days), products=said,
                )
                for days, said in ((15, ""), (12, "羊绒混纺毛衣、围巾"), (11, "围巾"))
            ]  # fmt: skip
            db.session.add_all(talks)
            db.session.flush()
            db.session.add(NegotiationMeeting(negotiation_id=named, meeting_id=talks[0].id))
        db.session.commit()
    found = queries.who_asked(at.product, user=user(), language="ja")
    assert [(row.kind, row.id) for row in found] == [
        ("negotiations", grown), ("meetings", talks[1].id), ("meetings", talks[0].id), ("negotiations", named),
        ("leads", made.id),
    ]  # fmt: skip
    assert [row.day for row in found] == sorted((row.day for row in found), reverse=True)
    assert all(row.state for row in found)
    assert queries.who_asked(vest, user=user(Role.MISSION_LEADER), language="ja") == []
    assert queries.who_asked(at.product, user=user(Role.MISSION_LEADER), language="ja") == []


def test_goods_of_a_talk_that_only_hold_a_name_are_shown_apart_as_a_guess(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = shop.shop()
        knit = product(at.maker, names={"ja": "ニット", "en": "Knit"}).id
        other = book.organisation("見附織物", "ja", country="JP").id
        twins = [product(maker, names={"ja": "ベスト"}).id for maker in (at.maker, other)]
        with writing():
            with action(SET_UP, by=None):
                firm = book.organisation("吉林百货", "zh-Hans", country="CN").id
                talks = [
                    Meeting(
                        organisation_id=firm, starts_at=here.noon(shop.day(days)), timezone="Asia/Shanghai",
                        held_on=shop.day(days), products=said,
                    )
                    for days, said in ((9, "サマーニット"), (8, "帽子／ニット"), (7, "KNIT, caps"), (6, "ベスト"))
                ]  # fmt: skip
                db.session.add_all(talks)
            db.session.commit()
        loose, whole, english, vest = (talk.id for talk in talks)

        def told(product_id: int) -> dict[int, bool]:
            found = queries.who_asked(product_id, user=user(), language="ja")
            return {row.id: row.is_guess for row in found}

        assert told(knit) == {english: False, whole: False, loose: True}
        assert [told(id) for id in twins] == [{vest: True}] * 2, "two products are called so"
    sign_in(client)
    page = client.get(f"/showrooms/products/{knit}/asked").get_data(as_text=True)
    certain, _, guessed = page.partition('id="guessed"')
    assert f'href="/meetings/{loose}"' not in certain
    assert f'href="/meetings/{loose}"' in guessed
    assert f'href="/meetings/{whole}"' in certain


def test_whoever_sees_a_part_is_told_so_where_who_asked_is_counted_and_at_the_head_of_the_paper(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        at = shop.shop()
        asked(at.exhibit, running())
    reader = app.test_client()
    sign_in(client)
    sign_in(reader, Role.MISSION_LEADER)
    for path in (f"/showrooms/exhibits/{at.exhibit}", f"/showrooms/products/{at.product}/asked"):
        page = reader.get(path).get_data(as_text=True)
        assert "Nobody has asked about it yet." not in page
        assert "You may see nobody who has asked about it." in page
        assert "You may see" not in client.get(path).get_data(as_text=True)
    with app.test_request_context():
        room = queries.one(at.showroom, user=user())
        whole, partly = (
            contents.report(room, shop.day(200), shop.day(0), user=user(role))
            for role in (Role.COORDINATOR, Role.MISSION_LEADER)
        )
        name = user(Role.MISSION_LEADER).display_name
    assert f"{name}が閲覧できるものだけを数え、載せています。" in partly[: partly.index("<h2>")]
    assert "閲覧できるものだけを数え" not in whole


def test_one_press_tells_who_asked_on_product_and_exhibit(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = shop.shop()
        made = asked(at.exhibit, running()).id
        second = shop.exhibit(at.showroom, at.product, code="A-02").id
    sign_in(client)
    page = client.get(f"/showrooms/exhibits/{at.exhibit}").get_data(as_text=True)
    assert f'href="/showrooms/exhibits/{at.exhibit}/asked"' in page
    panel = client.get(f"/showrooms/panels/products/{at.product}").get_data(as_text=True)
    assert f'href="/showrooms/products/{at.product}/asked"' in panel
    for path, there in (
        (f"/showrooms/products/{at.product}/asked", True),
        (f"/showrooms/exhibits/{at.exhibit}/asked", True),
        (f"/showrooms/exhibits/{second}/asked", False),
    ):
        assert (f'href="/leads/{made}"' in client.get(path).get_data(as_text=True)) is there
    reader = app.test_client()
    sign_in(reader, Role.MISSION_LEADER)
    assert f"/leads/{made}" not in reader.get(f"/showrooms/products/{at.product}/asked").get_data(as_text=True)


def test_spring_begins_on_the_first_of_march_that_comes_next() -> None:
    assert next_spring(date(2026, 11, 27)) == date(2027, 3, 1)
    assert next_spring(date(2027, 2, 28)) == date(2027, 3, 1)
    assert next_spring(date(2027, 3, 1)) == date(2028, 3, 1)


@pytest.mark.both
def test_what_expires_before_a_day_is_told_by_what_is_left_on_the_shelf(at: shop.Shop) -> None:
    soon, later = (shop.exhibit(at.showroom, at.product, code=code).id for code in ("E-1", "E-2"))
    gone = shop.exhibit(at.showroom, at.product, code="E-3").id
    day = here.today() + timedelta(days=60)
    for id, expires in ((soon, day - timedelta(days=1)), (later, day), (gone, day - timedelta(days=1))):
        shop.moved(id, "received", 3, before=20, expires_on=expires)
    shop.moved(gone, "given", 3, before=1)

    def found(**wanted: Any) -> set[int]:
        page = queries.exhibits(ExhibitFilter(**wanted), user=user(), language="ja")
        return {line.exhibit.id for line in page.rows}

    assert found(before=day) == {soon}
    assert found(before=day + timedelta(days=1)) == {soon, later}
    assert found(shelf=True) == {at.exhibit, soon, later}


def test_shelf_and_spring_are_one_press_from_showroom_list_and_maker(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at, spring = shop.shop(), next_spring(here.today())
    sign_in(client)
    for page, narrowed in (
        (f"/showrooms/{at.showroom}", f"showroom={at.showroom}"),
        (f"/showrooms/panels/organisations/{at.maker}", f"maker={at.maker}"),
    ):
        told = client.get(page).get_data(as_text=True)
        assert f'href="/showrooms/exhibits/?shelf=yes&amp;{narrowed}"' in told
        assert f'href="/showrooms/exhibits/?before={spring}&amp;{narrowed}"' in told
    assert f'href="/showrooms/exhibits/?before={spring}"' in client.get("/showrooms/exhibits/").get_data(as_text=True)
    listed = client.get(f"/showrooms/exhibits/?shelf=yes&maker={at.maker}").get_data(as_text=True)
    assert f'href="/showrooms/exhibits/{at.exhibit}"' in listed
