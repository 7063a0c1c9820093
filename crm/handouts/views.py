"""Papers printed at once: call for participants, delegation list, badges, name tents, application form."""

from io import BytesIO
from typing import Any

from flask import Blueprint, Response, abort, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.activities import queries as activities
from crm.activities import services as activities_services
from crm.activities.models import Activity
from crm.core.database import db, reading
from crm.core.errors import NotVisible, Refused
from crm.core.permissions import Permission
from crm.core.texts import Text
from crm.handouts import contents, queries, rules, services
from crm.handouts.forms import CallForm, PaperForm
from crm.office import queries as offices
from crm.pdf import fonts
from crm.places.forms import keep_rates
from crm.web.access import me, requires
from crm.web.forms import BaseForm
from crm.web.locale import language as reader_language
from crm.web.pages import attempt, page, saved

bp = Blueprint("handouts", __name__, url_prefix="/handouts")


@bp.get("/missions/<int:id>")
@requires(Permission.DOCUMENTS_PRINT)
def mission(id: int) -> Response:
    activity = activities.one(id, user=me())
    host = rules.host_language(activity.place.country)
    number, is_planned = len(queries.delegates(activity, host)), queries.is_planned(activity)
    hindrances = {kind: rules.hindrance(kind, delegates=number, is_planned=is_planned) for kind in rules.KINDS}
    form = PaperForm.of(activity, formdata=None, data={"language": host})
    return page(
        "handouts/mission.html", activity=activity, number=number, form=form, rules=rules, off=fonts.unavailable(),
        hindrances=hindrances,
    )  # fmt: skip


@bp.post("/missions/<int:id>/<any(call, list, badges, tents, form, programme):kind>")
@requires(Permission.DOCUMENTS_PRINT)
def paper(id: int, kind: str) -> ResponseReturnValue:
    form = PaperForm.of(_mission(id, kind))
    if not form.validate():
        abort(400)
    language, company = form.language.data or "", form.organisation_id.data
    with reading():
        activity = activities.one(id, user=me())
        content = _content(kind, activity, language, company)
        tighter = contents.TIGHTER if kind == rules.CALL else ""
        printed = contents.pdf(contents.html(kind, activity, language, **content), language, tighter=tighter)
    activity = activities.one(id, user=me())
    services.note(kind, activity, by=me())
    db.session.commit()
    return _pdf(printed, kind, activity, language)


def _mission(id: int, kind: str) -> Activity:
    """The mission for a paper of a kind; NotVisible where missions of its direction have none."""
    activity = activities.one(id, user=me())
    if kind not in rules.kinds_for(activity.direction):
        raise NotVisible
    return activity


def _content(kind: str, activity: Activity, language: str, company: int | None) -> dict[str, Any]:
    delegates = queries.delegates(activity, language)
    hindrance = rules.hindrance(kind, delegates=len(delegates), is_planned=queries.is_planned(activity))
    if hindrance is not None:
        raise Refused(hindrance)
    if kind == rules.PROGRAMME:
        told = contents.programme(activity, language, company, user=me())
        if not told["programmes"]:
            raise Refused(Text("Nobody of the delegation represents a company."))
        return told
    if kind == rules.CALL:
        return {
            "call": queries.call(activity, language, user=me()),
            "address": url_for("applications.enter", _external=True),
        }
    return {"delegates": delegates, "filled": None, "details": None}


@bp.get("/missions/<int:id>/call")
@requires(Permission.DOCUMENTS_PRINT)
def call(id: int) -> Response:
    """What the call says, to be read before it is printed."""
    activity = _mission(id, rules.CALL)
    form = PaperForm(formdata=None, data={"language": reader_language()})
    return _call("call_shown", activity, form)


@bp.route("/missions/<int:id>/call/edit", methods=["GET", "POST"])
@requires(Permission.MISSIONS_WRITE)
def edit_call(id: int) -> ResponseReturnValue:
    activity = _mission(id, rules.CALL)
    form = CallForm.editing(activity)
    if form.validate_on_submit():
        with attempt(form, activity):
            keep_rates(form, by=me())
            activities_services.write_call(activity, form.written(), by=me())
            return saved(url_for(".call", id=id), _("Call for participants saved."))
    return _call("call_form", activities.one(id, user=me()), form)


def _call(template: str, activity: Activity, form: BaseForm) -> Response:
    return page(
        f"handouts/{template}.html", activity=activity, call=queries.call(activity, reader_language(), user=me()),
        form=form, office=offices.current(), off=fonts.unavailable(),
    )  # fmt: skip


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
