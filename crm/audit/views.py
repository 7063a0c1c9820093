"""Who changed what: on each record, and the whole log for the administrator."""

from flask import Blueprint, Response, abort, current_app, request

from crm.audit import queries
from crm.audit.rules import Verb
from crm.core.errors import NotVisible
from crm.core.permissions import Permission
from crm.web.access import me, requires
from crm.web.guards import row_id
from crm.web.pages import page

LINES = 200

bp = Blueprint("audit", __name__, url_prefix="/audit")


@bp.get("/<record_type>/<int:id>")
@requires(Permission.AUDIT_RECORD)
def record(record_type: str, id: int) -> Response:
    visible = current_app.extensions["record_visibility"].get(record_type)
    if visible is None:
        abort(404)
    if not visible(id, me()):
        raise NotVisible
    lines = queries.lines(queries.entries_of(record_type, id), LINES)
    return page(
        "audit/record.html",
        lines=lines,
        verbs=Verb.known,
        names=current_app.extensions["user_names"](),
        record_type=record_type,
        id=id,
    )


@bp.get("/")
@requires(Permission.AUDIT_ALL)
def index() -> Response:
    before = request.args.get("before", type=row_id)
    lines = queries.lines(queries.entries(before), LINES)
    return page(
        "audit/index.html",
        lines=lines,
        verbs=Verb.known,
        names=current_app.extensions["user_names"](),
        more=len(lines) == LINES,
        head=queries.head(),
    )
