"""Single sheets from the page of a meeting, a lead or an activity: one page of PDF at once, in four languages."""

import io

from flask import Response, abort, request, send_file
from flask_babel import force_locale, gettext

from crm.activities import queries as activities
from crm.audit.services import action
from crm.core.database import Base, db
from crm.core.errors import Refused
from crm.core.languages import LOCALES
from crm.core.permissions import Permission
from crm.documents import contents, rules
from crm.documents.contents import LeadSheet
from crm.documents.views.blueprint import bp
from crm.leads import queries as leads
from crm.meetings import queries as meetings
from crm.pdf.render import RenderFailed
from crm.web.access import me, requires
from crm.web.forms import ActionForm
from crm.web.pages import page


@bp.post("/sheets/talk/<int:id>")
@requires(Permission.DOCUMENTS_PRINT)
def talk_pdf(id: int) -> Response:
    sheet = contents.talk_sheet(id, _language(), user=me())
    return _given(contents.sheet_html(sheet), sheet.meeting, sheet.language, rules.SHEETS["talk"], sheet.number)


@bp.post("/sheets/lead/<int:id>")
@requires(Permission.DOCUMENTS_PRINT)
def lead_pdf(id: int) -> Response:
    sheet = contents.lead_sheet(id, _language(), user=me())
    row = leads.one(id, user=me())
    return _given(contents.sheet_html(sheet), row, sheet.language, rules.SHEETS["lead"], sheet.number)


@bp.post("/sheets/blank/<int:id>")
@requires(Permission.DOCUMENTS_PRINT)
def blank_pdf(id: int) -> Response:
    activity = activities.one(id, user=me())
    sheet = LeadSheet(_language(), activity, None)
    return _given(contents.sheet_html(sheet), activity, sheet.language, rules.SHEETS["lead"], "")


def _language() -> str:
    """The language asked for; an unknown one is no sheet."""
    wanted = request.form.get("language", "")
    if wanted not in rules.LANGUAGES:
        abort(404)
    return wanted


def _given(html: str, row: Base, language: str, label: str, number: str) -> Response:
    """Log who printed what, end the transaction, then set the page: that takes a moment, and nobody waits for it."""
    with action(rules.PRINTED, by=me(), record=row):
        pass
    db.session.commit()
    try:
        made = contents.sheet_pdf(html, language)
    except RenderFailed as failed:
        raise Refused(failed.text) from None
    with force_locale(LOCALES[language]):
        name = f"{gettext(label)} {number}".strip()
    return send_file(io.BytesIO(made), "application/pdf", as_attachment=True, download_name=f"{name}.pdf", max_age=0)


@bp.get("/panels/meeting/<int:id>")
@requires(Permission.DOCUMENTS_READ)
def meeting_panel(id: int) -> Response:
    return _panel("talk", "documents.talk_pdf", meetings.one(id, user=me()).id)


@bp.get("/panels/lead/<int:id>")
@requires(Permission.DOCUMENTS_READ)
def lead_panel(id: int) -> Response:
    return _panel("lead", "documents.lead_pdf", leads.one(id, user=me()).id)


def _panel(kind: str, endpoint: str, id: int) -> Response:
    return page(
        "documents/sheets/panel.html", block="panel", kind=kind, endpoint=endpoint, id=id, action_form=ActionForm()
    )
