"""An import of 100,000 people as the worker does it: trial run, import, the same file again, undo.

    python -m benchmarks.imports [ROWS] [--folder FOLDER]

Makes its own database in a temporary folder. Prints for each step rows a second, processor time and memory of this
process and of the one that reads the file, and the longest that one chunk kept other writers waiting.
"""

import argparse
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from flask import Flask

from benchmarks.imports.people import table
from benchmarks.imports.watch import Watch
from crm.config import Settings
from crm.core.database import db, writing
from crm.factory import create_app
from crm.interchange import queries
from crm.interchange.commands import Shell
from crm.interchange.services import batches, trying, undoing
from crm.interchange.services.batches import Assignment
from crm.interchange.services.running import Run
from crm.interchange.services.wishes import ImportWish
from crm.jobs import worker

ROWS = 100_000


class Steps:
    """The steps of the measurement on one database, and how long their chunks took."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._longest = 0.0
        self._watch = Watch()
        self._watch.start()

    def measured(self, label: str, rows: int, work: Callable[[], Any]) -> Any:
        """Do it and print how fast it was and what it took."""
        self._longest = 0.0
        self._watch.begin()
        begun, own = time.perf_counter(), time.process_time()
        result = work()
        took, spent = time.perf_counter() - begun, time.process_time() - own
        peaks, read = self._watch.end()
        chunk = f"   longest chunk {self._longest * 1000:.0f} ms" if self._longest else ""
        print(
            f"{label:<20} {took:7.1f} s {rows / took:7.0f} rows/s   "
            f"processor {spent / rows * 1000:.3f} + reader {read / rows * 1000:.3f} ms/row   "
            f"memory {peaks.own}, reader {peaks.reader}, together {peaks.together // 1024} anonymous{chunk}",
            flush=True,
        )
        return result

    def opened(self, content: bytes) -> Any:
        """An import of the file with its columns assigned."""
        upload = batches.taken(content, name="people.csv", instance=self._folder)
        with writing():
            batch = batches.open_batch(upload, "people", by=None)
            batches.assign(batch, Assignment(batch.targets), by=None)
            db.session.commit()
            db.session.expunge(batch)
        return batch

    def tried(self, batch: Any) -> trying.Trial:
        """The trial run."""
        return trying.tried(batches.drafts_of(batch, self._folder), ImportWish.of(batch), lambda _: None)

    def run(self, batch_id: int) -> None:
        """The import."""
        batch = queries.one(batch_id, user=Shell())
        db.session.expunge(batch)
        run = Run(batch_id, ImportWish.of(batch), by=None)
        for drafts in batches.drafts_of(batch, self._folder):
            self._timed(lambda drafts=drafts: run.write(drafts))  # type: ignore[misc]  # a default binds the chunk

    def undo(self, batch_id: int) -> None:
        """The undo."""
        while self._timed(lambda: undoing.undo_chunk(batch_id, "people", 500, by=None)):
            continue

    def _timed(self, chunk: Callable[[], Any]) -> Any:
        begun = time.perf_counter()
        result = chunk()
        self._longest = max(self._longest, time.perf_counter() - begun)
        return result


def main(arguments: Sequence[str]) -> None:
    """Measure in a folder that is deleted afterwards."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.imports", description=__doc__)
    parser.add_argument("rows", type=int, nargs="?", default=ROWS)
    parser.add_argument(
        "--folder", type=Path, help="where the database is made; the system's folder for such when not given"
    )
    options = parser.parse_args(arguments)
    if options.folder is not None:
        options.folder.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="musubi-import-", dir=options.folder))
    try:
        _measure(options.rows, folder)
    finally:
        shutil.rmtree(folder)


def _measure(count: int, folder: Path) -> None:
    app = _app(folder)
    worker.settle(app)
    steps = Steps(folder)
    with app.app_context():
        content = table(count)
        print(f"{count} rows, {len(content) / 1e6:.1f} MB")
        _all(content, count, steps)
    print(f"database {(folder / 'import.db').stat().st_size / 1e6:.0f} MB")


def _app(folder: Path) -> Flask:
    url = f"sqlite:///{folder / 'import.db'}"
    app = create_app(Settings(instance=folder, database_url=url, secret_key="a secret for a benchmark only"))  # noqa: S106  # none
    with app.app_context():
        db.create_all()
    return app


def _all(content: bytes, count: int, steps: Steps) -> None:
    batch = steps.measured("upload and look", count, lambda: steps.opened(content))
    trial = steps.measured("trial run", count, lambda: steps.tried(batch))
    print("  ", json.dumps(dict(trial.counts)))
    steps.measured("import", count, lambda: steps.run(batch.id))
    print("  ", json.dumps(queries.counts_of(batch.id)))
    again = steps.opened(content)
    steps.measured("the same file again", count, lambda: steps.run(again.id))
    print("  ", json.dumps(queries.counts_of(again.id)))
    steps.measured("undo", count, lambda: steps.undo(batch.id))
    print("  ", json.dumps(queries.undone_of(batch.id)))


if __name__ == "__main__":
    main(sys.argv[1:])
