"""Dates as each language writes them."""

from datetime import date
from functools import lru_cache

from babel import Locale
from babel.dates import format_date
from flask_babel import get_locale

#: A date with its weekday.
DATE_PATTERNS = {"ja": "y年M月d日（E）", "zh": "y年M月d日 E", "ko": "y년 M월 d일 (E)", "en": "EEE d MMM y"}


def tongue() -> str:
    """The language of the page without its script: zh for zh-Hans."""
    locale = get_locale()
    return locale.language if locale is not None and locale.language in DATE_PATTERNS else "en"


def day(value: date | None) -> str:
    """2026年11月24日（火）"""
    return "" if value is None else written(value, DATE_PATTERNS[tongue()], get_locale())


# Kept: a list shows few days, and a pattern takes 6 µs.
@lru_cache(maxsize=4096)
def written(value: date, pattern: str, locale: Locale) -> str:
    """A date by a pattern. Lists show the same days over and over, and putting one together is slow."""
    return format_date(value, pattern, locale=locale)
