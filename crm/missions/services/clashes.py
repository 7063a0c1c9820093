"""INV-A1: nobody who is confirmed at one place is confirmed at another at the same time. Neither is an interpreter."""

from collections.abc import Collection

from sqlalchemy import select

from crm.activities.models import Participant
from crm.core import clock
from crm.core.database import db
from crm.core.errors import Refused
from crm.core.intervals import Clocks
from crm.core.texts import Listed, Text
from crm.missions import queries, rules
from crm.missions.rules import Slot


def check_clashes(activity_id: int, wanted: Slot, field: str | None) -> None:
    """Refuse a confirmed item that needs somebody at the time of another one. Tentative ones may: they show as gaps."""
    if wanted.status not in rules.BINDING:
        return
    for other in queries.items(activity_id):
        if other.id == wanted.id or other.status not in rules.BINDING:
            continue
        clash = rules.overlap(wanted, queries.slot(other))
        if clash is None:
            continue
        times = {"title": other.title, "clocks": Clocks(other.clocks)}
        if clash.interpreter is not None:
            text = Text("The interpreter would be in two places: “%(title)s” (%(clocks)s) is confirmed.", **times)
        elif clash.people:
            text = Text(
                "%(names)s would be in two places: “%(title)s” (%(clocks)s) is confirmed.",
                names=_names(clash.people),
                **times,
            )
        else:
            text = Text("The delegation would be in two places: “%(title)s” (%(clocks)s) is confirmed.", **times)
        raise Refused(text, field)
    _check_elsewhere(activity_id, wanted, field)


def _check_elsewhere(activity_id: int, wanted: Slot, field: str | None) -> None:
    """An interpreter works for several missions; its name is not told, the reader may not see it."""
    if wanted.interpreter is None or wanted.kind in rules.BACKGROUND or wanted.untimed:
        return
    other = queries.interpreting_elsewhere(wanted.interpreter, activity_id, wanted)
    if other is not None:
        start, end = (clock.local(at, other.timezone) for at in (other.starts_at, other.ends_at))  # on one clock
        raise Refused(
            Text(
                "The interpreter is confirmed for another activity from %(start)s to %(end)s (%(zone)s).",
                start=start.replace(tzinfo=None),
                end=f"{end:%H:%M}",
                zone=other.timezone,
            ),
            "interpreter_id" if field else None,
        )


def _names(participant_ids: Collection[int]) -> Listed:
    statement = select(Participant.name_snapshot).where(Participant.id.in_(participant_ids))
    return Listed(db.session.scalars(statement.order_by(Participant.order, Participant.id)).all())
