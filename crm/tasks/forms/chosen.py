"""What can be done to many tasks: one is done, cancelled or handed on; nobody archives one."""

from datetime import date
from functools import partial
from typing import Final

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from crm.core.permissions import Permission
from crm.core.texts import N_
from crm.tasks import queries, rules, services
from crm.tasks.models import Task
from crm.users.forms import StaffField
from crm.web.forms import Choice
from crm.web.listings import BulkForm, Each, RowAct


class GiveChosenForm(BulkForm):
    """Who does the ticked tasks from now on."""

    owner_id = StaffField(_l("Person in charge"), required=True)


class TasksPriorityForm(BulkForm):
    priority = Choice(_l("Priority"), table=rules.PRIORITIES, required=True)


def _done(number: int) -> str:
    return str(ngettext("%(num)d task will be marked as done.", "%(num)d tasks will be marked as done.", number))


def _later(number: int) -> str:
    return str(
        ngettext(
            "%(num)d task will be due a week later; if it is overdue, a week from today.",
            "%(num)d tasks will be due a week later; overdue ones, a week from today.",
            number,
        )
    )


def _cancelled(number: int) -> str:
    return str(ngettext("%(num)d task will be cancelled.", "%(num)d tasks will be cancelled.", number))


def _given(number: int) -> str:
    return str(ngettext("%(num)d task goes to another person.", "%(num)d tasks go to another person.", number))


_ACT: Final = partial(RowAct, write=Permission.TASKS_WRITE)

EACH: Final = Each(
    Task,
    queries.one,
    (
        _ACT(
            code="give", label=N_("Change the person in charge"), sentence=_given, form=GiveChosenForm,
            do=lambda task, said, *, by: services.reassign(task, owner_id=said["owner_id"], by=by),
            before=lambda task, _said: task.owner_id,
            back=lambda task, before, *, by: services.reassign(task, owner_id=before, by=by),
            holds=lambda task, said: task.owner_id == said.get("owner_id"), hands_on=True,
        ),
        _ACT(
            code="done", label=N_("Complete"), button=N_("Complete"), sentence=_done,
            do=lambda task, _said, *, by: services.complete(task, by=by),
            back=lambda task, _before, *, by: services.reopen(task, by=by),
        ),
        _ACT(
            code="week", label=N_("+1 week"), button=N_("Postpone"), sentence=_later,
            do=lambda task, _said, *, by: services.postpone(task, by=by),
            before=lambda task, _said: task.due_on.isoformat(),
            back=lambda task, before, *, by: services.put_at(task, due_on=date.fromisoformat(before), by=by),
        ),
        _ACT(
            code="priority", label=N_("Change the priority"), form=TasksPriorityForm,
            do=lambda task, said, *, by: services.rank(task, priority=said["priority"], by=by),
            before=lambda task, _said: task.priority,
            back=lambda task, before, *, by: services.rank(task, priority=before, by=by),
        ),
        _ACT(
            code="cancel", label=N_("Cancel the tasks"), button=N_("Cancel the tasks"), sentence=_cancelled,
            do=lambda task, _said, *, by: services.cancel(task, by=by),
            back=lambda task, _before, *, by: services.reopen(task, by=by),
        ),
    ),
    named=lambda task: task.text,
)  # fmt: skip
