"""What the public page of a product tells: its texts in the reader's language, and where it is shown at which price."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload, selectinload

from crm.access import queries as access
from crm.core import here
from crm.core.database import db
from crm.core.languages import LOCALES
from crm.core.texts import Text
from crm.places import queries as places
from crm.places.models import Place
from crm.places.rules import OWN_LANGUAGES, Shown
from crm.products import queries as products
from crm.products.models import Product
from crm.showrooms.models import Exhibit, Showroom
from crm.showrooms.queries.exhibits import ExhibitLine
from crm.showrooms.queries.showrooms import called
from crm.showrooms.rules import sizes
from crm.wordings import queries as wordings
from crm.wordings.queries import Wordings

#: The texts of a product that its public page tells, in their order there.
TOLD: Final = ("materials", "sizes", "care", "story")


@dataclass(frozen=True)
class TaggedPrice:
    """A price with tax, and the sizes that have it; none where the exhibits name no size."""

    amount: Decimal
    currency: str
    sizes: Sequence[str]


@dataclass(frozen=True)
class ShownAt:
    """A showroom that is open and shows a product, for whoever wants to see it there."""

    name: Shown
    place: Shown
    address: str
    spoken: str  #: the language of the country, which an address is written in
    hours: str
    prices: Sequence[TaggedPrice]  #: none where its country bars the product
    is_barred: bool


def texts(product: Product, language: str) -> Wordings:
    """What is known in a language of the texts of a product; `met` holds those that are not in it."""
    return _told([language], [getattr(product, name) for name in TOLD])[language]


def _told(languages: Collection[str], texts: Collection[str]) -> dict[str, Wordings]:
    """{language: what is known in it of some texts}; `met` holds those that are not in it."""
    found, usual = wordings.in_languages(languages, texts), here.han_language()
    for words in found.values():
        for text in texts:
            words.told(text, usual)
    return found


def untold(product: Product) -> dict[str, int]:
    """{language: how many texts of a product, its name among them, are not in it}, of those that lack some."""
    known = _told(LOCALES, [getattr(product, name) for name in TOLD])
    found = {code: len(words.met) + (products.name_in(product, code) is None) for code, words in known.items()}
    return {code: number for code, number in found.items() if number}


def without_material(product: Product) -> list[str]:
    """The languages in which page, label and sheet leave the materials out: nobody put them into it, and not every word
    is in the list of materials."""
    known, usual = wordings.in_languages(LOCALES, [product.materials]), here.han_language()
    return [
        code for code, words in known.items() if product.materials and words.material(product.materials, usual) is None
    ]


def unlabelled(lines: Sequence[ExhibitLine]) -> list[tuple[ExhibitLine, list[str]]]:
    """The exhibits whose label lacks languages, with these: there its name, material or size stands in another one."""
    typed = [_on_label(line.exhibit) for line in lines]
    known = _told(LOCALES, {text for texts in typed for text in texts})
    lacking = [
        (
            line,
            [
                code
                for code, words in known.items()
                if products.name_in(line.exhibit.product, code) is None or not words.met.keys().isdisjoint(texts)
            ],
        )
        for line, texts in zip(lines, typed, strict=True)
    ]
    return [(line, codes) for line, codes in lacking if codes]


def _on_label(exhibit: Exhibit) -> list[str]:
    return [text for text in (exhibit.product.materials, exhibit.size or exhibit.product.sizes) if text]


def shown_at(product_id: int, language: str) -> list[ShownAt]:
    """The showrooms that are open and show a product today, with its tags there; nothing of who runs them."""
    found = dict[int, list[Exhibit]]()
    for row in db.session.scalars(on_show(product_id)):
        found.setdefault(row.showroom_id, []).append(row)
    barred = barred_at({rows[0].showroom.place.country for rows in found.values()}, product_id)
    return [_at(rows, language, rows[0].showroom.place.country in barred) for rows in found.values()]


def barred_at(countries: Collection[str], product_id: int) -> set[str]:
    """Which of some countries bar a product today, for certain: it is not for sale there (INV-M1)."""
    found = {country: products.access_by_id([product_id], country).get(product_id) for country in countries}
    return {country for country, verdict in found.items() if verdict is not None and verdict.is_barred}


def bars_where_shown(product_id: int) -> list[Text]:
    """That the country of an open showroom that shows a product bars it today, or may; once for each country."""
    countries = dict.fromkeys(row.showroom.place.country for row in db.session.scalars(on_show(product_id)))
    found = (products.access_by_id([product_id], country).get(product_id) for country in countries)
    return [told for verdict in found if verdict is not None and (told := access.bar_told(verdict)) is not None]


def on_show(product_id: int) -> Select[Exhibit]:
    """The exhibits of a product that hang in an open showroom today, showroom by showroom."""
    today = here.today()
    return (
        select(Exhibit)
        .join(Showroom, Showroom.id == Exhibit.showroom_id)
        .where(
            Exhibit.product_id == product_id, Exhibit.archived_at.is_(None), Showroom.archived_at.is_(None),
            Showroom.status == "open", or_(Exhibit.shown_from.is_(None), Exhibit.shown_from <= today),
            or_(Exhibit.shown_to.is_(None), Exhibit.shown_to >= today),
        )
        .options(
            joinedload(Exhibit.showroom).options(
                selectinload(Showroom.names), joinedload(Showroom.place).selectinload(Place.names)
            )
        )
        .order_by(Showroom.sort_key, Exhibit.id)
    )  # fmt: skip


def _at(rows: Sequence[Exhibit], language: str, is_barred: bool) -> ShownAt:
    room, tagged = rows[0].showroom, dict[tuple[Decimal, str], list[str]]()
    for row in sorted(rows, key=lambda row: sizes.rank(row.size)):
        if row.price is not None and not is_barred:
            tagged.setdefault((row.price, row.currency), []).append(row.size)
    prices = [TaggedPrice(*price, [size for size in dict.fromkeys(named) if size]) for price, named in tagged.items()]
    prices.sort(key=lambda each: (each.currency, each.amount))
    spoken = OWN_LANGUAGES.get(room.place.country, "")
    return ShownAt(
        called(room, language), places.display_name(room.place, language), room.address, spoken, room.hours, prices,
        is_barred,
    )  # fmt: skip
