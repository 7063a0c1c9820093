"""The checks, one function each: they read and change nothing."""

import hashlib
import shutil
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from sqlalchemy import func, select, text

from crm.audit import queries as audit
from crm.audit.models import AuditEntry
from crm.backups import queries as backups
from crm.config import Settings
from crm.core import clock, shell
from crm.core.database import database_kind, db
from crm.core.gauges import Gauge, single
from crm.files.models import StoredFile
from crm.jobs import queries as jobs
from crm.lookup.models import LookupEntry
from crm.meetings import queries as meetings
from crm.pdf import fonts
from crm.search import queries as search
from crm.travel.models import TravelDetail, unseal
from crm.upkeep.rules import CLOCK_SLACK, LEAST_FREE, NEXT_SECRET, WAITING, Finding, Level, well


def findings(settings: Settings) -> list[Finding]:
    """Everything, in the order in which it should be mended."""
    return [
        _room(settings.instance),
        *_rights(settings.instance),
        _secret(settings.instance),
        _log(),
        _clock(),
        *_files(settings.instance / "files"),
        _index(),
        _fonts(),
        _worker(),
        _mail(settings),
        *_mail_in(settings),
        _backup(settings),
    ]


def _room(instance: Path) -> Finding:
    usage = shutil.disk_usage(instance)
    text = f"{usage.free / 1e9:.1f} of {usage.total / 1e9:.1f} GB free"
    if usage.free / usage.total > LEAST_FREE:
        return well("disk", text)
    return Finding("disk", Level.BAD, text, "Make room: writing stops when the disk is full.")


def _rights(instance: Path) -> list[Finding]:
    """The data folder and what lies in it belong to whoever runs the product alone."""
    private = [instance / "secret_key", instance / "files"]
    open_ones = [path for path in private if path.exists() and path.stat().st_mode & 0o077]
    if instance.stat().st_mode & 0o022:
        open_ones.insert(0, instance)
    if not open_ones:
        return [well("rights", "the data folder is its owner's")]
    return [Finding("rights", Level.WARN, f"{path} is open to others", f"chmod go-rwx {path}") for path in open_ones]


def _secret(instance: Path) -> Finding:
    """The newest entry of the log and the newest travel details open with the secret of now."""
    try:
        newest = db.session.scalar(select(TravelDetail.sealed).order_by(TravelDetail.id.desc()).limit(1))
        if newest is not None:
            unseal(newest)
        fits = audit.secret_fits()
    except InvalidTag:
        fits = False
    if fits:
        return well("secret", "opens what was sealed with it")
    advice = "Bring back the secret_key of this installation (or CRM_SECRET_KEY), from its recovery sheet or a backup."
    if (instance / NEXT_SECRET).exists():
        advice = f"A new secret was on its way: {shell.command('secret rotate --reason WHY')}"
    return Finding("secret", Level.BAD, "is not the one that this data was sealed with", advice)


def _log() -> Finding:
    verdict = audit.verify()
    if verdict.valid:
        return well("audit log", f"{verdict.checked} entries hold, head {verdict.head[:16]}")
    text = f"entry {verdict.first_bad} does not hold"
    return Finding("audit log", Level.BAD, text, "Compare it with a backup: somebody changed the database by hand.")


def _clock() -> Finding:
    newest = db.session.scalar(select(func.max(AuditEntry.at)))
    if newest is None or newest <= clock.now() + CLOCK_SLACK:
        return well("clock", f"{clock.now():%Y-%m-%d %H:%M} UTC")
    text = f"the log has an entry of {newest:%Y-%m-%d %H:%M} UTC, which is still to come"
    return Finding("clock", Level.BAD, text, "Set the clock of the machine by NTP.")


def _files(folder: Path) -> list[Finding]:
    """Each file that a row names, by its checksum."""
    lost, changed, whole = [], [], 0
    for name, sha256, shown in db.session.execute(
        select(StoredFile.storage_name, StoredFile.sha256, StoredFile.name).order_by(StoredFile.id)
    ):
        path = folder / name
        if not path.is_file():
            lost.append(f"{shown} ({name})")
        elif hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
            changed.append(f"{shown} ({name})")
        else:
            whole += 1
    advice = "Copy them out of a backup, where they lie under files/."
    found = [
        Finding("files", Level.BAD, f"{len(some)} {what}: {', '.join(some[:5])}", advice)
        for what, some in (("missing", lost), ("changed", changed))
        if some
    ]
    return found or [well("files", f"{whole} whole")]


def _index() -> Finding:
    """Each record that can be found has its entry."""
    by_type = select(LookupEntry.record_type, func.count()).group_by(LookupEntry.record_type)
    counted = dict(db.session.execute(by_type).all())
    missing = {}
    for kind in search.KINDS:
        present = select(func.count()).select_from(kind.model).where(kind.model.archived_at.is_(None))
        short = (db.session.scalar(present) or 0) - counted.get(kind.record_type, 0)
        if short > 0:
            missing[kind.record_type] = short
    if not missing:
        return well("search", f"{sum(counted.values())} entries")
    told = ", ".join(f"{number} {name}" for name, number in missing.items())
    return Finding("search", Level.WARN, f"not in the index: {told}", shell.command("search rebuild"))


def _fonts() -> Finding:
    why = fonts.unavailable()
    if why is None:
        return well("printing", "fonts and libraries are there")
    return Finding("printing", Level.WARN, str(why), "Run ./run or install what is named.")


def _worker() -> Finding:
    state, there = jobs.health(), jobs.presence()
    waiting = (state["oldest_seconds"] or 0) > WAITING
    told = f"{state['queued']} jobs wait, the oldest for {state['oldest_seconds']} seconds"
    if there.missing:
        seen = "none is there" if there.seen_at is None else f"none was seen since {there.seen_at:%Y-%m-%d %H:%M} UTC"
        text = f"{seen}; {told}" if waiting else seen
        return Finding("worker", Level.BAD, text, f"Start a worker: {shell.start_worker()}")
    if waiting:
        return Finding("worker", Level.WARN, told, "The worker is busy with long work: run one more beside it.")
    if state["failed"]:
        return Finding("worker", Level.WARN, f"{state['failed']} jobs failed", shell.command("jobs list"))
    return well("worker", f"{state['queued']} jobs wait")


def _mail(settings: Settings) -> Finding:
    if settings.smtp is None:
        return Finding(
            "mail", Level.WARN, "no mail server is set", f"Set CRM_SMTP_HOST; until then: {shell.command('users link')}"
        )
    return well("mail", f"goes through {settings.smtp.host}:{settings.smtp.port}")


def _mail_in(settings: Settings) -> list[Finding]:
    """The mailbox, where one is set."""
    if settings.imap is None:
        return []
    stands = meetings.mail_in(settings.imap.name)
    if stands.problem is not None:
        advice = "Look at CRM_IMAP_HOST and the settings that go with it."
        return [Finding("mail in", Level.BAD, str(stands.problem), advice)]
    if stands.unreadable:
        text = f"{stands.unreadable} mails could not be read and are still in the mailbox"
        return [Finding("mail in", Level.WARN, text, shell.command("meetings arrivals"))]
    return [well("mail in", f"comes from {settings.imap.name}")]


def _backup(settings: Settings) -> Finding:
    if settings.backup is None:
        return Finding("backup", Level.WARN, "none is made at night", "Set CRM_BACKUP_FOLDER, on another disk.")
    last = backups.newest(settings.backup.folder)
    if last is None:
        return Finding("backup", Level.WARN, "there is none yet", shell.command("backup create"))
    if last.overdue:
        text = f"the last one is of {last.made_at:%Y-%m-%d %H:%M} UTC"
        return Finding("backup", Level.BAD, text, f"See whether the worker runs: {shell.command('jobs list')}")
    proof = backups.last_proof(settings.backup.folder)
    if proof is not None and proof.problem:
        return Finding(
            "backup", Level.BAD, f"{proof.archive} does not come back: {proof.problem}", shell.command("backup prove")
        )
    if proof is None or proof.is_old:
        return Finding(
            "backup", Level.WARN, f"{last.name}, and none was restored lately to try it", shell.command("backup prove")
        )
    return well("backup", f"{last.name}; restored to try it on {proof.at:%Y-%m-%d}")


def gauges(settings: Settings, *, with_database: bool) -> list[Gauge]:
    """What programs that watch the server read of disk, backup, database, queue and worker."""
    disk = shutil.disk_usage(settings.instance)
    found = [
        single("disk_bytes", "Size of the disk with the data folder.", disk.total),
        single("disk_free_bytes", "What is free on it.", disk.free),
    ]
    last = backups.newest(settings.backup.folder) if settings.backup else None
    if last is not None:
        age = (clock.now() - last.made_at).total_seconds()
        found.append(single("backup_age_seconds", "How old the newest archive is.", age))
    return [*found, *_of_database()] if with_database else found


_SIZE: Final = {
    "sqlite": text("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"),
    "postgresql": text("SELECT pg_database_size(current_database())"),
}


def _of_database() -> list[Gauge]:
    state, there = jobs.health(), jobs.presence()
    by_state: dict[tuple[str, ...], float] = {(name,): state[name] for name in ("queued", "running", "failed")}
    found = [
        single("database_bytes", "Size of the database.", db.session.scalar(_SIZE[database_kind()]) or 0),
        Gauge("jobs", "Background jobs.", by_state, ["state"]),
        single("jobs_oldest_seconds", "How long the oldest job has waited.", state["oldest_seconds"] or 0),
        single("worker_up", "Whether a worker was seen within two minutes.", not there.missing),
    ]
    if there.seen_at is not None:
        age = max(0.0, (clock.now() - there.seen_at).total_seconds())
        found.append(single("worker_seen_seconds", "How long ago a worker was seen.", age))
    return found
