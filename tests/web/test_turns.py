"""Readers of one process take turns; one that takes long does not keep the others."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event, Lock

import pytest

from crm.web.turns import Turns
from tests.patience import PATIENCE


def test_one_turn_is_taken_at_a_time() -> None:
    turns, counting = Turns(longest=60), Lock()
    inside, together = 0, []

    def answer(_number: int) -> None:
        nonlocal inside
        with turns.take():
            with counting:
                inside += 1
                together.append(inside)
            sum(range(20_000))  # something for which the interpreter's lock changes hands
            with counting:
                inside -= 1

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(answer, range(12)))
    assert together == [1] * 12


def test_who_waits_for_long_loses_the_turn_to_the_next() -> None:
    turns, began, others_done = Turns(), Event(), Event()

    def waits() -> bool:
        with turns.take():
            began.set()
            return others_done.wait(PATIENCE)

    with ThreadPoolExecutor(1) as thread:
        waiting = thread.submit(waits)
        assert began.wait(PATIENCE)
        for _ in range(3):
            with turns.take():
                assert not waiting.done()
        others_done.set()
        assert waiting.result(), "nobody had to wait for it"


def test_a_failure_gives_the_turn_back() -> None:
    turns = Turns(longest=60)
    with pytest.raises(RuntimeError, match="broken"), turns.take():
        raise RuntimeError("broken")
    with turns.take():
        assert turns._turn.locked()
    assert not turns._turn.locked()
