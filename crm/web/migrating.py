"""Flask-Migrate, loaded when somebody migrates: with Alembic it takes 12 MB and 0.2 s, which no server needs."""

from pathlib import Path
from types import ModuleType

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


class Migrations(click.Group):
    """`flask db`: the commands of Flask-Migrate, which are there once one of them is asked for."""

    def __init__(self, app: Flask) -> None:
        super().__init__("db", help="Perform database migrations.")
        self.app = app

    def list_commands(self, ctx: click.Context) -> list[str]:
        return self._group().list_commands(ctx)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return self._group().get_command(ctx, cmd_name)

    def _group(self) -> click.Group:
        tool(self.app)
        from flask_migrate.cli import db as commands

        group: click.Group = commands
        return group
