"""What activities cost: by type, by whom, with and without hours of staff; the page that shows it."""

import json
import re
from datetime import date
from decimal import Decimal
from fractions import Fraction
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner

from crm.activities import queries as activities_queries
from crm.activities import services as activities
from crm.activities.services import BudgetInput, CostInput, HoursInput
from crm.core.database import db, writing
from crm.insights import queries
from crm.insights.queries import Switches
from crm.insights.rules import Selection
from tests import cast
from tests.insights import fairs
from tests.insights.fairs import lead
from tests.missions import voyage

AFTER = date(2027, 1, 10)


def spent(**changes: Any) -> int:
    """A mission of 200,000 yen, half of it borne by the prefecture, with ten hours of staff; its id."""
    made = voyage.mission(**changes)
    with writing():
        row = voyage.fresh(made)
        for source in ("own", "prefecture_subsidy"):
            cost = CostInput("hotel", voyage.FIRST, Decimal(100_000), "JPY", funding_source=source)
            activities.book_cost(row, cost, by=None)
        activities.book_cost(row, CostInput("gifts", voyage.FIRST, Decimal(5), "KRW"), by=None)
        activities.write_budget(row, [BudgetInput("hotel", "own", Decimal(250_000))], by=None)
        activities.write_hours(row, [HoursInput(cast.user().id, Decimal(10), Decimal(3_000))], by=None)
        db.session.commit()
    return made.id


def figures(**changes: Any) -> queries.CostFigures:
    wanted = Selection(**changes.pop("wanted", {}))
    switches = Switches(**{name: changes.pop(name) for name in ("staff", "net", "how") if name in changes})
    return queries.cost_figures(wanted, switches=switches, **({"as_of": AFTER} | changes))


def test_cost_stands_by_type_and_as_a_whole(session: Any) -> None:
    spent()
    spent(type="trade_fair", names={"ja": "見本市"})
    found = figures()
    assert [(row.code, int(row.cost), row.execution) for row in found.rows] == [
        ("inspection_mission", 200_000, 0.8), ("trade_fair", 200_000, 0.8),
    ]  # fmt: skip
    assert (found.total.activities, int(found.total.cost), found.unrated.lines) == (2, 400_000, 2)
    assert found.total.per_lead is None
    assert [row.code for row in figures(wanted={"types": ("trade_fair",)}).rows] == ["trade_fair"]
    assert figures(wanted={"until": date(2026, 12, 1)}).rows == figures(as_of=date(2026, 12, 13)).rows == []


def test_hours_are_switched_on_and_what_others_bear_is_taken_off(session: Any) -> None:
    mission = spent()
    lead(voyage.fresh(voyage.mission(names={"ja": "別の団"}, start_on=date(2027, 2, 1), end_on=date(2027, 2, 2))))
    for _ in range(4):
        lead(activities_queries.one(mission, user=cast.user()), on=date(2026, 12, 11))
    costs = [int(figures(staff=staff, net=net).total.cost) for staff in (False, True) for net in (False, True)]
    assert costs == [200_000, 100_000, 230_000, 130_000]
    assert (figures().total.leads, figures().total.per_lead) == (4, Decimal(50_000))


def test_costs_without_a_rate_are_listed_as_they_are_counted_also_without_what_others_bear(session: Any) -> None:
    mission = spent()
    with writing():
        row = activities_queries.one(mission, user=cast.user())
        borne = CostInput("gifts", voyage.FIRST, Decimal(7), "KRW", funding_source="prefecture_subsidy")
        activities.book_cost(row, borne, by=None)
        db.session.commit()
    for net, amounts in ((False, [7, 5]), (True, [5])):
        listed = queries.unrated_costs(Selection(), user=cast.user(), as_of=AFTER, switches=Switches(net=net)).rows
        assert [int(each.line.amount) for each in listed] == amounts
        assert figures(net=net).unrated.lines == len(amounts)


def test_the_page_shows_costs_and_keeps_the_switches(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        spent(start_on=date(2026, 5, 1), end_on=date(2026, 5, 3))
    cast.sign_in(client)
    page = client.get("/insights/costs?fy=all&staff=1").get_data(as_text=True)
    assert "230,000" in page
    assert "Leave out staff hours" in page
    assert "2 costs" not in page
    assert "1 cost has no exchange rate" in page
    assert "130,000" in client.get("/insights/costs?fy=all&staff=1&net=1").get_data(as_text=True)
    assert "No activity matches" in client.get("/insights/costs?type=seminar").get_data(as_text=True)


def test_an_agreement_is_put_down_to_the_activity_of_its_first_lead(session: Any) -> None:
    mission = activities_queries.one(spent(), user=cast.user())
    later = spent(type="trade_fair", names={"ja": "見本市"}, start_on=date(2026, 12, 16), end_on=date(2026, 12, 17))
    fair = activities_queries.one(later, user=cast.user())
    ours, theirs = fairs.organisation("丸直ニット"), fairs.organisation()
    seen = lead(mission, on=date(2026, 12, 11), firm=theirs)
    again = lead(fair, on=date(2026, 12, 16), firm=theirs)
    case = fairs.case("lead qualified signed", ours=ours, theirs=theirs, leads=[again, seen])
    fairs.agreement(case, date(2026, 12, 20))
    fairs.agreement(case, date(2026, 12, 21), kind="framework")
    alone = fairs.case("lead signed", ours=ours, theirs=theirs)
    fairs.agreement(alone, date(2026, 12, 20))
    counted = {how: [row.agreements for row in figures(how=how).rows] for how in ("first", "last", "linear")}
    assert counted == {"first": [1, 0], "last": [0, 1], "linear": [Fraction(1, 2)] * 2}
    found = figures()
    assert (found.rows[0].qualified, found.rows[0].per_qualified) == (1, Decimal(200_000))
    assert [row.per_agreement.point for row in (*found.rows, found.total)] == [200_000, None, 400_000]
    assert int(found.rows[1].per_agreement.low) == 54_217  # 200,000 / 3.69
    assert found.unattributed == 1
    assert figures(wanted={"types": ("trade_fair",)}).unattributed is None
    assert figures(as_of=date(2026, 12, 19)).total.agreements == 0


def test_the_page_leads_to_activities_and_to_agreements(
    app: Flask, client: FlaskClient, runner: FlaskCliRunner
) -> None:
    with app.app_context():
        mission = activities_queries.one(spent(start_on=date(2026, 5, 1), end_on=date(2026, 5, 3)), user=cast.user())
        ours, theirs = fairs.organisation("丸直ニット"), fairs.organisation()
        case = fairs.case("lead signed", ours=ours, theirs=theirs, leads=[lead(mission, on=date(2026, 5, 2))])
        fairs.agreement(case, date(2026, 6, 1))
        id = mission.id
    cast.sign_in(client)
    page = client.get("/insights/costs?fy=all&net=1").get_data(as_text=True)
    behind = "/insights/costs/agreements?fy=all&amp;type=inspection_mission&amp;net=1"
    assert behind in page
    assert "売買契約" in client.get(unescape(behind)).get_data(as_text=True)
    each = client.get("/insights/costs/activities?fy=all").get_data(as_text=True)
    assert f"/insights/costs/agreements?fy=all&amp;activity={id}" in each
    assert re.search(
        rf'/insights/leads\?[^"]*of=costs[^"]*activity={id}|/insights/leads\?[^"]*activity={id}[^"]*of=costs', each
    )
    assert "売買契約" in client.get(f"/insights/costs/agreements?fy=all&activity={id}").get_data(as_text=True)
    assert "No agreement behind" in client.get("/insights/costs/agreements?fy=all&beside=nowhere").get_data(
        as_text=True
    )
    assert client.get("/insights/costs/agreements?activity=999999").status_code == 404
    data = json.loads(runner.invoke(args=["insights", "costs", "--json", "--net"]).output)
    assert (data["total"]["cost"], data["total"]["per_agreement"]["point"]) == (100_000, 100_000)
    assert data["types"][0]["per_talk"] is None


def test_costs_that_are_not_complete_are_told_wherever_they_are_compared(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        places = []
        for code, state in (("222401", "open"), ("222404", "complete")):
            there = fairs.place(code, "regional")
            places.append(there.id)
            for number in range(2 if state == "open" else 1):
                fairs.activity(there, name=f"{code}-{number}", costs_state=state)
        rows = figures().rows
        assert [row.unsettled for row in rows] == [2]
        assert figures().total.unsettled == 2
    cast.sign_in(client)
    told = "costs of 2 activities not complete"
    both = f"?place={places[0]}&place={places[1]}&fy=all"
    for page in ("/insights/costs?fy=all", "/insights/places?fy=all", f"/insights/places/compare{both}"):
        shown = client.get(page, follow_redirects=True).get_data(as_text=True)
        assert told in shown, page
        assert "set=unsettled" in shown, page
    assert told in client.get(f"/insights/panels/place/{places[0]}?fy=all").get_data(as_text=True)
    monkeypatch.setattr("crm.insights.views.places.paper", lambda html, _name: html)
    assert told in client.get(f"/insights/places/compare/paper{both}&lang=en").get_data(as_text=True)
