"""What was agreed with organisations as the next steps of meetings."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import true
from sqlalchemy.orm import joinedload

from crm.core.database import db
from crm.core.permissions import Actor
from crm.meetings.models import Meeting
from crm.meetings.queries.meetings import visible_to
from crm.tasks.models import Task


def promises(
    organisation_ids: Collection[int], *, user: Actor, before: datetime | None = None
) -> dict[int, list[Task]]:
    """{organisation: next steps agreed at meetings with it}: open ones and those done, open first, then by due date."""
    statement = (
        visible_to(user)
        .join(Task, (Task.record_type == "meetings") & (Task.record_id == Meeting.id))
        .where(
            Meeting.organisation_id.in_(organisation_ids),
            Meeting.starts_at < before if before is not None else true(),
            Task.archived_at.is_(None),
            Task.status != "cancelled",
        )
        .with_only_columns(Meeting.organisation_id, Task, maintain_column_froms=True)
        .options(joinedload(Task.owner))
        .order_by(Task.status != "open", Task.due_on, Task.id)
    )
    found: dict[int, list[Task]] = {}
    for id, task in db.session.execute(statement):
        found.setdefault(id, []).append(task)
    return found
