"""The papers for the guests' visas: what they lack, and the papers as PDF or Word."""

from io import BytesIO

from flask import Blueprint, Response, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.core.database import db, reading
from crm.core.errors import Refused
from crm.core.languages import LANGUAGE_LABELS
from crm.core.permissions import Permission
from crm.core.texts import Text
from crm.initiatives.queries import title
from crm.pdf.render import RenderFailed
from crm.travel import rules as travel_rules
from crm.visas import contents, queries, rules, services
from crm.visas.contents import VisaSheet
from crm.visas.forms import PapersForm
from crm.visas.queries import Papers
from crm.web.access import can, me, requires
from crm.web.pages import attempt, page, saved

bp = Blueprint("visas", __name__, url_prefix="/visas")


@bp.get("/missions/<int:id>")
@requires(Permission.TRAVEL_READ)
def mission(id: int) -> Response:
    """What is missing, and the papers to print. No detail itself stands here."""
    papers = queries.papers(id, user=me())
    return _page(papers, PapersForm.of(papers, queries.words(id)))


@bp.post("/missions/<int:id>/save")
@requires(Permission.TRAVEL_WRITE)
def save(id: int) -> ResponseReturnValue:
    papers, kept = queries.papers(id, user=me()), queries.words(id)
    form = PapersForm.of(papers, kept)
    if form.validate_on_submit():
        with attempt(form, kept):
            services.keep(papers.activity, kept, form.words(), by=me())
            return saved(url_for(".mission", id=id), _("Saved."))
    return _page(papers, form)


def _page(papers: Papers, form: PapersForm) -> Response:
    return page("visas/mission.html", papers=papers, form=form, rules=rules, travel_rules=travel_rules,
                activity=papers.activity, sharing=services.sharing(papers) if papers.applicants else None,
                language_labels=LANGUAGE_LABELS)  # fmt: skip


@bp.post("/missions/<int:id>/<any(reasons, guarantee, stay, list):kind>.<any(pdf, docx):ending>")
@requires(Permission.TRAVEL_READ)
def paper(id: int, kind: str, ending: str) -> ResponseReturnValue:
    with reading():
        papers = queries.papers(id, user=me())
        form = PapersForm.of(papers, queries.words(id))
        if not form.validate():
            return _page(papers, form)
        if kind == rules.REASONS and not form.words()["purpose"].strip():
            form.refuse(_("Fill in this field."), "purpose")
            return _page(papers, form)
        if form.input().dated_on > papers.activity.end_on:
            form.refuse(_("The papers are written before the stay, not after it."), "dated_on")
            return _page(papers, form)
        if not papers.applicants:
            raise Refused(Text("Nobody in the delegation needs a visa."))
        services.check_leaving(papers)
        sheet = contents.sheet(kind, papers, form.input())
        made, heading = _made(sheet, papers, ending), title(papers.activity.names, rules.LANGUAGE)
    papers = queries.papers(id, user=me())
    kept = queries.words(id)
    if can(Permission.TRAVEL_WRITE) and (kept is None or not form.is_stale(kept) or kept.updated_by_id == me().id):
        services.keep(papers.activity, kept, form.words(), by=me())
    name = contents.file_name(sheet, heading, ending)
    services.printed(papers, consulate=form.input().consulate, file=(name, made), by=me())
    db.session.commit()
    return send_file(BytesIO(made), mimetype=rules.FORMATS[ending], download_name=name, as_attachment=ending == "docx")


def _made(sheet: VisaSheet, papers: Papers, ending: str) -> bytes:
    if ending == "docx":
        return contents.docx(sheet, papers.office.name(rules.LANGUAGE))
    try:
        return contents.pdf(sheet)
    except RenderFailed as failed:
        raise Refused(failed.reason) from failed
