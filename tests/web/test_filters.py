"""Templates: what they ask of an object that it has not is an error, not nothing."""

import re
from dataclasses import dataclass
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import force_locale
from jinja2 import UndefinedError

from crm.web.filters import paper_clocks
from crm.web.money import large, large_text, large_unit, money_text
from tests.cast import sign_in


@dataclass(frozen=True)
class Delegation:
    people: tuple[str, ...] = ("髙橋 直樹",)


@pytest.mark.once
@pytest.mark.parametrize("asked", ["{{ it.counted|length }}", "{{ it.counted }}", "{% if it.counted %}{% endif %}"])
def test_a_page_does_not_count_what_a_record_has_not(app: Flask, asked: str) -> None:
    template = app.jinja_env.from_string(asked)
    with pytest.raises(UndefinedError, match="counted"):
        template.render(it=Delegation())


@pytest.mark.once
def test_what_a_view_left_out_is_nothing(app: Flask) -> None:
    asked = "{% if note %}{{ note }}{% endif %}{{ it.gone }}{{ none.text }}{{ it.gone is defined }}"
    template = app.jinja_env.from_string(asked)
    assert template.render(it={"kept": 1}, none=None) == "False"


@pytest.mark.once
@pytest.mark.parametrize(
    ("interval", "told"),
    [("12/12 21:00–12/14 08:30 (+2)", "12月12日 21:00–12月14日 08:30"), ("09:00–10:00", "09:00–10:00")],
)
def test_on_paper_a_day_is_written_out_and_not_counted_once_more(app: Flask, interval: str, told: str) -> None:
    with app.test_request_context("/"), force_locale("ja"):
        assert re.sub("<[^>]*>", "", paper_clocks(interval)) == told


def test_a_page_that_is_not_found_leads_to_the_start(client: FlaskClient) -> None:
    sign_in(client)
    page = client.get("/nothing").get_data(as_text=True)
    assert '<a class="btn btn-primary" href="/">' in page


@pytest.mark.once
@pytest.mark.parametrize(
    ("language", "cell", "unit", "text"),
    [
        ("ja", "967", "万円", "967万円"),
        ("zh_Hans_CN", "967", "万日元", "967万日元"),
        ("ko", "967", "만엔", "967만엔"),
        ("en", "9.7", "million JPY", "JPY 9.7 million"),
    ],
)
def test_a_large_amount_is_told_as_the_language_counts(
    app: Flask, language: str, cell: str, unit: str, text: str
) -> None:
    with app.test_request_context(), force_locale(language):
        amount = Decimal("9668095")
        assert (large(amount), large_unit("JPY"), large_text(amount, "JPY")) == (cell, unit, text)
        assert large(Decimal(0)) == "0"


@pytest.mark.once
def test_large_and_small_amounts_are_rounded_as_money_is_and_none_is_told_as_nothing(app: Flask) -> None:
    told = {
        "ja": ("1,235", "34.5", "5.0", "0.04", "100", "-1.3"),
        "en": ("12.3", "0.345", "0.05", "0.0004", "1", "-0.0125"),
    }
    for language, cells in told.items():
        with app.test_request_context(), force_locale(language):
            amounts = (12_345_000, 345_289, 50_000, 400, 999_600, -12_500)
            assert tuple(large(Decimal(amount)) for amount in amounts) == cells
    with app.test_request_context(), force_locale("ja"):
        exact = [
            (Decimal("100.5"), "JPY"),
            (Decimal("100.5"), "CNY"),
            (Decimal("100.125"), "CNY"),
            (Decimal("-0.3"), "JPY"),
        ]
        assert [money_text(*each) for each in exact] == ["101円", "100.50元", "100.13元", "0円"]
