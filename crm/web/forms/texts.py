"""What a form shows of domain texts and of its own values."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from babel import Locale
from flask_babel import get_locale, gettext
from wtforms import (
    BooleanField,
    Field,
    FieldList,
    FormField,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)

from crm.core.languages import LOCALES, Language
from crm.core.money import Money
from crm.core.territories import Territory
from crm.core.texts import PerLanguage, Text, Worded
from crm.web.days import day
from crm.web.money import money_text

_TAGS = {locale: tag for tag, locale in LOCALES.items()}


def translate(text: Text | str) -> str:
    """A domain text in the reader's language; values that are texts are translated, too, and days written."""
    if isinstance(text, Worded) and (given := text.wordings.get(_TAGS.get(str(get_locale()), ""))):
        return given
    if isinstance(text, Territory):
        return text.called(_TAGS.get(str(get_locale()), Language.EN))
    if isinstance(text, Text):
        params = {k: _worded(v) for k, v in text.params.items()}
        return str(gettext(text.msgid, **params)) if params else translate(text.msgid)
    return _said(get_locale(), text) if text else ""


def _worded(value: Any) -> Any:
    if isinstance(value, Text):
        return translate(value)
    if isinstance(value, PerLanguage):
        return value.called(_TAGS.get(str(get_locale()), Language.EN))
    if isinstance(value, Money):
        return money_text(value.amount, value.currency)
    if isinstance(value, datetime) and value.tzinfo is None:  # on a wall clock
        return f"{day(value.date())} {value:%H:%M}"
    return day(value) if isinstance(value, date) else value


# Kept: a form has the same labels for each reader of a language.
@lru_cache(maxsize=8192)
def _said(_locale: Locale | None, msgid: str) -> str:
    """A sentence in the language of the page: looked up once, not once a field and reader."""
    return str(gettext(msgid))


def is_simple(field: Field) -> bool:
    """Whether one text says all about the field."""
    return isinstance(field, StringField | TextAreaField) and not isinstance(field, HiddenField)


def united(saved: str, typed: str, opened: str) -> str:
    """Two versions of a text that both grew out of `opened`: what was saved, then the lines that are only typed."""
    known = {*saved.splitlines(), *opened.splitlines()}
    return "\n".join([*saved.splitlines(), *(line for line in typed.splitlines() if line not in known)])


def typed_into(fields: Iterable[Field]) -> list[tuple[str, str]]:
    """What was typed, also where it is no date or number, or chosen, each under what it was typed for: to be copied."""
    told = ((str(field.label.text), _typed(field)) for field in fields)
    return [(label, text) for label, text in told if text.strip()]


def _typed(field: Field) -> str:
    sent = str(field.raw_data[0]) if field.raw_data else ""
    return describe(field) if sent and isinstance(field, SelectField | BooleanField) else sent


def describe(field: Field) -> str:
    """A field's value as a reader sees it, for the conflict page."""
    if isinstance(field, FieldList):
        return "\n".join(filter(None, (describe(f) for f in field)))
    if isinstance(field, FormField):
        return " · ".join(
            filter(
                None,
                (describe(f) for f in field.form if f.name.rsplit("-", 1)[-1] not in ("csrf_token", "id")),
            )
        )
    if isinstance(field, SelectMultipleField):
        chosen = (str(label) for value, label, *_ in field.iter_choices() if value in (field.data or []))
        return str(gettext(", ")).join(chosen)
    if isinstance(field, SelectField):
        return next((str(label) for value, label, *_ in field.iter_choices() if str(value) == str(field.data)), "")
    if isinstance(field, BooleanField):
        return str(gettext("Yes") if field.data else gettext("No"))
    return "" if field.data is None else str(field.data)
