"""The blueprint, and what a thread needs, on whichever page it stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, request, url_for
from flask_babel import gettext as _

from crm.activities.rules import ACTIVITY_TYPES
from crm.core import clock, here, months
from crm.core.permissions import Permission
from crm.core.zones import TIMES
from crm.letters.rules import KINDS as LETTER_KINDS
from crm.meetings.rules import MEETING_KINDS, MEETING_STATUSES, RESULTS
from crm.missions.models import ItineraryItem
from crm.missions.rules import ITEM_STATUSES
from crm.negotiations.rules import INTERACTION_KINDS, OPEN_STAGES, STAGE_LABELS
from crm.threads import queries, rules
from crm.threads.forms import NextForm
from crm.threads.queries import Coming, Thread
from crm.web.access import can, me
from crm.web.forms import translate
from crm.web.locale import language, zone
from crm.web.records import kinds

bp = Blueprint("threads", __name__, url_prefix="/threads")


@bp.app_context_processor
def frame() -> dict[str, object]:
    """What a thread needs, on whichever page it stands."""
    return {
        "thread_of": thread_of,
        "next_step_of": next_step_of,
        "last_contact_of": last_contact_of,
        "contacts_of": contacts_of,
        "visits_ahead": visits_ahead,
        "counted_of": counted_of,
        "next_form": next_form,
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
    "open_stages": OPEN_STAGES,
    "activities": ACTIVITY_TYPES,
    "times": TIMES,
    "itinerary": ITEM_STATUSES,
}


#: {(table of a kind, source): the list of all of them, and what its address calls the record}.
LISTS = {
    ("organisations", rules.MEETING): ("meetings.index", "organisation"),
    ("people", rules.MEETING): ("meetings.index", "person"),
    ("organisations", rules.NOTE): ("interactions.index", "organisation_id"),
    ("people", rules.NOTE): ("interactions.index", "person_id"),
}
#: {table of a kind: what the form of a meeting calls the record in its address}; "" for nothing. The page of a
#: negotiation has a menu of its own.
FORMS = {"organisations": "organisation_id", "people": "", "activities": "activity_id"}
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


def next_step_of(record_type: str, id: int) -> Coming | None:
    """What comes next with a record whose page is shown."""
    return queries.next_step(record_type, id, user=me())


def last_contact_of(record_type: str, id: int) -> date | None:
    """When there was contact last with a record whose page is shown."""
    return queries.last_contacts(record_type, [id], user=me()).get(id)


@dataclass(frozen=True)
class Contacts:
    """When there was contact with a record whose page is shown: the days of the last two years."""

    record_type: str
    record_id: int
    days: Sequence[date]

    @property
    def last(self) -> date | None:
        """The last day; before these years it is looked for apart."""
        return self.days[-1] if self.days else last_contact_of(self.record_type, self.record_id)

    @property
    def months(self) -> list[tuple[date, int]]:
        """(month, days with contact)."""
        return months.by_month(self.days, here.today()) if self.record_type in queries.PARTS else []


def contacts_of(record_type: str, id: int) -> Contacts:
    """When there was contact with a record whose page is shown."""
    since = months.months_until(here.today())[0]
    counted = record_type in queries.PARTS
    return Contacts(record_type, id, queries.contact_days(record_type, id, since, user=me()) if counted else ())


def visits_ahead(thread: Thread) -> list[ItineraryItem]:
    """The visits of missions that stand above the timeline of a case, but those for which a meeting stands there."""
    shown = thread.record_type == "negotiations" and thread.show in ("", rules.MEETING)
    if not shown or not can(Permission.MISSIONS_READ):
        return []
    told = {entry.row.itinerary_item_id for entry in thread.ahead}
    return [item for item in queries.visits_ahead(thread.record_id, user=me()) if item.id not in told]


def counted_of(record_type: str, id: int) -> dict[str, int]:
    """{source: how many} of what the head of a record counts."""
    return queries.counted(record_type, id, user=me())


def next_form() -> NextForm:
    """The form of what comes next, in a week by whoever reads."""
    soon = clock.today(zone()) + timedelta(days=rules.WEEK)
    return NextForm(data={"owner_id": me().id, "due_on": soon})


def thread_page(thread: Thread, **asked: Any) -> str:
    """The page of the record, as it shows its thread."""
    return url_for(kinds()[thread.record_type].page, id=thread.record_id, **asked, _anchor="thread")


def thread_list(thread: Thread) -> str:
    """The list of all that the thread is narrowed to; "" where there is none."""
    endpoint, name = LISTS.get((thread.record_type, thread.show), ("", ""))
    asked: dict[str, Any] = {name: thread.record_id}
    return url_for(endpoint, **asked) if endpoint else ""


def log_ways(record_type: str, id: int) -> list[tuple[str, str, bool]]:
    """(what can be added to the thread of a record, the address of its form, whether it opens in place)."""
    if record_type not in queries.SCOPES or record_type == "negotiations":
        return []
    ways = []
    if can(Permission.MEETINGS_WRITE) and record_type != "meetings":
        known: dict[str, Any] = {FORMS[record_type]: id} if FORMS.get(record_type) else {}
        known |= {name: at for name, at in queries.anchors(record_type, id).items() if name != "person_id"}
        firm = queries.employer(id) if record_type == "people" else known.get("organisation_id")
        known |= {"organisation_id": firm} if firm is not None else {}
        ways.append((_("Meeting"), url_for("meetings.new", **known), firm is not None))
    if record_type in (*rules.NOTED_ON, *rules.NOTED_BESIDE) and can(Permission.INTERACTIONS_WRITE):
        for kind in LOGGED_HERE:
            there = url_for("threads.log", record_type=record_type, id=id, kind=kind)
            ways.append((translate(INTERACTION_KINDS[kind]), there, True))
    if can(Permission.TASKS_WRITE):
        ways.append((_("Task"), url_for("threads.step", record_type=record_type, id=id), True))
    if record_type == "meetings" and can(Permission.MEETINGS_WRITE):
        ways.append((_("File"), url_for("meetings.new_files", id=id), False))
    if can(Permission.FILES_WRITE) and record_type in rules.FILED:
        ways.append((_("File"), url_for("threads.file", record_type=record_type, id=id), True))
    return ways
