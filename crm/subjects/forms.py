"""What is asked when somebody wants to know what is kept about them."""

from flask_babel import lazy_gettext as _l

from crm.core.languages import ENDONYMS
from crm.web.forms import BaseForm, Choice


class AnswerForm(BaseForm):
    language = Choice(_l("Language of the file"), table=ENDONYMS, required=True, blank=None, as_written=True)
