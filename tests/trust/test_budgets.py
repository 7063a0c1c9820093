"""Budgets are for whoever holds one permission: taken from a role, no surface of the role tells what anything cost."""

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.activities import services
from crm.activities.services import BudgetInput, CostInput
from crm.capabilities import menu
from crm.core import here, permissions
from crm.core.database import db, writing
from crm.core.permissions import Permission, Role
from crm.core.sight import AT_WORK
from crm.documents import queries as documents
from crm.documents import rules
from crm.documents import services as printing
from crm.insights.contents.month import month_html
from crm.web import access
from tests import cast
from tests.missions import voyage
from tests.reports import writing as reports

#: What was planned and what was spent: numbers that stand nowhere else.
PLANNED, SPENT, IN_MILLIONS = "7,654,321", "12,345,678", "12.3"
#: Pages of a mission that tell one of them, and pages without which nothing is lost that others tell.
OF_MISSION = (
    "/missions/{}", "/missions/{}/delegation", "/activities/{}/budget", "/activities/{}/approval.pdf",
    "/activities/{}/subsidy", "/activities/{}/subsidy.pdf", "/activities/{}/approval",
    "/documents/missions/{}/preview?kind=briefing&audience=leader&lang=en",
    "/documents/missions/{}/preview?kind=report&lang=en",
    "/documents/missions/{}/preview?kind=report&audience=public&lang=en",
)  # fmt: skip
FIGURES = (
    "/insights/costs", "/insights/costs/activities", "/insights/hypothesis", "/insights/month", "/insights/month/paper",
    "/home/panels/costs",
)  # fmt: skip
#: Where the numbers must stand for whoever may see them: a surface that never told them proves nothing.
TELLS = {*OF_MISSION, *FIGURES} - {"/activities/{}/approval", "/activities/{}/subsidy", "/activities/{}/subsidy.pdf"}
CLOSED = {
    "/activities/{}/budget", "/activities/{}/subsidy", "/activities/{}/subsidy.pdf", "/insights/costs",
    "/insights/costs/activities", "/insights/hypothesis", "/home/panels/costs",
}  # fmt: skip


@pytest.fixture
def mission(app: Flask, monkeypatch: pytest.MonkeyPatch) -> int:
    for views in ("approvals", "subsidy"):
        monkeypatch.setattr(f"crm.activities.views.{views}.paper", lambda html, *_args, **_more: html)
    monkeypatch.setattr("crm.insights.contents.month_pdf", lambda *told: month_html(*told).encode())
    with app.app_context():
        end = here.today() - timedelta(days=1)
        made = voyage.mission(start_on=end - timedelta(days=2), end_on=end)
        voyage.delegate(made)
        with writing():
            row = voyage.fresh(made)
            services.write_budget(row, [BudgetInput("hotel", "prefecture_subsidy", Decimal(7654321))], by=None)
            services.book_cost(row, CostInput("hotel", end, Decimal(12345678), "JPY"), by=None)
            db.session.commit()
        reports.begun(voyage.fresh(made), language="en")
        return made.id


def told(client: FlaskClient, id: int) -> dict[str, tuple[int, bool]]:
    """{address: (status, whether it tells what was planned or spent)}"""
    found, token = {}, {"csrf_token": cast.csrf_token(client, "/insights/month")}
    for path in (*OF_MISSION, *FIGURES):
        paper = path == "/insights/month/paper"
        answer = client.post(path, data=token) if paper else client.get(path.format(id))
        digits = re.sub(r"<[^>]+>", "", answer.get_data(as_text=True))
        found[path] = (answer.status_code, any(each in digits for each in (PLANNED, SPENT, IN_MILLIONS)))
    return found


def taken_from(role: Role, monkeypatch: pytest.MonkeyPatch) -> None:
    held = permissions.ROLE_PERMISSIONS
    monkeypatch.setitem(held, role, held[role] - {Permission.BUDGETS_READ})
    access._holds.cache_clear()


@pytest.fixture(autouse=True)
def forgotten() -> Any:
    yield
    access._holds.cache_clear()


@pytest.mark.once
def test_taken_from_a_role_no_surface_tells_what_a_mission_costs(
    app: Flask, client: FlaskClient, mission: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast.sign_in(client, Role.MANAGEMENT)
    whole = told(client, mission)
    assert {path for path, (status, _tells) in whole.items() if status != 200} == set()
    assert {path for path, (_status, tells) in whole.items() if tells} >= TELLS
    taken_from(Role.MANAGEMENT, monkeypatch)
    left = told(client, mission)
    assert {path for path, (_status, tells) in left.items() if tells} == set()
    assert {path for path, (status, _tells) in left.items() if status in (403, 404)} == CLOSED
    refused = r'href="[^"]*(?:/budget|/insights/costs|/hypothesis)[^"]*"'
    for path in ("/", f"/missions/{mission}", f"/activities/{mission}/approval", "/insights/", "/insights/month"):
        main = client.get(path).get_data(as_text=True).partition("<main")[2]  # menus are made at the start
        assert (path, re.findall(refused, main)) == (path, [])
    lines = [line for item in menu.menu_of(Role.MANAGEMENT) for line in menu.entries_of(item)]
    assert not {menu.COSTS, menu.HYPOTHESIS} & set(lines)
    book = {"csrf_token": cast.csrf_token(client, "/insights/month")}
    assert {client.post(f"/insights/{name}/file", data=book).status_code for name in ("costs", "month")} == {403}


@pytest.mark.once
def test_nobody_lost_the_budget_and_what_was_printed_with_it_is_closed_as_well(
    app: Flask, mission: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert [role for role in AT_WORK if not permissions.allows(Role(role), Permission.BUDGETS_READ)] == []
    with app.app_context():
        office, board = cast.user(), cast.user(Role.MANAGEMENT)
        ids = {}
        for parts in (["budget", "delegation"], ["delegation"]):
            wish = rules.wish(mission, kind="briefing", language="en", audience="leader", chosen=parts)
            with writing():
                ids[printing.open_edition(wish, user=office, by=office).id] = parts
                db.session.commit()
        seen = {row.id for row in db.session.scalars(documents.visible_to(board))}
        assert seen == set(ids)
        taken_from(Role.MANAGEMENT, monkeypatch)
        seen = {row.id for row in db.session.scalars(documents.visible_to(board))}
        assert [ids[id] for id in seen] == [["delegation"]]
        wish = rules.wish(mission, kind="briefing", language="en", audience="leader")
        with writing():
            made = printing.open_edition(wish, user=board, by=board)
            assert "budget" not in made.options["parts"]
