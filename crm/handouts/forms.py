"""Which paper, in whose language; and what a call for participants says that no record tells."""

from typing import Any

from flask_babel import lazy_gettext as _l

from crm.activities import queries as activities
from crm.activities.models import Activity
from crm.activities.rules import CALL_TEXTS
from crm.activities.services import CallInput
from crm.core.languages import LANGUAGE_LABELS, Language
from crm.web.forms import Amount, BaseForm, Choice, Currency, Day, Prose, Whole

TEXT_LIMIT = 600
PLAIN = ("number", "apply_by", "fee", "fee_currency")
#: {ending of a field: language} of the texts, in the order of the form.
ENDINGS = {code.value.partition("-")[0]: code.value for code in Language}


class PaperForm(BaseForm):
    language = Choice(_l("Language"), table=LANGUAGE_LABELS, required=True, blank=None)


def _in_each(label: str) -> list[Prose]:
    """A text in each language of `ENDINGS`."""
    languages = [_l(LANGUAGE_LABELS[code]) for code in ENDINGS.values()]
    return [
        Prose(_l("%(language)s: %(what)s", what=_l(label), language=language), limit=TEXT_LIMIT)
        for language in languages
    ]


class CallForm(BaseForm):
    """What stands on a call for participants beside the plan of the mission; what is empty, the records tell."""

    number = Whole(_l("Number of places"), least=1, most=999)
    apply_by = Day(_l("Apply by"))
    fee = Amount(_l("Fee for one participant"))
    fee_currency = Currency(_l("Currency"))
    who_ja, who_zh, who_ko, who_en = _in_each("Who may apply")
    contact_ja, contact_zh, contact_ko, contact_en = _in_each("Where to ask")
    remarks_ja, remarks_zh, remarks_ko, remarks_en = _in_each("Remarks")

    @classmethod
    def initial(cls, row: Activity) -> dict[str, Any]:
        kept = activities.call(row.id)
        if kept is None:
            return {}
        texts = {f"{name}_{end}": kept.texts.get(code, {}).get(name, "") for name in CALL_TEXTS
                 for end, code in ENDINGS.items()}  # fmt: skip
        return texts | {name: getattr(kept, name) for name in PLAIN}

    def written(self) -> CallInput:
        """What the service takes."""
        texts = {code: {name: self[f"{name}_{end}"].data for name in CALL_TEXTS} for end, code in ENDINGS.items()}
        rest = {name: self[name].data for name in PLAIN}
        return CallInput(**rest, texts=texts)
