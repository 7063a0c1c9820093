"""Taking a record out of the figures and counting it again, and keeping the figures of a day (domain.md §3)."""

from datetime import date

from crm.activities.models import Activity
from crm.audit.services import action
from crm.core import here
from crm.core.database import db, reading
from crm.core.errors import Refused
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.insights import queries
from crm.insights.models import FigureSnapshot
from crm.insights.rules.counting import COUNTED, LEFT_OUT
from crm.insights.rules.month import KEPT, RULES
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


def keep(*, as_of: date, by: Actor | None) -> FigureSnapshot:
    """Keep the figures of the month as they stand on a day. Refused if those of the day are kept already.

    Before anything is written: to count takes seconds, and meanwhile others may write.
    """
    _refuse_twice(as_of)
    with reading():
        found = queries.numbers(queries.month_figures(as_of=as_of))
    _refuse_twice(as_of)
    with action(KEPT, by=by):
        snapshot = FigureSnapshot(as_of=as_of, rules=RULES, currency=here.currency(), numbers=found)
        db.session.add(snapshot)
    return snapshot


def _refuse_twice(as_of: date) -> None:
    if queries.is_kept(as_of):
        raise Refused(Text("The figures of this day are kept already."))
