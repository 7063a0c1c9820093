"""How many statements a screen of figures asks, its frame included; the bar is twelve."""

import pytest
from flask import Flask

from crm.core.permissions import Role
from tests.cast import sign_in
from tests.insights.test_pages import queries_of, text_of

#: Two places side by side: most of what they ask stands in tables that each place has for itself.
COMPARED = "places/compare?place=3&with=5"
#: Six are of the frame (BEGIN, session, office, saved views, tasks, plans to approve), one is what is not counted.
#: The times ask two for our working days and public holidays. The hypothesis shows the same of each cell as funnel,
#: costs and pipeline together, and what its talks, agreements, rates and the two named cities are. The month adds to
#: the verdict, the pipeline and two years what waits, what is promised, what expires, what moved and what was kept. The
#: places add to the costs themselves, their names, tiers and lineages, rivals, demand and routes.
MOST = {"": 11, "pipeline": 12, "times": 13, "costs": 12, "hypothesis": 21, "month": 41, "places": 18, COMPARED: 58}


@pytest.mark.once
@pytest.mark.parametrize("screen", MOST)
def test_a_screen_asks_few_statements(sampled: Flask, screen: str) -> None:
    client = sampled.test_client()
    sign_in(client, Role.MANAGEMENT, email="yoshihara@example.jp", language="ja")
    text_of(client, f"/insights/{screen}")
    assert queries_of(sampled, client, f"/insights/{screen}") <= MOST[screen]


@pytest.mark.once
def test_the_choices_of_the_conditions_are_asked_for_when_they_are_opened(sampled: Flask) -> None:
    client = sampled.test_client()
    sign_in(client, Role.MANAGEMENT, email="yoshihara@example.jp", language="en")
    page = text_of(client, "/insights/costs?fy=2025&staff=1")
    assert "<select" not in page.split('id="results"')[1]
    assert "/insights/conditions?page=costs&amp;fy=2025&amp;staff=1" in page
    form = text_of(client, "/insights/conditions?page=costs&fy=2025&staff=1")
    assert 'action="/insights/costs"' in form
    assert '<input type="hidden" name="staff" value="1">' in form
    assert '<option value="2025" selected>' in form
    assert 'name="tier"' in form
    assert 'name="tier"' not in text_of(client, "/insights/conditions?page=hypothesis")
    assert 'name="fy"' not in text_of(client, "/insights/conditions?page=pipeline")
    assert client.get("/insights/conditions?page=month").status_code == 404
