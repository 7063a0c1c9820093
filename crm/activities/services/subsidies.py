"""The report on a subsidy is handed in under a number of its own."""

from datetime import date

from crm.activities import queries, rules
from crm.activities.models import Activity, SubsidyPaper
from crm.audit.services import action
from crm.core.database import db, touch
from crm.core.errors import Refused
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.office import queries as offices
from crm.office import services as office_services
from crm.wordings import services as wordings


def hand_in(
    activity: Activity,
    source: str,
    *,
    dated_on: date,
    addressee: str,
    number: str,
    foreign: int = 0,
    reason: str = "",
    by: Actor | None,
) -> SubsidyPaper:
    """Keep under which number, of which day and to whom the report of an activity to a funding source goes.

    Without a number it keeps the one that it has, or gets the next of its fiscal year. `foreign`: how many texts of it
    are in another language, and `reason` why. Refused for a number that another document has, before the office is
    filled in, and without a reason for such texts.
    """
    office_services.refuse_unless_complete()
    kept = queries.subsidy_paper(activity.id, source)
    number = number or (kept.number if kept is not None else queries.next_number(dated_on))
    own = (SubsidyPaper.__tablename__, kept.id if kept is not None else 0)
    if offices.bearers(number, dated_on) - {own}:
        free = queries.next_number(dated_on)
        raise Refused(Text("Another document has this number. The next free one is %(free)s.", free=free), "number")
    wordings.refuse_unread(foreign, reason, "sent_reason")
    with action(rules.SUBSIDY_REPORTED, by=by, record=activity):
        row = kept or SubsidyPaper(activity_id=activity.id, funding_source=source)
        row.number, row.dated_on, row.addressee = number, dated_on, addressee
        row.sent_reason = reason.strip()
        db.session.add(row)
        touch(activity)
    return row
