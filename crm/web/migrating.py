"""Flask-Migrate, loaded when somebody migrates: with Alembic it takes 12 MB and 0.2 s, which no server needs."""

from pathlib import Path
from types import ModuleType
from typing import Any

import click
from flask import Flask

from crm.core.database import db


def tool(app: Flask) -> ModuleType:
    """The module `flask_migrate`, told where the steps of this application stand."""
    import flask_migrate

    module: ModuleType = flask_migrate
    if "migrate" not in app.extensions:
        folder = Path(app.root_path, "migrations")
        flask_migrate.Migrate(app, db, directory=str(folder), render_as_batch=True, compare_type=True)
    return module


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
