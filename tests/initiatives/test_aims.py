"""Goals with figures, target markets and funding: written as tables, refused when they make no sense, shown."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.initiatives import queries, services
from crm.initiatives.models import Initiative
from crm.initiatives.rules import FundingInput, GoalInput, MarketInput
from crm.office.rules import Office
from tests import cast
from tests.contacts import book
from tests.missions import voyage
from tests.missions.browser import posted, text

GOAL = GoalInput("成約8件", "agreements", Decimal(8), date(2027, 3, 31))
FUNDING = FundingInput(2026, "own", Decimal(6_000_000))


def initiative() -> Initiative:
    voyage.load_places()
    with writing():
        made = services.plan(names={"ja": "見附ニット 延辺展開"}, by=None)
        db.session.commit()
    return made


def anew(row: Initiative) -> Initiative:
    return queries.one(row.id, user=cast.user())


def test_goals_are_changed_in_place_added_and_taken_out(session: Any) -> None:
    row = initiative()
    with writing():
        own = GoalInput("常連客200人", "own", Decimal(200), achieved=Decimal(85))
        services.write_goals(anew(row), [GOAL, own], by=None)
        db.session.commit()
    first, second = queries.goals(row.id)
    assert (first.achieved, second.achieved) == (None, Decimal(85))
    with writing():
        again = [GoalInput("常連客250人", "own", Decimal(250), id=second.id), replace(GOAL, achieved=Decimal(3))]
        services.write_goals(anew(row), again, by=None)
        db.session.commit()
    after = queries.goals(row.id)
    assert [(goal.text, goal.achieved) for goal in after] == [("常連客250人", None), ("成約8件", None)]
    assert after[0].id == second.id


@pytest.mark.parametrize(
    "change", [{"text": ""}, {"measure": "luck"}, {"target": Decimal(0)}, {"due_on": date(9999, 1, 1)}]
)
def test_a_goal_that_makes_no_sense_is_refused(session: Any, change: dict[str, Any]) -> None:
    row = initiative()
    with writing(), pytest.raises(Refused, check=lambda refusal: refusal.field == "goals"):
        services.write_goals(anew(row), [replace(GOAL, **change)], by=None)


def test_target_markets_have_a_place_a_category_and_perhaps_a_partner(session: Any) -> None:
    row, partner = initiative(), book.organisation()
    market = MarketInput(
        book.place(voyage.YANJI).id, "knitwear", "testing", "中価格帯で売れる", partner.id, date(2027, 1, 31)
    )
    with writing():
        services.write_markets(anew(row), [market], by=cast.user())
        db.session.commit()
    (kept,) = queries.markets(row.id)
    assert kept.partner is not None
    assert (kept.place_id, kept.partner.id, kept.status) == (market.place_id, partner.id, "testing")
    wrong = (
        [replace(market, place_id=999_999)], [replace(market, category="gold")], [replace(market, status="x")],
        [replace(market, partner_id=999_999)], [replace(market, review_on=date(9999, 1, 1))], [market, market],
    )  # fmt: skip
    for rows in wrong:
        with writing(), pytest.raises(Refused, check=lambda refusal: refusal.field == "markets"):
            services.write_markets(anew(row), rows, by=cast.user())


def test_funding_is_promised_once_a_source_and_year(session: Any) -> None:
    row = initiative()
    with writing():
        services.write_funding(anew(row), [replace(FUNDING, fiscal_year=2027), FUNDING], by=None)
        db.session.commit()
    assert [line.fiscal_year for line in queries.funding(row.id)] == [2026, 2027]
    for rows in (
        [FUNDING, FUNDING],
        [replace(FUNDING, amount=Decimal(0))],
        [replace(FUNDING, fiscal_year=26)],
        [replace(FUNDING, funding_source="luck")],
    ):
        with writing(), pytest.raises(Refused, check=lambda refusal: refusal.field == "funding"):
            services.write_funding(anew(row), rows, by=None)


@pytest.mark.once
@pytest.mark.parametrize(
    ("first", "last", "years"),
    [
        (None, date(2027, 1, 1), []),
        (date(2026, 4, 1), None, [2026]),
        (date(2026, 3, 31), date(2027, 4, 1), [2025, 2026, 2027]),
    ],
)
def test_an_initiative_runs_through_fiscal_years(first: date | None, last: date | None, years: list[int]) -> None:
    assert Office().fiscal_years(first, last) == years


def test_the_tables_are_written_on_their_pages(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        id, place = initiative().id, book_place()
    cast.sign_in(client)
    page = f"/initiatives/{id}"
    goal = {"goals-0-text": "商談60件", "goals-0-measure": "talks"}
    assert posted(client, f"{page}/goals/edit", goal).status_code == 422
    assert posted(client, f"{page}/goals/edit", goal | {"goals-0-target": "60"}).status_code == 303
    market = {"markets-0-place_id": place, "markets-0-category": "sake", "markets-0-status": "candidate"}
    assert posted(client, f"{page}/markets/edit", market).status_code == 303
    funding = {"funding-0-fiscal_year": "2026", "funding-0-funding_source": "own"}
    assert posted(client, f"{page}/funding/edit", funding).status_code == 422
    assert posted(client, f"{page}/funding/edit", funding | {"funding-0-amount": "5,000,000"}).status_code == 303
    shown = text(client, page)
    for word in ("商談60件", "Sake", "5,000,000"):
        assert word in shown
    assert "0%" in text(client, f"/insights/panels/initiative/{id}")


def book_place() -> str:
    return str(book.place(voyage.YANJI).id)


@pytest.mark.once
def test_the_division_of_roles_is_printed(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        row = initiative()
        with writing():
            services.start_from_template(anew(row), by=None)
            db.session.commit()
        id = row.id
    cast.sign_in(client)
    with client.get(f"/initiatives/{id}/roles.pdf") as answer:
        assert answer.data.startswith(b"%PDF-")
