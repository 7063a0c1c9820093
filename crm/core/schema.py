"""Which steps of the migrations a database has taken, and which there are. Without Alembic, which no server needs."""

import re
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

_STEP = re.compile(r'^revision = "(?P<step>\w+)"\ndown_revision = (?:None|"(?P<before>\w+)")$', re.MULTILINE)


def current(engine: Engine) -> tuple[str, ...]:
    """The newest steps that the database has taken; none before the first."""
    with engine.connect() as connection:
        return taken(connection)


def taken(connection: Connection) -> tuple[str, ...]:
    """The same over a connection that is open."""
    if not inspect(connection).has_table("alembic_version"):
        return ()
    return tuple(connection.scalars(text("SELECT version_num FROM alembic_version")))


def wanted(folder: Path) -> tuple[str, ...]:
    """The newest steps in a folder of migrations."""
    steps = _steps(folder)
    return tuple(steps.keys() - steps.values())


def known(folder: Path) -> frozenset[str]:
    """All steps in a folder of migrations."""
    return frozenset(_steps(folder))


def _steps(folder: Path) -> dict[str, str | None]:
    """{step: the one before it, None before the first}, as the files of a folder of migrations say."""
    found = {}
    for file in sorted(Path(folder, "versions").glob("*.py")):
        if step := _STEP.search(file.read_text(encoding="utf-8")):
            found[step["step"]] = step["before"]
    return found
