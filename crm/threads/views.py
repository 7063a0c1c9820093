"""The thread of a record: a part of its page, and a page of its own."""

from typing import Any

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _

from crm.activities.rules import ACTIVITY_TYPES
from crm.core.errors import NotVisible
from crm.core.permissions import Permission
from crm.letters.rules import KINDS as LETTER_KINDS
from crm.meetings.rules import MEETING_KINDS, MEETING_STATUSES, RESULTS
from crm.negotiations.rules import INTERACTION_KINDS, STAGE_LABELS
from crm.threads import queries, rules
from crm.threads.queries import Thread
from crm.web.access import can, me, requires
from crm.web.forms import translate
from crm.web.locale import language
from crm.web.pages import page, wants_block
from crm.web.records import kinds, seen

bp = Blueprint("threads", __name__, url_prefix="/threads")


@bp.app_context_processor
def frame() -> dict[str, object]:
    """What a thread needs, on whichever page it stands."""
    return {
        "thread_of": thread_of,
        "thread_page": thread_page,
        "thread_list": thread_list,
        "thread_words": WORDS,
        "log_ways": log_ways,
    }


#: The tables of codes that its entries tell.
WORDS = {
    "sources": rules.SOURCES,
    "meetings": MEETING_KINDS,
    "statuses": MEETING_STATUSES,
    "results": RESULTS,
    "notes": INTERACTION_KINDS,
    "letters": LETTER_KINDS,
    "stages": STAGE_LABELS,
    "activities": ACTIVITY_TYPES,
}


#: {(table of a kind, source): the list of all of them, and what its address calls the record}.
LISTS = {
    ("organisations", rules.MEETING): ("meetings.index", "organisation"),
    ("people", rules.MEETING): ("meetings.index", "person"),
    ("organisations", rules.NOTE): ("interactions.index", "organisation_id"),
    ("people", rules.NOTE): ("interactions.index", "person_id"),
}
#: {table of a kind: what the forms of meetings and of calls call the record in their address}; "" for nothing. The page
#: of a negotiation has forms of its own.
FORMS = {
    "organisations": ("organisation_id", "organisation_id"),
    "people": ("", "person_id"),
    "activities": ("activity_id", ""),
}


#: What the menu begins to log; the form offers all other kinds.
LOGGED_HERE = ("call", "mail", "note")


def thread_of(record_type: str, record_id: int) -> Thread:
    """The thread of a record whose page is shown, as its address asks for it."""
    return queries.thread(
        record_type,
        record_id,
        user=me(),
        language=language(),
        show=request.args.get("show", ""),
        cursor=request.args.get("cursor"),
    )


def thread_page(thread: Thread, **asked: Any) -> str:
    """The page of the record, as it shows its thread."""
    return url_for(kinds()[thread.record_type].page, id=thread.record_id, **asked, _anchor="thread")


def thread_list(thread: Thread) -> str:
    """The list of all that the thread is narrowed to; "" where there is none."""
    endpoint, name = LISTS.get((thread.record_type, thread.show), ("", ""))
    asked: dict[str, Any] = {name: thread.record_id}
    return url_for(endpoint, **asked) if endpoint else ""


def log_ways(record_type: str, id: int) -> list[tuple[str, str]]:
    """(what can be added to the thread of a record, the address of its form), as far as the reader may."""
    if record_type not in FORMS:
        return []
    meeting, note = FORMS[record_type]
    ways = []
    if can(Permission.MEETINGS_WRITE):
        known: dict[str, Any] = {meeting: id} if meeting else {}
        ways.append((_("Meeting"), url_for("meetings.new", **known)))
    if note and can(Permission.INTERACTIONS_WRITE):
        for kind in LOGGED_HERE:
            known = {note: id, "kind": kind}
            ways.append((translate(INTERACTION_KINDS[kind]), url_for("interactions.new", **known)))
    if can(Permission.TASKS_WRITE):
        ways.append((_("Task"), url_for("tasks.new", record_type=record_type, record_id=id)))
    return ways


@bp.get("/<record_type>/<int:id>")
@requires(Permission.THREADS_READ)
def record(record_type: str, id: int) -> Response:
    seen(record_type, id)
    if record_type not in queries.SCOPES:
        raise NotVisible
    thread = thread_of(record_type, id)
    if wants_block() and "cursor" in request.args:
        return page("threads/_entries.html", thread=thread)
    return page("threads/record.html", block="thread", thread=thread)
