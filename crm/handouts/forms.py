"""Which paper, in whose language; and what a call for participants says that no record tells."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import ValidationError

from crm.activities.models import Activity
from crm.core.languages import LANGUAGE_LABELS
from crm.handouts.queries import Call
from crm.web.forms import Amount, BaseForm, Choice, Currency, Day, Prose, Whole

TEXT_LIMIT = 600


class PaperForm(BaseForm):
    language = Choice(_l("Language"), table=LANGUAGE_LABELS, required=True, blank=None)


class CallForm(PaperForm):
    """What stands on a call for participants beside the plan of the mission. Make it with `of`."""

    number = Whole(_l("Number of places"), least=1, most=999)
    who = Prose(
        _l("Who may apply"),
        limit=TEXT_LIMIT,
        description=_l("Empty: companies and organisations of the area, their officers and staff."),
    )
    fee = Amount(_l("Fee for one participant"), description=_l("Empty: to be announced."))
    currency = Currency(_l("Currency"))
    apply_by = Day(_l("Apply by"), required=True)
    contact = Prose(_l("Where to ask"), limit=TEXT_LIMIT, required=True)
    remarks = Prose(
        _l("Remarks"), limit=TEXT_LIMIT, description=_l("For example how to pay, and until when one may withdraw.")
    )

    @classmethod
    def of(cls, activity: Activity, known: Call, language: str) -> "CallForm":
        """The form filled from the records, in the language of whoever opens it."""
        data: dict[str, Any] = {
            "language": language,
            "fee": known.fee,
            "currency": known.currency,
            "apply_by": known.deadline,
            "contact": known.contact,
        }
        form = cls(data=data)
        form.first_day = activity.start_on
        return form

    def validate_apply_by(self, field: Day) -> None:
        """Nobody applies to a mission that has left."""
        if field.data is not None and field.data > self.first_day:
            raise ValidationError(_("Write a day before the departure."))
