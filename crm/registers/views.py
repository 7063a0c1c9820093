"""The registers of data protection: requests, breaches with their reports, assessments."""

from typing import Any

from flask import Blueprint, Response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.audit import services as audit
from crm.contacts import queries as contacts
from crm.core.permissions import Permission
from crm.privacy import queries as privacy
from crm.privacy.rules import REGIMES, WAYS, regime_of
from crm.registers import contents, queries, rules, services
from crm.registers.forms import (
    BREACHES_LIST,
    PRIVACY_LIST,
    REQUESTS_LIST,
    BreachForm,
    BreachReportForm,
    OpenAgainForm,
    PrivacyForm,
    RequestAnswerForm,
    RequestForm,
)
from crm.web import listings
from crm.web.access import me, requires
from crm.web.guards import row_id
from crm.web.pages import attempt, page, saved

bp = Blueprint("registers", __name__, url_prefix="/registers")
READ, WRITE = Permission.REGISTERS_READ, Permission.REGISTERS_WRITE


@bp.context_processor
def frame() -> dict[str, Any]:
    """What every template of the capability needs."""
    return {
        "rules": rules, "regimes": REGIMES, "ways": WAYS, "late": queries.is_late, "report_late": queries.report_late,
    }  # fmt: skip


# ------------------------------------------------------------------ requests


@bp.get("/requests")
@requires(READ)
def requests() -> ResponseReturnValue:
    return listings.show(REQUESTS_LIST, "registers/requests.html")


@bp.get("/requests/<int:id>")
@requires(READ)
def request_record(id: int) -> Response:
    return page("registers/request.html", row=queries.request(id, user=me()))


@bp.route("/requests/new", methods=["GET", "POST"])
@requires(WRITE)
def new_request() -> ResponseReturnValue:
    person = request.args.get("person_id", type=row_id)
    country = privacy.country_of(contacts.person(person, user=me())) if person is not None else ""
    form = RequestForm(data={"person_id": person, "owner_id": me().id, "regime": regime_of(country) if country else ""})
    if form.validate_on_submit():
        with attempt(form):
            said = form.input()
            made = services.note_request(said, words=contents.request_words(said.asked), by=me())
            return saved(url_for(".request_record", id=made.id), _("Saved."))
    return page("registers/request_form.html", form=form, row=None)


@bp.route("/requests/<int:id>/edit", methods=["GET", "POST"])
@requires(WRITE)
def edit_request(id: int) -> ResponseReturnValue:
    row = queries.request(id, user=me())
    form = RequestForm.editing(row)
    if form.validate_on_submit():
        with attempt(form, row):
            said = form.input()
            services.change_request(row, said, words=contents.request_words(said.asked), by=me())
            return saved(url_for(".request_record", id=id), _("Saved."))
    return page("registers/request_form.html", form=form, row=row)


@bp.route("/requests/<int:id>/answer", methods=["GET", "POST"])
@requires(WRITE)
def answer(id: int) -> ResponseReturnValue:
    row = queries.request(id, user=me())
    form = RequestAnswerForm.editing(row)
    if form.validate_on_submit():
        with attempt(form, row):
            services.answer(row, form.input(), by=me())
            return saved(url_for(".request_record", id=id), _("Saved."))
    return page("registers/answer.html", form=form, row=row)


@bp.route("/requests/<int:id>/reopen", methods=["GET", "POST"])
@requires(WRITE)
def reopen_request(id: int) -> ResponseReturnValue:
    row = queries.request(id, user=me())
    form = OpenAgainForm.editing(row)
    if form.validate_on_submit():
        with attempt(form, row):
            services.reopen_request(row, reason=form.reason.data or "", by=me())
            return saved(url_for(".request_record", id=id), _("The request is open again."))
    return page("registers/reopen.html", form=form, row=row)


@bp.post("/requests/<int:id>/archive")
@requires(WRITE)
def archive_request(id: int) -> ResponseReturnValue:
    services.archive_request(queries.request(id, user=me()), by=me())
    return saved(url_for(".requests"), _("Archived."), undo=url_for(".restore_request", id=id))


@bp.post("/requests/<int:id>/restore")
@requires(WRITE)
def restore_request(id: int) -> ResponseReturnValue:
    services.restore_request(queries.request(id, user=me(), archived=True), by=me())
    return saved(url_for(".request_record", id=id), _("Restored."))


# ------------------------------------------------------------------ breaches


@bp.get("/breaches")
@requires(READ)
def breaches() -> ResponseReturnValue:
    return listings.show(BREACHES_LIST, "registers/breaches.html")


@bp.get("/breaches/<int:id>")
@requires(READ)
def breach(id: int) -> Response:
    return page("registers/breach.html", row=queries.breach(id, user=me()))


@bp.route("/breaches/new", methods=["GET", "POST"])
@requires(WRITE)
def new_breach() -> ResponseReturnValue:
    form = BreachForm(data={"owner_id": me().id})
    if form.validate_on_submit():
        with attempt(form):
            made = services.note_breach(form.input(), words=contents.report_words, by=me())
            return saved(url_for(".breach", id=made.id), _("Saved."))
    return page("registers/breach_form.html", form=form, row=None)


@bp.route("/breaches/<int:id>/edit", methods=["GET", "POST"])
@requires(WRITE)
def edit_breach(id: int) -> ResponseReturnValue:
    row = queries.breach(id, user=me())
    form = BreachForm.editing(row)
    if form.validate_on_submit():
        with attempt(form, row):
            services.change_breach(row, form.input(), words=contents.report_words, by=me())
            return saved(url_for(".breach", id=id), _("Saved."))
    return page("registers/breach_form.html", form=form, row=row)


@bp.route("/breaches/reports/<int:id>", methods=["GET", "POST"])
@requires(WRITE)
def step(id: int) -> ResponseReturnValue:
    """A report was sent, or is not needed."""
    row = queries.step(id, user=me())
    form = BreachReportForm.editing(row)
    if form.validate_on_submit():
        with attempt(form, row):
            services.settle(row, form.input(), by=me())
            return saved(url_for(".breach", id=row.breach_id), _("Saved."))
    return page("registers/step.html", form=form, row=row)


@bp.post("/breaches/<int:id>/archive")
@requires(WRITE)
def archive_breach(id: int) -> ResponseReturnValue:
    services.archive_breach(queries.breach(id, user=me()), by=me())
    return saved(url_for(".breaches"), _("Archived."), undo=url_for(".restore_breach", id=id))


@bp.post("/breaches/<int:id>/restore")
@requires(WRITE)
def restore_breach(id: int) -> ResponseReturnValue:
    services.restore_breach(queries.breach(id, user=me(), archived=True), by=me())
    return saved(url_for(".breach", id=id), _("Restored."))


# ------------------------------------------------------------------ assessments


@bp.get("/assessments")
@requires(READ)
def assessments() -> ResponseReturnValue:
    return listings.show(PRIVACY_LIST, "registers/assessments.html")


@bp.get("/assessments/<int:id>")
@requires(READ)
def assessment(id: int) -> Response:
    return page("registers/assessment.html", row=queries.assessment(id, user=me()))


@bp.route("/assessments/new", methods=["GET", "POST"])
@requires(WRITE)
def new_assessment() -> ResponseReturnValue:
    form = PrivacyForm(data={"assessor_id": me().id})
    if form.validate_on_submit():
        with attempt(form):
            made = services.note_assessment(form.input(), by=me())
            return saved(url_for(".assessment", id=made.id), _("Saved."))
    return page("registers/assessment_form.html", form=form, row=None)


@bp.route("/assessments/<int:id>/edit", methods=["GET", "POST"])
@requires(WRITE)
def edit_assessment(id: int) -> ResponseReturnValue:
    row = queries.assessment(id, user=me())
    form = PrivacyForm.editing(row)
    if form.validate_on_submit():
        with attempt(form, row):
            services.change_assessment(row, form.input(), by=me())
            return saved(url_for(".assessment", id=id), _("Saved."))
    return page("registers/assessment_form.html", form=form, row=row)


@bp.post("/assessments/<int:id>/archive")
@requires(WRITE)
def archive_assessment(id: int) -> ResponseReturnValue:
    audit.archive(queries.assessment(id, user=me()), rules.ASSESSMENT_ARCHIVED, by=me())
    return saved(url_for(".assessments"), _("Archived."), undo=url_for(".restore_assessment", id=id))


@bp.post("/assessments/<int:id>/restore")
@requires(WRITE)
def restore_assessment(id: int) -> ResponseReturnValue:
    audit.restore(queries.assessment(id, user=me(), archived=True), rules.ASSESSMENT_RESTORED, by=me())
    return saved(url_for(".assessment", id=id), _("Restored."))
