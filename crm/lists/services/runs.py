"""What is done to many rows of a list: noted row by row, so that it goes on where it stopped, and can be undone."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete, update

from crm.core import clock
from crm.core.database import db
from crm.core.errors import Refused
from crm.core.inserting import insert_rows
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.core.upshots import Took, Upshot
from crm.jobs import rules as job_rules
from crm.jobs import services as jobs
from crm.lists import queries, rules
from crm.lists.models import BulkRow, BulkRun

BULK_JOB: Final = "lists.bulk"


def begin(
    *,
    list_name: str,
    act: str,
    said: Mapping[str, Any],
    ids: Sequence[int],
    seen_at: datetime | None = None,
    undoes: BulkRun | None = None,
    by: Actor,
) -> BulkRun:
    """Note what is to be done to which records; nothing is done yet. Refused for what is undone already."""
    if undoes is not None and queries.undoing(undoes) is not None:
        raise Refused(Text("This has been undone already."))
    run = BulkRun(
        user_id=by.id, list_name=list_name, act=act, said=dict(said), seen_at=seen_at,
        undoes_id=undoes.id if undoes is not None else None,
    )  # fmt: skip
    db.session.add(run)
    db.session.flush()
    common = {"run_id": run.id, "state": rules.WAITING}
    insert_rows(BulkRow.__tablename__, [common | {"record_id": id} for id in ids])
    return run


def note_one(*, list_name: str, act: str, record_id: int, took: Took, by: Actor) -> BulkRun:
    """Note what was done to a record on its own page: it can be undone as what was done to many."""
    run = begin(list_name=list_name, act=act, said={}, ids=[record_id], by=by)
    advance(run, 1, lambda _ids: Upshot({record_id: took}))
    return run


def advance(run: BulkRun, size: int, do: Callable[[Sequence[int]], Upshot]) -> int:
    """Do it to the next rows that wait, at most `size`, and note what came of them. How many they were."""
    rows = queries.waiting(run.id, size)
    if not rows:
        return 0
    outcome = do(list(rows))
    done = [
        {
            "row": rows[id],
            "state": rules.DONE,
            "before": took.before,
            "version": took.version,
            "former": took.former,
            "reason": None,
        }
        for id, took in outcome.done.items()
    ]
    left = [
        {
            "row": rows[id],
            "state": rules.LEFT,
            "before": None,
            "version": None,
            "former": None,
            "reason": job_rules.pack(reason),
        }
        for id, reason in outcome.left_out.items()
    ]
    _note([*done, *left])
    if run.undoes_id is not None:
        _uncover(run.list_name, outcome.done)
    return len(rows)


def _uncover(list_name: str, undone: Mapping[int, Took]) -> None:
    """What was undone covers the change before it no more: this one can be undone as if nothing had come after it."""
    earlier = queries.left_by(list_name, list(undone))
    told = [
        {"row": row, "version": took.version}
        for id, took in undone.items()
        if took.version is not None and took.former is not None
        for row in earlier.get((id, took.former), ())
    ]
    _note(told)


def again(undo: BulkRun) -> int:
    """Let what taking back left wait once more; how many rows. Refused where nothing was left."""
    left = queries.tally(undo.id).left
    if not left:
        raise Refused(Text("This has been undone already."))
    rows = update(BulkRow).where(BulkRow.run_id == undo.id, BulkRow.state == rules.LEFT)
    db.session.execute(rows.values(state=rules.WAITING, reason=None))
    return left


def _note(told: list[dict[str, Any]]) -> None:
    table = BulkRow.__table__
    for each in told:
        values = {name: value for name, value in each.items() if name != "row"}
        db.session.connection().execute(update(table).where(table.c.id == each["row"]).values(**values))  # type: ignore[arg-type]  # a Table


def queue(run: BulkRun, *, by: Actor) -> None:
    """Have it done in the background."""
    run.job_id = jobs.enqueue(BULK_JOB, {"run_id": run.id}, by=by).id


def forget_runs(now: datetime | None = None) -> int:
    """Delete what can no longer be undone; how many."""
    old = delete(BulkRun).where(BulkRun.begun_at < (now or clock.now()) - rules.KEEP_RUNS)
    return int(db.session.connection().execute(old).rowcount)
