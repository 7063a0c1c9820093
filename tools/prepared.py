"""Whether the database is ready to be served: exit status 0 if so. Costs half a second where the product costs two.

Looks at the database itself and not at a stamp, so a restored backup or another database is noticed.
"""

import importlib.util
import sys
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import SQLAlchemyError

from tools.steps import ROOT


def main() -> int:
    """0 when the schema is today's and somebody can sign in; 1 when there is something to do or to say."""
    config = load("config")
    try:
        url = config.Settings.from_environment().database_url
    except config.SettingsError:
        return 1  # the next step tells it
    return int(not is_prepared(url))


def load(name: str) -> Any:
    """A file of `crm` alone: importing it by its name would import the whole product."""
    file = ROOT / "crm" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(file.stem, file)
    if spec is None or spec.loader is None:
        raise ImportError(file)
    module = importlib.util.module_from_spec(spec)
    sys.modules[file.stem] = module  # a dataclass looks its module up there
    spec.loader.exec_module(module)
    return module


def is_prepared(url: str) -> bool:
    """Whether the database at `url` has today's schema and at least one account."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite" and not Path(address.database or "").exists():
        return False  # to connect would make the file
    schema = load("core/schema")
    wanted = set(schema.wanted(ROOT / "migrations"))
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            current = set(schema.taken(connection))
            return current == wanted and connection.execute(text("SELECT 1 FROM users LIMIT 1")).scalar() == 1
    except SQLAlchemyError:
        return False
    finally:
        engine.dispose()


if __name__ == "__main__":
    sys.exit(main())
