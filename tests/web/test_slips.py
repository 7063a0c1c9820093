"""Slips of the keys that nobody means: an error beside the field, and what was typed stays."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from crm.core import here
from crm.core.permissions import Role
from crm.web.forms import BaseForm, Code, DueDay, LocalDateTime, PastDay
from tests.cast import sign_in
from tests.contacts.pages import opened


class SlipForm(BaseForm):
    due_on = DueDay("due")
    code = Code("code")
    paid_on = PastDay("paid")
    at = LocalDateTime("at")


def errors(app: Flask, **sent: str) -> set[str]:
    with app.test_request_context(method="POST"):
        form = SlipForm(formdata=MultiDict(sent))
        form.validate()
        return {field.name for field in form.content() if field.errors}


@pytest.mark.parametrize("day", ["1900-01-01", "1999-12-31", "2226-11-30", "9999-12-31"])
def test_nothing_is_due_decades_away(app: Flask, day: str) -> None:
    assert errors(app, due_on=day) == {"due_on"}


def test_what_was_due_years_ago_or_is_years_from_now_is_written_down(app: Flask) -> None:
    with app.app_context():
        days = [here.today() + timedelta(days=days) for days in (-3650, 0, 3650)]
    assert [errors(app, due_on=str(day)) for day in days] == [set()] * 3
    assert errors(app, due_on="") == set()


def test_what_happened_was_not_before_anybody_wrote_it_down(app: Flask) -> None:
    assert errors(app, paid_on="1900-01-01", at="1900-01-01T10:00") == {"paid_on", "at"}
    assert errors(app, paid_on="1989-12-31", at="1989-12-31T23:59") == {"paid_on", "at"}
    assert errors(app, paid_on="1990-01-01", at="1990-01-01T00:00") == set()
    assert errors(app, paid_on="", at="") == set()


@pytest.mark.parametrize("code", ["<script>", "a&b", '"', "1;DROP", "{{ 7*7 }}"])
def test_a_code_is_no_markup(app: Flask, code: str) -> None:
    assert errors(app, code=code) == {"code"}


@pytest.mark.parametrize("code", ["222401", "展-01", "〒954-0051", "NL A/3", "見附（1）", ""])
def test_codes_of_every_script_are_codes(app: Flask, code: str) -> None:
    assert errors(app, code=code) == set()


@pytest.mark.parametrize(
    ("path", "field", "typed"),
    [
        ("/tasks/new", "due_on", "1900-01-01"),
        ("/places/new", "code", "<script>"),
    ],
)
def test_the_page_says_it_beside_the_field(client: FlaskClient, path: str, field: str, typed: str) -> None:
    sign_in(client, Role.ADMIN)
    answer = client.post(path, data=opened(client, path, field) | {field: typed})
    assert answer.status_code == 422
    assert f'<a href="#{field}">' in answer.text
