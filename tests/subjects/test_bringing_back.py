"""An archive that was made before an erasure does not bring the person back."""

from pathlib import Path

import pytest
from flask import current_app
from sqlalchemy import select

from crm.backups import rules as backups
from crm.backups.services import ledger
from crm.contacts import commands as contacts_commands
from crm.contacts.models import Person
from crm.core.database import Base, db, writing
from crm.merging.models import Merge
from crm.merging.services import Choices, merge, undo
from crm.subjects import rules, services
from crm.subjects.contents import ledgers
from crm.subjects.queries import erased
from crm.web import migrating
from crm.web.instance import instance_folder
from tests.backups import places
from tests.backups.places import PASSPHRASE, run
from tests.contacts import book
from tests.databases import Databases
from tests.subjects.asking import merged

NAME = "長谷川 すばる"


@pytest.fixture
def quick_schema(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tables at once: the archives of releases (tests/backups) take all the steps."""

    def upgrade(revision: str = "head") -> None:
        db.create_all()
        migrating.tool(current_app).stamp()

    monkeypatch.setattr("flask_migrate.upgrade", upgrade)


def called(id: int) -> str:
    names = Base.metadata.tables["person_names"]
    return str(db.session.scalar(select(names.c.full).where(names.c.person_id == id)))


@pytest.mark.both
@pytest.mark.usefixtures("quick_schema")
def test_who_was_erased_since_the_archive_was_made_is_erased_again_when_it_is_brought_back(
    databases: Databases, tmp_path: Path
) -> None:
    passphrase = tmp_path / "passphrase"
    passphrase.write_text(PASSPHRASE + "\n")
    with places.office(databases, tmp_path / "office", tmp_path / "backups") as office:
        with office.app_context():
            id, other = book.person(NAME, "ja").id, book.person(NAME, "ja").id
        assert run(office, "create")[0] == 0
        with office.app_context():
            with writing():
                done = services.erase(id, reason="asked", by=None)
                db.session.commit()
            services.finish(done, instance_folder(), ledgers())
            lines = ledger.read(tmp_path / "backups")
            assert [line.person_id for line in lines] == [id]
            assert ledger.read(instance_folder()) == lines
            assert lines[0].created == db.session.get_one(Person, id).created_at.isoformat()
            assert NAME not in (tmp_path / "backups" / ledger.LEDGER).read_text()
    [archive] = backups.archives(tmp_path / "backups")
    with places.machine(databases, tmp_path / "new", secret="a secret that another machine made") as new:  # a test's
        status, said = run(new, "restore", str(archive), "--passphrase-file", str(passphrase))
        assert status == 0, said
        assert f"Person {id} was erased before: erased again." in said
        with new.app_context():
            assert (called(id), called(other)) == (rules.mark(id), NAME)
            assert db.session.get_one(Person, other).erased_at is None


def test_the_ledger_of_another_installation_erases_nobody(databases: Databases, tmp_path: Path) -> None:
    with places.office(databases, tmp_path / "office", tmp_path / "backups") as office, office.app_context():
        id = book.person(NAME, "ja").id
        ledger.add(instance_folder(), [ledger.LedgerLine(id, "2026-11-01T00:00:00+00:00", "f" * 64)])
        assert list(services.replay(instance_folder(), ledgers())) == []
        assert called(id) == NAME


@pytest.mark.both
def test_somebody_who_got_the_number_of_an_erased_person_is_not_erased(databases: Databases, tmp_path: Path) -> None:
    with places.office(databases, tmp_path / "office", tmp_path / "backups") as office, office.app_context():
        stranger, unsure, back = (book.person(NAME, "ja").id for _ in range(3))
        log, at = erased.first_link(), "2026-11-01T00:00:00+00:00"
        moment = db.session.get_one(Person, back).created_at.isoformat()
        ledger.add(
            instance_folder(),
            [
                ledger.LedgerLine(stranger, at, log, "2026-10-01T00:00:00+00:00"),
                ledger.LedgerLine(unsure, at, log),
                ledger.LedgerLine(back, at, log, moment),
            ],
        )
        said = list(services.replay(instance_folder(), ledgers()))
        assert (called(stranger), called(unsure), called(back)) == (NAME, NAME, rules.mark(back))
        assert [line.split(":")[0] for line in said] == [
            f"Person {stranger} was not erased",
            f"Person {unsure} was NOT erased",
            f"Person {back} was erased before",
        ]


def test_a_legal_hold_that_came_back_keeps_nobody_else_from_being_erased_again(
    databases: Databases, tmp_path: Path
) -> None:
    with places.office(databases, tmp_path / "office", tmp_path / "backups") as office, office.app_context():
        held, back = (book.person(NAME, "ja").id for _ in range(2))
        with writing():
            services.mark(held, rules.HOLD, reason="訴訟", by=None)
            db.session.commit()
        moments = {id: db.session.get_one(Person, id).created_at.isoformat() for id in (held, back)}
        log, at = erased.first_link(), "2026-11-01T00:00:00+00:00"
        ledger.add(instance_folder(), [ledger.LedgerLine(id, at, log, moment) for id, moment in moments.items()])
        said = list(services.replay(instance_folder(), ledgers()))
        assert (called(held), called(back)) == (NAME, rules.mark(back))
        assert [line.split(":")[0] for line in said] == [
            f"Person {held} was NOT erased",
            f"Person {back} was erased before",
        ]


def test_a_line_of_before_gets_its_moment_from_an_installation_that_knows_it(
    databases: Databases, tmp_path: Path
) -> None:
    with places.office(databases, tmp_path / "office", tmp_path / "backups") as office, office.app_context():
        id = book.person(NAME, "ja").id
        with writing():
            services.erase(id, reason="asked", by=None)
            db.session.commit()
        ledger.add(instance_folder(), [ledger.LedgerLine(id, "2026-11-01T00:00:00+00:00", erased.first_link())])
        assert services.keep_ledger([instance_folder()]) == 1
        assert services.keep_ledger([instance_folder()]) == 0
        moment = db.session.get_one(Person, id).created_at.isoformat()
        assert [line.created for line in ledger.read(instance_folder())] == ["", moment]


def gone(id: int) -> None:
    """Erase somebody as a page does."""
    with writing():
        done = services.erase(id, reason="asked", by=None)
        db.session.commit()
    services.finish(done, instance_folder(), ledgers())


@pytest.mark.both
@pytest.mark.usefixtures("quick_schema")
def test_an_archive_with_merged_records_comes_back_and_nobody_who_was_erased_lives(
    databases: Databases, tmp_path: Path
) -> None:
    passphrase = tmp_path / "passphrase"
    passphrase.write_text(PASSPHRASE + "\n")
    with places.office(databases, tmp_path / "office", tmp_path / "backups") as office:
        with office.app_context():
            back, kept, double = (book.person(NAME, "ja").id for _ in range(3))
            firm, same = (book.organisation(text).id for text in ("有限会社さくら", "さくら"))
            merged(office, kept, double)
            with writing():
                merge("organisations", firm, same, Choices(), by=None)
                db.session.commit()
        assert run(office, "create")[0] == 0
        with office.app_context():
            gone(back)
            assert list(contacts_commands.renewed_keys())[0] == f"people: {db.session.query(Person).count()}"
    [archive] = backups.archives(tmp_path / "backups")
    with places.machine(databases, tmp_path / "new", secret="a secret that another machine made") as new:  # a test's
        status, said = run(new, "restore", str(archive), "--passphrase-file", str(passphrase))
        assert (status, said.splitlines()[0]) == (0, f"Person {back} was erased before: erased again.")
        with new.app_context():
            assert (called(back), called(kept)) == (rules.mark(back), NAME)
            assert "すばる" in db.session.get_one(Person, kept).search_key


@pytest.mark.both
@pytest.mark.usefixtures("quick_schema")
def test_a_record_that_was_merged_into_an_erased_person_after_the_archive_is_erased_again_too(
    databases: Databases, tmp_path: Path
) -> None:
    passphrase = tmp_path / "passphrase"
    passphrase.write_text(PASSPHRASE + "\n")
    with places.office(databases, tmp_path / "office", tmp_path / "backups") as office:
        with office.app_context():
            double, kept, other = (book.person(NAME, "ja").id for _ in range(3))
        assert run(office, "create")[0] == 0
        merged(office, kept, double)
        with office.app_context():
            gone(kept)
            assert sorted(line.person_id for line in ledger.read(instance_folder())) == [double, kept]
            assert list(services.replay(instance_folder(), ledgers())) == []
    [archive] = backups.archives(tmp_path / "backups")
    with places.machine(databases, tmp_path / "new", secret="a secret that another machine made") as new:  # a test's
        status, said = run(new, "restore", str(archive), "--passphrase-file", str(passphrase))
        assert status == 0, said
        with new.app_context():
            assert [called(id) for id in (double, kept, other)] == [rules.mark(double), rules.mark(kept), NAME]


@pytest.mark.both
@pytest.mark.parametrize("asked", ["the one merged away", "the one who stayed"])
def test_whoever_shares_a_record_by_a_merge_that_was_taken_back_later_is_not_erased_with_it(
    databases: Databases, tmp_path: Path, asked: str
) -> None:
    """The archive is of the days between the merge and its Undo; then one of the two was erased."""
    with places.office(databases, tmp_path / "office", tmp_path / "backups") as office, office.app_context():
        kept, away = (book.person(NAME, "ja").id for _ in range(2))
        erased_one, other = (away, kept) if asked == "the one merged away" else (kept, away)
        moment = db.session.get_one(Person, erased_one).created_at.isoformat()
        line = ledger.LedgerLine(erased_one, "2026-11-01T00:00:00+00:00", erased.first_link(), moment)
        ledger.add(instance_folder(), [line])
        with writing():
            merge("people", kept, away, Choices(), by=None)
            db.session.commit()
        [said] = services.replay(instance_folder(), ledgers())
        assert (said.split(":")[0], f"with person {other}," in said) == (f"Person {erased_one} was NOT erased", True)
        assert called(kept) == NAME
        with writing():
            undo(db.session.scalars(select(Merge)).one(), by=None)
            db.session.commit()
        assert list(services.replay(instance_folder(), ledgers())) == [
            f"Person {erased_one} was erased before: erased again."
        ]
        assert (called(erased_one), called(other)) == (rules.mark(erased_one), NAME)
