"""What is done with exhibits: shown, changed, moved, counted. Their stock is never below nothing (INV-S1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import select

from crm.audit.services import action, archive, restore
from crm.core import clock, here
from crm.core.database import db, touch
from crm.core.errors import Refused
from crm.core.money import exact
from crm.core.permissions import Actor
from crm.core.records import assign
from crm.core.texts import Text
from crm.places import queries as places
from crm.products import queries as products
from crm.products.kind import PRODUCT
from crm.showrooms import queries, rules
from crm.showrooms.models import Exhibit, Showroom, StockMovement
from crm.showrooms.rules import stock
from crm.showrooms.rules.naming import code_key
from crm.showrooms.rules.stock import Moved

CODE_TAKEN: Final = Text("Another exhibit of this showroom has this code.")


#: What happens before a showroom opens: its goods leave and arrive.
BEFORE_OPENING: Final = frozenset({"sent", "received"})


@dataclass(frozen=True)
class ExhibitInput:
    """What is shown, where, and at which price including tax."""

    product_id: int | None
    currency: str
    code: str = ""
    slot: str = ""
    size: str = ""
    price: Decimal | None = None
    shown_from: date | None = None
    shown_to: date | None = None
    notes: str = ""


@dataclass(frozen=True)
class MovementInput:
    """What happened to how many pieces on which day; of an adjustment the quantity has a sign."""

    kind: str
    quantity: int | None
    day: date | None
    papers: str = ""
    document: str = ""
    expires_on: date | None = None
    cause: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Count:
    """How many of an exhibit stood on the shelf, and why they are not as many as the book says."""

    quantity: int
    cause: str = ""
    reason: str = ""
    since: Sequence[int] = ()  #: by how many the book of its day changed after it was counted (`stock.difference`)


def write_exhibit(row: Exhibit, content: ExhibitInput, *, by: Actor) -> Exhibit:
    """Write an exhibit, new or known. Refused for a product that `by` does not see, a code that another one has, and
    days out of order; another product where goods moved already."""
    values = check_exhibit(row, content, by=by)
    with action(rules.EXHIBIT_WRITTEN, by=by):
        assign(row, values)
        db.session.add(row)
    return row


def check_exhibit(row: Exhibit, content: ExhibitInput, *, by: Actor) -> dict[str, Any]:
    """The columns of an exhibit as they are kept. Refused where `write_exhibit` would be; nothing is written."""
    if content.product_id is None or (
        content.product_id != row.product_id and not PRODUCT.is_visible(content.product_id, by)
    ):
        raise Refused(Text("Choose one from the list."), "product_id")
    if row.product_id not in (None, content.product_id) and queries.movements_of([row.id]):
        raise Refused(Text("Goods have moved already: show the other product as an exhibit of its own."), "product_id")
    if content.shown_from and content.shown_to and content.shown_to < content.shown_from:
        raise Refused(Text("The last day must not be before the first."), "shown_to")
    values = dict(vars(content))
    if content.price is not None:
        if content.price <= 0:
            raise Refused(Text("Enter the price on the tag."), "price")
        values["price"] = exact(content.price, content.currency, "price")
    _check_code(row, content.code)
    return values


def exhibit_doubts(row: Exhibit, showroom: Showroom, content: ExhibitInput) -> dict[str, Text]:
    """{field: what speaks against it}, where a product is newly shown: that it has not been for sale so far, or that
    the country of the showroom bars it."""
    if content.product_id is None or content.product_id == row.product_id:
        return {}
    return products.unready_doubts(content.product_id) | products.access_doubts(
        [content.product_id], places.country_of(showroom.place_id)
    )


def bars(exhibit: Exhibit) -> dict[str, Text]:
    """{field of a movement: that the country of the showroom bars these goods today, or may} (INV-M1)."""
    country = places.country_of(db.session.get_one(Showroom, exhibit.showroom_id).place_id)
    return products.access_doubts([exhibit.product_id], country, "kind")


def doubts(exhibit: Exhibit, content: MovementInput) -> dict[str, Text]:
    """{field: what is odd about a movement, which can be all the same}."""
    found: dict[str, Text] = {}
    if content.day is None:
        return found
    if content.kind in BEFORE_OPENING:
        found |= bars(exhibit)
    first = queries.first_day(exhibit.showroom_id)
    if first is not None and content.day < first and content.kind not in BEFORE_OPENING:
        found["day"] = Text("It lies before the showroom and its terms, which begin on %(day)s.", day=first)
    if content.kind != "sent" and (counted := counted_doubt(exhibit.id, content.day)) is not None:
        found["day"] = counted
    movements = queries.movements_of([exhibit.id])
    last = _last_day(content, movements)
    if last is not None and last < content.day:
        found["expires_on"] = Text("The goods had expired before this movement.")
        if content.expires_on is None:
            found["expires_on"] = Text("The goods were sent with a last day before this one: %(day)s.", day=last)
    way = max(stock.on_the_way(movements), 0)
    if content.kind == "received" and (content.quantity or 0) > way and any(each.kind == "sent" for each in movements):
        lacking = max(-stock.on_the_way(movements), 0)
        found["quantity"] = Text("Of what was sent only %(number)s are still on the way.", number=way)
        if lacking:
            found["quantity"] = Text(
                "Of what was sent none is on the way: pieces received before (%(number)s) have no dispatch on record. "
                "Record first that they were sent.",
                number=lacking,
            )
    return found


def counted_doubt(exhibit_id: int, day: date | None) -> Text | None:
    """That goods of an exhibit were counted after a day, and the count was taken over: a movement of that day moves the
    book away from it. None where nothing speaks against the day."""
    counted = queries.counted_on([exhibit_id]).get(exhibit_id)
    if counted is None or day is None or day >= counted:
        return None
    return Text(
        "The book of this exhibit was set to a count of %(day)s, after this day. Recorded now, it no longer agrees "
        "with that count: count it again.",
        day=counted,
    )


def _last_day(content: MovementInput, movements: Sequence[StockMovement]) -> date | None:
    """The first last day of goods that move: what is told, else that with which they were sent."""
    if content.expires_on is not None or content.kind != "received" or content.day is None:
        return content.expires_on
    coming = StockMovement(kind="received", quantity=content.quantity or 0, day=content.day)
    [came] = [came for each, came in stock.arrived([*movements, coming]) if each is coming]
    return min((part.last for part in came if part.last is not None), default=None)


def _check_code(row: Exhibit, code: str) -> None:
    if not code:
        return
    others = select(Exhibit.id, Exhibit.code).where(
        Exhibit.showroom_id == row.showroom_id, Exhibit.archived_at.is_(None)
    )
    if any(id != row.id and code_key(each) == code_key(code) for id, each in db.session.execute(others)):
        raise Refused(CODE_TAKEN, "code")


def put_away(row: Exhibit, *, by: Actor) -> None:
    """Archive an exhibit. Refused while goods of it are on the shelf or on their way."""
    found = queries.stocks_of([row.id])[row.id]
    if found.held or found.way > 0:
        raise Refused(Text("Goods of it are still on the shelf or on their way: return, sell or write them off first."))
    archive(row, rules.EXHIBIT_ARCHIVED, by=by)


def bring_back(row: Exhibit, *, by: Actor) -> None:
    """Restore an exhibit. Refused where another one has its code by now."""
    _check_code(row, row.code)
    restore(row, rules.EXHIBIT_RESTORED, by=by)


def move(exhibit: Exhibit, content: MovementInput, *, by: Actor | None) -> StockMovement:
    """Record what happened to goods. Refused for a day to come, no quantity, an adjustment without a cause, and where
    on any day the shelf would hold less than nothing (INV-S1)."""
    row = _movement(exhibit, content)
    check_stock([*queries.movements_of([exhibit.id]), row])
    with action(rules.MOVED, by=by):
        db.session.add(row)
        touch(exhibit)
    return row


def _movement(exhibit: Exhibit, content: MovementInput) -> StockMovement:
    if content.kind not in rules.BY_HAND:
        raise Refused(Text("Choose one."), "kind")
    if content.day is None or content.day > here.today():
        raise Refused(Text("Enter the day on which it happened. It must not be in the future."), "day")
    signed = content.kind == "adjusted"
    if content.quantity is not None and content.quantity < 0 and not signed:
        raise Refused(
            Text("Enter the pieces without a minus: what happened says whether they came or went."), "quantity"
        )
    if not content.quantity or abs(content.quantity) > rules.MOST:
        raise Refused(Text("Enter how many pieces."), "quantity")
    if signed and content.cause not in rules.CAUSES:
        raise Refused(Text("Say why the shelf differs from the book."), "cause")
    if signed and content.cause == "other" and not content.reason:
        raise Refused(Text("Enter the reason."), "reason")
    if content.papers and (content.papers not in rules.PAPERS or content.kind not in rules.BORDER):
        raise Refused(Text("Papers belong to goods that were sent, received or returned."), "papers")
    if content.expires_on is not None and content.kind not in ("sent", "received"):
        raise Refused(Text("Only goods that are sent or received have a last day."), "expires_on")
    values = dict(vars(content)) | {"cause": content.cause if signed else ""}
    return StockMovement(exhibit_id=exhibit.id, owner_id=exhibit.product.maker_id, **values)


def check_stock(movements: Sequence[Moved], field: str | None = "quantity") -> None:
    """Refused where the shelf would hold less than nothing on a day (INV-S1): beside a field, or of none."""
    if (found := stock.short(movements)) is not None:
        raise Refused(Text("On %(day)s only %(number)s are on the shelf.", day=found.day, number=found.there), field)


def remove_movement(row: StockMovement, *, by: Actor | None) -> None:
    """Take a movement out that was recorded by mistake. Refused where later ones need it (INV-S1), and for a dispatch
    against which goods were received."""
    if row.kind == "sold":
        raise Refused(Text("A sale moved these goods: change or remove the sale."))
    others = [each for each in queries.movements_of([row.exhibit_id]) if each.id != row.id]
    if row.kind == "sent" and (missing := -stock.on_the_way(others)) > 0:
        raise Refused(
            Text(
                "Pieces that were received depend on this dispatch (%(number)s): record first what was sent instead, "
                "or remove their receipt.",
                number=min(missing, row.quantity),
            )
        )
    if (lacking := stock.short(others)) is not None and any(each.kind == "sold" for each in others):
        raise Refused(
            Text("Sales depend on these goods: without them the shelf runs short on %(day)s.", day=lacking.day)
        )
    check_stock(others, None)
    with action(rules.MOVEMENT_REMOVED, by=by):
        row.archived_at = clock.now()
        touch(db.session.get_one(Exhibit, row.exhibit_id))


def restore_movement(row: StockMovement, *, by: Actor | None) -> None:
    """Put a movement back; refused where the shelf would hold less than nothing."""
    check_stock([*queries.movements_of([row.exhibit_id]), row], None)
    with action(rules.MOVEMENT_RESTORED, by=by):
        row.archived_at = None
        touch(db.session.get_one(Exhibit, row.exhibit_id))


def count(exhibits: Mapping[Exhibit, Count], day: date | None, *, by: Actor | None) -> int:
    """Take over what was counted on a day: each difference becomes an adjustment. How many there were.

    Refused for a difference without a cause or one that was adjusted later, before the first goods came, and where
    later movements need what is missing; the field is `cause_`, `reason_` or `quantity_` and the number of the exhibit.
    """
    if day is None or day > here.today():
        raise Refused(Text("Enter the day of the count. It must not be in the future."), "day")
    moved = queries.moved_of([row.id for row in exhibits])
    made = []
    for row, counted in exhibits.items():
        movements = moved[row.id]
        if counted.quantity and not any(stock.effect(each) > 0 and each.day <= day for each in movements):
            raise Refused(Text("None had come by this day: record their receipt first."), f"quantity_{row.id}")
        difference = stock.difference(counted.quantity, stock.on_shelf(movements, day), counted.since)
        if not difference:
            continue
        if later := max((each.day for each in movements if each.kind == "adjusted" and each.day > day), default=None):
            raise Refused(
                Text("It was adjusted after that day, on %(day)s: an earlier count would book it twice.", day=later),
                f"quantity_{row.id}",
            )
        if counted.cause not in rules.CAUSES:
            raise Refused(Text("Say why the shelf differs from the book."), f"cause_{row.id}")
        if counted.cause == "other" and not counted.reason:
            raise Refused(Text("Enter the reason."), f"reason_{row.id}")
        adjusted = StockMovement(
            exhibit_id=row.id, owner_id=row.product.maker_id, kind="adjusted", quantity=difference, day=day,
            cause=counted.cause, reason=counted.reason,
        )  # fmt: skip
        check_stock([*movements, adjusted], f"quantity_{row.id}")
        made.append((row, adjusted))
    with action(rules.COUNTED, by=by):
        for row, adjusted in made:
            db.session.add(adjusted)
            touch(row)
    return len(made)
