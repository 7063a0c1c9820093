"""Where this installation keeps its data, and which version of the product it runs."""

import tomllib
from functools import cache
from pathlib import Path

from flask import current_app


def instance_folder() -> Path:
    """The folder of the data: the database, files, exports."""
    return Path(current_app.config["INSTANCE"])


def migrations_folder() -> Path:
    """Where the steps of the schema lie."""
    return Path(current_app.root_path) / "migrations"


def product_version() -> str:
    """The version of the product, as its project file says."""
    return _version(Path(current_app.root_path) / "pyproject.toml")


# Kept: the page that a process serves has one version; of another one a restart tells.
@cache
def _version(file: Path) -> str:
    return str(tomllib.loads(file.read_text(encoding="utf-8"))["project"]["version"])
