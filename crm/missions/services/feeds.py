"""Secret addresses of calendars: made, shown once, taken back."""

import secrets

from sqlalchemy import func, select

from crm.activities.models import Activity
from crm.audit.services import action
from crm.core import clock, keys
from crm.core.database import db
from crm.core.errors import Refused
from crm.core.languages import LANGUAGE_LABELS
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.missions import rules
from crm.missions.models import CalendarFeed


def open_feed(activity: Activity, *, participant_id: int | None, language: str, by: Actor | None) -> str:
    """A new feed of the whole programme, or of a delegate (`activity.participants` loaded). Returns its secret token.

    Refused for somebody who is not in the delegation, an unknown language, and beyond MOST_FEEDS living ones.
    """
    if participant_id is not None and participant_id not in {part.id for part in activity.participants}:
        raise Refused(Text("Choose one from the list."), "participant_id")
    if language not in LANGUAGE_LABELS:
        raise Refused(Text("Choose one."), "language")
    living = select(func.count()).where(CalendarFeed.activity_id == activity.id, CalendarFeed.revoked_at.is_(None))
    if (db.session.scalar(living) or 0) >= rules.MOST_FEEDS:
        raise Refused(Text("There are already %(most)s links. Revoke one first.", most=str(rules.MOST_FEEDS)))
    token = secrets.token_urlsafe(32)
    feed = CalendarFeed(
        activity_id=activity.id, participant_id=participant_id, language=language, token_hash=keys.digest(token)
    )
    with action(rules.FEED_OPENED, by=by):
        db.session.add(feed)
    return token


def revoke_feed(feed: CalendarFeed, *, by: Actor | None) -> None:
    """Take the address back: from now on it answers as if it had never been."""
    with action(rules.FEED_REVOKED, by=by):
        feed.revoked_at = feed.revoked_at or clock.now()
