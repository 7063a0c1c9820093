"""The thread of a record: a part of its page, and a page of its own."""

from flask import Response, request

from crm.core.errors import NotVisible
from crm.core.kinds import Kind
from crm.core.permissions import Permission
from crm.threads import queries
from crm.threads.views.blueprint import bp, thread_of
from crm.web.access import requires
from crm.web.pages import page, wants_block
from crm.web.records import seen


def seen_with_thread(record_type: str, id: int) -> tuple[Kind, int]:
    """A record that the reader sees and that has a thread; else NotVisible."""
    if record_type not in queries.SCOPES:
        raise NotVisible
    return seen(record_type, id)


@bp.get("/<record_type>/<int:id>")
@requires(Permission.THREADS_READ)
def record(record_type: str, id: int) -> Response:
    seen_with_thread(record_type, id)
    thread = thread_of(record_type, id)
    if wants_block() and "cursor" in request.args:
        return page("threads/_entries.html", thread=thread)
    return page("threads/record.html", block="thread", thread=thread)
