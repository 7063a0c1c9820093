"""What an erasure leaves to do once it is committed: files, the ledger, and what deleted rows leave in the database."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC
from pathlib import Path

from sqlalchemy import text

from crm.backups.services import ledger
from crm.backups.services.ledger import LedgerLine
from crm.contacts.models import Person
from crm.core import shell
from crm.core.database import database_kind, db, writing
from crm.core.errors import Refused
from crm.core.texts import N_
from crm.files import services as files
from crm.lookup.models import NAMES, TEXTS
from crm.subjects.queries import erased, ids_of, subject
from crm.subjects.services.erasing import ErasedFiles, erase
from crm.subjects.services.writing import forgotten_imports

#: Why somebody is erased again after an archive was brought back.
REPLAYED = N_("Erased before the archive was brought back")


def finish(done: ErasedFiles, instance: Path, folders: Sequence[Path]) -> None:
    """Delete the files of an erasure that is committed, and keep the ledger. What is gone already is no error."""
    files.unlink(done.files, instance)
    for place, names in (("exports", done.exports), ("imports", done.imports)):
        for name in names:
            (instance / place / name).unlink(missing_ok=True)
    keep_ledger(folders)


def finish_left(instance: Path) -> int:
    """Delete the uploaded lists that the last erasure forgot, where the process ended before `finish`; how many.

    Files and exports that no row names any more go by themselves (`files tidy`, `lists tidy`) once they are a day old.
    """
    left = [instance / "imports" / name for name in forgotten_imports()]
    left = [path for path in dict.fromkeys(left) if path.is_file()]
    for path in left:
        path.unlink(missing_ok=True)
    return len(left)


def keep_ledger(folders: Sequence[Path]) -> int:
    """Have each ledger name every record that was erased in this installation, those that had been merged into another
    one, too: an archive may be older than the merge. How many lines were missing."""
    log = erased.first_link()
    lines = [LedgerLine(id, at.isoformat(), log, _moment(id)) for id, at in erased.erased_moments().items()]
    return sum(ledger.add(folder, lines) for folder in folders) if lines else 0


def _moment(person_id: int) -> str:
    """When the entry of a person was made: with the number it says which person was erased, and tells nothing else."""
    return db.session.get_one(Person, person_id).created_at.astimezone(UTC).isoformat()


def replay(instance: Path, folders: Sequence[Path]) -> Iterator[str]:
    """Erase again whom the ledgers name and the database does not know as erased: it came back with an archive.

    Numbers are given anew after that: only who was entered at the moment that the ledger says is erased.
    """
    log = erased.first_link()
    wanted: dict[int, set[str]] = defaultdict(set)
    for line in (line for folder in folders for line in ledger.read(folder) if line.log == log):
        wanted[line.person_id].add(line.created)
    for id in sorted(wanted):
        with writing():
            said = _erased_again(id, wanted, instance, folders)
        if said:
            yield said


def _erased_again(id: int, wanted: Mapping[int, Collection[str]], instance: Path, folders: Sequence[Path]) -> str:
    """What became of a number of the ledgers; "" where there is nothing to do."""
    person = db.session.get(Person, id)
    if person is None or person.erased_at is not None:
        return ""
    if _moment(id) not in wanted[id]:
        return _left_out(id, unsure="" in wanted[id])
    if others := [one for one in ids_of(subject(id).id) if _moment(one) not in wanted.get(one, ())]:
        return _merged_here(id, others)
    try:
        done = erase(id, reason=REPLAYED, by=None)
        db.session.commit()
    except Refused:
        return f"Person {id} was NOT erased: a legal hold came back, too. Lift it, and erase them by hand."
    finish(done, instance, folders)
    return f"Person {id} was erased before: erased again."


def _left_out(id: int, *, unsure: bool) -> str:
    if unsure:
        return (
            f"Person {id} was NOT erased: an old line of the ledger names the number alone, which may be somebody "
            "else's by now. Look who it is, and erase them by hand if they were erased before."
        )
    return f"Person {id} was not erased: the number belongs to somebody who was entered at another moment."


def _merged_here(id: int, others: Sequence[int]) -> str:
    """The merge was taken back after the archive was made: whoever shares the record may never have asked for it."""
    return (
        f"Person {id} was NOT erased: here they are one record with person "
        f"{', '.join(map(str, others))}, whom no ledger names. If that merge was a mistake, take it back and say "
        f"`{shell.command('subjects replay')}`; otherwise erase them by hand."
    )


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
