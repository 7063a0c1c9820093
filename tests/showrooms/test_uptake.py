"""Trade uptake: what trade made of goods after they were shown."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.audit.services import action
from crm.core import here
from crm.core.database import db, reading, writing
from crm.core.permissions import Role
from crm.leads.models import Lead
from crm.negotiations import queries as negotiations
from crm.negotiations.models import (
    Negotiation,
    NegotiationLead,
    NegotiationProduct,
    StageEvent,
)
from crm.outcomes.models import Outcome
from crm.showrooms import contents, queries
from crm.showrooms.models import ShowroomContract
from crm.showrooms.queries.uptake import Uptake
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
    lead: int | None = None, orders: int = 0, buyer: int | None = None, words: str = "", **said: Any,
) -> int:  # fmt: skip
    """A negotiation of the maker that began so many days ago and got to a stage."""
    began = here.noon(shop.day(days))
    buyer = buyer or book.organisation("吉林百货", "zh-Hans", country="CN", roles=("department_store",)).id
    with writing():
        with action(SET_UP, by=None):
            row = Negotiation(
                title="毛衣", our_organisation_id=at.maker, stage=stage, stage_entered_at=began,
                counterpart_id=buyer, products=words, **said,
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
    case(at, stage="signed", products=(), lead=made.id, words="鍛造爪切り")
    assert counted(at) == [1, 1, 1, 0, 0], "its own words tell other goods"
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
        printed = []
        for role in (Role.COORDINATOR, Role.MISSION_LEADER):
            user(role)  # whoever is made for the first time is saved, which ends what was read
            with reading():
                db.session.expunge_all()  # as a request of its own begins
                room = queries.one(at.showroom, user=user())
                printed.append(contents.report(room, shop.day(200), shop.day(0), user=user(role)))
        whole, partly = printed
    assert re.findall(r'<td class="r">(\d+)</td>\s*<td class="r">(\d+)</td></tr>', whole) == [
        ("2", "1"), ("1", "1"), ("1", "1"), ("1", "1"), ("0", "0"),
    ]  # fmt: skip
    assert re.findall(r'<td class="r">(\d+)</td>\s*<td class="r">(\d+)</td></tr>', partly)[1:] == [("0", "0")] * 4
    assert "丸直ニット" in whole
    assert "ベスト" not in whole, "nobody offered it"


def test_a_case_that_jumped_to_terms_claims_no_sample_and_stands_by_its_stage(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = shop.shop()
        shop.exhibit(at.showroom, at.product, code="A-02", shown_from=100)
        case(at, stage="terms")
    sign_in(client)
    page = client.get(f"/showrooms/{at.showroom}/uptake?reached=offered").get_data(as_text=True)
    [line] = re.findall(r'<span class="sub">Negotiation.*?</span>', page, re.DOTALL)
    assert "Terms" in line
    assert "sample" not in line.lower()
    assert "Sample or quotation" not in page
    assert "Sample / quotation stage, or later" in page
    with app.test_request_context():
        room = queries.one(at.showroom, user=user())
        printed = contents.report(room, shop.day(200), shop.day(0), user=user())
    assert "reached a sample" not in printed
