"""While the lock is held for a minute, a write of every part of the product is refused as busy after one wait."""

import sqlite3
from contextlib import closing, suppress
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, text

from crm.core.database import db
from crm.core.permissions import Role
from tests.cast import csrf_token, sign_in

pytestmark = pytest.mark.once
REFUSED_AT_ONCE = (400, 401, 403, 404, 409, 422)


def writes(app: Flask) -> dict[str, str]:
    """{blueprint: address} of one write of each blueprint that has any: one with most numbers in its address."""
    found: dict[str, str] = {}
    adapter = app.url_map.bind("localhost")
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (-len(rule.arguments), rule.rule)):
        name = rule.endpoint.partition(".")[0]
        if "POST" not in (rule.methods or ()) or "." not in rule.endpoint or name in found:
            continue
        numbers: dict[str, Any] = dict.fromkeys(rule.arguments, 1)
        with suppress(ValueError):  # an address with a word of a list in it: there is another one
            found[name] = adapter.build(rule.endpoint, numbers, method="POST")
    return found


def test_every_blueprint_says_that_it_is_busy_and_waits_once(app: Flask, client: FlaskClient) -> None:
    app.config["PROPAGATE"] = False
    sign_in(client, Role.ADMIN)
    token, waits = csrf_token(client, "/tasks/new"), list[str]()
    asked = writes(app)
    assert len(asked) > 40
    with app.app_context():
        db.session.execute(text("PRAGMA busy_timeout = 10"))  # instead of the ten seconds that one waits
        path = db.engine.url.database or ""
        event.listen(db.engine, "handle_error", lambda _context: waits.append("in vain"))
        db.session.rollback()
    amiss = {}
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        for name, address in asked.items():
            waits.clear()
            answer = client.post(address, data={"csrf_token": token}, headers={"Accept-Language": "en"})
            told = (answer.status_code, answer.headers.get("Retry-After"), len(waits))
            # What is refused before anything is asked of the database takes no lock at all.
            if told != (503, "5", 1) and not (len(waits) == 0 and answer.status_code in REFUSED_AT_ONCE):
                amiss[f"{name} {address}"] = told
    assert amiss == {}
