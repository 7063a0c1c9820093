"""Target lists that a user sees, and the ids that stand on them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload

from crm.core.database import db
from crm.core.paging import OrderColumn, Page, page
from crm.core.permissions import Actor
from crm.core.records import only, stands
from crm.core.sight import shared
from crm.targets.models import TargetList, TargetMember

ORDER: Final = (OrderColumn(TargetList.name), OrderColumn(TargetList.id))
MEMBER_ORDER: Final = (OrderColumn(TargetMember.id),)


@dataclass(frozen=True)
class ListRow:
    """A target list with how many members stand where: {state: count}."""

    target_list: TargetList
    counts: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def visible_lists(user: Actor | None, *, archived: bool = False) -> Select[TargetList]:
    """The lists that are shared or the user's own, or those of the archive; all of them for background work (None)."""
    statement = select(TargetList).where(stands(TargetList, archived=archived))
    if user is None:
        return statement
    return shared(statement.where(or_(TargetList.shared, TargetList.owner_id == user.id)), user)


def target_list(id: int, *, user: Actor, archived: bool = False) -> TargetList:
    """The list with its owner; NotVisible when there is none for this user."""
    return only(visible_lists(user, archived=archived), id, joinedload(TargetList.owner))


def lists(*, user: Actor, kind: str = "", cursor: str | None = None) -> Page[ListRow]:
    """A page of the visible lists by name, each with its counts."""
    statement = visible_lists(user).options(joinedload(TargetList.owner))
    if kind:
        statement = statement.where(TargetList.kind == kind)
    found: Page[TargetList] = page(statement, ORDER, cursor)
    counts = counts_of([row.id for row in found.rows])
    rows = [ListRow(row, counts.get(row.id, {})) for row in found.rows]
    return found.of(rows)


def counts_of(ids: Sequence[int]) -> dict[int, dict[str, int]]:
    """{list id: {state: members}} in one query."""
    statement = (
        select(TargetMember.list_id, TargetMember.state, func.count())
        .where(TargetMember.list_id.in_(ids))
        .group_by(TargetMember.list_id, TargetMember.state)
    )
    found: dict[int, dict[str, int]] = {}
    for list_id, state, count in db.session.execute(statement):
        found.setdefault(list_id, {})[state] = count
    return found


def list_options(kind: str, *, user: Actor) -> list[tuple[int, str]]:
    """The visible lists of one kind as choices: [(id, name)]."""
    statement = visible_lists(user).where(TargetList.kind == kind).order_by(TargetList.name, TargetList.id)
    return [(row.id, row.name) for row in db.session.scalars(statement)]


def members(target_list: TargetList, *, state: str = "", cursor: str | None = None) -> Page[TargetMember]:
    """A page of the members in the order in which they were added."""
    statement = select(TargetMember).where(TargetMember.list_id == target_list.id)
    if state:
        statement = statement.where(TargetMember.state == state)
    return page(statement, MEMBER_ORDER, cursor)


def member(id: int, *, user: Actor) -> TargetMember:
    """One member with its list, which the user must see; NotVisible otherwise."""
    lists = visible_lists(user).with_only_columns(TargetList.id)
    seen = select(TargetMember).where(TargetMember.list_id.in_(lists))
    return only(seen, id, joinedload(TargetMember.target_list))


def on_list(target_list: TargetList, ids: Iterable[int]) -> set[int]:
    """Which of the records (ids) already stand on the list."""
    statement = select(TargetMember.record_id).where(TargetMember.list_id == target_list.id)
    return set(db.session.scalars(statement)) & set(ids)


def members_of(target_list: TargetList, ids: Collection[int]) -> list[TargetMember]:
    """The members that these records are."""
    statement = select(TargetMember).where(TargetMember.list_id == target_list.id, TargetMember.record_id.in_(ids))
    return list(db.session.scalars(statement))


def lists_of(record_type: str, record_id: int, *, user: Actor) -> list[TargetMember]:
    """On which visible lists a record stands, each member with its list, by the list's name."""
    lists = visible_lists(user).with_only_columns(TargetList.id)
    statement = (
        select(TargetMember)
        .join(TargetList, TargetList.id == TargetMember.list_id)
        .where(
            TargetMember.record_type == record_type,
            TargetMember.record_id == record_id,
            TargetMember.list_id.in_(lists),
        )
        .options(joinedload(TargetMember.target_list))
        .order_by(TargetList.name, TargetList.id)
    )
    return list(db.session.scalars(statement))
