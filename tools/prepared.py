"""Whether the database is ready to be served: exit status 0 if so. Costs half a second where the product costs two.

Looks at the database itself and not at a stamp, so a restored backup or another database is noticed.
"""

import importlib.util
import sys
from pathlib import Path
from typing import Any

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import SQLAlchemyError

from tools.steps import ROOT


def main() -> int:
    """0 when the schema is today's and somebody can sign in; 1 when there is something to do or to say."""
    config = load_config()
    try:
        url = config.Settings.from_environment().database_url
    except config.SettingsError:
        return 1  # the next step tells it
    return int(not is_prepared(url))


def load_config() -> Any:
    """`crm.config` alone: importing it by its name would import the whole product."""
    spec = importlib.util.spec_from_file_location("config", ROOT / "crm" / "config.py")
    if spec is None or spec.loader is None:
        raise ImportError("crm/config.py")
    config = importlib.util.module_from_spec(spec)
    sys.modules["config"] = config  # a dataclass looks its module up there
    spec.loader.exec_module(config)
    return config


def is_prepared(url: str) -> bool:
    """Whether the database at `url` has today's schema and at least one account."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite" and not Path(address.database or "").exists():
        return False  # to connect would make the file
    wanted = set(ScriptDirectory(str(ROOT / "migrations")).get_heads())
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            current = set(MigrationContext.configure(connection).get_current_heads())
            return current == wanted and connection.execute(text("SELECT 1 FROM users LIMIT 1")).scalar() == 1
    except SQLAlchemyError:
        return False
    finally:
        engine.dispose()


if __name__ == "__main__":
    sys.exit(main())
