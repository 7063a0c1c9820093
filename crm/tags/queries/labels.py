"""Which tags there are, which records carry one, and which tags records carry."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Row, Select, and_, bindparam, func, select

from crm.core import reading
from crm.core.database import db
from crm.core.errors import or_not_visible
from crm.tags import rules
from crm.tags.models import Tag, Tagging


@dataclass(frozen=True)
class TagUse:
    """A tag with how many records of each kind carry it: {table name: count}."""

    tag: Tag
    uses: dict[str, int]


def known() -> Select[Tag]:
    """Every tag that is not archived, by name."""
    return select(Tag).where(Tag.archived_at.is_(None)).order_by(Tag.key, Tag.id)


def options() -> list[tuple[int, str]]:
    """The tags as choices: [(id, name)]."""
    return [(id, name) for id, name in db.session.execute(known().with_only_columns(Tag.id, Tag.name))]


def one(id: int) -> Tag:
    """The tag, archived or not; NotVisible when there is none."""
    return or_not_visible(db.session.get(Tag, id))


def by_ids(ids: Iterable[int]) -> dict[int, Tag]:
    """{id: tag}, archived ones among them, for the chips of a filter."""
    wanted = set(ids)
    statement = select(Tag).where(Tag.id.in_(wanted))
    return {tag.id: tag for tag in db.session.scalars(statement)} if wanted else {}


def by_keys(names: Iterable[str]) -> dict[str, Tag]:
    """{folded name: tag} of those that exist, archived ones among them."""
    keys = {rules.key_of(name) for name in names}
    return {tag.key: tag for tag in db.session.scalars(select(Tag).where(Tag.key.in_(keys)))} if keys else {}


def all_with_uses() -> list[TagUse]:
    """Every tag with its count of records: those in use by name, then the archived ones."""
    counted = select(Tagging.tag_id, Tagging.record_type, func.count()).group_by(Tagging.tag_id, Tagging.record_type)
    uses: dict[int, dict[str, int]] = {}
    for tag_id, record_type, count in db.session.execute(counted):
        uses.setdefault(tag_id, {})[record_type] = count
    tags = db.session.scalars(select(Tag).order_by(Tag.archived_at.is_not(None), Tag.key, Tag.id))
    return [TagUse(tag, uses.get(tag.id, {})) for tag in tags]


def tagged(record_type: str, tag_ids: Sequence[int]) -> Select[int]:
    """The ids of records of one kind (table name) that carry any of the tags, for `IN`."""
    return select(Tagging.record_id).where(Tagging.record_type == record_type, Tagging.tag_id.in_(tag_ids))


_OF_RECORDS: Final = (
    select(Tagging.record_id, Tag.id, Tag.name, Tag.colour)
    .join(Tag, Tag.id == Tagging.tag_id)
    .where(
        Tagging.record_type == bindparam("record_type"),
        reading.of_ids(Tagging.record_id),
        Tag.archived_at.is_(None),
    )
    .order_by(Tag.key)
)


def of_records(record_type: str, ids: Iterable[int]) -> dict[int, list[Row[Any]]]:
    """{record id: .id .name .colour of its tags, by name} in one query.

    Records without tags are absent, archived tags are left out.
    """
    return reading.by_first(_OF_RECORDS, list(ids), record_type=record_type)


_BESIDE: Final = (
    select(Tag.id, Tag.name, Tag.colour, Tagging.id.label("tagging"))
    .outerjoin(
        Tagging,
        and_(
            Tagging.tag_id == Tag.id,
            Tagging.record_type == bindparam("record_type"),
            Tagging.record_id == bindparam("record_id"),
        ),
    )
    .where(Tag.archived_at.is_(None))
    .order_by(Tag.key, Tag.id)
)


def beside(record_type: str, record_id: int) -> Sequence[Row[Any]]:
    """.id .name .colour of every tag, by name; .tagging is None for those that the record does not carry."""
    return reading.rows(_BESIDE, record_type=record_type, record_id=record_id)
