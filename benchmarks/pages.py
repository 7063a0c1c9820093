"""Processor time, statements, calls and bytes of the main pages over the sample, and the time of a briefing pack.

`.venv/bin/python -m benchmarks.pages` measures these, `… -m benchmarks.pages /negotiations/22 /leads/` the pages that
are named. `floors` is the least time as a multiple of the least floor of 50 rows in the same process; `calls` are those
of Python's functions, which a busy machine does not change.
"""

import cProfile
import os
import pstats
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from benchmarks import floors
from benchmarks.fresh import cost
from crm.config import Settings
from crm.core.database import db, writing
from crm.factory import create_app
from crm.sample import commands as sample
from crm.users.rules import SAMPLE_PASSWORD
from crm.web.migrating import bring_up
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
    "/leads/?activity=16",
    "/partners/",
    "/showrooms/1",
    "/showrooms/settlements/12",
    "/initiatives/3",
    "/agreements/",
    "/insights/",
    "/insights/pipeline",
)


def main() -> None:
    """Print one line a page."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["FLOOR_DATABASE"] = str(Path(folder, "floor.sqlite"))
        floors.make(os.environ["FLOOR_DATABASE"])
        low = floors.application().test_client()
        app = sample_app(Path(folder))
        client = app.test_client()
        token = csrf_token(client, "/users/sign-in")
        client.post(
            "/users/sign-in",
            data={"email": "kobayashi@example.jp", "password": SAMPLE_PASSWORD, "csrf_token": token},
        )
        floor = min(cost(low, "/rows") for _ in range(ROUNDS))
        print(f"{'page':<34}{'ms':>7}{'floors':>8}{'queries':>9}{'calls':>9}{'kB':>7}   (floor {floor:.2f} ms)")
        for path in sys.argv[1:] or PAGES:
            print(measure(app, client, path, floor))
        if not sys.argv[1:]:
            print(f"\nbriefing pack of mission 16, warm: {pack_seconds(app):.1f} s")


def sample_app(folder: Path) -> Flask:
    """The product on a fresh SQLite file with the sample in it."""
    app = create_app(Settings(instance=folder, database_url=f"sqlite:///{folder / 'b.sqlite'}", secret_key="b" * 40))
    with app.app_context():
        bring_up(app)
        with writing():
            sample.fill()
            db.session.commit()
    return app


def measure(app: Flask, client: FlaskClient, path: str, floor: float) -> str:
    """One line about `path`."""
    client.get(path)  # the first request compiles templates
    least = min(cost(client, path) for _ in range(ROUNDS))
    with counted(app) as queries:
        answer = client.get(path)
    with cProfile.Profile() as profile:
        client.get(path)
    calls = sum(row[1] for row in pstats.Stats(profile).stats.values())  # type: ignore[attr-defined]  # not in its stub
    sizes = f"{len(queries):>9}{calls:>9}{len(answer.data) / 1000:>7.0f}"
    return f"{path:<34}{least:>7.1f}{least / floor:>8.1f}{sizes}"


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    """The statements sent to the database meanwhile."""
    sent: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith("BEGIN"):
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
