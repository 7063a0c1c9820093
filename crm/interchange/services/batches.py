"""What a user decides about a file: which encoding, what each column means, to try it, to run it, to undo it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from crm.audit.services import action
from crm.core import clock, keys
from crm.core.database import db
from crm.core.errors import Refused
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.files.rules import safe_name
from crm.interchange import columns, queries, rules
from crm.interchange.models import ImportBatch, ImportProfile
from crm.interchange.rules.drafts import ColumnPlan, RowDraft
from crm.interchange.services import reading
from crm.interchange.services.reader import FileOrder
from crm.interchange.services.reading import FileHead
from crm.jobs import services as jobs

CHECK_JOB, RUN_JOB, UNDO_JOB = "interchange.check", "interchange.run", "interchange.undo"
#: The job that deletes uploads older than an import can be undone.
TIDY_JOB = "interchange.tidy"
UNDO_FOR: Final = timedelta(days=rules.UNDO_DAYS)
GONE: Final = Text(
    "The file has been deleted: files for import are kept for %(days)s days, and until somebody is erased who may "
    "stand in one."
)
CANCELLED: Final = Text(
    "Somebody was erased who may stand in this file: it was deleted, and nothing more is imported from it. Take the "
    "person out of your list, then upload it again."
)
MOVED: Final = Text("The import has continued in the meantime.")
#: A file has at least one of these columns.
_NAMING: Final = {
    "people": ("full_name", "family", "given", "latin_name"),
    "organisations": ("organisation", "organisation_latin"),
}
_LANGUAGE_OF: Final = {"gb18030": "zh-Hans", "cp950": "zh-Hans", "cp949": "ko"}
OLD_WORKBOOK: Final = Text(
    "This is a workbook of an old Excel (.xls), which is not read. Open it, save it as an Excel workbook (.xlsx), and "
    "choose that file."
)
LOCKED_WORKBOOK: Final = Text(
    "This workbook is protected by a password, or of an old Excel under another name. Save it without a password as an "
    "Excel workbook (.xlsx), and choose that file."
)


@dataclass(frozen=True)
class ImportUpload:
    """A file that lies in the imports folder, and the first look at it."""

    name: str
    storage_name: str
    size: int
    format: str
    head: FileHead


@dataclass(frozen=True)
class Assignment:
    """What each column means, and what the file does not say."""

    targets: Sequence[str]
    language: str = "ja"
    country: str = ""
    overwrite: bool = False
    duplicates: str = "add"  #: add | skip
    tags: Sequence[str] = field(default_factory=tuple)

    def options(self) -> dict[str, Any]:
        """As they are kept with the import."""
        return {
            "language": self.language,
            "country": self.country,
            "overwrite": self.overwrite,
            "duplicates": self.duplicates,
            "tags": list(self.tags),
        }


def taken(content: bytes, *, name: str, instance: Path, cards: bool = True) -> ImportUpload:
    """Keep an upload and look at its beginning. Outside any transaction: reading takes its time.

    Refused for what is no table, and no `cards` where those are taken as well.
    """
    shown = safe_name(name)
    format = rules.format_of(shown, content)
    if not content:
        raise Refused(Text("The file is empty."), "file")
    if rules.is_old_workbook(content):
        raise Refused(OLD_WORKBOOK if shown.lower().endswith(".xls") else LOCKED_WORKBOOK, "file")
    if format is None or (format == "vcf" and not cards):
        allowed = "CSV, XLSX, vCard" if cards else "CSV, XLSX"
        raise Refused(Text("This kind of file is not accepted. Allowed: %(kinds)s.", kinds=allowed), "file")
    if len(content) > rules.LARGEST:
        raise Refused(Text("The file is larger than %(size)s MB.", size=rules.LARGEST // 1024 // 1024), "file")
    storage_name = reading.keep(content, instance)
    try:
        head = reading.head(FileOrder(reading.folder(instance) / storage_name, format))
    except Refused:
        (reading.folder(instance) / storage_name).unlink(missing_ok=True)
        raise
    return ImportUpload(shown, storage_name, len(content), format, head)


def open_batch(upload: ImportUpload, kind: str, *, by: Actor | None) -> ImportBatch:
    """A new import of a file that was taken, its encoding and columns guessed."""
    if kind not in rules.KINDS:
        raise Refused(Text("Choose one."), "kind")
    batch = ImportBatch(
        kind=kind, name=upload.name, storage_name=upload.storage_name, size=upload.size, format=upload.format
    )
    _seen(batch, upload.head)
    with action(rules.UPLOADED, by=by):
        db.session.add(batch)
    return batch


def order_of(batch: ImportBatch, instance: Path) -> FileOrder:
    """How the file of an import is read. Refused when it was tidied away."""
    path = reading.folder(instance) / batch.storage_name
    if not path.is_file():
        raise Refused(Text(GONE.msgid, days=rules.UNDO_DAYS), "file")
    return FileOrder(path, batch.format, batch.encoding, batch.delimiter, batch.sheet, batch.take_hidden)


def look(batch: ImportBatch, instance: Path, **changes: Any) -> FileHead:
    """The beginning of the file as it is read now; `changes` read it otherwise: encoding, sheet, take_hidden, line."""
    order = order_of(batch, instance)
    encoding, sheet = changes.get("encoding", batch.encoding), changes.get("sheet", batch.sheet)
    delimiter = batch.delimiter if encoding == batch.encoding else ""
    hidden = bool(changes.get("take_hidden", batch.take_hidden))
    wanted = FileOrder(order.path, batch.format, encoding, delimiter, sheet, hidden)
    same = (encoding, sheet, hidden) == (batch.encoding, batch.sheet, batch.take_hidden)
    return reading.head(wanted, changes.get("line", batch.header_line if same else None))


def read_as(batch: ImportBatch, head: FileHead, *, hidden: bool = False, by: Actor | None) -> None:
    """Take the file as `head` shows it: encoding, sheet and headings; the columns are guessed anew."""
    _must_be_open(batch)
    with action(rules.PREPARED, by=by):
        batch.take_hidden = hidden
        _seen(batch, head)
        batch.state = rules.COLUMNS


def _seen(batch: ImportBatch, head: FileHead) -> None:
    facts, header = head.facts, head.header
    batch.encoding, batch.delimiter = facts.encoding, facts.delimiter
    batch.sheet, batch.sheets, batch.hidden_rows = facts.sheet, facts.sheets, facts.hidden_rows
    batch.serials_1904 = facts.serials_1904
    batch.header_line, batch.first_line = header.line, header.first
    batch.headings = [heading[:200] for heading in header.headings]
    batch.signature = columns.signature(batch.headings)
    batch.state, batch.counts, batch.samples = rules.READING, {}, []
    profile = queries.profile_for(batch.kind, batch.signature)
    language = _LANGUAGE_OF.get(facts.encoding, "ja")
    if profile is not None:
        batch.layout, batch.targets, batch.options = profile.name, list(profile.targets), dict(profile.options)
    elif batch.format == "vcf":
        known = columns.TARGETS[batch.kind]
        batch.layout, batch.targets = columns.VCARD, [t if t in known else "" for t in batch.headings]
        batch.options = Assignment((), language).options()
    else:
        batch.layout, batch.targets = columns.layout_of(batch.headings, batch.kind)
        batch.options = Assignment((), language).options()


def assign(batch: ImportBatch, mapping: Assignment, *, own_fields: Sequence[int] = (), by: Actor | None) -> None:
    """Say what each column means. Refused when no column holds the name."""
    _must_be_open(batch)
    known = {*columns.TARGETS[batch.kind], columns.IGNORE, *(f"{columns.FIELD}{id}" for id in own_fields)}
    if len(mapping.targets) != len(batch.headings) or set(mapping.targets) - known:
        raise Refused(Text("Choose one from the list."), "targets")
    if not set(_NAMING[batch.kind]) & set(mapping.targets):
        raise Refused(Text("Choose the column that holds the name."), "targets")
    with action(rules.PREPARED, by=by):
        batch.targets, batch.options = list(mapping.targets), mapping.options()
        batch.state, batch.counts, batch.samples = rules.COLUMNS, {}, []


def save_profile(batch: ImportBatch, name: str, *, by: Actor | None) -> ImportProfile:
    """Keep how these columns are read, for the next file with the same headings; an earlier one is replaced."""
    with action(rules.PROFILE_SAVED, by=by):
        profile = keep_profile(
            batch.kind, name[:80] or batch.name[:80], batch.headings, batch.targets, batch.options, by=by
        )
        batch.layout = profile.name[:40]
    return profile


def keep_profile(
    kind: str, name: str, headings: Sequence[str], targets: Sequence[str], options: Mapping[str, Any], *,
    by: Actor | None,
) -> ImportProfile:  # fmt: skip
    """Keep how the columns of tables with these headings are read; an earlier profile of them is replaced."""
    signature = columns.signature(headings)
    profile = queries.profile_for(kind, signature)
    with action(rules.PROFILE_SAVED, by=by):
        if profile is None:
            profile = ImportProfile(kind=kind, signature=signature)
            db.session.add(profile)
        profile.name, profile.headings = name, list(headings)
        profile.targets, profile.options = list(targets), dict(options)
    return profile


def request_check(batch: ImportBatch, *, by: Actor) -> None:
    """Put the trial run into the queue."""
    _must_be_open(batch)
    _enqueue(batch, CHECK_JOB, rules.CHECKING, by)


def request_run(batch: ImportBatch, *, by: Actor) -> None:
    """Put the import itself into the queue; it needs a trial run before."""
    _must_be(batch, rules.CHECKED_STATE)
    _enqueue(batch, RUN_JOB, rules.RUNNING, by)


def request_undo(batch: ImportBatch, *, by: Actor) -> None:
    """Put the undo into the queue."""
    _must_be(batch, rules.DONE)
    if clock.now() - batch.updated_at > UNDO_FOR:
        raise Refused(Text("An import can be undone for %(days)s days.", days=rules.UNDO_DAYS))
    _enqueue(batch, UNDO_JOB, rules.UNDOING, by)


def request_again(batch: ImportBatch, *, by: Actor) -> None:
    """Go on with what stands still because its job failed; what is done stays done."""
    _must_be(batch, *rules.MOVING)
    if not queries.stands_still(batch):
        raise Refused(MOVED)
    kind = {rules.CHECKING: CHECK_JOB, rules.RUNNING: RUN_JOB, rules.UNDOING: UNDO_JOB}[batch.state]
    _enqueue(batch, kind, batch.state, by)


def _enqueue(batch: ImportBatch, kind: str, state: str, by: Actor) -> None:
    job = jobs.enqueue(kind, {"batch_id": batch.id}, by=by)
    with action(rules.STARTED, by=by):
        batch.job_id, batch.state = job.id, state


def _must_be_open(batch: ImportBatch) -> None:
    """Encoding and columns may be chosen anew until the import has begun, also when a trial run failed."""
    if not (batch.state == rules.CHECKING and queries.stands_still(batch)):
        _must_be(batch, *rules.OPEN)


def _must_be(batch: ImportBatch, *states: str) -> None:
    if batch.state not in states:
        raise Refused(MOVED)


def ended(batch: ImportBatch, state: str, *, by: Actor | None, **found: Any) -> None:
    """A job is through: `found` are the columns that it knows now. Refused where an erasure cancelled the import."""
    if batch.state == rules.DROPPED:
        raise Refused(CANCELLED)
    with action(rules.CHECKED if state == rules.CHECKED_STATE else rules.ENDED, by=by):
        batch.state = state
        for column, value in found.items():
            setattr(batch, column, value)


def plan_of(batch: ImportBatch) -> ColumnPlan:
    """How the rows of an import are read."""
    options: Mapping[str, Any] = batch.options
    return ColumnPlan(
        kind=batch.kind,
        headings=tuple(batch.headings),
        targets=tuple(batch.targets),
        language=options.get("language", "ja"),
        country=options.get("country", ""),
        serials_1904=batch.serials_1904,
        secret=keys.derive("import rows"),
    )


def drafts_of(batch: ImportBatch, instance: Path, *, after: int = 0) -> Iterator[list[RowDraft]]:
    """What the rows say, behind the row `after`."""
    return reading.drafts(order_of(batch, instance), plan_of(batch), first=batch.first_line, after=after)


def rows_numbered(batch: ImportBatch, instance: Path, numbers: Collection[int]) -> Iterator[tuple[int, list[str]]]:
    """The rows of the file with these numbers, as they stand in it."""
    if not numbers:
        return
    found = reading.data(order_of(batch, instance), first=batch.first_line, width=len(batch.headings))
    for number, cells in found:
        if number in numbers:
            yield number, cells


def tidy(instance: Path) -> int:
    """Delete uploads older than an import can be undone; their records, rows and outcomes stay. Returns how many."""
    old = (clock.now() - UNDO_FOR).timestamp()
    left = [path for path in reading.folder(instance).iterdir() if path.stat().st_mtime < old]
    for path in left:
        path.unlink(missing_ok=True)
    return len(left)
