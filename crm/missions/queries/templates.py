"""Templates of activities: all of them by kind, and one."""

from sqlalchemy import select

from crm.core.database import db
from crm.core.errors import NotVisible
from crm.core.permissions import Actor
from crm.missions.models import ActivityTemplate


def templates() -> list[ActivityTemplate]:
    """Every template, by kind of activity and name."""
    statement = select(ActivityTemplate).where(ActivityTemplate.archived_at.is_(None))
    return list(db.session.scalars(statement.order_by(ActivityTemplate.type, ActivityTemplate.name)))


def template(id: int, *, archived: bool = False) -> ActivityTemplate:
    """One template; NotVisible when there is none. All of the staff see them: they name nobody."""
    there = ActivityTemplate.archived_at.is_not(None) if archived else ActivityTemplate.archived_at.is_(None)
    found = db.session.scalars(select(ActivityTemplate).where(ActivityTemplate.id == id, there)).one_or_none()
    if found is None:
        raise NotVisible
    return found


def template_is_visible(id: int, user: Actor) -> bool:
    """Whether the user sees the template."""
    statement = select(ActivityTemplate.id).where(ActivityTemplate.id == id, ActivityTemplate.archived_at.is_(None))
    return db.session.scalar(statement) is not None
