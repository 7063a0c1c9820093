"""The input of the pages about outcomes, and of the one that companies see."""

from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from crm.core.languages import LANGUAGE_LABELS
from crm.outcomes import rules
from crm.outcomes.services import Answer
from crm.places.forms import AmountCurrency
from crm.web.forms import Amount, BaseForm, Choice, Line, Prose, translate
from crm.web.money import money_text


class AskForm(BaseForm):
    """Where the product sends mail, the address and which of both buttons was pressed come with it."""

    language = Choice(_l("Language of the page"), table=LANGUAGE_LABELS, required=True, blank=None)
    to = Line(_l("E-mail address of the company"), limit=254, render_kw={"type": "email"})
    way = HiddenField()


class AnswerForm(BaseForm):
    """What a company says about its case; the staff fill in the same when it says so on the telephone."""

    standing = Choice(_l("Progress of the talks"), table=rules.STANDINGS, required=True)
    order = Choice(_l("Is there an order or a contract?"), table=rules.ORDERS, required=True)
    amount = Amount(_l("Amount"), description=_l("Of the actual or the expected order. Optional."))
    currency = AmountCurrency(_l("Currency"))
    comment = Prose(_l("Comment"), limit=rules.COMMENT_LIMIT)
    name = Line(_l("Name of the person answering"), limit=rules.NAME_LIMIT)

    def input(self) -> Answer:
        """What was typed, for the service."""
        amount: Decimal | None = self.amount.data  # type: ignore[assignment]  # the stubs know StringField for text only
        return Answer(
            self.standing.data or "", self.order.data or "", amount, self.currency.data or "",
            self.comment.data or "", self.name.data or "",
        )  # fmt: skip


class DeclineForm(BaseForm):
    note = Line(_l("Why it is left out of the record"), limit=200, required=True)


def summary_of(outcome: Any) -> str:
    """An answer in a few lines, as it stands on the negotiation afterwards, in the reader's language."""
    parts = [
        _("Result %(months)s months after the activity, reported by the company", months=outcome.months),
        f"{_('Progress of the talks')}{_(': ')}{translate(rules.STANDINGS[outcome.standing])}",
        f"{_('Is there an order or a contract?')} {translate(rules.ORDERS[outcome.order])}",
    ]
    if outcome.amount is not None:
        parts.append(f"{_('Amount')}{_(': ')}{money_text(outcome.amount, outcome.currency)}")
    if outcome.comment:
        parts.append(outcome.comment)
    return "\n".join(parts)
