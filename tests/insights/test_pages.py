"""The pages of Insights: numbers that lead to their records, roles, languages, and a bounded number of queries."""

import json
import re
from datetime import date
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner
from sqlalchemy import event

from crm.core.database import db
from crm.core.permissions import Role
from tests.cast import sign_in
from tests.insights import fairs
from tests.kept import kept

PAGES = ("/insights/?fy=2025", "/insights/leads?fy=2025", "/insights/pipeline", "/insights/negotiations?set=open",
         "/insights/hypothesis?fy=2025", "/insights/times?fy=2025")  # fmt: skip
#: A number in a cell, linked to its records.
LINKED = re.compile(r'<a href="(/insights/(?:leads|negotiations)\?[^"]*)"[^>]*>(?:<text[^>]*>)?([\d,]+)<')
TOTAL = re.compile(r"\d[\d,]* of (\d[\d,]*)<")


def seed(app: Flask, leads: int) -> None:
    """A fair with so many leads, each with a case that went one stage further than the one before."""
    with app.app_context():
        _seeded(leads)


@kept
def _seeded(leads: int) -> None:
    path = ["lead", "qualified", "talk", "sample_quote", "terms", "approval_draft", "signed", "executing"]
    fair = fairs.activity(fairs.place("222401", "regional"), type="trade_fair")
    ours, theirs = fairs.organisation("丸直ニット"), fairs.organisation()
    for number in range(leads):
        stages = path[: number % 8 + 1]
        talked = date(2025, 7, 1) if len(stages) > 2 else None
        made = fairs.case(
            " ".join(stages),
            ours=ours,
            theirs=theirs,
            leads=[fairs.lead(fair, firm=theirs)],
            talked=talked,
            tier="regional" if talked else "",
            partner=number % 2 == 0 if talked else None,
            type="trade_fair" if talked else "",
            title=f"案件 {number}",
        )
        if len(stages) > 6:
            fairs.agreement(made, date(2025, 12, 1))


def text_of(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


@pytest.mark.parametrize("page", ["/insights/?fy=2025", "/insights/pipeline", "/insights/hypothesis?fy=2025"])
def test_every_number_leads_to_as_many_records(app: Flask, client: FlaskClient, page: str) -> None:
    seed(app, 11)
    sign_in(client, Role.MANAGEMENT)
    links = {unescape(url): int(shown.replace(",", "")) for url, shown in LINKED.findall(text_of(client, page))}
    assert len(links) > 5
    for url, shown in links.items():
        total = TOTAL.search(text_of(client, url))
        assert (int(total[1].replace(",", "")) if total else 0) == shown, url


def test_the_drawing_and_the_table_show_the_same_counts(app: Flask, client: FlaskClient) -> None:
    seed(app, 11)
    sign_in(client, Role.MANAGEMENT)
    page = text_of(client, "/insights/?fy=2025")
    drawing = re.search(r"<svg[^>]*class=\"plot\".*?</svg>", page, re.S)
    assert drawing is not None
    drawn = [int(shown) for _url, shown in LINKED.findall(drawing[0])]
    assert drawn == [11, 9, 7, 5, 4, 3, 2, 1]
    table = page[drawing.end() :]
    assert [int(n) for n in re.findall(r'<td class="r"><a href="/insights/leads[^"]*">(\d+)</a></td>', table)][
        :8
    ] == drawn


def test_a_period_without_leads_says_in_which_years_there_are_some(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        trip = fairs.activity(fairs.place("1"), start_on=date(2015, 10, 27), end_on=date(2015, 10, 31))
        for on in (date(2015, 10, 29), date(2016, 3, 31), date(2013, 12, 11)):
            fairs.lead(trip, on=on)
    sign_in(client)
    page = text_of(client, "/insights/")
    told = re.findall(r'href="/insights/\?fy=(\d+)">Fiscal year', page)
    assert told == ["2015", "2013"]
    assert "other years" not in text_of(client, "/insights/?fy=2015")


def test_a_small_sample_says_so_in_words(app: Flask, client: FlaskClient) -> None:
    seed(app, 3)
    sign_in(client, Role.MANAGEMENT)
    assert "small sample" in text_of(client, "/insights/?fy=2025")


def test_the_counting_rules_stand_on_the_page(app: Flask, client: FlaskClient) -> None:
    seed(app, 1)
    sign_in(client, Role.MANAGEMENT)
    assert "skipped stages count as reached" in text_of(client, "/insights/?fy=2025")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_page_opens_in_both_languages(app: Flask, client: FlaskClient, path: str, language: str) -> None:
    seed(app, 4)
    sign_in(client, Role.MANAGEMENT, email=f"reader-{language}@example.jp", language=language)
    assert f'<html lang="{language}">' in text_of(client, path)


@pytest.mark.parametrize("path", PAGES)
def test_every_page_opens_without_any_record(client: FlaskClient, path: str) -> None:
    sign_in(client)
    text_of(client, path)


@pytest.mark.parametrize("path", PAGES)
def test_pages_ask_who_is_there(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 302
    assert "/users/sign-in" in answer.headers["Location"]


@pytest.mark.parametrize(
    "query",
    [
        "fy=20x6", "fy=2025-2020", "tier=both", "owner=9999999999", "initiative=abc", "from=2026-02-30",
        "type=x&type=trade_fair",
        "from=9999-12-31&to=9999-12-31", "from=0001-01-01&to=0001-01-01",
        "by=owner&group=1", "stage=married", "category=%00",
    ],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/insights/", "/insights/leads"])
def test_senseless_conditions_count_as_none(app: Flask, client: FlaskClient, path: str, query: str) -> None:
    seed(app, 1)
    sign_in(client, Role.MANAGEMENT)
    text_of(client, f"{path}?{query}")


def test_a_number_that_no_activity_can_have_is_none(app: Flask, client: FlaskClient) -> None:
    sign_in(client, Role.MANAGEMENT)
    text_of(client, "/insights/costs/agreements?activity=99999999999999999999")


def test_negotiations_without_a_lead_are_judged_where_no_lead_was_captured(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        ours, theirs = fairs.organisation("丸直ニット"), fairs.organisation()
        made = fairs.case("lead talk signed", ours=ours, theirs=theirs, talked=date(2025, 7, 1), tier="regional")
        fairs.agreement(made, date(2025, 12, 1))
    sign_in(client, Role.MANAGEMENT)
    page = text_of(client, "/insights/?fy=2025")
    assert "set=agreed" in page
    assert "set=won" in page
    assert "No lead was captured" in page
    assert "set=won" not in text_of(client, "/insights/?fy=2020")


def test_an_unknown_set_is_not_found(client: FlaskClient) -> None:
    sign_in(client)
    assert client.get("/insights/negotiations?set=everything").status_code == 404


def test_conditions_stay_in_the_address_and_can_be_removed(app: Flask, client: FlaskClient) -> None:
    seed(app, 4)
    sign_in(client, Role.MANAGEMENT)
    page = unescape(text_of(client, "/insights/?fy=2025&tier=regional&direction=outbound"))
    assert re.search(r'href="/insights/\?fy=2025&direction=outbound"\s+aria-label="Remove the filter City tier"', page)
    assert "/insights/leads?fy=2025&direction=outbound&tier=regional&stage=talk" in page


def test_the_page_of_leads_shows_what_was_written_down(app: Flask, client: FlaskClient) -> None:
    seed(app, 8)
    sign_in(client, Role.MANAGEMENT)
    page = text_of(client, "/insights/leads?fy=2025&stage=executing")
    assert "崔" in page
    assert "案件 7" in page
    assert "案件 6" not in page


@pytest.mark.once
@pytest.mark.parametrize(
    "path", [*PAGES, "/insights/negotiations?set=matured&fy=2025", "/insights/costs/activities?fy=2025"]
)
def test_the_number_of_queries_does_not_depend_on_the_rows(app: Flask, client: FlaskClient, path: str) -> None:
    sign_in(client, Role.MANAGEMENT)
    counts = []
    for more in (3, 9):
        seed_more(app, more)
        text_of(client, path)
        counts.append(queries_of(app, client, path))
    assert counts[0] == counts[1]


def seed_more(app: Flask, leads: int) -> None:
    if leads == 3:
        seed(app, leads)
        return
    with app.app_context():
        fair = fairs.activity(fairs.place("110000", "major"), type="trade_fair")
        ours, theirs = fairs.organisation("諸橋金属"), fairs.organisation("延吉百货大楼")
        for number in range(leads):
            lead = fairs.lead(fair, firm=theirs)
            talked = date(2025, 7, 1) if number % 2 else None
            fairs.case("lead terms", ours=ours, theirs=theirs, leads=[lead], talked=talked, title=f"追加 {number}")


def queries_of(app: Flask, client: FlaskClient, path: str) -> int:
    seen: list[str] = []
    with app.app_context():
        engine = db.engine

    def count(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", count)
    try:
        text_of(client, path)
    finally:
        event.remove(engine, "before_cursor_execute", count)
    return len(seen)


def test_the_shell_prints_the_same_figures_as_json(app: Flask, runner: FlaskCliRunner) -> None:
    seed(app, 11)
    answer = runner.invoke(args=["insights", "funnel", "--json", "--from", "2025-04-01", "--to", "2026-03-31"])
    found = json.loads(answer.output)
    assert [stage["reached"] for stage in found["stages"]] == [11, 9, 7, 5, 4, 3, 2, 1]
    assert found["stages"][6]["share"]["k"] == 2
    assert found["talk_to_agreement"]["share"]["n"] == 7
    assert found["splits"]["type"][0]["group"] == "trade_fair"
    empty = json.loads(runner.invoke(args=["insights", "funnel", "--json", "--to", "2020-01-01"]).output)
    assert (empty["leads"], empty["stages"][0]["share"]) == (0, None)


def test_the_shell_prints_a_table_for_people(app: Flask, runner: FlaskCliRunner) -> None:
    seed(app, 2)
    answer = runner.invoke(args=["insights", "funnel"])
    assert answer.output.splitlines()[0] == "2 leads"
    assert "qualified" in answer.output


def test_of_very_many_that_stand_still_the_first_are_listed(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    seed(app, 3)
    sign_in(client, Role.MANAGEMENT)
    whole = client.get("/insights/pipeline").get_data(as_text=True)
    assert len(re.findall(r'<td class="title"', whole)) == 3
    assert "All 3" not in whole
    monkeypatch.setattr("crm.insights.queries.pipeline.LISTED_STALLED", 2)
    cut = client.get("/insights/pipeline?tier=").get_data(as_text=True)
    assert len(re.findall(r'<td class="title"', cut)) == 2
    link = re.search(r'href="([^"]+)">All 3<', cut)
    assert link is not None
    assert "案件 2" in client.get(unescape(link[1])).get_data(as_text=True)
