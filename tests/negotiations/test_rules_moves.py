"""How a negotiation may move between its stages (INV-N1, INV-N3, INV-N4 and the entry criteria)."""

import itertools
import re
from decimal import Decimal
from typing import Any

import pytest

from crm.core.errors import Refused
from crm.negotiations import rules
from crm.negotiations.rules import Evidence, MoveWish, check_move
from tools.steps import ROOT

FULL = Evidence(talks=1, offers=1, reached=6)
SAID = MoveWish(reason="説明", answer="両者で協議", loss_reason="price", loss_note="上代が高い")
STAGES = list(rules.STAGES)
STEPS = list(itertools.pairwise(rules.OPEN_STAGES))


@pytest.mark.parametrize(("before", "after"), STEPS)
def test_one_step_forward_needs_no_reason(before: str, after: str) -> None:
    check_move(before, after, MoveWish(answer="両者で協議"), FULL)


@pytest.mark.parametrize(("before", "after"), [("lead", "talk"), ("lead", "terms"), ("talk", "approval_draft")])
def test_a_skipped_stage_needs_a_reason(before: str, after: str) -> None:
    with pytest.raises(Refused) as refusal:
        check_move(before, after, MoveWish(answer="両者で協議"), FULL)
    assert refusal.value.field == "reason"
    check_move(before, after, SAID, FULL)


def test_the_skipped_stages_are_those_between() -> None:
    assert rules.skipped("qualified", "terms") == ["talk", "sample_quote"]
    assert rules.skipped("qualified", "talk") == []
    assert rules.skipped("terms", "lead") == []


@pytest.mark.parametrize(("after", "before"), STEPS)
def test_a_step_back_needs_a_reason(after: str, before: str) -> None:
    with pytest.raises(Refused) as refusal:
        check_move(before, after, MoveWish(), FULL)
    assert refusal.value.field == "reason"
    check_move(before, after, MoveWish(reason="条件が変わった"), FULL)


def test_a_step_back_asks_no_criterion_again() -> None:
    check_move("approval_draft", "terms", MoveWish(reason="差し戻し"), Evidence(reached=6))


@pytest.mark.parametrize(
    ("before", "after", "missing"),
    [
        ("qualified", "talk", Evidence(talks=0, offers=1)),
        ("talk", "sample_quote", Evidence(talks=1, offers=0)),
    ],
)
def test_what_the_record_must_show_stands_in_the_way(before: str, after: str, missing: Evidence) -> None:
    with pytest.raises(Refused) as refusal:
        check_move(before, after, SAID, missing)
    assert refusal.value.field == "stage"


@pytest.mark.parametrize(
    ("before", "after"), [("sample_quote", "terms"), ("terms", "approval_draft"), ("signed", "executing")]
)
def test_some_criteria_are_answered_in_words(before: str, after: str) -> None:
    with pytest.raises(Refused) as refusal:
        check_move(before, after, MoveWish(answer="  "), FULL)
    assert refusal.value.field == "answer"
    check_move(before, after, MoveWish(answer="初回出荷 11月20日"), FULL)


@pytest.mark.parametrize("before", rules.OPEN_STAGES)
def test_signed_is_never_reached_by_moving(before: str) -> None:
    with pytest.raises(Refused) as refusal:
        check_move(before, "signed", SAID, FULL)
    assert refusal.value.text == rules.SIGNED_BY_AGREEMENT


@pytest.mark.parametrize("after", rules.OPEN_STAGES)
@pytest.mark.parametrize("before", ["signed", "executing"])
def test_a_signed_case_does_not_become_open_by_moving(before: str, after: str) -> None:
    with pytest.raises(Refused) as refusal:
        check_move(before, after, SAID, FULL)
    assert refusal.value.text == rules.UNSIGNED_BY_AGREEMENT


@pytest.mark.parametrize("before", [*rules.OPEN_STAGES, "lost"])
def test_only_a_signed_case_is_carried_out(before: str) -> None:
    with pytest.raises(Refused):
        check_move(before, "executing", SAID, FULL)


def test_executing_goes_back_to_signed_with_a_reason() -> None:
    check_move("executing", "signed", MoveWish(reason="出荷の取消し"), FULL)
    with pytest.raises(Refused):
        check_move("executing", "signed", MoveWish(), FULL)


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        (MoveWish(), "loss_reason"),
        (MoveWish(loss_reason="weather", loss_note="雨"), "loss_reason"),
        (MoveWish(loss_reason="price"), "loss_note"),
        (MoveWish(loss_reason="chose_rival"), "loss_note"),
    ],
)
def test_a_loss_needs_its_reason_and_a_note(wish: MoveWish, field: str) -> None:
    with pytest.raises(Refused) as refusal:
        check_move("talk", "lost", wish, FULL)
    assert refusal.value.field == field


def test_chose_a_rival_asks_which() -> None:
    with pytest.raises(Refused, match="Name the region"):
        check_move("talk", "lost", MoveWish(loss_reason="chose_rival"), FULL)
    check_move("talk", "lost", MoveWish(loss_reason="chose_rival", loss_note="大邱"), FULL)


@pytest.mark.parametrize("before", ["signed", "executing"])
def test_a_signed_case_cannot_be_lost(before: str) -> None:
    with pytest.raises(Refused, match="cannot be lost"):
        check_move(before, "lost", SAID, FULL)


def test_a_lost_case_is_reopened_with_a_reason_where_it_had_been() -> None:
    with pytest.raises(Refused) as without_reason:
        check_move("lost", "talk", MoveWish(), FULL)
    assert without_reason.value.field == "reason"
    with pytest.raises(Refused) as too_far:
        check_move("lost", "terms", SAID, Evidence(reached=3))
    assert too_far.value.field == "stage"
    check_move("lost", "talk", SAID, Evidence(reached=3))


@pytest.mark.parametrize("stage", [*STAGES, "lost"])
def test_a_case_does_not_move_to_where_it_is(stage: str) -> None:
    with pytest.raises(Refused):
        check_move(stage, stage, SAID, FULL)


def test_an_unknown_stage_is_refused() -> None:
    with pytest.raises(Refused):
        check_move("lead", "celebration", SAID, FULL)


ANYWHERE = [*STAGES, "lost"]
ALLOWED = [
    pair
    for pair in itertools.permutations(ANYWHERE, 2)
    if pair[1] != "signed" or pair[0] == "executing"
    if pair[1] != "executing" or pair[0] == "signed"
    if pair[0] not in ("signed", "executing") or pair[1] in ("signed", "executing")
    if pair != ("lost", "signed")
]


@pytest.mark.parametrize(("before", "after"), ALLOWED)
def test_what_a_move_asks_for_is_what_it_is_refused_without(before: str, after: str) -> None:
    said: dict[str, Any] = {"reason": "理由", "answer": "答え", "loss_reason": "price", "loss_note": "注"}
    asked = rules.asks(before, after)
    check_move(before, after, MoveWish(**{name: said[name] for name in asked}), FULL)
    for missing in asked:
        with pytest.raises(Refused) as refused:
            check_move(before, after, MoveWish(**{name: said[name] for name in asked if name != missing}), FULL)
        assert refused.value.field == missing


def test_the_stage_table_is_that_of_the_domain() -> None:
    page = (ROOT / "docs" / "domain.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| (\d) \| `(\w+)` \| [^|]+ \| ([\d.]+) \| (\w+) \|$", page, re.MULTILINE)
    assert [(int(number), code, Decimal(chance), limit) for number, code, chance, limit in told] == [
        (rules.number(s.code), s.code, s.probability, str(s.limit_days or "none")) for s in rules.STAGES.values()
    ]
    assert len(rules.LOSS_REASONS) == 19


def test_an_own_probability_counts_while_the_case_is_open() -> None:
    own = Decimal("0.2")
    assert [rules.probability(stage, own) for stage in ("terms", "signed", "executing", "lost")] == [own, 1, 1, 0]


@pytest.mark.parametrize(
    ("stage", "days", "state"),
    [("lead", 5, ""), ("lead", 6, "warn"), ("lead", 7, "warn"), ("lead", 8, "bad"), ("terms", 81, "warn"),
     ("sample_quote", 49, ""), ("executing", 4000, ""), ("lost", 4000, "")],
)  # fmt: skip
def test_an_age_turns_amber_near_the_limit_and_red_beyond(stage: str, days: int, state: str) -> None:
    assert rules.age_state(stage, days) == state


def test_moves_that_were_taken_back_do_not_stand() -> None:
    class Event:
        def __init__(self, id: int, undoes_id: int | None = None) -> None:
            self.id, self.undoes_id = id, undoes_id

    events = [Event(1), Event(2), Event(3, undoes_id=2), Event(4)]
    assert [event.id for event in rules.effective(events)] == [1, 4]
