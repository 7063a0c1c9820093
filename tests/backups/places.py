"""An installation to be kept, and empty machines to bring it back to."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask, current_app
from flask.testing import FlaskCliRunner

from crm.activities.kind import ACTIVITY
from crm.config import Backup
from crm.core.database import db, writing
from crm.factory import create_app
from crm.files import services as files
from crm.web import migrating
from tests import cast
from tests.conftest import Runner, let_go, settings_for
from tests.databases import Databases
from tests.missions import voyage
from tests.travel import luggage

PASSPHRASE = "words that open it"
PACK = b"%PDF-1.7 the printed pack"
Command = Callable[..., tuple[int, str]]


@contextmanager
def office(databases: Databases, folder: Path, backups: Path) -> Iterator[Flask]:
    """An office with a mission, a delegate's passport and a printed pack; its archives go to `backups`."""
    folder.mkdir(exist_ok=True)
    with _installed(databases, databases.make(folder), folder, Backup(backups, 14, PASSPHRASE)) as app:
        with app.app_context():
            migrating.tool(current_app).stamp()
            cast.user()
            mission = voyage.mission()
            luggage.told(voyage.delegate(mission))
            with writing():
                files.store(PACK, name="pack.pdf", record=(ACTIVITY, mission.id), instance=folder, by=None)
                db.session.commit()
        yield app


@contextmanager
def machine(databases: Databases, folder: Path, *, secret: str) -> Iterator[Flask]:
    """An empty machine: a database without tables, a secret of its own."""
    folder.mkdir(exist_ok=True)
    with _installed(databases, databases.bare(folder), folder, None, secret=secret) as app:
        yield app


@contextmanager
def _installed(databases: Databases, url: str, folder: Path, backup: Backup | None, **changes: str) -> Iterator[Flask]:
    given = {"secret_key": changes["secret"]} if changes else {}
    app = create_app(settings_for(folder, url, backup=backup, **given))
    app.test_cli_runner_class = Runner
    yield app
    let_go(app)
    databases.drop(url)


def run(app: Flask, *words: str | Path) -> tuple[int, str]:
    """`flask backup …`: its exit status and what it said."""
    runner: FlaskCliRunner = app.test_cli_runner()
    result = runner.invoke(args=["backup", *map(str, words)])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


def backups(app: Flask) -> Path:
    """Where an office's archives go."""
    folder: Path = app.extensions["settings"].backup.folder
    return folder
