"""Which paper, in whose language; and what a call for participants says that no record tells."""

from typing import Any, Self

from flask_babel import lazy_gettext as _l

from crm.activities import queries as activities
from crm.activities.models import Activity
from crm.activities.rules import CALL_TEXTS
from crm.activities.services import CallInput
from crm.core import here
from crm.core.languages import LANGUAGE_LABELS
from crm.handouts import queries
from crm.places.forms import AmountCurrency
from crm.web.forms import (
    Amount,
    BaseForm,
    Choice,
    Day,
    Prose,
    RecordChoice,
    Whole,
    in_each,
    shown_in_each,
    written_in_each,
)

TEXT_LIMIT = 600
PLAIN = ("number", "issued_on", "apply_by", "fee", "fee_currency")


class PaperForm(BaseForm):
    language = Choice(
        _l("Language"), table=LANGUAGE_LABELS, blank=_l("The hosts' language; for programmes, the company's language"),
    )  # fmt: skip
    organisation_id = RecordChoice(
        _l("Company"), description=_l("Only for the programme of a company. Empty: one page or more for each.")
    )

    @classmethod
    def of(cls, activity: Activity, **kwargs: Any) -> Self:
        """The form for one mission, with the companies of its delegation."""
        form = cls(**kwargs)
        form.organisation_id.options = lambda: queries.companies(activity)
        return form


class CallForm(BaseForm):
    """What stands on a call for participants beside the plan of the mission; what is empty, the records tell."""

    number = Whole(_l("Number of places"), least=1, most=999)
    issued_on = Day(_l("Date of issue"), description=_l("Empty: the day on which it is first printed."))
    apply_by = Day(_l("Apply by"))
    fee = Amount(_l("Fee for one participant"))
    fee_currency = AmountCurrency(_l("Currency"), of="fee")
    purpose_ja, purpose_zh, purpose_ko, purpose_en = in_each(Prose, "Purpose", limit=TEXT_LIMIT)
    who_ja, who_zh, who_ko, who_en = in_each(Prose, "Who may apply", limit=TEXT_LIMIT)
    contact_ja, contact_zh, contact_ko, contact_en = in_each(Prose, "Where to ask", limit=TEXT_LIMIT)
    remarks_ja, remarks_zh, remarks_ko, remarks_en = in_each(Prose, "Remarks", limit=TEXT_LIMIT)

    @classmethod
    def initial(cls, row: Activity) -> dict[str, Any]:
        """As it was written. While nobody wrote a purpose, that of the mission is offered, for whoever saves it."""
        kept = activities.call(row.id)
        told = {code: dict(texts) for code, texts in kept.texts.items()} if kept is not None else {}
        if not any(texts.get("purpose") for texts in told.values()):
            told.setdefault(here.language(), {})["purpose"] = row.objectives[:TEXT_LIMIT]
        plain = {name: getattr(kept, name) for name in PLAIN} if kept is not None else {}
        return shown_in_each(told, CALL_TEXTS) | plain

    def input(self) -> CallInput:
        """What the service takes."""
        rest = {name: self[name].data for name in PLAIN}
        return CallInput(**rest, texts=written_in_each(self, CALL_TEXTS))
