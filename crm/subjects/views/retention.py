"""How long records are kept, what is over its term, and deleting it."""

from typing import Any

from flask import Response, abort, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from crm.core.errors import NotVisible
from crm.core.permissions import Permission
from crm.files import services as files
from crm.office import queries as offices
from crm.office import services as office
from crm.office.rules import TERMS
from crm.subjects import services
from crm.subjects.forms import DeleteForm, TermsForm
from crm.subjects.queries import overdue, retained
from crm.subjects.rules import YEARS_KEPT, YEARS_TOLD, retention
from crm.subjects.views.blueprint import bp
from crm.web.access import me, requires
from crm.web.instance import instance_folder
from crm.web.pages import attempt, page, saved


@bp.get("/terms")
@requires(Permission.SUBJECTS_WRITE)
def terms() -> Response:
    """What of each kind is over its term, and what was deleted so far."""
    found = [overdue.due(code, user=me()) for code in TERMS]
    return page(
        "subjects/terms.html", found=found, runs=retained(), years_kept=YEARS_KEPT, years_told=YEARS_TOLD, **_words(),
    )  # fmt: skip


def _words() -> dict[str, Any]:
    return {"terms": TERMS, "retention": retention, "term_of": offices.term}


@bp.route("/terms/edit", methods=["GET", "POST"])
@requires(Permission.SUBJECTS_WRITE)
def edit_terms() -> ResponseReturnValue:
    row = offices.record()
    if row is None:
        raise NotVisible
    form = TermsForm(data={code: offices.term(code) for code in TERMS}, row=row)
    if form.validate_on_submit():
        with attempt(form, row):
            office.keep_terms(row, form.terms(), by=me())
            return saved(url_for(".terms"), _("Saved."))
    return page("subjects/terms_form.html", form=form, **_words())


@bp.route("/terms/<code>", methods=["GET", "POST"])
@requires(Permission.SUBJECTS_WRITE)
def due(code: str) -> ResponseReturnValue:
    """The list of what is over its term; where somebody decides about it, its deletion."""
    if code not in TERMS:
        abort(404)
    form = DeleteForm()
    if form.validate_on_submit():
        with attempt(form):
            run, gone = services.delete_due(code, expected=form.expected.data or "", by=me())
            told = ngettext("%(num)d record was deleted.", "%(num)d records were deleted.", run.number)
            answer = saved(url_for(".terms"), str(told))
            files.unlink(gone, instance_folder())
            return answer
    found = overdue.due(code, user=me())
    form.expected.data, form.looked.data = found.digest, False
    return page("subjects/due.html", form=form, found=found, code=code, **_words())
