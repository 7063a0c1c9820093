"""`flask jobs …`: do the queue's work, look at it, tidy it."""

import json

import click
from flask import current_app
from flask.cli import AppGroup

from crm.core.database import db, writing
from crm.jobs import queries, rules, services, worker
from crm.jobs.models import Job
from crm.jobs.registry import Context, Outcome, job

group = AppGroup("jobs", help="Background work: documents, exports, imports.")


@group.command("work")
@click.option("--once", is_flag=True, help="Do what is due now, then end.")
def work(once: bool) -> None:
    """Do jobs until SIGTERM; the job at hand is finished or given back."""
    current_app.extensions["refuse_other_secret"]()
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # the worker outlives this context
    if once:
        click.echo(f"{worker.run_pending(app)} jobs done.")
    else:
        worker.work_forever(app)


@group.command("list")
@click.option("--limit", default=50, show_default=True, help="How many, newest first.")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def list_jobs(limit: int, as_json: bool) -> None:
    """Show the newest jobs and how they stand."""
    jobs = db.session.scalars(queries.all_jobs().limit(limit)).all()
    if as_json:
        click.echo(json.dumps([_facts(row) for row in jobs], ensure_ascii=False))
        return
    for row in jobs:
        words = row.why or row.doing or ""
        click.echo(f"{row.id:>6}  {row.state:<8} {row.progress:>3} %  {row.kind}  {words}".rstrip())


@job(rules.PURGE_JOB)
def purge_at_night(_job: Job, _context: Context) -> Outcome:
    """Delete the jobs that are over and have expired, every night."""
    return lambda: {"jobs": services.purge()}


@group.command("purge")
def purge() -> None:
    """The same at once."""
    with writing():
        number = services.purge()
        db.session.commit()
    click.echo(f"{number} jobs deleted.")


def _facts(job: Job) -> dict[str, object]:
    """What the shell shows of a job: no arguments and no result, which name records."""
    return {
        "id": job.id,
        "kind": job.kind,
        "state": job.state,
        "progress": job.progress,
        "attempts": job.attempts,
        "requested_by": job.requested_by_id,
        "reason": None if job.why is None else str(job.why),
        "created_at": job.created_at.isoformat(),
        "finished_at": None if job.finished_at is None else job.finished_at.isoformat(),
    }
