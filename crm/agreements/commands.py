"""What the worker does with agreements every night."""

from datetime import date

from crm.agreements import contents, queries, rules, services
from crm.agreements.models import Agreement
from crm.core import here
from crm.core.database import db
from crm.core.permissions import Role
from crm.jobs.models import Job
from crm.jobs.registry import Context, Outcome, job
from crm.negotiations.models import Negotiation
from crm.users import queries as users
from crm.users.models import User


@job(rules.TURN_JOB)
def turn_at_night(_job: Job, _context: Context) -> Outcome:
    """Agreements begin and end, and tasks tell of notices, in the transaction that marks the job done."""
    today = here.today()
    return lambda: {"agreements": services.turn(today=today), "reminders": _remind(today)}


def _remind(today: date) -> int:
    """How many agreements somebody was given a task for, to decide before the last day for notice."""
    found = 0
    for agreement in queries.to_remind(today):
        owner = _in_charge(agreement)
        if owner is None or agreement.notice_on is None:
            continue
        text = contents.reminder(agreement.title, agreement.notice_on, owner.language)
        services.remind(agreement, text=text, owner_id=owner.id, today=today)
        found += 1
    return found


def _in_charge(agreement: Agreement) -> User | None:
    """Who is in charge of a negotiation that it concludes, else who drafted it; the coordinator whose account is the
    oldest when all of them have left."""
    cases = [db.session.get(Negotiation, link.negotiation_id) for link in agreement.negotiations]
    ids = [case.owner_id for case in cases if case is not None] + [agreement.created_by_id]
    return users.still_here(*ids) or users.first_of(Role.COORDINATOR)
