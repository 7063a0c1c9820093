"""`flask files …`: keep the folder of files in step with the database."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from crm.files import services

group = AppGroup("files", help="Stored files.")


@group.command("tidy")
def tidy() -> None:
    """Delete bytes that no record names (left by interrupted work), once they are a day old."""
    number = services.tidy(Path(current_app.config["INSTANCE"]))
    click.echo(f"{number} files deleted.")
