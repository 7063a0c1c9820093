"""Mission reports as records: begun from what was logged, read, printed, handed out as DOCX."""

import io

from flask import Response, abort, make_response, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.activities import queries as activities
from crm.activities.models import Activity
from crm.audit.services import action
from crm.core import here
from crm.core.database import db
from crm.core.permissions import Permission
from crm.documents import contents, rules, services
from crm.documents import queries as documents
from crm.documents.forms import BeginForm, HeadForm
from crm.documents.rules import PrintWish
from crm.documents.views.blueprint import bp
from crm.reports import queries
from crm.reports import rules as report_rules
from crm.reports import services as writing
from crm.reports.models import MissionReport
from crm.web.access import me, requires
from crm.web.forms import ActionForm
from crm.web.locale import language
from crm.web.pages import attempt, page, saved

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@bp.get("/missions/<int:id>/reports")
@requires(Permission.DOCUMENTS_READ)
def reports(id: int) -> Response:
    activity = activities.one(id, user=me())
    return page(
        "documents/reports/index.html", activity=activity, reports=queries.of_activity(id, user=me()),
        due=queries.due(id, user=me()), today=here.today(),
    )  # fmt: skip


@bp.route("/missions/<int:id>/reports/new", methods=["GET", "POST"])
@requires(Permission.REPORTS_WRITE)
def begin(id: int) -> ResponseReturnValue:
    activity = activities.one(id, user=me())
    kind = request.args.get("kind", report_rules.FULL)
    last = queries.latest(id, language(), user=me(), form=kind)
    told = (last.addressee, last.reporter) if last else ("", _reporter(activity, kind))
    form = BeginForm.of(
        activity.direction, activity.type, kind=kind, language=language(), addressee=told[0], reporter=told[1],
        order_number=last.order_number if last else "",
    )  # fmt: skip
    if form.validate_on_submit():
        with attempt(form):
            texts, stage = contents.begun(id, form.language.data, form.kind.data, user=me())
            made = writing.open_report(
                activities.one(id, user=me()), language=form.language.data, texts=texts, by=me(), stage=stage,
                form=form.kind.data, addressee=form.addressee.data or "", reporter=form.reporter.data or "",
                order_number=str(form.values().get("order_number") or ""),
            )  # fmt: skip
            return saved(url_for(".report", id=made.id), _("The report has been drafted from what was logged."))
    return page("documents/reports/begin.html", form=form, activity=activities.one(id, user=me()))


def _reporter(activity: Activity, kind: str) -> str:
    """Who signed the approved one in another language, else who leads or coordinates."""
    model = queries.approved_in_another(activity.id, language(), kind)
    if model is not None and model.reporter:
        return documents.reporter_in(activity, model.reporter, language())
    return documents.reporter(activity, language())


@bp.get("/reports/<int:id>")
@requires(Permission.DOCUMENTS_READ)
def report(id: int) -> Response:
    found = queries.one(id, user=me())
    standing = contents.standing(found, user=me())
    advised = contents.advised(found, user=me(), content=standing.content) if found.status != "approved" else None
    shown = [talk.meeting.id for talk in standing.content.talks if talk.photos] if found.status != "approved" else []
    before = [*standing.lacks, *advised] if advised is not None else []
    return page(
        "documents/reports/record.html", report=found, turn=queries.turn(found), action_form=ActionForm(),
        audiences=rules.audiences(rules.REPORT), activity=found.activity, lacking=before, changed=standing.changed,
        declared=standing.content.declares_trip, unphotographed=documents.unphotographed(shown),
        since_approval=documents.changed_since_approval(found), since_labels=rules.SINCE_APPROVAL,
    )  # fmt: skip


@bp.route("/reports/<int:id>/head", methods=["GET", "POST"])
@requires(Permission.REPORTS_WRITE)
def report_head(id: int) -> ResponseReturnValue:
    found = queries.one(id, user=me())
    form = HeadForm.editing(found)
    if form.validate_on_submit():
        with attempt(form, found):
            writing.head(found, **form.values(), by=me())
            return saved(url_for(".report", id=id), _("Saved."))
    return page("documents/reports/head.html", form=form, report=queries.one(id, user=me()))


def _wish(report: MissionReport, audience: str) -> PrintWish:
    """What is printed of a report for some readers; an unknown audience is no page."""
    if audience not in rules.audiences(rules.REPORT):
        abort(404)
    return rules.wish(
        report.activity_id, kind=rules.REPORT, language=report.language, audience=audience, report_id=report.id
    )


@bp.get("/reports/<int:id>/preview/<audience>")
@requires(Permission.DOCUMENTS_READ)
def report_preview(id: int, audience: str) -> Response:
    content = contents.told(_wish(queries.one(id, user=me()), audience), user=me())
    sheets = [url_for("static", filename=f"css/{sheet}.css") for sheet in contents.PREVIEW_SHEETS]
    return make_response(contents.bare_html(content, contents.imprint(content), sheets=sheets))


@bp.post("/reports/<int:id>/print/<audience>")
@requires(Permission.DOCUMENTS_PRINT)
def report_print(id: int, audience: str) -> ResponseReturnValue:
    made = services.request(_wish(queries.one(id, user=me()), audience), by=me())
    return saved(url_for(".record", id=made.id), _("Printing has started."))


@bp.post("/reports/<int:id>/word/<audience>")
@requires(Permission.DOCUMENTS_PRINT)
def report_word(id: int, audience: str) -> Response:
    found = queries.one(id, user=me())
    with action(rules.EXPORTED, by=me(), record=found):
        made = contents.as_word(contents.told(_wish(found, audience), user=me()))
    db.session.commit()
    name = f"{found.number}-{audience}.docx"
    return send_file(io.BytesIO(made), mimetype=WORD, as_attachment=True, download_name=name, max_age=0)
