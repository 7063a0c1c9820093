"""Migrating from empty gives the tables of the models, and the newest steps go down and up with rows in them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask, current_app
from sqlalchemy import inspect, text

from crm.core import schema
from crm.core.database import Base, database_kind, db, writing
from crm.core.permissions import Role
from crm.factory import create_app
from crm.lookup.models import is_mapped
from crm.users import services
from crm.web import migrating
from tests.conftest import let_go, settings_for
from tests.databases import Databases

pytestmark = pytest.mark.both


@pytest.fixture
def empty(databases: Databases, tmp_path: Path) -> Iterator[Flask]:
    """An application on a database without tables."""
    url = databases.bare(tmp_path)
    app = create_app(settings_for(tmp_path, url))
    with app.app_context():
        yield app
    let_go(app)
    databases.drop(url)


@pytest.fixture
def filled(sampled: Flask, databases: Databases, tmp_path: Path) -> Iterator[Flask]:
    """An application on a copy of the sample."""
    let_go(sampled)
    url = databases.copy(sampled.extensions["settings"].database_url, tmp_path)
    app = create_app(settings_for(tmp_path, url))
    with app.app_context():
        migrating.tool(current_app).stamp()
        yield app
    let_go(app)
    databases.drop(url)


def test_migrating_from_empty_gives_the_models_and_an_append_only_log_and_twice_the_same(empty: Flask) -> None:
    told = empty.test_cli_runner().invoke(args=["db", "upgrade"])
    assert told.exit_code == 0, told.output
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_name": is_mapped})
        assert compare_metadata(context, Base.metadata) == []
    before = inspect(db.engine).get_table_names()
    migrating.tool(current_app).upgrade()
    assert inspect(db.engine).get_table_names() == before
    with writing():
        services.create(email="a@example.jp", display_name="移行", password="words in a row", role=Role.ADMIN, by=None)
        db.session.commit()
        with pytest.raises(Exception, match="append-only"):
            db.session.execute(text("DELETE FROM audit_entries"))


def test_an_empty_database_gets_at_once_what_all_steps_lead_to(empty: Flask) -> None:
    told = empty.test_cli_runner().invoke(args=["upgrade"])
    assert told.exit_code == 0, told.output
    assert set(schema.current(db.engine)) == set(schema.wanted(Path(empty.root_path) / "migrations"))
    at_once = _guards()
    migrating.tool(empty).downgrade(revision="base")
    assert inspect(db.engine).get_table_names() == ["alembic_version"]
    migrating.tool(empty).upgrade()
    assert _guards() == at_once


#: What guards rows and does not stand in the metadata that Alembic compares: triggers, and what they call.
GUARDS = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type IN ('trigger', 'view')",
    "postgresql": """
        SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
        UNION ALL SELECT proname, pg_get_functiondef(oid) FROM pg_proc
            WHERE pronamespace = 'public'::regnamespace AND prolang <> (SELECT oid FROM pg_language WHERE lanname = 'c')
        UNION ALL SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype IN ('c', 'x')
    """,
}


def _guards() -> dict[str, str]:
    """{name: what it says} of the triggers, checks and exclusions of the database."""
    with db.engine.connect() as connection:
        found = {name: " ".join(said.split()) for name, said in connection.execute(text(GUARDS[database_kind()]))}
    tables = inspect(db.engine)
    for table in tables.get_table_names():
        for check in tables.get_check_constraints(table):
            found[f"{table}.{check['name']}"] = check["sqltext"]
    db.session.remove()
    return found


def test_the_steps_are_known_without_alembic(empty: Flask) -> None:
    folder = Path(empty.root_path) / "migrations"
    steps = ScriptDirectory(str(folder))
    assert set(schema.wanted(folder)) == set(steps.get_heads())
    assert schema.known(folder) == {step.revision for step in steps.walk_revisions()}
    assert schema.current(db.engine) == ()
    migrating.tool(empty).stamp()
    assert set(schema.current(db.engine)) == set(steps.get_heads())


#: So many steps go down and up again with rows in them. The older ones are as they were when they were among these.
NEWEST = 4


def test_the_newest_steps_go_down_and_up_again_with_rows_in_them(filled: Flask) -> None:
    """With the whole sample: what a step adds must suit rows that were there before it."""
    steps = [s.revision for s in ScriptDirectory(str(Path(filled.root_path) / "migrations")).walk_revisions()]
    for step in steps[:NEWEST]:
        before = _rows("participants")
        migrating.tool(current_app).downgrade()
        migrating.tool(current_app).upgrade(revision=step)
        assert _rows("participants") == before > 0
        migrating.tool(current_app).downgrade()


def _rows(table: str) -> int:
    """How many rows a table holds: a table made anew must have taken all of them along, with what hangs on it."""
    with db.engine.connect() as connection:
        number: int = connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()  # noqa: S608  # a name of ours
    return number
