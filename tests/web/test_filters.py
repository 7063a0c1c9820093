"""Templates: what they ask of an object that it has not is an error, not nothing."""

from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import UndefinedError

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


def test_a_page_that_is_not_found_leads_to_the_start(client: FlaskClient) -> None:
    sign_in(client)
    page = client.get("/nothing").get_data(as_text=True)
    assert '<a class="btn btn-primary" href="/">' in page
