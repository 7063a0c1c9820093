"""Requests for the approval of plans, and the document number that comes next."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from crm.activities import rules
from crm.activities.models import Activity, ActivityApproval
from crm.activities.queries.activities import visible_ids
from crm.core import reading
from crm.core.database import db
from crm.core.permissions import Actor
from crm.office import queries as offices
from crm.places.models import Place


def approvals(activity_id: int) -> list[ActivityApproval]:
    """Every round of asking for approval, the latest first, with who asked and who decided."""
    statement = select(ActivityApproval).where(ActivityApproval.activity_id == activity_id)
    statement = statement.options(joinedload(ActivityApproval.asked_by), joinedload(ActivityApproval.decided_by))
    return list(db.session.scalars(statement.order_by(ActivityApproval.id.desc())))


def returned(rounds: Sequence[ActivityApproval]) -> list[ActivityApproval]:
    """The rounds that ended with a return, the first one first: what its paper tells (起案の経過)."""
    return [row for row in reversed(rounds) if row.was_asked and row.decision == "returned"]


def requests(rounds: Sequence[ActivityApproval], last: ActivityApproval | None) -> list[str]:
    """What is asked for on the paper of a round: what was asked first, then each time after a return."""
    if last is None:
        return []
    asked = [row.request for row in returned(rounds) if row.id < last.id]
    return list(dict.fromkeys(text for text in [*asked, last.request] if text.strip()))


def approved(activity_id: int, *, before: datetime | None = None) -> ActivityApproval | None:
    """The last request that was approved, `before` a moment: whether there is a plan that somebody approved."""
    rounds = (row for row in approvals(activity_id) if row.decision == "approved" and row.decided_at is not None)
    return next((row for row in rounds if before is None or (row.decided_at and row.decided_at < before)), None)


def usual_retention() -> str:
    """For how long requests are kept: as it was chosen last, whatever the activity."""
    chosen = select(ActivityApproval.retention).where(ActivityApproval.retention != "")
    return db.session.scalar(chosen.order_by(ActivityApproval.id.desc()).limit(1)) or rules.USUAL_RETENTION


def waiting(activity_id: int) -> ActivityApproval | None:
    """The round that nobody has decided yet, if there is one."""
    return next((row for row in approvals(activity_id) if row.decision == "waiting"), None)


def all_waiting(*, user: Actor) -> list[tuple[ActivityApproval, Activity]]:
    """Every plan the user sees that waits for a decision, the one that waits longest first.

    One that was cancelled meanwhile waits no more, until it is a draft again.
    """
    found = db.session.execute(_rounds(user), reading.by(user))
    return [(round, activity) for round, activity in found.unique()]


@reading.kept
def _rounds(user: Actor) -> Select[ActivityApproval, Activity]:
    loaded = (
        joinedload(ActivityApproval.asked_by),
        joinedload(Activity.names),
        joinedload(Activity.place).joinedload(Place.names),
    )
    return _all_waiting(user).options(*loaded).order_by(ActivityApproval.id)


def number_waiting(*, user: Actor) -> int:
    """How many rows `all_waiting` has."""
    return db.session.scalar(_number(user), reading.by(user)) or 0


@reading.kept
def _number(user: Actor) -> Select[int]:
    return _all_waiting(user).with_only_columns(func.count(ActivityApproval.id))


def _all_waiting(user: Actor) -> Select[ActivityApproval, Activity]:
    return (
        select(ActivityApproval, Activity)
        .join(Activity, Activity.id == ActivityApproval.activity_id)
        .where(ActivityApproval.decision == "waiting", Activity.status.in_(rules.UNAPPROVED))
        .where(Activity.id.in_(visible_ids(user)))
    )


def next_number(day: date) -> str:
    """The document number that comes next in the fiscal year of a day: by the office's form, of all documents.

    Without one, the numbers of activities are counted on as they are, of those that anyone may see.
    """
    office = offices.current()
    if office.number_form:
        return offices.next_number(day)
    year = office.fiscal_year(day)
    span = office.fiscal_year_dates(year)
    used = select(Activity.document_number).where(Activity.start_on.between(*span), Activity.document_number != "")
    numbers = list(db.session.scalars(used))
    return rules.number_after(numbers, year)


def number_is_taken(number: str, day: date, *, but: int | None) -> bool:
    """Whether another document of the fiscal year has the number; archived ones keep theirs."""
    return bool(offices.bearers(number, day) - {(Activity.__tablename__, but or 0)})
