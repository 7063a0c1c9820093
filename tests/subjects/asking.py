"""How the tests of one person use its pages."""

from io import BytesIO
from typing import Any
from zipfile import ZipFile

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from crm.contacts.models import Person
from crm.core.database import db, writing
from crm.merging.services.acts import Choices, merge
from tests.cast import hidden


def post(client: FlaskClient, path: str, page: str, **data: Any) -> TestResponse:
    """Send what a form of `page` sends."""
    shown = client.get(page).get_data(as_text=True)
    return client.post(path, data={name: hidden(shown, name) for name in ("csrf_token", "form_id")} | data)


def handed_out(client: FlaskClient, id: int, language: str = "ja") -> ZipFile:
    """The file about a person."""
    page = f"/subjects/people/{id}"
    answer = post(client, f"{page}/everything", page, language=language)
    assert answer.status_code == 200, answer.text
    return ZipFile(BytesIO(answer.data))


def merged(app: Flask, kept: int, gone: int) -> None:
    """Make one person of two."""
    with app.app_context(), writing():
        merge("people", kept, gone, Choices(), by=None)
        db.session.commit()
        assert db.session.get_one(Person, gone).merged_into_id == kept
