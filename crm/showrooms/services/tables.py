"""Showrooms and exhibits as tables hold them: their columns, how a row becomes a record and is put away again."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from crm.core.database import db
from crm.core.errors import Refused
from crm.core.folding import search_key
from crm.core.languages import LANGUAGE_LABELS
from crm.core.permissions import Actor
from crm.core.texts import N_, Text, sentences
from crm.fairs.services.booths import check_currency
from crm.interchange.columns import records as columns
from crm.interchange.columns.records import IN_EACH, RecordColumn
from crm.interchange.services.kinds import Key, NamedCells, Said, TableKind, activities_called, called, rest, texts
from crm.places import queries as places
from crm.products import queries as products
from crm.products.models import Product, ProductName
from crm.showrooms import queries, rules
from crm.showrooms.models import Exhibit, Showroom, ShowroomName
from crm.showrooms.rules.naming import code_key
from crm.showrooms.services import exhibits, showrooms
from crm.showrooms.services.exhibits import ExhibitInput
from crm.showrooms.services.showrooms import ShowroomInput

SHOWROOM_COLUMNS: Final[dict[str, RecordColumn]] = {
    "name": RecordColumn(N_("Permanent showroom")),
    **IN_EACH,
    "operator_id": RecordColumn(N_("Run by"), columns.ORGANISATION),
    "venue_id": RecordColumn(N_("In the house of"), columns.ORGANISATION),
    "place_id": RecordColumn(N_("Place"), columns.PLACE),
    "address": RecordColumn(N_("Address")),
    "hours": RecordColumn(N_("Opening hours")),
    "opened_on": RecordColumn(N_("Opened on"), columns.DAY),
    "status": RecordColumn(N_("Status"), columns.CODE, rules.STATUSES),
    "activity_id": RecordColumn(N_("Its running"), columns.NAMED),
    "inquiries_owner_id": RecordColumn(N_("Inquiries from public pages go to"), columns.STAFF),
    "notes": RecordColumn(N_("Notes")),
}
EXHIBIT_COLUMNS: Final[dict[str, RecordColumn]] = {
    "showroom_id": RecordColumn(N_("Permanent showroom"), columns.NAMED),
    "product_id": RecordColumn(N_("Product"), columns.NAMED, also=(N_("Exhibit"),)),
    "maker_id": RecordColumn(N_("Maker"), columns.ORGANISATION),
    "code": RecordColumn(N_("Code"), numbering=True),
    "slot": RecordColumn(N_("Shelf"), numbering=True),
    "size": RecordColumn(N_("Size shown"), numbering=True),
    "price": RecordColumn(N_("Price on the tag"), columns.AMOUNT),
    "currency": RecordColumn(N_("Currency"), columns.CURRENCY),
    "shown_from": RecordColumn(N_("Shown from"), columns.DAY),
    "shown_to": RecordColumn(N_("Shown until"), columns.DAY),
    "notes": RecordColumn(N_("Notes")),
}


def _showroom(said: Said, _by: Actor) -> ShowroomInput:
    return ShowroomInput(**({"operator_id": None, "place_id": None} | rest(said, "name")), names=texts(said, "name"))


def _showrooms_known(rows: Sequence[Said]) -> set[Key]:
    at = {row.get("place_id") for row in rows} - {None}
    told = select(Showroom.place_id, ShowroomName.text).join(ShowroomName, ShowroomName.showroom_id == Showroom.id)
    found = db.session.execute(told.where(Showroom.place_id.in_(at), Showroom.archived_at.is_(None)))
    return {(place, search_key(name)) for place, name in found}


def _showrooms_called(user: Actor) -> dict[str, list[int]]:
    seen = queries.visible_to(user).with_only_columns(Showroom.id)
    told = select(ShowroomName.showroom_id, ShowroomName.text).where(ShowroomName.showroom_id.in_(seen))
    return called(told.order_by(ShowroomName.showroom_id))


def _products_called(user: Actor) -> dict[str, list[int]]:
    seen = products.visible_to(user).with_only_columns(Product.id)
    told = select(ProductName.product_id, ProductName.text).where(ProductName.product_id.in_(seen))
    return called(told.order_by(ProductName.product_id))


@dataclass(frozen=True)
class _ExhibitRow:
    showroom_id: int
    exhibit: ExhibitInput


def _exhibit(said: Said, by: Actor) -> _ExhibitRow:
    for name in ("showroom_id", "product_id"):
        if name not in said:
            raise Refused(Text("Fill in this field."), name)
    told = rest(said, "showroom_id", "product_id", "maker_id")
    if "price" in told:
        check_currency(told.get("currency", ""))
    told.setdefault("currency", _usual_currency(said["showroom_id"], by))
    return _ExhibitRow(said["showroom_id"], ExhibitInput(_product(said["product_id"], said.get("maker_id")), **told))


def _product(ids: Sequence[int], maker_id: int | None) -> int:
    """The one that a maker makes of the products called so; without a maker there is only one."""
    if maker_id is not None:
        ids = db.session.scalars(select(Product.id).where(Product.id.in_(ids), Product.maker_id == maker_id)).all()
    if not ids:
        raise Refused(Text("This maker has no product of this name."), "product_id")
    if len(ids) > 1:
        again = Text("Several are called so: add this row by its form.")
        raise Refused(again if maker_id else Text("Several products are called so: say whose it is."), "product_id")
    return ids[0]


def _usual_currency(showroom_id: int, by: Actor) -> str:
    """As the form of an exhibit begins: whoever enters the price later reads it there."""
    return queries.usual_currency(queries.one(showroom_id, user=by))


def _key(showroom_id: int, product_id: int | None, code: str, slot: str, size: str) -> Key:
    """An exhibit with a code is known by it; one without is where it stands, in its size."""
    return (showroom_id, product_id, *((code_key(code),) if code else ("", search_key(slot), search_key(size))))


def _exhibits_known(rows: Sequence[Said]) -> set[Key]:
    at = {row.get("showroom_id") for row in rows} - {None}
    told = select(Exhibit.showroom_id, Exhibit.product_id, Exhibit.code, Exhibit.slot, Exhibit.size)
    found = db.session.execute(told.where(Exhibit.showroom_id.in_(at), Exhibit.archived_at.is_(None)))
    return {_key(*row) for row in found}


def _check(row: _ExhibitRow, beside: Sequence[_ExhibitRow], by: Actor) -> None:
    """Refused where the form would be, and where the country bars the product; one that is not for sale is shown."""
    fresh = Exhibit(showroom_id=row.showroom_id)
    exhibits.check_exhibit(fresh, row.exhibit, by=by)
    code = code_key(row.exhibit.code)
    if code and any(each.showroom_id == row.showroom_id and code_key(each.exhibit.code) == code for each in beside):
        raise Refused(exhibits.CODE_TAKEN, "code")
    country, ids = places.country_of(queries.one(row.showroom_id, user=by).place_id), [row.exhibit.product_id]
    for field, why in products.access_doubts([id for id in ids if id is not None], country).items():
        raise Refused(sentences([why, Text("Where it is shown all the same, add this row by its form.")]), field)


def _write(row: _ExhibitRow, by: Actor) -> Exhibit:
    _check(row, (), by)
    return exhibits.write_exhibit(Exhibit(showroom_id=row.showroom_id), row.exhibit, by=by)


SHOWROOMS: Final = TableKind(
    "showrooms", SHOWROOM_COLUMNS, ("operator_id", "place_id"), rules.MADE, _showroom,
    lambda content: {(content.place_id, search_key(name)) for name in content.names.values()}, _showrooms_known,
    lambda content, _beside, by: showrooms.check_showroom(content, by=by),
    lambda content, _text, by: showrooms.make(content, by=by),
    Showroom, lambda id, by: showrooms.archive(queries.one(id, user=by), by=by),
    ("name", *LANGUAGE_LABELS), {"state": "status", "name_ja": "name"},
    named={
        "activity_id": NamedCells(
            lambda _cells, user: activities_called((rules.RUNNING,), user),
            Text("No running of a showroom of this name is on record."),
        )
    },
)  # fmt: skip
EXHIBITS: Final = TableKind(
    "exhibits", EXHIBIT_COLUMNS, ("showroom_id", "product_id"), rules.EXHIBIT_WRITTEN, _exhibit,
    lambda row: {
        _key(row.showroom_id, row.exhibit.product_id, row.exhibit.code, row.exhibit.slot, row.exhibit.size)
    },
    _exhibits_known, _check, lambda row, _text, by: _write(row, by),
    Exhibit, lambda id, by: exhibits.put_away(queries.exhibit(id, user=by), by=by),
    named={
        "showroom_id": NamedCells(
            lambda _cells, user: _showrooms_called(user), Text("No permanent showroom of this name is on record.")
        ),
        "product_id": NamedCells(
            lambda _cells, user: _products_called(user), Text("No product of this name is on record."), every=True
        ),
    },
)  # fmt: skip
