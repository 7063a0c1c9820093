"""The parts of a product: its photo, its prices, its certificates. Written, taken out, put back."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from crm.audit.rules import Verb
from crm.audit.services import action
from crm.core import clock
from crm.core.cleaning import BadText
from crm.core.database import db
from crm.core.errors import Refused
from crm.core.money import Money
from crm.core.permissions import Actor
from crm.core.records import assign
from crm.core.texts import Text
from crm.files import services as files
from crm.files.services import SentFile
from crm.products import rules
from crm.products.kind import PRODUCT
from crm.products.models import Certificate, Product, ProductPhoto, ProductPrice
from crm.products.services.warnings import settle


@dataclass(frozen=True)
class PriceInput:
    """A price as it is told; `amount` is for one of the product's unit."""

    kind: str
    amount: Decimal | None
    currency: str
    quantity_from: int | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    incoterm: str = ""
    term_place: str = ""
    on_sheet: bool = False


@dataclass(frozen=True)
class CertificateInput:
    """What a certificate says."""

    scheme: str
    name: str = ""
    number: str = ""
    issued_on: date | None = None
    expires_on: date | None = None


def keep_photo(product: Product, content: bytes, *, instance: Path, by: Actor | None) -> ProductPhoto:
    """Show a product by this picture from now on. Refused for none, and for what is no picture."""
    with action(rules.PHOTO_KEPT, by=by):
        kept, small = files.store_picture(
            content, name="product.jpg", record=(PRODUCT, product.id), instance=instance, by=by
        )
        db.session.flush()
        _retire(product.id)
        made = ProductPhoto(product_id=product.id, file_id=kept.id, thumbnail_id=small.id)
        db.session.add(made)
    return made


def write_price(row: ProductPrice, content: PriceInput, *, by: Actor | None) -> ProductPrice:
    """Write a price, new or known. Refused for unknown codes, no amount, days out of order, a term without place, and
    beside another one that says for the same what it costs (§1.4)."""
    if content.kind not in rules.PRICE_KINDS:
        raise Refused(Text("Choose one."), "kind")
    if content.amount is None:
        raise Refused(Text("Enter the unit price."), "amount")
    if content.amount <= 0:
        raise Refused(Text("The amount must be greater than 0."), "amount")
    try:
        amount = Money(content.amount, content.currency).amount
    except BadText as bad:
        raise Refused(bad.text, "amount") from bad
    if content.incoterm and content.incoterm not in rules.INCOTERMS:
        raise Refused(Text("Choose one."), "incoterm")
    if content.incoterm and not content.term_place:
        raise Refused(Text("Enter the place named in the trade term, for example Niigata."), "term_place")
    _check_order(content.valid_from, content.valid_to, "valid_to")
    _check_alone(row, content)
    _store(row, vars(content) | {"amount": amount}, rules.PRICE_WRITTEN, by)
    return row


def _check_alone(row: ProductPrice, content: PriceInput | ProductPrice) -> None:
    """One price for one thing: of a kind, currency, trade term and least quantity there is one a day."""
    others = select(ProductPrice).where(
        ProductPrice.product_id == row.product_id, ProductPrice.id != (row.id or 0), ProductPrice.archived_at.is_(None),
        ProductPrice.kind == content.kind, ProductPrice.currency == content.currency,
        ProductPrice.incoterm == content.incoterm, ProductPrice.term_place == content.term_place,
        func.coalesce(ProductPrice.quantity_from, 1) == (content.quantity_from or 1),
    )  # fmt: skip
    with db.session.no_autoflush:
        told = [(other.valid_from, other.valid_to) for other in db.session.scalars(others)]
    if any(rules.meet(days, (content.valid_from, content.valid_to)) for days in told):
        text = Text(
            "There is a price of this kind for these days and this quantity already. End or change that one first."
        )
        raise Refused(text, "amount")


def write_certificate(
    row: Certificate, content: CertificateInput, *, copy: SentFile | None = None, by: Actor | None
) -> Certificate:
    """Write a certificate, new or known; a copy that is sent takes the place of the one before.

    Refused for an unknown scheme, another one without a name, days out of order and a copy of another kind of file.
    """
    if content.scheme not in rules.SCHEMES:
        raise Refused(Text("Choose one."), "scheme")
    if content.scheme == "other" and not content.name:
        raise Refused(Text("Enter a name or description."), "name")
    _check_order(content.issued_on, content.expires_on, "expires_on")
    values: dict[str, Any] = dict(vars(content))
    with action(rules.CERTIFICATE_WRITTEN, by=by):
        if copy is not None:
            values["file_id"] = files.store_sent(copy, "copy", record=(PRODUCT, row.product_id), by=by).id
        _store(row, values, rules.CERTIFICATE_WRITTEN, by)
        settle(row.product_id, by=by)
    return row


def remove_part(row: ProductPhoto | ProductPrice | Certificate, *, by: Actor | None) -> None:
    """Take a part out; it can be put back."""
    with action(rules.PART_REMOVED, by=by):
        row.archived_at = clock.now()
        if isinstance(row, Certificate):
            settle(row.product_id, by=by)


def restore_part(row: ProductPhoto | ProductPrice | Certificate, *, by: Actor | None) -> None:
    """Put a part back; a photo takes the place of one that came since, a price is refused beside one (§1.4)."""
    with action(rules.PART_RESTORED, by=by):
        if isinstance(row, ProductPhoto):
            _retire(row.product_id)
        if isinstance(row, ProductPrice):
            _check_alone(row, row)
        row.archived_at = None
        if isinstance(row, Certificate):
            settle(row.product_id, by=by)


def _store(row: ProductPrice | Certificate, values: dict[str, Any], verb: Verb, by: Actor | None) -> None:
    with action(verb, by=by):
        assign(row, values)
        db.session.add(row)


def _check_order(first: date | None, last: date | None, field: str) -> None:
    if first is not None and last is not None and last < first:
        raise Refused(Text("The last day must not be before the first."), field)


def _retire(product_id: int) -> None:
    """A product has one photo."""
    statement = select(ProductPhoto).where(ProductPhoto.product_id == product_id, ProductPhoto.archived_at.is_(None))
    for row in db.session.scalars(statement):
        row.archived_at = clock.now()
