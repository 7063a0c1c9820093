"""Do regional cities with a partner bring more for the money? The 2 × 2, counted by hand."""

import json
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner
from sqlalchemy.orm import Session, scoped_session

from crm.activities.models import Activity, CostLine
from crm.contacts.models import Organisation
from crm.core.money import Worth
from crm.core.permissions import Role
from crm.insights.queries import Switches, hypothesis_figures
from crm.insights.rules import Selection, Verdict
from crm.insights.rules.cells import AGAINST, CLAIMED, CellKey
from crm.insights.rules.hypothesis import HypothesisFigures
from crm.meetings.models import Attendee, Meeting, MinuteItem
from crm.negotiations.models import Negotiation, NegotiationMeeting
from crm.places.models import Place
from tests import cast
from tests.contacts import book
from tests.insights import fairs

AS_OF = date(2026, 11, 24)
YEAR = Selection(since=date(2025, 4, 1), until=date(2026, 3, 31))


@dataclass
class World:
    """A regional and a major city, an activity in each, both sides."""

    regional: Activity
    major: Activity
    ours: Organisation
    theirs: Organisation
    cui: int
    regional_place: Place

    def talked(
        self,
        at: Activity,
        *,
        partner: bool | None,
        signed: date | None = None,
        tier: str = "",
        talked: date = date(2025, 6, 2),
        **columns: Any,
    ) -> Negotiation:
        """A negotiation first talked about at an activity; every talk is with a firm of its own."""
        tier = tier or ("regional" if at is self.regional else "major")
        firm = fairs.organisation()
        case = fairs.case(
            "lead qualified talk" if signed is None else "lead talk signed", ours=self.ours, theirs=firm,
            talked=talked, tier=tier, partner=partner, type=at.type, activity_id=at.id, **columns,
        )  # fmt: skip
        meeting = Meeting(
            organisation_id=firm.id, our_organisation_id=self.ours.id, activity_id=at.id, held_on=talked,
            starts_at=fairs.moment(talked), timezone="Asia/Shanghai",
        )  # fmt: skip
        meeting.minutes = [MinuteItem(theirs="二十点まで", order=1)]
        meeting.attendees = [Attendee(side="theirs", person_id=self.cui, name_snapshot="崔")]
        fairs.keep(meeting)
        fairs.keep(NegotiationMeeting(negotiation_id=case.id, meeting_id=meeting.id))
        if signed is not None:
            fairs.agreement(case, signed)
        return case


def spend(at: Activity, yen: int) -> None:
    fairs.keep(
        CostLine(
            activity_id=at.id, category="hotel", paid_on=date(2025, 6, 5), amount=Decimal(yen), currency="JPY",
            fx_rate=Decimal(1), book_amount=Decimal(yen), funding_source="own",
        )
    )  # fmt: skip


@pytest.fixture
def world(session: scoped_session[Session]) -> World:
    yanji, shanghai = fairs.place("222401", "regional"), fairs.place("310000", "major")
    made = World(
        fairs.activity(yanji), fairs.activity(shanghai, name="上海見本市"), fairs.organisation("丸直ニット"),
        fairs.organisation(), book.person("崔").id, yanji,
    )  # fmt: skip
    spend(made.regional, 6_000_000)
    spend(made.major, 20_000_000)
    return made


def figures(wanted: Selection = YEAR, *, narrow: bool = False) -> HypothesisFigures:
    return hypothesis_figures(wanted, as_of=AS_OF, switches=Switches(narrow=narrow))


def test_ten_talks_each_and_six_agreements_support_the_claim(world: World) -> None:
    for number in range(10):
        world.talked(world.regional, partner=True, signed=date(2025, 12, 1) if number < 4 else None)
        world.talked(world.major, partner=False, signed=date(2025, 12, 1) if number < 2 else None)
    found = figures()
    one, other = found.cells[CLAIMED], found.cells[AGAINST]
    assert (one.negotiations, one.agreements, one.cost, one.talks) == (10, 4, Decimal(6_000_000), 10.0)
    assert (other.negotiations, other.agreements, other.cost, other.talks) == (10, 2, Decimal(20_000_000), 10.0)
    assert one.rate is not None
    assert one.rate.point == pytest.approx(6.667, abs=0.001)
    ratio = found.claim.ratio
    assert ratio is not None
    assert (ratio.point, ratio.low, ratio.high) == pytest.approx((6.667, 1.429, 31.112), abs=0.001)
    assert found.verdict is Verdict.SUPPORTED
    assert found.outside_cost == 0
    assert (one.days.median, one.days.completed) == (None, 4)


def test_nine_talks_in_a_cell_are_too_few(world: World) -> None:
    for number in range(9):
        world.talked(world.regional, partner=True, signed=date(2025, 12, 1) if number < 4 else None)
        world.talked(world.major, partner=False, signed=date(2025, 12, 1) if number < 2 else None)
    assert figures().verdict is Verdict.INSUFFICIENT_DATA


def test_costs_follow_the_talks_into_every_cell_and_nothing_is_lost(world: World) -> None:
    world.talked(world.regional, partner=True)
    world.talked(world.regional, partner=False)
    world.talked(world.regional, partner=False)
    found = figures()
    costs = {(key.tier, key.partner): int(cell.cost) for key, cell in found.cells.items()}
    assert costs == {
        ("regional", True): 2_000_000, ("regional", False): 4_000_000, ("major", True): 0, ("major", False): 20_000_000,
    }  # fmt: skip
    assert found.cells[AGAINST].talks == 0.0


def test_an_agreement_beyond_the_window_or_of_another_kind_does_not_count(world: World) -> None:
    world.talked(world.regional, partner=True, signed=date(2025, 12, 1))
    framework = world.talked(world.regional, partner=True)
    fairs.agreement(framework, date(2025, 12, 1), kind="framework")
    early = world.talked(world.regional, partner=True)
    fairs.agreement(early, date(2025, 6, 1))
    assert figures().cells[CLAIMED].agreements == 1


def test_values_are_in_yen_at_the_rate_of_the_day_of_signing(world: World) -> None:
    fairs.rate("CNY", "20", date(2025, 11, 1))
    fairs.rate("CNY", "30", date(2025, 12, 2))
    for currency, value in (("CNY", "100000"), ("JPY", "500000"), ("USD", "9")):
        case = world.talked(world.regional, partner=True)
        fairs.agreement(case, date(2025, 12, 1), value=Decimal(value), currency=currency)
    found = figures()
    cell = found.cells[CLAIMED]
    assert (cell.value, cell.largest, found.unconverted) == (Worth(Decimal(2_500_000)), Decimal(2_000_000), 1)
    assert cell.yielded == pytest.approx(2_500_000 / 6_000_000)


def test_only_beijing_and_shanghai_may_count_as_major(world: World, session: Any) -> None:
    dalian = fairs.activity(fairs.place("210200", "major"), name="大連商談会")
    spend(dalian, 1_000_000)
    world.talked(dalian, partner=False)
    wide, narrow = figures(), figures(narrow=True)
    regional = CellKey("regional", False)
    assert (wide.cells[AGAINST].negotiations, wide.cells[regional].negotiations) == (1, 0)
    assert (narrow.cells[AGAINST].negotiations, narrow.cells[regional].negotiations) == (0, 1)
    assert int(narrow.cells[regional].cost) == 1_000_000 + 6_000_000


def test_conditions_on_the_cells_themselves_do_not_count(world: World) -> None:
    world.talked(world.regional, partner=True)
    assert (
        figures(Selection(since=YEAR.since, until=YEAR.until, tier="major", partner="no")).cells[CLAIMED].negotiations
        == 1
    )


def test_a_negotiation_without_a_known_tier_lies_outside_and_has_its_list(world: World, client: FlaskClient) -> None:
    """Half of the cost of a mission lay there without a word."""
    fairs.case("lead talk", ours=world.ours, theirs=world.theirs, talked=date(2025, 6, 2), title="区分なし",
               activity_id=world.regional.id)  # fmt: skip
    fairs.case("lead talk", ours=world.ours, theirs=world.theirs, talked=date(2025, 6, 2), title="活動なし")
    assert {where: rows.cases for where, rows in figures().beside.items()} == {"unknown": 1, "running": 0, "nowhere": 1}
    cast.sign_in(client, Role.MANAGEMENT)
    page = client.get("/insights/hypothesis?fy=2025").get_data(as_text=True)
    assert "A talk is outside the four groups if its city had no tier" in page
    for where, title in (("unknown", "区分なし"), ("nowhere", "活動なし")):
        (link,) = re.findall(rf'href="(/insights/negotiations[^"]*set={where}[^"]*)"', page)
        assert title in client.get(unescape(link)).get_data(as_text=True)


def test_the_shell_prints_the_cells_and_the_verdict(app: Flask, runner: FlaskCliRunner) -> None:
    lines = runner.invoke(args=["insights", "hypothesis"]).output.splitlines()
    assert lines[-1] == "insufficient_data"
    found = json.loads(runner.invoke(args=["insights", "hypothesis", "--json"]).output)
    assert (found["verdict"], found["ratio"], len(found["cells"])) == ("insufficient_data", None, 4)
