"""What the worker does every night for the showrooms."""

from crm.jobs.models import Job
from crm.jobs.registry import Context, Outcome, Result, job
from crm.showrooms import services
from crm.showrooms.rules import inquiries


@job(inquiries.FORGET_JOB)
def forget_at_night(_job: Job, _context: Context) -> Outcome:
    """Delete the inquiries that were discarded a month ago, in the transaction that marks the job done."""

    def forgotten() -> Result:
        went, held = services.forget_inquiries()
        return {"inquiries": went, "held": held}

    return forgotten
