"""Starting a countdown: which steps, and who does them."""

from datetime import date

from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from crm.activities.models import Activity
from crm.checklists import queries
from crm.checklists.rules import CountdownStep
from crm.users.forms import StaffField
from crm.web.days import day
from crm.web.forms import BaseForm, translate


class StartForm(BaseForm):
    coordinator_id = StaffField(_l("The office's tasks go to"))
    leader_id = StaffField(_l("The leader's tasks go to"))
    keys = SelectMultipleField(
        _l("Steps"),
        description=_l("Steps whose date has passed are not ticked."),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validate_choice=False,
    )


def start_form(activity: Activity, today: date) -> StartForm:
    """The form with the steps that are not in the countdown yet, each with its day; those still ahead are ticked."""
    days, steps = queries.days(activity), queries.missing(activity)
    form = StartForm(
        data={
            "coordinator_id": activity.coordinator_id or activity.leader_id,
            "leader_id": activity.leader_id or activity.coordinator_id,
            "keys": [step.key for step in steps if days[step.key] >= today],
        }
    )
    form.keys.choices = [(step.key, f"{day(days[step.key])} {translate(step.label)}") for step in steps]
    return form


def texts(steps: tuple[CountdownStep, ...]) -> dict[str, str]:
    """{key: what is to be done} in the language of the reader."""
    return {step.key: translate(step.label) for step in steps}
