"""Templates of activities: all of them by kind, and one."""

from sqlalchemy import Select, select

from crm.core.database import db
from crm.core.permissions import Actor
from crm.core.records import only, stands
from crm.core.sight import shared
from crm.missions.models import ActivityTemplate


def visible_templates(user: Actor | None = None) -> Select[ActivityTemplate]:
    """Every template that is not archived: all of the staff see them, they name nobody."""
    return shared(select(ActivityTemplate).where(ActivityTemplate.archived_at.is_(None)), user)


def templates() -> list[ActivityTemplate]:
    """Every template, by kind of activity and name."""
    return list(db.session.scalars(visible_templates().order_by(ActivityTemplate.type, ActivityTemplate.name)))


def template(id: int, *, archived: bool = False) -> ActivityTemplate:
    """One template; NotVisible when there is none."""
    return only(select(ActivityTemplate).where(stands(ActivityTemplate, archived=archived)), id)
