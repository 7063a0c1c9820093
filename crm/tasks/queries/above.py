"""What a task is done for lies in the storeys above, which say here of which records nothing is due any more."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, or_

from crm.tasks.models import Task

#: {table of a kind: the ids of its records of which nothing is due any more}
Given = Callable[[], Mapping[str, Select[Any]]]

#: The same with the last day by which something was due, grouped by the record: (id, day)
Overtaken = Callable[[], Mapping[str, Select[Any]]]

_told: list[Given] = []
_overtaken: list[Overtaken] = []


def rest_on(given: Given) -> None:
    """Have open tasks on those records rest. The app factory calls this; a second time changes nothing."""
    if given not in _told:
        _told.append(given)


def overtaken_on(given: Overtaken) -> None:
    """Have open tasks on those records rest that were due by the day of each. Called as `rest_on` is."""
    if given not in _overtaken:
        _overtaken.append(given)


def resting() -> ColumnElement[bool]:
    """Whether a task rests, so that its day alarms nobody (domain.md §1.6): what it was for was given up, or a contract
    overtook it.
    """
    return or_(_given_up(), overtaken())


def _given_up() -> ColumnElement[bool]:
    found = [and_(Task.record_type == table, _of_task(ids)) for of in _told for table, ids in of().items()]
    return or_(false(), *found)


def overtaken() -> ColumnElement[bool]:
    """Whether a contract overtook a task: it was due by the day on which that was signed."""
    found = [(table, rows) for of in _overtaken for table, rows in of().items()]
    return or_(
        false(),
        *(
            and_(Task.record_type == table, _of_task(rows.having(rows.selected_columns[1] >= Task.due_on)))
            for table, rows in found
        ),
    )


def _of_task(rows: Select[Any]) -> ColumnElement[bool]:
    """Whether the rows have the record of a task: looked up for each, since few are open and records are many."""
    return rows.where(rows.selected_columns[0] == Task.record_id).correlate(Task).exists()
