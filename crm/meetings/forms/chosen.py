"""What can be done to many meetings, and what is asked for before."""

from typing import Final

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from crm.activities import queries as activities
from crm.contacts import queries as contacts
from crm.core.permissions import Permission
from crm.core.texts import N_
from crm.lists.forms import each_of
from crm.meetings import queries, rules, services
from crm.meetings.models import Meeting
from crm.web.access import me
from crm.web.forms import Choice, RecordChoice
from crm.web.listings import BulkForm, RowAct
from crm.web.locale import language

_HELD: Final = {"held": rules.MEETING_STATUSES["held"], "cancelled": rules.MEETING_STATUSES["cancelled"]}


class MeetingsStatusForm(BulkForm):
    standing = Choice(_l("Status"), table=_HELD, required=True)


class MeetingsMissionForm(BulkForm):
    activity_id = RecordChoice(
        _l("Mission or other activity"),
        options=lambda: activities.options(user=me(), language=language()),
        required=True,
    )


def _settled(number: int) -> str:
    return str(ngettext("%(num)d meeting gets this status.", "%(num)d meetings get this status.", number))


#: What was said of a meeting once it was to have been held is not taken back here: its own page corrects it.
SETTLE_ACT: Final = RowAct(
    code="status",
    label=N_("Held or cancelled"),
    write=Permission.MEETINGS_WRITE,
    sentence=_settled,
    form=MeetingsStatusForm,
    do=lambda meeting, said, *, by: services.settle(meeting, held=said["standing"] == "held", by=by),
)
BELONG_ACT: Final = RowAct(
    code="mission",
    label=N_("Add to a mission"),
    write=Permission.MEETINGS_WRITE,
    button=N_("Add"),
    form=MeetingsMissionForm,
    do=lambda meeting, said, *, by: services.belong(meeting, said["activity_id"], by=by),
    before=lambda meeting, _said: meeting.activity_id,
    back=lambda meeting, before, *, by: services.belong(meeting, before, by=by),
)

EACH: Final = each_of(
    Meeting,
    Permission.MEETINGS_WRITE,
    queries.one,
    rules.ARCHIVED,
    rules.RESTORED,
    acts=(SETTLE_ACT, BELONG_ACT),
    named=lambda meeting: contacts.own_name(meeting.organisation).text,
)
