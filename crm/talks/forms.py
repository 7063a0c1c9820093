"""What is typed about open points and rounds."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l

from crm.contacts import queries as contacts
from crm.core import here
from crm.core.errors import Refused
from crm.core.money import CURRENCIES
from crm.meetings.rules import SIDES
from crm.products.rules import INCOTERMS
from crm.talks.models import TalkRound
from crm.talks.rules import PointInput
from crm.talks.rules.terms import MEASURED, PRICE, TERMS, UNITS, OfferInput, check_offer
from crm.talks.services import RoundInput
from crm.web.forms import (
    Amount,
    BaseForm,
    Choice,
    DueDay,
    Line,
    PartForm,
    PastDay,
    Prose,
    RecordChoice,
    Rows,
    translate,
)
from crm.web.locale import language


class PointForm(BaseForm):
    """A question and who owes the answer. Its view says which organisations are of the case: `offer`."""

    text = Line(_l("Question"), limit=300, required=True)
    side = Choice(_l("Who owes the answer"), table=SIDES, blank=None)
    organisation_id = RecordChoice(
        _l("Organisation that owes it"), kept=lambda id: _called([id])[id], description=_l("If you know who answers.")
    )
    asked_on = PastDay(_l("Asked on"), required=True, default=lambda: here.today())
    due_on = DueDay(_l("Answer due on"))

    def offer(self, takers: Mapping[int, str]) -> None:
        """The organisations that may owe the answer: {id: side}."""
        named = _called(list(takers))
        self.organisation_id.options = lambda: [(id, named[id]) for id in takers]

    def input(self) -> PointInput:
        """What the form says, for the service."""
        return PointInput(**self.values())


def _called(ids: list[int]) -> dict[int | None, str]:
    found = contacts.listed_organisations(ids)
    return {id: contacts.display_name(row, language()).text for id, row in found.items()}


class PointAnswerForm(BaseForm):
    answer = Prose(_l("Answer"), required=True, render_kw={"rows": 3})
    answered_on = PastDay(_l("Answered on"), required=True)

    @classmethod
    def initial(cls, row: Any) -> dict[str, Any]:
        """An answer that is not given yet is of today."""
        return {"answer": row.answer, "answered_on": row.answered_on or here.today()}

    def day(self) -> date:
        """When the answer came."""
        return self.answered_on.data or here.today()


class ReopenForm(BaseForm):
    reason = Line(_l("Why the answer does not settle it"), limit=300)
    reopened_on = PastDay(_l("Opened again on"), required=True, default=lambda: here.today())

    def day(self) -> date:
        """When the point was opened again."""
        return self.reopened_on.data or here.today()


class OfferForm(PartForm):
    """What one side said of one term. A row without a term is no offer."""

    side = Choice(_l("Whose offer"), table=SIDES, blank=None)
    term = Choice(_l("Term"), table=TERMS)
    amount = Amount(_l("Number offered"))
    unit = Choice(_l("Unit"), table=UNITS)
    currency = Choice(_l("Currency of the price"), table={code: code for code in CURRENCIES})
    incoterm = Choice(_l("Trade term of the price"), table={code: code for code in INCOTERMS})
    text = Line(_l("In words"), limit=300)

    def says(self) -> bool:
        """Whether something was typed."""
        return bool(self.term.data or self.amount.data is not None or self.unit.data or self.text.data)

    def input(self) -> OfferInput:
        """The offer, for the service: a currency and a trade term are those of a price, a unit that of a number."""
        given = OfferInput(**self.data)
        if given.term != PRICE:
            given = replace(given, currency="", incoterm="")
        return given if given.term in MEASURED else replace(given, unit="")

    def validate(self, extra_validators: Any = None) -> bool:
        """Each row is judged by itself, so that what it lacks stands beside its field."""
        if not super().validate(extra_validators):
            return False
        try:
            if self.says():
                check_offer(self.input())
        except Refused as refusal:
            self[refusal.field or "term"].errors = [translate(refusal.text)]
            return False
        return True


def offered(row: TalkRound) -> list[dict[str, Any]]:
    """What was offered in a round, a line each."""
    names = ("side", "term", "amount", "unit", "currency", "incoterm", "text")
    return [{name: getattr(offer, name) for name in names} for offer in row.offers]


class RoundForm(BaseForm):
    """A round. Its view says which meetings of the case it may be the round of."""

    held_on = PastDay(_l("Date"), required=True, default=lambda: here.today())
    place = Line(_l("Where it was"), limit=200)
    meeting_id = RecordChoice(_l("Meeting on record"))
    ours = Line(_l("Who took part on our side"), limit=300)
    theirs = Line(_l("Who took part on their side"), limit=300)
    early_reason = Line(_l("Why it was before the first talk"), limit=300)
    terms = Rows(OfferForm, _l("Offers"), least=2)

    @classmethod
    def initial(cls, row: TalkRound) -> dict[str, Any]:
        """The round with a line for each offer."""
        return super().initial(row) | {"terms": offered(row)}

    def input(self) -> RoundInput:
        """What the form says, for the service."""
        values = self.values()
        del values["terms"]
        return RoundInput(**values, offers=tuple(entry.form.input() for entry in self.terms if entry.form.says()))
