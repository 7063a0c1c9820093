"""What can be taken back: its notice tells it once, *Recent changes* for thirty days."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from flask import request, session
from flask_login import current_user
from sqlalchemy import Row, bindparam, delete, select, update

from crm.core import clock, reading
from crm.core.database import Moment, db
from crm.core.inserting import insert_rows
from crm.web.models import LONGEST_TEXT, RecentChange

KEPT: Final = timedelta(days=30)
MOST_SHOWN: Final = 200
#: What the category of a notice begins with that has an Undo; the address to post to follows.
CATEGORY: Final = "undo:"

_CHANGE: Final = db.metadata.tables[RecentChange.__tablename__]
_LATEST: Final = (
    select(RecentChange.at.label("at"), RecentChange.text, RecentChange.undo, RecentChange.undone_at)
    .where(RecentChange.user_id == bindparam("user_id"), RecentChange.at > bindparam("since", type_=Moment))
    .order_by(RecentChange.at.desc(), RecentChange.id.desc())
    .limit(MOST_SHOWN)
)


def waiting(kept: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(category, text) of the notices that a session keeps for its next page, as Flask puts them there."""
    return [(category, str(text)) for category, text in kept.get("_flashes", ())]


def note() -> None:
    """Before the commit: keep what this request told with an Undo, and mark what it has taken back."""
    if not current_user.is_authenticated:
        return
    kept = getattr(session, "kept", None)
    earlier = len(waiting(kept.data)) if kept is not None else 0
    told = waiting(session)[earlier:]
    if offers := [(text, kind.removeprefix(CATEGORY)) for kind, text in told if kind.startswith(CATEGORY)]:
        _keep(offers)
    if taken_back := request.form.get("undo"):
        mine = (_CHANGE.c.user_id == current_user.id) & (_CHANGE.c.undo == taken_back) & _CHANGE.c.undone_at.is_(None)
        db.session.execute(update(_CHANGE).where(mine).values(undone_at=clock.now()))


def _keep(offers: Sequence[tuple[str, str]]) -> None:
    common = {"user_id": current_user.id, "made_at": clock.now()}
    rows = [common | {"text": text[:LONGEST_TEXT], "undo": undo} for text, undo in offers if len(undo) <= LONGEST_TEXT]
    insert_rows(_CHANGE.name, rows)


def recent(user_id: int) -> Sequence[Row[Any]]:
    """What a user did in the last thirty days and may take back: (at, text, undo, undone_at), the latest first."""
    return reading.rows(_LATEST, user_id=user_id, since=clock.now() - KEPT)


def forget_changes() -> int:
    """Delete what can no longer be taken back, of every user; how many."""
    old = delete(_CHANGE).where(_CHANGE.c.made_at < clock.now() - KEPT)
    return db.session.connection().execute(old).rowcount
