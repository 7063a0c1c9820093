"""The requests of one process take turns; one that takes long does not keep the others."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Lock
from typing import Any

from crm.web.turns import Turns

STARTED: Any = print


def test_quick_requests_are_answered_one_at_a_time() -> None:
    inside, together = 0, []
    counting = Lock()

    def application(_environ: Any, _start: Any) -> Iterable[bytes]:
        nonlocal inside
        with counting:
            inside += 1
            together.append(inside)
        sum(range(20_000))  # something for which the interpreter's lock changes hands
        with counting:
            inside -= 1
        return [b"done"]

    turns = Turns(application, longest=60)
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda _n: b"".join(turns({}, STARTED)), range(12)))
    assert answers == [b"done"] * 12
    assert max(together) == 1


def test_a_request_that_waits_loses_its_turn_to_the_next() -> None:
    others_answered, began = Event(), Event()

    def application(environ: Any, _start: Any) -> Iterable[bytes]:
        if "waits" in environ:
            began.set()
            return [b"waited" if others_answered.wait(10) else b"kept everyone"]
        return [b"quick"]

    turns = Turns(application)
    with ThreadPoolExecutor(1) as thread:
        waiting = thread.submit(turns, {"waits": True}, STARTED)
        assert began.wait(10)
        assert [list(turns({}, STARTED)) for _ in range(3)] == [[b"quick"]] * 3
        others_answered.set()
        assert list(waiting.result()) == [b"waited"]


def test_a_request_that_fails_gives_its_turn_back() -> None:
    def application(environ: Any, _start: Any) -> Iterable[bytes]:
        if environ:
            raise RuntimeError("broken")
        return [b"fine"]

    turns = Turns(application)
    with ThreadPoolExecutor(1) as thread:
        assert isinstance(thread.submit(turns, {"broken": True}, STARTED).exception(), RuntimeError)
        assert list(thread.submit(turns, {}, STARTED).result()) == [b"fine"]
    assert not turns._turn.locked()
