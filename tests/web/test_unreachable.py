"""While the database does not answer, everybody is told so, and nobody is taken for a stranger."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from crm.core import reading
from crm.factory import create_app
from tests import cast
from tests.conftest import settings_for


@pytest.mark.parametrize("known", [False, True], ids=["a stranger", "somebody signed in"])
@pytest.mark.parametrize(("method", "path"), [("GET", "/users/sign-in"), ("POST", "/meetings/new"), ("GET", "/tasks/")])
def test_a_database_that_is_away_is_said_to_be_busy(tmp_path: Path, known: bool, method: str, path: str) -> None:
    url = f"postgresql+psycopg://postgres@/nothing?host={tmp_path}"
    client = create_app(settings_for(tmp_path, url, testing=False)).test_client()
    if known:
        client.set_cookie("session", "a token")
    answer = client.open(path, method=method, headers={"Accept-Language": "ja"})
    if path == "/tasks/" and not known:
        assert answer.status_code == 302  # to the sign-in, which says so
        return
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "データベース" in answer.text
    assert "Set-Cookie" not in answer.headers


def test_a_database_that_goes_away_during_a_request_takes_nobody_out(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast.sign_in(client)
    asked = reading.rows

    def gone(statement: Any, **values: Any) -> Any:
        if "login_sessions" in str(statement):
            return asked(statement, **values)
        raise OperationalError("", {}, Exception("server closed the connection"))

    with monkeypatch.context() as broken:
        broken.setattr(reading, "rows", gone)
        answer = client.get("/contacts/people")
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert client.get("/contacts/people").status_code == 200
