"""The forms of an exhibit, of what moves of it, and of counting the shelf."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crm.core import here
from crm.products import queries as products
from crm.showrooms import rules
from crm.showrooms.queries import ExhibitLine
from crm.showrooms.services import Count, ExhibitInput, MovementInput
from crm.web.access import me
from crm.web.forms import (
    Amount,
    BaseForm,
    Choice,
    Code,
    Currency,
    Day,
    DoubtedForm,
    Line,
    PastDay,
    Prose,
    RecordChoice,
    Whole,
)
from crm.web.locale import language


class ExhibitForm(DoubtedForm):
    product_id = RecordChoice(
        _l("Product"), options=lambda: products.options(user=me(), language=language()), required=True
    )
    code = Code(_l("Code"), limit=40, description=_l("As on the label; the partner's sales sheet is matched by it."))
    slot = Line(_l("Shelf"), limit=60)
    size = Line(_l("Size shown"), limit=100, description=_l("Empty: the sizes of the product."))
    price = Amount(_l("Price on the tag"), description=_l("Including tax."))
    currency = Currency(_l("Currency"))
    shown_from = Day(_l("Shown from"), description=_l("Empty: from the day on which its first goods came."))
    shown_to = Day(_l("Shown until"))
    notes = Prose(_l("Notes"), limit=4000)

    def input(self) -> ExhibitInput:
        """What the services take."""
        return ExhibitInput(**self.values())


class MovementForm(DoubtedForm):
    kind = Choice(_l("Kind of movement"), table=rules.BY_HAND, required=True, blank=None, default="received")
    quantity = Whole(_l("Pieces"), required=True, least=-rules.MOST, most=rules.MOST)
    day = PastDay(_l("Day"), required=True, default=here.today)
    papers = Choice(_l("Customs procedure"), table=rules.PAPERS)
    document = Line(_l("Number of the papers"), limit=80)
    expires_on = Day(
        _l("Sell by"),
        description=_l("The last day on which these pieces can be sold. Empty on receipt: as they were sent."),
    )
    cause = Choice(
        _l("Why it is adjusted"),
        table=rules.CAUSES,
        description=_l("Only for an adjustment; its pieces have a minus sign where some are missing."),
    )
    reason = Line(_l("Remarks"), limit=300)

    def input(self) -> MovementInput:
        """What the services take."""
        values = self.values()
        return MovementInput(**values | {name: values[name] or "" for name in ("papers", "cause")})


def count_form(lines: Sequence[ExhibitLine], day: date) -> BaseForm:
    """The form for counting a shelf on a day: pieces, cause and remark of each exhibit, called by its number."""
    fields: dict[str, Any] = {"day": Day(_l("Day of the count"), required=True, default=day)}
    for line in lines:
        id, name = line.exhibit.id, line.name.text
        fields |= {
            f"quantity_{id}": Whole(_("Pieces of %(name)s", name=name), least=0, most=rules.MOST),
            f"cause_{id}": Choice(_("Why %(name)s differs", name=name), table=rules.CAUSES),
            f"reason_{id}": Line(_("Remark on %(name)s", name=name), limit=300),
        }
    form: BaseForm = type("CountForm", (BaseForm,), fields)()
    return form


def counted(form: BaseForm, lines: Sequence[ExhibitLine]) -> dict[Any, Count]:
    """{exhibit: what was counted} of those that were; an empty field says nothing."""
    return {
        line.exhibit: Count(
            form[f"quantity_{line.exhibit.id}"].data,
            form[f"cause_{line.exhibit.id}"].data or "",
            form[f"reason_{line.exhibit.id}"].data or "",
        )
        for line in lines
        if form[f"quantity_{line.exhibit.id}"].data is not None
    }
