"""What the worker does with agreements every night."""

from crm.agreements import rules, services
from crm.core import clock
from crm.jobs.models import Job
from crm.jobs.registry import Context, Outcome, job
from crm.places.queries import HOME_ZONE


@job(rules.TURN_JOB)
def turn_at_night(_job: Job, _context: Context) -> Outcome:
    """Agreements begin and end by their dates, in the transaction that marks the job done."""
    return lambda: {"agreements": services.turn(today=clock.today(HOME_ZONE))}
