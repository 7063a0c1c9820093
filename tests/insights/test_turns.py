"""Screens of figures are made one after the other, and a screen that fails lets the next one begin."""

from collections.abc import Callable
from threading import Barrier, BrokenBarrierError, Thread
from typing import Any

import pytest
from flask import Flask

from crm.core.permissions import Role
from crm.insights import queries
from tests.cast import sign_in


def _ask_at_once(app: Flask, path: str, number: int) -> list[int]:
    """The status of each answer to so many readers who ask in the same moment."""
    together, answers = Barrier(number), []

    def ask() -> None:
        client = app.test_client()
        sign_in(client, Role.MANAGEMENT, email="yoshihara@example.jp", language="ja")
        together.wait(60)
        answers.append(client.get(path).status_code)

    threads = [Thread(target=ask) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers


@pytest.mark.once
def test_one_screen_is_made_at_a_time(sampled: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    inside: list[int] = []
    most: list[int] = []
    entered = Barrier(2)
    figures: Callable[..., Any] = queries.pipeline_figures

    def made(*given: Any, **named: Any) -> Any:
        inside.append(1)
        most.append(len(inside))
        try:
            entered.wait(0.5)  # somebody else would be here as well
        except BrokenBarrierError:
            entered.reset()
        found = figures(*given, **named)
        inside.pop()
        return found

    monkeypatch.setattr(queries, "pipeline_figures", made)
    assert _ask_at_once(sampled, "/insights/pipeline", 3) == [200] * 3
    assert most == [1, 1, 1]


@pytest.mark.once
def test_a_screen_that_is_not_there_lets_the_next_begin(sampled: Flask) -> None:
    assert _ask_at_once(sampled, "/insights/conditions?page=month", 1) == [404]
    assert _ask_at_once(sampled, "/insights/conditions?page=costs", 1) == [200]


@pytest.mark.once
def test_a_database_that_lets_go_of_nothing_lets_the_next_begin(
    sampled: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails() -> None:
        raise OSError("disk I/O error")

    with monkeypatch.context() as broken:
        broken.setattr("crm.insights.views.turns.unmap", fails)
        client = sampled.test_client()
        sign_in(client, Role.MANAGEMENT, email="yoshihara@example.jp", language="ja")
        with pytest.raises(OSError, match="disk"):
            client.get("/insights/pipeline")
    assert _ask_at_once(sampled, "/insights/pipeline", 1) == [200]
