"""What may cross the border, in what form, and what is turned back with which words."""

import unicodedata
from contextlib import suppress
from datetime import date, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.core.cleaning import (
    BadText,
    OtherWeekday,
    line,
    month_and_day,
    parse_date,
    parse_decimal,
    parse_time,
    prose,
    to_ascii_forms,
)
from crm.core.errors import Refused


def refusal(text: str, limit: int = 100) -> str:
    with pytest.raises(BadText) as caught:
        line(text, limit)
    return str(caught.value.text)


# ---------------------------------------------------------------- text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  延吉\u3000\n", "延吉"),
        ("\ufeff山\u200b", "山"),
        ("\u1100\u1161", "가"),
        ("か\u3099", "が"),
        ("\uf9e1", "李"),
        ("㈱ｶﾀｶﾅ①", "㈱ｶﾀｶﾅ①"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
        ("辻\U000e0100", "辻\U000e0100"),
        ("𠮷🙂", "𠮷🙂"),
        ("a\u200bb", "a\u200bb"),
        (" \u200b\u3000", ""),
    ],
)
def test_a_line_is_kept_as_typed_but_for_its_ends_and_its_normal_form(typed: str, kept: str) -> None:
    assert line(typed, 100) == kept


@pytest.mark.parametrize("character", ["\0", "\x1b", "\x7f", "\x85", "\t", "\ud800", "\ufffe", "\U0001ffff", "\ufdd0"])
def test_what_cannot_be_printed_is_turned_back_by_its_place(character: str) -> None:
    assert f"U+{ord(character):04X} at position 2" in refusal(f"a{character}b")


@pytest.mark.parametrize("mark", "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
def test_marks_that_turn_the_writing_round_are_refused_in_a_line_and_kept_in_prose(mark: str) -> None:
    assert "direction" in refusal(f"a{mark}b")
    assert prose(f"a{mark}b", 10) == f"a{mark}b"


@pytest.mark.parametrize("separator", ["\n", "\r\n", "\r", "\u2028", "\u2029"])
def test_a_line_is_one_line_and_prose_has_one_kind_of_break(separator: str) -> None:
    assert "one line" in refusal(f"a{separator}b")
    assert prose(f"a{separator}b", 10) == "a\nb"


def test_too_long_is_refused_and_never_cut() -> None:
    assert line("字" * 10, 10) == "字" * 10
    assert refusal("字" * 11, 10) == "Use at most 10 characters; this has 11."
    # Counted in the form that is stored: three letters of a Mac make one syllable.
    assert line("\u1112\u1161\u11ab" * 10, 10) == "한" * 10


def test_prose_keeps_its_indent_and_loses_blank_ends() -> None:
    assert prose("\n \n\u3000第一段\r\n\t第二段  \n\n", 100) == "\u3000第一段\n\t第二段"
    assert prose("  \n ", 100) == ""


@pytest.mark.parametrize("character", ["\0", "\x0b", "\ud800", "\uffff"])
def test_prose_turns_back_controls(character: str) -> None:
    with pytest.raises(BadText):
        prose(f"a{character}b", 10)


def test_a_refusal_is_one_for_the_domain_and_for_a_form() -> None:
    with pytest.raises(Refused):
        line("\0", 10)
    with pytest.raises(ValueError, match=r"U\+0000"):
        line("\0", 10)


@given(st.text(st.characters(), max_size=60), st.integers(min_value=0, max_value=50))
def test_what_passes_can_be_stored_and_passes_again_unchanged(text: str, limit: int) -> None:
    for clean in (line, prose):
        kept = ""
        with suppress(BadText):
            kept = clean(text, limit)
        assert len(kept) <= limit
        assert len(kept.encode()) <= 4 * limit
        assert unicodedata.is_normalized("NFC", kept)
        assert "\0" not in kept
        assert clean(kept, limit) == kept


# ---------------------------------------------------------------- numbers


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("1,000", "1000"),
        ("１，０００", "1000"),
        ("１２．５", "12.5"),
        ("1,234,567.89", "1234567.89"),
        ("1000000", "1000000"),
        (" 5 ", "5"),
        ("-5", "-5"),
        ("−5", "-5"),
        ("＋5", "5"),
        ("007", "7"),
        ("0", "0"),
        ("0.50", "0.50"),
        ("9" * 15, "9" * 15),
    ],
)
def test_numbers_are_read_in_either_width_and_with_commas_in_threes(typed: str, number: str) -> None:
    assert parse_decimal(typed) == Decimal(number)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "1.000",
        "1,00",
        "1,0000",
        "12,34,567",
        ",100",
        "1,",
        "1.",
        ".5",
        "1.2.3",
        "1 000",
        "1.234,5",
        "NaN",
        "Infinity",
    ]
    + ["inf", "1e309", "1e3", "-0", "-0.00", "5²", "①", "٣", "一二", "0x10", "1_000", "--5", "5円", "9" * 16, "1\n2"],
)
def test_what_could_be_read_two_ways_or_not_at_all_is_refused(typed: str) -> None:
    with pytest.raises(BadText):
        parse_decimal(typed)


def test_the_places_a_field_has_decide_over_the_point() -> None:
    # An exchange rate has six places, so the point in 21.345 is a decimal point; an amount of yen has none.
    assert parse_decimal("21.345", places=6) == Decimal("21.345")
    with pytest.raises(BadText, match="whole number"):
        parse_decimal("1.000", places=0)
    with pytest.raises(BadText, match="at most 2 digits"):
        parse_decimal("1.000")
    with pytest.raises(BadText, match="groups of three"):
        parse_decimal("1,00")


@given(st.decimals(min_value=-(10**14), max_value=10**14, places=2))
def test_a_printed_number_is_read_back(number: Decimal) -> None:
    if number == 0:
        number = abs(number)
    assert parse_decimal(f"{number:,.2f}") == number
    assert parse_decimal(f"{number:.2f}") == number


@given(st.text())
def test_any_text_is_a_finite_number_or_a_refusal(text: str) -> None:
    number = Decimal(0)
    with suppress(BadText):
        number = parse_decimal(text)
    assert number.is_finite()


# ---------------------------------------------------------------- dates


@pytest.mark.parametrize(
    "typed",
    ["2026-12-01", "2026/12/1", "2026.12.1", "2026. 12. 1.", "20261201", "2026年12月1日", "２０２６年１２月１日"]
    + ["2026년 12월 1일", "令和8年12月1日", "㋿8年12月1日", "令和 8年 12月 1日", "R8.12.1", "r8/12/1", "Ｒ８．１２．１"]
    + [
        "R08-12-01",
        "2026年12月1日（火）",
        "令和8年12月1日(火曜日)",
        "2026년 12월 1일 (화)",
        "2026-12-01 (화요일)",
        " 2026-12-01 ",
    ]
    + [
        "2026年12月1日 周二",
        "2026年12月1日星期二",
        "2026年12月1日（周二）",
        "2026-12-01 礼拜二",
        "２０２６年１２月１日　火曜日",
    ]
    + [
        "2026年12月1日 火曜",
        "2026년 12월 1일 화요일",
        "2026. 12. 1.(화)",
        "令和8年12月1日火曜日",
        "2026/12/1 (星期二)",
    ],
)
def test_a_day_in_all_its_spellings(typed: str) -> None:
    assert parse_date(typed) == date(2026, 12, 1)


def test_a_day_of_the_first_year_of_an_era() -> None:
    assert parse_date("令和元年5月1日") == parse_date("R1.5.1") == date(2019, 5, 1)
    assert parse_date("昭和64年1月7日") == parse_date("㍼64年1月7日") == date(1989, 1, 7)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("26/11/24", "year first"),
        ("12/1/2026", "year first"),
        ("1.12.2026", "year first"),
        ("2026-12/01", "year first"),
        ("2026-12", "year first"),
        ("tomorrow", "year first"),
        ("", "year first"),
        ("٢٠٢٦-12-01", "year first"),
        ("2026-13-01", "no such day"),
        ("2026-02-29", "no such day"),
        ("0000-01-01", "no such day"),
        ("昭和70年1月1日", "no such day"),
        ("令和元年4月30日", "no such day"),
        ("2026年12月1日（水）", "weekday"),
        ("2026年12月1日 周三", "weekday"),
        ("2026年12月1日星期日", "weekday"),
        ("2026년 12월 1일 수요일", "weekday"),
        ("2026年12月1日 周八", "year first"),
        ("2026年12月1日 火", "year first"),
        ("2026年12月1日（周）", "year first"),
        ("2026-12-01\0", "cannot be printed"),
    ],
)
def test_a_day_that_could_be_another_or_none_is_refused_in_words(typed: str, words: str) -> None:
    with pytest.raises(BadText, match=words):
        parse_date(typed)


@given(st.dates(min_value=date(1000, 1, 1)))
def test_a_printed_date_is_read_back(day: date) -> None:
    assert parse_date(day.isoformat()) == day
    for names, form in (
        ("月火水木金土日", "（{}）"),
        ("月火水木金土日", "{}曜日"),
        ("월화수목금토일", " {}요일"),
        ("一二三四五六日", "周{}"),
    ):
        told = f"{day.year}年{day.month}月{day.day}日"
        assert parse_date(told + form.format(names[day.weekday()])) == day
        with pytest.raises(OtherWeekday) as other:
            parse_date(told + form.format(names[(day.weekday() + 1) % 7]))
        assert other.value.day == day


@given(st.text())
def test_any_text_is_a_date_or_a_refusal(text: str) -> None:
    day = date.min
    with suppress(BadText):
        day = parse_date(text)
    assert day == parse_date(day.isoformat())


def test_full_width_signs_become_ascii_and_nothing_else_does() -> None:
    assert to_ascii_forms("Ａ１－（～）\u3000") == "A1-(~) "
    assert to_ascii_forms("①²ｱ株㈱") == "①²ｱ株㈱"


@pytest.mark.parametrize(
    "typed", ["14:10", "１４：１０", "14時10分", "14:10着", "14点10分", "14시 10분", "1410", " 14:10 発"]
)
def test_a_clock_is_read_as_people_write_it(typed: str) -> None:
    assert parse_time(typed) == time(14, 10)


@pytest.mark.parametrize("typed", ["25:00", "14:60", "14時頃", "午後", "141", "14:10-15:00", "14.10.2015"])
def test_what_is_no_clock_or_one_only_roughly_is_refused(typed: str) -> None:
    with pytest.raises(BadText, match="as in 14:10"):
        parse_time(typed)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("12/3", (12, 3, None)), ("12月3日（木）", (12, 3, 3)), ("12월 3일 (목요일)", (12, 3, 3)),
        ("12月3日 周四", (12, 3, 3)), ("12月3日（周四）", (12, 3, 3)), ("12月3号星期四", (12, 3, 3)),
        ("12月6日(星期天)", (12, 6, 6)), ("12월 3일 목요일", (12, 3, 3)), ("12月6日日曜日", (12, 6, 6)),
        ("12月3日 周", None),
        ("12月3日（周四", None), ("12月32日 周四", None),
    ],
)  # fmt: skip
def test_a_date_without_a_year_is_read_with_the_weekdays_of_three_languages(
    typed: str, told: tuple[int, int, int | None] | None
) -> None:
    assert month_and_day(typed) == told
