"""Tasks that warn of a certificate before its last day (§1.4): made by the worker, closed when it is renewed."""

from datetime import date

from crm.audit.services import action
from crm.core.database import db
from crm.core.permissions import Actor
from crm.products import queries, rules
from crm.products.kind import PRODUCT
from crm.products.models import CertificateWarning
from crm.products.queries import ToWarn
from crm.tasks import services as tasks


def warn(due: ToWarn, *, text: str, owner_id: int, today: date) -> None:
    """One task for the step that a certificate has reached; that of an earlier step is put away, as this one says more.

    A step that was closed because its certificate was put away or changed, and that holds again, is opened again.
    """
    certificate, known = due.certificate, due.known
    with action(rules.WARNED, by=None):
        for earlier in due.earlier:
            _close(earlier, renewed=False, by=None)
        if known is not None:
            known.closed = False
            tasks.reopen(known.task, by=None)
            return
        task = tasks.add(
            text=text,
            due_on=rules.warning_due(due.expires_on, due.days, today),
            owner_id=owner_id,
            priority=rules.WARNED_DAYS[due.days],
            record=(PRODUCT, certificate.product_id),
            by=None,
        )
        db.session.flush()
        made = CertificateWarning(
            certificate_id=certificate.id, expires_on=due.expires_on, days=due.days, task_id=task.id
        )
        db.session.add(made)


def settle(product_id: int | None = None, *, by: Actor | None) -> int:
    """Close the tasks whose warning holds no longer, of one product or of all; how many were open.

    Done where the certificate was renewed, else put away: another last day, a certificate or product that is gone.
    """
    db.session.flush()
    closed = 0
    for row in queries.unfounded(product_id):
        closed += _close(row.CertificateWarning, renewed=row.renewed, by=by)
    return closed


def _close(warning: CertificateWarning, *, renewed: bool, by: Actor | None) -> bool:
    """Whether the task was open. One that somebody had finished stays as it is: the step was told once."""
    if warning.task.status != "open":
        return False
    (tasks.complete if renewed else tasks.cancel)(warning.task, by=by)
    warning.closed = True
    return True
