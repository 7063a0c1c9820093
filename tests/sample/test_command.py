"""`flask sample load` and `flask users samples`."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import select

from crm.audit import queries as audit
from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.factory import create_app
from crm.sample import commands, services
from crm.users import services as users
from crm.users.models import User
from crm.users.rules import SAMPLE_PASSWORD
from tests.cast import user
from tests.conftest import Runner, let_go, settings_for
from tests.databases import Databases
from tests.sample import loads
from tests.sample.contents import digest

COUNTS = {
    "users": 10, "places": 45, "organisations": 50, "people": 59, "initiatives": 3, "activities": 25, "leads": 178,
    "meetings": 90, "negotiations": 45, "agreements": 19, "tasks": 100,
}  # fmt: skip


@pytest.mark.once
def test_a_second_load_is_refused_and_changes_nothing(sample: Flask) -> None:
    before, head = digest(), audit.head()
    result = sample.test_cli_runner().invoke(args=["sample", "load"])
    assert result.exit_code == 1
    assert "has accounts already" in result.output
    assert (digest(), audit.head()) == (before, head)


def test_a_database_with_an_account_is_refused(runner: FlaskCliRunner, session: object) -> None:
    user()
    assert runner.invoke(args=["sample", "load"]).exit_code == 1


@pytest.mark.once
def test_two_loads_are_alike(sample_in: Callable[[Path], Flask], databases: Databases, tmp_path: Path) -> None:
    """The first is a copy of its own: in the one that others read, they have signed in and chosen a language. The
    second is that of the run on PostgreSQL, a process with other hashes and another clock; alone this run loads it.
    """
    with sample_in(tmp_path).app_context():
        first = digest()
    assert (loads.left("postgresql") or _digest_of_another(databases, tmp_path / "second")) == first


def _digest_of_another(databases: Databases, folder: Path) -> str:
    folder.mkdir()
    other = create_app(settings_for(folder, url := databases.make(folder)))
    other.test_cli_runner_class = Runner
    assert other.test_cli_runner().invoke(args=["sample", "load"]).exit_code == 0
    with other.app_context():
        found = digest()
    let_go(other)
    databases.drop(url)
    return found


@pytest.mark.once
def test_a_load_says_what_was_loaded(
    sample_in: Callable[[Path], Flask], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counted in a sample that is there already: to load it again would count the same."""
    monkeypatch.setattr(commands, "fill", lambda: None)
    for part in ("portraits", "photos", "scenes"):
        monkeypatch.setattr(services, f"load_{part}", lambda *_register, **_instance: None)
    told = sample_in(tmp_path).test_cli_runner().invoke(args=["sample", "load", "--json"])
    counts = json.loads(told.output)
    assert {name: counts[name] for name in COUNTS} == COUNTS


@pytest.mark.both
def test_the_log_of_the_load_holds(sample: Flask) -> None:
    checked = audit.verify()
    assert checked.valid
    assert checked.checked > 2000


def test_the_accounts_are_printed_with_their_password(sample: Flask) -> None:
    lines = sample.test_cli_runner().invoke(args=["users", "welcome"]).output.splitlines()
    assert len(lines) == COUNTS["users"]
    assert lines[0].split()[:3] == ["honda@example.jp", SAMPLE_PASSWORD, "admin"]


def test_an_account_with_its_own_password_is_not_printed(runner: FlaskCliRunner, session: object) -> None:
    assert SAMPLE_PASSWORD not in runner.invoke(args=["users", "welcome"]).output
    with writing():
        made = users.create(
            email="ito@example.jp", display_name="伊藤", password=SAMPLE_PASSWORD, role=Role.MANAGEMENT,
            sample=True, by=None,
        )  # fmt: skip
        db.session.commit()
    assert "ito@example.jp" in runner.invoke(args=["users", "welcome"]).output
    with writing():
        users.set_password(made, password="another one, longer", by=None)
        db.session.commit()
    assert SAMPLE_PASSWORD not in runner.invoke(args=["users", "welcome"]).output


@pytest.mark.parametrize("language", ["ja", "zh-Hans", "ko", "en"])
def test_the_staff_works_in_every_language(sample: Flask, language: str) -> None:
    assert db.session.scalar(select(User.id).where(User.language == language).limit(1)) is not None
