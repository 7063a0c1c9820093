"""The open pipeline: what it is worth, when it may come, and what stands still."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.orm import Session, scoped_session

from crm.contacts.models import Organisation
from crm.core.money import Worth
from crm.core.permissions import Role
from crm.insights.queries import cases_behind, first_stalled, pipeline_figures
from crm.insights.queries.behind import Group
from crm.insights.queries.pipeline import PipelineFigures
from crm.insights.rules import Selection
from crm.negotiations.models import Negotiation
from tests import cast
from tests.insights import fairs

AS_OF = date(2026, 11, 24)
#: A case that nothing is wrong with on that day.
FRESH: dict[str, Any] = {
    "on": date(2026, 11, 20),
    "next_step": "見積書を送る",
    "next_step_due": date(2026, 12, 1),
}


@dataclass
class Sides:
    ours: Organisation
    theirs: Organisation

    def case(self, path: str, **columns: Any) -> Negotiation:
        return fairs.case(path, ours=self.ours, theirs=self.theirs, **(FRESH | columns))


@pytest.fixture
def sides(session: scoped_session[Session]) -> Sides:
    return Sides(fairs.organisation("丸直ニット"), fairs.organisation())


def figures(wanted: Selection | None = None) -> PipelineFigures:
    return pipeline_figures(wanted or Selection(), as_of=AS_OF)


def behind(name: str, **narrowed: Any) -> int:
    user = cast.user()
    return cases_behind(Selection(), name=name, group=Group(), user=user, as_of=AS_OF, **narrowed).total


def test_values_are_weighted_by_the_stage_or_the_override(sides: Sides) -> None:
    sides.case("lead qualified", value=Decimal(1_000_000))
    sides.case("lead terms", value=Decimal(2_000_000), probability=Decimal("0.5"))
    sides.case("lead signed", value=Decimal(9_000_000))
    sides.case("lead lost", value=Decimal(9_000_000))
    found = figures()
    assert (found.total.cases, found.total.value) == (2, Worth(Decimal(3_000_000)))
    assert found.total.weighted == Worth(Decimal(1_080_000))
    assert list(found.by_stage) == ["qualified", "terms"]


def test_the_latest_rate_up_to_the_day_converts(sides: Sides) -> None:
    fairs.rate("CNY", "20", date(2026, 1, 1))
    fairs.rate("CNY", "21", date(2026, 11, 1))
    fairs.rate("CNY", "99", date(2026, 11, 25))
    sides.case("lead", value=Decimal(1000), currency="CNY", value_period="annual")
    assert figures().total.value == Worth(yearly=Decimal(21_000))


def test_what_cannot_be_converted_is_listed_and_in_no_amount(sides: Sides) -> None:
    sides.case("lead", value=Decimal(1000), currency="USD")
    sides.case("lead")
    found = figures()
    assert (found.total.cases, found.total.value) == (2, Worth())
    assert (found.unconverted, found.unvalued) == (1, 1)
    assert (behind("unconverted"), behind("unvalued"), behind("open")) == (1, 1, 2)


def test_the_forecast_and_the_lists_behind_its_lines_agree(sides: Sides) -> None:
    sides.case("lead terms", expected_sign_on=date(2027, 1, 15), value=Decimal(100))
    sides.case("lead terms", expected_sign_on=date(2027, 1, 31))
    sides.case("lead talk", expected_sign_on=date(2026, 11, 23))
    sides.case("lead talk")
    found = figures().forecast
    assert (found.months[date(2027, 1, 1)].cases, found.slipped.cases, found.undated.cases) == (2, 1, 1)
    counts = [behind("open", month=month) for month in ("2027-01", "slipped", "undated", "2027-02")]
    assert counts == [2, 1, 1, 0]
    assert behind("open", stage="terms") == 2


def test_stalled_cases_come_with_their_reasons_longest_first(sides: Sides) -> None:
    sides.case("lead terms", title="動いている")
    sides.case("lead terms", title="長い", on=date(2026, 7, 1))
    sides.case("lead terms", title="手がない", next_step="", next_step_due=None)
    sides.case("lead terms", title="休み", on=date(2026, 7, 1), on_hold=True, on_hold_until=AS_OF)
    found = first_stalled(figures(), user=cast.user())
    assert [row.case.title for row in found] == ["長い", "手がない"]
    assert [reason.value for reason in found[0].standing.reasons] == ["over_limit", "silent"]
    assert [reason.value for reason in found[1].standing.reasons] == ["no_next_step"]
    assert behind("stalled") == 2


def test_what_stands_still_is_counted_in_yen_too(sides: Sides) -> None:
    sides.case("lead terms", value=Decimal(1_000_000))
    sides.case("lead terms", value=Decimal(3_000_000), on=date(2026, 7, 1))
    found = figures()
    worth = Worth(Decimal(3_000_000)), Worth(Decimal(4_000_000))
    assert (found.at_rest.cases, found.at_rest.value, found.total.value) == (1, *worth)


@pytest.mark.both
@pytest.mark.parametrize(
    ("days", "least"), [(0, 0), (30, 0), (31, 31), (60, 31), (61, 61), (90, 61), (180, 91), (181, 181)]
)
def test_open_cases_are_counted_by_the_days_since_the_last_contact(sides: Sides, days: int, least: int) -> None:
    sides.case("lead terms", on=AS_OF - timedelta(days=days), value=Decimal(500))
    found = {bucket.least: worth for bucket, worth in figures().by_silence.items()}
    assert {bucket: worth.cases for bucket, worth in found.items() if worth.cases} == {least: 1}
    assert found[least].value == Worth(Decimal(500))
    assert (behind("open", silence=str(least)), behind("open", silence="7")) == (1, 0)


def test_observed_probabilities_need_thirty_closed_cases(sides: Sides) -> None:
    for number in range(29):
        sides.case("lead terms signed" if number < 10 else "lead terms lost")
    assert (figures().observed, figures().closed) == ({}, 29)
    sides.case("lead lost")
    observed = figures().observed
    assert (observed["terms"].k, observed["terms"].n) == (10, 29)
    assert (observed["lead"].k, observed["lead"].n) == (10, 30)


@pytest.mark.both
def test_conditions_narrow_and_the_period_does_not(sides: Sides) -> None:
    sides.case("lead", category="knitwear")
    sides.case("lead", category="tableware")
    assert figures(Selection(category="knitwear", until=date(2020, 1, 1))).total.cases == 1


def test_a_mission_leader_counts_all_and_sees_only_their_own_cases(sides: Sides) -> None:
    leader = cast.user(Role.MISSION_LEADER)
    sides.case("lead")
    sides.case("lead", owner_id=leader.id)
    assert pipeline_figures(Selection(), as_of=AS_OF).total.cases == 2
    shown = cases_behind(Selection(), name="open", group=Group(), user=leader, as_of=AS_OF)
    assert (shown.total, shown.hidden) == (1, 1)
