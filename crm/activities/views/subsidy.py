"""The report to whoever subsidised an activity (実績報告書): a page to print, and the same as a workbook."""

from functools import partial
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Response, request, send_file
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from crm.activities import contents, queries, rules, services
from crm.activities.views.blueprint import bp
from crm.core import here
from crm.core.database import db
from crm.core.days import report_date
from crm.core.permissions import Permission
from crm.files.rules import safe_name
from crm.initiatives.queries import title
from crm.tables import write_book
from crm.web.access import me, requires
from crm.web.forms import ActionForm, translate
from crm.web.locale import language
from crm.web.pages import page

#: Longest addressee.
ADDRESSEE = 120
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _source(sent: MultiDict[str, str]) -> str:
    """The funding source asked for; the prefecture's when it is none that we know."""
    code = sent.get("source", "")
    return code if code in rules.FUNDING_SOURCES else rules.SUBSIDIES[0]


def _addressee(sent: MultiDict[str, str]) -> str:
    """To whom it goes, as typed: it stands on this paper alone."""
    return sent.get("to", "").strip()[:ADDRESSEE]


@bp.get("/<int:id>/subsidy")
@requires(Permission.MISSIONS_READ)
def subsidy(id: int) -> Response:
    activity, source = queries.one(id, user=me()), _source(request.args)
    return page(
        "activities/subsidy.html", activity=activity, source=source,
        report=contents.subsidy_report(activity, source, language(), _addressee(request.args)),
        thousands=request.args.get("unit") == "thousands", action_form=ActionForm,
        formal_date=partial(report_date, language()),
    )  # fmt: skip


@bp.post("/<int:id>/subsidy")
@requires(Permission.LISTS_EXPORT)
def subsidy_file(id: int) -> ResponseReturnValue:
    activity, source = queries.one(id, user=me()), _source(request.form)
    services.record_export(activity, by=me())
    db.session.commit()
    name = safe_name(f"{title(activity.names, language())} {translate(rules.FUNDING_SOURCES[source])}.xlsx")
    report = contents.subsidy_report(activity, source, language(), _addressee(request.form))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "subsidy.xlsx"
        write_book(path, contents.subsidy_sheets(report, report_date(language(), here.today())))
        made = BytesIO(path.read_bytes())
    return send_file(made, mimetype=XLSX, as_attachment=True, download_name=name, max_age=0)
