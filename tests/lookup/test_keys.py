"""The keys of names that the database keeps beside people and organisations, row by row."""

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.orm import Session, scoped_session

from crm.contacts.models import Organisation, Person
from crm.core import clock
from crm.core.database import Base, db, writing
from crm.lookup import models, queries
from tests.contacts import book

pytestmark = pytest.mark.both

MODELS = (Person, Organisation)


def kept(table: str) -> set[tuple[str, int]]:
    return {tuple(row) for row in db.session.execute(text(f"SELECT key, record_id FROM {models.KEYS[table]}"))}  # noqa: S608  # tables of ours


def told(table: str) -> set[tuple[str, int]]:
    """What the rows themselves say."""
    rows = db.session.execute(text(f"SELECT id, search_key FROM {table}"))  # noqa: S608  # tables of ours
    return {(key[: models.LONGEST_KEY], id) for id, keys in rows for key in keys.split(" ") if key}


@pytest.mark.parametrize("model", MODELS)
def test_they_are_those_of_every_record_of_the_sample(sampled: Flask, model: type[Base]) -> None:
    with sampled.app_context():
        found = kept(model.__tablename__)
        assert len(found) > 50
        assert found == told(model.__tablename__)


#: No sign of these ever stands in a folded key, but a way that parts texts must not stumble over them.
KEYS = st.lists(st.text(alphabet="ab延边あ한\"'\\,[]{}|/%_é\u2028 ", max_size=250), max_size=3).map(" ".join)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["make", "change", "take"]), KEYS), max_size=6))
def test_they_follow_whatever_is_written(session: scoped_session[Session], acts: list[tuple[str, str]]) -> None:
    table = Base.metadata.tables["people"]
    now = clock.now()
    stranger = {"primary_language": "ja", "version": 1, "created_at": now, "updated_at": now}
    with writing():
        for act, keys in acts:
            if act == "make":
                session.execute(insert(table).values(stranger | {"search_key": keys}))
            elif act == "change":
                session.execute(update(table).values(search_key=keys))
            else:
                last = select(table.c.id).order_by(table.c.id.desc()).limit(1).scalar_subquery()
                session.execute(delete(table).where(table.c.id == last))
        assert kept("people") == told("people")
        session.rollback()


def test_whoever_bears_one_of_some_keys_is_found_as_a_whole(session: scoped_session[Session]) -> None:
    with writing():
        aoki = book.person("青木花子", "ja", forms=[("latin_passport", "en", "Aoki Hanako")])
        book.person("青木花", "ja")
        session.commit()
    assert list(session.scalars(queries.bearing("people", ["aokihanako", "nobody"]))) == [aoki.id]
    assert list(session.scalars(queries.bearing("people", ["花子青木"]))) == []
    assert list(session.scalars(queries.bearing("people", []))) == []


def test_the_command_that_renews_keys_mends_rows_that_were_lost(app: Flask) -> None:
    with app.app_context(), writing():
        book.person("青木花子", "ja")
        book.organisation("延吉大洋食品")
        for table in models.KEYS.values():
            db.session.execute(text(f"DELETE FROM {table}"))  # noqa: S608  # tables of ours
        db.session.commit()
    told_so = app.test_cli_runner().invoke(args=["contacts", "renew-keys"])
    assert told_so.exit_code == 0, told_so.output
    with app.app_context():
        for model in MODELS:
            assert kept(model.__tablename__) == told(model.__tablename__) != set()
