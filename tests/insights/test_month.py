"""The month: this fiscal year beside the last to the same day, on a page and on the board paper."""

import json
import re
from datetime import date, timedelta
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from crm.activities.models import Activity, CostLine
from crm.agreements.models import Obligation
from crm.audit.services import action
from crm.core import here
from crm.core.database import db, is_writing, writing
from crm.core.errors import Refused
from crm.core.money import Worth
from crm.core.permissions import Role, Shell
from crm.core.texts import Text
from crm.insights import queries, services
from crm.insights.commands import keep_at_night
from crm.insights.queries.month import MonthFigures
from crm.insights.rules.cells import CLAIMED
from crm.insights.rules.month import KEPT
from crm.jobs.models import Job
from crm.jobs.registry import Context
from crm.missions.models import ItineraryItem
from crm.outcomes import queries as outcomes
from crm.outcomes.models import Outcome
from crm.pdf.order import RenderOrder
from crm.pdf.render import TooLong
from crm.wordings.services import give
from tests.cast import SET_UP, csrf_token, sign_in, user
from tests.insights import fairs
from tests.insights.test_pages import queries_of, seed_more, text_of
from tests.kept import kept

TODAY = date(2026, 11, 20)
#: Of the whole page, its frame and what waits for somebody included.
MOST_STATEMENTS = 46


def figures() -> MonthFigures:
    return queries.month_figures(as_of=TODAY)


def counted(found: MonthFigures) -> dict[str, tuple[int, int]]:
    return {
        name: (getattr(found.now, name), getattr(found.before, name)) for name in ("activities", "cases", "agreements")
    }


@pytest.fixture
def two_years(session: scoped_session[Session]) -> None:
    """This year a mission that brought an agreement, last year two: of one the agreement came after the same day."""
    _two_years()


@kept
def _two_years() -> None:
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
    assert found.year.rate.share is not None


@pytest.mark.usefixtures("two_years")
def test_each_month_of_two_years_has_its_column() -> None:
    signed = dict(figures().trend["agreements"])
    assert len(signed) == 24
    assert (signed[date(2025, 11, 1)], signed[date(2026, 11, 1)], signed[date(2026, 10, 1)]) == (2, 1, 0)


@pytest.mark.usefixtures("two_years")
def test_the_whole_last_year_stands_with_what_its_missions_brought_since() -> None:
    """Of two agreements that came of them one was signed after this day of last year."""
    found = figures()
    assert found.before.agreements == 1
    assert (found.last.activities, found.last.leads, int(found.last.agreements)) == (2, 2, 2)
    assert [half.of for half in found.verdict.halves] == [CLAIMED, CLAIMED]


def test_an_open_value_that_nobody_told_is_not_called_one_without_a_rate(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        ours, theirs = fairs.organisation("丸直ニット"), fairs.organisation()
        for value, currency in ((None, "JPY"), (None, "JPY"), (5, "CNY"), (7, "JPY")):
            fairs.case("lead qualified talk", ours=ours, theirs=theirs, value=value, currency=currency)
    sign_in(client, Role.MANAGEMENT)
    page = text_of(client, "/insights/month")
    assert re.findall(r"set=(unconverted|unvalued)\">(\d+ [^<]+)<", page) == [
        ("unconverted", "1 without an exchange rate"), ("unvalued", "2 without an amount"),
    ]  # fmt: skip


def test_each_number_of_a_month_leads_to_its_records(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        _two_years()
    with time_machine.travel(TODAY):
        sign_in(client, Role.MANAGEMENT)
        page = unescape(text_of(client, "/insights/month"))
        links = dict(
            re.findall(r'href="(/insights/agreements\?set=signed&from=2025-11-01&to=2025-11-30)">\s*(\d+)<', page)
        )
        assert list(links.values()) == ["2"]
        assert len(re.findall('<td class="title"', text_of(client, next(iter(links))))) == 2


def test_what_comes_every_year_is_not_added_to_what_comes_once(session: scoped_session[Session]) -> None:
    ours, theirs = fairs.organisation("丸直ニット"), fairs.organisation()
    for period, value in (("total", 300), ("annual", 50), ("total", 20)):
        case = fairs.case("lead qualified talk signed", ours=ours, theirs=theirs, talked=TODAY - timedelta(30))
        fairs.agreement(case, TODAY, value=value, currency="JPY", value_period=period)
    found = figures()
    assert found.now.signed.worth == Worth(Decimal(320), Decimal(50))
    assert found.before.signed.worth == Worth()


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
        case = fairs.case("lead signed", ours=fairs.organisation("丸直ニット"), theirs=fairs.organisation())
        fairs.agreement(case, here.today() - timedelta(days=60))
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
    columns = re.findall(r": (\d+)</title></rect>(?:<text[^>]*>(\d+)</text>)?", paper)
    assert any(number != "0" for number, _told in columns)
    assert all(told == number for number, told in columns if number != "0"), "nobody can point at paper"
    assert f'<html lang="{language}">' in paper
    page = re.sub(r"<details.*?</details>", "", page, flags=re.S)  # the months that the paper draws
    assert re.findall(r'<th scope="row"[^>]*>([^<]+)', paper) == re.findall(r'<th scope="row"[^>]*>([^<]+)', page)


def test_contracts_promises_and_cases_are_named_as_other_papers_name_them_to_their_readers(
    app: Flask, client: FlaskClient
) -> None:
    """The English paper named three tables full of contracts in Japanese, of which the translations were on record."""
    told = {"園芸ばさみ売買契約": "Garden shears", "在庫表を送る": "Send the stock list", "紳士ベスト": "Knitted vest"}
    with app.app_context():
        today = here.today()
        ours, theirs = fairs.organisation("丸直ニット"), fairs.organisation()
        case = fairs.case("lead qualified", ours=ours, theirs=theirs, on=today - timedelta(days=3), title="紳士ベスト")
        deal = fairs.agreement(case, today - timedelta(days=99), expires_on=today + timedelta(days=20))
        with writing(), action(SET_UP, by=None):
            deal.title = "園芸ばさみ売買契約"
            db.session.commit()
        fairs.keep(Obligation(agreement_id=deal.id, text="在庫表を送る", due_on=today))
        for text, said in told.items():
            with writing():
                give(text, language="en", text=said, by=user())
                db.session.commit()
    for language, names in (("en", told.values()), ("ja", told.keys())):
        sign_in(client, Role.MANAGEMENT, language=language)
        page = client.get("/insights/month").get_data(as_text=True)
        assert [name for name in (*told.values(), *told.keys()) if name in page] == [*names]


@pytest.mark.usefixtures("two_years")
def test_kept_figures_stay_when_the_records_change_and_hold_no_name() -> None:
    with writing():
        snapshot = services.keep(as_of=TODAY, by=None)
        db.session.commit()
    mission = db.session.scalars(select(Activity).where(Activity.start_on == date(2026, 6, 1))).one()
    with writing():
        services.leave_out(mission, reason="twice on record", by=None)
        db.session.commit()
    then, now = queries.values(snapshot.numbers), queries.values(queries.numbers(figures()))
    assert (then["activities"], now["activities"]) == (1, 0)
    assert (then["rate"].n, then["verdict"].value) == (2, "insufficient_data")
    assert not re.search(r"丸直|延边|売買", json.dumps(snapshot.numbers, ensure_ascii=False))


def test_others_write_while_the_figures_of_a_day_are_counted(
    session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    locked: list[bool] = []

    def counted(**how: Any) -> MonthFigures:
        locked.append(is_writing())
        return count(**how)

    count = queries.month_figures
    monkeypatch.setattr(queries, "month_figures", counted)
    with writing():
        services.keep(as_of=TODAY, by=None)
        session.commit()
    assert locked == [False]


def test_the_figures_of_a_day_are_kept_once(session: scoped_session[Session]) -> None:
    with writing():
        services.keep(as_of=TODAY, by=None)
        session.commit()
    with writing(), pytest.raises(Refused, match="kept already"):
        services.keep(as_of=TODAY, by=None)


@pytest.mark.once
def test_the_page_asks_as_little_for_many_records_as_for_few(app: Flask, client: FlaskClient) -> None:
    """With an answer of a company in a foreign currency for each lead: one query has the rates of all days."""
    sign_in(client, Role.MANAGEMENT)
    counts = []
    for more in (3, 9):
        seed_more(app, more)
        with app.app_context():
            told(more)
        text_of(client, "/insights/month")
        counts.append(queries_of(app, client, "/insights/month"))
    assert counts[0] == counts[1] <= MOST_STATEMENTS


def told(number: int) -> None:
    """So many answers, each on a day of its own."""
    mission = fairs.activity(fairs.place(f"{number}", "regional"), name=f"{number}")
    for each in range(number):
        day = TODAY - timedelta(20 + each)
        question = {"activity_id": mission.id, "lead_id": fairs.lead(mission).id, "months": 1, "due_on": day}
        answer = {"order": "yes", "standing": "terms", "amount": Decimal(10), "currency": "CNY", "source": "link"}
        fairs.keep(Outcome(**question, **answer, asked_at=fairs.moment(day), answered_at=fairs.moment(day)))


@pytest.mark.parametrize(("day", "kept"), [("2026-12-01", ["2026-11-30"]), ("2026-12-02", [])])
def test_those_of_the_last_day_are_kept_by_themselves_on_the_first_of_a_month(
    app: Flask, day: str, kept: list[str]
) -> None:
    with app.app_context(), time_machine.travel(f"{day}T03:00:00Z", tick=False), writing():
        told = keep_at_night(Job(), Context(lambda _percent, _text: None, lambda: False))
        assert callable(told)
        told()
        db.session.commit()
        assert [str(row.as_of) for row in queries.kept(user=Shell())] == kept


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


@pytest.mark.parametrize(
    ("day", "until"),
    [
        (date(2028, 3, 31), date(2027, 3, 31)),
        (date(2029, 3, 31), date(2028, 3, 31)),
        (date(2028, 2, 29), date(2027, 2, 28)),
        (date(2026, 4, 1), date(2025, 4, 1)),
    ],
)
@pytest.mark.usefixtures("session")
def test_the_last_year_ends_on_the_same_day_of_the_calendar(day: date, until: date) -> None:
    assert queries.year_of(day).before()[1] == until


@pytest.mark.usefixtures("session")
def test_what_is_cancelled_counts_from_its_planned_last_day_and_its_visits_never() -> None:
    there, host = fairs.place("222401", "regional"), fairs.organisation()
    for day in (TODAY, TODAY + timedelta(days=9)):
        mission = fairs.activity(there, name=f"{day}", start_on=day, end_on=day, status="cancelled")
        when = {"starts_at": fairs.moment(TODAY), "ends_at": fairs.moment(TODAY), "timezone": "Asia/Shanghai"}
        wall = {"wall_start": f"{day}T10:00", "wall_end": f"{day}T11:00"}
        seen = {"kind": "visit", "title": "x", "status": "confirmed", "organisation_id": host.id}
        fairs.keep(ItineraryItem(activity_id=mission.id, **seen, **when, **wall))
    found = figures()
    assert (found.now.activities, found.now.cancelled, found.now.visits) == (1, 1, 0)
    assert sum(row.activities for row in found.costs.tiers) == 1


@pytest.mark.usefixtures("session")
def test_what_a_sum_leaves_out_is_told_beside_it(app: Flask) -> None:
    there = fairs.place("222401", "regional")
    held = fairs.activity(there, start_on=TODAY - timedelta(9), end_on=TODAY - timedelta(5), costs_state="open")
    fairs.activity(there, name="常設", start_on=TODAY - timedelta(1), end_on=TODAY + timedelta(1))
    line = CostLine(activity_id=held.id, category="venue", amount=Decimal(500), currency="THB", paid_on=TODAY)
    fairs.keep(line)
    found = figures().now
    assert (found.activities, found.running, found.unsettled, found.programmes) == (1, 1, 1, 0)
    assert found.unrated.amounts == [(Decimal(500), "THB")]


@pytest.mark.usefixtures("session")
def test_answers_are_parted_into_what_came_of_their_cases_and_told_by_whom() -> None:
    mission = fairs.activity(fairs.place("222401", "regional"))
    now, asked = fairs.moment(TODAY), fairs.moment(TODAY - timedelta(9))
    told = [
        ("yes", "terms", "link", ""),
        ("expected", "terms", "staff", "accepted"),
        ("no", "talk", "staff", "accepted"),
        ("no", "lost", "staff", "accepted"),
        ("no", "lead", "staff", "accepted"),
        ("yes", "terms", "link", "declined"),
        ("", "", "", ""),
    ]
    for order, standing, source, decision in told:
        question = {"activity_id": mission.id, "lead_id": fairs.lead(mission).id, "months": 1, "asked_at": asked}
        answer = {"order": order, "standing": standing, "source": source, "decision": decision}
        answered = {"due_on": TODAY - timedelta(9), "answered_at": now if order else None}
        fairs.keep(Outcome(**question, **answer, **answered))
    found = figures().now.told
    assert (found.asked, found.answered, found.by_companies, found.unconfirmed) == (7, 5, 1, 1)
    assert (found.orders, found.expected, found.continuing, found.contacts, found.ended) == (1, 1, 1, 1, 1)
    (line,) = outcomes.summary(user=user(Role.COORDINATOR))
    assert line.tally == found, "the summary of outcomes counts as the review does"
    [late] = outcomes.told_in([(TODAY - timedelta(30), TODAY - timedelta(8))])
    assert (late.asked, late.answered) == (7, 0), "an answer of today is none eight days ago"


def test_the_board_paper_names_as_many_changes_as_fit_on_three_pages(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, blank_page: bytes
) -> None:
    """Ten changes and a few notes made it four pages."""
    with app.app_context(), fairs.together():
        ours, theirs = fairs.organisation("丸直ニット"), fairs.organisation()
        for number in range(10):
            fairs.case("lead qualified", ours=ours, theirs=theirs, title=f"案件{number}", on=here.today())
    printed: list[tuple[int, str]] = []

    def keep(order: RenderOrder, _progress: object) -> bytes:
        number = order.html.count('<td data-label="Stage">')
        printed.append((number, order.html))
        if number > 7 and order.limits.pages == 3:
            raise TooLong(Text("too long"))
        return blank_page

    monkeypatch.setattr("crm.pdf.render.in_a_child", keep)
    sign_in(client, Role.MANAGEMENT, language="en")
    token = csrf_token(client, "/insights/month")
    assert client.post("/insights/month/paper", data={"csrf_token": token}).mimetype == "application/pdf"
    assert [number for number, _html in printed] == [12, 12, 8, 5]
    assert "15 more" in printed[-1][1]
