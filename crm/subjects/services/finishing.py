"""What an erasure leaves to do once it is committed: files, the ledger, and what deleted rows leave in the database."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from sqlalchemy import text

from crm.backups.services import ledger
from crm.backups.services.ledger import LedgerLine
from crm.contacts.models import Person
from crm.core.database import database_kind, db, writing
from crm.core.texts import N_
from crm.files import services as files
from crm.lookup.models import NAMES, TEXTS
from crm.subjects.queries import erased
from crm.subjects.services.erasing import ErasedFiles, erase

#: Why somebody is erased again after an archive was brought back.
REPLAYED = N_("Erased before the archive was brought back")


def finish(done: ErasedFiles, instance: Path, folders: Sequence[Path]) -> None:
    """Delete the files of an erasure that is committed, and keep the ledger. What is gone already is no error."""
    files.unlink(done.files, instance)
    for place, names in (("exports", done.exports), ("imports", done.imports)):
        for name in names:
            (instance / place / name).unlink(missing_ok=True)
    keep_ledger(folders)


def keep_ledger(folders: Sequence[Path]) -> int:
    """Have each ledger name every erasure of this installation; how many lines were missing."""
    log = erased.first_link()
    lines = [LedgerLine(one.person_id, one.created_at.isoformat(), log) for one in erased.erasures()]
    return sum(ledger.add(folder, lines) for folder in folders) if lines else 0


def replay(instance: Path, folders: Sequence[Path]) -> Iterator[str]:
    """Erase again whom the ledgers name and the database does not know as erased: it came back with an archive."""
    log, known = erased.first_link(), erased.erased_ids()
    wanted = {line.person_id for folder in folders for line in ledger.read(folder) if line.log == log}
    for id in sorted(wanted - known):
        if db.session.get(Person, id) is None:
            continue
        with writing():
            done = erase(id, reason=REPLAYED, by=None)
            db.session.commit()
            finish(done, instance, folders)
        yield f"Person {id} was erased before: erased again."


def compact() -> None:
    """Write the file of the database anew, so that nothing of deleted rows is left in it. In no transaction."""
    kind = database_kind()
    db.session.rollback()
    if kind == "sqlite":
        with db.engine.connect() as connection:
            raw = connection.connection.driver_connection
            if raw is None:
                return
            for name in (NAMES, TEXTS):
                raw.execute(f"INSERT INTO {name} ({name}) VALUES ('optimize')")  # noqa: S608  # tables of ours
            connection.rollback()
            raw.execute("VACUUM")
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM"))
