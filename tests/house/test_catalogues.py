"""A broken translation is found before a page shows it. Whether all are there, `./run check` says."""

import ast
from collections.abc import Iterable
from pathlib import Path

import pytest
from babel.messages.catalog import Message

from tools import catalogues


def faults(source: str | tuple[str, str], translation: str | tuple[str, ...], flags: Iterable[str] = ()) -> list[str]:
    message = Message(source, translation, flags=flags)
    return [fault.split(":")[0] for fault in catalogues.faults_of_message(message)]


@pytest.mark.parametrize(
    ("source", "translation", "fault"),
    [
        ("Saved.", "", "not translated"),
        ("Hello %(name)s.", "こんにちは。", "other placeholders than its source"),
        ("Hello %(name)s.", "こんにちは、%(namae)sさん。", "other placeholders than its source"),
        ("Saved.", "%(name)sを保存しました。", "other placeholders than its source"),
        ("%(share)s %% of all", "全体の%(share)s%", "a stray % sign"),
        ("pp", "%p", "a stray % sign"),
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
        (("One row", "%(num)s rows"), ("%(num)s行",)),
    ],
)
def test_a_good_translation_is_none(source: str | tuple[str, str], translation: str | tuple[str, ...]) -> None:
    assert faults(source, translation) == []


def test_a_stray_percent_is_found_in_the_english_sentence_too() -> None:
    assert list(catalogues.faults_of_source(Message("%(share)s% of all"))) == ["a stray % sign: '%(share)s% of all'"]
    assert not list(catalogues.faults_of_source(Message("%(share)s %% of all")))


def test_a_guess_is_no_translation() -> None:
    assert faults("Saved.", "保存しました。", flags={"fuzzy"}) == ["fuzzy"]


@pytest.mark.parametrize(
    "form", ["“%(title)s”을(를) 옮겼습니다.", "%(name)s은 없습니다.", "“%(stage)s”(으)로", "%(name)s와 비교"]
)
def test_a_korean_particle_behind_a_variable_is_found(form: str) -> None:
    assert catalogues.KOREAN_PARTICLE.search(form)


@pytest.mark.parametrize(
    "form", ["옮겼습니다: “%(title)s”.", "%(count)s건을 옮겼습니다.", "%(name)s의 일정", "부여될 번호: %(free)s입니다."]
)
def test_what_fits_every_word_may_stand_behind_it(form: str) -> None:
    assert not catalogues.KOREAN_PARTICLE.search(form)


@pytest.mark.parametrize(
    "form", ["已保存,请返回。", "書き出し:%(name)s", "表(CSV)", "24 MB:可用", "是新单位吗? 请确认。"]
)
def test_narrow_punctuation_among_han_or_kana_is_found(form: str) -> None:
    assert catalogues.is_narrow(form)


@pytest.mark.parametrize(
    "form",
    [
        "已保存，请返回。", "%(count)s件（番号%(id)s）", "例：CZ616 NRT 13:20", "千は1,000", "以 https://a.cn:80/ 开头",
        "文字は「?」になります", "%(name)s: %(value)s", "<b>保存</b>",
    ],
)  # fmt: skip
def test_what_is_told_as_it_is_keeps_its_punctuation(form: str) -> None:
    assert not catalogues.is_narrow(form)


def test_every_message_of_the_source_is_in_the_catalogue() -> None:
    """Nothing within an f-string is extracted: a sentence that stands only there is printed in English."""
    known = {catalogues.strings(message.id)[0] for message in catalogues.live(catalogues.read("ja"))}
    asked = {
        (str(file), node.args[0].value)
        for file in Path("crm").rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "gettext", "N_")
        and node.args and isinstance(node.args[0], ast.Constant)
    }  # fmt: skip
    assert {(file, text) for file, text in asked if text not in known} == set()
