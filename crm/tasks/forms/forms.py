"""The forms of tasks and plans."""

from typing import Any

from flask_babel import lazy_gettext as _l

from crm.tasks import contents
from crm.tasks.models import Plan
from crm.tasks.rules import MOST_DAYS, NORMAL, PRIORITIES, Step
from crm.users.forms import StaffField
from crm.web.forms import BaseForm, Choice, DueDay, Line, PartForm, Rows, Tick, Whole
from crm.web.locale import language
from crm.web.records import kinds


class TaskForm(BaseForm):
    text = Line(_l("What is to be done"), required=True, limit=300)
    owner_id = StaffField(_l("Person in charge"), required=True)
    due_on = DueDay(_l("Due date"), required=True)
    priority = Choice(_l("Priority"), table=PRIORITIES, blank=None, default=NORMAL)
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
    due_on = DueDay(_l("New due date"), required=True)


class ReassignForm(BaseForm):
    owner_id = StaffField(_l("Person in charge"), required=True)


class StepForm(PartForm):
    text = Line(_l("Step"), limit=300)
    days = Whole(_l("Days after the previous step"), least=0, most=MOST_DAYS, default=7)
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

    def input(self) -> dict[str, Any]:
        """What was typed, as the services take it."""
        steps = [
            Step(part["text"], part["days"] or 0, working=bool(part["working"]), internal=bool(part["internal"]))
            for part in self.steps.filled("text")
        ]
        return {"name": self.name.data, "kind": kinds().get(self.record_type.data), "steps": steps}
