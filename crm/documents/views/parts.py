"""The parts of a report, each written in place; its earlier texts; drafting it again."""

from flask import Response, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.core.permissions import Permission
from crm.documents import contents
from crm.documents.forms import SectionForm
from crm.documents.views.blueprint import bp
from crm.reports import queries, services
from crm.reports.models import ReportSection
from crm.web.access import me, requires
from crm.web.forms import ActionForm
from crm.web.pages import attempt, page, saved, saved_in_place


@bp.route("/reports/<int:id>/parts/<part>", methods=["GET", "POST"])
@requires(Permission.REPORTS_WRITE)
def report_part(id: int, part: str) -> ResponseReturnValue:
    report = queries.one(id, user=me())
    section = queries.section(report, part)
    form = SectionForm.editing(section)
    if form.validate_on_submit():
        with attempt(form, section):
            services.write(section, **form.values(), by=me())
            return saved_in_place(
                "documents/reports/_part.html", back=url_for(".report", id=id, _anchor=part), message=_("Saved."),
                report=report, section=section, edit=True, action_form=ActionForm(),
                changed=contents.standing(report, user=me()).changed,
            )  # fmt: skip
    report = queries.one(id, user=me())
    return page(
        "documents/reports/part.html", block="part", form=form, report=report, section=queries.section(report, part),
        action_form=ActionForm(),
    )  # fmt: skip


@bp.get("/reports/<int:id>/parts/<part>/shown")
@requires(Permission.DOCUMENTS_READ)
def report_part_shown(id: int, part: str) -> Response:
    report = queries.one(id, user=me())
    return page(
        "documents/reports/shown.html", block="part", report=report, section=queries.section(report, part),
        action_form=ActionForm(), changed=contents.standing(report, user=me()).changed,
    )  # fmt: skip


@bp.get("/reports/<int:id>/parts/<part>/texts")
@requires(Permission.DOCUMENTS_READ)
def report_texts(id: int, part: str) -> Response:
    report = queries.one(id, user=me())
    return page("documents/reports/texts.html", report=report, section=queries.section(report, part))


@bp.post("/reports/<int:id>/parts/<part>/draft")
@requires(Permission.REPORTS_WRITE)
def report_redraft(id: int, part: str) -> ResponseReturnValue:
    report = queries.one(id, user=me())
    section = queries.section(report, part)
    _draft_again(section, contents.redrafted(report, user=me())[part])
    return saved(url_for(".report", id=id, _anchor=part), _("Drafted again; the earlier text is kept."))


def _draft_again(section: ReportSection, text: str) -> None:
    services.write(
        section, text=text, public_text=section.public_text, withheld=section.withheld, by=me(), drafted=True
    )


@bp.post("/reports/<int:id>/draft")
@requires(Permission.REPORTS_WRITE)
def report_redraft_all(id: int) -> ResponseReturnValue:
    """Draft every chapter again that nobody touched and that says something else by now."""
    report = queries.one(id, user=me())
    texts = contents.redrafted(report, user=me())
    for row in report.sections:
        if row.drafted and row.text.strip() != texts[row.part].strip():
            _draft_again(queries.section(report, row.part), texts[row.part])
    return saved(url_for(".report", id=id), _("Drafted again; the earlier text is kept."))


@bp.post("/reports/<int:id>/parts/<part>/read/<int:version>")
@requires(Permission.REPORTS_WRITE)
def report_read(id: int, part: str, version: int) -> ResponseReturnValue:
    """Tick a drafted chapter as read, as it stood at `version`."""
    report = queries.one(id, user=me())
    services.tick_read(queries.section(report, part), version=version, by=me())
    return saved(url_for(".report", id=id, _anchor=part), _("Ticked as read."))
