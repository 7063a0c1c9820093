"""Dates as each language writes them."""

from datetime import date
from functools import lru_cache

from babel import Locale
from babel.dates import format_date
from flask_babel import get_locale

from crm.core.days import headed_date
from crm.core.languages import LOCALES

_LANGUAGES = {locale: language for language, locale in LOCALES.items()}


def tongue() -> str:
    """The language of the page without its script: zh for zh-Hans."""
    return spoken().partition("-")[0]


def spoken() -> str:
    """The language of the page: zh-Hans."""
    return _LANGUAGES.get(str(get_locale()), "en")


def day(value: date | None) -> str:
    """2026年11月24日（火）: a date with its weekday."""
    return "" if value is None else headed_date(spoken(), value)


# Kept: a list shows few days, and a pattern takes 6 µs.
@lru_cache(maxsize=4096)
def written(value: date, pattern: str, locale: Locale) -> str:
    """A date by a pattern. Lists show the same days over and over, and putting one together is slow."""
    return format_date(value, pattern, locale=locale)
