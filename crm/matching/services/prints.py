"""Matching tables on paper: asked for, kept, and noted in the log."""

from pathlib import Path

from crm.audit.services import action
from crm.contacts.queries import consents
from crm.core.permissions import Actor
from crm.files import services as files
from crm.files.models import StoredFile
from crm.jobs import services as jobs
from crm.jobs.models import Job
from crm.matching import rules
from crm.matching.kind import MATCHING_SESSION
from crm.matching.models import MatchingSession
from crm.matching.queries import MatchingBoard

PRINT_JOB = "matching.print"


def request_print(board: MatchingBoard, *, by_what: str, language: str, by: Actor) -> Job:
    """Have the sheets of each company or table printed in the background. Refused while they wait for a decision about
    somebody whom they name."""
    check_leaving(board.session, board.named())
    return jobs.enqueue(PRINT_JOB, {"session_id": board.session.id, "by": by_what, "language": language}, by=by)


def check_leaving(session: MatchingSession, people: set[int]) -> None:
    """Refused while a paper that names these people waits for a decision about one of them (DP-3)."""
    consents.check_papers(session.activity_id, people)


def _note(session: MatchingSession, people: set[int], name: str, content: bytes, by: Actor) -> None:
    consents.note_papers(session.activity_id, people, other=session.name, items=name, content=content, by=by)


def keep_print(
    session: MatchingSession, pdf: bytes, people: set[int], *, name: str, instance: Path, by: Actor
) -> StoredFile:  # fmt: skip
    """Store a printed table that names these people, in the caller's transaction."""
    check_leaving(session, people)
    _note(session, people, name, pdf, by)
    with action(rules.PRINTED, by=by, record=session):
        return files.store(pdf, name=name, record=(MATCHING_SESSION, session.id), instance=instance, by=by)


def note_export(board: MatchingBoard, workbook: bytes, *, name: str, by: Actor) -> None:
    """Note that somebody took the table out as a workbook. Refused while it waits for a decision about an interpreter:
    it names nobody else."""
    people = board.named(interpreters_only=True)
    check_leaving(board.session, people)
    _note(board.session, people, name, workbook, by)
    with action(rules.PRINTED, by=by, record=board.session):
        pass
