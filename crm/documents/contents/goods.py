"""The sheet of one product, for whoever may buy it: what the pack of a mission tells of it, by itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Final

from flask import current_app
from flask_babel import force_locale

from crm.core import here
from crm.core.languages import LOCALES
from crm.core.permissions import Actor
from crm.core.texts import N_
from crm.documents import rules
from crm.documents.contents import pictures
from crm.documents.contents.paper import tools
from crm.fields import contents as own_fields
from crm.office import queries as offices
from crm.office.contents import contact_lines
from crm.places.rules import COUNTRIES
from crm.products import queries as products
from crm.products import rules as product_rules
from crm.products.models import Product, ProductPrice
from crm.wordings import queries as wordings

#: What a buyer looks for on a sheet, in its order there.
_WANTED: Final[dict[str, str]] = {
    "photo": N_("Photo"),
    "origin_place_id": N_("Prefecture of origin"),
    "materials": N_("Materials"),
    "sizes": N_("Sizes"),
    "moq": N_("Minimum order quantity"),
    "lead_time_days": N_("Lead time"),
    "care": N_("Care"),
    "story": N_("Story"),
}


@dataclass(frozen=True)
class ProductSheet:
    """A product as buyers are told of it in a language on a day."""

    product: Product
    language: str
    on: date

    @cached_property
    def prices(self) -> Sequence[ProductPrice]:
        return product_rules.on_sheet(self.product.prices, self.on, buyers=True)

    @cached_property
    def barred(self) -> Sequence[str]:
        """The countries that do not let it in on that day (INV-M1)."""
        found = products.access_by_country(self.product)
        return [COUNTRIES[each.country] for each in found if each.verdict.is_barred]


def product_sheet(id: int, language: str, *, user: Actor) -> ProductSheet:
    """The sheet of a product that a user sees; NotVisible otherwise."""
    return ProductSheet(products.one(id, user=user), language, here.today())


def product_html(sheet: ProductSheet) -> str:
    """The sheet as a whole document in its language."""
    template = current_app.jinja_env.get_template("documents/sheets/product.html")
    with force_locale(LOCALES[sheet.language]):
        return template.render(_context(sheet))


def _context(sheet: ProductSheet) -> Mapping[str, Any]:
    office = offices.current()
    return tools(sheet.language, bodies=[sheet.product.maker]) | {
        "rules": rules,
        "sheet": sheet,
        "product": sheet.product,
        "picture": pictures.address,
        "office": office,
        "office_lines": contact_lines(office, sheet.language),
        "page_lang": sheet.language,
    }


@dataclass(frozen=True)
class SheetGaps:
    """What the sheet of a product does not tell its readers."""

    facts: Sequence[str]  #: labels of what nobody has recorded: it has no row
    unpriced: bool  #: no price stands on it that day
    unnamed: Mapping[str, bool]  #: {language: whether its name stands in another one}
    untold: Mapping[str, int]  #: {language: how many of its texts stand in another one}


def product_lacking(product: Product) -> SheetGaps:
    """What the sheets of a product lack today, in each language."""
    return SheetGaps(
        [label for name, label in _WANTED.items() if getattr(product, name) in (None, "")],
        not product_rules.on_sheet(product.prices, here.today(), buyers=True),
        {code: products.name_in(product, code) is None for code in LOCALES},
        _untold(product),
    )


def _untold(product: Product) -> dict[str, int]:
    """{language: how many texts of the sheet nobody has put into it}."""
    typed = {code: _typed(product, code) for code in LOCALES}
    known = wordings.in_languages(LOCALES, {text for texts in typed.values() for text in texts})
    for code, texts in typed.items():
        for text in texts:
            known[code].told(text, here.han_language())
    return {code: len(words.met) for code, words in known.items()}


def _typed(product: Product, language: str) -> list[str]:
    """The texts of a sheet that people typed, those of own fields that papers tell among them."""
    own = own_fields.ToldFields(language)("products", product.id)
    return [product.materials, product.sizes, product.care, product.story, *(told for _label, told in own)]
