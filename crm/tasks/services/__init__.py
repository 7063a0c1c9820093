"""What happens to tasks: added, done, followed by the next of a plan, reminded of."""

from crm.tasks.services.plans import add_plan, change_plan, follow, start, take
from crm.tasks.services.reminders import claim, settle
from crm.tasks.services.tasks import (
    add,
    cancel,
    change,
    complete,
    move,
    postpone,
    put_at,
    rank,
    reassign,
    reopen,
    take_along,
)
