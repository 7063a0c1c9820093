"""The way of a report through its approvers: naming them, handing it on, deciding."""

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.core import here
from crm.core.permissions import Permission
from crm.core.texts import Text
from crm.documents import contents
from crm.documents.forms import DecisionForm, PaperForm, chain_form
from crm.documents.views.blueprint import bp
from crm.files.forms import sent_file
from crm.reports import queries, services
from crm.reports.models import MissionReport
from crm.web.access import me, requires
from crm.web.forms import ActionForm
from crm.web.pages import attempt, page, saved


@bp.route("/reports/<int:id>/approvers", methods=["GET", "POST"])
@requires(Permission.REPORTS_WRITE)
def report_chain(id: int) -> ResponseReturnValue:
    report = queries.one(id, user=me())
    form = chain_form(report, queries.chain())
    if form.validate_on_submit():
        with attempt(form, report):
            services.name_chain(report, form.approvers(), by=me())
            return saved(url_for(".report", id=id), _("Saved."))
    return page("documents/reports/chain.html", form=form, report=queries.one(id, user=me()))


@bp.route("/reports/<int:id>/submit", methods=["GET", "POST"])
@requires(Permission.REPORTS_WRITE)
def report_submit(id: int) -> ResponseReturnValue:
    report = queries.one(id, user=me())
    form = DecisionForm(row=report)
    if form.validate_on_submit():
        with attempt(form, report):
            services.submit(report, comment=form.comment.data or "", lacking=_lacking(report), by=me())
            return saved(url_for(".report", id=id), _("Report submitted."))
    report = queries.one(id, user=me())
    standing = contents.standing(report, user=me())
    lacking = [*standing.lacks, *contents.advised(report, user=me(), content=standing.content)]
    return page("documents/reports/submit.html", form=form, report=report, lacking=lacking, action_form=ActionForm())


def _lacking(report: MissionReport) -> list[Text]:
    return [lack.text for lack in contents.lacking(report, user=me())]


def _objections(report: MissionReport, *, approve: bool) -> services.Objections:
    """What is asked of an approval; returning a report asks for none of it."""
    return contents.objections(report, user=me()) if approve else services.Objections()


@bp.post("/reports/<int:id>/take-back")
@requires(Permission.REPORTS_WRITE)
def report_take_back(id: int) -> ResponseReturnValue:
    services.take_back(queries.one(id, user=me()), by=me())
    return saved(url_for(".report", id=id), _("Report withdrawn."))


@bp.route("/reports/<int:id>/decide", methods=["GET", "POST"])
@requires(Permission.DOCUMENTS_READ)
def report_decide(id: int) -> ResponseReturnValue:
    report = queries.one(id, user=me())
    form = DecisionForm(row=report)
    if form.validate_on_submit():
        with attempt(form, report):
            approve = request.form.get("decision") == "approve"
            services.decide(
                report, approve=approve, comment=form.comment.data or "", by=me(),
                freeze=lambda: contents.frozen(report, user=me()), objections=_objections(report, approve=approve),
            )  # fmt: skip
            return saved(url_for(".report", id=id), _("Approved.") if approve else _("Report returned."))
    found = queries.one(id, user=me())
    return _decision("decide", form, found)


@bp.route("/reports/<int:id>/paper", methods=["GET", "POST"])
@requires(Permission.REPORTS_WRITE)
def report_paper(id: int) -> ResponseReturnValue:
    """What the one whose turn it is decided on paper: a chair has no account."""
    report = queries.one(id, user=me())
    form = PaperForm(row=report, data={"decided_on": here.today()})
    if form.validate_on_submit():
        with attempt(form, report):
            approve = request.form.get("decision") == "approve"
            services.decide_on_paper(
                report, approve=approve, decided_on=form.decided_on.data or here.today(),
                comment=form.comment.data or "", by=me(),
                scan=sent_file(form.scan),
                freeze=lambda: contents.frozen(report, user=me()), objections=_objections(report, approve=approve),
            )  # fmt: skip
            return saved(url_for(".report", id=id), _("Entered."))
    found = queries.one(id, user=me())
    return _decision("paper", form, found)


def _decision(name: str, form: DecisionForm | PaperForm, report: MissionReport) -> Response:
    """The page on which one decides, with what an approval is asked a word for."""
    turn = queries.turn(report)
    advised = contents.advised(report, user=me()) if turn is not None else ()
    return page(f"documents/reports/{name}.html", form=form, report=report, turn=turn, user=me(), advised=advised)
