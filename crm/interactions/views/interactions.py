"""Interactions: logged on people, organisations, negotiations and activities, read, changed."""

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.audit import services as audit
from crm.core.paging import cursor_of
from crm.core.permissions import Permission
from crm.files import queries as files
from crm.interactions import queries, rules, services
from crm.interactions.forms import InteractionForm
from crm.interactions.kind import RECEIVED_MAIL
from crm.interactions.queries import On
from crm.interactions.views.blueprint import bp
from crm.negotiations import queries as negotiations
from crm.negotiations.models import Interaction
from crm.negotiations.rules import LOGGED_KINDS
from crm.users import queries as users
from crm.web.access import me, requires
from crm.web.again import after_saving
from crm.web.guards import row_id
from crm.web.pages import attempt, page, saved

ASKED = ("organisation_id", "person_id", "negotiation_id", "activity_id")


@bp.get("/")
@requires(Permission.INTERACTIONS_READ)
def index() -> Response:
    on = On(**_asked("organisation_id", "person_id"))
    result = queries.of(on, user=me(), cursor=cursor_of(request.args))
    return page("interactions/index.html", result=result, waiting=queries.unassigned_count(me()))


def _asked(*names: str) -> dict[str, int | None]:
    return {name: request.args.get(name, type=row_id) for name in names}


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.INTERACTIONS_WRITE)
def new() -> ResponseReturnValue:
    asked, kind = _asked(*ASKED), request.args.get("kind", "call")
    if asked["negotiation_id"] is not None:  # NotVisible when it is not for this user
        asked["organisation_id"] = negotiations.one(asked["negotiation_id"], user=me()).counterpart_id
    form = InteractionForm(data=asked | {"kind": kind if kind in LOGGED_KINDS else "call"})
    if form.validate_on_submit():
        with attempt(form):
            row = services.log(form.entry(), by=me())
            return saved(after_saving(_home(row), *ASKED), _("Logged."))
    return page("interactions/form.html", block="form", form=form, row=None)


def _home(row: Interaction) -> str:
    """The page on which what was logged is read again."""
    if row.negotiation_id is not None:
        return url_for("negotiations.record", id=row.negotiation_id) + "#thread"
    if row.activity_id is not None and not (row.person_id or row.organisation_id):
        return url_for("missions.record", id=row.activity_id) + "#thread"
    return url_for(".record", id=row.id)


@bp.get("/<int:id>")
@requires(Permission.INTERACTIONS_READ)
def record(id: int) -> Response:
    row = queries.one(id, user=me())
    mail = queries.mail_of(id)
    return page(
        "interactions/record.html",
        row=row,
        chat=rules.read_chat(row.body) if row.kind in rules.CHATS else None,
        mail=mail,
        files=files.of_record(RECEIVED_MAIL, mail.id) if mail is not None else (),
        mission=queries.mission_of(row, user=me()),
        logged_by=users.name_of(row.created_by_id),
    )


@bp.route("/<int:id>/edit", methods=["GET", "POST"])
@requires(Permission.INTERACTIONS_WRITE)
def edit(id: int) -> ResponseReturnValue:
    row = queries.one(id, user=me())
    form = InteractionForm.editing(row)
    if form.validate_on_submit():
        with attempt(form, row):
            services.change(row, form.entry(), by=me())
            return saved(url_for(".record", id=id), _("Saved."))
    return page("interactions/form.html", block="form", form=form, row=row)


@bp.post("/<int:id>/archive")
@requires(Permission.INTERACTIONS_WRITE)
def archive(id: int) -> ResponseReturnValue:
    audit.archive(queries.one(id, user=me()), rules.ARCHIVED, by=me())
    return saved(url_for(".index"), _("Entry archived."), undo=url_for(".restore", id=id))


@bp.post("/<int:id>/restore")
@requires(Permission.INTERACTIONS_WRITE)
def restore(id: int) -> ResponseReturnValue:
    audit.restore(queries.one(id, user=me(), archived=True), rules.RESTORED, by=me())
    return saved(url_for(".record", id=id), _("Entry restored."))
