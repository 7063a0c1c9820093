"""The funnel, talk to agreement and the win rate (domain.md §3.2, §3.3)."""

from datetime import date, timedelta
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.insights.rules import TalkPath, funnel, talk_to_agreement, wilson, win_rate

AS_OF = date(2026, 11, 24)
SINCE, UNTIL = date(2024, 4, 1), date(2026, 3, 31)


class Reached(NamedTuple):
    """A lead, and how far it came."""

    lead_id: int
    reached: int


paths = st.lists(st.builds(Reached, st.integers(1, 40), st.integers(1, 8)), max_size=60)


def test_each_stage_counts_the_leads_that_came_at_least_so_far() -> None:
    steps = funnel([Reached(1, 1), Reached(2, 2), Reached(3, 3), Reached(4, 7)])
    assert [step.reached for step in steps] == [4, 3, 2, 1, 1, 1, 1, 0]
    assert [step.stage for step in steps] == [1, 2, 3, 4, 5, 6, 7, 8]


def test_reach_is_of_all_leads_and_step_of_those_at_the_stage_before() -> None:
    talk = funnel([Reached(1, 1), Reached(2, 2), Reached(3, 3), Reached(4, 7)])[2]
    assert talk.share == wilson(2, 4)
    assert talk.step == wilson(2, 3)


def test_the_first_stage_has_no_step_before_it() -> None:
    assert funnel([Reached(1, 5)])[0].step is None


def test_a_step_from_a_stage_that_nobody_reached_is_no_share() -> None:
    steps = funnel([Reached(1, 2)])
    assert steps[2].step == wilson(0, 1)
    assert steps[3].step is None


def test_a_lead_with_two_negotiations_counts_once_with_the_further_one() -> None:
    steps = funnel([Reached(1, 6), Reached(1, 3)])
    assert [step.reached for step in steps] == [1, 1, 1, 1, 1, 1, 0, 0]


def test_a_funnel_of_no_leads_has_eight_empty_stages() -> None:
    steps = funnel([])
    assert len(steps) == 8
    assert all(step.reached == 0 and step.share is None and step.step is None for step in steps)


@pytest.mark.parametrize("stage", [0, 9, -1])
def test_a_stage_that_does_not_exist_is_refused(stage: int) -> None:
    with pytest.raises(ValueError, match="not between 1 and 8"):
        funnel([Reached(1, stage)])


@given(paths)
def test_reached_counts_never_increase_along_the_stages(leads: list[Reached]) -> None:
    counts = [step.reached for step in funnel(leads)]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] == len({lead.lead_id for lead in leads})


@given(paths)
def test_the_order_of_the_leads_changes_nothing(leads: list[Reached]) -> None:
    assert funnel(leads) == funnel(list(reversed(leads)))


def talk(first: date, signed: date | None = None) -> TalkPath:
    return TalkPath(first, signed)


def tac(*talks: TalkPath, window_days: int = 730) -> tuple[int, int, int]:
    """Signed, matured, immature."""
    found = talk_to_agreement(talks, since=SINCE, until=UNTIL, as_of=AS_OF, window_days=window_days)
    share = found.share
    return (share.k, share.n, found.immature) if share else (0, 0, found.immature)


def test_a_talk_is_mature_a_year_after_it_and_not_a_day_before() -> None:
    assert tac(talk(AS_OF - timedelta(days=365))) == (0, 1, 0)
    assert tac(talk(AS_OF - timedelta(days=364))) == (0, 0, 1)


def test_a_young_case_stays_out_even_when_it_has_signed() -> None:
    assert tac(talk(date(2026, 2, 1), date(2026, 5, 1))) == (0, 0, 1)


@pytest.mark.parametrize(("days", "signed"), [(0, 1), (730, 1), (731, 0), (-1, 0)])
def test_an_agreement_counts_within_the_window_after_the_first_talk(days: int, signed: int) -> None:
    first = date(2024, 5, 1)
    assert tac(talk(first, first + timedelta(days=days))) == (signed, 1, 0)


def test_the_window_can_be_one_year() -> None:
    first = date(2024, 5, 1)
    assert tac(talk(first, first + timedelta(days=400)), window_days=365) == (0, 1, 0)


def test_talks_outside_the_period_count_nowhere() -> None:
    assert tac(talk(date(2024, 3, 31)), talk(date(2026, 4, 1))) == (0, 0, 0)


def test_the_days_at_both_ends_of_the_period_are_in_it() -> None:
    assert tac(talk(SINCE), talk(UNTIL)) == (0, 1, 1)


def test_what_happens_after_the_reference_date_is_not_known_yet() -> None:
    found = talk_to_agreement(
        [talk(date(2025, 1, 1), date(2025, 7, 2)), talk(date(2025, 7, 2))],
        since=date(2023, 1, 1),
        until=date(2027, 1, 1),
        as_of=date(2025, 7, 1),
        maturity_days=90,
    )
    assert found.share == wilson(0, 1)
    assert found.immature == 0


def test_the_win_rate_is_of_the_closed_cases() -> None:
    assert win_rate(signed=8, lost=12) == wilson(8, 20)


def test_without_a_closed_case_there_is_no_win_rate() -> None:
    assert win_rate(signed=0, lost=0) is None
