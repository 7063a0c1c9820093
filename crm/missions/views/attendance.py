"""Who was there, asked in one page with ticks when a mission is over."""

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.activities import queries as activities
from crm.activities import services as activities_services
from crm.core.permissions import Permission
from crm.meetings import queries as meetings
from crm.meetings import services as meetings_services
from crm.missions.forms import attendance_form
from crm.missions.views.blueprint import bp
from crm.web.access import me, requires
from crm.web.pages import attempt, page, saved


@bp.route("/<int:id>/attendance", methods=["GET", "POST"])
@requires(Permission.MISSIONS_WRITE)
def attendance(id: int) -> ResponseReturnValue:
    activity = activities.one(id, user=me())
    seats = meetings.delegates_in_talks(id, user=me())
    form = attendance_form(activity, seats).editing(activity)
    if form.validate_on_submit() and form.settled():
        with attempt(form, activity):
            present, unknown = form.present.data or [], form.attendance_unknown.data
            activities_services.note_attendance(activity, present, unknown=unknown, by=me())
            for meeting_id, wrong in form.taken_out().items():
                meetings_services.take_out(meetings.one(meeting_id, user=me()), wrong, by=me())
            return saved(url_for(".delegation", id=id), _("Attendance noted."))
    return page("missions/attendance.html", form=form, activity=activity)
