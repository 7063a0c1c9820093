"""Why an item is dropped."""

from flask_babel import lazy_gettext as _l

from crm.web.forms import BaseForm, Line

REASON_LIMIT = 300


class DropForm(BaseForm):
    reason = Line(_l("Reason"), limit=REASON_LIMIT)
