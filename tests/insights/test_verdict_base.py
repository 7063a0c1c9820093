"""What a verdict rests on, and what it leaves out, wherever it is said (domain.md §3.9)."""

import re
from datetime import date
from html import unescape
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from openpyxl import Workbook, load_workbook
from sqlalchemy.orm import Session, scoped_session

from crm.activities.models import Activity
from crm.core.permissions import Role
from crm.insights.queries import Switches, hypothesis_figures, time_figures
from crm.insights.queries.hypothesis import verdict_figures
from crm.insights.rules import Selection
from crm.insights.rules.ways import WAYS
from crm.negotiations.models import Negotiation
from tests import cast
from tests.contacts import book
from tests.insights import fairs
from tests.insights.test_hypothesis import World, six_each, spend

AS_OF = date(2026, 11, 24)


@pytest.fixture
def world(session: scoped_session[Session]) -> World:
    places = [fairs.place("222401", "regional"), fairs.place("310000", "major")]
    made: list[Activity] = [fairs.activity(where) for where in places]
    for at in made:
        spend(at, 6_000_000)
    firm, person = fairs.organisation("丸直ニット"), book.person("崔").id
    return World(made[0], made[1], firm, firm, person, places[0])


def plain(html: str) -> str:
    return re.sub(r" (?=[.,:])", "", " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split()))


def beside(world: World) -> list[Negotiation]:
    """Enough for a verdict; a case of unknown routes and one of a running activity, both signed; and
    agreements signed after the window and before the first talk."""
    held = six_each(world)
    running = fairs.activity(world.regional_place, start_on=date(2026, 3, 1), end_on=date(2027, 1, 1))
    world.talked(held[1], partner=None, signed=date(2025, 12, 1), tier="regional")
    world.talked(running, partner=True, tier="regional", talked=date(2026, 3, 2), signed=date(2026, 5, 1))
    late = world.talked(held[2], partner=True, tier="regional", talked=date(2024, 6, 3), signed=date(2026, 7, 1))
    early = world.talked(held[2], partner=True, tier="regional", talked=date(2025, 6, 3), signed=date(2025, 5, 1))
    return [late, early]


def test_the_verdict_of_the_month_has_what_the_page_of_the_hypothesis_has(world: World) -> None:
    beside(world)
    for switches, _label in WAYS.values():
        page = hypothesis_figures(Selection(), as_of=AS_OF, switches=switches)
        month = verdict_figures(Selection(), as_of=AS_OF, switches=switches)
        for name in ("costs", "signed", "ways", "reach", "outside_cost", "beside", "late", "running", "unrated"):
            assert getattr(month, name) == getattr(page, name), (name, switches)
    usual = hypothesis_figures(Selection(), as_of=AS_OF, switches=Switches())
    assert usual.beside["unknown"].agreements == 1
    assert usual.beside["running"].cases == 1
    assert (usual.late, usual.outside_cost > 0, usual.reach is not None) == (2, True, True)


def test_what_was_signed_outside_the_window_stands_beside_with_its_list(world: World, client: FlaskClient) -> None:
    cases = beside(world)
    cast.sign_in(client, Role.MANAGEMENT)
    page = client.get("/insights/hypothesis?fy=all").get_data(as_text=True)
    assert "Signed before the first talk, or more than 730 days after it: 2 agreements" in plain(page)
    (link,) = set(re.findall(r'href="(/insights/agreements\?set=late[^"]*)"', page))
    assert "2 of 2" in client.get(unescape(link)).get_data(as_text=True)
    (link,) = set(re.findall(r'href="(/insights/costs/activities\?of=outside[^"]*)"', page))
    assert "1 of 1" in client.get(unescape(link)).get_data(as_text=True)
    times = client.get("/insights/times?fy=all").get_data(as_text=True)
    assert "Signed before the first talk, or more than 730 days after it: 2" in plain(times)
    assert time_figures(Selection(), as_of=AS_OF).signed_late == len(cases)
    (link,) = set(re.findall(r'href="(/insights/negotiations\?[^"]*signed_late[^"]*)"', times))
    assert "2 of 2" in client.get(unescape(link)).get_data(as_text=True)


def test_month_and_paper_print_what_the_verdict_rests_on(world: World, client: FlaskClient) -> None:
    beside(world)
    cast.sign_in(client, Role.MANAGEMENT)
    said = plain(client.get("/insights/month").get_data(as_text=True))
    assert "6 agreements against 0." in said
    assert "Fewest agreements with which “supported” is possible" in said
    assert "Chance of “supported” if the true ratio is 5, by the number of agreements: 6:" in said
    assert "signed within 730 days of that talk" in said
    assert "Tier or sales routes unknown: 1 negotiation, 1 agreement" in said
    assert "First talk at an activity that is still running: 1 negotiation, 1 agreement" in said
    assert "Head and Ries" in said
    assert re.search(r"95% interval JPY [\d,]+ – JPY [\d,]+", said), "of the cost per agreement"


def test_a_period_leads_to_the_verdict_of_all_years_that_the_month_tells(world: World, client: FlaskClient) -> None:
    beside(world)
    cast.sign_in(client, Role.MANAGEMENT)
    assert "This is the verdict of one period." in plain(client.get("/insights/hypothesis?fy=2026").text)
    assert "This is the verdict of one period." not in plain(client.get("/insights/hypothesis?fy=all").text)
    month = client.get("/insights/month").get_data(as_text=True)
    assert set(re.findall(r'href="(/insights/hypothesis[^"]*)"', month.split('id="results"')[1])) == {
        "/insights/hypothesis?fy=all"
    }


def test_the_workbook_names_what_is_outside_and_withholds_what_the_page_withholds(
    world: World, client: FlaskClient
) -> None:
    beside(world)
    cast.sign_in(client, Role.MANAGEMENT)
    token = cast.csrf_token(client, "/insights/hypothesis?fy=all")

    def book(query: str) -> Workbook:
        answer = client.post(f"/insights/hypothesis/file?{query}", data={"csrf_token": token})
        return load_workbook(BytesIO(answer.data))

    found = book("fy=all")
    outside = dict(found["Outside the four groups"].iter_rows(min_row=2, values_only=True))
    assert outside["Agreements: Signed before the first talk, or too long after it"] == 2
    assert outside["Negotiations: Tier or sales routes unknown"] == 1
    assert outside["Cost (JPY)"] > 0
    assert outside["Costs without an exchange rate"] == 0
    assert len([name for name in found.sheetnames if "In no group" in name]) == 0
    assert any("Tier or sales routes unknown" in name for name in found.sheetnames)
    [heads] = found["The four groups"].iter_rows(max_row=1, values_only=True)
    assert {"Talk-to-agreement rate", "Days to signing (median)", "Stalled"} <= set(heads)
    assert found["By product category"].max_row > 1
    few = book("fy=2026")
    assert few["By product category"].max_row == 1
