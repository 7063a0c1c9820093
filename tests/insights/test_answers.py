"""Our own curve of response time: which row a lead counts in, what came of it, and the leads behind each number."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from crm.activities.models import Activity
from crm.audit.services import action
from crm.core.database import db, writing
from crm.insights import queries
from crm.insights.rules import answers as rules
from crm.insights.rules.answers import AnsweredLead, Curve
from crm.leads.models import Lead
from tests.cast import SET_UP, sign_in
from tests.fairs import stand
from tests.insights import fairs
from tests.insights.test_fairs import captured, read
from tests.missions import voyage

DAY = date(2026, 5, 11)
NOON = fairs.moment(DAY)
AFTER = datetime(2026, 9, 1, 3, tzinfo=UTC)


def lead(
    pace: str, *, talked: bool = False, case: bool = False, early: bool = False, known: bool = False
) -> AnsweredLead:
    """A lead of a pace, answered on the third day; `early`: its talk was on the first, `known`: on the day before."""
    answered = None if pace in (rules.NEVER, rules.BARRED) else NOON + timedelta(days=2)
    talk = NOON - timedelta(days=1) if known else NOON if early else NOON + timedelta(days=9) if talked else None
    return AnsweredLead(0, 1, pace, NOON, answered, talk, case or talk is not None)


@pytest.mark.once
@pytest.mark.parametrize(
    ("hours", "found"),
    [
        (0, rules.WITHIN_DAY), (24, rules.WITHIN_DAY), (24.1, rules.WITHIN_THREE), (72, rules.WITHIN_THREE),
        (72.1, rules.WITHIN_WEEK), (168, rules.WITHIN_WEEK), (168.1, rules.LATER), (None, rules.NEVER),
    ],
)  # fmt: skip
def test_a_lead_counts_by_how_soon_it_was_answered(hours: float | None, found: str) -> None:
    done = None if hours is None else NOON + timedelta(hours=hours)
    assert rules.pace(NOON, done, NOON + rules.RIPE_AFTER) == found
    assert rules.pace(NOON, done, NOON + rules.RIPE_AFTER - timedelta(seconds=1)) == rules.YOUNG


@pytest.mark.once
def test_a_talk_before_the_answer_stands_apart_and_is_no_success() -> None:
    curve = Curve(
        [lead(rules.WITHIN_DAY, early=True), lead(rules.WITHIN_DAY, talked=True), lead(rules.WITHIN_DAY, case=True)]
    )
    row = curve.rows[0]
    assert (row.code, row.leads, row.before, row.rest, row.talked, row.case) == (rules.WITHIN_DAY, 3, 1, 2, 1, 2)
    never = next(row for row in Curve([lead(rules.NEVER, early=True)]).rows if row.code == rules.NEVER)
    assert (never.before, never.talked) == (0, 1)


@pytest.mark.once
@pytest.mark.parametrize("pace", rules.PACES)
def test_a_talk_before_the_lead_was_captured_came_of_it_in_no_row(pace: str) -> None:
    curve = Curve([lead(pace, known=True), lead(pace, talked=True)])
    row = next(row for row in curve.rows if row.code == pace)
    assert (row.leads, row.before, row.rest, row.talked, row.case) == (2, 1, 1, 1, 1)
    assert [len(curve.behind(pace, what)) for what in (rules.BEFORE, rules.TALKED)] == [1, 1]


@pytest.mark.once
def test_of_too_few_no_share_is_told() -> None:
    few = Curve([lead(rules.LATER, talked=True)] * (rules.FEWEST - 1))
    row = few.rows[3]
    assert row.share(row.talked) is None
    enough = Curve([*few.leads, lead(rules.LATER)]).rows[3]
    share = enough.share(enough.talked)
    assert share is not None
    assert (share.k, share.n) == (rules.FEWEST - 1, rules.FEWEST)


@pytest.mark.once
def test_quick_answers_are_set_against_all_others() -> None:
    quick = [lead(rules.WITHIN_DAY, talked=True)] * 6 + [lead(rules.WITHIN_THREE)] * 4
    slow = [lead(rules.WITHIN_WEEK, talked=True)] + [lead(rules.LATER)] * 4 + [lead(rules.NEVER)] * 5
    young = [lead(rules.YOUNG, talked=True)] * 50
    barred = [lead(rules.BARRED)] * 50
    found = Curve([*quick, *slow, *young, *barred]).difference
    assert found is not None
    assert found.point == pytest.approx(0.5)
    assert Curve([*quick, *slow[:-1], *young, *barred]).difference is None
    assert Curve([*quick, *slow, *young]).young == 50


def scene() -> int:
    """A fair with leads of each pace, a talk before an answer and one after; a mission and a fair left out."""
    fair = stand.fair(start_on=DAY, end_on=DAY)
    out = stand.fair(start_on=DAY, end_on=DAY, names={"ja": "数えない展示会"})
    ids = [captured(fair, DAY, None, answered=hours, rank="A") for hours in (20, 60, 60, 100, 400, None)]
    captured(voyage.mission().id, DAY, None, answered=1)
    captured(out, DAY, None, answered=1)
    with writing(), action(SET_UP, by=None):
        db.session.get_one(Activity, out).not_counted = "試行"
        db.session.commit()
    ours, theirs = fairs.organisation("丸直ニット"), fairs.organisation()
    for id, talked in (
        (ids[5], DAY - timedelta(days=9)),
        (ids[0], DAY + timedelta(days=9)),
        (ids[1], DAY),
        (ids[3], None),
    ):
        fairs.case("lead", ours=ours, theirs=theirs, leads=[db.session.get_one(Lead, id)], talked=talked)
    return fair


@time_machine.travel(AFTER, tick=False)
def test_the_curve_counts_the_leads_of_fairs_and_each_number_leads_to_as_many(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        scene()
        found = {row.code: (row.leads, row.before, row.talked, row.case) for row in queries.answer_curve().rows}
    assert found == {
        rules.WITHIN_DAY: (1, 0, 1, 1), rules.WITHIN_THREE: (2, 1, 0, 0), rules.WITHIN_WEEK: (1, 0, 0, 1),
        rules.LATER: (1, 0, 0, 0), rules.NEVER: (1, 1, 0, 0), rules.BARRED: (0, 0, 0, 0),
    }  # fmt: skip
    sign_in(client)
    page = read(client, "/insights/answers")
    assert "too few to say" in page
    links = re.findall(r'href="(/insights/answers/leads\?[^"]+)">([0-9]+)<', page)
    assert len(links) == 14
    for link, number in links:
        assert len(re.findall(r'<td class="title"><a href="/leads/(\d+)"', read(client, link))) == int(number), link


@time_machine.travel(datetime(2026, 6, 1, 3, tzinfo=UTC), tick=False)
def test_young_leads_are_told_and_counted_in_no_row(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        fair = scene()
        assert {row.leads for row in queries.answer_curve().rows} == {0}
        assert queries.answer_curve(fair).young == 6
    sign_in(client)
    page = read(client, f"/insights/fairs/{fair}")
    assert "6 leads of the last 90 days are not counted yet." in page
    listed = re.findall(r'<td class="title"><a href="/leads/(\d+)"', read(client, "/insights/answers/leads?pace=young"))
    assert len(listed) == 6


@time_machine.travel(AFTER, tick=False)
def test_who_could_not_be_answered_stands_in_a_row_of_their_own(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        fair = stand.fair(start_on=DAY, end_on=DAY)
        captured(fair, DAY, None)
        captured(fair, DAY, None, may_contact=False)
        captured(fair, DAY, None, raw_name="")
        captured(fair, DAY, None, may_contact=False, answered=20)
        found = {row.code: row.leads for row in queries.answer_curve(fair).rows if row.leads}
    assert found == {rules.WITHIN_DAY: 1, rules.NEVER: 1, rules.BARRED: 2}
    sign_in(client)
    page = read(client, "/insights/answers")
    assert "Not to be answered: no consent or no contact details" in page
    behind = read(client, "/insights/answers/leads?pace=barred&of=all")
    assert len(re.findall(r'<td class="title"><a href="/leads/', behind)) == 2
