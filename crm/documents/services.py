"""Asking for a document, and keeping it once it is printed."""

from collections.abc import Collection, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from crm.activities import queries as activities
from crm.activities.models import Activity
from crm.audit.services import action
from crm.core import clock
from crm.core.database import db
from crm.core.permissions import Actor
from crm.documents import queries, rules
from crm.documents.kind import DOCUMENT
from crm.documents.models import Document
from crm.documents.rules import Layout, PrintWish
from crm.files import services as files
from crm.jobs import services as jobs
from crm.privacy import services as privacy
from crm.privacy.queries import Sharing
from crm.privacy.services import ProvisionInput
from crm.travel import queries as travel_queries
from crm.travel import services as travel

JOB = "documents.print"
DRAFT_JOB = "documents.draft"


def open_edition(wish: PrintWish, *, user: Actor, by: Actor | None) -> Document:
    """A new edition, numbered and still without a file. `user` is whose view it shows; NotVisible without the right.
    Refused while it names somebody who said no to what its readers are.

    The number is taken under the write lock, so that two requests never share one; earlier editions stay.
    """
    activity = activities.one(wish.activity_id, user=user)
    wish = wish if travel_queries.may_see(activity, user) else wish.unrestricted()
    wish = wish if activities.sees_budgets(user) else wish.unbudgeted()
    check_sharing(wish, activity)
    for failed in queries.lost(activity.id, wish.kind, wish.language, wish.audience):
        give_up(failed)
    db.session.flush()
    edition = queries.next_edition(activity.id, wish.kind, wish.language, wish.audience)
    report = queries.written(wish, user=user)
    made = Document(
        activity_id=activity.id,
        kind=wish.kind,
        language=wish.language,
        audience=wish.audience,
        edition=edition,
        number=report.number if report is not None else "",
        restricted=wish.restricted,
        options={
            "audience": wish.audience,
            "parts": list(wish.parts),
            "addressee": wish.addressee,
            "report_id": report.id if report is not None else None,
            "form": report.form if report is not None else None,
            "second": wish.second,
            "visits": list(wish.visits),
            "since": wish.since,
            "single": wish.single,
            "thousands": wish.thousands,
        },
    )
    with action(rules.REQUESTED, by=by):
        db.session.add(made)
        db.session.flush()
        made.number = made.number or queries.number_of(activity, wish, queries.told_edition(made))
    return made


def check_sharing(wish: PrintWish, activity: Activity) -> None:
    """Refused while a paper names somebody who said no to what its readers are: asked as it is ordered, and again as
    the queue sets it, since they may have said it in between."""
    if (sharing := queries.sharing(wish, activity)) is not None:
        privacy.check_paper(sharing)


def request(wish: PrintWish, *, by: Actor) -> Document:
    """Put the printing of a new edition into the queue; the file comes later."""
    made = open_edition(wish, user=by, by=by)
    job = jobs.enqueue(JOB, {"document_id": made.id} | _plain(wish), by=by)
    with action(rules.REQUESTED, by=by):
        made.job_id = job.id
    return made


def keep(
    document: Document,
    printed: bytes,
    *,
    pages: int,
    name: str,
    instance: Path,
    by: Actor | None,
    digests: dict[str, str] | None = None,
) -> None:
    """Store the PDF of an edition with the digests of its pages and mark it ready, in the caller's transaction."""
    with action(rules.PRINTED, by=by, record=document):
        kept = files.store(printed, name=name, record=(DOCUMENT, document.id), instance=instance, by=by)
        document.file_id = kept.id
        document.pages = pages
        document.digests = digests
        document.printed_at = clock.now()
        document.status = "ready"
    if document.restricted:
        travel.printed(travel_queries.printed_of(document.activity_id), by=by)


def hand(document: Document, sharing: Sharing, told: Mapping[str, Any], *, by: Actor) -> None:
    """Note to whom an edition was handed: whom it names, and which file it was. Its file must be loaded.

    Refused while it names somebody who said no by now, and nobody decided.
    """
    privacy.check_paper(sharing)
    file = document.file
    said = ProvisionInput(
        items=document.number, scope=sharing.scope, file_name=file.name if file is not None else "",
        sha256=file.sha256 if file is not None else "", activity_id=document.activity_id, **told,
    )  # fmt: skip
    privacy.provide(said, [each.person.id for each in sharing.people], by=by)


def give_up(document: Document) -> None:
    """Take an edition back that could not be laid out: there is no such print, and the next one has its number."""
    with action(rules.REQUESTED, by=None):
        db.session.delete(document)


def forget(activity_ids: Collection[int]) -> list[str]:
    """Take away what was printed of travel details when these are purged; the names of the files that must go."""
    found = queries.restricted_of(activity_ids)
    names = []
    with action(rules.FORGOTTEN, by=None):
        for document in found:
            kept, document.file_id, document.archived_at = document.file, None, clock.now()
            db.session.flush()
            if kept is not None:
                names.append(files.drop(kept, by=None))
    return names


def asked(document: Document) -> PrintWish:
    """What was wished for when an edition was opened."""
    options: Mapping[str, Any] = document.options
    return rules.wish(
        document.activity_id,
        kind=document.kind,
        language=document.language,
        audience=options.get("audience", ""),
        chosen=options.get("parts", ()),
        addressee=options.get("addressee", ""),
        report_id=options.get("report_id"),
        layout=Layout(
            options.get("second", ""),
            tuple(options.get("visits", ())),
            options.get("since"),
            options.get("single", False),
            options.get("thousands", False),
        ),
    )


def _plain(wish: PrintWish) -> dict[str, Any]:
    """Codes and ids only: a job keeps no texts about people."""
    return {key: value for key, value in asdict(wish).items() if key in ("kind", "language", "audience")}
