"""`flask interchange …`, and the worker's tasks that try, run and undo imports."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from crm.core.database import db, writing
from crm.core.errors import Forbidden, NotVisible, Refused
from crm.core.permissions import Actor, Permission, Role, Shell, allows
from crm.core.texts import Text
from crm.core.turns import taking_turns
from crm.fields import queries as own_fields
from crm.interchange import queries, rules
from crm.interchange.models import ImportBatch
from crm.interchange.rules.outcomes import sentence
from crm.interchange.services import batches, trying, undoing
from crm.interchange.services.batches import Assignment
from crm.interchange.services.running import Run
from crm.interchange.services.trying import Trial
from crm.interchange.services.wishes import ImportWish
from crm.jobs.models import Job
from crm.jobs.registry import Context, Result, Stopping, job
from crm.users import queries as users
from crm.web.instance import instance_folder

group = AppGroup("interchange", help="Import of contacts from files.")


@dataclass(frozen=True)
class Requester:
    """Who asked for the work, without a row that a rollback would empty."""

    id: int
    role: Role


def _asked(job: Job) -> tuple[ImportBatch, Requester]:
    """The import of a job and who asked for it, with the rights of now."""
    user = users.one(job.requested_by_id or 0)
    if not user.active or not allows(Role(user.role), Permission.INTERCHANGE_IMPORT):
        raise Forbidden
    requester = Requester(user.id, Role(user.role))
    batch = queries.one(int(job.arguments["batch_id"]), user=requester)
    db.session.expunge(batch)
    db.session.rollback()
    return batch, requester


def _end(batch_id: int, state: str, *, by: Actor, **found: Any) -> Result:
    """Inside the transaction that marks the job done: write what it found."""
    batch = queries.one(batch_id, user=by)
    batches.ended(batch, state, by=by, **found)
    return {"batch_id": batch_id}


@job(batches.CHECK_JOB)
def check_file(job: Job, context: Context) -> Any:
    """Try an import: what would become of each row."""
    batch, by = _asked(job)
    trial = _tried(batch, context)
    return lambda: _end(
        batch.id,
        rules.CHECKED_STATE,
        by=by,
        counts=dict(trial.counts),
        samples=trial.samples,
        total=trial.total,
    )


def _tried(batch: ImportBatch, context: Context | None) -> Trial:
    expected = batch.total or _guessed_rows(batch)

    def report(done: int) -> None:
        if context is not None:
            _report(context, done, expected, Text("Rows checked: %(done)s.", done=done))

    return trying.tried(batches.drafts_of(batch, instance_folder()), ImportWish.of(batch), report)


def _guessed_rows(batch: ImportBatch) -> int:
    """How many rows a file of this size may have, for the progress bar of the first pass."""
    return max(1, batch.size // (20 if batch.format == "xlsx" else 100))


def _report(context: Context, done: int, expected: int, text: Text) -> None:
    if context.stopping:
        raise Stopping
    context.report(min(99, done * 100 // max(expected, 1)), text)


@job(batches.RUN_JOB)
def run_file(job: Job, context: Context) -> Any:
    """Import a file. Begun again, it goes on behind the last chunk that was written."""
    batch, by = _asked(job)
    after = queries.last_number(batch.id)
    run = Run(batch.id, ImportWish.of(batch), by=by)
    done = sum(queries.counts_of(batch.id).values())
    for drafts in batches.drafts_of(batch, instance_folder(), after=after):
        run.write(drafts)
        done += len(drafts)
        _report(context, done, batch.total, Text("Rows imported: %(done)s of %(total)s.", done=done, total=batch.total))
    counts = queries.counts_of(batch.id)
    db.session.rollback()
    return lambda: _end(batch.id, rules.DONE, by=by, counts=counts, samples=[])


@job(batches.UNDO_JOB)
def undo_file(job: Job, context: Context) -> Any:
    """Undo an import, chunk by chunk; begun again, it goes on with what is not undone."""
    batch, by = _asked(job)
    total = sum(queries.counts_of(batch.id).values())
    done = sum(queries.undone_of(batch.id).values())
    size = rules.FIRST_CHUNK
    with taking_turns() as turns:
        while count := undoing.undo_chunk(batch.id, batch.kind, size, by=by):
            done += count
            size = turns.fitting(size, most=rules.CHUNK)
            _report(context, done, total, Text("Rows undone: %(done)s.", done=done))
    return lambda: _end(batch.id, rules.UNDONE_STATE, by=by)


@job(batches.TIDY_JOB)
def tidy_at_night(_job: Job, _context: Context) -> Result:
    """Delete uploaded files that are older than an import can be undone, every night."""
    return {"files": batches.tidy(instance_folder())}


TASKS = [check_file, run_file, undo_file]


# ------------------------------------------------------------------ the shell


@group.command("tidy")
def tidy() -> None:
    """Delete uploaded files that are older than an import can be undone."""
    click.echo(f"{batches.tidy(instance_folder())} files deleted.")


@group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--kind", type=click.Choice(list(rules.KINDS)), default="people", show_default=True)
@click.option("--dry-run", is_flag=True, help="Only say what would happen.")
@click.option("--encoding", type=click.Choice(list(rules.ENCODINGS)), help="Instead of what is detected.")
@click.option("--sheet", default="", help="Of a workbook; the first visible one when not given.")
@click.option("--header", type=click.IntRange(0), help="Row of the headings, from 1; 0: none; found when not given.")
@click.option("--map", "mapping", multiple=True, metavar="HEADING=TARGET", help="What a column means; may be repeated.")
@click.option(
    "--language", type=click.Choice(["ja", "zh-Hans", "ko", "en"]), help="Of names in Chinese characters alone."
)
@click.option("--country", type=click.Choice(["JP", "CN", "KR", "RU"]), help="Of organisations that nothing tells.")
@click.option("--duplicates", type=click.Choice(["add", "skip"]), default="add", show_default=True)
@click.option("--overwrite", is_flag=True, help="Replace what is filled already.")
@click.option("--tag", "tags", multiple=True, help="Put on every record; may be repeated.")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def import_file(file: Path, kind: str, dry_run: bool, as_json: bool, **wishes: Any) -> None:
    """Import FILE (CSV, XLSX, vCard): as on the pages, from the shell.

    Ends with 0 when every row was taken, 3 when some were rejected, 1 when the file cannot be read.
    """
    try:
        facts = _from_shell(file, kind, dry_run=dry_run, wishes=wishes)
    except (Refused, NotVisible) as error:
        if as_json:
            click.echo(json.dumps({"error": str(error)}, ensure_ascii=False))
            raise SystemExit(1) from None
        raise click.ClickException(str(error)) from None
    if as_json:
        click.echo(json.dumps(facts, ensure_ascii=False))
    else:
        _print(facts)
    if facts["counts"].get(rules.REJECTED):
        raise SystemExit(3)


def _from_shell(file: Path, kind: str, *, dry_run: bool, wishes: Mapping[str, Any]) -> dict[str, Any]:
    upload = batches.taken(file.read_bytes(), name=file.name, instance=instance_folder())
    with writing():
        batch = batches.open_batch(upload, kind, by=None)
        try:
            _decide(batch, wishes)
        except Refused:
            _forget(upload.storage_name)
            raise
        if dry_run:
            db.session.expunge(batch)
        else:
            batches.ended(batch, rules.RUNNING, by=None)
            db.session.commit()
    if dry_run:
        try:
            trial = _tried(batch, None)
        finally:
            _forget(batch.storage_name)
        return _facts(batch, trial.counts, _told(trial.samples), dry_run=True)
    _run_now(batch)
    counts = queries.counts_of(batch.id)
    with writing():
        batch = queries.one(batch.id, user=Shell())
        batches.ended(batch, rules.DONE, by=None, counts=counts, total=sum(counts.values()))
        db.session.commit()
    rejected = [
        {"number": row.number, "status": row.status, "reasons": [str(sentence(text)) for text in row.reasons]}
        for row in queries.rows_of(batch.id, rules.REJECTED, rules.DUPLICATE)
    ]
    return _facts(batch, counts, rejected, dry_run=False)


def _forget(storage_name: str) -> None:
    """No copy of a file stays of which nothing was imported."""
    (instance_folder() / "imports" / storage_name).unlink(missing_ok=True)


def _run_now(batch: ImportBatch) -> None:
    db.session.expunge(batch)
    run = Run(batch.id, ImportWish.of(batch), by=None)
    for drafts in batches.drafts_of(batch, instance_folder()):
        run.write(drafts)


def _decide(batch: ImportBatch, wishes: Mapping[str, Any]) -> None:
    """Read the file as the options say, and assign its columns."""
    changes = {name: wishes[name] for name in ("encoding", "sheet") if wishes.get(name)}
    if wishes.get("header") is not None:
        changes["line"] = wishes["header"] - 1
    if wishes.get("sheet") and wishes["sheet"] not in batch.sheets:
        raise Refused(Text("There is no sheet %(name)s.", name=wishes["sheet"]))
    if changes:
        head = batches.look(batch, instance_folder(), **changes)
        if batch.format != "vcf" and head.header.line != changes.get("line", head.header.line):
            raise Refused(Text("There are no headings in row %(number)s.", number=wishes["header"]))
        batches.read_as(batch, head, by=None)
    targets = list(batch.targets)
    for pair in wishes["mapping"]:
        heading, _, target = pair.rpartition("=")
        places = [place for place, text in enumerate(batch.headings) if text == heading]
        if not places:
            raise Refused(Text("There is no column %(name)s.", name=heading))
        for place in places:
            targets[place] = target
    options = batch.options
    assignment = Assignment(
        targets,
        wishes.get("language") or options["language"],
        wishes.get("country") or options["country"],
        bool(wishes["overwrite"]),
        wishes["duplicates"],
        tuple(wishes["tags"]),
    )
    batches.assign(batch, assignment, own_fields=[row.id for row in own_fields.defined(batch.kind)], by=None)


def _told(samples: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [sample | {"reasons": [str(sentence(text)) for text in sample["reasons"]]} for sample in samples]


def _facts(
    batch: ImportBatch, counts: Mapping[str, int] | Counter[str], rows: list[dict[str, Any]], *, dry_run: bool
) -> dict[str, Any]:
    return {
        "batch": None if dry_run else batch.id,
        "dry_run": dry_run,
        "kind": batch.kind,
        "format": batch.format,
        "encoding": batch.encoding,
        "delimiter": batch.delimiter,
        "sheet": batch.sheet,
        "header_row": batch.header_line + 1,
        "layout": batch.layout,
        "columns": [{"heading": h, "target": t} for h, t in zip(batch.headings, batch.targets, strict=False)],
        "total": sum(counts.values()),
        "counts": {status: counts.get(status, 0) for status in rules.STATUSES},
        "rows": rows,
    }


def _print(facts: Mapping[str, Any]) -> None:
    click.echo(f"{facts['format']} {facts['encoding']} {facts['sheet']} {facts['layout']}".strip())
    for column in facts["columns"]:
        click.echo(f"  {column['heading']} -> {column['target'] or '(left out)'}")
    for status, label in rules.STATUSES.items():
        click.echo(f"{facts['counts'][status]:>8}  {label}")
    for row in facts["rows"]:
        click.echo(f"  row {row['number']}: {row['status']}  {' '.join(row['reasons'])}".rstrip())
