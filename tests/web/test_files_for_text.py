"""A file that arrives where text belongs, and a body that is no form: told, never a fault of ours."""

from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import force_locale
from werkzeug.datastructures import MultiDict

from crm.showrooms.models import Showroom
from crm.web.forms import BaseForm, Line, PartForm, Prose, Rows, Whole
from crm.web.forms.choices import Choice
from tests.cast import csrf_token, sign_in, user
from tests.showrooms import shop
from tests.showrooms.test_asked import running
from tests.showrooms.test_goods import address, changed, done

TOLD = "A file arrived where text is expected."


class Row(PartForm):
    note = Line()


class Sample(BaseForm):
    name = Line("Name", required=True)
    kind = Choice("Kind", table={"a": "A"})
    number = Whole("Number")
    text = Prose("Text")
    rows = Rows(Row)


def file() -> tuple[BytesIO, str]:
    return BytesIO(b"x"), "x.txt"


@pytest.mark.once
@pytest.mark.parametrize("field", ["name", "kind", "number", "text", "form_id", "version", "rows-0-note"])
def test_a_file_in_a_field_of_text_is_told_beside_it(app: Flask, field: str) -> None:
    sent: dict[str, Any] = {"name": "x", field: file()}
    posted = app.test_request_context(method="POST", data=sent, content_type="multipart/form-data")
    with posted, force_locale("en"):
        form = Sample(meta={"csrf": False})
        assert not form.validate_on_submit()
        assert TOLD in str(form.form_errors if field == "rows-0-note" else form[field].errors)


@pytest.mark.once
def test_text_and_what_a_caller_gives_are_read_as_before(app: Flask) -> None:
    with app.test_request_context(method="POST", data={"name": "x", "number": "3"}):
        form = Sample(meta={"csrf": False})
        assert form.validate_on_submit()
        assert (form.name.data, form.number.data) == ("x", 3)
        assert Sample(MultiDict({"name": "y"}), meta={"csrf": False}).name.data == "y"
        assert Sample(formdata=None, meta={"csrf": False}).name.data is None


@pytest.fixture
def ask(app: Flask, client: FlaskClient) -> str:
    """The address of the form behind the public page of a product."""
    with app.app_context():
        found = shop.shop()
        running()
        changed(Showroom, inquiries_owner_id=user().id)
    sign_in(client)
    assert done(client, found.product, "publish") == 303
    return f"{address(app, found.product)}/ask"


@pytest.mark.parametrize("body", [{"question": 123}, {"question": None}, {"question": [1, 2]}, "x", [1], None])
def test_a_body_of_json_is_no_form(app: Flask, ask: str, body: Any) -> None:
    answer = app.test_client().post(ask, json=body)
    assert answer.status_code in (400, 422)


@pytest.mark.parametrize("field", ["question", "name", "form_id", "csrf_token", "language"])
def test_a_question_that_is_a_file_is_refused(app: Flask, ask: str, field: str) -> None:
    answer = app.test_client().post(ask, data={field: file()}, content_type="multipart/form-data")
    assert answer.status_code in (400, 422)


@pytest.mark.parametrize(
    ("path", "field"),
    [("/users/sign-in", "email"), ("/users/sign-in", "password"), ("/booths/", "code"), ("/showrooms/partner/", "code"),
     ("/applications/apply", "code"), ("/applications/apply", "form_id")],
)  # fmt: skip
def test_the_doors_take_no_file_for_text(app: Flask, path: str, field: str) -> None:
    door = app.test_client()
    sent = {"csrf_token": csrf_token(door, path), field: file()}
    answer = door.post(path, data=sent, content_type="multipart/form-data")
    assert answer.status_code in (400, 401, 422)
