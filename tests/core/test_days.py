"""Days as each language writes them: one style on pages and on paper."""

from datetime import date

import pytest
from flask import Flask
from flask_babel import force_locale

from crm.core.days import headed_date, letter_date, planned_date, short_date
from crm.core.languages import LOCALES
from crm.web.days import day
from crm.web.filters import span
from crm.web.listings.reader import Reader

FRIDAY = date(2026, 12, 11)
#: Short, within a year, whole: with the weekday where the letters have it.
WRITTEN = {
    "ja": ("12/11（金）", "12月11日（金）", "2026年12月11日（金）"),
    "zh-Hans": ("12/11（周五）", "12月11日（周五）", "2026年12月11日（周五）"),
    "ko": ("12/11(금)", "12월 11일(금)", "2026년 12월 11일(금)"),
    "en": ("Fri 11 Dec", "Fri 11 Dec", "Fri 11 Dec 2026"),
}


@pytest.mark.parametrize("language", LOCALES)
def test_a_weekday_stands_in_one_style_whatever_the_length_of_the_day(language: str) -> None:
    short, planned, whole = WRITTEN[language]
    assert (short_date(language, FRIDAY), planned_date(language, FRIDAY)) == (short, planned)
    assert headed_date(language, FRIDAY) == whole
    if language in ("zh-Hans", "ko"):
        assert letter_date(language, FRIDAY, weekday=True) == whole


@pytest.mark.parametrize("language", LOCALES)
def test_pages_lists_and_papers_write_a_day_alike(app: Flask, language: str) -> None:
    whole = WRITTEN[language][2]
    with app.test_request_context(), force_locale(LOCALES[language]):
        assert (day(FRIDAY), span(FRIDAY, FRIDAY)) == (whole, whole)
        assert Reader(language, "Asia/Tokyo").day(FRIDAY) == whole
