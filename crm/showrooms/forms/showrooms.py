"""The forms of a showroom and of the terms with who runs it."""

from dataclasses import fields
from typing import Any

from flask_babel import lazy_gettext as _l

from crm.contacts.forms.picks import OrganisationField
from crm.initiatives.forms import NAME_FIELDS, NamedForm, names_of
from crm.places.forms import PlaceField
from crm.showrooms import queries, rules
from crm.showrooms.models import Showroom
from crm.showrooms.services import ContractInput, ShowroomInput
from crm.users.forms import StaffField
from crm.web.access import me
from crm.web.forms import Amount, Choice, Currency, Day, DoubtedForm, Line, Prose, RecordChoice, Whole
from crm.web.locale import language

PLAIN = tuple(field.name for field in fields(ShowroomInput) if field.name not in ("names", "status"))


class ShowroomForm(NamedForm):
    operator_id = OrganisationField(_l("Run by"), required=True)
    venue_id = OrganisationField(_l("In the house of"), description=_l("For example the department store."))
    place_id = PlaceField(_l("Place"), required=True)
    address = Line(_l("Address"), limit=300)
    hours = Line(_l("Opening hours"))
    opened_on = Day(_l("Opened on"))
    state = Choice(_l("Status"), table=rules.STATUSES, required=True, blank=None, default="preparing")
    activity_id = RecordChoice(
        _l("Its running"),
        options=lambda: queries.running(user=me(), language=language()),
        description=_l("The activity for which the leads of this showroom count."),
    )
    inquiries_owner_id = StaffField(
        _l("Inquiries from public pages go to"),
        description=_l("Visitors can then ask on the public page of each exhibit. Empty: they cannot."),
    )
    notes = Prose(_l("Notes"), limit=4000)

    @classmethod
    def initial(cls, row: Showroom) -> dict[str, Any]:
        return names_of(row.names) | {"state": row.status} | {name: getattr(row, name) for name in PLAIN}

    def input(self) -> ShowroomInput:
        """What the services take."""
        values = {name: value for name, value in self.values().items() if name not in NAME_FIELDS}
        return ShowroomInput(names=self.names(), status=values.pop("state"), **values)


class ContractForm(DoubtedForm):
    begins_on = Day(_l("First day of the term"), required=True)
    ends_on = Day(_l("Last day of the term"), description=_l("Empty: no end was agreed."))
    currency = Currency(_l("Currency"))
    commission_rate = Amount(_l("Commission in percent"), description=_l("Of sales including tax."))
    rent = Amount(_l("Rent per month"))
    tax_rate = Amount(
        _l("Tax contained in prices, in percent"), description=_l("VAT on what buyers pay, for example 13 in China.")
    )
    withholding_rate = Amount(
        _l("Tax withheld, in percent"), description=_l("Of what the makers get after commission.")
    )
    settlement_day = Whole(
        _l("Settlement day"),
        required=True,
        least=1,
        most=31,
        default=31,
        description=_l("Of the month after the period; 31 is its last day."),
    )
    rate_day = Choice(_l("Exchange rate of"), table=rules.RATE_DAYS, required=True, blank=None, default="settlement")
    agreement_id = RecordChoice(
        _l("Agreement"),
        options=lambda: queries.agreement_options(user=me()),
        description=_l("Where these terms were signed."),
    )
    notes = Prose(_l("Notes"), limit=4000)

    def input(self) -> ContractInput:
        """What the services take."""
        return ContractInput(**self.values())
