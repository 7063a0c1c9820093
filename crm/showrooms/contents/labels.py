"""The labels that stand beside exhibits: name, material, size and price in four languages."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Final

from flask import render_template
from flask_babel import force_locale, gettext

from crm.charts import qr
from crm.contacts import queries as contacts
from crm.core import here
from crm.core.languages import ENDONYMS, LOCALES, Language
from crm.places.rules import Shown
from crm.products import queries as products
from crm.products.models import Product
from crm.showrooms.queries import ExhibitLine
from crm.web.money import money_text
from crm.wordings import queries as wordings

#: Whose language stands first: who buys reads it.
ORDER: Final = (Language.ZH, Language.KO, Language.JA, Language.EN)
LABELS_PAGE: Final = (
    "@page { size: A4; margin: 12mm 10mm; @bottom-left { content: none } @bottom-right { content: none } }"
)


@dataclass(frozen=True)
class LabelPart:
    """A label in one language."""

    language: str
    name: Shown
    material: Shown | None
    size: Shown | None
    price: str

    def tongue(self, shown: Shown | None) -> str:
        """How the language is called in which a text of it stands, where that is another one; "" for what belongs to no
        language, such as a size in letters and numbers."""
        if shown is None or shown.language in ("", self.language):
            return ""
        told = shown.text.isascii() and shown.language != Language.EN
        return "" if told else ENDONYMS.get(shown.language, "")


@dataclass(frozen=True)
class Label:
    """The label of an exhibit."""

    code: str
    makers: Sequence[Shown]  #: its name in each language that has one of its own, once
    qr: str  #: leads to the public page of the product; empty while it has none
    parts: Sequence[LabelPart]


def labels(
    lines: Sequence[ExhibitLine], address_of: Callable[[Product], str], barred: Collection[int] = frozenset()
) -> str:
    """The sheet of labels as a whole document, eight to a page. `address_of` tells where a public page is;
    where it is "" the label carries no code. `barred` are the products that the country does not let in."""
    known = {tag: wordings.in_language(tag) for tag in ORDER}
    drawn: dict[int, str] = {}
    for line in lines:
        if line.exhibit.product.is_public and line.exhibit.product_id not in drawn:
            address = address_of(line.exhibit.product)
            drawn[line.exhibit.product_id] = qr.svg(address, address) if address else ""
    made = [
        Label(
            line.exhibit.code, _makers(line), drawn.get(line.exhibit.product_id, ""),
            [_part(line, tag, known[tag], line.exhibit.product_id in barred) for tag in ORDER],
        )
        for line in lines
    ]  # fmt: skip
    return render_template("showrooms/labels.html", labels=made)


def _makers(line: ExhibitLine) -> list[Shown]:
    names = [contacts.display_name(line.exhibit.product.maker, tag) for tag in ORDER]
    return list({name.text: name for name in names}.values())


def _part(line: ExhibitLine, tag: str, words: wordings.Wordings, barred: bool) -> LabelPart:
    product, exhibit = line.exhibit.product, line.exhibit
    usual, size = here.han_language(), exhibit.size or product.sizes
    with force_locale(LOCALES[tag]):
        price = money_text(exhibit.price, exhibit.currency) if exhibit.price is not None else ""
        return LabelPart(
            tag,
            products.name_in(product, tag) or products.name_for(product, tag),
            Shown(*made_of) if (made_of := words.material(product.materials, usual)) is not None else None,
            Shown(*words.kept(size, usual)) if size else None,
            _priced(price, barred),
        )


def _priced(price: str, barred: bool) -> str:
    """What stands in the place of the price: that goods which the country bars are not for sale."""
    if barred:
        return str(gettext("Not for sale: import barred"))
    return str(gettext("%(price)s, tax included", price=price)) if price else ""
