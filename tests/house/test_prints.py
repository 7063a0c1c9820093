"""Each paper and file that the product answers is compared with what was typed, or stands in a list with the reason."""

import inspect
from collections.abc import Callable, Iterator
from types import CodeType, FunctionType
from typing import Any

import pytest
from flask import Flask

from tests.journeys.prints import COMPARED, ELSEWHERE

#: What a view calls that answers a paper or a file, or asks the worker for one.
ANSWERS = {"send_file", "saved_file", "paper", "make_response", "request_print", "wish"}
#: Views on the way to one, and one that wishes for something else.
BESIDE = {
    "documents.outlook", "documents.untold", "documents.words", "lists.export", "lists.exported", "negotiations.move",
}  # fmt: skip


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield from _names(each)


def _answers(view: Callable[..., Any], seen: set[object]) -> bool:
    """Whether a view, or a function of its module that it calls, answers a file."""
    plain = inspect.unwrap(view)
    seen.add(plain)
    names = set(_names(plain.__code__))
    called = [plain.__globals__.get(name) for name in names]
    beside = [each for each in called if isinstance(each, FunctionType) and each.__module__ == plain.__module__]
    return bool(names & ANSWERS) or any(_answers(each, seen) for each in beside if each not in seen)


@pytest.mark.once
def test_every_paper_and_file_is_compared_with_what_was_typed_or_has_a_reason(app: Flask) -> None:
    found = {name for name, view in app.view_functions.items() if name != "static" and _answers(view, set())}
    assert found - BESIDE == {*COMPARED, *ELSEWHERE}
    assert set(COMPARED).isdisjoint(ELSEWHERE)
