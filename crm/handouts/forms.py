"""Which paper, in whose language."""

from flask_babel import lazy_gettext as _l

from crm.core.languages import LANGUAGE_LABELS
from crm.web.forms import BaseForm, Choice


class PaperForm(BaseForm):
    language = Choice(_l("Language"), table=LANGUAGE_LABELS, required=True, blank=None)
