"""Scenes that are put back hold just what was built, and nothing that was written since is lost."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.orm import Session, scoped_session

from crm.contacts.models import OrganisationName
from crm.core.database import db, writing
from tests.cast import sign_in
from tests.contacts import book
from tests.kept import kept

pytestmark = pytest.mark.once

#: The firms that were built and not put back, over all tests here.
_built: list[str] = []


@kept
def _firm(name: str) -> int:
    _built.append(name)
    return book.organisation(name).id


def _names() -> list[str]:
    return list(db.session.scalars(select(OrganisationName.text).order_by(OrganisationName.organisation_id)))


@pytest.mark.parametrize("time", [1, 2, 3])
def test_a_scene_is_put_back_upon_the_one_before_with_whoever_signed_in(
    app: Flask, client: FlaskClient, time: int
) -> None:
    """The first test of a process finds its database open, and keeps nothing."""
    sign_in(client)
    with app.app_context():
        assert [_firm("甲商事"), _firm("乙物産")] == [1, 2]
        assert _names() == ["甲商事", "乙物産"]
    assert time < 3 or _built.count("乙物産") < time
    assert client.get("/tasks/").status_code == 200


@pytest.mark.usefixtures("session")
@pytest.mark.parametrize("time", ["first", "second"])
def test_a_scene_is_built_anew_once_something_was_written(time: str) -> None:
    _firm("丙商会")
    with writing():
        db.session.execute(
            text("INSERT INTO throttles (key, failures, updated_at) VALUES (:key, 1, '2026-01-01')"), {"key": time}
        )
        db.session.commit()
    before = _built.count("丁商店")
    _firm("丁商店")
    assert _built.count("丁商店") == before + 1
    assert _names() == ["丙商会", "丁商店"]
    assert db.session.scalar(text("SELECT key FROM throttles")) == time


@pytest.mark.parametrize("time", ["first", "second"])
def test_no_scene_is_put_back_inside_of_a_transaction(session: scoped_session[Session], time: str) -> None:
    _firm("戊商会")
    with writing():
        session.execute(text("INSERT INTO throttles (key, failures, updated_at) VALUES ('己', 1, '2026-01-01')"))
        _firm("庚商店")
        session.commit()
    assert session.scalar(text("SELECT key FROM throttles")) == "己", time
