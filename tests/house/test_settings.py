"""What the product refuses to start with."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from crm.config import Settings, SettingsError
from crm.core import mounts
from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.factory import begin_to_serve, create_app
from crm.users import services
from tests.cast import user
from tests.conftest import SECRET_KEY
from tools.steps import ROOT


def environ(tmp_path: Path, **more: str) -> dict[str, str]:
    return {"CRM_INSTANCE": str(tmp_path / "data")} | more


def test_a_bare_environment_gives_sqlite_on_loopback_and_a_secret_that_is_kept(tmp_path: Path) -> None:
    first, second = (Settings.from_environment(environ(tmp_path)) for _ in range(2))
    assert first == second
    assert len(first.secret_key) >= 32
    assert first.database_url.startswith("sqlite:///")
    assert not first.exposed
    assert (tmp_path / "data" / "secret_key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("CRM_SECRET_KEY", "short", "at least 32"),
        ("CRM_COLOUR", "red", "Unknown settings: CRM_COLOUR"),
        ("CRM_PORT", "eighty", "whole number"),
        ("CRM_IMAP_HOST", "imap.example.jp", "needs CRM_IMAP_USER"),
        ("CRM_LOG", "xml", "one of text, json"),
        ("CRM_METRICS_TOKEN", "short", "at least 32"),
        ("CRM_DATABASE_URL", "mysql://x", "sqlite: or postgresql:"),
        ("CRM_HOST", "192.0.2.1", "https only"),
        ("CRM_BASE_URL", "http://crm.example.jp", "https only"),
    ],
)
def test_a_bad_setting_stops_the_start(tmp_path: Path, name: str, value: str, message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        Settings.from_environment(environ(tmp_path, **{name: value}))


def test_a_data_folder_that_everyone_can_write_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data").chmod(0o777)
    with pytest.raises(SettingsError, match="written by everyone"):
        Settings.from_environment(environ(tmp_path))


def test_https_makes_the_cookie_secure_and_bound_to_the_host(tmp_path: Path) -> None:
    settings = Settings.from_environment(environ(tmp_path, CRM_BASE_URL="https://crm.example.jp"))
    app = create_app(settings)
    assert app.config["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert app.config["SESSION_COOKIE_SECURE"] is True
    assert settings.exposed


def test_a_setting_without_its_extra_stops_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "prometheus_client", None)
    monkeypatch.delitem(sys.modules, "crm.web.metrics", raising=False)
    monkeypatch.delattr("crm.web.metrics", raising=False)
    with pytest.raises(SettingsError, match="./run setup --with metrics"):
        create_app(Settings.from_environment(environ(tmp_path, CRM_METRICS_TOKEN=SECRET_KEY)))


#: Extras, what only some commands and pages ask for, and the driver of the other database.
NOT_LOADED = {
    "prometheus_client", "crm.web.metrics", "alembic", "flask_migrate", "mako", "pygments", "icalendar", "weasyprint",
    "scipy", "openpyxl", "psycopg",
}  # fmt: skip


def test_what_is_not_asked_for_is_not_loaded(tmp_path: Path) -> None:
    """It costs nobody time and memory who does not use it."""
    code = f"import sys, app; print(sorted({NOT_LOADED} & sys.modules.keys()))"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CRM_")}
    told = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=kept | environ(tmp_path), capture_output=True, text=True, check=True
    )
    assert told.stdout == "[]\n"


def test_a_postgresql_address_gets_its_driver(tmp_path: Path) -> None:
    settings = Settings.from_environment(environ(tmp_path, CRM_DATABASE_URL="postgres://u@h/d"))
    assert settings.database_url == "postgresql+psycopg://u@h/d"


def start(monkeypatch: pytest.MonkeyPatch, app: Flask, **more: str) -> None:
    settings: Settings = app.extensions["settings"]
    monkeypatch.setenv("CRM_INSTANCE", str(settings.instance))
    monkeypatch.setenv("CRM_DATABASE_URL", settings.database_url)
    for name, value in {"CRM_SECRET_KEY": SECRET_KEY, **more}.items():
        monkeypatch.setenv(name, value)
    begin_to_serve()


@pytest.mark.both
def test_a_database_of_another_version_stops_the_start(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsError, match="flask --app app upgrade"):
        start(monkeypatch, app)


def test_a_role_that_there_is_not_stops_the_start(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsError, match="names no role: boss. Roles: admin"):
        start(monkeypatch, app, CRM_SECOND_FACTOR="management, boss")


def test_sqlite_on_a_network_share_stops_the_start(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crm.factory._refuse_other_schema", lambda: None)
    start(monkeypatch, app)
    monkeypatch.setattr(mounts, "share", lambda _path: "nfs4")
    with pytest.raises(SettingsError, match=r"network share \(nfs4\)"):
        start(monkeypatch, app)


def test_a_second_host_with_a_secret_of_its_own_does_not_start(
    app: Flask, monkeypatch: pytest.MonkeyPatch, runner: FlaskCliRunner
) -> None:
    """It would append to the log with another key, and break its chain for good."""
    monkeypatch.setattr("crm.factory._refuse_other_schema", lambda: None)
    with app.app_context():
        user()
    start(monkeypatch, app)
    with pytest.raises(SettingsError, match="audit reseal"):
        start(monkeypatch, app, CRM_SECRET_KEY="the secret of the second host, long enough")
    assert "audit reseal" in str(runner.invoke(args=["jobs", "work", "--once"]).exception)


def test_a_sample_password_keeps_the_product_on_this_machine(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crm.factory._refuse_other_schema", lambda: None)
    with app.app_context(), writing():
        services.create(
            email="a@example.jp", display_name="見本", password="sample-sample", role=Role.ADMIN, by=None, sample=True
        )
        db.session.commit()
    start(monkeypatch, app)
    with pytest.raises(SettingsError, match="sample password"):
        start(monkeypatch, app, CRM_BASE_URL="https://crm.example.jp")
