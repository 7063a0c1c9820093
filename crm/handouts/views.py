"""Papers printed at once: delegation list, badges, name tents, application form."""

from io import BytesIO

from flask import Blueprint, Response, abort, send_file
from flask.typing import ResponseReturnValue

from crm.activities import queries as activities
from crm.activities.models import Activity
from crm.core.database import db, reading
from crm.core.permissions import Permission
from crm.handouts import contents, queries, rules, services
from crm.handouts.forms import PaperForm
from crm.pdf import fonts
from crm.web.access import me, requires
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
