"""Who of the delegation was there: a tick each."""

from typing import Any

from flask_babel import lazy_gettext as _l

from crm.activities import queries as activities
from crm.activities import rules
from crm.activities.models import Activity, Participant
from crm.web.forms import BaseForm, ManyRecords, Tick


class AttendanceForm(BaseForm):
    present = ManyRecords(_l("Who was there"))
    attendance_unknown = Tick(_l("It is no longer known who was there"))


def attendance_form(activity: Activity) -> type[AttendanceForm]:
    """The form of one delegation; whoever was to come is ticked, until somebody says otherwise."""

    def asked() -> list[Participant]:
        return [part for part in activities.participants(activity.id) if part.status in rules.ASKED_OF]

    class OneAttendanceForm(AttendanceForm):
        present = ManyRecords(_l("Who was there"), options=lambda: [(part.id, part.name_snapshot) for part in asked()])

        @classmethod
        def initial(cls, row: Activity) -> dict[str, Any]:
            going = [part.id for part in asked() if part.status in rules.GOING]
            return {"present": going, "attendance_unknown": row.attendance_unknown}

    return OneAttendanceForm
