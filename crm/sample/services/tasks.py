"""The sample's tasks: something for everyone, due around the day it is told from."""

from datetime import timedelta

from crm.audit.services import action
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


def _record(register: Register, kind: str, key: str) -> Record:
    found: Record = getattr(register, kind)[key]
    return found
