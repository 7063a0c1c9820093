"""Server time, queries and bytes of the main pages over the sample, and the time of a briefing pack.

Run it from the project's folder on a quiet machine: `.venv/bin/python -m benchmarks.pages`.
"""

import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from sqlalchemy import event

from crm.config import Settings
from crm.core.database import db, writing
from crm.factory import create_app
from crm.sample import commands as sample
from crm.users.rules import SAMPLE_PASSWORD
from tests.cast import csrf_token

ROUNDS = 30
PAGES = (
    "/",
    "/contacts/people",
    "/contacts/people?q=延辺",
    "/contacts/organisations",
    "/contacts/organisations/17",
    "/missions/",
    "/missions/16/itinerary",
    "/meetings/",
    "/leads/",
    "/negotiations/",
    "/negotiations/20",
    "/agreements/",
    "/insights/",
    "/insights/pipeline",
)


def main() -> None:
    """Print one line a page: median and 95th percentile in milliseconds, queries, kilobytes."""
    with tempfile.TemporaryDirectory() as folder:
        app = sample_app(Path(folder))
        client = app.test_client()
        token = csrf_token(client, "/users/sign-in")
        client.post(
            "/users/sign-in",
            data={"email": "kobayashi@example.jp", "password": SAMPLE_PASSWORD, "csrf_token": token},
        )
        print(f"{'page':<34}{'median ms':>10}{'p95 ms':>8}{'queries':>9}{'kB':>7}")
        for path in PAGES:
            print(measure(app, client, path))
        print(f"\nbriefing pack of mission 16, warm: {pack_seconds(app):.1f} s")


def sample_app(folder: Path) -> Flask:
    """The product on a fresh SQLite file with the sample in it."""
    app = create_app(Settings(instance=folder, database_url=f"sqlite:///{folder / 'b.sqlite'}", secret_key="b" * 40))
    with app.app_context():
        upgrade()
        with writing():
            sample.fill()
            db.session.commit()
    return app


def measure(app: Flask, client: FlaskClient, path: str) -> str:
    """One line about `path`."""
    client.get(path)  # the first request compiles templates
    times, answer = [], None
    with counted(app) as queries:
        for _ in range(ROUNDS):
            start = time.perf_counter()
            answer = client.get(path)
            times.append((time.perf_counter() - start) * 1000)
    if answer is None or answer.status_code != 200:
        raise RuntimeError(f"{path} answered {answer and answer.status}")
    median, p95 = statistics.median(times), sorted(times)[int(ROUNDS * 0.95)]
    return f"{path:<34}{median:>10.1f}{p95:>8.1f}{len(queries) // ROUNDS:>9}{len(answer.data) / 1000:>7.0f}"


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    """The statements sent to the database meanwhile."""
    sent: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def pack_seconds(app: Flask) -> float:
    """Seconds to collect and set the pack, the second time in a process."""
    seconds = 0.0
    for _ in range(2):
        result = app.test_cli_runner()
        start = time.perf_counter()
        result.invoke(args=["documents", "print", "16", "--kind", "briefing", "--lang", "ja"])
        seconds = time.perf_counter() - start
    return seconds


if __name__ == "__main__":
    main()
