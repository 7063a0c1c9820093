"""A paper set while its reader waits: what it is called, and what its reader is told where it cannot be set."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.core.texts import Text
from crm.files import contents
from crm.pdf import fonts
from tests import cast
from tests.missions import voyage


@pytest.mark.once
def test_the_file_is_called_by_a_safe_name(app: Flask) -> None:
    with app.test_request_context():
        answer = contents.paper("<!doctype html><html lang='ja'><title>x</title><p>延吉</p>", "名簿/延吉")
        assert answer.mimetype == "application/pdf"
        assert "/" not in str(answer.headers["Content-Disposition"]).split("filename")[1]
        answer.close()


def test_where_nothing_can_be_printed_the_reader_is_told_why(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        id = voyage.mission().id
    cast.sign_in(client)
    monkeypatch.setattr(
        fonts, "unavailable", lambda: Text("PDF is off: the Python package %(name)s is not installed.", name="x")
    )
    answer = client.get(f"/activities/{id}/approval.pdf")
    assert answer.status_code == 409
    assert "PDF is off" in answer.get_data(as_text=True)
