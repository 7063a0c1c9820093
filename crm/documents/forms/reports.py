"""The input of a report: how it begins, its heading, a part, who approves, a decision."""

from typing import Any

from flask_babel import lazy_gettext as _l

from crm.core.languages import LANGUAGE_LABELS
from crm.reports import rules
from crm.reports.models import MissionReport
from crm.users.forms import StaffField
from crm.web.forms import BaseForm, Choice, Day, Line, Prose, Tick, translate


class BeginForm(BaseForm):
    language = Choice(_l("Language"), table=LANGUAGE_LABELS, blank=None, required=True)
    addressee = Line(
        _l("Addressee"), limit=120, description=_l("Empty: the head of the office. For example 〇〇商工会 会長 様.")
    )
    reporter = Line(_l("Reported by"), limit=200, description=_l("Department, post and name."))


class HeadForm(BaseForm):
    addressee = Line(
        _l("Addressee"), limit=120, description=_l("Empty: the head of the office. For example 〇〇商工会 会長 様.")
    )
    reporter = Line(_l("Reported by"), limit=200, description=_l("Department, post and name."))
    reported_on = Day(_l("Date of the report"), required=True)
    thousands = Tick(
        _l("Budget and actual in thousands of yen"),
        description=_l("Each amount is rounded by itself; the head of the table says so."),
    )


class SectionForm(BaseForm):
    text = Prose(_l("Main text"), limit=rules.PROSE)
    withheld = Tick(_l("Leave this text out of the public edition"))
    public_text = Prose(
        _l("Instead of it in the public edition"),
        limit=rules.PROSE,
        description=_l("Empty: the same text. Amounts, telephone numbers, e-mail and names are covered by themselves."),
    )


class DecisionForm(BaseForm):
    comment = Prose(_l("Comment"), limit=rules.COMMENT)


class ChainForm(BaseForm):
    """A user a post; the fields are those of `rules.POSTS`, see `chain_form`."""

    @classmethod
    def initial(cls, row: MissionReport) -> dict[str, Any]:
        return {step.post: step.user_id for step in row.steps}


def chain_form(report: MissionReport) -> ChainForm:
    """A choice of a user for each post, in the order in which they decide."""
    fields = {post: StaffField(translate(label)) for post, label in rules.POSTS.items()}
    form: ChainForm = type("ChainForm", (ChainForm,), fields).editing(report)  # type: ignore[attr-defined]  # made here
    return form
