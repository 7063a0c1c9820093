"""Widths and line breaks of labels in four languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.charts.labels import text_width, wrap


def test_wide_characters_take_one_em_and_others_a_little_over_half() -> None:
    assert text_width("締結", 10) == 20
    assert text_width("체결", 10) == 20
    assert text_width("Lead", 10) == pytest.approx(6.8 + 16.5), "a capital is wider"


def test_a_combining_mark_takes_no_room() -> None:
    assert text_width("が", 10) == text_width("か\N{COMBINING KATAKANA-HIRAGANA VOICED SOUND MARK}", 10)


def test_a_label_that_fits_stays_on_one_line() -> None:
    assert wrap("Approval & drafting", 170, 13) == ["Approval & drafting"]


def test_korean_and_english_break_at_spaces() -> None:
    assert wrap("내부 결재 계약서 초안", 75, 13) == ["내부 결재", "계약서 초안"]
    assert wrap("From the previous stage", 90, 12) == ["From the", "previous", "stage"]


def test_japanese_breaks_between_characters() -> None:
    assert wrap("社内決裁契約書案", 52, 13) == ["社内決裁", "契約書案"]


def test_a_line_does_not_begin_with_a_closing_mark_or_end_with_an_opening_one() -> None:
    assert wrap("締結、成約", 26, 13) == ["締結、", "成約"]
    assert wrap("履行中（開始）", 52, 13) == ["履行中", "（開始）"]


def test_a_word_longer_than_a_line_is_broken() -> None:
    assert wrap("Donaudampfschiffahrt", 72, 12) == ["Donaudampf", "schiffahrt"]


def test_an_empty_label_is_one_empty_line() -> None:
    assert wrap("", 100, 13) == [""]


@given(st.text(alphabet="aW 延締結かー、（）체", max_size=60), st.integers(20, 200))
def test_wrapping_loses_nothing_but_spaces(content: str, width: int) -> None:
    assert "".join(wrap(content, width, 13)).replace(" ", "") == content.replace(" ", "")


@given(st.text(alphabet="ab 延締結체", max_size=60), st.integers(13, 200))
def test_without_marks_no_line_is_too_long(content: str, width: int) -> None:
    assert all(text_width(line, 13) <= width + 1e-9 for line in wrap(content, width, 13))
