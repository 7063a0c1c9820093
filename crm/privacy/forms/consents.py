"""What is recorded of a person: what they were told, what they answered, on what it rests."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import FileField, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from crm.contacts.rules.consents import SCOPES
from crm.core import here
from crm.core.languages import LANGUAGE_LABELS
from crm.files.forms import sent_file
from crm.privacy import rules
from crm.privacy.services import RecordInput
from crm.web.forms import BaseForm, Choice, Line, PastDay, Prose, translate


class Purposes(SelectMultipleField):
    """Codes of PURPOSES, as ticks."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: Any = None, **kwargs: Any) -> None:
        super().__init__(
            label, choices=lambda: [(code, translate(told)) for code, told in rules.PURPOSES.items()], **kwargs
        )


def _answer(scope: str) -> Choice:
    return Choice(_l(SCOPES[scope]), table=rules.SAID, blank=_l("No answer"))


class RecordForm(BaseForm):
    """One record by hand. Nothing is chosen before: what nobody answered stays open."""

    keep = _answer("keep")
    makers = _answer("makers")
    partners = _answer("partners")
    newsletter = _answer("newsletter")
    photo = _answer("photo")
    basis = Choice(
        _l("It rests on"), table=rules.TOLD_BASES, blank="",
        description=_l("A card or a public source is enough to keep the data, not to give it to others."),
    )  # fmt: skip
    purposes = Purposes(_l("Purposes"))
    obtained_on = PastDay(_l("Day"), required=True, default=here.today)
    obtained_how = Choice(_l("How"), table=rules.WAYS)
    obtained_by = Line(_l("Who asked"), limit=rules.NAME_LIMIT)
    regime = Choice(
        _l("Law of"), table={code: label for code, label in rules.REGIMES.items() if code}, blank=_l("Not known")
    )
    notice_version = Line(
        _l("Version of the notice"), limit=rules.NOTICE_LIMIT, description=_l("Empty: no notice was shown.")
    )
    notice_language = Choice(_l("Language of the notice"), table=LANGUAGE_LABELS)
    note = Prose(_l("Note"), limit=rules.NOTE_LIMIT)
    evidence = FileField(_l("Proof"), description=_l("A scan of the slip, or a picture of it (PDF, PNG, JPEG)."))

    def input(self) -> RecordInput:
        told = {name: value for name, value in self.values().items() if name not in {*SCOPES, "evidence"}}
        answers = {scope: self[scope].data or "" for scope in SCOPES}
        return RecordInput(answers=answers, evidence=sent_file(self.evidence), **told)


class MistakeForm(BaseForm):
    """Why a record does not count."""

    reason = Line(_l("Reason"), limit=rules.REASON_LIMIT, required=True)


class PastNoForm(BaseForm):
    """Why papers name somebody who said no."""

    reason = Line(_l("Reason"), limit=rules.REASON_LIMIT, required=True)
