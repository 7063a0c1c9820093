"""The tables of a budget, each written as a whole: planned lines, shares of participants, hours of staff."""

from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from crm.activities import queries, rules
from crm.activities.models import Activity
from crm.activities.services import BudgetInput, HoursInput, ShareInput
from crm.contacts.forms.picks import OrganisationField
from crm.initiatives.forms.roles import number_in
from crm.places.forms import AmountCurrency
from crm.users.forms import StaffField
from crm.web.forms import Amount, BaseForm, BookAmount, Choice, Line, PartForm, PastDay, RecordChoice, Rows

TEXT_LIMIT = 200
SMALLEST = Decimal("0.01")


class BudgetRow(PartForm):
    id = HiddenField()
    category = Choice(_l("Cost category"), table=rules.COST_CATEGORIES)
    funding_source = Choice(_l("Who bears it"), table=rules.FUNDING_SOURCES, blank=None)
    amount = Amount(_l("Planned amount"))
    currency = AmountCurrency(_l("Currency"))
    note = Line(_l("Note"), limit=TEXT_LIMIT)

    def validate(self, extra_validators: Any = None) -> bool:
        valid: bool = super().validate(extra_validators)
        told = [_needs(self, name, ("category", "amount", "note")) for name in ("category", "amount")]
        return all(told) and valid


class BudgetForm(BaseForm):
    """The planned lines; a row left empty is taken out."""

    lines = Rows(BudgetRow, _l("Planned costs"))

    @classmethod
    def initial(cls, row: Activity) -> dict[str, Any]:
        return {"lines": [_plain(line, BudgetRow) for line in queries.budget_lines([row.id])]}

    def input(self) -> list[BudgetInput]:
        """The planned lines, for the service."""
        return [
            BudgetInput(
                row["category"], row["funding_source"], row["amount"], row["currency"], row["note"] or "",
                number_in(row["id"]),
            )
            for row in self.lines.filled("category", "amount")
        ]  # fmt: skip


class ShareRow(PartForm):
    id = HiddenField()
    participant_id = RecordChoice(_l("Delegate"))
    organisation_id = OrganisationField(_l("Or a company"))
    funding_source = Choice(_l("What for"), table=rules.PARTICIPANTS_PAY, blank=None, default="participant_self_pay")
    due = BookAmount(_l("Amount owed"))
    paid = BookAmount(_l("Has paid"))
    paid_on = PastDay(_l("Paid on"))
    note = Line(_l("Note"), limit=TEXT_LIMIT)

    def validate(self, extra_validators: Any = None) -> bool:
        valid: bool = super().validate(extra_validators)
        if self.participant_id.data is None and self.organisation_id.data is None:
            return _needs(self, "participant_id", ("due", "paid", "note")) and valid
        if self.participant_id.data is not None and self.organisation_id.data is not None:
            message = _("Choose either a delegate or a company.")
            self.organisation_id.errors = [*self.organisation_id.errors, message]
            return False
        return _needs(self, "due", ("participant_id", "organisation_id")) and valid


class SharesForm(BaseForm):
    """Who owes how much; a row left empty is taken out. The delegates are those of one activity, see `shares_form`."""

    shares = Rows(ShareRow, _l("Shares"))

    @classmethod
    def initial(cls, row: Activity) -> dict[str, Any]:
        return {"shares": [_plain(share, ShareRow) for share in queries.shares(row.id)]}

    def input(self) -> list[ShareInput]:
        """The shares, for the service."""
        return [
            ShareInput(
                row["due"], row["participant_id"], row["organisation_id"], row["funding_source"],
                row["paid"] or Decimal(0), row["paid_on"], row["note"] or "", number_in(row["id"]),
            )
            for row in self.shares.filled("participant_id", "organisation_id", "due")
        ]  # fmt: skip


def shares_form(activity: Activity) -> SharesForm:
    """The form of the shares, with the delegates of the activity to choose from."""
    form = SharesForm.editing(activity)
    delegates = [
        (part.id, f"{part.name_snapshot} {part.title_snapshot}".strip()) for part in queries.participants(activity.id)
    ]
    for entry in form.shares:
        entry.form.participant_id.options = lambda: delegates
    return form


class HoursRow(PartForm):
    id = HiddenField()
    user_id = StaffField(_l("Member of staff"))
    hours = Amount(_l("Hours"), least=SMALLEST)
    unit_cost = BookAmount(_l("Cost per hour"))
    note = Line(_l("Note"), limit=TEXT_LIMIT)

    def validate(self, extra_validators: Any = None) -> bool:
        valid: bool = super().validate(extra_validators)
        names = ("user_id", "hours", "unit_cost")
        told = [_needs(self, name, names) for name in names]
        return all(told) and valid


class HoursForm(BaseForm):
    """Hours of staff; a row left empty is taken out."""

    hours = Rows(HoursRow, _l("Staff hours"))

    @classmethod
    def initial(cls, row: Activity) -> dict[str, Any]:
        return {"hours": [_plain(line, HoursRow) for line in queries.budget(row.id).staff]}

    def input(self) -> list[HoursInput]:
        """The hours, for the service."""
        return [
            HoursInput(row["user_id"], row["hours"], row["unit_cost"], row["note"] or "", number_in(row["id"]))
            for row in self.hours.filled("user_id", "hours")
        ]


def _plain(row: Any, form: type[PartForm]) -> dict[str, Any]:
    """{field: value} of a row of the database for its form."""
    return {name: getattr(row, name) for name in form()._fields}


def _needs(form: PartForm, name: str, others: tuple[str, ...]) -> bool:
    """Whether the field is filled in, or the row is empty; otherwise the field says what it needs."""
    field = form[name]
    if field.data is not None and field.data != "":
        return True
    if all(form[other].data in (None, "") for other in others if other != name) or field.errors:
        return not field.errors
    field.errors = [*field.errors, _("Fill in this field.")]
    return False
