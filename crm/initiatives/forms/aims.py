"""Goals, target markets and funding of an initiative: tables that are written as a whole."""

from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from crm.contacts.forms.picks import OrganisationField
from crm.core.categories import PRODUCT_CATEGORIES
from crm.initiatives import queries, rules
from crm.initiatives.forms.roles import number_in
from crm.initiatives.models import Initiative
from crm.initiatives.rules import FundingInput, GoalInput, MarketInput
from crm.places.forms import PlaceField
from crm.web.forms import Amount, BaseForm, BookAmount, Choice, Day, DueDay, Line, PartForm, PastDay, Rows, Whole

SMALLEST = Decimal("0.01")


class GoalRow(PartForm):
    id = HiddenField()
    text = Line(_l("Goal"), limit=300)
    measure = Choice(_l("Counted by"), table=rules.MEASURES, blank=None)
    target = Amount(_l("Target"), least=SMALLEST)
    due_on = DueDay(_l("By"))
    achieved = Amount(_l("Achieved (own measure)"))


class GoalsForm(BaseForm):
    """The goals; a row left empty is taken out."""

    goals = Rows(GoalRow, _l("Goals with figures"))

    @classmethod
    def initial(cls, row: Initiative) -> dict[str, Any]:
        return {"goals": [_plain(goal, GoalRow) for goal in queries.goals(row.id)]}

    def input(self) -> list[GoalInput]:
        """The goals, for the service; one without a target has the target 0, which is refused."""
        return [
            GoalInput(
                row["text"] or "", row["measure"], row["target"] or Decimal(0), row["due_on"], row["achieved"],
                number_in(row["id"]),
            )
            for row in self.goals.filled("text", "target")
        ]  # fmt: skip


class MarketRow(PartForm):
    id = HiddenField()
    place_id = PlaceField(_l("Place"))
    category = Choice(_l("Product category"), table=PRODUCT_CATEGORIES, blank=None)
    status = Choice(_l("Status"), table=rules.MARKET_STATUSES, blank=None)
    hypothesis = Line(_l("Hypothesis"), limit=500)
    partner_id = OrganisationField(_l("Chosen partner"))
    review_on = Day(_l("Review on"))


class MarketsForm(BaseForm):
    """The target markets; a row without a place is taken out."""

    markets = Rows(MarketRow, _l("Target markets"))

    @classmethod
    def initial(cls, row: Initiative) -> dict[str, Any]:
        return {"markets": [_plain(market, MarketRow) for market in queries.markets(row.id)]}

    def input(self) -> list[MarketInput]:
        """The target markets, for the service."""
        return [
            MarketInput(
                row["place_id"], row["category"], row["status"], row["hypothesis"] or "", row["partner_id"],
                row["review_on"], number_in(row["id"]),
            )
            for row in self.markets.filled("place_id")
        ]  # fmt: skip


class FundingRow(PartForm):
    id = HiddenField()
    fiscal_year = Whole(_l("Fiscal year"), least=rules.FIRST_YEAR, most=rules.LAST_YEAR)
    funding_source = Choice(_l("Who bears it"), table=rules.FUNDING_SOURCES, blank=None)
    amount = BookAmount(_l("Amount"), least=Decimal(1))
    note = Line(_l("Note"))
    granted_by = Line(_l("Granted by (as addressed)"), limit=120)
    decision_number = Line(_l("Number of the grant decision"), limit=60)
    granted_on = PastDay(_l("Day of the grant decision"))


class FundingForm(BaseForm):
    """What each source promises; a row left empty is taken out."""

    funding = Rows(FundingRow, _l("Funding"))

    @classmethod
    def initial(cls, row: Initiative) -> dict[str, Any]:
        return {"funding": [_plain(line, FundingRow) for line in queries.funding(row.id)]}

    def input(self) -> list[FundingInput]:
        """The funding, for the service; what is lacking is 0, which is refused."""
        return [
            FundingInput(
                row["fiscal_year"] or 0, row["funding_source"], row["amount"] or Decimal(0), row["note"] or "",
                number_in(row["id"]), row["granted_by"] or "", row["decision_number"] or "", row["granted_on"],
            )
            for row in self.funding.filled("fiscal_year", "amount")
        ]  # fmt: skip


def _plain(row: Any, form: type[PartForm]) -> dict[str, Any]:
    """{field: value} of a row of the database for its form."""
    return {name: getattr(row, name) for name in form()._fields}
