"""Words of codes: what the reader's own list says is what a table means, whatever it is in another language."""

from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale

from crm.capabilities import TABLES
from crm.core.folding import search_key
from crm.core.languages import LOCALES
from crm.interchange import forms
from crm.interchange.columns import folded
from crm.web.forms import translate

TONGUES = [pytest.param(locale, id=tag) for tag, locale in LOCALES.items()]


@pytest.mark.parametrize("locale", TONGUES)
def test_every_word_of_the_readers_list_is_the_entry_that_it_stands_for(app: Flask, locale: Any) -> None:
    with app.test_request_context(), force_locale(locale):
        for about in TABLES:
            read = forms.codes(about.kind)
            for name, column in about.kind.columns.items():
                for code, label in column.table.items():
                    told = translate(label)
                    assert (name, told, read[name].get(search_key(told))) == (name, told, code)


@pytest.mark.parametrize("locale", TONGUES)
def test_every_heading_of_the_readers_language_is_its_column(app: Flask, locale: Any) -> None:
    with app.test_request_context(), force_locale(locale):
        for about in TABLES:
            read = forms.meanings(about.kind)
            for name, column in about.kind.columns.items():
                told = translate(column.label)
                assert (about.code, told, read.get(folded(told))) == (about.code, told, name)


@pytest.mark.parametrize(("tag", "code"), [("ja", "box"), ("zh-Hans", "case"), ("ko", None), ("en", None)])
def test_a_word_of_two_meanings_is_the_readers_and_else_nobodys(app: Flask, tag: str, code: str | None) -> None:
    products = next(about for about in TABLES if about.code == "products")
    with app.test_request_context(), force_locale(LOCALES[tag]):
        assert forms.codes(products.kind)["moq_unit"].get(search_key("箱")) == code
