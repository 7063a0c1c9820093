"""How many statements a page sends."""

from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from crm.core.database import db


def questions(app: Flask, client: FlaskClient, path: str) -> int:
    """The number of statements that the page at `path`, which must be there, sends to the database."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        assert client.get(path).status_code == 200
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(seen)
