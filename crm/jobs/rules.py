"""How long work may be silent, how often it is tried, and how its sentences are kept."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, Final

from crm.core.texts import Listed, Text, Worded

#: A worker that says nothing for this long is taken for dead, and its job is given to another.
LEASE = timedelta(seconds=60)
#: How often a living worker renews its lease. A quarter of it: two lost beats do no harm.
HEARTBEAT = timedelta(seconds=15)
#: Times a job is begun before it counts as failed.
MAX_ATTEMPTS = 3
#: How long a job and its result are kept.
KEEP = timedelta(days=7)
#: How long what was done every hour is kept: it is much and says little.
KEEP_HOURLY = timedelta(days=1)

#: How often a worker says that it is there, busy or not.
SEEN_EVERY = timedelta(seconds=30)
#: When none was seen for so long, none is there.
MISSING_AFTER = timedelta(minutes=2)
#: How long the line of a worker that was killed is kept.
KEEP_GONE = timedelta(days=1)

#: The job that deletes the others that are over and have expired.
PURGE_JOB: Final = "jobs.purge"

#: When the night's work is due, in UTC: three in the morning in Japan and Korea, two in China.
NIGHT = time(18)


def night_before(now: datetime) -> datetime:
    """When the night's work was due last."""
    due = datetime.combine(now.date(), NIGHT, now.tzinfo)
    return due if due <= now else due - timedelta(days=1)


def full_hour(now: datetime) -> datetime:
    """When the hour's work was due last."""
    return now.replace(minute=0, second=0, microsecond=0)


def full_five_minutes(now: datetime) -> datetime:
    """When what is done every five minutes was due last."""
    return now.replace(minute=now.minute - now.minute % 5, second=0, microsecond=0)


class State(StrEnum):
    """queued → running → done or failed; a lost lease or an unexpected error leads back to queued."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


#: States that nothing leads out of.
FINAL = (State.DONE, State.FAILED)


def pack(text: Text | None) -> dict[str, Any] | None:
    """`text` as JSON; values that JSON does not know and no language writes its own way are kept as their words."""
    if text is None:
        return None
    packed = {"msgid": text.msgid, "params": {name: _packed(value) for name, value in text.params.items()}}
    return packed | {"wordings": dict(text.wordings)} if isinstance(text, Worded) else packed


def _packed(value: Any) -> Any:
    if isinstance(value, Text):
        return pack(value)
    if isinstance(value, Listed):
        return {"names": list(value.names)}
    if isinstance(value, date) and not isinstance(value, datetime):
        return {"day": value.isoformat()}
    return value if isinstance(value, str | int | float) else str(value)


def unpack(kept: Mapping[str, Any] | None) -> Text | None:
    """The sentence that `pack` kept."""
    if kept is None:
        return None
    msgid, params = kept["msgid"], {name: _unpacked(value) for name, value in kept["params"].items()}
    return Worded(msgid, kept["wordings"]) if "wordings" in kept else Text(msgid, **params)


def _unpacked(value: Any) -> Any:
    if not isinstance(value, Mapping):
        return value
    if "names" in value:
        return Listed(value["names"])
    return date.fromisoformat(value["day"]) if "day" in value else unpack(value)


def interrupted() -> Text:
    """Why a job failed whose worker died each time."""
    return Text("The work was interrupted %(times)s times and has been abandoned.", times=MAX_ATTEMPTS)


def unexpected() -> Text:
    """Why a job failed that raised an error nobody foresaw; the details are in the log."""
    return Text("An unexpected error stopped the work. The administrator finds the details in the log.")


def unknown(kind: str) -> Text:
    """Why a job failed that this version of the product cannot do."""
    return Text("This version of the product does not know the work %(kind)s.", kind=kind)


def forbidden() -> Text:
    """Why a job failed whose requester may no longer see or do what it was to work on."""
    return Text("The record is not there any more, or you no longer have the right to do this.")
