"""Asking for the approval of a plan, and deciding on it."""

from flask_babel import lazy_gettext as _l

from crm.web.forms import BaseForm, Prose


class AskForm(BaseForm):
    request = Prose(
        _l("What is asked for"),
        limit=4000,
        description=_l("Printed above the figures on the request."),
    )


class DecideForm(BaseForm):
    remark = Prose(_l("Remark"), limit=2000, description=_l("Required when you return the plan."))
