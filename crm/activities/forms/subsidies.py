"""The number, the day and the addressee of a report on a subsidy."""

from flask_babel import lazy_gettext as _l

from crm.activities.contents import SubsidyReport
from crm.core import here
from crm.web.forms import BaseForm, Line, PastDay


class HandInForm(BaseForm):
    addressee = Line(_l("Addressee"), limit=120)
    sent_reason = Line(_l("Reason for sending lines in another language"), limit=500)
    dated_on = PastDay(_l("Date of the paper"), required=True)
    number = Line(_l("Document number"), limit=60, description=_l("The next free one unless you enter another."))

    @classmethod
    def of(cls, report: SubsidyReport) -> "HandInForm":
        """Filled with what was kept, else with who granted it and today."""
        kept = report.kept
        return cls(
            formdata=None, addressee=report.addressee, dated_on=kept.dated_on if kept else here.today(),
            number=kept.number if kept else "", sent_reason=kept.sent_reason if kept else "", row=kept,
        )  # fmt: skip
