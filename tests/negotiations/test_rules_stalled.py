"""Which cases stand still, and why (domain.md §3.7)."""

from datetime import date, timedelta
from typing import Any

import pytest

from crm.negotiations.rules import StallReason, stall_reasons

AS_OF = date(2026, 11, 24)


def days_ago(days: int) -> date:
    return AS_OF - timedelta(days=days)


def a_moving_case(**changes: Any) -> dict[str, Any]:
    return {
        "as_of": AS_OF,
        "days_in_stage": 10,
        "sla": 45,
        "has_next_step": True,
        "next_step_due": AS_OF,
        "last_interaction_on": days_ago(3),
        "on_hold_until": None,
    } | changes


def test_a_case_within_its_limits_moves() -> None:
    assert stall_reasons(**a_moving_case()) == ()


@pytest.mark.parametrize(
    ("at_the_limit", "beyond_it", "reason"),
    [
        ({"days_in_stage": 45}, {"days_in_stage": 46}, StallReason.OVER_LIMIT),
        ({"next_step_due": days_ago(14)}, {"next_step_due": days_ago(15)}, StallReason.STEP_OVERDUE),
        ({"last_interaction_on": days_ago(60)}, {"last_interaction_on": days_ago(61)}, StallReason.SILENT),
        ({"has_next_step": True}, {"has_next_step": False}, StallReason.NO_NEXT_STEP),
    ],
)
def test_a_case_stalls_on_the_day_after_each_limit(
    at_the_limit: dict[str, Any], beyond_it: dict[str, Any], reason: StallReason
) -> None:
    assert stall_reasons(**a_moving_case(**at_the_limit)) == ()
    assert stall_reasons(**a_moving_case(**beyond_it)) == (reason,)


def test_a_case_can_be_stalled_for_every_reason_but_the_due_date_of_a_step_it_has_not() -> None:
    found = stall_reasons(
        **a_moving_case(days_in_stage=400, next_step_due=days_ago(90), last_interaction_on=None, has_next_step=False)
    )
    assert found == (StallReason.OVER_LIMIT, StallReason.SILENT, StallReason.NO_NEXT_STEP)


def test_a_stage_without_limit_never_takes_too_long() -> None:
    assert stall_reasons(**a_moving_case(days_in_stage=4000, sla=None)) == ()


def test_a_case_that_never_had_an_interaction_is_silent() -> None:
    assert stall_reasons(**a_moving_case(last_interaction_on=None)) == (StallReason.SILENT,)


@pytest.mark.parametrize(("until", "stalled"), [(AS_OF, False), (days_ago(-30), False), (days_ago(1), True)])
def test_a_case_on_hold_rests_until_its_date_and_no_longer(until: date, stalled: bool) -> None:
    assert bool(stall_reasons(**a_moving_case(days_in_stage=90, on_hold_until=until))) is stalled


def test_every_reason_has_a_label_of_its_own() -> None:
    assert len({reason.label for reason in StallReason}) == len(StallReason)


@pytest.mark.parametrize(
    ("late", "limit", "reason"),
    [
        ({"days_in_stage": 400}, 45, StallReason.OVER_LIMIT),
        ({"next_step_due": days_ago(300)}, 14, StallReason.STEP_OVERDUE),
        ({"last_interaction_on": days_ago(400)}, 60, StallReason.SILENT),
    ],
)
def test_no_limit_counts_from_before_the_day_on_which_a_case_was_entered(
    late: dict[str, Any], limit: int, reason: StallReason
) -> None:
    assert stall_reasons(**a_moving_case(**late, entered_on=days_ago(limit))) == ()
    assert stall_reasons(**a_moving_case(**late, entered_on=days_ago(limit + 1))) == (reason,)
