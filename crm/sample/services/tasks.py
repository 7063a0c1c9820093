"""The sample's tasks: something for everyone, due around the day it is told from; and plans that lead to the next."""

from datetime import date, timedelta
from typing import Final

from sqlalchemy import select

from crm.activities.kind import ACTIVITY
from crm.agreements.kind import AGREEMENT
from crm.audit.services import action
from crm.checklists import services as checklists
from crm.contacts.kind import ORGANISATION
from crm.core.database import Record, db
from crm.core.kinds import Kind, by_table
from crm.initiatives.kind import INITIATIVE
from crm.meetings.kind import MEETING
from crm.negotiations.kind import NEGOTIATION
from crm.sample import rules
from crm.sample.queries import own_data
from crm.sample.services.register import Register, moment
from crm.tasks import services as tasks
from crm.tasks.models import PlanStep, Task
from crm.tasks.rules import NORMAL, Step
from crm.users.models import User

#: (kind of record, name, [(text, days after the step before, counted in working days)])
#: What the tasks of the file hang on.
KINDS: Final = by_table([ACTIVITY, AGREEMENT, INITIATIVE, NEGOTIATION, ORGANISATION])
PLANS: Final = (
    (
        MEETING,
        "商談の後",
        (
            Step("礼状を送る", 3, working=True),
            Step("見本を送る", 14),
            Step("見本の感想を聞く", 14),
            Step("見積りを送る", 7),
        ),
    ),
    (
        ACTIVITY,
        "帰国後",
        (
            Step("訪問先すべてに礼状を送る", 3, working=True),
            Step("視察報告書の案を書く", 7, internal=True),
            Step("参加企業に成果を照会する", 30),
        ),
    ),
)
#: The mission after which a plan runs, and the case whose last talk another follows.
PLANNED_MISSION, PLANNED_CASE = "m7a", "c01"
#: What was promised at talks of that mission: (case, text, due, done).
PROMISED: Final = (
    ("c45", "改訂した卸値表を送る", date(2026, 9, 11), date(2026, 9, 10)),
    ("c46", "試し荷1箱を送る", date(2026, 9, 18), date(2026, 9, 17)),
    ("c48", "中国語の品質表示の案を送る", date(2026, 9, 30), date(2026, 9, 29)),
)
#: A task is written down so long before it is due.
AHEAD: Final = timedelta(days=14)


def load_tasks(register: Register) -> None:
    """Open tasks, late ones among them, and some that are done."""
    for row in own_data("tasks"):
        owner = register.users[row["owner"]]
        record = _record(register, row["kind"], row["key"]) if row["kind"] else None
        with action(rules.LOADED, by=owner):
            task = tasks.add(
                text=row["text"],
                due_on=rules.TODAY + timedelta(days=int(row["due"])),
                owner_id=owner.id,
                record=(KINDS[row["kind"]], record.id) if record is not None else None,
                activity_id=record.id if record is not None and row["kind"] == "activities" else None,
                internal=bool(row["internal"]),
                priority=row["priority"] or NORMAL,
                by=owner,
            )
            if row["done"]:
                task.status, task.done_on = "done", register.workday(rules.TODAY + timedelta(days=int(row["done"])), -1)


def load_countdown(register: Register) -> None:
    """The countdown of the mission ahead, with its dates worked out by the rules; most of it is done."""
    rows = own_data("countdown")
    for key in dict.fromkeys(row["activity"] for row in rows):
        activity, texts = register.activities[key], {row["key"]: row["text"] for row in rows if row["activity"] == key}
        owners = {"coordinator_id": register.users["kobayashi"].id, "leader_id": register.users["tanabe"].id}
        steps = checklists.start(activity, keys=texts, texts=texts, by=register.users["kobayashi"], **owners)
        done = {row["key"]: date.fromisoformat(row["done"]) for row in rows if row["activity"] == key and row["done"]}
        with action(rules.LOADED, by=register.users["kobayashi"]):
            for task, day in ((db.session.get_one(Task, step.task_id), done.get(step.key)) for step in steps):
                if day is not None:
                    task.status, task.done_on = "done", day


def load_plans(register: Register) -> None:
    """Two plans at work: of one the next step waits to be taken, of the other it has been."""
    by = register.users["kobayashi"]
    talk, mission = register.talks[PLANNED_CASE][-1], register.activities[PLANNED_MISSION]
    (first, *_), (thanks, report, *_) = (
        tasks.add_plan(kind=kind, name=name, steps=steps, by=by).steps for kind, name, steps in PLANS
    )
    db.session.flush()
    lately = register.workday(rules.TODAY - timedelta(days=1), -1)
    _planned(first, (MEETING, talk.id), by, due_on=rules.TODAY, done_on=lately)
    _planned(thanks, (ACTIVITY, mission.id), by, due_on=date(2026, 9, 2), done_on=date(2026, 9, 1))
    _planned(report, (ACTIVITY, mission.id), by, due_on=rules.TODAY + timedelta(days=3))


def load_promises(register: Register) -> None:
    """The next steps that came of the talks of one mission."""
    mission, by = register.activities[PLANNED_MISSION], register.coordinator_of(PLANNED_MISSION)
    for case, text, due_on, done_on in PROMISED:
        talk = register.talks[case][-1]
        with action(rules.LOADED, by=by):
            task = tasks.add(
                text=text, due_on=due_on, owner_id=by.id, record=(MEETING, talk.id), activity_id=mission.id, by=by
            )
            task.created_at = moment(talk.held_on, 18)
            task.status, task.done_on = "done", done_on


def date_back(register: Register) -> None:
    """Every task was written down before it was due, so that a report of a day knows what there was to do on it."""
    with action(rules.LOADED, by=register.users["kobayashi"]):
        for task in db.session.scalars(select(Task)):
            latest = min(task.due_on - AHEAD, (task.done_on or rules.TODAY) - timedelta(days=1))
            task.created_at = min(task.created_at, moment(latest, 10))


def _planned(step: PlanStep, record: tuple[Kind, int], by: User, *, due_on: date, done_on: date | None = None) -> Task:
    activity_id = record[1] if record[0] is ACTIVITY else None
    with action(rules.LOADED, by=by):
        task = tasks.take(step, due_on=due_on, owner_id=by.id, record=record, activity_id=activity_id, by=by)
        if done_on is not None:
            task.status, task.done_on = "done", done_on
    return task


def _record(register: Register, kind: str, key: str) -> Record:
    found: Record = getattr(register, kind)[key]
    return found
