"""The form of a launch: products, price aimed at, day."""

from typing import Any

from flask_babel import lazy_gettext as _l

from crm.core.categories import PRICE_TIERS
from crm.initiatives.models import Initiative
from crm.launches import queries
from crm.launches.services import LaunchInput
from crm.products import queries as products
from crm.web.access import me
from crm.web.forms import Amount, Choice, Currency, Day, DoubtedForm, ManyRecords
from crm.web.locale import language


class LaunchForm(DoubtedForm):
    """What an initiative launches. Left empty as a whole: nothing."""

    product_ids = ManyRecords(
        _l("Products of the line"), options=lambda: products.options(user=me(), language=language())
    )
    price_tier = Choice(_l("Target price tier"), table=PRICE_TIERS)
    price_from = Amount(_l("Lowest price in the shop"))
    price_to = Amount(_l("Highest price in the shop"))
    currency = Currency(_l("Currency"))
    begins_on = Day(_l("Day of the launch"), description=_l("The day on which it is planned, or was."))

    @classmethod
    def initial(cls, row: Initiative) -> dict[str, Any]:
        launch = queries.launch(row.id)
        if launch is None:
            return {}
        return super().initial(launch) | {"product_ids": [each.product_id for each in launch.products]}

    def input(self) -> LaunchInput:
        """What the services take."""
        return LaunchInput(**self.values() | {"product_ids": self.product_ids.data or ()})
