"""One population: what stands above and below a rate is one set, whoever reads and whatever is put away (§3.1)."""

import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from crm.activities.models import Activity, CostLine
from crm.agreements.models import Agreement, AgreementNegotiation
from crm.audit.services import action
from crm.core import clock, here
from crm.core.database import Record, db, writing
from crm.core.money import Worth
from crm.core.permissions import Role
from crm.insights.queries import (
    Switches,
    agreements_behind,
    agreements_of_cells,
    cases_behind,
    cost_figures,
    funnel_figures,
    leads_behind,
    population,
    talks_behind,
    time_figures,
    unrated_costs,
)
from crm.insights.queries.behind import ALL, Group
from crm.insights.queries.population import talks_by_day
from crm.insights.rules import Selection, Verdict
from crm.insights.rules.cells import AGAINST, CLAIMED
from crm.leads import services as leads
from crm.leads.models import Lead
from crm.negotiations.models import Negotiation, NegotiationMeeting
from crm.negotiations.rules import OPENED
from tests import cast
from tests.insights import fairs
from tests.insights.test_hypothesis import AS_OF, YEAR, World, figures, spend, world

__all__ = ["world"]


def costs(wanted: Selection = YEAR, **switches: Any) -> Any:
    return cost_figures(wanted, as_of=AS_OF, switches=Switches(**switches))


def funnel(wanted: Selection = YEAR) -> Any:
    return funnel_figures(wanted, as_of=AS_OF)


def put(*records: Record | NegotiationMeeting, **columns: Any) -> None:
    """Write columns as a later act would."""
    with writing():
        with action(OPENED, by=None):
            for record in records:
                row = db.session.get_one(type(record), record.id)
                for name, value in columns.items():
                    setattr(row, name, value)
        db.session.commit()


def ten_talks(world: World) -> None:
    """Four of ten signed in the regional city, two of ten in the major one: enough for a ratio."""
    for number in range(10):
        world.talked(world.regional, partner=True, signed=date(2025, 12, 1) if number < 4 else None)
        world.talked(world.major, partner=False, signed=date(2025, 12, 1) if number < 2 else None)


def ratio() -> float:
    found = figures().claim.judgement.ratio
    assert found is not None
    return found.point


def test_putting_an_activity_into_the_archive_moves_nothing(world: World) -> None:
    ten_talks(world)
    fairs.lead(world.major)
    before = figures(), costs(), funnel()
    for record in (world.major, *db.session.scalars(select(Lead))):
        put(record, archived_at=clock.now())
    assert (figures(), costs(), funnel()) == before
    shown = leads_behind(YEAR, stage="", group=ALL, user=cast.user(), as_of=AS_OF)
    assert [row.lead.archived_at is not None for row in shown.rows] == [True]


def test_what_is_in_the_archive_is_marked_in_the_list(world: World, client: FlaskClient) -> None:
    fairs.lead(world.major, archived_at=clock.now())
    cast.sign_in(client, Role.MANAGEMENT)
    page = client.get("/insights/leads?fy=2025").get_data(as_text=True)
    assert "1 of 1" in page
    assert "Archived" in page
    assert '/leads/1"' not in page


def test_a_running_activity_counts_with_neither_cost_nor_agreements(world: World) -> None:
    ten_talks(world)
    before = ratio(), costs().total
    showroom = fairs.activity(
        world.regional_place, name="常設展示", start_on=date(2025, 6, 1), end_on=date(2027, 3, 31)
    )
    spend(showroom, 5_000_000)
    signed = world.talked(showroom, partner=True, signed=date(2025, 12, 1), tier="regional")
    assert (ratio(), costs().total) == before
    found = figures()
    assert (found.running, found.beside["running"].cases, found.beside["running"].agreements) == (1, 1, 1)
    beside = costs().running
    assert (beside.activities, beside.cases, beside.agreements) == (1, 1, 1)
    asked: dict[str, Any] = {"user": cast.user(), "as_of": AS_OF}
    cases = cases_behind(YEAR, name="running", group=ALL, **asked)
    assert [case.id for case in cases.rows] == [signed.id]
    assert agreements_behind(YEAR, how="first", beside="running", **asked).total == 1
    assert agreements_of_cells(YEAR, name="running", switches=Switches(), **asked).total == 1


@pytest.mark.both
def test_the_cases_beside_the_costs_are_those_of_their_list_under_every_condition(world: World) -> None:
    ten_talks(world)
    running = fairs.activity(world.regional_place, start_on=date(2025, 6, 1), end_on=date(2027, 3, 31))
    mine = world.talked(running, partner=True, tier="regional", category="knitwear")
    other = world.talked(running, partner=None, tier="major", category="tableware")
    conditions: list[dict[str, Any]] = [
        {}, {"category": "knitwear"}, {"maker_id": world.theirs.id}, {"tier": "regional"}, {"tier": "major"},
        {"partner": "yes"}, {"types": (running.type,)}, {"types": ("seminar",)}, {"owner_id": cast.user().id},
    ]  # fmt: skip
    numbers = []
    for condition in conditions:
        wanted = replace(YEAR, **condition)
        found = cases_behind(wanted, name="running", group=ALL, of_costs=True, user=cast.user(), as_of=AS_OF)
        assert [case.id for case in found.rows] in ([], [other.id, mine.id])
        assert len(found.rows) == costs(wanted).running.cases, condition
        numbers.append(len(found.rows))
    assert set(numbers) == {0, 2}
    assert numbers[:3] == [2, 2, 2], "category and maker say nothing of an activity"


def test_the_page_of_costs_leads_to_the_cases_that_it_counts(world: World, client: FlaskClient) -> None:
    running = fairs.activity(world.regional_place, start_on=date(2026, 1, 1), end_on=date(2027, 3, 31))
    world.talked(running, partner=True, tier="regional", title="編み物の委託", talked=date(2026, 2, 1))
    cast.sign_in(client)
    page = unescape(client.get("/insights/costs?fy=all&category=tableware").text)
    found = re.findall(r'"(/insights/negotiations\?[^"]*)"', page)
    assert len(found) == 1
    shown = client.get(found[0]).text
    assert "編み物の委託" in shown
    assert 'href="/insights/costs?' in shown.split('class="crumb"')[1].split("</nav>")[0]


def test_what_was_spent_on_a_cancelled_activity_was_spent(world: World) -> None:
    before = int(costs().total.cost)
    spend(world.major, 20_000_000)
    put(world.major, status="cancelled")
    assert int(figures().cells[AGAINST].cost) == 40_000_000, "in the cell of its place and its hosts"
    assert (int(costs().total.cost), costs().total.cancelled) == (before + 20_000_000, 1)


def test_costs_without_a_rate_stand_beside_both_pages(world: World, client: FlaskClient) -> None:
    for amount in (100, 200):
        fairs.keep(
            CostLine(activity_id=world.regional.id, category="hotel", paid_on=date(2025, 6, 5), amount=Decimal(amount),
                     currency="CNY", fx_rate=None, book_amount=None, funding_source="own")
        )  # fmt: skip
    for found in (costs().unrated, figures().unrated):
        assert (found.lines, found.amounts) == (2, [(Decimal(300), "CNY")])
    listed = unrated_costs(YEAR, user=cast.user(), as_of=AS_OF, switches=Switches())
    assert [int(row.line.amount) for row in listed.rows] == [200, 100]
    cast.sign_in(client, Role.MANAGEMENT)
    for path in ("/insights/costs", "/insights/hypothesis"):
        page = client.get(f"{path}?fy=2025").get_data(as_text=True)
        assert "2 costs have no exchange rate" in page
        (link,) = set(re.findall(r'href="(/insights/costs/unrated[^"]*)"', page))
        assert "2 of 2" in client.get(unescape(link)).get_data(as_text=True)
    running = fairs.activity(world.regional_place, start_on=date(2026, 3, 1), end_on=date(2027, 1, 1))
    fairs.keep(
        CostLine(activity_id=running.id, category="hotel", paid_on=date(2026, 6, 5), amount=Decimal(50), currency="CNY",
                 fx_rate=None, book_amount=None, funding_source="own")
    )  # fmt: skip
    page = client.get("/insights/hypothesis?fy=2025&running=1").get_data(as_text=True)
    assert "3 costs have no exchange rate" in page
    (link,) = set(re.findall(r'href="(/insights/costs/unrated[^"]*)"', page))
    assert "3 of 3" in client.get(unescape(link)).get_data(as_text=True)


def test_one_agreement_of_several_cases_counts_once_with_the_earliest_talk(world: World) -> None:
    one = world.talked(world.regional, partner=True, signed=date(2025, 12, 1))
    later = world.talked(world.major, partner=False, talked=date(2025, 6, 4))
    signed = db.session.scalars(select(AgreementNegotiation.agreement_id)).one()
    fairs.keep(AgreementNegotiation(agreement_id=signed, negotiation_id=later.id))
    found = figures()
    assert (found.cells[CLAIMED].agreements, found.cells[AGAINST].agreements) == (1, 0)
    assert (found.cells[CLAIMED].negotiations, found.cells[AGAINST].negotiations) == (1, 1)
    cell = replace(YEAR, tier="regional", partner="yes")
    asked: dict[str, Any] = {"user": cast.user(), "as_of": AS_OF}
    assert agreements_of_cells(cell, name="cell", switches=Switches(), **asked).total == 1
    assert [case.id for case in cases_behind(cell, name="cell", group=ALL, **asked).rows] == [one.id]


def test_the_owner_takes_activities_and_their_cases_together(world: World) -> None:
    mine, other = cast.user(), cast.user(Role.MANAGEMENT)
    put(world.regional, coordinator_id=mine.id)
    world.talked(world.regional, partner=True, owner_id=other.id, signed=date(2025, 12, 1))
    world.talked(world.major, partner=False, owner_id=mine.id, signed=date(2025, 12, 1))
    found = figures(replace(YEAR, owner_id=mine.id))
    assert (found.cells[CLAIMED].agreements, int(found.cells[CLAIMED].cost)) == (1, 6_000_000)
    assert (found.cells[AGAINST].negotiations, int(found.cells[AGAINST].cost)) == (0, 0)


def test_a_lead_that_was_once_qualified_stays_so(world: World) -> None:
    lead = fairs.lead(world.regional, category="knitwear")
    with writing():
        record = db.session.get_one(Lead, lead.id)
        leads.qualify(record, by=None)
        leads.nurture(record, by=None)
        db.session.commit()
    assert db.session.get_one(Lead, lead.id).qualified_on is not None
    assert [step.reached for step in funnel().steps[:2]] == [1, 1]
    assert costs().total.qualified == 1


@pytest.mark.parametrize("by", ["tier", "partner", "type", "category"])
def test_the_row_unknown_opens_exactly_its_rows(world: World, client: FlaskClient, by: str) -> None:
    world.talked(world.regional, partner=True)
    for _ in range(3):
        fairs.lead(world.regional, category="knitwear")
    nowhere = fairs.activity(fairs.place("000000"))
    for _ in range(2):
        fairs.lead(nowhere)
    unknown = Group(by, "none")
    number = next((row.leads for row in funnel().splits[by] if not row.code), 0)
    assert leads_behind(YEAR, stage="lead", group=unknown, user=cast.user(), as_of=AS_OF).total == number
    cast.sign_in(client, Role.MANAGEMENT)
    page = client.get("/insights/?fy=2025").get_data(as_text=True)
    shown = re.findall(rf'href="(/insights/leads\?[^"]*by={by}&amp;group=none[^"]*)">(\d+)<', page)
    for link, count in shown[:2]:
        listed = client.get(unescape(link)).get_data(as_text=True)
        assert f"{count} of {count}<" in listed if count != "0" else "The figure is zero" in listed


def test_yearly_amounts_are_in_no_total(world: World) -> None:
    for period, value in (("total", 100), ("annual", 30)):
        case = world.talked(world.regional, partner=True)
        fairs.agreement(case, date(2025, 12, 1), value=Decimal(value), value_period=period)
    cell = figures().cells[CLAIMED]
    assert (cell.value, cell.largest) == (Worth(Decimal(100), Decimal(30)), Decimal(100))
    assert cell.yielded == pytest.approx(100 / 6_000_000)
    assert replace(cell, value=Worth(yearly=Decimal(36))).yielded is None, "no 0.00 beside a contract of every year"


def test_leads_of_a_long_showroom_are_answered_from_their_own_day_on(world: World) -> None:
    showroom = fairs.activity(world.regional_place, start_on=date(2025, 4, 1), end_on=date(2026, 3, 31))
    fairs.lead(showroom, on=date(2025, 6, 2), first_followup_at=fairs.moment(date(2025, 12, 1)))
    found = time_figures(YEAR, as_of=AS_OF)
    for answered in (found.answered_in_working_days.share, found.answered_in_days.share):
        assert answered is not None
        assert (answered.k, answered.n) == (0, 1)


def test_under_insufficient_data_only_what_is_missing_is_said(world: World, client: FlaskClient) -> None:
    world.talked(world.regional, partner=True, signed=date(2025, 12, 1))
    assert figures().verdict is Verdict.INSUFFICIENT_DATA
    cast.sign_in(client, Role.MANAGEMENT)
    page = client.get("/insights/hypothesis?fy=2025").get_data(as_text=True)
    assert "times as many agreements" not in page
    assert "∞" not in page
    assert "4 more agreements in the two groups" in page
    assert "9 more talks in the group" in page


def test_two_readers_get_one_verdict(world: World, client: FlaskClient) -> None:
    ten_talks(world)
    verdicts = []
    for role in (Role.MANAGEMENT, Role.MISSION_LEADER):
        cast.sign_in(client, role)
        page = client.get("/insights/hypothesis?fy=2025").get_data(as_text=True)
        verdicts.append(re.findall(r'<p class="verdict">.*?</p>', page, re.S))
    assert verdicts[0] == verdicts[1]
    assert "3 more activities with a cost in the group" in verdicts[0][0]
    listed = client.get("/insights/negotiations?fy=2025&set=cell&tier=regional&partner=yes").get_data(as_text=True)
    assert "10 more records are counted that you may not see" in listed


def test_not_counted_takes_all_of_an_activity_out(world: World, client: FlaskClient) -> None:
    before = figures(), costs(), funnel()
    wrong = fairs.activity(world.regional_place, name="誤って登録")
    spend(wrong, 7_000_000)
    fairs.lead(wrong)
    world.talked(wrong, partner=True, signed=date(2025, 12, 1), tier="regional")
    assert figures() != before[0]
    put(db.session.get_one(Activity, wrong.id), not_counted="二重登録")
    assert (figures(), costs(), funnel()) == before
    cast.sign_in(client, Role.MANAGEMENT)
    for path in ("", "pipeline", "times", "hypothesis", "costs"):
        page = client.get(f"/insights/{path}?fy=2025").get_data(as_text=True)
        assert "Not counted: 1 activity, 0 negotiations" in page
    assert "二重登録" in client.get("/insights/not-counted").get_data(as_text=True)


def test_a_talk_stands_for_one_of_the_same_day_whose_activity_is_not_counted(world: World) -> None:
    """The costs counted none, and the list behind them one."""
    wrong = fairs.activity(world.regional_place, name="誤って登録")
    case = world.talked(wrong, partner=True, tier="regional")
    world.meets(case, world.regional, date(2025, 6, 2))
    assert costs().total.talks == 1
    assert db.session.execute(talks_by_day()).all() == [(date(2025, 6, 2), 1)]
    put(db.session.get_one(Activity, wrong.id), not_counted="二重登録")
    assert costs().total.talks == 1
    assert db.session.execute(talks_by_day()).all() == [(date(2025, 6, 2), 1)]
    assert talks_behind(YEAR, user=cast.user(), as_of=AS_OF, of_costs=True).total == 1


def test_not_counted_takes_a_case_and_its_agreements_out(world: World) -> None:
    world.talked(world.regional, partner=True)
    before = figures().cells[CLAIMED]
    wrong = world.talked(world.regional, partner=True, signed=date(2025, 12, 1))
    put(wrong, not_counted="試験入力")
    found = figures().cells[CLAIMED]
    assert (found.negotiations, found.agreements) == (before.negotiations, before.agreements)
    assert (costs().total.agreements, costs().unattributed) == (0, 0)


@pytest.mark.parametrize("kind", ["activities", "negotiations"])
def test_a_record_is_taken_out_with_a_reason_and_counted_again(world: World, client: FlaskClient, kind: str) -> None:
    case = world.talked(world.regional, partner=True)
    id = world.regional.id if kind == "activities" else case.id
    page = f"/insights/not-counted/{kind}/{id}"
    model: Any = Activity if kind == "activities" else Negotiation
    cast.sign_in(client, Role.MANAGEMENT)

    def send(path: str, reason: str = "") -> int:
        token, version = cast.csrf_token(client, page), cast.hidden(client.get(page).get_data(as_text=True), "version")
        return client.post(path, data={"csrf_token": token, "version": version, "not_counted": reason}).status_code

    assert (send(page, " "), send(page, "二重登録")) == (422, 303)
    db.session.expire_all()
    assert (db.session.get_one(model, id).not_counted, figures().cells[CLAIMED].negotiations) == ("二重登録", 0)
    assert "Taken out of the figures" in client.get(f"/audit/{kind}/{id}").get_data(as_text=True)
    assert send(f"/insights/counted/{kind}/{id}") == 303
    db.session.expire_all()
    assert (db.session.get_one(model, id).not_counted, figures().cells[CLAIMED].negotiations) == ("", 1)


def test_an_activity_is_over_in_figures_as_soon_as_its_state_says_so(world: World) -> None:
    today = here.today()
    begun, later = today - timedelta(days=9), today + timedelta(days=20)
    at = fairs.activity(world.regional_place, status="in_progress", start_on=begun, end_on=later)
    ended = Selection(since=today, until=today)
    assert (at.id in population.held(ended, today).counted, at.id in population.held(ended, today).running) == (0, 1)
    put(at, status="reporting")
    assert (at.id in population.held(ended, today).counted, at.id in population.held(ended, today).running) == (1, 0)
    assert at.id not in population.held(ended, today - timedelta(days=1)).counted, "the day before nobody had said so"


def test_an_activity_that_a_signing_merely_names_takes_no_agreement_with_it(world: World) -> None:
    """A ceremony that was entered twice: the agreement went, its case and its cost stayed."""
    ten_talks(world)
    ceremony = fairs.activity(world.regional_place, name="調印式", start_on=date(2025, 12, 1), end_on=date(2025, 12, 1))
    before, spent = figures().cells[CLAIMED].agreements, costs().total.agreements
    [agreement, *_others] = db.session.scalars(select(Agreement).order_by(Agreement.id))
    alone = Agreement(type="sales_contract", agreement_class="commercial", title="売買契約", status="in_force",
                      signed_on=date(2025, 12, 1), activity_id=ceremony.id)  # fmt: skip
    fairs.keep(alone)
    put(agreement, activity_id=ceremony.id)
    assert costs().total.agreements == spent + 1
    put(ceremony, not_counted="二重に登録")
    assert figures().cells[CLAIMED].agreements == before
    assert costs().total.agreements == spent, "that of no case goes, the other one is put down to its first talk"
