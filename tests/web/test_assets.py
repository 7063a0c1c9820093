"""Style sheets and scripts: kept by browsers for a year under an address that changes with their content."""

import re
from pathlib import Path

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient

from crm.web.assets import _mark


def test_a_browser_keeps_a_style_sheet_for_a_year(app: Flask, client: FlaskClient) -> None:
    with app.test_request_context():
        address = url_for("static", filename="css/base.css")
    with client.get(address) as answer:
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    with client.get(f"{address}.gone") as missing:
        assert "immutable" not in missing.headers.get("Cache-Control", "")


def test_a_page_loads_one_style_sheet_and_two_scripts(client: FlaskClient) -> None:
    page = client.get("/users/sign-in").get_data(as_text=True)
    loaded = re.findall(r'(?:href|src)="/static/\w+/([^"]+\.(?:css|js))"', page)
    assert loaded == ["built/pages.css", "vendor/htmx.min.js", "built/app.js"]
    for path in loaded:
        with client.get(f"/static/0123456789ab/{path}") as answer:
            assert answer.status_code == 200, f"{path} is not built"


def test_a_page_of_the_version_before_still_gets_its_scripts(client: FlaskClient) -> None:
    with client.get("/static/0123456789ab/app.js") as answer:
        assert answer.status_code == 200


@pytest.mark.parametrize(("path", "content"), [("a.css", "b"), ("b.css", "a")])
def test_the_address_changes_with_content_and_name(tmp_path: Path, path: str, content: str) -> None:
    (tmp_path / "a.css").write_text("a")
    before = _mark(tmp_path)
    assert _mark(tmp_path) == before
    (tmp_path / path).write_text(content)
    assert _mark(tmp_path) != before


def test_the_service_worker_is_asked_for_each_time(client: FlaskClient) -> None:
    with client.get("/worker.js") as answer:
        assert answer.headers["Cache-Control"] == "no-cache, max-age=0"
