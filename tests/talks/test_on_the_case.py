"""The points stand in the page of a case itself, which moves nothing later, and cost it no statement each."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.meetings.rules import OURS
from crm.talks import queries
from tests.cast import sign_in
from tests.meetings.scene import scene
from tests.negotiations.browser import made
from tests.negotiations.cases import days
from tests.statements import sent
from tests.talks.asked import answered, point

#: What the page of a case asks at most, whatever hangs on it.
MOST = 25


@pytest.fixture
def case_id(app: Flask) -> int:
    with app.app_context():
        at = scene()
    return made(app, at, to="terms")


def page_of(app: Flask, client: FlaskClient, case_id: int) -> tuple[str, int]:
    client.get(f"/negotiations/{case_id}")  # notes the visit
    with sent(app) as statements:
        text = client.get(f"/negotiations/{case_id}").text
    return text, len(statements)


@pytest.mark.once
def test_points_stand_in_the_page_above_its_timeline_and_rounds_come_below_it(
    app: Flask, client: FlaskClient, case_id: int
) -> None:
    sign_in(client)
    with app.app_context():
        point(case_id)
    text, _number = page_of(app, client, case_id)
    assert text.index('id="points"') < text.index("返品を認めるか") < text.index('id="thread"')
    late = [part.split('"')[0] for part in text.split('hx-get="') if 'hx-trigger="load"' in part.split(">")[0]]
    assert [text.index(f'hx-get="{url}"') > text.index('id="thread"') for url in late] == [True] * 2


@pytest.mark.once
def test_a_case_asks_so_much_with_one_point_and_with_ten(app: Flask, client: FlaskClient, case_id: int) -> None:
    sign_in(client)
    with app.app_context():
        answered(point(case_id).id, days(-2))
        point(case_id)
    _text, few = page_of(app, client, case_id)
    assert few <= MOST
    with app.app_context():
        for _ in range(4):
            answered(point(case_id, side=OURS).id, days(-2))
            point(case_id)
    assert page_of(app, client, case_id)[1] == few


@pytest.mark.both
def test_the_longest_waiting_comes_first_and_the_latest_answer_of_more_than_are_shown(
    app: Flask, case_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "MOST_ANSWERED", 2)
    queries._of_case.cache_clear()
    with app.app_context():
        told = [point(case_id).id for _ in range(3)]
        for id, day in zip(told, (days(-3), days(-1), days(-2)), strict=True):
            answered(id, day)
        later, sooner = point(case_id, asked_on=days(-5)).id, point(case_id, asked_on=days(-9)).id
        found = queries.of_case(case_id)
        assert [each.id for each in found.open] == [sooner, later]
        assert ([each.id for each in found.answered], found.answered_count) == ([told[1], told[2]], 3)
    queries._of_case.cache_clear()
