"""What is typed on the page of a record: what comes next."""

from flask_babel import lazy_gettext as _l

from crm.users.forms import StaffField
from crm.web.forms import BaseForm, Day, Line


class NextForm(BaseForm):
    text = Line(_l("What is to be done"), required=True, limit=300)
    due_on = Day(_l("Due date"), required=True)
    owner_id = StaffField(_l("Person in charge"), required=True)
