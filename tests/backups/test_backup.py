"""Everything in one file, made while people work; brought back whole on an empty machine, or not at all."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from flask import Flask, current_app
from flask.testing import FlaskClient
from sqlalchemy import Engine, create_engine, func, select

from crm.activities.models import Participant
from crm.backups import commands, rules
from crm.backups.services import restoring, rows
from crm.config import Backup
from crm.core import clock, keys
from crm.core.database import Base, db, writing
from crm.core.permissions import Role
from crm.files.models import StoredFile
from crm.jobs.models import Job
from crm.jobs.registry import Context
from crm.lookup.models import LookupEntry
from crm.travel import queries as travel
from crm.travel.models import unseal
from crm.users import queries as users_queries
from crm.users import services as users
from crm.users.models import User
from crm.web import migrating
from tests import cast
from tests.backups import places
from tests.backups.places import PACK, PASSPHRASE, run
from tests.cast import sign_in
from tests.conftest import SECRET_KEY
from tests.databases import Databases

OTHER_SECRET = "the secret that a new machine made for itself"


@pytest.fixture(scope="module")
def office(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder = tmp_path_factory.mktemp("kept")
    with places.office(databases, folder / "office", folder / "backups") as app:
        yield app


@pytest.fixture(scope="module")
def archive(office: Flask) -> Path:
    assert run(office, "create")[0] == 0
    return rules.archives(places.backups(office))[0]


@pytest.fixture
def passphrase(tmp_path: Path) -> Path:
    kept = tmp_path / "passphrase"
    kept.write_text(PASSPHRASE + "\n")
    return kept


@pytest.fixture
def quick_schema(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tables at once: the archives of releases (test_releases.py) take all the steps."""

    def upgrade(revision: str = "head") -> None:
        db.create_all()
        migrating.tool(current_app).stamp()

    monkeypatch.setattr("flask_migrate.upgrade", upgrade)


@pytest.mark.both
@pytest.mark.usefixtures("quick_schema")
@pytest.mark.searched
def test_an_archive_brings_everything_back_on_an_empty_machine(
    archive: Path, passphrase: Path, databases: Databases, tmp_path: Path
) -> None:
    with places.machine(databases, tmp_path / "new", secret=OTHER_SECRET) as new:
        refused, why = run(new, "restore", archive)
        assert (refused, "another secret" in why) == (1, True)
        status, told = run(new, "restore", archive, "--passphrase-file", passphrase)
        assert (status, "Restored" in told) == (0, True), told
        with new.app_context():
            kept = db.session.scalars(select(StoredFile)).one()
            assert (tmp_path / "new" / "files" / kept.storage_name).read_bytes() == PACK
            part = db.session.scalars(select(Participant)).one()
            detail = travel.of_participant(part.id)
            assert detail is not None
            assert unseal(detail.sealed).passport_number == "TK7654321"
            assert db.session.scalar(select(func.count()).select_from(LookupEntry))
        assert (tmp_path / "new" / "secret_key").read_text() == SECRET_KEY
        verified = new.test_cli_runner().invoke(args=["audit", "verify", "--head", manifest(archive)["audit_head"]])
        assert verified.exit_code == 0, verified.output
        status, told = run(new, "restore", archive, "--passphrase-file", passphrase)
        assert (status, "There is data already" in told) == (1, True)


@pytest.mark.both
@pytest.mark.usefixtures("quick_schema")
def test_what_is_there_already_is_set_aside_whole_and_put_back_when_the_archive_fails(
    archive: Path, passphrase: Path, databases: Databases, tmp_path: Path
) -> None:
    damaged = tmp_path / archive.name
    _rewrite(archive, damaged, "database/users.jsonl", lambda lines: lines[:-1])
    with places.office(databases, tmp_path / "second", tmp_path / "unused") as second:
        with second.app_context():
            cast.user(email="second@example.jp")
        status, told = run(second, "restore", damaged, "--passphrase-file", passphrase, "--set-aside")
        assert (status, "users is not the same" in told) == (1, True), told
        assert _addresses(second) >= {"second@example.jp"}
        assert len(list((tmp_path / "second" / "files").iterdir())) == 1
        status, told = run(second, "restore", archive, "--passphrase-file", passphrase, "--set-aside")
        assert (status, "before" in told) == (0, True), told
        assert "second@example.jp" not in _addresses(second)
        assert len(list((tmp_path / "second").glob("files-before-*/*"))) == 1


@pytest.mark.usefixtures("quick_schema")
def test_a_restore_without_the_secret_names_whose_second_factor_cannot_be_checked(
    office: Flask, databases: Databases, tmp_path: Path
) -> None:
    for folder, others in (("one", []), ("two", ["nobody@example.jp", "two@example.jp"])):
        for address in others:
            keys.configure(SECRET_KEY)
            with office.app_context(), writing():
                member = cast.user(email=address)
                users.begin_second(member)
                db.session.flush()
                kept = users_queries.second_of(member.id)
                assert kept is not None
                kept.confirmed_at = clock.now() if address.startswith("two") else None
                db.session.commit()
        assert run(office, "create", "--folder", tmp_path / folder)[0] == 0
        (made,) = rules.archives(tmp_path / folder)
        with places.machine(databases, tmp_path / f"new {folder}", secret=OTHER_SECRET) as new:
            status, told = run(new, "restore", made, "--without-secret")
        assert (status, "audit reseal" in told) == (0, True), told
        assert ("two@example.jp" in told) == ("users reset-second-factor ADDRESS" in told) == (folder == "two")
        assert "nobody@example.jp" not in told


@pytest.mark.both
def test_nothing_is_restored_while_a_server_is_connected(
    archive: Path, passphrase: Path, databases: Databases, tmp_path: Path
) -> None:
    with places.office(databases, tmp_path / "running", tmp_path / "unused") as running:
        server = create_engine(running.extensions["settings"].database_url)
        with server.connect() as connection:
            connection.exec_driver_sql("SELECT 1 FROM users")
            status, told = run(running, "restore", archive, "--passphrase-file", passphrase, "--set-aside")
        server.dispose()
        assert (status, "still running" in told) == (1, True)
        assert _addresses(running)


def test_verify_names_what_is_damaged_and_list_reads_the_archives(
    office: Flask, archive: Path, passphrase: Path, tmp_path: Path
) -> None:
    assert run(office, "verify", archive, "--passphrase-file", passphrase)[0] == 0
    listed = json.loads(run(office, "list", "--json")[1])
    assert [(row["archive"], row["files"], row["carries_secret"]) for row in listed] == [(archive.name, 1, True)]
    damaged = tmp_path / "damaged" / archive.name
    damaged.parent.mkdir()
    _rewrite(archive, damaged, "database/people.jsonl", lambda lines: [*lines, b"[]"])
    status, told = run(office, "verify", damaged)
    assert (status, told) == (1, "database/people.jsonl is damaged or missing\n")
    torn = tmp_path / "torn" / archive.name
    torn.parent.mkdir()
    torn.write_bytes(archive.read_bytes()[:-200])
    status, told = run(office, "verify", torn)
    assert (status, "its end is missing" in told) == (1, True)


def test_a_file_that_is_missing_is_told_when_the_archive_is_made_and_when_it_is_read(
    office: Flask, tmp_path: Path
) -> None:
    (kept,) = (Path(office.config["INSTANCE"]) / "files").iterdir()
    hidden = kept.rename(tmp_path / kept.name)
    status, told = run(office, "create", "--folder", tmp_path)
    assert (status, f"File {kept.name} is missing" in told) == (0, True)
    (archive,) = rules.archives(tmp_path)
    status, told = run(office, "verify", archive)
    assert (status, f"file {kept.name} was already missing" in told) == (1, True)
    hidden.rename(kept)


def test_an_archive_holds_neither_the_secret_nor_who_is_signed_in(office: Flask, archive: Path) -> None:
    with ZipFile(archive) as read:
        assert not [name for name in read.namelist() if SECRET_KEY.encode() in read.read(name)]
        assert "database/login_sessions.jsonl" not in read.namelist()
    assert archive.stat().st_mode & 0o077 == 0


def test_the_worker_makes_one_every_night_and_takes_away_the_old_ones(
    office: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = [tmp_path / f"musubi-2020010{n}-180000.zip" for n in range(1, 6)]
    for path in old:
        path.touch()
    monkeypatch.setitem(
        office.extensions, "settings", replace(office.extensions["settings"], backup=Backup(tmp_path, 14, PASSPHRASE))
    )
    with office.app_context():
        told = commands.create_at_night(Job(kind=rules.JOB), Context(lambda *_: None, lambda: False))
    assert isinstance(told, dict)
    assert told["deleted"] == 3
    assert [path.name for path in rules.archives(tmp_path)] == [told["archive"], old[4].name, old[3].name]
    assert rules.JOB in office.extensions["nightly"]


@pytest.mark.postgresql
def test_all_kinds_of_values_stand_the_same_on_both_databases(
    sampled: Flask, databases: Databases, tmp_path: Path
) -> None:
    """Line by line: each table of the sample, put into a file of SQLite and, from there, into this database again."""
    with sampled.app_context():
        told = _lines(db.engine)
    first = create_engine(f"sqlite:///{tmp_path / 'first.sqlite'}")
    Base.metadata.create_all(first)
    _load(first, told)
    assert _lines(first) == told
    second = create_engine(databases.make(tmp_path))
    _load(second, _lines(first))
    assert _lines(second) == told
    first.dispose()
    second.dispose()
    databases.drop(str(second.url.render_as_string(hide_password=False)))


@pytest.mark.parametrize(("hours", "word"), [(1, ""), (49, "older than two days")])
def test_the_system_page_tells_the_last_backup_and_warns_after_two_days(
    app: Flask, client: FlaskClient, tmp_path: Path, hours: int, word: str
) -> None:
    made = tmp_path / rules.name_of(clock.now() - timedelta(hours=hours))
    made.write_bytes(b"x" * 2_500_000)
    app.extensions["settings"] = replace(app.extensions["settings"], backup=Backup(tmp_path, 14))
    sign_in(client, Role.ADMIN)
    page = client.get("/office/system").get_data(as_text=True)
    assert "2.5 MB" in page
    assert "recovery sheet" in page
    assert ("older than two days" in page) == bool(word)


def test_the_system_page_says_that_nothing_is_backed_up(client: FlaskClient) -> None:
    sign_in(client, Role.ADMIN)
    assert "Nothing is backed up at night" in client.get("/office/system").get_data(as_text=True)


def manifest(archive: Path) -> dict[str, Any]:
    with ZipFile(archive) as read:
        told: dict[str, Any] = json.loads(read.read(rules.MANIFEST))
    return told


def _rewrite(archive: Path, to: Path, name: str, change: Callable[[list[bytes]], list[bytes]]) -> None:
    """The archive with one table changed."""
    with ZipFile(archive) as read, ZipFile(to, "w") as written:
        for member in read.namelist():
            content = read.read(member)
            written.writestr(member, b"\n".join(change(content.splitlines())) + b"\n" if member == name else content)


def _addresses(app: Flask) -> set[str]:
    with app.app_context():
        return set(db.session.scalars(select(User.email)))


def _lines(engine: Engine) -> dict[str, list[bytes]]:
    with engine.connect() as connection:
        return {table.name: list(rows.lines(connection, table)) for table in rows.tables(connection)}


def _load(engine: Engine, told: dict[str, list[bytes]]) -> None:
    with engine.connect() as connection, connection.begin(), restoring.without_foreign_keys(connection):
        tables = {table.name: table for table in rows.tables(connection)}
        rows.clear(connection, tables.values())
        for name, lines in told.items():
            rows.load(connection, tables[name], lines)
