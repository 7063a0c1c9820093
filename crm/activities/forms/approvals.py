"""Asking for the approval of a plan, and deciding on it."""

from flask_babel import lazy_gettext as _l

from crm.activities import rules
from crm.web.forms import BaseForm, Choice, Day, Prose


class AskForm(BaseForm):
    request = Prose(
        _l("What is asked for"),
        limit=4000,
        description=_l("Printed above the figures on the request."),
    )
    retention = Choice(
        _l("Retention period"), table=rules.RETENTIONS, description=_l("How long the office keeps the request.")
    )


class DecideForm(BaseForm):
    remark = Prose(_l("Remark"), limit=2000, description=_l("Required when you return the plan."))
    effective_on = Day(_l("In effect from"), description=_l("The day of the decision unless you enter another."))
