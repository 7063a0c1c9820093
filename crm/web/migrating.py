"""Flask-Migrate, loaded when somebody migrates: with Alembic it takes 12 MB and 0.2 s, which no server needs."""

from pathlib import Path
from types import ModuleType
from typing import Any, Final

import click
from flask import Flask
from sqlalchemy import Connection, inspect, text

from crm.core.database import Base, db, writing

#: The advisory lock of PostgreSQL: two servers that start must not migrate at once.
LOCK: Final = 7_412


def tool(app: Flask) -> ModuleType:
    """The module `flask_migrate`, told where the steps of this application stand."""
    import flask_migrate

    module: ModuleType = flask_migrate
    if "migrate" not in app.extensions:
        folder = Path(app.root_path, "migrations")
        flask_migrate.Migrate(app, db, directory=str(folder), render_as_batch=True, compare_type=True)
    return module


def bring_up(app: Flask) -> None:
    """Bring the database to today's schema. An empty one gets it at once: to go through all steps takes ten times as
    long, and leads to the same (tests/house/test_migrations.py)."""
    migrate = tool(app)
    with writing(), db.engine.begin() as connection:
        hold(connection)
        if is_new := not inspect(connection).get_table_names():
            _make(app, connection)
    if not is_new:
        migrate.upgrade()


def hold(connection: Connection) -> None:
    """Wait until nobody else migrates; held until the transaction ends."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL lock_timeout = 0"))  # however long another one migrates
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})


def _make(app: Flask, connection: Connection) -> None:
    from alembic.migration import MigrationContext
    from alembic.script import ScriptDirectory

    Base.metadata.create_all(connection)
    steps = ScriptDirectory(app.extensions["migrate"].directory)
    MigrationContext.configure(connection).stamp(steps, "heads")


class Migrations(click.Command):
    """`flask db`, which is the command of Flask-Migrate once somebody asks for it."""

    def __init__(self, app: Flask) -> None:
        super().__init__("db", short_help="Perform database migrations.")
        self.app = app

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        tool(self.app)
        from flask_migrate.cli import db as command

        context: click.Context = command.make_context(*args, **kwargs)
        return context
