"""Each screen of figures as a workbook with the rows behind it, and as JSON."""

import json
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner
from openpyxl import load_workbook
from sqlalchemy import select

from crm.core import here
from crm.core.database import db, writing
from crm.core.permissions import Role, Shell
from crm.insights import queries, services
from crm.insights.contents import BOOKS
from crm.insights.rules import Selection
from crm.lists.models import ListExport
from tests.cast import csrf_token, sign_in
from tests.insights import fairs
from tests.insights.test_pages import seed

SCREENS = sorted(set(BOOKS) - {"kept"})


def book_of(client: FlaskClient, name: str, query: str = "fy=2025") -> Any:
    token = csrf_token(client, "/insights/?fy=2025")
    answer = client.post(f"/insights/{name}/file?{query}", data={"csrf_token": token})
    assert answer.status_code == 200, name
    return load_workbook(BytesIO(answer.data))


def column(sheet: Any, number: int = 1) -> list[Any]:
    return [row[number - 1].value for row in sheet.iter_rows(min_row=2)]


@pytest.mark.parametrize("name", SCREENS)
def test_each_screen_is_a_workbook_whose_export_stands_in_the_log(app: Flask, client: FlaskClient, name: str) -> None:
    seed(app, 4)
    sign_in(client, Role.MANAGEMENT)
    book = book_of(client, name)
    assert all(sheet.max_row >= 1 for sheet in book.worksheets)
    with app.app_context():
        [kept] = db.session.scalars(select(ListExport).where(ListExport.list_name == f"insights.{name}"))
        assert kept.query == "fy=2025"
        assert kept.rows is not None


def test_the_workbook_of_the_funnel_has_its_numbers_and_the_rows_behind(app: Flask, client: FlaskClient) -> None:
    seed(app, 11)
    sign_in(client, Role.MANAGEMENT)
    book = book_of(client, "funnel")
    assert column(book["Stages"], 2) == [11, 9, 7, 5, 4, 3, 2, 1]
    assert len(column(book["Leads"])) == 11
    assert len(column(book["Negotiations with a first talk i"[:31]])) == 7
    assert book_of(client, "funnel", "fy=2020")["Leads"].max_row == 1


def test_the_workbook_of_the_costs_has_each_activity(app: Flask, client: FlaskClient) -> None:
    seed(app, 4)
    with app.app_context():
        fairs.activity(
            fairs.place("110000", "major"), name="次の年", start_on=date(2024, 6, 1), end_on=date(2024, 6, 2)
        )
    sign_in(client, Role.MANAGEMENT)
    book = book_of(client, "costs")
    assert column(book["Costs"], 2) == [1, 1]
    assert len(column(book["Activities"])) == 1
    assert len(column(book["Leads"])) == 4


def test_the_workbook_of_what_is_open_lists_it(app: Flask, client: FlaskClient) -> None:
    seed(app, 8)
    sign_in(client, Role.MANAGEMENT)
    book = book_of(client, "pipeline", "")
    assert sum(column(book["By stage"], 2)[:-1]) == column(book["By stage"], 2)[-1] == 6
    assert len(column(book["Open negotiations"])) == 6


def test_a_workbook_says_how_many_records_its_reader_may_not_see(app: Flask, client: FlaskClient) -> None:
    seed(app, 3)
    sign_in(client, Role.MANAGEMENT)
    with app.app_context(), pytest.MonkeyPatch.context() as patch:
        patch.setattr("crm.insights.queries.behind.seen", lambda *_rest: {1})
        leads = book_of(client, "funnel")["Leads"]
    assert leads.max_row == 3
    assert leads.cell(3, 1).value == "2 more records are counted that you may not see."


def test_kept_figures_are_a_workbook_with_both_days(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), writing():
        id = services.keep(as_of=date(2026, 10, 31), by=None).id
        db.session.commit()
    sign_in(client, Role.MANAGEMENT)
    [sheet] = book_of(client, "kept", f"id={id}").worksheets
    told = {row[0].value: (row[1].value, row[2].value) for row in sheet.iter_rows(min_row=2)}
    assert told["Activities ended"] == (0, 0)
    assert told["Verdict"] == ("Insufficient data", "Insufficient data")


def test_nobody_takes_out_more_rows_than_a_day_allows(app: Flask, client: FlaskClient) -> None:
    """The cases count as well as the leads; the refusal stays in the log."""
    seed(app, 4)
    sign_in(client, Role.MANAGEMENT)
    token = csrf_token(client, "/insights/?fy=2025")
    app.extensions["settings"] = replace(app.extensions["settings"], export_rows=5)
    refused = client.post("/insights/funnel/file?fy=2025", data={"csrf_token": token})
    assert refused.status_code == 409
    assert b"within 24 hours" in refused.data


def test_who_may_not_export_lists_gets_no_workbook(app: Flask, client: FlaskClient) -> None:
    sign_in(client, Role.MISSION_LEADER)
    token = csrf_token(client, "/insights/?fy=2025")
    assert client.post("/insights/funnel/file", data={"csrf_token": token}).status_code == 403
    assert "/insights/funnel/file" not in client.get("/insights/?fy=2025").get_data(as_text=True)


@pytest.mark.parametrize(
    ("command", "keys"),
    [
        ("month", {"activities", "this_year", "last_year", "trend", "tiers", "not_counted"}),
        ("funnel", {"stages", "splits", "win_rate"}),
        ("pipeline", {"total", "stages", "silence", "forecast", "negotiations"}),
        ("times", {"stages", "signing", "tasks", "reported"}),
        ("hypothesis", {"cells", "ways", "comparisons"}),
        ("costs", {"types", "total", "running"}),
        ("places", {"places", "total"}),
        ("answers", {"rows", "difference", "too_young"}),
        ("not-counted", {"activities", "negotiations"}),
        ("kept", {"kept"}),
    ],
)
def test_the_shell_gives_each_screen_as_json_and_as_lines(
    app: Flask, runner: FlaskCliRunner, command: str, keys: set[str]
) -> None:
    seed(app, 4)
    found = json.loads(runner.invoke(args=["insights", command, "--json"]).output)
    assert keys <= set(found)
    assert runner.invoke(args=["insights", command]).exit_code == 0


def test_the_shell_tells_each_place_and_each_pace_as_the_pages_do(sampled: Flask) -> None:
    runner = sampled.test_cli_runner()
    told = json.loads(runner.invoke(args=["insights", "places", "--json"]).output)
    answered = json.loads(runner.invoke(args=["insights", "answers", "--json"]).output)
    with sampled.app_context():
        every = queries.every_place(Selection(), user=Shell(), as_of=here.today())[0]
        curve = queries.answer_curve()
    shown = [each for each in every if not each.is_empty]
    assert 0 < len(shown) < len(every)
    assert [(row["id"], row["activities"], row["routes"]) for row in told["places"]] == [
        (each.place.id, each.row.activities, each.routes) for each in shown
    ]
    assert [(row["answered"], row["leads"], row["talked_before"]) for row in answered["rows"]] == [
        (row.code, row.leads, row.before) for row in curve.rows
    ]
    assert sum(row["leads"] for row in answered["rows"]) > 0


def test_the_shell_counts_what_the_pages_count(app: Flask, runner: FlaskCliRunner) -> None:
    seed(app, 8)
    told = json.loads(runner.invoke(args=["insights", "pipeline", "--json"]).output)
    assert told["total"]["cases"] == len(told["negotiations"]) == 6
    times = json.loads(runner.invoke(args=["insights", "times", "--json"]).output)
    assert times["stages"]["talk"]["completed"] == 5
