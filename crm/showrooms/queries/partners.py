"""What a partner's link opens, and what the partner said by it, for the office."""

import hmac
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    func,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import joinedload, selectinload

from crm.contacts.models import Organisation
from crm.core import clock
from crm.core.database import db
from crm.core.errors import or_not_visible
from crm.core.permissions import Actor
from crm.places.models import Place
from crm.products.models import Product
from crm.showrooms.models import (
    CountedExhibit,
    DisputedSale,
    Exhibit,
    PartnerAnswer,
    PartnerCount,
    PartnerLink,
    Sale,
    Settlement,
    Showroom,
    StockMovement,
)
from crm.showrooms.queries.exhibits import ExhibitLine, exhibit_lines
from crm.showrooms.queries.settlements import visible_settlements
from crm.showrooms.queries.showrooms import visible_to
from crm.showrooms.queries.stocks import EFFECT, held_on
from crm.showrooms.rules import partners as rules
from crm.showrooms.rules import stock


def _opening(*, used: bool = False) -> Select[PartnerLink]:
    """The links that still open something: a statement to answer, or a shelf to count; with `used` also those by which
    both was done."""
    left = true() if used else or_(PartnerLink.answered_at.is_(None), PartnerLink.counted_at.is_(None))
    return (
        select(PartnerLink)
        .join(Settlement, Settlement.id == PartnerLink.settlement_id)
        .join(Showroom, Showroom.id == Settlement.showroom_id)
        .where(
            PartnerLink.revoked_at.is_(None), PartnerLink.until > clock.now(), Settlement.archived_at.is_(None),
            Showroom.archived_at.is_(None), left,
        )
    )  # fmt: skip


def usable(typed: str) -> PartnerLink | None:
    """The link whose code somebody holds; None for one that opens nothing, whatever the reason."""
    hashed = rules.digest(typed)
    return db.session.scalar(_opening().where(PartnerLink.code_hash == hashed)) if hashed is not None else None


def opened(id: int, key: str, *, answers: bool = False) -> PartnerLink | None:
    """The link with this number, for the browser that holds its key, as long as it opens something. `answers`: also
    one that is used, so that whoever comes second is told so; whoever answers at the same time waits."""
    statement = _opening(used=answers).where(PartnerLink.id == id).options(selectinload(PartnerLink.owner))
    found = db.session.scalar(statement.with_for_update(of=PartnerLink) if answers else statement)
    if found is None or not hmac.compare_digest(rules.page_key(found.code_hash).encode(), key.encode()):
        return None
    return found


def links_of(settlement_id: int) -> Sequence[PartnerLink]:
    """The links of a settlement that the caller found to be visible, the latest first."""
    return db.session.scalars(_LINKS_OF, {"settlement": settlement_id}).all()


def link_of(id: int, *, user: Actor) -> PartnerLink:
    """One link of a settlement that the user sees; NotVisible for any other."""
    seen = visible_settlements(user).with_only_columns(Settlement.id)
    statement = select(PartnerLink).where(PartnerLink.id == id, PartnerLink.settlement_id.in_(seen))
    return or_not_visible(db.session.scalar(statement))


_SAID = (
    joinedload(PartnerAnswer.link), joinedload(PartnerAnswer.replied_by),
    selectinload(PartnerAnswer.lines).joinedload(DisputedSale.sale).joinedload(Sale.exhibit)
    .joinedload(Exhibit.product).selectinload(Product.names),
)  # fmt: skip
#: What kept statements call the settlement that they are asked about.
_SETTLEMENT: BindParameter[Any] = bindparam("settlement", type_=Integer)
_LINKS_OF: Final = (
    select(PartnerLink)
    .where(PartnerLink.settlement_id == _SETTLEMENT)
    .options(joinedload(PartnerLink.owner))
    .order_by(PartnerLink.id.desc())
)
_ANSWERS_OF: Final = (
    select(PartnerAnswer)
    .where(PartnerAnswer.settlement_id == _SETTLEMENT)
    .options(*_SAID)
    .order_by(PartnerAnswer.id.desc())
)


def answers_of(settlement_id: int) -> Sequence[PartnerAnswer]:
    """What was said of a settlement that the caller found to be visible, the latest first."""
    return db.session.scalars(_ANSWERS_OF, {"settlement": settlement_id}).all()


def answer_of(id: int, *, user: Actor) -> PartnerAnswer:
    """One answer on a settlement that the user sees; NotVisible for any other."""
    seen = visible_settlements(user).with_only_columns(Settlement.id)
    statement = select(PartnerAnswer).where(PartnerAnswer.id == id, PartnerAnswer.settlement_id.in_(seen))
    return or_not_visible(db.session.scalar(statement.options(*_SAID)))


def answer_by(link_id: int) -> PartnerAnswer | None:
    """What was said of a statement by a link."""
    return db.session.scalar(select(PartnerAnswer).where(PartnerAnswer.link_id == link_id).options(*_SAID))


def count_by(link_id: int) -> PartnerCount | None:
    """What was counted by a link."""
    return db.session.scalar(_counts().where(PartnerCount.link_id == link_id))


def clock_of(showroom_id: int) -> str:
    """The time zone of the place of a showroom."""
    statement = select(Place.timezone).join(Showroom, Showroom.place_id == Place.id).where(Showroom.id == showroom_id)
    return db.session.scalars(statement).one()


def disputed() -> Select[PartnerAnswer]:
    """The disputes that the office has not answered."""
    return select(PartnerAnswer).where(
        PartnerAnswer.verdict == rules.DISPUTED, PartnerAnswer.replied_at.is_(None), PartnerAnswer.archived_at.is_(None)
    )


def is_disputed(settlement_id: int) -> bool:
    """Whether the partner disputes a settlement and the office has not answered that."""
    found = disputed().where(PartnerAnswer.settlement_id == settlement_id)
    return db.session.scalar(found.with_only_columns(PartnerAnswer.id).limit(1)) is not None


def disputes_in(showroom_id: int) -> Sequence[Settlement]:
    """The settlements of a showroom whose disputes wait for an answer, the latest first."""
    return db.session.scalars(_disputes_in(), {"showroom": showroom_id}).all()


# Kept: a statement costs more to make than to ask; it holds no rows.
@cache
def _disputes_in() -> Select[Settlement]:
    asked = disputed().with_only_columns(PartnerAnswer.settlement_id)
    at = Settlement.showroom_id == bindparam("showroom", type_=Integer)
    found = select(Settlement).where(at, Settlement.archived_at.is_(None), Settlement.id.in_(asked))
    return found.order_by(Settlement.ends_on.desc(), Settlement.id.desc())


@dataclass(frozen=True)
class CountLine:
    """An exhibit, how many the partner counted, and how many the book says stood there on that day."""

    line: ExhibitLine
    counted: int
    book: int | None  #: None: nobody kept it
    later: date | None  #: when it was counted or adjusted after it: the earlier count says nothing any more
    since: Sequence[int] = ()  #: by how many the book of that day changed after it was counted
    kept: CountedExhibit | None = None  #: with what was kept when the count was decided
    under: int = 0  #: by how many the book of that day changed after it was decided

    @property
    def differs_by(self) -> int:
        if self.kept is not None and self.kept.differs_by is not None:
            return self.kept.differs_by
        return stock.difference(self.counted, self.book, self.since) if self.book is not None else 0

    @property
    def to_take(self) -> bool:
        """Whether taking the count over adjusts it."""
        return bool(self.differs_by) and self.later is None and not self.is_gone

    @property
    def is_gone(self) -> bool:
        """Whether the exhibit was archived before or after it was counted."""
        return self.line.exhibit.archived_at is not None


def _counts() -> Select[PartnerCount]:
    return select(PartnerCount).options(
        joinedload(PartnerCount.link), joinedload(PartnerCount.decided_by), selectinload(PartnerCount.lines)
    )


def counts_of(settlement_id: int) -> Sequence[PartnerCount]:
    """The counts that came by the links of a settlement that the caller found to be visible, the latest first."""
    return db.session.scalars(_counts_of(), {"settlement": settlement_id}).all()


# Kept: a statement costs more to make than to ask; it holds no rows.
@cache
def _counts_of() -> Select[PartnerCount]:
    links = select(PartnerLink.id).where(PartnerLink.settlement_id == _SETTLEMENT)
    return _counts().where(PartnerCount.link_id.in_(links)).order_by(PartnerCount.id.desc())


def counts_waiting(showroom_id: int) -> Sequence[PartnerCount]:
    """The counts of a showroom that wait for the office, the first one first."""
    found = _counts().where(PartnerCount.showroom_id == showroom_id, PartnerCount.state == rules.WAITING)
    return db.session.scalars(found.order_by(PartnerCount.id)).all()


def count_of(id: int, *, user: Actor) -> PartnerCount:
    """One count of a showroom that the user sees, with its exhibits; NotVisible for any other."""
    seen = visible_to(user).with_only_columns(Showroom.id)
    named = joinedload(Exhibit.product).options(
        selectinload(Product.names), joinedload(Product.maker).selectinload(Organisation.names)
    )
    shown = selectinload(PartnerCount.lines).joinedload(CountedExhibit.exhibit)
    room = shown.joinedload(Exhibit.showroom).selectinload(Showroom.names)
    statement = _counts().options(shown.options(named), room)
    found = statement.where(PartnerCount.id == id, PartnerCount.showroom_id.in_(seen))
    return or_not_visible(db.session.scalar(found))


def stands(count: PartnerCount) -> bool:
    """Whether the settlement by whose link a count came is still there to be looked at."""
    statement = select(Settlement.archived_at).where(Settlement.id == count.link.settlement_id)
    return db.session.execute(statement).scalar_one() is None


def count_lines(count: PartnerCount, language: str) -> list[CountLine]:
    """The exhibits of a count (loaded), each beside the book of the day on which it was counted: decided, as the book
    was then. Of what was decided before that was kept nobody knows the book."""
    lines = exhibit_lines([each.exhibit for each in count.lines], language)
    since = recorded_since(count)
    if count.state != rules.WAITING:
        under = _recorded_under(count) if count.state == rules.TAKEN else {}
        pairs = zip(lines, count.lines, strict=True)
        return [
            CountLine(
                line,
                each.quantity,
                each.book,
                None,
                since.get(each.exhibit_id, ()),
                each,
                under.get(each.exhibit_id, 0),
            )
            for line, each in pairs
        ]
    later = counted_later(count)
    book = held_on([each.exhibit_id for each in count.lines], count.day)
    return [
        CountLine(
            line, each.quantity, book[each.exhibit_id], later.get(each.exhibit_id), since.get(each.exhibit_id, ())
        )
        for line, each in zip(lines, count.lines, strict=True)
    ]


def _since(count: PartnerCount) -> ColumnElement[bool]:
    """Movements of the day of a count that were recorded after it came, and before it was decided."""
    until = count.decided_at or clock.now()
    recorded = StockMovement.created_at
    return (StockMovement.day == count.day) & (recorded > count.said_at) & (recorded <= until)


def recorded_since(count: PartnerCount) -> dict[int, list[int]]:
    """{exhibit: by how many each movement of the day of a count, recorded after it came, changes the shelf}; what was
    adjusted is no movement of goods, but a later word (`counted_later`)."""
    found: dict[int, list[int]] = {}
    statement = select(StockMovement.exhibit_id, EFFECT).where(
        StockMovement.exhibit_id.in_([each.exhibit_id for each in count.lines]),
        StockMovement.archived_at.is_(None), StockMovement.kind != "adjusted", _since(count),
    )  # fmt: skip
    for id, effect in db.session.execute(statement):
        found.setdefault(id, []).append(effect)
    return found


def _recorded_under(count: PartnerCount) -> dict[int, int]:
    """{exhibit: by how many the book up to the day of a count changed after it was decided}: of what was recorded for
    these days since, or taken out."""
    late, out = StockMovement.created_at > count.decided_at, StockMovement.archived_at > count.decided_at
    change = case((late, EFFECT), else_=-EFFECT)
    statement = select(StockMovement.exhibit_id, func.sum(change)).where(
        StockMovement.exhibit_id.in_([each.exhibit_id for each in count.lines]), StockMovement.day <= count.day,
        or_(and_(late, StockMovement.archived_at.is_(None)), and_(~late, out)),
    )  # fmt: skip
    return {row[0]: row[1] for row in db.session.execute(statement.group_by(StockMovement.exhibit_id))}


def counted_later(count: PartnerCount) -> dict[int, date]:
    """{exhibit: the last day on which it was adjusted, or counted by the partner, after this count}.

    A later count that still waits counts as well: what this one adjusted would look like a later word on that one.
    """
    ids = [each.exhibit_id for each in count.lines]
    adjusted = select(StockMovement.exhibit_id, StockMovement.day).where(
        StockMovement.exhibit_id.in_(ids), StockMovement.kind == "adjusted", StockMovement.archived_at.is_(None),
        (StockMovement.day > count.day) | _since(count),
    )  # fmt: skip
    counted = (
        select(CountedExhibit.exhibit_id, PartnerCount.day)
        .join(PartnerCount, PartnerCount.id == CountedExhibit.count_id)
        .where(
            CountedExhibit.exhibit_id.in_(ids),
            PartnerCount.state.in_((rules.TAKEN, rules.WAITING)),
            PartnerCount.day >= count.day,
            PartnerCount.said_at > count.said_at,
        )  # fmt: skip
    )
    return dict(sorted((row[0], row[1]) for row in db.session.execute(union_all(adjusted, counted))))


def links_made(settlement_id: int) -> int:
    """How many links a settlement has had."""
    statement = select(func.count()).select_from(PartnerLink).where(PartnerLink.settlement_id == settlement_id)
    return db.session.scalar(statement) or 0


def asked_by_disputes(task_ids: Collection[int]) -> dict[int, Settlement]:
    """{task: the settlement whose dispute it asks to answer}, for one who sees the tasks; its showroom is named."""
    statement = (
        select(PartnerAnswer.task_id, Settlement)
        .join(Settlement, Settlement.id == PartnerAnswer.settlement_id)
        .where(PartnerAnswer.task_id.in_(task_ids))
        .options(joinedload(Settlement.showroom).joinedload(Showroom.names))
    )
    return {id: row for id, row in db.session.execute(statement).unique() if id is not None}


def asked_by_counts(task_ids: Collection[int]) -> dict[int, Showroom]:
    """{task: the showroom whose count by the partner it asks to compare}, for one who sees the tasks; it is named."""
    statement = (
        select(PartnerCount.task_id, Showroom)
        .join(Showroom, Showroom.id == PartnerCount.showroom_id)
        .where(PartnerCount.task_id.in_(task_ids))
        .options(joinedload(Showroom.names))
    )
    return {id: row for id, row in db.session.execute(statement).unique() if id is not None}
