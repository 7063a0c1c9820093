"""The report to whoever subsidised an activity (実績報告書): a page to print, and the same as a workbook."""

from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask import Response, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from crm.activities import contents, queries, rules, services
from crm.activities.contents import SubsidyReport
from crm.activities.forms import HandInForm
from crm.activities.models import Activity
from crm.activities.views.blueprint import bp
from crm.core import here
from crm.core.database import db
from crm.core.days import report_date
from crm.core.permissions import Permission
from crm.files import services as files
from crm.files.contents import paper
from crm.files.rules import safe_name
from crm.initiatives.queries import title
from crm.office import queries as offices
from crm.tables import write_book
from crm.web.access import me, requires
from crm.web.filters import unbroken
from crm.web.forms import ActionForm, translate
from crm.web.instance import instance_folder
from crm.web.locale import language
from crm.web.pages import attempt, page, saved

#: How the paper calls the picture at its head.
PICTURE = "letterhead.jpg"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _source(sent: MultiDict[str, str]) -> str:
    """The funding source asked for; the prefecture's when it is none that we know."""
    code = sent.get("source", "")
    return code if code in rules.FUNDING_SOURCES else rules.SUBSIDIES[0]


@bp.get("/<int:id>/subsidy")
@requires(Permission.BUDGETS_READ)
def subsidy(id: int) -> Response:
    return _subsidy(queries.one(id, user=me()), _source(request.args))


def _subsidy(activity: Activity, source: str, form: HandInForm | None = None) -> Response:
    report = contents.subsidy_report(activity, source, language())
    return page(
        "activities/subsidy.html", form=form or HandInForm.of(report), is_sent=form is not None,
        action_form=ActionForm, **_told(report),
    )  # fmt: skip


def _told(report: SubsidyReport) -> dict[str, Any]:
    return {
        "activity": report.activity, "source": report.source, "report": report,
        "thousands": request.args.get("unit") == "thousands",
        "formal_date": lambda day: unbroken(report_date(language(), day)),
    }  # fmt: skip


@bp.get("/<int:id>/subsidy.pdf")
@requires(Permission.BUDGETS_READ)
def subsidy_paper(id: int) -> Response:
    activity, source = queries.one(id, user=me()), _source(request.args)
    report = contents.subsidy_report(activity, source, language())
    head = files.picture(offices.current().letterhead_id, instance_folder())
    html = render_template(
        "activities/subsidy_paper.html", letterhead=PICTURE if head else "", office=offices.current(),
        **_told(report),
    )  # fmt: skip
    return paper(html, f"{title(activity.names, language())} {report.heading}", assets={PICTURE: head} if head else {})


@bp.post("/<int:id>/subsidy/hand-in")
@requires(Permission.MISSIONS_WRITE, Permission.BUDGETS_READ)
def hand_in(id: int) -> ResponseReturnValue:
    activity, source = queries.one(id, user=me()), _source(request.form)
    kept = queries.subsidy_paper(id, source)
    form = HandInForm(row=kept)
    if form.validate_on_submit():
        with attempt(form, kept):
            report = contents.subsidy_report(activity, source, language())
            services.hand_in(
                activity, source, dated_on=form.dated_on.data or here.today(), addressee=form.addressee.data or "",
                number=form.number.data or "", foreign=len(report.foreign), reason=form.sent_reason.data or "",
                by=me(),
            )  # fmt: skip
            return saved(url_for(".subsidy", id=id, source=source), _("Saved."))
    return _subsidy(queries.one(id, user=me()), source, form)


@bp.post("/<int:id>/subsidy")
@requires(Permission.LISTS_EXPORT, Permission.BUDGETS_READ)
def subsidy_file(id: int) -> ResponseReturnValue:
    activity, source = queries.one(id, user=me()), _source(request.form)
    services.record_export(activity, by=me())
    db.session.commit()
    name = safe_name(f"{title(activity.names, language())} {translate(rules.FUNDING_SOURCES[source])}.xlsx")
    report = contents.subsidy_report(activity, source, language())
    with TemporaryDirectory() as folder:
        path = Path(folder) / "subsidy.xlsx"
        write_book(path, contents.subsidy_sheets(report, report_date(language(), report.dated_on)))
        made = BytesIO(path.read_bytes())
    return send_file(made, mimetype=XLSX, as_attachment=True, download_name=name, max_age=0)
