"""Who of the delegation was there: a tick each; and of which talks those are taken out who were not."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crm.activities import queries as activities
from crm.activities import rules
from crm.activities.models import Activity, Participant
from crm.meetings.queries import SeatedDelegate
from crm.web.forms import BaseForm, ManyRecords, Tick


class AttendanceForm(BaseForm):
    present = ManyRecords(_l("Who was there"))
    attendance_unknown = Tick(_l("It is no longer known who was there"))
    take_out = ManyRecords(_l("Take them out of these talks"))
    #: The seats about which the page asked: what is not ticked of these stays.
    asked = ManyRecords(_l("Take them out of these talks"))

    PLUMBING: ClassVar[frozenset[str]] = BaseForm.PLUMBING | {"take_out", "asked"}
    seated: ClassVar[Sequence[SeatedDelegate]] = ()

    @property
    def left(self) -> list[SeatedDelegate]:
        """The seats, in talks of the mission, of those who then did not come."""
        present = set(self.present.data or [])
        expected = {*rules.GOING, rules.ABSENT}
        return [
            seat
            for seat in self.seated
            if seat.participant_id not in present and seat.status in expected and not self.attendance_unknown.data
        ]

    def goes_out(self, seat: SeatedDelegate) -> bool:
        """Whether somebody is to be taken out of a talk: offered, until somebody says otherwise."""
        return seat.id in (self.take_out.data or []) or seat.id not in (self.asked.data or [])

    def settled(self) -> bool:
        """Whether it was asked of each of those seats whether it is wrong; asks otherwise."""
        if {seat.id for seat in self.left} <= set(self.asked.data or []):
            return True
        self.refuse(
            _("Some people who did not come are listed in talks of the mission. Say which talks they were not in."),
            "take_out",
        )
        return False

    def taken_out(self) -> Mapping[int, list[int]]:
        """{meeting: attendees who are taken out of it}."""
        found: dict[int, list[int]] = defaultdict(list)
        for seat in self.left:
            if self.goes_out(seat):
                found[seat.meeting_id].append(seat.id)
        return found


def attendance_form(activity: Activity, seats: Sequence[SeatedDelegate] = ()) -> type[AttendanceForm]:
    """The form of one delegation; whoever was to come is ticked, until somebody says otherwise.

    `seats`: who of it stands in talks of the mission.
    """

    def asked_of() -> list[Participant]:
        return [part for part in activities.participants(activity.id) if part.status in rules.ASKED_OF]

    def ids() -> list[int]:
        return [seat.id for seat in seats]

    class OneAttendanceForm(AttendanceForm):
        present = ManyRecords(
            _l("Who was there"), options=lambda: [(part.id, part.name_snapshot) for part in asked_of()]
        )
        take_out = ManyRecords(_l("Take them out of these talks"), ids=ids)
        asked = ManyRecords(_l("Take them out of these talks"), ids=ids)
        seated = seats

        @classmethod
        def initial(cls, row: Activity) -> dict[str, Any]:
            going = [part.id for part in asked_of() if part.status in rules.GOING]
            return {"present": going, "attendance_unknown": row.attendance_unknown}

    return OneAttendanceForm
