"""What happens to activities: planned, changed, moved on, archived."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from sqlalchemy import Select, select

from crm.activities import queries, rules
from crm.activities.models import Activity, ActivityName
from crm.activities.services.approvals import note_approval
from crm.audit.services import action
from crm.core import clock
from crm.core.database import db, touch
from crm.core.errors import Refused
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.initiatives.models import Initiative
from crm.initiatives.services import check_days, check_organisation, respell
from crm.office import queries as offices
from crm.office import services as office_services
from crm.places import queries as places
from crm.tasks.models import Task
from crm.users import queries as users


@dataclass(frozen=True)
class ActivityInput:
    """What an activity is planned to be. `names` is {language: text}, the working name first."""

    type: str
    direction: str
    names: Mapping[str, str]
    place_id: int | None
    start_on: date | None
    end_on: date | None
    initiative_id: int | None = None
    host_organisation_id: int | None = None
    sender_organisation_id: int | None = None
    leader_id: int | None = None
    coordinator_id: int | None = None
    document_number: str = ""
    venue: str = ""
    co_organisers: str = ""  #: one a line
    objectives: str = ""  #: one a line
    key_messages: str = ""
    target_leads: int | None = None
    target_talks: int | None = None
    target_agreements: int | None = None
    target_frameworks: int | None = None
    outcome: str = ""
    impressions: str = ""
    proposals: str = ""

    def columns(self) -> dict[str, Any]:
        """{column: value} of all that is written as it is."""
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name != "names"}


def plan(wanted: ActivityInput, *, by: Actor | None) -> Activity:
    """A new activity in state draft.

    Refused without a name, place or dates, for dates out of order, unknown codes, and for a record that `by`
    cannot see.
    """
    _check(wanted, None, by)
    names = [ActivityName(language=language, text=text) for language, text in wanted.names.items() if text]
    activity = Activity(**wanted.columns(), status="draft", names=names)
    with action(rules.PLANNED, by=by):
        db.session.add(activity)
    return activity


def change(activity: Activity, wanted: ActivityInput, *, by: Actor | None) -> None:
    """Write the plan anew (needs the names loaded). Refusals as for `plan`; what was linked before may stay."""
    _check(wanted, activity, by)
    with action(rules.CHANGED, by=by):
        for name, value in wanted.columns().items():
            setattr(activity, name, value)
        respell(activity.names, wanted.names, ActivityName)
        touch(activity)


def _check(wanted: ActivityInput, before: Activity | None, by: Actor | None) -> None:
    if wanted.type not in rules.ACTIVITY_TYPES:
        raise Refused(Text("Choose one."), "type")
    if wanted.direction not in rules.DIRECTIONS:
        raise Refused(Text("Choose one."), "direction")
    if not any(wanted.names.values()):
        raise Refused(Text("Enter the name in at least one language."), "name_ja")
    for name in ("place_id", "start_on", "end_on"):
        if getattr(wanted, name) is None:
            raise Refused(Text("Fill in this field."), name)
    check_days(wanted.start_on, wanted.end_on)
    _check_number(wanted, before)
    _check_links(wanted, before, by)


def _check_number(wanted: ActivityInput, before: Activity | None) -> None:
    """A number that is newly given must be no other document's. What stood there before may stay."""
    number, day = wanted.document_number, wanted.start_on
    if not number or day is None:
        return
    if before is not None and number == before.document_number and offices.same_register(day, before.start_on):
        return
    if queries.number_is_taken(number, day, but=before.id if before is not None else None):
        free = queries.next_number(day)
        raise Refused(
            Text("Another document has this number. The next free one is %(free)s.", free=free), "document_number"
        )


def _check_links(wanted: ActivityInput, before: Activity | None, by: Actor | None) -> None:
    """Every record that is newly named must be one that `by` sees."""

    def fresh(name: str) -> int | None:
        value: int | None = getattr(wanted, name)
        return value if before is None or getattr(before, name) != value else None

    _check_seen(places.visible_to(by), fresh("place_id"), "place_id")
    _check_seen(select(Initiative).where(Initiative.archived_at.is_(None)), fresh("initiative_id"), "initiative_id")
    check_organisation(fresh("host_organisation_id"), "host_organisation_id", by)
    check_organisation(fresh("sender_organisation_id"), "sender_organisation_id", by)
    for name in ("leader_id", "coordinator_id"):
        users.check_in_charge(fresh(name), name)


def _check_seen(visible: Select[Any], id: int | None, name: str) -> None:
    if id is None:
        return
    entity = visible.column_descriptions[0]["entity"]
    if db.session.scalar(visible.where(entity.id == id).with_only_columns(entity.id)) is None:
        raise Refused(Text("Choose one from the list."), name)


def move(
    activity: Activity, *, status: str, by: Actor | None, reported: bool = False, needs_approval: bool = False
) -> None:
    """Move the activity to another state.

    Refused off the path, into `closed` while `queries.ending` finds anything (INV-A2), and out of draft before the
    office is filled in; `reported` says whether a report of it was approved, which only a storey above knows. With
    `needs_approval` a draft goes on by `services.decide` only.
    """
    if status not in rules.next_statuses(activity.status):
        raise Refused(
            Text(
                "You cannot change from “%(now)s” to “%(wanted)s”.",
                now=Text(rules.ACTIVITY_STATUSES[activity.status]),
                wanted=Text(rules.ACTIVITY_STATUSES.get(status, "?")),
            ),
        )
    if status == "closed" and (found := queries.ending(activity, reported=reported).unfinished):
        raise Refused(rules.refusal(found))
    approving = activity.status in rules.UNAPPROVED and status != "cancelled"
    if approving and needs_approval:
        raise Refused(Text("A plan needs approval here. Submit it for approval first."))
    if approving:
        office_services.refuse_unless_complete()
    with action(rules.MOVED, by=by):
        if approving:
            note_approval(activity, by=by)
        activity.status = status


def archive(activity: Activity, *, by: Actor | None) -> None:
    """Take the activity out of lists, and what is still to be done for it; nothing is deleted, figures count it."""
    with action(rules.ARCHIVED, by=by):
        activity.archived_at = clock.now()
        for task in db.session.scalars(_own_tasks(activity).where(Task.status == "open", Task.archived_at.is_(None))):
            task.archived_at = activity.archived_at


def restore(activity: Activity, *, by: Actor | None) -> None:
    """Bring an archived activity back, with the tasks that went with it."""
    with action(rules.RESTORED, by=by):
        for task in db.session.scalars(_own_tasks(activity).where(Task.archived_at == activity.archived_at)):
            task.archived_at = None
        activity.archived_at = None


def _own_tasks(activity: Activity) -> Select[Task]:
    """The tasks on the activity itself and of its countdown; those of meetings and leads stay with these."""
    return select(Task).where(Task.record_type.in_(("activities", "checklists")), Task.record_id == activity.id)
