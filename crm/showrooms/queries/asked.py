"""Which leads asked about which exhibits, and what a lead may be said to have asked about."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload

from crm.booths import queries as booths
from crm.core.database import db
from crm.core.paging import Page
from crm.core.permissions import Actor
from crm.fairs.rules import TYPES
from crm.leads import queries as leads
from crm.leads.models import Lead
from crm.places.rules import Shown
from crm.products import queries as products
from crm.products.kind import PRODUCT
from crm.products.queries import ProductLine
from crm.showrooms.models import AskedExhibit, Exhibit, Showroom
from crm.showrooms.queries.exhibits import ExhibitLine, exhibit_lines, label, loaded_exhibits, visible_exhibits
from crm.showrooms.queries.showrooms import called, visible_to


@dataclass(frozen=True)
class AskedAbout:
    """What a lead asked about, named for a reader: exhibits, and the products of which it named no exhibit."""

    exhibits: Sequence[ExhibitLine]
    products: Sequence[ProductLine]


def of_exhibit(exhibit_id: int) -> Select[Any]:
    """The ids of the leads that asked about an exhibit."""
    return select(AskedExhibit.lead_id).where(AskedExhibit.exhibit_id == exhibit_id)


def of_showroom(showroom_id: int) -> Select[Any]:
    """The ids of the leads that asked about one of the exhibits of a showroom."""
    shown = select(Exhibit.id).where(Exhibit.showroom_id == showroom_id)
    return select(AskedExhibit.lead_id).where(AskedExhibit.exhibit_id.in_(shown))


def _named(line: ExhibitLine) -> Shown:
    return Shown(label(line.name.text, line.exhibit, line.size.text), line.name.language)


def _lines(statement: Select[Exhibit], language: str) -> list[ExhibitLine]:
    ordered = loaded_exhibits(statement).order_by(Exhibit.showroom_id, Exhibit.slot, Exhibit.code, Exhibit.id)
    return exhibit_lines(db.session.scalars(ordered).all(), language)


def exhibits_of(lead_ids: Collection[int], *, user: Actor, language: str) -> dict[int, list[Shown]]:
    """{lead: the exhibits it asked about}, of those that the user sees."""
    rows = select(AskedExhibit.lead_id, AskedExhibit.exhibit_id).where(AskedExhibit.lead_id.in_(lead_ids))
    pairs = db.session.execute(rows.order_by(AskedExhibit.id)).all() if lead_ids else []
    if not pairs:
        return {}
    seen = visible_exhibits(user).where(Exhibit.id.in_({exhibit for _lead, exhibit in pairs}))
    named = {line.exhibit.id: _named(line) for line in _lines(seen, language)}
    found: dict[int, list[Shown]] = {}
    for lead, exhibit in pairs:
        if exhibit in named:
            found.setdefault(lead, []).append(named[exhibit])
    return found


def _asked_of(found: Select[Lead], user: Actor) -> Select[Exhibit]:
    rows = select(AskedExhibit.exhibit_id).where(AskedExhibit.lead_id.in_(found.with_only_columns(Lead.id)))
    return visible_exhibits(user).where(Exhibit.id.in_(rows))


def asked_exhibits(found: Select[Lead], *, user: Actor, language: str) -> list[tuple[int, str]]:
    """The exhibits that some leads asked about and the user sees, as choices: [(id, name)]."""
    return [(line.exhibit.id, _named(line).text) for line in _lines(_asked_of(found, user), language)]


def asked_showrooms(found: Select[Lead], *, user: Actor, language: str) -> list[tuple[int, str]]:
    """The showrooms that show them, as choices: [(id, name)]."""
    ids = _asked_of(found, user).with_only_columns(Exhibit.showroom_id)
    rows = db.session.scalars(visible_to(user).where(Showroom.id.in_(ids)).options(selectinload(Showroom.names)))
    return [(row.id, called(row, language).text) for row in rows]


def asked_about(lead: Lead, *, user: Actor, language: str) -> AskedAbout:
    """What a lead that the caller found to be visible asked about, as far as the user sees it."""
    rows = select(AskedExhibit.exhibit_id).where(AskedExhibit.lead_id == lead.id)
    shown = _lines(visible_exhibits(user).where(Exhibit.id.in_(rows)), language)
    told = {line.exhibit.product_id for line in shown}
    named = {row.product_id for row in leads.asked(lead.id)} - told
    return AskedAbout(shown, products.shown(named, language))


def exhibit_ids(lead_id: int) -> set[int]:
    """The exhibits that a lead names, of the archive as well."""
    return set(db.session.scalars(select(AskedExhibit.exhibit_id).where(AskedExhibit.lead_id == lead_id)))


@dataclass(frozen=True)
class AskedChoices:
    """What a lead may be said to have asked about, and what of it is said already."""

    exhibits: Sequence[tuple[int, str]]
    products: Sequence[tuple[int, str]]
    exhibit_ids: Sequence[int]
    product_ids: Sequence[int]  #: without those of these exhibits


def choices(lead: Lead, *, user: Actor, language: str) -> AskedChoices:
    """Exhibits of the showrooms that its activity runs; products of its booth, at other activities those carried there
    and of the makers who take part; and what it names already. The products of exhibits are offered as these."""
    named, kept = exhibit_ids(lead.id), {row.product_id for row in leads.asked(lead.id)}
    run = select(Showroom.id).where(Showroom.activity_id == lead.activity_id)
    offered = Exhibit.showroom_id.in_(run) | Exhibit.id.in_(named)
    lines = _lines(visible_exhibits(user).where(offered), language)
    alone = kept - {line.exhibit.product_id for line in lines if line.exhibit.id in named}
    booth = lead.booth_id if lead.activity.type in TYPES else None
    chips = {chip.id for chip in booths.chips(lead.activity_id, language, booth_id=booth)}
    chips -= {line.exhibit.product_id for line in lines}
    goods = products.shown(PRODUCT.visible_among(chips, user) | alone, language)
    return AskedChoices(
        [(line.exhibit.id, _named(line).text) for line in lines],
        [(line.product.id, f"{line.name.text} — {line.maker.text}") for line in goods],
        [line.exhibit.id for line in lines if line.exhibit.id in named], sorted(alone),
    )  # fmt: skip


def leads_of(exhibit_id: int, *, user: Actor, size: int) -> Page[Any]:
    """The latest leads that asked about an exhibit, of those that the user sees."""
    return leads.leads(leads.Filter(exhibit=exhibit_id), user=user, size=size)
