"""The sample's tasks: something for everyone, due around the day it is told from."""

from datetime import timedelta

from crm.audit.services import action
from crm.checklists import services as checklists
from crm.core.database import Record
from crm.sample import rules
from crm.sample.queries import own_data
from crm.sample.services.register import Register
from crm.tasks import services as tasks


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
                record=(row["kind"], record.id) if record is not None else None,
                activity_id=record.id if record is not None and row["kind"] == "activities" else None,
                by=owner,
            )
            if row["done"]:
                task.status, task.done_on = "done", rules.TODAY + timedelta(days=int(row["done"]))


def load_countdown(register: Register) -> None:
    """What is left of the countdown of the mission ahead, with its dates worked out by the rules."""
    rows = own_data("countdown")
    for key in dict.fromkeys(row["activity"] for row in rows):
        activity, texts = register.activities[key], {row["key"]: row["text"] for row in rows if row["activity"] == key}
        owners = {"coordinator_id": register.users["kobayashi"].id, "leader_id": register.users["tanabe"].id}
        checklists.start(activity, keys=texts, texts=texts, by=register.users["kobayashi"], **owners)


def _record(register: Register, kind: str, key: str) -> Record:
    found: Record = getattr(register, kind)[key]
    return found
