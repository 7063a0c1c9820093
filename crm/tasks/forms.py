"""The task form and the conditions of the task list."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from crm.core import cleaning
from crm.core.permissions import Actor
from crm.tasks import contents
from crm.tasks.models import Plan
from crm.tasks.queries import Filter
from crm.tasks.rules import MOST_DAYS, TASK_STATUSES, Step
from crm.users.forms import StaffField
from crm.web.forms import BaseForm, Choice, Day, Line, PartForm, Rows, Tick, Whole
from crm.web.guards import row_id
from crm.web.locale import language
from crm.web.records import kinds

SEARCH_LIMIT = 100
SCOPES = ("mine", "all")
OVERDUE = "overdue"


class TaskForm(BaseForm):
    text = Line(_l("What is to be done"), required=True, limit=300)
    owner_id = StaffField(_l("Person in charge"), required=True)
    due_on = Day(_l("Due date"), required=True)
    external_owner = Line(
        _l("Promised by"),
        limit=120,
        description=_l(
            "Someone outside the office who promised it; the person in charge then makes sure that it is done."
        ),
    )

    internal = Tick(
        _l("The office's own work"),
        description=_l("For example, writing the report. Reports do not list it under “Follow-up”."),
    )

    @classmethod
    def initial(cls, row: Any) -> dict[str, Any]:
        """As the pages show it: what the product wrote stands in the reader's language."""
        return super().initial(row) | {"text": contents.told([row], language())[row.id]}


class PostponeForm(BaseForm):
    due_on = Day(_l("New due date"), required=True)


class ReassignForm(BaseForm):
    owner_id = StaffField(_l("Person in charge"), required=True)


class StepForm(PartForm):
    text = Line(_l("Step"), limit=300)
    days = Whole(_l("Days after the step before"), least=0, most=MOST_DAYS, default=7)
    working = Tick(_l("Working days"))
    internal = Tick(_l("The office's own work"))


class PlanForm(BaseForm):
    """A plan with its steps in order; a step without a text is left out."""

    name = Line(_l("Name"), required=True, limit=120)
    record_type = Choice(_l("For"), table={}, blank=None, required=True, default="meetings")
    steps = Rows(StepForm, _l("Steps"), least=1)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.record_type.table = {kind.table: kind.noun for kind in kinds().values() if kind.has_tasks}

    @classmethod
    def initial(cls, row: Plan) -> dict[str, Any]:
        steps = [
            {"text": step.text, "days": step.days, "working": step.working, "internal": step.internal}
            for step in row.steps
        ]
        return {"name": row.name, "record_type": row.record_type, "steps": steps}

    def written(self) -> dict[str, Any]:
        """What was typed, as the services take it."""
        steps = [
            Step(part["text"], part["days"] or 0, working=bool(part["working"]), internal=bool(part["internal"]))
            for part in self.steps.filled("text")
        ]
        return {"name": self.name.data, "kind": kinds().get(self.record_type.data), "steps": steps}


class TaskFilters:
    """The conditions in the address: `scope` mine or all, `state` a status or overdue, `q` words of the text.

    `activity` is the id of a mission: then all tasks on it and below it are listed, whoever is in charge.
    """

    def __init__(self, args: MultiDict[str, str], *, user: Actor, today: date) -> None:
        self.scope = args.get("scope", "mine") if args.get("scope") in SCOPES else "mine"
        wanted = args.get("state", "open")
        self.state = wanted if wanted in (*TASK_STATUSES, OVERDUE) else "open"
        self.q = _words(args.get("q", ""))
        self.activity_id = args.get("activity", type=row_id)
        self._user, self._today = user, today

    def values(self) -> Filter:
        """For the query."""
        return Filter(
            text=self.q,
            owner_id=self._user.id if self.scope == "mine" and self.activity_id is None else None,
            activity_id=self.activity_id,
            status="" if self.state == OVERDUE else self.state,
            overdue_on=self._today if self.state == OVERDUE else None,
        )

    def args(self, **changes: Any) -> dict[str, Any]:
        """The address arguments of this list with some of them changed; empty ones left out."""
        now = {"scope": self.scope, "state": self.state, "q": self.q, "activity": self.activity_id} | changes
        return {name: value for name, value in now.items() if value}


def _words(text: str) -> str:
    try:
        return cleaning.line(text, SEARCH_LIMIT)
    except cleaning.BadText:
        return ""
