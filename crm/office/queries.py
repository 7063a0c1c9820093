"""Reading the office's one row."""

from typing import Any, Final

from sqlalchemy import select

from crm.core import reading
from crm.core.database import db
from crm.core.permissions import Actor, Permission, Role, allows
from crm.office import rules
from crm.office.models import OfficeRecord
from crm.office.rules import Office

_COLUMNS: Final = tuple(
    getattr(OfficeRecord, name)
    for name in (
        "kind", "names", "reading", "latin", "head_titles", "head_name", "addresses", "phone", "fax", "emergency_phone",
        "mail", "website", "letterhead_id", "number_form", "chain", "fiscal_month", "language", "zone", "currency",
    )
)  # fmt: skip
_CURRENT: Final = select(*_COLUMNS).where(OfficeRecord.id == rules.ID)


def current() -> Office:
    """The office as it is now; an empty one before anybody has told of it. One small query: ask once an answer."""
    found = reading.rows(_CURRENT)
    return Office(**_frozen(found[0]._mapping)) if found else Office()


def _frozen(row: Any) -> dict[str, Any]:
    return {**row, "chain": tuple(row["chain"])}


def record() -> OfficeRecord | None:
    """The row itself, to be written."""
    return db.session.get(OfficeRecord, rules.ID)


def is_visible(_id: int, user: Actor) -> bool:
    """Whether `user` sees who changed the office: whoever may change it."""
    return allows(Role(user.role), Permission.OFFICE_WRITE)
