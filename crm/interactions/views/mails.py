"""Mail that arrived: what waits to be assigned, one mail with where it belongs, put aside and taken back."""

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.core.errors import NotVisible
from crm.core.paging import cursor_of
from crm.core.permissions import Permission
from crm.files import queries as files
from crm.interactions import queries, rules, services
from crm.interactions.forms import AssignForm, CompleteForm
from crm.interactions.kind import RECEIVED_MAIL
from crm.interactions.views.blueprint import bp
from crm.meetings.rules.invitations import repetition
from crm.web.access import me, requires
from crm.web.pages import attempt, page, saved


@bp.get("/mail/")
@requires(Permission.INTERACTIONS_ASSIGN)
def mails() -> Response:
    asked = request.args.get("status", "")
    status = asked if asked in rules.MAIL_STATUSES else rules.UNASSIGNED
    result = queries.mails(me(), status=status, cursor=cursor_of(request.args))
    return page("interactions/mails.html", result=result, status_shown=status)


@bp.route("/mail/<int:id>", methods=["GET", "POST"])
@requires(Permission.INTERACTIONS_ASSIGN)
def mail(id: int) -> ResponseReturnValue:
    found, form = queries.mail(id, user=me()), AssignForm()
    if form.validate_on_submit():
        with attempt(form):
            services.assign(found, form.belongs(), by=me())
            return saved(url_for(".record", id=found.interaction_id), _("E-mail assigned."))
    found = queries.mail(id, user=me())
    return page(
        "interactions/mail.html", form=form, mail=found, files=files.of_record(RECEIVED_MAIL, id),
        repeats=repetition(found.invitation.get("repeats", "")),
    )  # fmt: skip


@bp.route("/mail/<int:id>/meeting", methods=["GET", "POST"])
@requires(Permission.INTERACTIONS_ASSIGN)
def complete(id: int) -> ResponseReturnValue:
    """The meeting that an invitation from somebody unknown is the draft of: one press saves all that is new."""
    found = queries.mail(id, user=me())
    if not found.invitation:
        raise NotVisible
    form = CompleteForm.of(found)
    if form.validate_on_submit():
        with attempt(form):
            meeting_id = services.complete(found, form.completed(), by=me())
            return saved(url_for("meetings.record", id=meeting_id), _("Meeting saved."))
    found = queries.mail(id, user=me())
    return page("interactions/complete.html", form=form, mail=found, draft=queries.draft_of(found))


@bp.post("/mail/<int:id>/dismiss")
@requires(Permission.INTERACTIONS_ASSIGN)
def dismiss(id: int) -> ResponseReturnValue:
    found = queries.mail(id, user=me())
    there = url_for("meetings.index") if found.invitation else url_for(".mails")
    services.dismiss(found, by=me())
    return saved(there, _("E-mail set aside."), undo=url_for(".take_back", id=id))


@bp.post("/mail/<int:id>/take-back")
@requires(Permission.INTERACTIONS_ASSIGN)
def take_back(id: int) -> ResponseReturnValue:
    services.take_back(queries.mail(id, user=me()), by=me())
    return saved(url_for(".mail", id=id), _("The e-mail is back in the list of unassigned e-mails."))
