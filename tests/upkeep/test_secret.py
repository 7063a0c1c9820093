"""`flask secret rotate`: what was sealed opens under the new secret and no more under the old one; the log goes on."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from cryptography.exceptions import InvalidTag
from flask import Flask
from sqlalchemy import create_engine, func, select

from crm.audit import queries as audit
from crm.audit.models import AuditEntry
from crm.config import keep_secret
from crm.core import keys
from crm.core.database import db, writing
from crm.travel.models import TravelDetail
from crm.upkeep import services
from crm.upkeep.rules import NEXT_SECRET, CannotRotate
from tests.backups import places
from tests.booths import stall
from tests.conftest import SECRET_KEY
from tests.databases import Databases
from tests.travel import luggage

NEW = "another secret of this office, long enough"


@pytest.fixture
def office(databases: Databases, tmp_path: Path) -> Iterator[Flask]:
    """An office of its own, whose mission has a delegate with a passport; its secret lies in the data folder."""
    with places.office(databases, tmp_path / "office", tmp_path / "backups") as app, app.app_context():
        db.session.remove()
        keep_secret(Path(app.config["INSTANCE"]), SECRET_KEY)
        yield app
        keys.configure(SECRET_KEY)


def rotate(app: Flask, *more: str) -> Result:
    """As somebody types it who stopped the server."""
    asked = ["secret", "rotate", "--reason", "a laptop was stolen", "--yes", *more]
    return app.test_cli_runner().invoke(args=asked)


def folder(app: Flask) -> Path:
    return Path(app.config["INSTANCE"])


def passport() -> Any:
    return db.session.scalars(select(TravelDetail)).one().details.passport_number


@pytest.mark.both
def test_a_new_secret_opens_what_was_sealed_and_the_old_one_no_more(office: Flask) -> None:
    result = rotate(office)
    assert result.exit_code == 0, result.output
    assert "1 sealed records" in result.output
    keys.configure((folder(office) / "secret_key").read_text())
    assert passport() == luggage.details().passport_number
    assert audit.verify().valid
    assert not (folder(office) / NEXT_SECRET).exists()
    db.session.expire_all()
    keys.configure(SECRET_KEY)
    assert not audit.secret_fits()
    with pytest.raises(InvalidTag):
        passport()


@pytest.mark.once
def test_the_log_tells_why_and_a_later_change_of_an_older_entry_shows(office: Flask) -> None:
    rotate(office)
    keys.configure((folder(office) / "secret_key").read_text())
    newest = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert newest is not None
    assert newest.changes["reason"] == [None, "a laptop was stolen"]
    assert newest.changes["entries"][1] == newest.id - 1


@pytest.mark.once
def test_codes_that_were_given_out_are_counted(office: Flask) -> None:
    stall.code(stall.fair())
    assert "1 codes of fairs, applications and partners open nothing any more" in rotate(office).output


@pytest.mark.once
def test_a_secret_is_not_changed_while_something_was_sealed_with_another_one(office: Flask) -> None:
    keys.configure(NEW)
    entries = db.session.scalar(select(func.count()).select_from(AuditEntry))
    with writing(), pytest.raises(CannotRotate, match="log does not hold"):
        services.rotate("a third secret of this office, long enough", "why")
    assert db.session.scalar(select(func.count()).select_from(AuditEntry)) == entries


@pytest.mark.both
def test_a_secret_is_not_changed_while_a_server_is_connected(office: Flask) -> None:
    """What it writes with the old secret would break the log for good."""
    server = create_engine(office.extensions["settings"].database_url)
    with server.connect() as connection:
        connection.exec_driver_sql("SELECT 1 FROM users")
        assert "The server or a worker is still running" in rotate(office).output
    server.dispose()
    assert (folder(office) / "secret_key").read_text() == SECRET_KEY
    assert audit.secret_fits()


@pytest.mark.once
def test_a_try_that_broke_off_after_the_database_is_brought_to_its_end(
    office: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = keep_secret

    def broken(instance: Path, secret: str, name: str = "secret_key") -> Path:
        if name == "secret_key":
            raise KeyboardInterrupt
        return kept(instance, secret, name)

    monkeypatch.setattr("crm.upkeep.commands.keep_secret", broken)
    assert rotate(office).exit_code != 0
    monkeypatch.setattr("crm.upkeep.commands.keep_secret", kept)
    keys.configure(SECRET_KEY)  # as the next process starts
    assert (folder(office) / "secret_key").read_text() == SECRET_KEY
    advice = office.test_cli_runner().invoke(args=["doctor"]).output
    assert "A new secret was on its way" in advice
    assert "The last try had come that far" in rotate(office).output
    keys.configure((folder(office) / "secret_key").read_text())
    assert passport() == luggage.details().passport_number


@pytest.mark.once
def test_whoever_sets_the_secret_in_the_environment_says_the_new_one_in_a_file(
    office: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRM_SECRET_KEY", SECRET_KEY)
    assert "--to FILE" in rotate(office).output
    file = tmp_path / "new"
    file.write_text("short")
    assert "at least 32 characters" in rotate(office, "--to", str(file)).output
    file.write_text(f"{NEW}\n")
    assert f"Set CRM_SECRET_KEY to what stands in {file}" in rotate(office, "--to", str(file)).output
    keys.configure(NEW)
    assert passport() == luggage.details().passport_number


@pytest.mark.once
def test_what_is_sealed_is_found_by_its_column(app: Flask) -> None:
    with app.app_context():
        found = {f"{column.table.name}.{column.name}" for column in services.sealed_columns()}
    assert found == {
        "travel_details.sealed", "applications.sealed", "second_factors.sealed", "erasures.sealed",
        "kept_values.sealed", "tombstone_keys.sealed",
    }  # fmt: skip
