"""The forms of what belongs to a booth: exhibitors, shifts, what is brought along, goods that are sold."""

from datetime import time
from typing import Any

from flask_babel import lazy_gettext as _l

from crm.contacts.forms.picks import OrganisationField, PersonField
from crm.fairs import rules
from crm.fairs.models import BoothExhibitor, BoothShift
from crm.fairs.services import ExhibitorInput, GoodsInput, ShiftInput, ThingInput
from crm.products import queries as products
from crm.web.access import me
from crm.web.forms import (
    Amount,
    BaseForm,
    Choice,
    Clock,
    Currency,
    Day,
    DoubtedForm,
    Line,
    ManyRecords,
    RecordChoice,
    Whole,
)
from crm.web.locale import language


class ExhibitorForm(DoubtedForm):
    organisation_id = OrganisationField(_l("Company"), required=True)
    aim = Line(_l("Aim"), limit=300, description=_l("What the company wants from this fair."))
    product_ids = ManyRecords(_l("Products it shows"), options=lambda: products.options(user=me(), language=language()))

    @classmethod
    def initial(cls, row: BoothExhibitor) -> dict[str, Any]:
        return super().initial(row) | {"product_ids": [each.product_id for each in row.products]}

    def input(self) -> ExhibitorInput:
        """What the services take."""
        return ExhibitorInput(**self.values() | {"product_ids": self.product_ids.data or ()})


class ShiftForm(DoubtedForm):
    person_id = PersonField(_l("Person"), required=True)
    role = Choice(_l("Role"), table=rules.SHIFT_ROLES, required=True, blank=None)
    day = Day(_l("Day"), required=True)
    begins = Clock(_l("Starts at (clock)"), description=_l("By the clock of the place. Both empty: the whole day."))
    ends = Clock(_l("Ends at (clock)"))
    note = Line(_l("Remarks"))

    @classmethod
    def initial(cls, row: BoothShift) -> dict[str, Any]:
        clocks = {name: time.fromisoformat(text) for name in ("begins", "ends") if (text := getattr(row, name))}
        return super().initial(row) | {"begins": None, "ends": None} | clocks

    def input(self) -> ShiftInput:
        """What the services take."""
        clocks = {name: f"{clock:%H:%M}" if (clock := self[name].data) else "" for name in ("begins", "ends")}
        return ShiftInput(**self.values() | clocks)


class ThingForm(BaseForm):
    kind = Choice(_l("What it is"), table=rules.THINGS, required=True, blank=None)
    name = Line(_l("Name of the thing"), required=True)
    quantity = Whole(_l("How many"), required=True, least=1, most=rules.MOST, default=1)
    carrier_id = PersonField(_l("Who carries it"), description=_l("Empty: it goes as freight."))
    note = Line(_l("Remarks"))

    def input(self) -> ThingInput:
        """What the services take."""
        return ThingInput(**self.values())


class GoodsForm(DoubtedForm):
    product_id = RecordChoice(
        _l("Product"), options=lambda: products.options(user=me(), language=language()), required=True
    )
    sent = Whole(_l("Pieces sent"), required=True, least=1, most=rules.MOST)
    sold = Whole(_l("Pieces sold"), least=0, most=rules.MOST)
    returned = Whole(_l("Pieces returned"), least=0, most=rules.MOST)
    given = Whole(_l("Pieces given away"), least=0, most=rules.MOST)
    amount = Amount(_l("Sales amount"), description=_l("What buyers paid for what was sold."))
    currency = Currency(_l("Currency"))
    note = Line(_l("Remarks"))

    def input(self) -> GoodsInput:
        """What the services take."""
        return GoodsInput(**self.values())
