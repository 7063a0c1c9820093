"""Matching tables on paper: asked for, kept, and noted in the log."""

from pathlib import Path

from crm.audit.services import action
from crm.contacts.queries import consents
from crm.core.permissions import Actor
from crm.files import services as files
from crm.files.models import StoredFile
from crm.jobs import services as jobs
from crm.jobs.models import Job
from crm.matching import queries, rules
from crm.matching.kind import MATCHING_SESSION
from crm.matching.models import MatchingSession

PRINT_JOB = "matching.print"


def request_print(session: MatchingSession, *, by_what: str, language: str, by: Actor) -> Job:
    """Have the sheets of each company or table printed in the background. Refused while they wait for a decision about
    somebody whom they name."""
    check_leaving(session)
    return jobs.enqueue(PRINT_JOB, {"session_id": session.id, "by": by_what, "language": language}, by=by)


def check_leaving(session: MatchingSession) -> None:
    """Refused while the papers of a table wait for a decision about somebody whom they name (DP-3)."""
    consents.check_papers(session.activity_id, queries.people_of(session.id))


def _note(session: MatchingSession, name: str, content: bytes, by: Actor) -> None:
    consents.note_papers(
        session.activity_id, queries.people_of(session.id), other=session.name, items=name, content=content, by=by
    )


def keep_print(session: MatchingSession, pdf: bytes, *, name: str, instance: Path, by: Actor) -> StoredFile:
    """Store a printed table, in the caller's transaction."""
    check_leaving(session)
    _note(session, name, pdf, by)
    with action(rules.PRINTED, by=by, record=session):
        return files.store(pdf, name=name, record=(MATCHING_SESSION, session.id), instance=instance, by=by)


def note_export(session: MatchingSession, workbook: bytes, *, name: str, by: Actor) -> None:
    """Note that somebody took the table out as a workbook. Refused as a print is."""
    check_leaving(session)
    _note(session, name, workbook, by)
    with action(rules.PRINTED, by=by, record=session):
        pass
