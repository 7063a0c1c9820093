"""Settings as one place, the office's own page, and the state of the system."""

from typing import Any

from flask import Blueprint, Response, current_app, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.audit import queries as audit
from crm.backups import queries as backups
from crm.config import Settings
from crm.core.database import database_kind, reading
from crm.core.errors import NotVisible
from crm.core.permissions import Permission
from crm.files import services as files
from crm.files.forms import sent_picture
from crm.jobs import queries as jobs
from crm.office import queries, rules, services
from crm.office.forms import LetterheadForm, MailForm, OfficeForm
from crm.users import queries as users
from crm.web import mailer
from crm.web.access import can, me, requires
from crm.web.forms import ActionForm
from crm.web.instance import instance_folder, product_version
from crm.web.locale import language
from crm.web.pages import attempt, jpeg, page, saved

bp = Blueprint("office", __name__, url_prefix="/office")


@bp.get("/settings")
@requires(Permission.PLACES_WRITE)
def settings() -> Response:
    """The parts with those of their pages that the reader may use."""
    parts = current_app.extensions["settings_parts"]
    shown = {part: [each for each in pages if can(each.permission)] for part, pages in parts.items()}
    return page("office/settings.html", parts={part: pages for part, pages in shown.items() if pages})


@bp.route("/", methods=["GET", "POST"])
@requires(Permission.OFFICE_WRITE)
def edit() -> ResponseReturnValue:
    row = queries.record()
    form = OfficeForm.of(row, language())
    if form.validate_on_submit():
        with attempt(form, row):
            kept = row or services.begin(by=me())
            services.change(kept, form.input(kept.letterhead_id), by=me())
            return saved(url_for(".edit"), _("Saved."))
    usual = rules.HEADS.get(request.args.get("kind", form.kind.data or ""), {})
    return page("office/form.html", form=form, usual=usual, missing=queries.current().missing)


@bp.route("/letterhead/edit", methods=["GET", "POST"])
@requires(Permission.OFFICE_WRITE)
def edit_letterhead() -> ResponseReturnValue:
    form = LetterheadForm()
    if form.validate_on_submit():
        with attempt(form):
            row = queries.record() or services.begin(by=me())
            services.keep_letterhead(row, sent_picture(form.picture), instance=instance_folder(), by=me())
            return saved(url_for(".edit_letterhead"), _("Saved."))
    return page(
        "office/letterhead.html", form=form, id=queries.current().letterhead_id, action_form=ActionForm(formdata=None)
    )


@bp.post("/letterhead/remove")
@requires(Permission.OFFICE_WRITE)
def remove_letterhead() -> ResponseReturnValue:
    row = queries.record()
    if row is None:
        raise NotVisible
    services.remove_letterhead(row, by=me())
    return saved(url_for(".edit_letterhead"), _("Letters begin without a picture."))


@bp.get("/letterhead/<int:id>")
@requires(Permission.LETTERS_READ)
def letterhead(id: int) -> Response:
    """The picture at the head of letters: written by ourselves."""
    if id != queries.current().letterhead_id:
        raise NotVisible
    return jpeg(files.path_of(id, instance_folder()).read_bytes(), name="letterhead.jpg")


@bp.route("/system", methods=["GET", "POST"])
@requires(Permission.OFFICE_WRITE)
def system() -> ResponseReturnValue:
    """Mail, background work, the log and the version; a mail can be sent to see whether it arrives."""
    form = MailForm(data={"to": users.one(me().id).email})
    if form.validate_on_submit() and _tried(form):
        return saved(url_for(".system"), _("The mail server accepted the e-mail. Check that it arrives."))
    return page("office/system.html", form=form, **_state())


def _tried(form: MailForm) -> bool:
    """Send the mail that only says that mail works, or say beside the field why the server did not take it."""
    kept: Settings = current_app.extensions["settings"]
    if kept.smtp is None:
        form.refuse(_("No mail server is set up."), "to")
        return False
    try:
        with reading():  # the mail server may take its time
            mailer.send(
                kept.smtp, to=form.to.data or "", subject=_("A test from Musubi"), text=_("E-mail from Musubi arrives.")
            )
    except mailer.NotSent as fault:
        form.refuse(_("The mail server did not accept the e-mail: %(fault)s", fault=str(fault)), "to")
        return False
    return True


def _state() -> dict[str, Any]:
    kept: Settings = current_app.extensions["settings"]
    return {
        "smtp": kept.smtp, "imap": kept.imap,
        "mail_in": kept.imap and current_app.extensions["mail_in"](kept.imap.name),
        "jobs": jobs.health(), "worker": jobs.presence(), "head": audit.head(),
        "version": product_version(), "database": database_kind(), "address": kept.base_url, "backup": kept.backup,
        "archive": kept.backup and backups.newest(kept.backup.folder),
        "proof": kept.backup and backups.last_proof(kept.backup.folder),
    }  # fmt: skip
