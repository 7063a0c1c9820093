"""What is in no figure: the list of it, and the page on which a record is taken out or counted again."""

from flask import Response, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.core.permissions import Permission
from crm.insights import queries, services
from crm.insights.forms import LeaveOutForm
from crm.insights.queries import Leavable
from crm.insights.views.figures import bp
from crm.web.access import me, requires
from crm.web.forms import ActionForm
from crm.web.pages import attempt, page, saved

_KINDS = "<any(activities, negotiations):kind>/<int:id>"


@bp.get("/not-counted")
@requires(Permission.INSIGHTS_READ)
def not_counted() -> Response:
    return page("insights/not_counted.html", found=queries.not_counted(user=me()))


def _back(kind: str, record: Leavable) -> str:
    """Where the record is read; one of the archive stands in the list."""
    if record.archived_at is not None:
        return url_for(".not_counted")
    return url_for("missions.record" if kind == "activities" else "negotiations.record", id=record.id)


@bp.route(f"/not-counted/{_KINDS}", methods=["GET", "POST"])
@requires(Permission.INSIGHTS_WRITE)
def leave_out(kind: str, id: int) -> ResponseReturnValue:
    record = queries.leavable(kind, id, user=me())
    form = LeaveOutForm.editing(record)
    if form.validate_on_submit():
        with attempt(form, record):
            services.leave_out(record, reason=form.not_counted.data or "", by=me())
            undo = url_for(".count", kind=kind, id=id)
            return saved(_back(kind, record), _("Taken out of the figures."), undo=undo)
    record = queries.leavable(kind, id, user=me())  # a refusal took the other one out of the session
    return page("insights/leave_out.html", record=record, kind=kind, form=form, back=_back(kind, record),
                again=ActionForm(formdata=None))  # fmt: skip


@bp.post(f"/counted/{_KINDS}")
@requires(Permission.INSIGHTS_WRITE)
def count(kind: str, id: int) -> ResponseReturnValue:
    record = queries.leavable(kind, id, user=me())
    services.count_again(record, by=me())
    return saved(_back(kind, record), _("Counted in the figures again."))
