"""Style sheets and scripts: their address carries a mark of their content, so that a browser keeps them for a year.

Without the mark a browser asks for each of some twenty files again on every page, only to hear that nothing changed.
The mark stands in the path, not behind it, because modules import each other by relative addresses.
"""

import hashlib
from http import HTTPStatus
from pathlib import Path
from typing import Any

from flask import Flask, Response, request

YEAR_S = 365 * 24 * 60 * 60
_MARK_LENGTH = 12


def install(app: Flask) -> None:
    """Have `url_for("static", …)` give the marked address; any mark is answered by the file of today."""
    mark = _mark(Path(str(app.static_folder)))

    @app.url_defaults
    def add_mark(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static":
            values["mark"] = mark

    @app.url_value_preprocessor
    def take_mark(endpoint: str | None, values: dict[str, Any] | None) -> None:
        if endpoint == "static" and values is not None:
            values.pop("mark")  # a page that stood open while the product was updated still names the old one

    @app.after_request
    def keep(response: Response) -> Response:
        if request.endpoint == "static" and response.status_code in (HTTPStatus.OK, HTTPStatus.NOT_MODIFIED):
            response.headers["Cache-Control"] = f"public, max-age={YEAR_S}, immutable"
        return response


def _mark(folder: Path) -> str:
    """The first digits of the SHA-256 of every file's path and content."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(f"{path.relative_to(folder)}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:_MARK_LENGTH]
