"""What is typed or sent on the page of a record: what comes next, a file."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileRequired
from wtforms import FileField

from crm.files import rules as files
from crm.users.forms import StaffField
from crm.web.forms import BaseForm, DueDay, Line


class NextForm(BaseForm):
    text = Line(_l("What is to be done"), required=True, limit=300)
    due_on = DueDay(_l("Due date"), required=True)
    owner_id = StaffField(_l("Person in charge"), required=True)


class AttachForm(BaseForm):
    file = FileField(
        _l("File"),
        validators=[FileRequired(_l("Choose a file."))],
        description=_l(
            "PDF, PNG, JPEG, Word, Excel, PowerPoint, OpenDocument or plain text, of at most 20 MB. Everyone who can "
            "see this page can open it."
        ),
        render_kw={"accept": ",".join(ending for ending, _first in files.PAPERS.values())},
    )
