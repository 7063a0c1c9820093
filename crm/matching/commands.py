"""The worker's tasks: propose a matching table, print it."""

import time

from crm.contacts import queries as contacts
from crm.core.database import db
from crm.core.errors import Forbidden
from crm.core.permissions import Permission, Role, allows
from crm.core.texts import Text
from crm.jobs.models import Job
from crm.jobs.registry import Context, Outcome, Result, Stopping, job
from crm.matching import contents, queries, services
from crm.matching.rules import greedy, solver
from crm.users import queries as users
from crm.users.models import User
from crm.web.instance import instance_folder


@job(services.JOB)
def propose(job: Job, context: Context) -> Outcome:
    """Find a proposal outside of any transaction, and put it on the table if nobody changed that meanwhile."""
    user = requester(job, Permission.MATCHING_WRITE)
    session_id = int(job.arguments["session_id"])
    asked = queries.board(session_id, user=user).asked
    db.session.rollback()
    begun = time.monotonic()

    def report(percent: int) -> None:
        context.report(percent, Text("Trying out who meets whom, and when."))

    found = greedy.unspoken(asked, solver.propose(asked, report=report))
    seconds = time.monotonic() - begun

    def keep() -> Result:
        board = queries.board(session_id, user=user)
        return {"session_id": session_id, **services.keep(board, asked, found, seconds, by=user)}

    return keep


@job(services.PRINT_JOB)
def print_table(job: Job, context: Context) -> Outcome:
    """Print the sheets of a table and keep them on it."""
    user = requester(job, Permission.DOCUMENTS_PRINT)
    session_id = int(job.arguments["session_id"])
    by, language = str(job.arguments["by"]), str(job.arguments["language"])
    known = contacts.erased_count()
    board = queries.board(session_id, user=user)
    people = board.named()
    services.check_leaving(board.session, people)
    document, name = contents.html(board, by, language), contents.file_name(board, by, language)
    db.session.rollback()
    made = contents.printed(
        document, language, progress=lambda percent: context.report(percent, Text("Laying out the pages."))
    )
    instance = instance_folder()

    def keep() -> Result:
        if contacts.erased_count() != known:
            raise Stopping  # it may name who is gone: it is printed anew
        session = queries.session(session_id, user=user)
        kept = services.keep_print(session, made, people, name=name, instance=instance, by=user)
        return {"session_id": session_id, "file_id": kept.id}

    return keep


def requester(job: Job, permission: Permission) -> User:
    """Who asked for a job. Their rights are those of now, not of when they asked."""
    user = users.one(job.requested_by_id or 0)
    if not user.active or not allows(Role(user.role), permission):
        raise Forbidden
    return user
