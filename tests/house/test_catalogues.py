"""A broken translation is found before a page shows it. Whether all are there, `./run check` says."""

from collections.abc import Iterable

import pytest
from babel.messages.catalog import Message

from tools import catalogues


def faults(source: str | tuple[str, str], translation: str | tuple[str, ...], flags: Iterable[str] = ()) -> list[str]:
    message = Message(source, translation, flags=flags)
    return [fault.split(":")[0] for fault in catalogues.faults_of_message(message, same_is_fine=False)]


@pytest.mark.parametrize(
    ("source", "translation", "fault"),
    [
        ("Saved.", "", "not translated"),
        ("Hello %(name)s.", "こんにちは。", "other placeholders than its source"),
        ("Hello %(name)s.", "こんにちは、%(namae)sさん。", "other placeholders than its source"),
        ("Saved.", "%(name)sを保存しました。", "other placeholders than its source"),
        ("%(share)s %% of all", "全体の%(share)s%", "a stray % sign"),
        ("The page was not found.", "The page was not found.", "still in English"),
        (("One row", "%(num)s rows"), ("",), "not translated"),
    ],
)
def test_a_fault_is_found(source: str | tuple[str, str], translation: str | tuple[str, ...], fault: str) -> None:
    assert faults(source, translation) == [fault]


@pytest.mark.parametrize(
    ("source", "translation"),
    [
        ("Hello %(name)s.", "こんにちは、%(name)sさん。"),
        ("WeChat ID", "WeChat ID"),
        ("100% wool", "毛100%"),
        (("One row", "%(num)s rows"), ("%(num)s行",)),
    ],
)
def test_a_good_translation_is_none(source: str | tuple[str, str], translation: str | tuple[str, ...]) -> None:
    assert faults(source, translation) == []


def test_a_guess_is_no_translation() -> None:
    assert faults("Saved.", "保存しました。", flags={"fuzzy"}) == ["fuzzy"]
