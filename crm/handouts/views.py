"""Papers printed at once: call for participants, delegation list, badges, name tents, application form."""

from io import BytesIO

from flask import Blueprint, Response, abort, send_file, url_for
from flask.typing import ResponseReturnValue

from crm.activities import queries as activities
from crm.activities.models import Activity
from crm.core.database import db, reading
from crm.core.permissions import Permission
from crm.handouts import contents, queries, rules, services
from crm.handouts.forms import CallForm, PaperForm
from crm.pdf import fonts
from crm.web.access import me, requires
from crm.web.locale import language as reader_language
from crm.web.pages import page

bp = Blueprint("handouts", __name__, url_prefix="/handouts")


@bp.get("/missions/<int:id>")
@requires(Permission.DOCUMENTS_PRINT)
def mission(id: int) -> Response:
    activity = activities.one(id, user=me())
    host = rules.host_language(activity.place.country)
    number = len(queries.delegates(activity, host))
    form = PaperForm(formdata=None, data={"language": host})
    return page(
        "handouts/mission.html", activity=activity, number=number, form=form, rules=rules, off=fonts.unavailable()
    )


@bp.post("/missions/<int:id>/<any(list, badges, tents, form):kind>")
@requires(Permission.DOCUMENTS_PRINT)
def paper(id: int, kind: str) -> ResponseReturnValue:
    form = PaperForm()
    if not form.validate():
        abort(400)
    language = form.language.data or ""
    with reading():
        activity = activities.one(id, user=me())
        document = contents.html(
            kind, activity, language, delegates=queries.delegates(activity, language), filled=None, details=None
        )
        printed = contents.pdf(document, language)
    activity = activities.one(id, user=me())
    services.note(kind, activity, by=me())
    db.session.commit()
    return _pdf(printed, kind, activity, language)


@bp.route("/missions/<int:id>/call", methods=["GET", "POST"])
@requires(Permission.DOCUMENTS_PRINT)
def call(id: int) -> ResponseReturnValue:
    activity = activities.one(id, user=me())
    form = CallForm.of(activity, queries.call(activity), reader_language())
    if not form.validate_on_submit():
        return page("handouts/call_form.html", activity=activity, form=form, off=fonts.unavailable())
    language, said = form.language.data or "", form.values()
    with reading():
        activity = activities.one(id, user=me())
        address = url_for("applications.enter", _external=True)
        known = queries.call(activity)
        printed = contents.pdf(
            contents.html(rules.CALL, activity, language, call=known, said=said, address=address), language
        )
    activity = activities.one(id, user=me())
    services.note(rules.CALL, activity, by=me())
    db.session.commit()
    return _pdf(printed, rules.CALL, activity, language)


@bp.post("/applications/<int:id>")
@requires(Permission.APPLICATIONS_READ)
def application(id: int) -> ResponseReturnValue:
    with reading():
        filled = queries.application(id, user=me())
        language = filled.application.language
        document = contents.html(
            rules.FORM, filled.activity, language, filled=filled.application, details=filled.details
        )
        printed = contents.pdf(document, language)
    filled = queries.application(id, user=me())
    services.note_form(filled, by=me())
    db.session.commit()
    return _pdf(printed, rules.FORM, filled.activity, language)


def _pdf(printed: bytes, kind: str, activity: Activity, language: str) -> Response:
    name = contents.file_name(kind, activity, language)
    return send_file(BytesIO(printed), mimetype="application/pdf", download_name=name)
