"""Mail that arrived: what waits to be assigned, one mail with where it belongs, put aside and taken back."""

from datetime import date

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.activities import queries as activities
from crm.core.permissions import Permission
from crm.files import queries as files
from crm.interactions import queries, rules, services
from crm.interactions.forms import AssignForm
from crm.interactions.kind import RECEIVED_MAIL
from crm.interactions.views.blueprint import bp
from crm.meetings.forms import hand_over
from crm.meetings.rules.invitations import repetition
from crm.web.access import can, me, requires
from crm.web.pages import attempt, page, saved


@bp.get("/mail/")
@requires(Permission.INTERACTIONS_ASSIGN)
def mails() -> Response:
    asked = request.args.get("status", "")
    status = asked if asked in rules.MAIL_STATUSES else rules.UNASSIGNED
    result = queries.mails(me(), status=status, cursor=request.args.get("cursor"))
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


def invited(id: int) -> dict[str, str]:
    """What a mail says about the meeting that it invites to, whole; nothing for who may not read it.

    The activity of those days at that place is a guess, and said to be one.
    """
    told = queries.mail(id, user=me()).invitation if can(Permission.INTERACTIONS_ASSIGN) else {}
    if not told:
        return {}
    known = {name: told[name] for name in ("starts", "ends", "zone", "subject", "venue")} | {"purpose": told["text"]}
    words = " ".join(told[name] for name in ("subject", "venue", "text"))
    activity = activities.held_where(date.fromisoformat(told["starts"][:10]), words, user=me())
    guess = {"activity_id": str(activity), "guessed": "1"} if activity is not None else {}
    return {name: text for name, text in known.items() if text} | guess


hand_over("mail", invited)


@bp.post("/mail/<int:id>/dismiss")
@requires(Permission.INTERACTIONS_ASSIGN)
def dismiss(id: int) -> ResponseReturnValue:
    services.dismiss(queries.mail(id, user=me()), by=me())
    return saved(url_for(".mails"), _("E-mail set aside."))


@bp.post("/mail/<int:id>/take-back")
@requires(Permission.INTERACTIONS_ASSIGN)
def take_back(id: int) -> ResponseReturnValue:
    services.take_back(queries.mail(id, user=me()), by=me())
    return saved(url_for(".mail", id=id), _("The e-mail is back in the list of unassigned e-mails."))
