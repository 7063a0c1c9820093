"""The fields of a job title in further languages, which stand apart from the one on the card."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import Form

from crm.contacts.rules import TITLE_LIMIT
from crm.web.forms import Line
from crm.web.forms.tongues import ENDINGS

#: {field: language} of titles in further languages.
TITLES = {f"title_{ending}": code for ending, code in ENDINGS.items()}


def given_titles(form: Form) -> dict[str, str]:
    """{language: title} of what was written into the fields of TITLES."""
    return {code: form[name].data for name, code in TITLES.items() if form[name].data}


def shown_titles(titles: Mapping[str, str]) -> dict[str, str]:
    """{field: title} as a form shows them."""
    return {name: titles.get(code, "") for name, code in TITLES.items()}


class TitleFields(Form):
    """A job title in each language, as papers in that language print it."""

    title_ja = Line(_l("Job title in Japanese"), limit=TITLE_LIMIT, render_kw={"lang": "ja"})
    title_zh = Line(_l("Job title in Chinese"), limit=TITLE_LIMIT, render_kw={"lang": "zh-Hans"})
    title_ko = Line(_l("Job title in Korean"), limit=TITLE_LIMIT, render_kw={"lang": "ko"})
    title_en = Line(_l("Job title in English"), limit=TITLE_LIMIT, render_kw={"lang": "en"})

    APART: ClassVar[Sequence[str]] = tuple(TITLES)
    APART_LABEL: ClassVar[Any] = _l("Job title in other languages")
    APART_HINT: ClassVar[Any] = _l("As papers in that language print it, with the department.")
