"""What the worker does every night for the showrooms."""

from crm.jobs.models import Job
from crm.jobs.registry import Context, Outcome, job
from crm.showrooms import services
from crm.showrooms.rules import inquiries


@job(inquiries.FORGET_JOB)
def forget_at_night(_job: Job, _context: Context) -> Outcome:
    """Delete the inquiries that were discarded a month ago, in the transaction that marks the job done."""
    return lambda: {"inquiries": services.forget_inquiries()}
