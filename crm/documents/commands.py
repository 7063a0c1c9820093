"""`flask documents print …`, and the worker's task that prints what was asked for on the page."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from crm.activities import queries as activities
from crm.activities.rules import has_return
from crm.contacts import queries as contacts
from crm.core import here
from crm.core.database import db, writing
from crm.core.errors import Forbidden, NotVisible, Refused
from crm.core.permissions import Actor, Permission, Role, Shell, allows
from crm.core.texts import Text
from crm.documents import contents, queries, rules, services
from crm.documents.contents import Imprint
from crm.documents.models import Document
from crm.documents.rules import PrintWish
from crm.jobs.models import Job
from crm.jobs.registry import Context, Outcome, Result, Stopping, job
from crm.office import queries as offices
from crm.pdf.render import Progress, RenderFailed
from crm.reports import queries as reports
from crm.reports import rules as report_rules
from crm.reports import services as writing_reports
from crm.users import queries as users
from crm.users.models import User
from crm.web.instance import instance_folder

#: Reports drafted in one night.
MOST_DRAFTED = 20
ERASED_MEANWHILE = Text("Somebody was erased while this was made, and it may name them. Ask for it again.")

group = AppGroup("documents", help="Briefing packs and mission reports.")


@dataclass(frozen=True)
class Printed:
    """A PDF and what to keep with it."""

    pdf: bytes
    pages: int
    name: str
    digests: dict[str, str] | None


def printed(
    wish: PrintWish, document: Document, *, user: Actor, holder: str, progress: Progress | None = None
) -> Printed:
    """Fill and print an edition. Ends the reading transaction before the slow part. Raises pdf.RenderFailed."""
    content = contents.filled(wish, user=user)
    usual = Imprint(document.number, queries.told_edition(document), here.today(), holder)
    imprint = contents.own_imprint(content, usual)
    db.session.expunge_all()
    db.session.rollback()
    digests = contents.digests(content, imprint)
    pdf = contents.pdf(content, imprint, progress=progress)
    return Printed(pdf, contents.count_pages(pdf), contents.file_name(content, imprint), digests)


@job(services.JOB)
def print_document(job: Job, context: Context) -> Outcome:
    """Print the edition a job is for. The requester's rights are those of now, not of when they asked, and so are the
    answers of those whom it names."""
    user = _requester(job)
    edition = queries.one(int(job.arguments["document_id"]), user=user)
    document_id, wish = edition.document.id, services.asked(edition.document)
    services.check_sharing(wish, activities.one(wish.activity_id, user=user))
    known = contacts.erased_count()
    context.report(2, Text("Collecting the contents."))
    made = printed(
        wish,
        edition.document,
        user=user,
        holder=user.display_name,
        progress=lambda percent: context.report(percent, Text("Laying out the pages.")),
    )
    context.report(97, Text("Keeping the file."))

    def keep() -> Result:
        """Not a paper with somebody who was erased while it was set, nor with somebody who said no meanwhile."""
        if contacts.erased_count() != known:
            raise Stopping
        services.check_sharing(wish, activities.one(wish.activity_id, user=user))
        return _keep(document_id, made, by=user)

    return keep


def _requester(job: Job) -> User:
    user = users.one(job.requested_by_id or 0)
    if not user.active or not allows(Role(user.role), Permission.DOCUMENTS_PRINT):
        raise Forbidden
    return user


def _keep(document_id: int, made: Printed, *, by: Actor | None) -> dict[str, Any]:
    document = queries.document(document_id)
    instance = instance_folder()
    services.keep(document, made.pdf, pages=made.pages, name=made.name, digests=made.digests, instance=instance, by=by)
    return {"document_id": document_id, "file_id": document.file_id}


@job(services.DRAFT_JOB)
def draft_at_night(_job: Job, _context: Context) -> Outcome:
    """Draft the short report of what came back, every night, where nobody began one: the week to hand it in runs."""
    language, known = offices.current().language, contacts.erased_count()
    made = [
        (each.activity.id, contents.begun(each.activity.id, language, report_rules.SHORT, user=Shell()))
        for each in reports.owed(user=Shell(), limit=MOST_DRAFTED)
        if each.report is None and each.on >= here.today() and has_return(each.activity.direction, each.activity.type)
    ]

    def keep() -> Result:
        if contacts.erased_count() != known:
            raise Stopping
        for activity_id, (texts, stage) in made:
            activity = activities.one(activity_id, user=Shell())
            writing_reports.open_report(
                activity, language=language, texts=texts, stage=stage, form=report_rules.SHORT, by=None,
                reporter=queries.reporter(activity, language),
            )  # fmt: skip
        return {"reports": len(made)}

    return keep


@group.command("print")
@click.argument("mission", type=int)
@click.option("--kind", type=click.Choice(list(rules.KINDS)), default=rules.BRIEFING, show_default=True)
@click.option("--lang", type=click.Choice([str(code) for code in rules.LANGUAGES]), default="ja", show_default=True)
@click.option("--audience", default="", help="leader, member, interpreter, host; for a report internal, public.")
@click.option("--draft", is_flag=True, help="Of a report its newest draft, where the approved edition is not meant.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Also write the PDF here.")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def print_now(
    mission: int, kind: str, lang: str, audience: str, draft: bool, output: Path | None, as_json: bool
) -> None:
    """Print the pack or the report of MISSION (its number in the address) and keep it as a new edition."""
    try:
        report_id = _draft(mission, lang) if draft else None
        wish = rules.wish(mission, kind=kind, language=lang, audience=audience, report_id=report_id)
        document, made = _print_as_shell(wish)
    except NotVisible:
        raise click.ClickException(f"There is no mission {mission}.") from None
    except (Refused, RenderFailed) as error:
        raise click.ClickException(str(error)) from None
    if output is not None:
        output.write_bytes(made.pdf)
    if as_json:
        click.echo(json.dumps(_facts(document, made), ensure_ascii=False))
    else:
        click.echo(f"{document.number}: {made.pages} pages, document {document.id}.")


def _draft(mission: int, lang: str) -> int:
    """The newest draft of a report in a language. Raises click.ClickException."""
    newest = reports.latest(mission, lang, user=Shell())
    if newest is None or newest.status == "approved":
        raise click.ClickException(f"The report of mission {mission} has no draft in this language.")
    return newest.id


def _print_as_shell(wish: PrintWish) -> tuple[Document, Printed]:
    shell = Shell()
    with writing():
        document = services.open_edition(wish, user=shell, by=None)
        db.session.commit()
    known = contacts.erased_count()
    try:
        made = printed(wish, document, user=shell, holder="")
        with writing():
            if contacts.erased_count() != known:
                raise Refused(ERASED_MEANWHILE)
            services.check_sharing(wish, activities.one(wish.activity_id, user=shell))
            _keep(document.id, made, by=None)
            db.session.commit()
    except (RenderFailed, Refused):
        db.session.rollback()
        with writing():
            services.give_up(queries.document(document.id))
            db.session.commit()
        raise
    return document, made


def _facts(document: Document, made: Printed) -> dict[str, Any]:
    return {
        "id": document.id,
        "number": document.number,
        "kind": document.kind,
        "language": document.language,
        "edition": document.edition,
        "pages": made.pages,
        "bytes": len(made.pdf),
        "name": made.name,
    }
