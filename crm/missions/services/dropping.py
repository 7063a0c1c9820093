"""An appointment that is dropped once its mission has begun has a reason: a report compares plan and execution.

domain.md §2.5: changes of the programme are told with their reason.
"""

from crm.activities.models import Activity
from crm.audit.services import action
from crm.core import here
from crm.core.database import db
from crm.core.errors import Refused
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.missions import rules
from crm.missions.models import ItineraryItem


def needs_reason(item: ItineraryItem) -> bool:
    """Whether an item cannot be dropped without saying why: somebody expects us, and the mission has begun."""
    if item.kind not in rules.WITH_HOST or item.status == "cancelled":
        return False
    return db.session.get_one(Activity, item.activity_id).start_on <= here.today()


def check_reason(item: ItineraryItem, reason: str, field: str) -> None:
    """Refuse to drop an item without the reason that it needs."""
    if needs_reason(item) and not reason.strip():
        raise Refused(Text("Say why it is dropped: the mission has begun, and the report gives the reason."), field)


def note_reason(item: ItineraryItem, reason: str, *, by: Actor | None) -> None:
    """The reason stands among the notes of the item."""
    if reason.strip():
        with action(rules.ITEM_MOVED, by=by):
            item.notes = "\n".join(text for text in (item.notes.strip(), reason.strip()) if text)
