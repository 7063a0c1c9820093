"""A maker's settlements: its own lines and share, and nothing from which the other's could be subtracted."""

from decimal import Decimal
from typing import Any, cast

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text

from crm.audit.services import action
from crm.contacts.models import OrganisationName
from crm.core.database import db, writing
from crm.core.errors import NotVisible, Refused
from crm.core.permissions import Role
from crm.makers import contents, queries
from crm.showrooms import services
from crm.showrooms.models import SettlementShare
from crm.showrooms.services import OutlayInput
from tests.cast import SET_UP, sign_in
from tests.contacts import book
from tests.makers.firms import SECOND, Pair, merged_into, pair, parted
from tests.showrooms import shop
from tests.showrooms.test_owners import given_to_another_maker
from tests.showrooms.test_sales import sold
from tests.showrooms.test_settlements import done, drawn, rate

pytestmark = pytest.mark.both


def settled() -> tuple[Pair, int]:
    """Two sweaters and five bowls in one settlement, with a rent for both and a freight of the second alone."""
    at = pair()
    sold(at.at, 2, "2260", before=15)
    sold(at.at, 5, "5650", before=14, exhibit_id=at.shown)
    rate("20", shop.day(300))
    costs = (
        OutlayInput("rent", Decimal(700), "both"),
        OutlayInput("freight", Decimal(77), "secret of bowls", at.second),
    )
    id = drawn(at.at, costs=costs).id
    return at, id


def test_a_draft_is_not_shown_and_an_approved_settlement_is_with_the_own_share_alone(app: Flask) -> None:
    with app.app_context():
        at, id = settled()
        assert queries.settlements(at.first, "ja") == []
        with pytest.raises(NotVisible):
            queries.settlement(id, at.first, "ja")
        row = done(services.approve, id)
        shares = {share.maker_id: share for share in row.shares}
        for firm in (at.first, at.second):
            [told] = queries.settlements(firm, "ja")
            share = shares[firm]
            for name in ("pieces", "gross", "tax", "commission", "withheld", "costs", "net", "book_net"):
                assert getattr(told, name) == getattr(share, name), name
            lines = queries.lines(id, firm, "ja")
            assert sum(line.gross for line in lines) == share.gross
            assert sum(line.commission for line in lines) == share.commission
        assert [line.product.text for line in queries.lines(id, at.first, "ja")] == ["カシミヤ混セーター"]
        assert queries.own_costs(id, at.first) == []
        assert [(cost.kind, cost.amount) for cost in queries.own_costs(id, at.second)] == [("freight", Decimal(77))]


def test_no_page_and_no_paper_holds_what_the_other_or_both_get(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at, id = settled()
        row = done(services.approve, id)
        [mine] = [share for share in row.shares if share.maker_id == at.first]
        secret = {
            f"{getattr(each, name):,.2f}"
            for each in (row, *(share for share in row.shares if share is not mine))
            for name in ("gross", "tax", "commission", "costs", "net")
        } | {"木の椀", "B-77", "第二木工", "secret", "both", "延边东升", "700.00"}
        own = f"{mine.net:,.2f}"
    sign_in(client, Role.MAKER, language="ja")
    with app.test_request_context():
        paper = contents.statement(queries.settlement(id, at.first, "ja"), at.first, "ja")
    pages = [
        client.get(path).text.partition("<main")[2] for path in ("/makers/settlements/", f"/makers/settlements/{id}")
    ]
    for page in (*pages, paper):
        assert own in page
        assert {word for word in secret if word in page} == set()
    answer = client.get(f"/makers/settlements/{id}/statement.pdf")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")


def test_an_old_settlement_of_one_average_does_not_claim_the_rates_of_the_days(app: Flask) -> None:
    with app.app_context():
        at, id = settled()
        done(services.approve, id)
        with writing():
            db.session.connection().execute(text("UPDATE settlements SET rate_on = NULL"))
            db.session.connection().execute(text("UPDATE settlement_lines SET rate = :rate"), {"rate": 20})
            db.session.commit()
        own = queries.settlement(id, at.first, "ja")
        with writing():
            db.session.connection().execute(text("UPDATE settlement_lines SET rate = NULL"))
            db.session.commit()
        old = queries.settlement(id, at.first, "ja")
        assert (own.by_sale, old.by_sale) == (True, False)
    with app.test_request_context("/"):
        sums = cast(Any, app.jinja_env.get_template("makers/_sums.html").module)
        told, before = (str(sums.sums(each, [], {})) for each in (own, old))
    assert "それぞれの販売日のレート" in told
    assert "全販売日の為替レートの平均" in before
    assert "それぞれの販売日のレート" not in before


def test_who_has_no_share_in_a_settlement_finds_none(app: Flask, client: FlaskClient) -> None:
    """Neither its page nor its paper, as if there were none."""
    with app.app_context():
        at = pair()
        sold(at.at, 2, "2260", before=15)
        rate("20", shop.day(300))
        id = drawn(at.at).id
        done(services.approve, id)
    sign_in(client, Role.MAKER, email=SECOND[0])
    known, unknown = f"/makers/settlements/{id}", "/makers/settlements/4711"
    for ending in ("", "/statement.pdf"):
        assert [client.get(path + ending).status_code for path in (known, unknown)] == [404, 404]
    assert "No settlements yet" in client.get("/makers/settlements/").text
    sign_in(client, Role.MAKER)
    assert client.get(known).status_code == 200


def test_the_share_stays_where_a_product_gets_another_maker_and_goes_along_with_a_merge(app: Flask) -> None:
    with app.app_context():
        at, id = settled()
        done(services.approve, id)
        other = given_to_another_maker(at.at.product)
        assert [row.id for row in queries.settlements(at.first, "ja")] == [id]
        assert [line.product.text for line in queries.lines(id, at.first, "ja")] == ["カシミヤ混セーター"]
        assert queries.settlements(other, "ja") == []
        kept = book.organisation("丸直ニット（新）", "ja", country="JP").id
        merged_into(kept, at.first)
        db.session.expire_all()
        assert [row.pieces for row in queries.settlements(kept, "ja")] == [2]
        assert [line.pieces for line in queries.lines(id, kept, "ja")] == [2]


SUMS = ("pieces", "gross", "tax", "commission", "withheld", "costs", "net", "book_net")


def amounts(firm: int) -> dict[str, Decimal | None]:
    [told] = queries.settlements(firm, "ja")
    return {name: getattr(told, name) for name in SUMS}


def test_two_makers_that_become_one_have_both_shares_of_a_settlement_and_undo_parts_them(app: Flask) -> None:
    with app.app_context():
        at, id = settled()
        done(services.approve, id)
        before = {firm: amounts(firm) for firm in (at.first, at.second)}
        merged_into(at.first, at.second)
        both = amounts(at.first)
        for name in SUMS:
            parts = [part for firm in before if (part := before[firm][name]) is not None]
            assert both[name] == (sum(parts, Decimal()) if len(parts) == len(before) else None), name
        lines = queries.lines(id, at.first, "ja")
        assert sum(line.gross for line in lines) == both["gross"]
        parted()
        assert {firm: amounts(firm) for firm in before} == before


def test_a_merge_is_not_undone_where_the_sum_of_both_shares_was_changed_since(app: Flask) -> None:
    with app.app_context():
        at, id = settled()
        row = done(services.approve, id)
        merged_into(at.first, at.second)
        with writing(), action(SET_UP, by=None):
            [share] = db.session.scalars(select(SettlementShare).where(SettlementShare.settlement_id == row.id))
            share.net += 1
            db.session.commit()
        with pytest.raises(Refused, match="both had a share"):
            parted()


def test_the_statement_of_a_settled_period_keeps_the_name_of_the_firm_and_tells_its_rate(app: Flask) -> None:
    with app.test_request_context():
        at, id = settled()
        row = done(services.approve, id)
        with writing(), action(SET_UP, by=None):
            [name] = db.session.scalars(select(OrganisationName).where(OrganisationName.organisation_id == at.first))
            name.text = "丸直ホールディングス"
            row.rate, row.rate_on = Decimal("20.5"), row.settled_on
            [share] = [share for share in row.shares if share.maker_id == at.first]
            share.book_net = Decimal(37310)
            db.session.commit()
        db.session.expire_all()
        paper = contents.statement(queries.settlement(id, at.first, "en"), at.first, "en")
        assert "丸直ホールディングス" not in paper
        assert "丸直ニット株式会社" in paper
        told = queries.settlement(id, at.first, "en")
        assert (told.rate, told.rate_on) == (Decimal("20.5"), told.settled_on)
        assert "1元＝20.5円 · 2026年11月27日" in paper
