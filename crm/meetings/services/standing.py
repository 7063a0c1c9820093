"""Where a meeting stands: held or cancelled, confirmed by the counterpart, archived."""

from crm.activities.kind import ACTIVITY
from crm.audit.services import action
from crm.contacts import queries as contacts
from crm.contacts.kind import ORGANISATION
from crm.core import clock
from crm.core.database import db
from crm.core.errors import Refused
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.meetings import rules
from crm.meetings.kind import MEETING
from crm.meetings.models import Meeting
from crm.tasks import services as tasks


def confirm(meeting: Meeting, *, by: Actor | None) -> None:
    """The counterpart has read the minutes and agrees. Refused for a meeting without minutes."""
    if not rules.is_recorded(meeting):
        raise Refused(Text("There are no minutes to confirm yet."))
    with action(rules.CONFIRMED, by=by):
        meeting.confirmed_by_counterpart = True
        hold(meeting)


def hold(meeting: Meeting) -> None:
    """Inside another act that shows it: a planned meeting that has begun was held. Needs its attendees loaded."""
    if meeting.status == "planned":  # two people may write the minutes: whoever comes second finds it held
        db.session.refresh(meeting, ["status", "version"], with_for_update=True)
    if rules.turns_held(meeting, clock.now()):
        meeting.status = "held"


def settle(meeting: Meeting, *, held: bool, by: Actor | None) -> None:
    """Say whether a planned meeting whose time has passed was held; needs its attendees loaded.

    Refused for any other meeting, and for a held talk without anybody of the counterpart.
    """
    if not rules.is_unanswered(meeting, clock.now()):
        raise Refused(Text("Only a planned meeting whose time has passed can be marked in this way."))
    if held and not rules.is_seated(meeting):
        raise Refused(rules.NOBODY_THERE)
    with action(rules.HELD if held else rules.CALLED_OFF, by=by):
        meeting.status = "held" if held else "cancelled"


def belong(meeting: Meeting, activity_id: int | None, *, by: Actor | None) -> None:
    """Count a meeting to another mission or activity, its tasks with it.

    Refused for one that `by` does not see, and for a meeting that stands in the programme of another.
    """
    if activity_id == meeting.activity_id:
        return
    if activity_id is not None and by is not None and not ACTIVITY.is_visible(activity_id, by):
        raise Refused(Text("Choose one from the list."), "activity_id")
    if meeting.itinerary_item_id is not None:
        raise Refused(Text("It stands in the programme of its mission and stays there."))
    with action(rules.CHANGED, by=by):
        meeting.activity_id = activity_id
        tasks.take_along((MEETING, meeting.id), activity_id=activity_id, by=by)


def replace_counterpart(meeting: Meeting, organisation_id: int | None, *, by: Actor | None) -> None:
    """We met somebody else than was written down; who sat there stays until somebody says who did.

    Refused without an organisation that `by` sees, and for our own side. What the former counterpart confirmed, the
    other one has not seen.
    """
    if organisation_id == meeting.organisation_id:
        return
    if organisation_id is None or (by is not None and not ORGANISATION.is_visible(organisation_id, by)):
        raise Refused(Text("Choose one from the list."), "organisation_id")
    if organisation_id == (meeting.our_organisation_id or contacts.our_organisation_id()):
        raise Refused(Text("The two sides are the same organisation."), "organisation_id")
    with action(rules.OTHER_SIDE, by=by):
        meeting.organisation_id = organisation_id
        meeting.confirmed_by_counterpart = False
