"""What the head of a mission's page tells of programme and delegation, in numbers.

A page that shows the programme tells what it has read; over any other page it is counted, and the gaps come later.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Integer, bindparam, select

from crm.activities.models import Activity, Participant
from crm.activities.rules import AHEAD
from crm.core import reading
from crm.core.permissions import Actor
from crm.core.records import stands
from crm.meetings import queries as meetings
from crm.missions import rules
from crm.missions.models import ItineraryItem, Visit, VisitHost
from crm.missions.queries.above import added_days
from crm.missions.queries.emergency import head_of
from crm.missions.queries.facts import Facts, counted
from crm.missions.rules import Gap

#: Who receives us where, of a whole programme.
_HOSTS: Final = (
    select(ItineraryItem.id, ItineraryItem.kind, ItineraryItem.status, Visit.id, VisitHost.person_id)
    .outerjoin(Visit, Visit.item_id == ItineraryItem.id)
    .outerjoin(VisitHost, VisitHost.visit_id == Visit.id)
    .where(ItineraryItem.activity_id == bindparam("activity", type_=Integer), stands(ItineraryItem))
)


@dataclass(frozen=True)
class Headed:
    """The head of a mission's page, in numbers."""

    head: Participant | None
    delegates: int
    entries: int  #: of the programme, with the days at matching tables
    asked: int  #: appointments that somebody has to confirm
    confirmed: int  #: of these
    hosts: int  #: people who receive us, each once
    received: Collection[int]  #: the ids of who received us at what took place, but for what talks tell
    gaps: Sequence[Gap] | None  #: that somebody can still mend; None where nobody looked for them


def headed(facts: Facts, *, logged: Collection[int]) -> Headed:
    """Of a mission that is read anyway, as `whole` tells it; `logged` are the items of which talks were logged."""
    confirmed = [each for each in facts.asked if each.appointment == "confirmed"]
    return Headed(
        facts.head, len(facts.counted), len(facts.entries), len(facts.asked), len(confirmed), len(facts.hosts),
        facts.received(apart=logged), facts.mendable(),
    )  # fmt: skip


def counted_head(activity: Activity, *, user: Actor) -> Headed:
    """The same without the gaps, in four statements, of what `activities.headed` loads."""
    delegation = [part for part in activity.participants if part.status != "cancelled"]
    held = meetings.held_at(activity.id)
    items, asked, confirmed, hosts, done = set(), set(), set(), set(), set()
    for item_id, kind, status, visit_id, host_id in map(tuple, reading.rows(_HOSTS, activity=activity.id)):
        items.add(item_id)
        if visit_id is None or status == "cancelled":
            continue
        asked.add(item_id)
        if item_id in held or (kind in rules.WITH_HOST and rules.APPOINTMENT_OF[status] == "confirmed"):
            confirmed.add(item_id)
        if host_id is not None:
            hosts.add(host_id)
            if status == "done":
                done.add((item_id, host_id))
    logged = meetings.logged_items([id for id, _host in done], user=user)
    received = {host for id, host in done if id not in logged}
    entries = len(items) + added_days(activity, user=user)
    return Headed(
        head_of(delegation), len(counted(delegation)), entries, len(asked), len(confirmed), len(hosts), received,
        None if activity.status in AHEAD else (),
    )  # fmt: skip
