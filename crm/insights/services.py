"""Taking a record out of the figures, with all that came of it, and counting it again (domain.md §3)."""

from crm.activities.models import Activity
from crm.audit.services import action
from crm.core.errors import Refused
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.insights.rules.counting import COUNTED, LEFT_OUT
from crm.negotiations.models import Negotiation


def leave_out(record: Activity | Negotiation, *, reason: str, by: Actor | None) -> None:
    """Count it in no figure; the reason is kept. Refused without one."""
    if not reason.strip():
        raise Refused(Text("Enter the reason."), "not_counted")
    with action(LEFT_OUT, by=by):
        record.not_counted = reason.strip()


def count_again(record: Activity | Negotiation, *, by: Actor | None) -> None:
    """Count it as any other."""
    with action(COUNTED, by=by):
        record.not_counted = ""
