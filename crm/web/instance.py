"""Where this installation keeps its data."""

from pathlib import Path

from flask import current_app


def instance_folder() -> Path:
    """The folder of the data: the database, files, exports."""
    return Path(current_app.config["INSTANCE"])
