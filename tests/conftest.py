"""What every test may ask for: an application on a fresh database, a client, a command runner, a session."""

import contextvars
import fcntl
import gc
import io
import math
import os
import shutil
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, Self

import hypothesis
import pytest
from flask import Flask, has_app_context
from flask.testing import FlaskClient, FlaskCliRunner
from flask_sqlalchemy.session import Session
from jinja2 import FileSystemBytecodeCache
from markupsafe import Markup
from psycopg._preparing import PrepareManager
from pypdf import PdfWriter
from sqlalchemy import event
from sqlalchemy.orm import scoped_session
from sqlalchemy.pool import QueuePool
from werkzeug.test import TestResponse

from crm.audit.services import acts
from crm.config import Settings
from crm.core import keys
from crm.core.database import database_kind, db
from crm.factory import create_app
from crm.pdf.order import RenderOrder
from crm.pdf.render import Progress, in_a_child
from crm.search import services as search
from crm.web import health, locale
from tests.databases import OFFICE, Databases, PostgresqlDatabases, SqliteFiles
from tests.days import clock_of
from tests.postgresql import running_server
from tests.sample import loads
from tests.second_run import asks_a_database, is_asked_again, may_ask_again
from tests.settled import settle_at_commits
from tools import browser_files

#: Shared by all workers and runs: a template is compiled once, until it changes.
COMPILED_TEMPLATES = Path(__file__).parent.parent / ".pytest_cache" / "strict-templates"
SECRET_KEY = "a secret that only tests know, long enough"
#: Folders whose tests find nothing by words, but those marked `searched`: they do without the search index, which costs
#: a sixth of their time.
UNSEARCHED = {
    "activities", "agreements", "audit", "counterparts", "documents", "fields", "home", "initiatives", "insights",
    "leads", "meetings", "missions", "negotiations", "partners", "places", "products", "rivals", "tags", "tasks",
    "users", "watches", "web",
}  # fmt: skip
#: Folders whose tests read what is printed.
PRINTING = {"checklists", "documents", "handouts", "letters", "travel", "visas", "wordings"}
#: Folders and files of a minute and more.
LONG = {"journeys", "test_every_page.py"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        choices=("sqlite", "postgresql"),
        default="sqlite",
        help="the database that the tests run on (default: sqlite)",
    )
    parser.addoption("--screenshots", metavar="FOLDER", help="keep the pictures that the journeys take")
    parser.addoption("--today", type=date.fromisoformat, help="the day on which tests run, where they need no browser")
    every = "open each page as each role in each language, and try each property with 100 examples (a long time)"
    parser.addoption("--every", action="store_true", help=every)


def pytest_configure(config: pytest.Config) -> None:
    """What a property holds for was tried at length in the first run; the second sees whether PostgreSQL agrees."""
    if not hasattr(config, "workerinput"):
        browser_files.ensure()  # fetched where the lock names others by now; stale style sheets once hid two faults
    # No deadline: a test that fails on a slow machine tells of the machine.
    examples = 100 if config.getoption("--every") else 40
    hypothesis.settings.register_profile("musubi", deadline=None, max_examples=examples)
    hypothesis.settings.register_profile("second", deadline=None, max_examples=7)
    hypothesis.settings.load_profile("second" if config.getoption("--database") == "postgresql" else "musubi")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """The second run imports only the files that it takes tests from."""
    if _is_second_run(config) and collection_path.match("test_*.py") and not may_ask_again(collection_path):
        return True
    return None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The second run, on PostgreSQL, leaves out what was seen in the first.

    What takes long begins: whoever begins it last is waited for, while the other core has nothing to do.
    """
    if _is_second_run(config):
        wanted = [item for item in items if is_asked_again(item)]
    elif config.getoption("--database") == "postgresql":
        wanted = [item for item in items if asks_a_database(item)]
    else:
        wanted = [item for item in items if item.get_closest_marker("postgresql") is None]
    config.hook.pytest_deselected(items=list(set(items) - set(wanted)))
    items[:] = sorted(wanted, key=lambda item: LONG.isdisjoint(item.path.parts))


def pytest_collection_finish(session: pytest.Session) -> None:
    """What is loaded by now stays. Looking for garbage in it, over and over, took a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    gc.enable()


def _is_second_run(config: pytest.Config) -> bool:
    """All that is to be asked again on PostgreSQL. Of files that are named, all tests run."""
    named = config.args_source is pytest.Config.ArgsSource.ARGS
    return config.getoption("--database") == "postgresql" and not named


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """Every test finds the secret of all tests, also after one that used another."""
    keys.configure(SECRET_KEY)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    with clock_of(item):
        return (yield)


class Client(FlaskClient):
    """A client whose requests do not see the test's own application context.

    Flask reuses a pushed context for a request, and with it `g` and the database session: the second request
    of a test would still be signed in as the first one's user. What a request saved is read anew afterwards.
    """

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        if has_app_context() and (db.session.new or db.session.dirty or db.session.deleted):
            raise RuntimeError("the test has unsaved rows: commit them before the request")
        response = contextvars.Context().run(super().open, *args, **kwargs)
        response.request.input_stream.close()  # a large form lies in a file, which Werkzeug's own client leaves open
        if has_app_context():
            db.session.rollback()
            db.session.expire_all()
        return response


class Runner(FlaskCliRunner):
    """Runs a command as a shell would: outside the test's own application context."""

    def invoke(self, *args: Any, **kwargs: Any) -> Any:
        result = contextvars.Context().run(super().invoke, *args, **kwargs)
        if has_app_context():
            db.session.rollback()
            db.session.expire_all()
        return result


def settings_for(folder: Path, database_url: str, **changes: Any) -> Settings:
    """Settings of a test application whose data folder is `folder`."""
    values: dict[str, Any] = {
        "instance": folder,
        "database_url": database_url,
        "secret_key": SECRET_KEY,
        "testing": True,
    }
    return Settings(**(values | changes))


@pytest.fixture(scope="session")
def databases(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """Gives out databases that carry the schema, on the server named by --database."""
    folder = tmp_path_factory.mktemp("schema")

    def create_schema(url: str) -> None:
        app = create_app(settings_for(folder, url))
        with app.app_context():
            db.create_all()
            with db.engine.begin() as connection:
                connection.exec_driver_sql(OFFICE)
            db.engine.dispose()

    if request.config.getoption("--database") == "sqlite":
        yield SqliteFiles.build(folder, create_schema)
        return
    with running_server() as server:
        made = PostgresqlDatabases.build(server, create_schema)
        yield made
        made.close()


@pytest.fixture(scope="session")
def product(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application, made once: its routes take longer to compile than most tests take to run."""
    product = _made(settings_for(tmp_path_factory.mktemp("instance"), databases.url))
    yield product
    with product.app_context():
        db.engine.dispose()


@pytest.fixture(scope="session")
def sample_in(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Path], Flask]]:
    """Makes an application in a folder, on a database of its own that `flask sample load` filled.

    Loading takes its time: the first worker that wants a sample loads it, the others copy what it left.
    """
    made: list[Flask] = []

    def make(folder: Path) -> Flask:
        url = databases.make(folder)
        with _first_of_the_workers(tmp_path_factory) as first:
            if first.exists():
                shutil.copytree(first, folder, dirs_exist_ok=True)
            app = _made(settings_for(folder, url))
            made.append(app)
            if not first.exists():
                result = app.test_cli_runner().invoke(args=["sample", "load"])
                assert result.exit_code == 0, result.output
                with app.app_context():
                    loads.leave(database_kind())
                    db.session.remove()
                    db.engine.dispose()  # the last connection to go writes everything into the file
                if isinstance(databases, SqliteFiles):
                    shutil.copytree(folder, first)
        return app

    yield make
    for app in made:
        let_go(app)


def let_go(app: Flask) -> None:
    """Close the connections of an application that nobody asks any more: Python 3.13 demands it of who opened them."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="session")
def sampled(
    sample_in: Callable[[Path], Flask], databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """An application that holds the sample: for tests that read."""
    app = sample_in(tmp_path_factory.mktemp("sample"))
    yield app
    let_go(app)
    databases.drop(app.extensions["settings"].database_url)


@contextmanager
def _first_of_the_workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where the first worker leaves the folder with the sample. Meanwhile the others wait."""
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    with (shared / "sample.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield shared / "sample-of-all"


def _made(settings: Settings) -> Flask:
    """The product with the clients of tests."""
    COMPILED_TEMPLATES.mkdir(parents=True, exist_ok=True)
    app = create_app(settings)
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(COMPILED_TEMPLATES))
    app.jinja_env.finalize = _no_list
    with app.app_context():
        if database_kind() == "sqlite":
            event.listen(db.engine, "connect", _without_waiting_for_the_disk)
        else:
            event.listen(db.engine, "checkout", _without_forgetting)
    app.test_client_class = Client
    app.test_cli_runner_class = Runner
    settle_at_commits()
    health._STARTED = math.inf  # nobody misses the worker of a server that has always just started
    return app


def _no_list(value: Any) -> Any:
    """What a template prints. A list would be printed as a programmer writes it: ['秋田酒造']."""
    if isinstance(value, (list, tuple, dict, set, frozenset)):
        raise TypeError(f"a template prints {value!r}")
    return value


class _Sentence(Markup):
    """A sentence of a page or paper, into which no list is put."""

    def __mod__(self, values: Any) -> Self:
        for value in values.values():
            _no_list(value)
        return super().__mod__(values)


#: Where pages get their sentences from (crm/web/locale.py).
setattr(locale, "Markup", _Sentence)  # noqa: B010  # a class, which mypy lets nobody replace


def _without_waiting_for_the_disk(connection: Any, _record: Any) -> None:
    """The rows of a test are thrown away. What a crash leaves is tried on processes of their own."""
    connection.execute("PRAGMA synchronous=OFF")


class _Remembering(PrepareManager):
    """psycopg forgets what it has prepared at each rollback, in case a table was dropped; tests roll back all the time,
    and drop none. To plan everything anew took an eighth of the run."""

    def clear(self) -> bool:
        return False


def _without_forgetting(connection: Any, _record: Any, _proxy: Any) -> None:
    if not isinstance(connection._prepared, _Remembering):
        remembering = _Remembering()
        remembering.prepared_max = connection.prepared_max
        connection._prepared = remembering


@pytest.fixture
def app(
    product: Flask, databases: Databases, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Flask]:
    """The application on an empty database and an empty data folder; what a test sets in it is set back."""
    databases.fill()
    if request.path.parent.name in UNSEARCHED and "searched" not in request.keywords:
        others = [listener for listener in acts._listeners if listener is not search.index]
        monkeypatch.setattr(acts, "_listeners", others)
    config, extensions = dict(product.config), dict(product.extensions)
    yield product
    product.config.clear()
    product.config.update(config)
    product.extensions.clear()
    product.extensions.update(extensions)
    with product.app_context():
        db.session.remove()
    databases.clear()
    if databases.url.startswith("sqlite"):
        with product.app_context():
            pool = db.engine.pool
            assert isinstance(pool, QueuePool)
            assert pool.checkedout() == 0, "somebody still holds a connection"
            db.engine.dispose()  # last: what is written to a file that is gone is written nowhere, in no time
    instance: Path = product.extensions["settings"].instance
    shutil.rmtree(instance)
    instance.mkdir()


@pytest.fixture(scope="session")
def blank_page() -> bytes:
    """A PDF of one page with nothing on it."""
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    page = io.BytesIO()
    writer.write(page)
    return page.getvalue()


#: {what was to be set: the PDF}
_papers: dict[tuple[object, ...], bytes] = {}


@pytest.fixture(autouse=True)
def _blank_paper(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, blank_page: bytes) -> None:
    """Setting a page takes longer than all else that a test does: only those that look at it have it set."""
    if "printed" not in request.keywords and "journey" not in request.keywords:
        monkeypatch.setattr("crm.pdf.render.in_a_child", lambda *_order: blank_page)
    elif request.path.parent.name in PRINTING:
        monkeypatch.setattr("crm.pdf.render.in_a_child", _set_once)


def _set_once(order: RenderOrder, progress: Progress | None) -> bytes:
    """Tests that read the same paper have it set once."""
    key = (order.html, order.css, order.tighter, *sorted(order.assets.items()))
    if key not in _papers:
        _papers[key] = in_a_child(order, progress)
    return _papers[key]


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser that nobody has signed in with."""
    return app.test_client()


@pytest.fixture
def runner(app: Flask) -> FlaskCliRunner:
    """Runs `flask` commands: `runner.invoke(args=["users", "list"])`."""
    return app.test_cli_runner()


@pytest.fixture
def session(app: Flask) -> Iterator[scoped_session[Session]]:
    """The database session, with the application context that it lives in."""
    with app.app_context():
        yield db.session
        db.session.rollback()
