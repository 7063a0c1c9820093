"""A list that was saved."""

from sqlalchemy import select

from crm.activities import queries as activities
from crm.core.database import db
from crm.core.errors import NotVisible
from crm.core.permissions import Actor
from crm.rosters.models import RosterPaste


def paste(id: int, *, user: Actor) -> RosterPaste:
    """The paste of a mission that the user sees; NotVisible when there is none, or it was taken back."""
    statement = select(RosterPaste).where(
        RosterPaste.id == id,
        RosterPaste.undone_at.is_(None),
        RosterPaste.activity_id.in_(activities.visible_ids(user)),
    )
    found = db.session.scalar(statement)
    if found is None or not found.journal:
        raise NotVisible
    return found
