"""What is done to many rows of a list: how far it is, what it left out, what can be taken back."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from crm.core.database import db
from crm.core.permissions import Actor
from crm.core.records import only
from crm.core.texts import Text
from crm.core.upshots import Took
from crm.jobs import rules as job_rules
from crm.jobs.models import Job
from crm.lists import rules
from crm.lists.models import BulkRow, BulkRun


@dataclass(frozen=True)
class RunTally:
    """How many rows it is for, and what came of them so far."""

    done: int
    left: int
    waiting: int

    @property
    def all(self) -> int:
        return self.done + self.left + self.waiting

    @property
    def percent(self) -> int:
        return (self.done + self.left) * 100 // max(self.all, 1)


def run(id: int, *, user: Actor) -> BulkRun:
    """What a user does themselves; NotVisible for anyone else's."""
    return only(select(BulkRun).where(BulkRun.user_id == user.id), id)


def undoing(run: BulkRun) -> BulkRun | None:
    """What takes it back, if anybody asked for that."""
    return db.session.scalar(select(BulkRun).where(BulkRun.undoes_id == run.id))


def waiting(run_id: int, most: int) -> dict[int, int]:
    """{record: row} of the next rows of which nothing came yet."""
    statement = (
        select(BulkRow.record_id, BulkRow.id)
        .where(BulkRow.run_id == run_id, BulkRow.state == rules.WAITING)
        .order_by(BulkRow.id)
        .limit(most)
    )
    return {row.record_id: row.id for row in db.session.execute(statement)}


def tally(run_id: int) -> RunTally:
    """What came of its rows so far."""
    counted = (
        select(BulkRow.state, func.count().label("number")).where(BulkRow.run_id == run_id).group_by(BulkRow.state)
    )
    found = {row.state: row.number for row in db.session.execute(counted)}
    return _tally(found)


def undone(ids: Collection[int], *, user: Actor) -> dict[int, RunTally]:
    """{run: what came of taking it back so far}, of those of a user that were asked to be taken back."""
    statement = (
        select(BulkRun.undoes_id, BulkRow.state, func.count().label("number"))
        .join(BulkRow, BulkRow.run_id == BulkRun.id)
        .where(BulkRun.user_id == user.id, BulkRun.undoes_id.in_(ids))
        .group_by(BulkRun.undoes_id, BulkRow.state)
    )
    found: dict[int, dict[str, int]] = {}
    for row in db.session.execute(statement):
        found.setdefault(row.undoes_id, {})[row.state] = row.number
    return {id: _tally(states) for id, states in found.items()}


def lists_of(ids: Collection[int], *, user: Actor) -> dict[int, str]:
    """{run: the name of the list whose rows were changed}, of those of a user."""
    statement = select(BulkRun.id, BulkRun.list_name).where(BulkRun.user_id == user.id, BulkRun.id.in_(ids))
    return {row.id: row.list_name for row in db.session.execute(statement)} if ids else {}


def _tally(found: Mapping[str, int]) -> RunTally:
    return RunTally(found.get(rules.DONE, 0), found.get(rules.LEFT, 0), found.get(rules.WAITING, 0))


def left_out(run_id: int, most: int) -> list[tuple[int, Text]]:
    """(record, reason) of the first rows that were left out."""
    statement = (
        select(BulkRow.record_id, BulkRow.reason)
        .where(BulkRow.run_id == run_id, BulkRow.state == rules.LEFT)
        .order_by(BulkRow.id)
        .limit(most)
    )
    found = [(record, job_rules.unpack(reason)) for record, reason in db.session.execute(statement)]
    return [(record, reason) for record, reason in found if reason is not None]


def done_ids(run_id: int) -> list[int]:
    """The records that took it."""
    statement = select(BulkRow.record_id).where(BulkRow.run_id == run_id, BulkRow.state == rules.DONE)
    return list(db.session.scalars(statement.order_by(BulkRow.id)))


def to_undo(run_id: int, ids: Collection[int]) -> dict[int, Took]:
    """What these records said before, and their versions afterwards."""
    columns = (BulkRow.record_id, BulkRow.before, BulkRow.version, BulkRow.former)
    found = select(*columns).where(BulkRow.run_id == run_id, BulkRow.record_id.in_(ids))
    return {record: Took(*took) for record, *took in db.session.execute(found)}


def said(run_id: int) -> Mapping[str, Any]:
    """What was asked for."""
    return db.session.scalar(select(BulkRun.said).where(BulkRun.id == run_id)) or {}


def left_by(list_name: str, ids: Collection[int]) -> dict[tuple[int, int], list[int]]:
    """{(record, version): rows} of what was done to these records of a list, by the version that it left."""
    of_list = select(BulkRun.id).where(BulkRun.list_name == list_name)
    statement = select(BulkRow.record_id, BulkRow.version, BulkRow.id).where(
        BulkRow.run_id.in_(of_list), BulkRow.record_id.in_(ids), BulkRow.version.is_not(None)
    )
    found: dict[tuple[int, int], list[int]] = {}
    for record, version, row in db.session.execute(statement):
        found.setdefault((record, version or 0), []).append(row)
    return found


def job_of_run(run: BulkRun) -> Job | None:
    """The background work that does it, if there is any."""
    return db.session.get(Job, run.job_id) if run.job_id is not None else None
