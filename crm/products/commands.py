"""What the worker does with certificates every night."""

from datetime import date

from crm.contacts.models import Organisation
from crm.core import here
from crm.core.database import db
from crm.core.permissions import Permission, Role, allows
from crm.jobs.models import Job
from crm.jobs.registry import Context, Outcome, job
from crm.products import contents, queries, rules, services
from crm.products.queries import ToWarn
from crm.users import queries as users
from crm.users.models import User


@job(rules.WARN_JOB)
def warn_at_night(_job: Job, _context: Context) -> Outcome:
    """Tasks warn of certificates 90, 30 and 7 days before their last day, as part of marking the job done."""
    today = here.today()
    return lambda: {"closed": services.settle(by=None), "warned": _warn(today)}


def _warn(today: date) -> int:
    """How many certificates somebody was given a task for."""
    found = 0
    for due in queries.to_warn(today):
        owner = _in_charge(due)
        if owner is None:
            continue
        text = contents.warning(due.certificate, due.expires_on, owner.language)
        services.warn(due, text=text, owner_id=owner.id, today=today)
        found += 1
    return found


def _in_charge(due: ToWarn) -> User | None:
    """Who had the task of the step before, else who recorded the certificate, its product, or its maker; else the
    coordinator whose account is the oldest. Only who has an account and may change products."""
    maker = db.session.get_one(Organisation, due.product.maker_id)
    before = [row.task.owner_id for row in due.earlier[:1]]
    ids = [*before, *(row.created_by_id for row in (due.certificate, due.product, maker))]
    people = [db.session.get(User, id) for id in ids if id is not None]
    able = (person for person in people if person is not None and _is_able(person))
    return next(able, None) or users.first_of(Role.COORDINATOR)


def _is_able(person: User) -> bool:
    return person.active and person.archived_at is None and allows(Role(person.role), Permission.PRODUCTS_WRITE)
