"""What is done with products: recorded, changed, archived, restored."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from crm.audit import services as audit
from crm.audit.rules import Verb
from crm.audit.services import action
from crm.core.categories import PRICE_TIERS, PRODUCT_CATEGORIES
from crm.core.database import db, touch
from crm.core.errors import Refused
from crm.core.folding import search_key
from crm.core.names import sort_key
from crm.core.permissions import Actor
from crm.core.records import assign
from crm.core.texts import Text
from crm.initiatives.services import check_organisation, respell
from crm.places import queries as places
from crm.places.models import Place
from crm.products import rules
from crm.products.models import Product, ProductName

#: The columns that hold a number, and the most each may say.
_NUMBERS = {
    "moq": rules.MOST,
    "capacity_month": rules.MOST,
    "lead_time_days": rules.MOST_DAYS,
    "shelf_life_days": rules.MOST_DAYS,
}


@dataclass(frozen=True)
class ProductInput:
    """What a product's sheet says. `names` is {language: text}, the working name first."""

    names: Mapping[str, str]
    maker_id: int | None
    category: str
    status: str = "offered"
    hs_heading: str = ""
    hs_code_jp: str = ""
    hs_code_cn: str = ""
    origin_place_id: int | None = None
    materials: str = ""
    sizes: str = ""
    price_tier: str = ""
    moq: int | None = None
    moq_unit: str = "piece"
    lead_time_days: int | None = None
    capacity_month: int | None = None
    shelf_life_days: int | None = None
    storage: str = ""
    sample_available: bool | None = None  #: None: nobody said
    care: str = ""
    story: str = ""
    notes: str = ""


def make(content: ProductInput, *, by: Actor | None) -> Product:
    """A new product. Refused without a name or a maker that `by` sees, for unknown codes, a heading that is not four
    digits, and numbers that are not positive."""
    product = Product(names=[])
    _write(product, content, rules.MADE, by)
    return product


def change(product: Product, content: ProductInput, *, by: Actor | None) -> None:
    """Write the product (its names loaded) anew; refusals as for `make`."""
    _write(product, content, rules.CHANGED, by)


def publish(product: Product, *, by: Actor) -> None:
    """Let anybody read the page of a product. Its address is random, and stays the same however often this is done."""
    if product.published:
        raise Refused(Text("This product has a public page already."))
    with action(rules.PUBLISHED, by=by):
        product.published = True
        product.public_key = product.public_key or secrets.token_urlsafe(rules.KEY_BYTES)


def withdraw(product: Product, *, by: Actor) -> None:
    """Take the public page of a product back at once; its address says so from now on."""
    if not product.published:
        raise Refused(Text("This product has no public page."))
    with action(rules.WITHDRAWN, by=by):
        product.published = False


def archive(product: Product, *, by: Actor) -> None:
    """Put a product away. Its public page is withdrawn: who restores it decides anew whether everybody reads it."""
    if product.published:
        withdraw(product, by=by)
    audit.archive(product, rules.ARCHIVED, by=by)


def check_product(content: ProductInput, *, by: Actor | None) -> None:
    """Refused where `make` would be; nothing is written."""
    _check_all(Product(), content, by)


def _check_all(product: Product, content: ProductInput, by: Actor | None) -> None:
    _check(content)
    if content.maker_id != product.maker_id:
        check_organisation(content.maker_id, "maker_id", by)
    _check_origin(content.origin_place_id, by)


def _write(product: Product, content: ProductInput, verb: Verb, by: Actor | None) -> None:
    _check_all(product, content, by)
    names = {language: text for language, text in content.names.items() if text}
    with action(verb, by=by):
        assign(product, {name: value for name, value in vars(content).items() if name != "names"})
        respell(product.names, names, ProductName)
        language, text = next(iter(names.items()))
        product.sort_key = sort_key(text, lang=language)
        product.search_key = " ".join(filter(None, map(search_key, names.values())))
        db.session.add(product)
        if product.id is not None:
            touch(product)


def _check(content: ProductInput) -> None:
    if not any(content.names.values()):
        raise Refused(Text("Enter the name in at least one language."), "name_ja")
    if content.maker_id is None:
        raise Refused(Text("Choose the maker."), "maker_id")
    for field, table, given in (
        ("category", PRODUCT_CATEGORIES, content.category),
        ("state", rules.STATUSES, content.status),
        ("price_tier", {"", *PRICE_TIERS}, content.price_tier),
        ("moq_unit", rules.UNITS, content.moq_unit),
        ("storage", {"", *rules.STORAGES}, content.storage),
    ):
        if given not in table:
            raise Refused(Text("Choose one."), field)
    if content.hs_heading and not rules.is_heading(content.hs_heading):
        raise Refused(Text("Enter the four digits of the heading, for example 6110."), "hs_heading")
    for field, length in rules.CODE_LENGTHS.items():
        code = getattr(content, field)
        if code and not rules.is_code(code, content.hs_heading, length):
            raise Refused(
                Text("Enter the %(number)s digits of the code, starting with the heading.", number=length), field
            )
    for field, most in _NUMBERS.items():
        number = getattr(content, field)
        if number is not None and not 0 < number <= most:
            raise Refused(Text("Enter a number from 1 to %(most)s.", most=f"{most:,}"), field)


def _check_origin(place_id: int | None, by: Actor | None) -> None:
    if place_id is None:
        return
    seen = places.visible_to(by).where(Place.id == place_id, Place.level == "province").with_only_columns(Place.id)
    if db.session.scalar(seen) is None:
        raise Refused(Text("Choose one from the list."), "origin_place_id")
