"""The reader of pictures, with programs of our own in its place: found or not, slow, greedy, failing."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from crm.cards import queries, services
from crm.cards.services import Upload, reader
from crm.contacts.models import Person
from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.jobs.models import Job
from crm.jobs.worker import run_pending
from crm.users import services as users
from tests.cards.pictures import picture
from tests.cast import user
from tests.meetings.scene import scene

Install = Callable[[str], None]
LANGUAGES = 'if [ "$1" = --list-langs ]; then printf "List of languages (3):\\nchi_sim\\neng\\nosd\\n"; exit 0; fi\n'


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Puts a program called tesseract on the path, whose body is given in the shell's words."""

    def write(body: str) -> None:
        program = tmp_path / "tesseract"
        program.write_text(f"#!/bin/sh\n{LANGUAGES}{body}\n")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")

    return write


def test_without_the_program_nothing_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not reader.is_reader_installed()
    assert reader.recognise(tmp_path / "card.jpg", "ja") == ""


def test_only_installed_languages_are_asked_for(install: Install, tmp_path: Path) -> None:
    install('echo "$@"')
    assert reader.is_reader_installed()
    said = reader.recognise(tmp_path / "card.jpg", "")
    assert "-l chi_sim+eng " in said
    assert str(tmp_path / "card.jpg") in said
    assert "-l eng " in reader.recognise(tmp_path / "card.jpg", "ko")


def test_secrets_of_the_environment_stay_here(
    install: Install, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRM_SECRET_KEY", "not for programs")
    install("env")
    assert "not for programs" not in reader.recognise(tmp_path, "en")


@pytest.mark.parametrize(
    "body",
    [
        "exit 1",
        "kill -9 $$",
        "sleep 30",
        "while :; do :; done",
    ],
    ids=["fails", "dies", "sleeps", "spins"],
)
def test_a_reader_that_does_not_end_well_gives_nothing(
    install: Install, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str
) -> None:
    monkeypatch.setattr(reader, "SECONDS", 1)
    install(body)
    assert reader.recognise(tmp_path, "en") == ""


def test_a_greedy_reader_gets_no_more_memory(install: Install, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MEMORY", 256 * 1024 * 1024)
    install('while [ "$(ulimit -v)" = unlimited ]; do sleep 0.05; done; ulimit -v')
    assert reader.recognise(tmp_path, "en") == str(256 * 1024)


def test_a_flood_of_text_is_cut(install: Install, tmp_path: Path) -> None:
    install("yes 李明淑 | head -c 3000000")
    assert len(reader.recognise(tmp_path, "en")) <= 4000


def uploaded(app: Flask, instance: Path) -> int:
    with writing():
        sent = Upload({"front": picture(), "back": picture()}, "zh-Hans")
        card = services.upload(sent, person=None, instance=instance, by=user())
        db.session.commit()
        return card.id


def test_the_job_keeps_what_was_read_of_each_side(app: Flask, install: Install) -> None:
    install('case "$4" in chi_sim+eng) echo "总经理 李明淑";; *) echo other;; esac')
    with app.app_context():
        scene()
        id = uploaded(app, Path(app.config["INSTANCE"]))
        assert queries.reading_of(queries.card(id, user=user())).moving
        assert run_pending(app) == 1
        db.session.rollback()
        reading = queries.reading_of(queries.card(id, user=user()))
        assert (reading.moving, reading.draft.full, reading.draft.title) == (False, "李明淑", "总经理")


def test_a_draft_whose_maker_lost_the_right_is_not_read(app: Flask, install: Install) -> None:
    install("echo 李明淑")
    with app.app_context():
        id = uploaded(app, Path(app.config["INSTANCE"]))
        with writing():
            users.change(user(), display_name="小林 里美", role=Role.MANAGEMENT, active=True, by=user(Role.ADMIN))
            db.session.commit()
        run_pending(app)
        db.session.rollback()
        card = queries.card_by_id(id)
        assert [side.text for side in card.sides] == ["", ""]
        assert db.session.get_one(Job, card.job_id).state == "failed"
        assert not queries.reading_of(card).moving
        assert db.session.query(Person).count() == 0
