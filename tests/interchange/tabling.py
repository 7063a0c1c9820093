"""How a table of one kind comes in: tried, recorded once, told when it comes again, taken back."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from tests.contacts.pages import filled_form
from tests.interchange.test_tables import number, sent, written


def comes_in_once(
    app: Flask, client: FlaskClient, code: str, language: str, cells: Mapping[str, str], *, model: type[Any],
    listed: str, check: Callable[[], None],
) -> None:  # fmt: skip
    """Send one row in a language; `check` looks at what it became."""
    before = number(app, model)
    path, rows = f"/interchange/tables/{code}", written(app, code, language, **cells)
    tried = sent(client, path, rows, "try")
    assert ("1 row can be recorded" in tried.text, number(app, model)) == (True, before), tried.text
    twice = sent(client, path, [*rows, rows[1]], "try").text
    assert "1 row can be recorded" in twice
    assert "This table has the same in a row above." in twice
    assert "This one is on record already." not in twice
    done = sent(client, path, rows, "record")
    assert (done.status_code, done.location) == (303, listed)
    undo = f"{path}/{before + 1}-{before + 1}/undo"
    assert undo in client.get(listed).text
    with app.app_context():
        check()
    again = sent(client, path, rows, "record").text
    assert ("This one is on record already." in again, number(app, model)) == (True, before + 1)
    token = filled_form(client.get(path).text, "table")["csrf_token"]
    assert client.post(undo, data={"csrf_token": token}).status_code == 303
    assert number(app, model) == before


def refused_with(
    app: Flask, client: FlaskClient, code: str, cells: Mapping[str, str], wrong: Mapping[str, str], model: type[Any]
) -> str:
    """What is told of a row in which some cells are others; nothing of it is recorded."""
    before = number(app, model)
    right = {name: cell for name, cell in cells.items() if name not in wrong}
    heads, row = written(app, code, "en", **right)
    more_heads, _more = written(app, code, "en", **dict.fromkeys(wrong, ""))
    refused = sent(client, f"/interchange/tables/{code}", [heads + more_heads, row + list(wrong.values())], "record")
    assert number(app, model) == before
    told: str = refused.text.partition('id="refused"')[2].partition("</section>")[0]
    return told
