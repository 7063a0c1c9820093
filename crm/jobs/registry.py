"""Which function does which kind of job.

A capability marks its function with `@job("documents.print")`; `capabilities` lists it; the factory puts
`Registry(capabilities.JOBS)` into `app.extensions["jobs"]`, where the worker looks.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from crm.core.texts import Text
from crm.jobs.models import Job

Result = Mapping[str, Any]
#: The result, or what makes it inside the transaction that marks the job done.
Outcome = Result | Callable[[], Result]


class Context:
    """What the worker gives a handler beside its job."""

    def __init__(self, report: Callable[[int, Text | None], None], stopping: Callable[[], bool]) -> None:
        self._report = report
        self._stopping = stopping

    def report(self, percent: int, text: Text | None = None) -> None:
        """Say how far the work is (0 to 100) and what is being done. Cheap: call it as often as you like.

        Another thread writes it down, so neither the handler's transaction nor its rows are touched.
        """
        self._report(percent, text)

    @property
    def stopping(self) -> bool:
        """The worker was asked to end: a handler of many parts may stop between two by raising `Stopping`."""
        return self._stopping()


class Stopping(Exception):
    """The handler stopped because the worker must end; the job goes back into the queue without a strike.

    What writes the rows of a job raises it, too, where what was made is out of date by then: it is made anew.
    """


Handler = Callable[[Job, Context], Outcome]


@dataclass(frozen=True)
class JobHandler:
    """A handler with the name of the jobs it does."""

    kind: str
    run: Handler

    def __call__(self, job: Job, context: Context) -> Outcome:
        return self.run(job, context)


def job(kind: str) -> Callable[[Handler], JobHandler]:
    """Mark a handler: `@job("documents.print") def print_pack(job, context): ...`.

    A handler

    * checks again that `job.requested_by_id` may do it: rights may have been revoked since it was queued;
    * does slow work outside a transaction, and runs twice without harm (its worker may be killed anywhere);
    * returns a JSON result, or a function that writes its rows and returns the result: the worker calls that
      inside the transaction that marks the job done, so those rows exist exactly once;
    * raises a DomainError with a `text` (Refused …) for what trying again cannot mend: the job fails with it.
      Any other exception is logged and tried again, three times in all.
    """

    def mark(handler: Handler) -> JobHandler:
        return JobHandler(kind, handler)

    return mark


class Registry:
    """The tasks of this product by kind. Raises ValueError when two claim the same kind."""

    def __init__(self, tasks: Iterable[JobHandler]) -> None:
        self._tasks: dict[str, JobHandler] = {}
        for task in tasks:
            if task.kind in self._tasks:
                raise ValueError(f"two handlers for jobs of kind {task.kind}")
            self._tasks[task.kind] = task

    def task(self, kind: str) -> JobHandler | None:
        """The task for `kind`, or None when this version does not know it."""
        return self._tasks.get(kind)
