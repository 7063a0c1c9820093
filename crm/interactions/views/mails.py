"""Mail that arrived: what waits to be assigned, one mail with where it belongs, put aside and taken back."""

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.core.permissions import Permission
from crm.files import queries as files
from crm.interactions import queries, rules, services
from crm.interactions.forms import AssignForm
from crm.interactions.models import Mail
from crm.interactions.views.blueprint import bp
from crm.meetings.rules.invitations import repetition
from crm.web.access import me, requires
from crm.web.pages import attempt, page, saved

#: Of what an invitation says, characters that go along: a server takes addresses of 4,000 bytes.
TEXT_IN_ADDRESS = 150


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
            return saved(url_for(".record", id=found.interaction_id), _("The mail is assigned."))
    found = queries.mail(id, user=me())
    return page(
        "interactions/mail.html", form=form, mail=found, files=files.of_record("received_mails", id),
        meeting_url=_meeting_url(found), repeats=repetition(found.invitation.get("repeats", "")),
    )  # fmt: skip


def _meeting_url(mail: Mail) -> str:
    """The form of a meeting, filled with what the mail invites to; "" where it does not."""
    told = mail.invitation
    if not told:
        return ""
    clocks = {name: told[name] for name in ("starts", "ends", "zone") if told[name]}
    texts = {"subject": told["subject"][:60], "venue": told["venue"][:60], "purpose": told["text"][:TEXT_IN_ADDRESS]}
    return url_for("meetings.new", **clocks, **{name: text for name, text in texts.items() if text})


@bp.post("/mail/<int:id>/dismiss")
@requires(Permission.INTERACTIONS_ASSIGN)
def dismiss(id: int) -> ResponseReturnValue:
    services.dismiss(queries.mail(id, user=me()), by=me())
    return saved(url_for(".mails"), _("The mail is put aside."))


@bp.post("/mail/<int:id>/take-back")
@requires(Permission.INTERACTIONS_ASSIGN)
def take_back(id: int) -> ResponseReturnValue:
    services.take_back(queries.mail(id, user=me()), by=me())
    return saved(url_for(".mail", id=id), _("The mail waits to be assigned again."))
