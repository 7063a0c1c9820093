"""The product at the sizes S and L beside two floors that are served the same way (see docs/benchmarks.md).

`.venv/bin/python -m benchmarks.scale --size S L` makes the data once and keeps it in a folder; then it measures.
"""

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks import floors, report, subjects, world
from benchmarks.browser import Browser
from benchmarks.load import Target, measure
from benchmarks.serve import free_port, gunicorn
from benchmarks.world import SIZES, Size
from tests.postgresql import LASTING, running_server

DATABASES = ("sqlite", "postgresql")


def main(arguments: Sequence[str]) -> int:
    """Print a table a size and number of clients; 1 when a target is missed."""
    options = _options(arguments)
    options.folder.mkdir(parents=True, exist_ok=True)
    results: dict[str, Any] = {}
    for name in options.size:
        with _served_database(options.database, options.folder, SIZES[name]) as (instance, url):
            results[name] = _run(instance, url, SIZES[name], options)
    found = report.judged(results, options.database)
    print(json.dumps(found, ensure_ascii=False, indent=1) if options.json else report.table(found))
    return 0 if found["missed"] == [] else 1


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    parser.add_argument("--size", nargs="+", choices=list(SIZES), default=["S", "L"])
    parser.add_argument("--database", choices=DATABASES, default="sqlite")
    parser.add_argument("--workers", type=int, default=2, help="gunicorn workers, of the product and of the floors")
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 8])
    parser.add_argument("--rounds", type=int, default=12, help="turns that each page gets")
    parser.add_argument("--each", type=int, default=10, help="requests of each client in a turn")
    parser.add_argument("--only", nargs="+", default=[], help="measure only pages whose name has one of these words")
    parser.add_argument("--json", action="store_true", help="machine-readable")
    parser.add_argument(
        "--folder",
        type=Path,
        default=Path(tempfile.gettempdir()) / "musubi-benchmarks",
        help="where the made databases are kept",
    )
    return parser.parse_args(arguments)


@contextmanager
def _served_database(kind: str, folder: Path, size: Size) -> Iterator[tuple[Path, str]]:
    """A run's own instance folder and a database of the size in it, made when it is not in `folder` yet."""
    with tempfile.TemporaryDirectory(prefix="musubi-run-", dir=folder) as run:
        instance = Path(run)
        if kind == "sqlite":
            made = folder / f"{size.name}-{world.fingerprint()}.sqlite"
            if not made.exists():
                _make_sqlite(made, instance, size)
            shutil.copyfile(made, instance / "musubi.sqlite")
            yield instance, f"sqlite:///{instance / 'musubi.sqlite'}"
            return
        with running_server(settings=LASTING, kept=folder / "postgresql") as server:
            made_name = f"{size.name}_{world.fingerprint()}".lower()
            if not server.has(made_name):
                server.execute(f"CREATE DATABASE {made_name}_making")
                _make(instance, server.url(f"{made_name}_making"), size)
                server.execute(f"ALTER DATABASE {made_name}_making RENAME TO {made_name}")
            yield instance, server.url(made_name)


def _make_sqlite(made: Path, instance: Path, size: Size) -> None:
    making = instance / "making.sqlite"
    _make(instance, f"sqlite:///{making}", size)
    shutil.move(making, made)


def _make(instance: Path, url: str, size: Size) -> None:
    print(f"making the database of size {size.name}, which is kept", file=sys.stderr)
    world.fill(world.application(instance, url), size)


def _run(instance: Path, url: str, size: Size, options: argparse.Namespace) -> dict[str, Any]:
    floor_database = instance / "floor.sqlite"
    floors.make(str(floor_database))
    surroundings = {
        "CRM_DATABASE_URL": url,
        "CRM_SECRET_KEY": world.SECRET_KEY,
        "FLOOR_DATABASE": str(floor_database),
    }
    floor = gunicorn("benchmarks.floors:application()", instance, free_port(), options.workers, surroundings)
    product = gunicorn("app:app", instance, free_port(), options.workers, surroundings)
    with floor as low, product as high:
        browser = Browser((high.host, high.port))
        browser.sign_in(*subjects.ACCOUNT)
        chosen = subjects.Subjects(world.application(instance, url), browser, high.processor)
        targets = [
            Target(report.BARE, (low.host, low.port), lambda _n: subjects.BARE, processor=low.processor),
            Target(report.FLOOR, (low.host, low.port), lambda _n: subjects.ROWS, processor=low.processor),
            *(t for t in chosen.targets() if not options.only or any(word in t.name for word in options.only)),
        ]
        samples = {
            clients: measure(targets, clients=clients, rounds=options.rounds, each=options.each)
            for clients in options.clients
        }
        return {
            "samples": samples,
            "queries": chosen.queries(),
            "memory": {"product": high.memory(), "floor": low.memory()},
        }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
