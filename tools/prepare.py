"""Brings the database to today's schema and fills it once; run by ./run when tools.prepared finds work to do.

All of it goes through the same `flask` commands that a person would type, in one process, since each start
of the application costs about two seconds.
"""

import argparse
import contextlib
import gc
import io
import json
import sys
from collections.abc import Sequence

import click
from flask import Flask
from flask.cli import ScriptInfo

from crm.config import Settings, SettingsError
from crm.core.database import db, writing
from crm.factory import create_app
from crm.office import queries as offices
from crm.office import services as office_services
from tools.steps import say


def main(arguments: Sequence[str]) -> int:
    """Answers the exit status; 0 means that the product may be served."""
    parser = argparse.ArgumentParser(prog="./run")
    parser.add_argument(
        "--empty", action="store_true", help="no sample data: the first administrator is made in the browser"
    )
    parser.add_argument("--fast", action="store_true", help="do not look for changes of the files")
    options = parser.parse_args(arguments)
    # Filling makes a million objects that stay to the end: to look for garbage among them took a quarter of the time.
    gc.disable()
    try:
        prepare(create_app(Settings.from_environment()), empty=options.empty)
    except SettingsError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        print("\nStopped before the database was ready; ./run goes on from here.", file=sys.stderr)
        return 130
    return 0


def prepare(app: Flask, *, empty: bool) -> None:
    """Migrate; give a database without people the sample, or begin an office of one's own."""
    run_command(app, "upgrade")
    run_command(app, "search", "rebuild", "--if-empty")
    if json.loads(run_command(app, "users", "list", "--json")):
        run_command(app, "places", "load", "--if-empty")  # tables that came with a later version
        run_command(app, "contacts", "enter-office")  # offices that were set up before they stood there
        return
    if empty or is_begun(app):
        run_command(app, "places", "load", "--if-empty")
        begin(app)
    else:
        say("loading the sample: invented people of two regions, two years of exchange …")
        run_command(app, "sample", "load")


def is_begun(app: Flask) -> bool:
    """Whether an office began here without the sample, and nobody has made an account yet."""
    with app.app_context():
        return offices.record() is not None


def begin(app: Flask) -> None:
    """The office of an empty installation, so that a later start knows it; it is filled in the browser."""
    with app.app_context(), writing():
        office_services.begin(by=None)
        db.session.commit()


def run_command(app: Flask, *words: str) -> str:
    """Run one `flask` command and give back what it printed. Raises ClickException as the command does."""
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        run_interactive(app, *words)
    return output.getvalue()


def run_interactive(app: Flask, *words: str) -> None:
    """Run one `flask` command at this terminal."""
    found = ScriptInfo(create_app=lambda: app)  # how a command finds the application that is already there
    app.cli.main(list(words), prog_name="flask", standalone_mode=False, obj=found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
