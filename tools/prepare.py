"""Brings the database to today's schema and fills it once; run by ./run before it serves.

All of it goes through the same `flask` commands that a person would type, in one process, since each start
of the application costs about a second.
"""

import argparse
import contextlib
import io
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import click
from flask import Flask
from flask.cli import ScriptInfo
from sqlalchemy import make_url

from crm.config import Settings, SettingsError
from crm.factory import create_app
from tools.steps import ROOT, digest, is_stamped, say, write_stamp


def main(arguments: Sequence[str]) -> int:
    """Answers the exit status; 0 means that the product may be served."""
    parser = argparse.ArgumentParser(prog="./run")
    parser.add_argument("--empty", action="store_true")
    parser.add_argument("--fast", action="store_true")
    options = parser.parse_args(arguments)
    try:
        settings = Settings.from_environment()
        stamp = settings.instance / ".prepared"
        if options.fast and is_stamped(stamp, fingerprint(settings)):
            return 0
        prepare(create_app(settings), empty=options.empty)
        write_stamp(stamp, fingerprint(settings))
    except SettingsError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        print("\nStopped before the first administrator was made; ./run --empty asks again.", file=sys.stderr)
        return 130
    return 0


def fingerprint(settings: Settings) -> str:
    """What the database was last prepared for: these migrations on this database."""
    migrations = digest(*sorted((ROOT / "migrations").glob("versions/*.py")))
    url = make_url(settings.database_url)
    file = Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None
    made = file.stat().st_ino if file is not None and file.exists() else 0  # a deleted file is noticed
    return f"{migrations} {url.render_as_string(hide_password=True)} {made}"


def prepare(app: Flask, *, empty: bool) -> None:
    """Migrate; give a database without people the sample or its first administrator; name the accounts."""
    run_command(app, "db", "upgrade")
    people = json.loads(run_command(app, "users", "list", "--json"))
    if not people and empty:
        print("\nThe database is empty. The first administrator:")
        run_interactive(app, "users", "create", "--role", "admin")
    elif not people:
        say("loading the sample: invented people of two regions, two years of exchange …")
        run_command(app, "sample", "load")
    accounts = run_command(app, "users", "samples").strip()
    if accounts:
        print(f"\n{accounts}", flush=True)


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
