"""The month: this fiscal year beside the last to the same day, on a page and on the board paper."""

import json
import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from crm.activities.models import Activity
from crm.audit.services import action
from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.core.money import Worth
from crm.core.permissions import Role, Shell
from crm.insights import queries, services
from crm.insights.commands import keep_at_night
from crm.insights.queries.month import MonthFigures
from crm.insights.rules.month import KEPT
from crm.jobs.models import Job
from crm.jobs.registry import Context
from crm.pdf.order import RenderOrder
from tests.cast import csrf_token, sign_in
from tests.insights import fairs

TODAY = date(2026, 11, 20)


def figures() -> MonthFigures:
    return queries.month_figures(as_of=TODAY)


def counted(found: MonthFigures) -> dict[str, tuple[int, int]]:
    return {code: (each.now, each.before) for code, each in found.chain.items()}


@pytest.fixture
def two_years(session: scoped_session[Session]) -> None:
    """This year a mission that brought an agreement, last year two: of one the agreement came after the same day."""
    there = fairs.place("222401", "regional")
    ours, theirs = fairs.organisation("丸直ニット"), fairs.organisation()
    signed = {
        date(2026, 6, 1): date(2026, 11, 20),
        date(2025, 6, 1): date(2025, 11, 20),
        date(2025, 6, 2): date(2025, 11, 21),
    }
    for day, on in signed.items():
        mission = fairs.activity(there, start_on=day, end_on=day)
        asking = fairs.lead(mission, firm=theirs)
        case = fairs.case("lead qualified talk signed", ours=ours, theirs=theirs, talked=day, leads=[asking])
        fairs.agreement(case, on)


@pytest.mark.usefixtures("two_years")
def test_the_year_so_far_stands_beside_the_last_year_to_the_same_day() -> None:
    found = counted(figures())
    assert found["activities"] == (1, 2)
    assert found["cases"] == (1, 2)
    assert found["agreements"] == (1, 1)


@pytest.mark.usefixtures("two_years")
def test_a_rate_of_last_year_is_judged_on_the_same_day_of_last_year() -> None:
    """A year before, no first talk was a year old: nothing could be judged, and the agreements do not slip in."""
    found = figures()
    assert found.rate_before.share is None
    assert found.rate_before.immature == 2
    assert found.year.conversion.agreements.share is not None


@pytest.mark.usefixtures("two_years")
def test_each_month_of_two_years_has_its_column() -> None:
    signed = dict(figures().trend["agreements"])
    assert len(signed) == 24
    assert (signed[date(2025, 11, 1)], signed[date(2026, 11, 1)], signed[date(2026, 10, 1)]) == (2, 1, 0)


def test_what_comes_every_year_is_not_added_to_what_comes_once(session: scoped_session[Session]) -> None:
    ours, theirs = fairs.organisation("丸直ニット"), fairs.organisation()
    for period, value in (("total", 300), ("annual", 50), ("total", 20)):
        case = fairs.case("lead qualified talk signed", ours=ours, theirs=theirs, talked=TODAY - timedelta(30))
        fairs.agreement(case, TODAY, value=value, currency="JPY", value_period=period)
    now, before = figures().signed
    assert now.worth == Worth(Decimal(320), Decimal(50))
    assert before.worth == Worth()


@pytest.mark.parametrize("language", ["ja", "zh-Hans", "ko", "en"])
def test_the_page_says_what_is_counted_and_leads_to_it(app: Flask, client: FlaskClient, language: str) -> None:
    with app.app_context():
        there = fairs.place("222401", "regional")
        fairs.activity(there, start_on=date(2026, 6, 1), end_on=date(2026, 6, 2))
    sign_in(client, Role.MANAGEMENT, language=language)
    page = client.get("/insights/month").get_data(as_text=True)
    assert re.search(r'href="/insights/costs/activities\?from=[\d-]+&amp;to=[\d-]+"', page)
    assert 'aria-current="page"' in page


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_board_paper_says_what_the_page_says_without_a_link(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, blank_page: bytes, language: str
) -> None:
    with app.app_context():
        fairs.activity(fairs.place("222401", "regional"), start_on=date(2026, 6, 1), end_on=date(2026, 6, 2))
    printed: list[str] = []

    def keep(order: RenderOrder, _progress: object) -> bytes:
        printed.append(order.html)
        return blank_page

    monkeypatch.setattr("crm.pdf.render.in_a_child", keep)
    sign_in(client, Role.MANAGEMENT, language=language)
    page = client.get("/insights/month").get_data(as_text=True)
    token = csrf_token(client, "/insights/month")
    answer = client.post("/insights/month/paper", data={"csrf_token": token})
    assert answer.mimetype == "application/pdf"
    [paper] = printed
    assert "<a " not in paper
    assert f'<html lang="{language}">' in paper
    assert re.findall(r'<th scope="row"[^>]*>([^<]+)', paper) == re.findall(r'<th scope="row"[^>]*>([^<]+)', page)


@pytest.mark.usefixtures("two_years")
def test_kept_figures_stay_when_the_records_change_and_hold_no_name() -> None:
    with writing():
        snapshot = services.keep(today=TODAY, by=None)
        db.session.commit()
    mission = db.session.scalars(select(Activity).where(Activity.start_on == date(2026, 6, 1))).one()
    with writing():
        services.leave_out(mission, reason="twice on record", by=None)
        db.session.commit()
    then, now = queries.values(snapshot.numbers), queries.values(queries.numbers(figures()))
    assert (then["activities"], now["activities"]) == (1, 0)
    assert (then["rate"].n, then["verdict"].value) == (2, "insufficient_data")
    assert not re.search(r"丸直|延边|売買", json.dumps(snapshot.numbers, ensure_ascii=False))


def test_the_figures_of_a_day_are_kept_once(session: scoped_session[Session]) -> None:
    with writing():
        services.keep(today=TODAY, by=None)
        session.commit()
    with writing(), pytest.raises(Refused, match="kept already"):
        services.keep(today=TODAY, by=None)


@pytest.mark.parametrize(("day", "number"), [("2026-12-01", 1), ("2026-12-02", 0)])
def test_they_are_kept_by_themselves_on_the_first_of_a_month(app: Flask, day: str, number: int) -> None:
    with app.app_context(), time_machine.travel(f"{day}T03:00:00Z", tick=False), writing():
        told = keep_at_night(Job(), Context(lambda _percent, _text: None, lambda: False))
        assert callable(told)
        told()
        db.session.commit()
        assert len(queries.kept(user=Shell())) == number


def test_kept_figures_stand_beside_those_of_today(app: Flask, client: FlaskClient) -> None:
    sign_in(client, Role.MANAGEMENT)
    token = csrf_token(client, "/insights/month")
    page = client.post("/insights/kept", data={"csrf_token": token}, follow_redirects=True).get_data(as_text=True)
    assert "Figures kept." in page
    assert re.search(r"<th scope=\"row\">Activities ended</th>\s*<td class=\"r\">0</td>\s*<td class=\"r\">0</td>", page)
    with app.app_context():
        with writing():
            [snapshot] = queries.kept(user=Shell())
            with action(KEPT, by=None):
                snapshot.rules = "2020-01"
            db.session.commit()
        address = f"/insights/kept/{snapshot.id}"
    assert "Counted by the rules of 2020-01" in client.get(address).get_data(as_text=True)
