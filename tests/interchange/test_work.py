"""The worker and the shell: a killed worker goes on without doubling, a broken row stops no other."""

import json
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import func, select

from crm.audit import queries as audit
from crm.contacts.models import Organisation, Person
from crm.contacts.services import bulk
from crm.core import clock
from crm.core.database import db
from crm.core.errors import Refused
from crm.interchange import rules
from crm.interchange.models import ImportRow
from crm.interchange.services import batches, reader, reading, running
from crm.interchange.services.reader import FileOrder
from crm.jobs.models import Job
from tests import cast
from tests.contacts import book
from tests.interchange import files

HEADER = ["会社名", "氏名", "メール"]


def many(count: int) -> bytes:
    return files.table([HEADER, *([f"会社{n % 7}", f"田中 {n}", f"p{n}@example.jp"] for n in range(count))])


def people() -> int:
    return db.session.scalar(select(func.count()).select_from(Person).where(Person.archived_at.is_(None))) or 0


@pytest.mark.both
@pytest.mark.usefixtures("session")
def test_a_killed_worker_goes_on_behind_the_last_chunk_and_doubles_nothing(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "BATCH", 10)

    class Killed(BaseException):
        pass

    written = running.Run._commit
    chunks: list[int] = []

    def dies(run: running.Run, drafts: Any) -> None:
        if len(chunks) == 1:
            chunks.append(0)
            raise Killed
        chunks.append(len(drafts))
        written(run, drafts)

    id = files.tried(app, many(1200))
    with files.writing():
        batches.request_run(files.batch(id), by=cast.user())
        db.session.commit()
    monkeypatch.setattr(running.Run, "_commit", dies)
    with pytest.raises(Killed):
        files.work(app)
    db.session.rollback()
    done = people()
    assert 0 < done < 1200
    monkeypatch.setattr(running.Run, "_commit", written)
    _lapse(id)
    files.work(app)

    assert files.batch(id).state == "done"
    assert people() == 1200
    assert db.session.scalar(select(func.count()).select_from(Organisation)) == 7
    assert files.counts(id) == {"new": 1200}
    assert audit.verify().valid


def _lapse(id: int) -> None:
    """The lease of the killed worker runs out."""
    with files.writing():
        job = db.session.get_one(Job, files.batch(id).job_id)
        job.state, job.lease_until, job.worker = "queued", None, None
        db.session.commit()


@pytest.mark.usefixtures("session")
def test_a_row_that_the_database_refuses_is_rejected_and_stops_no_other(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = bulk.add_people

    def refuses(given: Any, *, by: Any) -> None:
        if any(form["full"] == "田中 3" for person in given for form in person.names):
            raise ValueError("nobody foresaw this")
        written(given, by=by)

    monkeypatch.setattr(bulk, "add_people", refuses)
    id = files.imported(app, many(8))

    assert files.counts(id) == {"new": 7, "rejected": 1}
    assert people() == 7
    assert db.session.scalar(select(ImportRow.number).where(ImportRow.status == "rejected")) == 5


@pytest.mark.usefixtures("session")
def test_undo_keeps_and_names_what_was_changed_or_used_since(app: Flask) -> None:
    id = files.imported(app, files.table(files.TABLE))
    changed = db.session.scalars(select(Person).where(Person.search_key.contains("田中"))).one()
    with files.writing():
        with files.action(rules.IMPORTED, by=None):
            changed.notes = "later"
        db.session.commit()

    files.undone(app, id)

    assert people() == 1
    kept = files.queries.rows_of(id, *rules.STATUSES, undone="kept")
    assert [row.record_id for row in kept] == [changed.id]


def test_the_shell_does_the_same_and_says_it_as_json(app: Flask, runner: FlaskCliRunner, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(files.table([*files.TABLE, ["会社", "", "", "", ""]], "cp932"))

    tried = runner.invoke(args=["interchange", "import", str(path), "--kind", "people", "--dry-run", "--json"])
    facts = json.loads(tried.output)
    assert tried.exit_code == 3
    assert (facts["encoding"], facts["dry_run"], facts["total"]) == ("cp932", True, 3)
    assert facts["counts"] == {"new": 2, "update": 0, "same": 0, "duplicate": 0, "rejected": 1}
    assert any(row["reasons"] == ["The name is missing."] for row in facts["rows"])
    with app.app_context():
        assert people() == 0

    done = runner.invoke(args=["interchange", "import", str(path), "--json", "--tag", "名簿"])
    assert json.loads(done.output)["counts"]["new"] == 2
    again = json.loads(runner.invoke(args=["interchange", "import", str(path), "--json"]).output)
    assert again["counts"] == {"new": 0, "update": 0, "same": 2, "duplicate": 0, "rejected": 1}
    plain = runner.invoke(args=["interchange", "import", str(path), "--dry-run", "--map", "役職=notes"])
    assert "役職 -> notes" in plain.output
    assert runner.invoke(args=["interchange", "import", str(path), "--map", "無い列=notes"]).exit_code == 1


def test_the_shell_refuses_a_sheet_that_is_not_there_and_keeps_no_file_of_what_it_refused(
    app: Flask, runner: FlaskCliRunner, tmp_path: Path
) -> None:
    path, book = tmp_path / "list.xlsx", openpyxl.Workbook()
    for row in files.TABLE:
        book.worksheets[0].append(row)
    book.save(path)
    answer = runner.invoke(args=["interchange", "import", str(path), "--sheet", "名簿"])
    assert (answer.exit_code, "There is no sheet 名簿." in answer.output) == (1, True)
    assert list(reading.folder(Path(app.config["INSTANCE"])).iterdir()) == []
    assert runner.invoke(args=["interchange", "import", str(path), "--sheet", "Sheet", "--dry-run"]).exit_code == 0


def test_the_shell_refuses_headings_in_a_row_that_is_not_there(runner: FlaskCliRunner, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(files.table(files.TABLE))
    answer = runner.invoke(args=["interchange", "import", str(path), "--header", "99"])
    assert (answer.exit_code, "There are no headings in row 99." in answer.output) == (1, True)
    wanted = ["--header", "0", "--map", "A=organisation", "--map", "B=full_name", "--dry-run", "--json"]
    tried = json.loads(runner.invoke(args=["interchange", "import", str(path), *wanted]).output)
    assert (tried["total"], tried["header_row"]) == (3, 0)


def test_the_shell_imports_organisations(app: Flask, runner: FlaskCliRunner, tmp_path: Path) -> None:
    with app.app_context():
        book.organisation("新潟貿易株式会社", "ja", country="JP")
    path = tmp_path / "firms.csv"
    rows = [
        ["企業名", "電話", "住所", "郵便番号", "法人番号", "従業員数", "区分"],
        ["新潟貿易㈱", "025-222-0101", "新潟市1-1", "9500001", "", "120名", ""],
        ["見附ニット工業協同組合", "", "", "", "7000012050002", "", "industry_cooperative"],
    ]
    path.write_bytes(files.table(rows))
    facts = json.loads(
        runner.invoke(args=["interchange", "import", str(path), "--kind", "organisations", "--json"]).output
    )
    assert facts["counts"] == {"new": 1, "update": 1, "same": 0, "duplicate": 0, "rejected": 0}
    with app.app_context():
        firms = {row.employees: row for row in db.session.scalars(select(Organisation))}
        assert set(firms) == {120, None}
        assert firms[None].identifier_value == "7000012050002"


def test_hostile_files_end_with_a_reason(tmp_path: Path) -> None:
    import zipfile

    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (60 * 1024 * 1024))
    with pytest.raises(Exception, match="unzips to more"):
        reading.head(FileOrder(bomb, "xlsx"))
    open_quote = tmp_path / "quote.csv"
    open_quote.write_bytes(b'name,company\n"Kim,' + b"x" * 30_000)
    with pytest.raises(Exception, match="never closed"):
        reading.head(FileOrder(open_quote, "csv"))
    for told in (b'name,company\n"Kim,Akita\nLee,Sendai\n', b'name,company\n"Kim,Akita\nLee,Sendai\n"Ito,Aomori\n'):
        open_quote.write_bytes(told)
        with pytest.raises(Exception, match="never closed"):
            reading.head(FileOrder(open_quote, "csv"))
    open_quote.write_bytes(b'name,company\nKim,"Pipe 5"" and\nmore"\n"Lee" Al,5" pipes\n')
    assert reading.head(FileOrder(open_quote, "csv")).shown == [["Kim", 'Pipe 5" and\nmore'], ["Lee Al", '5" pipes']]
    strange = tmp_path / "strange.csv"
    strange.write_bytes("氏名,会社名\n\x00田\u202e中\u200b 太郎,\u200f会社\n".encode())
    assert reading.head(FileOrder(strange, "csv")).shown == [["田中 太郎", "会社"]]


@pytest.mark.usefixtures("session")
def test_an_import_is_undone_for_thirty_days_and_its_file_kept_as_long(app: Flask, runner: FlaskCliRunner) -> None:
    id = files.imported(app, files.table(files.TABLE))
    kept = list(reading.folder(Path(app.config["INSTANCE"])).iterdir())
    for path in kept:  # the disk has a clock of its own
        os.utime(path, (clock.now().timestamp(),) * 2)
    assert runner.invoke(args=["interchange", "tidy"]).output == "0 files deleted.\n"
    with time_machine.travel(clock.now() + timedelta(days=31)):
        with files.writing(), pytest.raises(Refused, match="30 days"):
            batches.request_undo(files.batch(id), by=cast.user())
        assert runner.invoke(args=["interchange", "tidy"]).output == f"{len(kept)} files deleted.\n"


@pytest.mark.usefixtures("session")
def test_when_a_trial_run_fails_the_columns_can_be_chosen_anew(app: Flask) -> None:
    id = files.uploaded(app, files.table(files.TABLE))
    (reading.folder(Path(app.config["INSTANCE"])) / files.batch(id).storage_name).unlink()
    with files.writing():
        batches.request_check(files.batch(id), by=cast.user())
        db.session.commit()
    files.work(app)
    row = files.batch(id)
    assert files.queries.stands_still(row)
    with files.writing():
        batches.assign(row, batches.Assignment(list(row.targets)), by=cast.user())
        db.session.commit()
    assert files.batch(id).state == "columns"
