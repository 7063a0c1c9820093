"""Which steps of the migrations a database has taken, and which there are."""

from pathlib import Path

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine


def current(engine: Engine) -> tuple[str, ...]:
    """The newest steps that the database has taken; none before the first."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_heads()


def wanted(folder: Path) -> tuple[str, ...]:
    """The newest steps in a folder of migrations."""
    return tuple(ScriptDirectory(str(folder)).get_heads())


def known(folder: Path) -> frozenset[str]:
    """All steps in a folder of migrations."""
    return frozenset(step.revision for step in ScriptDirectory(str(folder)).walk_revisions())
