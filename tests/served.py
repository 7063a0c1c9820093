"""A data folder from which the product can be started as a process of its own."""

from pathlib import Path

from flask import Flask
from flask_migrate import stamp

from crm.factory import create_app
from tests.conftest import let_go, settings_for
from tests.databases import SqliteFiles


def prepare(instance: Path, databases: SqliteFiles) -> Flask:
    """Put a database of today's schema into the folder, as `flask db upgrade` leaves it; gives its application."""
    instance.mkdir()
    app = create_app(settings_for(instance, databases.make(instance)))
    with app.app_context():
        stamp()
    let_go(app)
    return app
