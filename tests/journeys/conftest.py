"""A real browser on a real server: what the journeys stand on.

Every page that a journey opens is watched. An error on the console, an exception in a script, a breach of the
content security policy, a missing file of the page or an answer of 500 and above fails the journey at its end,
whatever it was about.
"""

import logging
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask, request, request_started
from flask.testing import FlaskCliRunner
from playwright.sync_api import Browser, ConsoleMessage, Page, Response, expect, sync_playwright
from sqlalchemy import text
from werkzeug.serving import make_server

from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.jobs import worker
from crm.users import services as users
from tests import cast
from tests.journeys.network import Network
from tools.system_packages import chromium

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}, "locale": "en-GB"}
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
    "locale": "en-GB",
}
PATIENCE_MS = 60_000  # other tests run beside: a page that is late is no fault
#: What a page is made of: missing it is a fault, where a form that answers 422 is not.
PARTS_OF_A_PAGE = {"stylesheet", "script", "image", "font", "manifest"}
#: What passed is not listed, node by node: that takes axe longer than the looking. Nor is a style sheet read again.
AXE_OPTIONS: dict[str, Any] = {"resultTypes": ["violations"], "preload": False}
#: Chromium reports every 4xx answer, which `_response` judges, and htmx a network that is gone, which the page tells.
TOLD_OTHERWISE = ("Failed to load resource", "htmx: htmx:error: Failed to fetch")
REPORT_POLICY_BREACHES = (
    "document.addEventListener('securitypolicyviolation', breach =>"
    " console.error('policy breach: ' + breach.violatedDirective + ' ' + breach.blockedURI))"
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test in this folder is a journey; no file needs to say so."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.journey)


@pytest.fixture(scope="session")
def started(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the first journey of an empty office keeps the database of the first start for the others."""
    return tmp_path_factory.mktemp("started") / "empty.sqlite"


@pytest.fixture
def empty_office(app: Flask, runner: FlaskCliRunner, started: Path) -> Flask:
    """An office of which nobody has told anything, as the first start leaves it."""
    rows = Path(app.config["SQLALCHEMY_DATABASE_URI"].removeprefix("sqlite:///"))
    if started.exists():
        shutil.copyfile(started, rows)
        return app
    with app.app_context(), writing():
        db.session.execute(text("DELETE FROM office"))
        db.session.commit()
    assert runner.invoke(args=["places", "load", "--if-empty"]).exit_code == 0
    with app.app_context():
        db.engine.dispose()  # the last connection to go writes everything into the file
    shutil.copyfile(rows, started)
    return app


@dataclass
class Watch:
    """Collects what goes wrong behind a page."""

    faults: list[str] = field(default_factory=list)

    def over(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        page.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(TOLD_OTHERWISE):
            self.faults.append(f"console: {message.text}")

    def _response(self, response: Response) -> None:
        missing = response.status >= 400 and response.request.resource_type in PARTS_OF_A_PAGE
        if response.status >= 500 or missing:
            self.faults.append(f"{response.status} {response.request.method} {response.url}")


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """Where the application listens while the test runs, with a worker beside it."""
    with listening(app) as where:
        yield where


@contextmanager
def listening(app: Flask) -> Iterator[str]:
    """Serve the application and do its queue's jobs; gives its address.

    Ends when no answer is under way any more: one that goes on would write into the database of the next test.
    """
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    idle, under_way = threading.Condition(), set()

    def answer(environ: Any, start_response: Any) -> Any:
        with idle:
            under_way.add(id(environ))
        try:
            return app(environ, start_response)
        finally:
            with idle:
                under_way.remove(id(environ))
                idle.notify_all()

    server = make_server("127.0.0.1", 0, answer, threaded=True)
    serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    serving.start()
    with working(app):
        yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    serving.join()
    server.server_close()
    with idle:
        assert idle.wait_for(lambda: not under_way, timeout=30), "an answer takes very long"


@contextmanager
def working(app: Flask) -> Iterator[None]:
    """Do the queue's jobs in a thread, as the worker process does."""
    stop = threading.Event()

    def work() -> None:
        while not stop.wait(0.25):  # a look takes 2 ms of the processor
            worker.run_pending(app)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    yield
    stop.set()
    thread.join()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all journeys of this process."""
    executable = chromium()
    if executable is None:
        pytest.fail("Chromium is missing. On Debian: sudo apt-get install -y chromium-headless-shell")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def asked_for(app: Flask) -> Iterator[set[str | None]]:
    """The endpoints that are asked for while the test runs."""
    seen: set[str | None] = set()

    def note(_app: Flask, **_: Any) -> None:
        seen.add(request.endpoint)

    with request_started.connected_to(note, app):
        yield seen


OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser, address: str) -> Iterator[OpenPage]:
    """Opens watched pages, each in a context (cookies, window) of its own: `open_page(**context options)`."""
    with windows(browser, address) as open_one:
        yield open_one


@contextmanager
def windows(browser: Browser, address: str) -> Iterator[OpenPage]:
    """What opens pages of the application at `address`; at the end nothing may have gone wrong in any of them."""
    watch, contexts = Watch(), []

    def open_one(**options: Any) -> Page:
        context = browser.new_context(base_url=address, **(DESKTOP | options))
        context.set_default_timeout(PATIENCE_MS)
        if options.get("java_script_enabled", True):
            context.add_init_script(REPORT_POLICY_BREACHES)
        contexts.append(context)
        context.on("page", watch.over)
        return context.new_page()

    expect.set_options(timeout=PATIENCE_MS)
    yield open_one
    for context in contexts:
        context.close()
    assert watch.faults == []


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """A desktop window."""
    return open_page()


@pytest.fixture
def phone(open_page: OpenPage) -> Page:
    """A telephone, 390 pixels wide, touched instead of clicked."""
    return open_page(**PHONE)


@pytest.fixture
def dark(open_page: OpenPage) -> Page:
    """A desktop window of someone who prefers dark pages."""
    return open_page(color_scheme="dark")


@pytest.fixture
def plain(open_page: OpenPage) -> Page:
    """A window that runs no script."""
    return open_page(java_script_enabled=False)


def reader(role: Role, language: str) -> str:
    """The address of the cast's member of `role`, who reads this language from now on."""
    with writing():
        found = cast.user(role, language=language)
        if found.language != language:
            name, zone = found.display_name, found.timezone
            users.change_profile(found, display_name=name, language=language, timezone=zone, by=found)
            db.session.commit()
    return found.email


@pytest.fixture
def enter(app: Flask) -> Callable[..., None]:
    """Signs a page in as a member of the cast: `enter(page, Role.COORDINATOR, language="ja")`."""

    def enter_as(page: Page, role: Role = Role.COORDINATOR, *, language: str = "en") -> None:
        with app.app_context():
            email = reader(role, language)
        page.goto("/users/sign-in")
        page.locator("input[name=email]").fill(email)
        page.locator("input[name=password]").fill(cast.PASSWORD)
        page.locator("input[name=password]").press("Enter")
        page.wait_for_url(lambda url: "/users/sign-in" not in url)

    return enter_as


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], None]:
    """Asserts that axe finds nothing wrong on the page as it stands."""
    engine = Axe()

    def find_nothing(page: Page) -> None:
        violations = engine.run(page, options=AXE_OPTIONS).response["violations"]
        assert violations == [], "\n".join(
            f"{page.url} {violation['id']}: {violation['help']}: {node['target']}"
            for violation in violations
            for node in violation["nodes"]
        )

    return find_nothing


@pytest.fixture(scope="session")
def picture(request: pytest.FixtureRequest) -> Callable[..., None]:
    """Keeps a screenshot when pytest is called with --screenshots FOLDER: `picture(page, "mission")`."""
    folder: str | None = request.config.getoption("--screenshots")

    def keep(page: Page, name: str, *, full_page: bool = False) -> None:
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=Path(folder) / f"{name}.png", full_page=full_page)

    return keep


@pytest.fixture
def network(app: Flask) -> Iterator[Network]:
    inner = app.wsgi_app
    network = Network(inner)
    app.wsgi_app = network  # type: ignore[method-assign]  # as Flask says to
    yield network
    app.wsgi_app = inner  # type: ignore[method-assign]  # as Flask says to
