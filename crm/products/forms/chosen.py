"""What can be done to many products, and what is asked for before."""

from typing import Final

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from crm.activities import queries as activities
from crm.core.categories import PRICE_TIERS, PRODUCT_CATEGORIES
from crm.core.languages import Language
from crm.core.permissions import Actor, Permission
from crm.core.texts import N_
from crm.lists.forms import change_act, each_of
from crm.products import queries, rules, services
from crm.products.forms.products import PLAIN
from crm.products.models import Product
from crm.products.services import ProductInput
from crm.web.access import me
from crm.web.forms import Choice, RecordChoice
from crm.web.listings import BulkForm, RowAct, Values
from crm.web.locale import language


class ProductsStatusForm(BulkForm):
    status = Choice(_l("Status"), table=rules.STATUSES, required=True)


class ProductsTierForm(BulkForm):
    price_tier = Choice(_l("Price tier"), table=PRICE_TIERS, required=True)


class ProductsCategoryForm(BulkForm):
    category = Choice(_l("Product category"), table=PRODUCT_CATEGORIES, required=True)


class CarryChosenForm(BulkForm):
    """The mission that carries the ticked products."""

    activity_id = RecordChoice(
        _l("Mission"), options=lambda: activities.options(user=me(), language=language()), required=True
    )


def _sheet(product: Product) -> ProductInput:
    told = {name: getattr(product, name) for name in PLAIN}
    return ProductInput(names={row.language: row.text for row in product.names}, status=product.status, **told)


def _carried(number: int) -> str:
    return str(
        ngettext("The mission carries %(num)d more product.", "The mission carries %(num)d more products.", number)
    )


def _carry(product: Product, said: Values, *, by: Actor) -> None:
    services.carry(activities.one(said["activity_id"], user=by), product.id, by=by)


def _leave(product: Product, activity_id: int, *, by: Actor) -> None:
    services.leave(activities.one(activity_id, user=by), product.id, by=by)


CARRY_ACT: Final = RowAct(
    code="mission",
    label=N_("Add to a mission"),
    write=Permission.MISSIONS_WRITE,
    button=N_("Add"),
    sentence=_carried,
    form=CarryChosenForm,
    do=_carry,
    before=lambda _product, said: said["activity_id"],
    back=_leave,
    elsewhere=True,
)

EACH: Final = each_of(
    Product,
    Permission.PRODUCTS_WRITE,
    queries.one,
    rules.ARCHIVED,
    rules.RESTORED,
    acts=(
        change_act(
            "status", N_("Change the status"), Permission.PRODUCTS_WRITE, ProductsStatusForm, _sheet, services.change,
            columns=("status",),
        ),
        change_act(
            "tier", N_("Change the price tier"), Permission.PRODUCTS_WRITE, ProductsTierForm, _sheet, services.change,
            columns=("price_tier",),
        ),
        change_act(
            "category", N_("Change the category"), Permission.PRODUCTS_WRITE, ProductsCategoryForm, _sheet,
            services.change,
            columns=("category",),
        ),
        CARRY_ACT,
    ),
    named=lambda product: queries.name_for(product, Language.JA).text,
)  # fmt: skip
