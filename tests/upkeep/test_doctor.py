"""`flask doctor` names what is wrong with an installation and what to do; `flask status` tells how it stands."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask, current_app
from flask.testing import FlaskCliRunner
from sqlalchemy import delete, update

from crm.activities.kind import ACTIVITY
from crm.backups.rules import PROOF, RestoreTest, name_of
from crm.config import Backup
from crm.core import clock, keys, shell
from crm.core.database import db, writing
from crm.files import services as files
from crm.jobs import services as jobs
from crm.jobs.models import Job, WorkerSeen
from crm.lookup.models import LookupEntry
from crm.upkeep import queries
from crm.web import migrating
from tests.conftest import SECRET_KEY
from tests.missions import voyage
from tests.travel import luggage

pytestmark = pytest.mark.searched
PACK = b"%PDF-1.7 the printed pack"


@pytest.fixture
def office(app: Flask, tmp_path: Path) -> Iterator[Flask]:
    """A mission with a passport, a printed pack, a worker, a backup of an hour ago and one restored to try it."""
    (tmp_path / name_of(clock.now() - timedelta(hours=1))).touch()
    _keep_proof(tmp_path, "")
    app.extensions["settings"] = replace(app.extensions["settings"], backup=Backup(tmp_path, 14))
    with app.app_context():
        mission = voyage.mission()
        luggage.told(voyage.delegate(mission))
        with writing():
            files.store(PACK, name="pack.pdf", record=(ACTIVITY, mission.id), instance=folder(app), by=None)
            jobs.show("a worker")
            db.session.commit()
        yield app
        keys.configure(SECRET_KEY)


def _keep_proof(folder: Path, problem: str) -> None:
    (folder / PROOF).write_text(RestoreTest("musubi-20261101-180000.zip", clock.now(), 20, problem).to_json())


def folder(app: Flask) -> Path:
    return Path(app.config["INSTANCE"])


def faults(app: Flask) -> dict[str, str]:
    """{part: what is bad or to be looked at}"""
    result = app.test_cli_runner().invoke(args=["doctor", "--json"])
    found = {each["part"]: each["text"] for each in json.loads(result.output) if each["level"] != "ok"}
    bad = any(each["level"] == "bad" for each in json.loads(result.output))
    assert result.exit_code == int(bad)
    assert all(each["advice"] for each in json.loads(result.output) if each["level"] != "ok")
    return found


def test_a_well_office_lacks_nothing_but_a_mail_server(office: Flask) -> None:
    assert faults(office) == {"mail": "no mail server is set"}


def test_a_backup_that_was_not_restored_or_does_not_come_back_is_named(office: Flask, tmp_path: Path) -> None:
    _keep_proof(tmp_path, "Table users is not the same.")
    assert faults(office)["backup"] == "musubi-20261101-180000.zip does not come back: Table users is not the same."
    (tmp_path / PROOF).unlink()
    assert faults(office)["backup"].endswith("none was restored lately to try it")


def test_a_missing_and_a_changed_file_are_named(office: Flask) -> None:
    (path,) = (folder(office) / "files").iterdir()
    path.write_bytes(b"something else")
    assert faults(office)["files"] == f"1 changed: pack.pdf ({path.name})"
    path.unlink()
    assert faults(office)["files"] == f"1 missing: pack.pdf ({path.name})"


def test_a_record_that_search_cannot_find_is_counted(office: Flask) -> None:
    with writing():
        db.session.execute(delete(LookupEntry).where(LookupEntry.record_type == "activities"))
        db.session.commit()
    assert faults(office)["search"] == "not in the index: 1 activities"


def test_another_secret_is_told_apart(office: Flask) -> None:
    keys.configure("the secret that a new machine made for itself")
    assert [each.part for each in queries.findings(office.extensions["settings"]) if each.level == "bad"] == [
        "secret",
        "audit log",
    ]


def test_a_clock_that_went_back_is_seen_in_the_log(office: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now - timedelta(days=1))
    assert "still to come" in faults(office)["clock"]


def test_a_worker_that_ended_or_was_killed_is_missed(office: Flask) -> None:
    with writing():
        db.session.execute(update(WorkerSeen).values(seen_at=clock.now() - timedelta(minutes=3)))
        db.session.commit()
    assert faults(office)["worker"].startswith("none was seen since 20")
    with writing():
        jobs.leave("a worker")
        db.session.commit()
    assert faults(office)["worker"] == "none is there"
    told = json.loads(office.test_cli_runner().invoke(args=["status", "--json"]).output)
    assert (told["worker"], told["worker_seen"]) == ("missing", None)


def test_work_that_waits_asks_for_another_worker(office: Flask) -> None:
    with writing():
        jobs.enqueue("files.tidy", {}, by=None)
        db.session.execute(update(Job).values(created_at=clock.now() - timedelta(hours=1)))
        db.session.commit()
    assert faults(office)["worker"].startswith("1 jobs wait, the oldest for 36")


def test_a_backup_of_three_days_ago_is_bad_and_none_is_a_warning(office: Flask, tmp_path: Path) -> None:
    (newest,) = tmp_path.glob("*.zip")
    newest.rename(tmp_path / name_of(clock.now() - timedelta(days=3)))
    assert faults(office)["backup"].startswith("the last one is of")
    office.extensions["settings"] = replace(office.extensions["settings"], backup=None)
    assert faults(office)["backup"] == "none is made at night"


def test_a_secret_that_others_may_read_is_a_warning(office: Flask) -> None:
    (folder(office) / "files").chmod(0o755)
    assert "is open to others" in faults(office)["rights"]
    (folder(office) / "files").chmod(0o700)


def test_status_tells_version_schema_queue_and_backup(office: Flask) -> None:
    runner: FlaskCliRunner = office.test_cli_runner()
    told = json.loads(runner.invoke(args=["status", "--json"]).output)
    assert told["version"]
    assert told["schema_wanted"]
    assert told["jobs_queued"] == 0
    assert told["worker"] == "there"
    assert told["worker_seen"]
    assert told["last_backup"] is not None
    assert "last backup" in runner.invoke(args=["status"]).output


def test_an_upgrade_makes_anew_what_comes_of_the_records_and_rests_where_nothing_is_new(office: Flask) -> None:
    runner: FlaskCliRunner = office.test_cli_runner()
    with writing():
        db.session.execute(delete(LookupEntry))
        db.session.commit()
    migrating.tool(current_app).stamp()
    assert "already" in runner.invoke(args=["upgrade"]).output
    told = runner.invoke(args=["upgrade", "--again"])
    assert (told.exit_code, "activities: 1" in told.output) == (0, True), told.output
    assert "search" not in faults(office)


def test_the_status_of_an_empty_database_says_what_to_do(app: Flask) -> None:
    with app.app_context():
        db.drop_all()
    result = app.test_cli_runner().invoke(args=["status"])
    assert (result.exit_code, "The database is empty" in result.output) == (1, True)


def test_the_status_of_an_older_schema_asks_none_of_its_tables(office: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crm.core.schema.current", lambda _engine: ("an older one",))
    told = json.loads(office.test_cli_runner().invoke(args=["status", "--json"]).output)
    assert told["schema"] == "an older one"
    assert "worker" not in told


def test_advice_names_commands_as_one_types_them_here(office: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def advice() -> str:
        found = json.loads(office.test_cli_runner().invoke(args=["doctor", "--json"]).output)
        return " ".join(each["advice"] for each in found)

    with writing():
        db.session.execute(delete(WorkerSeen))
        db.session.commit()
    assert "flask --app app users link" in advice()
    assert "Start a worker: flask --app app jobs work" in advice()
    monkeypatch.setattr(shell, "_office", "sanjo")
    assert "./run offices flask sanjo users link" in advice()
    assert "Start a worker: systemctl start musubi-worker@sanjo" in advice()
    assert "flask --app" not in advice()
