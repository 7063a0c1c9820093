"""One's own week: the open tasks by the day on which they are to be done, and a task taken to another day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask import Response, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.core import clock
from crm.core.permissions import Permission
from crm.tasks import queries, rules, services
from crm.tasks.forms import PostponeForm
from crm.tasks.models import Task
from crm.tasks.views.blueprint import bp, visible_task
from crm.web.access import me, requires
from crm.web.locale import zone
from crm.web.pages import attempt, page, saved_in_place


@dataclass(frozen=True)
class WeekDay:
    """A column: its day, None for what is late, and its tasks."""

    day: date | None
    tasks: Sequence[Task]


def _days() -> list[WeekDay]:
    """What is late, if anything is, then a week from today on."""
    today = clock.today(zone())
    week = [today + timedelta(days=n) for n in range(rules.WEEK)]
    found = queries.until(me(), week[-1])
    late = [task for task in found if task.due_on < today]
    days = [WeekDay(day, [task for task in found if task.due_on == day]) for day in week]
    return [WeekDay(None, late), *days] if late else days


@bp.get("/week")
@requires(Permission.TASKS_READ)
def own_week() -> Response:
    return page("tasks/week.html", block="board", days=_days())


@bp.post("/<int:id>/move")
@requires(Permission.TASKS_WRITE)
def move(id: int) -> ResponseReturnValue:
    """From the card of the week: the board comes back as it is now."""
    task, form = visible_task(id), PostponeForm()
    if form.validate_on_submit():
        with attempt(form):
            services.move(task, form.due_on.data, by=me())
            return saved_in_place(
                "tasks/_week.html", back=url_for(".own_week"), message=_("The task has been moved."), days=_days()
            )
    return page("tasks/week.html", block="board", days=_days(), refused=form, status=form.http_status)
