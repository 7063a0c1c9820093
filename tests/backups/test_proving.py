"""Once a month the newest archive is restored beside the live installation, and administrators hear of it."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.backups import commands, queries, rules
from crm.backups.rules import RestoreTest
from crm.backups.services import proving
from crm.config import Backup, Smtp
from crm.core import clock
from crm.core.permissions import Role
from crm.jobs.models import Job
from crm.jobs.registry import Context, Stopping
from crm.upkeep import queries as upkeep
from crm.web import mailer
from tests import cast
from tests.backups import places
from tests.backups.places import run
from tests.cast import sign_in
from tests.databases import Databases

ON = Context(lambda *_: None, lambda: False)
ENDING = Context(lambda *_: None, lambda: True)


@pytest.fixture(scope="module")
def office(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder = tmp_path_factory.mktemp("proved")
    with places.office(databases, folder / "office", folder / "backups") as app:
        assert run(app, "create")[0] == 0
        yield app


@pytest.mark.both
def test_the_newest_archive_comes_back_in_a_folder_of_its_own_that_goes_again(
    office: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the two commands do has tests of its own (test_backup.py); here both end well."""
    monkeypatch.setattr(proving.sys, "executable", shutil.which("true"))
    status, told = run(office, "prove")
    assert status == 0, told
    assert "all of it came back" in told
    kept = queries.last_proof(places.backups(office))
    assert kept is not None
    assert (kept.archive, kept.problem) == (rules.archives(places.backups(office))[0].name, "")
    assert not (office.extensions["settings"].instance / rules.PROVING).exists()


@pytest.mark.once
def test_what_does_not_come_back_is_told_with_its_reason(
    office: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "musubi-20200101-180000.zip").write_bytes(b"half a file")
    keep_in(office, tmp_path, monkeypatch)
    status, told = run(office, "prove")
    assert (status, "no archive of Musubi, or its end is missing" in told) == (1, True)
    with office.app_context():
        found = [each for each in upkeep.findings(office.extensions["settings"]) if each.part == "backup"]
        assert "last one is of 2020" in found[0].text
        outcome = commands.prove_at_night(Job(kind=rules.PROVE_JOB), ON)
    assert outcome == {"archive": None}, "tried within these 30 days"


@pytest.mark.once
def test_a_worker_that_must_end_leaves_the_test_for_the_next_night(
    office: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "musubi-20200101-180000.zip").touch()
    keep_in(office, tmp_path, monkeypatch)
    with office.app_context(), pytest.raises(Stopping):
        commands.prove_at_night(Job(kind=rules.PROVE_JOB), ENDING)
    assert queries.last_proof(tmp_path) is None


@pytest.mark.parametrize(
    ("problem", "subject"), [("", "復元を試し"), ("Table users is not the same.", "復元できません")]
)
def test_administrators_are_told_by_mail_in_their_language(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, problem: str, subject: str
) -> None:
    sent: list[Any] = []
    monkeypatch.setattr(mailer, "send", lambda _smtp, **mail: sent.append(mail))
    app.extensions["settings"] = replace(
        app.extensions["settings"],
        backup=Backup(tmp_path, 14),
        smtp=Smtp("localhost", 25, "none", "musubi@example.jp", "", ""),
    )
    keep(tmp_path, days_ago=0, problem=problem)
    with app.app_context():
        admin = cast.user(Role.ADMIN)
        commands.tell_by_mail(Job(kind=rules.TELL_JOB, arguments={"user_id": admin.id}), ON)
    assert [mail["to"] for mail in sent] == ["honda@example.jp"]
    assert subject in sent[0]["subject"]
    assert (problem or "musubi-20261129-180000.zip") in sent[0]["text"]


@pytest.mark.parametrize(
    ("days_ago", "problem", "word"),
    [(3, "", "all of it came back"), (41, "", "older than 40 days"), (3, "Table users is not the same.", "failed")],
)
def test_the_system_page_tells_the_last_restore_test(
    app: Flask, client: FlaskClient, tmp_path: Path, days_ago: int, problem: str, word: str
) -> None:
    keep(tmp_path, days_ago=days_ago, problem=problem)
    app.extensions["settings"] = replace(app.extensions["settings"], backup=Backup(tmp_path, 14))
    sign_in(client, Role.ADMIN)
    page = client.get("/office/system").get_data(as_text=True)
    assert word in page
    assert problem in page


def keep(folder: Path, *, days_ago: int, problem: str) -> None:
    """A restore test of some days ago."""
    proof = RestoreTest("musubi-20261129-180000.zip", clock.now() - timedelta(days=days_ago), 20, problem)
    (folder / rules.PROOF).write_text(proof.to_json(), encoding="utf-8")


def keep_in(office: Flask, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on the office's archives go to another folder."""
    settings = replace(office.extensions["settings"], backup=Backup(folder, 14))
    monkeypatch.setitem(office.extensions, "settings", settings)
