"""What is asked when somebody wants to know what is kept about them, or wants it erased."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crm.core.languages import ENDONYMS
from crm.subjects import rules
from crm.web.forms import BaseForm, Choice, Line, Tick

LONGEST_REASON = 500


class HandOutForm(BaseForm):
    language = Choice(_l("Language of the file"), table=ENDONYMS, required=True, blank=None, as_written=True)


class ReasonForm(BaseForm):
    reason = Line(
        _l("Reason"), limit=LONGEST_REASON, required=True,
        description=_l("It stays in the log: leave name, address and number out of it."),
    )  # fmt: skip


class EraseForm(ReasonForm):
    confirmation = Line(_l("Type the name as it stands above"), limit=200, required=True)

    def __init__(self, *args: Any, called: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.called = called

    def validate(self, extra_validators: Any = None) -> bool:
        good: bool = super().validate(extra_validators)
        typed = "".join((self.confirmation.data or "").split())
        if typed and typed != "".join(self.called.split()):
            self.confirmation.errors = [*self.confirmation.errors, _("This is not the name of the person.")]
            return False
        return good


class RedactForm(BaseForm):
    meant = Tick(_l("The text means the erased person"))


class MarkForm(ReasonForm):
    kind = Choice(_l("What holds"), table=rules.MARKS, required=True, blank=None)
