"""The summary of outcomes: agreements beside the orders that they are of, and what it leaves out."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, scoped_session

from crm.activities.models import Activity
from crm.audit.services import action
from crm.core import here
from crm.core.database import db, writing
from crm.core.money import Worth
from crm.leads import services as leads
from crm.leads.services import LeadInput
from crm.negotiations.models import Negotiation
from crm.outcomes import queries, rules, services
from crm.outcomes.contents.summary import html
from crm.outcomes.services import Answer
from crm.places import services as places
from tests.cast import SET_UP, sign_in, user
from tests.insights import fairs
from tests.meetings.scene import mission
from tests.outcomes import year


def two_missions() -> tuple[int, int]:
    """(mission that was asked about, mission without questions) with agreements of one case: two and one."""
    at, asked_about, negotiation = year.over()
    with writing():
        end = year.today() - timedelta(days=600)
        named = mission(at.place, name="吉林視察団", start_on=end, end_on=end).id
        db.session.commit()
    case = db.session.get_one(Negotiation, negotiation)
    for value, period, trip in ((300, "annual", asked_about), (50, "total", asked_about), (800, "annual", named)):
        fairs.agreement(case, year.today(), value=value, currency="JPY", value_period=period, activity_id=trip)
    year.prepared()
    with writing():
        answer = Answer("signed", "yes", Decimal(800), "JPY")
        services.answer(year.outcomes()[0], answer, source=rules.BY_LINK, by=None)
        db.session.commit()
    return asked_about, named


def test_an_agreement_that_counts_with_another_mission_is_told_beside_its_order(
    session: scoped_session[Session],
) -> None:
    """One contract was the order of one mission and the agreement of another: adding both up doubled it."""
    asked_about, named = two_missions()
    lines = [line for line in queries.summary(user=user()) if line.activity.id == asked_about]
    [line] = lines
    assert (line.agreed, line.agreements) == (Worth(Decimal(50), Decimal(300)), 2), "never added (domain.md §3.7)"
    assert [(away.activity and away.activity.id, away.agreements) for away in line.elsewhere] == [(named, 1)]
    assert line.tally.unconfirmed == 1, "nobody has looked at it yet"
    left = queries.left_out(lines, user=user())
    assert (left.activities, left.agreements) == (1, 1)


def test_activities_about_which_nobody_was_asked_are_told_apart_by_whether_the_days_to_ask_are_past(
    session: scoped_session[Session],
) -> None:
    """The board read that no question was ever due, of missions of which all days to ask had gone by."""
    asked_about, _named = two_missions()
    place = db.session.get_one(Activity, asked_about).place_id
    for days in (5, 60, 458):
        end = year.today() - timedelta(days=days)
        with writing():
            mission(place, name=f"視察団 {days}", start_on=end, end_on=end)
            db.session.commit()
    left = queries.left_out(queries.summary(user=user()), user=user())
    assert (left.activities, left.past, left.early) == (4, 2, 1)


@pytest.mark.parametrize(("days", "made"), [(450, [12]), (460, [])])
def test_the_last_question_is_made_until_a_quarter_after_it_was_due(
    session: scoped_session[Session], days: int, made: list[int]
) -> None:
    year.over(days_ago=days)
    year.prepared()
    assert [row.months for row in year.outcomes()] == made


def test_the_page_says_what_it_leaves_out_and_where_an_agreement_counts(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        two_missions()
    sign_in(client)
    page = " ".join(client.get("/outcomes/summary").get_data(as_text=True).split())
    assert "1 agreement to it is counted with 吉林視察団" in page
    assert "per year" in page
    assert "1 activity that ended is not listed: nobody was ever asked about its outcome." in page
    assert "The days to ask about 1 of these activities are past." in page
    assert "not due yet" not in page


def test_two_leads_of_one_guest_differ_by_what_was_asked_about(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        _, trip, _ = year.over()
        with writing():
            for wish in ("チタンカップ", "三徳包丁"):
                leads.capture(
                    LeadInput(activity_id=trip, raw_name="赵东升", interest=wish, owner_id=user().id), by=user()
                )
            db.session.commit()
        year.prepared()
    sign_in(client)
    shown = client.get("/outcomes/").get_data(as_text=True)
    assert "チタンカップ</bdi>" in shown
    assert "三徳包丁</bdi>" in shown


@pytest.mark.parametrize(("days", "times"), [(0, 1), (4, 2)])
def test_the_paper_tells_a_single_day_once(app: Flask, session: scoped_session[Session], days: int, times: int) -> None:
    """2026年6月18日（木）〜2026年6月18日（木） stood on the paper for an event of one day."""
    asked_about, _named = two_missions()
    with writing(), action(SET_UP, by=None):
        row = db.session.get_one(Activity, asked_about)
        row.start_on = row.end_on - timedelta(days=days)
        db.session.commit()
    with app.test_request_context():
        lines = queries.summary(user=user())
        page = html(lines, queries.left_out(lines, user=user()), "ja")
    period = page.partition("<th>期間</th>")[2].partition("</tr>")[0]
    assert period.count("日（") == times


@pytest.mark.parametrize(
    ("book", "amount", "counted"),
    [("JPY", "101", "2071"), ("JPY", "103.00", "2112"), ("CNY", "100.05", "100.05")],
)
def test_sums_are_rounded_half_up_in_the_smallest_unit_of_the_offices_currency(
    app: Flask, monkeypatch: pytest.MonkeyPatch, book: str, amount: str, counted: str
) -> None:
    """At 20.5 yen a yuan: they were whole units in every currency, a half to the even one."""
    with app.app_context():
        monkeypatch.setattr(here, "currency", lambda: book)
        with writing():
            places.add_rate(day=date(2020, 1, 1), base="CNY", quote="JPY", rate=Decimal("20.5"), source="", by=None)
            db.session.commit()
        year.over()
        year.prepared()
        with writing():
            told = Answer("signed", "yes", Decimal(amount), "CNY")
            row = queries.one(year.outcomes()[0].id, user=user())
            services.answer(row, told, source=rules.BY_LINK, by=None)
            db.session.commit()
        [line] = queries.summary(user=user())
        assert line.tally.booked == Decimal(counted)
