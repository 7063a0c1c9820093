"""The form of a product, and those of what an activity carries of them."""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from flask_babel import lazy_gettext as _l

from crm.activities import queries as activities
from crm.activities.models import Activity
from crm.contacts.forms.picks import OrganisationField
from crm.core.categories import PRICE_TIERS, PRODUCT_CATEGORIES, YES_NO
from crm.initiatives.forms import NAME_FIELDS, NamedForm, names_of
from crm.places.forms import AmountCurrency, PlaceField
from crm.products import queries, rules
from crm.products.models import Product
from crm.products.services import ProductInput, SampleInput
from crm.web.access import me
from crm.web.forms import Amount, BaseForm, Choice, DoubtedForm, Line, Prose, RecordChoice, Whole
from crm.web.locale import language

SAMPLE = tuple(field.name for field in fields(SampleInput))
#: The fields that hold a column as it is.
PLAIN = tuple(field.name for field in fields(ProductInput) if field.name not in ("names", "status"))


class HsCode(Line):
    """A code of the Harmonized System, with or without the points and blanks of a notice between its digits."""

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        super().process_formdata([rules.plain_code(text) for text in valuelist])


class ProductForm(NamedForm):
    maker_id = OrganisationField(_l("Maker"), required=True)
    category = Choice(_l("Product category"), table=PRODUCT_CATEGORIES, required=True, blank=None)
    state = Choice(_l("Status"), table=rules.STATUSES, required=True, blank=None, default="offered")
    hs_heading = HsCode(
        _l("HS heading"),
        limit=rules.HEADING_LENGTH,
        description=_l("The first four digits, for example 6110 for sweaters."),
        render_kw={"inputmode": "numeric"},
    )
    hs_code_jp = HsCode(
        _l("HS code in Japan"), limit=9, description=_l("Nine digits."), render_kw={"inputmode": "numeric"}
    )
    hs_code_cn = HsCode(
        _l("HS code in China"), limit=10, description=_l("Ten digits."), render_kw={"inputmode": "numeric"}
    )
    origin_place_id = PlaceField(_l("Prefecture of origin"), levels=("province",))
    materials = Line(_l("Materials"), limit=300)
    sizes = Line(_l("Sizes"), limit=300)
    price_tier = Choice(_l("Price tier"), table=PRICE_TIERS)
    moq = Whole(_l("Minimum order quantity"), least=1, most=rules.MOST)
    moq_unit = Choice(_l("Unit"), table=rules.UNITS, required=True, blank=None)
    lead_time_days = Whole(_l("Lead time in days"), least=1, most=rules.MOST_DAYS)
    capacity_month = Whole(
        _l("Monthly capacity"), least=1, most=rules.MOST, description=_l("In the unit of the minimum order quantity.")
    )
    shelf_life_days = Whole(_l("Shelf life in days"), least=1, most=rules.MOST_DAYS)
    storage = Choice(_l("Storage"), table=rules.STORAGES)
    sample_available = Choice(_l("Samples available"), table=YES_NO)
    care = Prose(_l("Care"), limit=1000, description=_l("How it is washed and kept, for buyers."))
    story = Prose(_l("Story"), limit=4000, description=_l("Who makes it, where and how, for buyers."))
    notes = Prose(_l("Notes"), limit=4000, description=_l("For the office only; no sheet prints them."))

    @classmethod
    def initial(cls, row: Product) -> dict[str, Any]:
        return (
            names_of(row.names)
            | {"state": row.status}
            | {name: getattr(row, name) for name in PLAIN}
            | {"sample_available": {None: "", True: "yes", False: "no"}[row.sample_available]}
        )

    def input(self) -> ProductInput:
        """What the services take."""
        values = {name: value for name, value in self.values().items() if name not in NAME_FIELDS}
        values["sample_available"] = {"yes": True, "no": False}.get(values["sample_available"])
        return ProductInput(names=self.names(), status=values.pop("state"), **values)


def carry_form(activity: Activity) -> BaseForm:
    """The form that adds a product to an activity: one of those that it does not carry yet."""

    class CarryForm(BaseForm):
        product_id = RecordChoice(
            _l("Product"),
            options=lambda: queries.addable(activity.id, user=me(), language=language()),
            required=True,
        )

    return CarryForm(row=activity)


def sample_form(activity: Activity, product_id: int) -> DoubtedForm:
    """The form for the samples of a product that an activity carries; it carries the version of the activity."""

    def delegates() -> list[tuple[int, str]]:
        going = [part for part in activities.participants(activity.id) if part.status != "cancelled"]
        return [(part.id, f"{part.name_snapshot} {part.organisation_snapshot}".strip()) for part in going]

    class SampleForm(DoubtedForm):
        quantity = Whole(
            _l("Samples"), least=1, most=rules.MOST, description=_l("Empty: only the product sheet is taken along.")
        )
        unit_value = Amount(_l("Unit value"), description=_l("As declared to customs."))
        currency = AmountCurrency(_l("Currency"), of="unit_value")
        customs = Choice(_l("Customs procedure"), table=rules.CUSTOMS)
        carrier_id = RecordChoice(_l("Who carries them"), options=delegates)

        @classmethod
        def initial(cls, _row: Activity) -> dict[str, Any]:
            kept = queries.sample(activity.id, product_id, user=me(), language=language()).row
            return {name: getattr(kept, name) for name in SAMPLE}

        def input(self) -> SampleInput:
            """What the services take."""
            return SampleInput(**self.values() | {"customs": self.customs.data or ""})

    return SampleForm.editing(activity)
