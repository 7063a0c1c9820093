"""What people look like."""

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from crm.contacts.models import Portrait
from crm.core.database import db
from crm.core.errors import or_not_visible
from crm.core.records import only, stands


def all_portraits(*person_ids: int) -> Sequence[Portrait]:
    """Every portrait of people that was not taken away, oldest first: after a merge there may be several of one."""
    statement = select(Portrait).where(Portrait.person_id.in_(person_ids), Portrait.archived_at.is_(None))
    return db.session.scalars(statement.options(joinedload(Portrait.thumbnail)).order_by(Portrait.id)).all()


def portraits(person_ids: Collection[int]) -> dict[int, Portrait]:
    """{person: the portrait that holds}, for people whom the caller found to be visible; those without are absent."""
    return {row.person_id: row for row in all_portraits(*person_ids)}


def portrait(person_id: int) -> Portrait:
    """The portrait that holds of a person whom the caller found to be visible; NotVisible when there is none."""
    return or_not_visible(portraits([person_id]).get(person_id))


def removed_portrait(person_id: int, id: int) -> Portrait:
    """A portrait that was taken away; NotVisible when the person has none such."""
    return only(select(Portrait).where(Portrait.person_id == person_id, stands(Portrait, archived=True)), id)
