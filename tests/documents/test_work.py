"""Printing by the worker and from the shell: killed work leaves nothing half, failures say why."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import select, update
from sqlalchemy.orm import Session, scoped_session

from crm.activities.models import Activity
from crm.core import clock
from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.core.texts import Text
from crm.documents import contents, queries, rules, services
from crm.documents.models import Document
from crm.files.models import StoredFile
from crm.jobs import worker
from crm.jobs.models import Job
from crm.pdf.render import RenderFailed
from crm.users import services as users
from tests import cast
from tests.documents import journey


@pytest.fixture
def mission(session: scoped_session[Session]) -> Activity:
    return journey.mission(visits=1)


def asked(mission: Activity, role: Role = Role.COORDINATOR) -> int:
    wish = rules.wish(mission.id, kind=rules.BRIEFING, language="ja", chosen=["objectives"])
    with writing():
        made = services.request(wish, by=cast.user(role))
        db.session.commit()
        return made.id


def state(id: int) -> str:
    db.session.rollback()
    db.session.expire_all()
    return queries.one(id, user=cast.user(Role.ADMIN)).state


def files(app: Flask) -> list[Path]:
    folder = Path(app.config["INSTANCE"]) / "files"
    return list(folder.iterdir()) if folder.exists() else []


def test_a_worker_killed_while_it_keeps_the_file_leaves_no_document_and_the_next_one_prints_it_once(
    app: Flask, mission: Activity, monkeypatch: pytest.MonkeyPatch
) -> None:
    id = asked(mission)

    class Killed(BaseException):
        pass

    def die(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr("crm.files.services.os.fsync", die)
        with pytest.raises(Killed):
            worker.run_pending(app)
    assert state(id) == "running"
    assert db.session.scalars(select(StoredFile)).all() == []
    assert [path for path in files(app) if path.suffix != ".part"] == []
    with writing():
        db.session.execute(update(Job).values(lease_until=clock.now() - timedelta(seconds=1)))
        db.session.commit()
    worker.run_pending(app)
    assert state(id) == "ready"
    assert len([path for path in files(app) if path.suffix != ".part"]) == 1


def test_a_document_that_cannot_be_set_fails_and_says_why(
    app: Flask, mission: Activity, monkeypatch: pytest.MonkeyPatch
) -> None:
    id = asked(mission)

    def refuse(*_: object, **__: object) -> bytes:
        raise RenderFailed(Text("The document has more than %(pages)s pages. Print a smaller part of it.", pages=400))

    monkeypatch.setattr(contents, "pdf", refuse)
    worker.run_pending(app)
    assert state(id) == "failed"
    edition = queries.one(id, user=cast.user())
    assert str(edition.sentence) == "The document has more than 400 pages. Print a smaller part of it."


def test_what_failed_in_the_queue_uses_up_no_number_and_what_was_printed_or_waits_keeps_its_own(
    app: Flask, mission: Activity, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> bytes:
        raise RenderFailed(Text("The document has more than %(pages)s pages. Print a smaller part of it.", pages=400))

    def numbers() -> list[str]:
        db.session.rollback()
        return [row.number[-4:] for row in db.session.scalars(select(Document).order_by(Document.id))]

    with monkeypatch.context() as patched:
        patched.setattr(contents, "pdf", refuse)
        failed = asked(mission)
        worker.run_pending(app)
    assert state(failed) == "failed"
    asked(mission)
    assert numbers() == ["JA-1"], "the first that a reader gets is the first"
    asked(mission)
    assert numbers() == ["JA-1", "JA-2"]
    worker.run_pending(app)
    with monkeypatch.context() as patched:
        patched.setattr(contents, "pdf", refuse)
        asked(mission)
        worker.run_pending(app)
    asked(mission)
    assert numbers() == ["JA-1", "JA-2", "JA-3"]


def test_the_print_for_one_host_counts_the_prints_of_that_host(mission: Activity) -> None:
    def opened(*visits: int) -> str:
        layout = rules.Layout(visits=visits)
        wish = rules.wish(mission.id, kind=rules.BRIEFING, language="ja", audience="host", layout=layout)
        with writing():
            made = services.open_edition(wish, user=cast.user(), by=cast.user())
            told = f"{made.number.partition('号-')[2]} {queries.told_edition(made)}"
            db.session.commit()
        return told

    assert [opened(), opened(7), opened(9), opened(7), opened()] == [
        "BH-JA-1 1", "BH7-JA-1 1", "BH9-JA-1 1", "BH7-JA-2 2", "BH-JA-5 5",
    ]  # fmt: skip


def test_a_closed_account_prints_nothing_more(app: Flask, mission: Activity) -> None:
    id = asked(mission, Role.MANAGEMENT)
    with writing():
        manager = cast.user(Role.MANAGEMENT)
        users.change(
            manager, display_name=manager.display_name, role=Role.MANAGEMENT, active=False, by=cast.user(Role.ADMIN)
        )
        db.session.commit()
    worker.run_pending(app)
    assert state(id) == "failed"


def test_the_shell_prints_and_keeps_an_edition(runner: FlaskCliRunner, mission: Activity, tmp_path: Path) -> None:
    target = tmp_path / "pack.pdf"
    answer = runner.invoke(
        args=["documents", "print", str(mission.id), "--lang", "en", "--output", str(target), "--json"]
    )
    assert answer.exit_code == 0, answer.output
    facts = json.loads(answer.output)
    assert facts["number"] == "見商国第26-118号-BL-EN-1"
    assert target.read_bytes().startswith(b"%PDF-")
    assert facts["bytes"] == target.stat().st_size
    kept = db.session.scalars(select(Document)).one()
    assert (kept.status, kept.pages) == ("ready", facts["pages"])


def test_what_the_shell_cannot_lay_out_uses_up_no_number(
    runner: FlaskCliRunner, mission: Activity, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> bytes:
        raise RenderFailed(Text("The document has more than %(pages)s pages. Print a smaller part of it.", pages=400))

    monkeypatch.setattr(contents, "pdf", refuse)
    answer = runner.invoke(args=["documents", "print", str(mission.id)])
    assert (answer.exit_code, "400 pages" in answer.output) == (1, True)
    assert queries.next_edition(mission.id, rules.BRIEFING, "ja", "leader") == 1
    assert db.session.scalars(select(Document)).all() == []


def test_the_shell_says_that_there_is_no_such_mission(runner: FlaskCliRunner, mission: Activity) -> None:
    answer = runner.invoke(args=["documents", "print", "999", "--kind", "report"])
    assert answer.exit_code == 1
    assert "There is no mission 999." in answer.output
