"""What a task is done for lies in the storeys above, which say here of which records nothing is due any more."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, or_

from crm.tasks.models import Task

#: {table of a kind: the ids of its records of which nothing is due any more}
Given = Callable[[], Mapping[str, Select[Any]]]

_told: list[Given] = []


def rest_on(given: Given) -> None:
    """Have open tasks on those records rest. The app factory calls this; a second time changes nothing."""
    if given not in _told:
        _told.append(given)


def resting() -> ColumnElement[bool]:
    """Whether a task rests: what it was for was given up, so that its day alarms nobody (domain.md §1.6)."""
    found = [and_(Task.record_type == table, Task.record_id.in_(ids)) for of in _told for table, ids in of().items()]
    return or_(false(), *found)
