"""The files of deploy/ fit the product, and one command goes through all offices of a machine."""

import argparse
import json
import re
import subprocess
from pathlib import Path

import pytest
from flask import Flask

from crm.config import KNOWN
from tools import offices
from tools.steps import ROOT

DEPLOY = ROOT / "deploy"
TOLD = {
    "version": "0.3.0", "schema": "b2", "schema_wanted": "b2", "jobs_queued": 0, "worker": "there",
    "last_backup": "2026-11-29T18:00:03+00:00",
}  # fmt: skip


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """The offices of Mitsuke, Sanjo and Yanji, of which Sanjo has no place for backups."""
    (tmp_path / "mitsuke.env").write_text("# our own\nCRM_PORT=8001\nCRM_BACKUP_FOLDER=/b/mitsuke\n")
    (tmp_path / "sanjo.env").write_text('CRM_PORT=8002\nCRM_CHAMBER="三条 商工会議所"\n')
    (tmp_path / "yanji.env").write_text(f"CRM_BACKUP_FOLDER=/b/yanji\nCRM_INSTANCE={tmp_path}\n")
    return tmp_path


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was asked of the offices, in order; the upgrade of Mitsuke fails."""
    asked: list[str] = []

    def flask(office: offices.Office, *words: str) -> str:
        asked.append(f"{office.name} {' '.join(words)}")
        if asked[-1] == "mitsuke upgrade":
            raise offices.Failed("no space left on device")
        return "kept\nmusubi-20261129-180003.zip"

    monkeypatch.setattr(offices.Office, "flask", flask)
    monkeypatch.setattr(offices.Office, "status", lambda _office: TOLD)
    monkeypatch.setattr(offices.Office, "answers", lambda _office: True)
    monkeypatch.setattr(offices, "_services", lambda verb, office, _options: asked.append(f"{office.name} {verb}"))
    return asked


def test_settings_are_read_as_systemd_reads_them(machine: Path) -> None:
    found = {each.name: each.settings for each in offices.offices(machine)}
    assert found["mitsuke"] == {
        "CRM_INSTANCE": "/var/lib/musubi/mitsuke", "CRM_PORT": "8001", "CRM_BACKUP_FOLDER": "/b/mitsuke",
    }  # fmt: skip
    assert found["sanjo"]["CRM_CHAMBER"] == "三条 商工会議所"
    assert found["yanji"]["CRM_INSTANCE"] == str(machine)


def test_an_office_whose_upgrade_fails_stays_stopped_and_keeps_no_other(
    machine: Path, commands: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert offices.main(["upgrade", "--folder", str(machine)]) == 1
    assert commands == [
        "mitsuke upgrade --help", "mitsuke stop", "mitsuke backup create", "mitsuke upgrade",
        "yanji upgrade --help", "yanji stop", "yanji backup create", "yanji upgrade", "yanji start",
    ]  # fmt: skip
    told = capsys.readouterr()
    assert "mitsuke          FAILED: no space left on device" in told.out
    assert "sanjo            FAILED: CRM_BACKUP_FOLDER is not set" in told.out
    assert (
        "yanji            0.3.0, server answers, worker there, 0 jobs wait, last backup 2026-11-29 18:00 UTC"
        in told.out
    )
    assert told.err.strip() == "2 of 3 failed: mitsuke, sanjo"


def test_an_office_whose_settings_the_new_version_refuses_works_on(
    machine: Path, commands: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(_office: offices.Office, *_words: str) -> str:
        raise offices.Failed("CRM_METRICS_TOKEN needs the extra.")

    monkeypatch.setattr(offices.Office, "flask", refuse)
    assert offices.main(["upgrade", "mitsuke", "--folder", str(machine)]) == 1
    assert "FAILED: CRM_METRICS_TOKEN needs the extra. It works on as before." in capsys.readouterr().out
    assert commands == []


@pytest.mark.parametrize(("text", "value"), [
    ("it's a long passphrase", "it's a long passphrase"), ("two  spaces", "two  spaces"),
    (r"a\\b", r"a\b"), (r"'as it \\ stands'", r"as it \\ stands"), (r'"a \"word\""', 'a "word"'), ("", ""), ('"', '"'),
])  # fmt: skip
def test_a_passphrase_is_the_one_that_the_worker_gets_of_systemd(text: str, value: str) -> None:
    assert offices.value_of(text) == value


def test_the_doctor_names_what_is_bad(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = [
        {"part": "disk", "level": "ok", "text": "free", "advice": ""},
        {"part": "worker", "level": "bad", "text": "none was seen", "advice": "Start a worker"},
    ]
    done = subprocess.CompletedProcess([], 1, json.dumps(found), "")
    monkeypatch.setattr(offices.Office, "process", lambda *_words, **_how: done)
    office = offices.offices(machine)[0]
    with pytest.raises(
        offices.Failed,
        match="1 well, 1 not\n +bad   worker: none was seen. Start a worker",
    ):
        offices.doctor(office, argparse.Namespace())


def test_one_office_is_asked_by_its_name(machine: Path, commands: list[str]) -> None:
    assert offices.main(["upgrade", "sanjo", "--without-backup", "--folder", str(machine)]) == 0
    assert commands == ["sanjo upgrade --help", "sanjo stop", "sanjo upgrade", "sanjo start"]
    with pytest.raises(SystemExit):
        offices.main(["status", "niigata", "--folder", str(machine)])


def test_an_old_schema_shows_in_the_status(
    machine: Path, commands: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(offices.Office, "status", lambda _office: TOLD | {"schema": "a1"})
    offices.main(["status", "--folder", str(machine)])
    assert capsys.readouterr().out.count("OLD SCHEMA") == 3
    assert commands == []


def test_a_command_is_run_with_the_settings_of_its_office_alone(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRM_SMTP_HOST", "mail.example.jp")
    yanji = offices.offices(machine)[2]
    with pytest.raises(offices.Failed, match="CRM_BACKUP_FOLDER"):
        offices.Office("bad", {**yanji.settings, "CRM_BACKUP_FOLDER": "half/a/path"}).flask("status")


def test_each_setting_in_the_files_is_one_of_the_product() -> None:
    named = {name for file in DEPLOY.iterdir() for name in re.findall(r"\bCRM_[A-Z_]+", file.read_text())}
    assert named
    assert named - KNOWN == set()


def test_nginx_lets_through_what_the_product_takes_and_tells_the_address_anew(app: Flask) -> None:
    sample = (DEPLOY / "nginx.conf").read_text()
    megabytes = int(re.findall(r"client_max_body_size (\d+)m;", sample)[0])
    assert megabytes * 1024**2 > app.config["MAX_CONTENT_LENGTH"]
    headers = re.findall(r"proxy_set_header (\S+) (\S+);", sample)
    assert ("X-Forwarded-For", "$remote_addr") in headers
    assert {"Host", "X-Forwarded-Host", "X-Forwarded-Proto"} <= dict(headers).keys()
