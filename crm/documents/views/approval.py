"""The way of a report through its approvers: naming them, handing it on, deciding."""

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.core.permissions import Permission
from crm.documents import contents
from crm.documents.forms import DecisionForm, chain_form
from crm.documents.views.blueprint import bp
from crm.reports import queries, services
from crm.web.access import me, requires
from crm.web.pages import attempt, page, saved


@bp.route("/reports/<int:id>/approvers", methods=["GET", "POST"])
@requires(Permission.REPORTS_WRITE)
def report_chain(id: int) -> ResponseReturnValue:
    report = queries.one(id, user=me())
    form = chain_form(report)
    if form.validate_on_submit():
        with attempt(form, report):
            services.name_chain(report, form.values(), by=me())
            return saved(url_for(".report", id=id), _("Saved."))
    return page("documents/reports/chain.html", form=form, report=queries.one(id, user=me()))


@bp.route("/reports/<int:id>/submit", methods=["GET", "POST"])
@requires(Permission.REPORTS_WRITE)
def report_submit(id: int) -> ResponseReturnValue:
    report = queries.one(id, user=me())
    form = DecisionForm(row=report)
    if form.validate_on_submit():
        with attempt(form, report):
            services.submit(report, comment=form.comment.data or "", by=me())
            return saved(url_for(".report", id=id), _("The report is submitted."))
    return page("documents/reports/submit.html", form=form, report=queries.one(id, user=me()))


@bp.post("/reports/<int:id>/take-back")
@requires(Permission.REPORTS_WRITE)
def report_take_back(id: int) -> ResponseReturnValue:
    services.take_back(queries.one(id, user=me()), by=me())
    return saved(url_for(".report", id=id), _("The report is taken back."))


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
                freeze=lambda: contents.frozen(report, user=me()),
            )  # fmt: skip
            return saved(url_for(".report", id=id), _("Approved.") if approve else _("The report is returned."))
    found = queries.one(id, user=me())
    return page("documents/reports/decide.html", form=form, report=found, turn=queries.turn(found), user=me())
