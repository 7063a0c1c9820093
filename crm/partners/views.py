"""Sales routes of partners: the list, one route with what makes it count, its form, the panel on an organisation."""

from typing import Any

from flask import Blueprint, Response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.audit import services as audit
from crm.contacts import queries as contacts
from crm.contacts.kind import ORGANISATION
from crm.core import here
from crm.core.categories import PRODUCT_CATEGORIES
from crm.core.errors import NotVisible
from crm.core.permissions import Permission
from crm.partners import charts, queries, rules, services
from crm.partners.forms import ASSESSMENTS_LIST, ROUTES_LIST, AssessmentForm, RouteForm, reminder
from crm.places import queries as places
from crm.web import listings
from crm.web.access import me, requires
from crm.web.guards import row_id
from crm.web.locale import language
from crm.web.pages import attempt, page, saved

bp = Blueprint("partners", __name__, url_prefix="/partners")


@bp.context_processor
def frame() -> dict[str, Any]:
    """What the templates of this capability share."""
    today = here.today()
    return {
        "rules": rules,
        "categories": PRODUCT_CATEGORIES,
        "gaps": lambda route: queries.gaps(route, today),
        "here_today": today,
    }


@bp.get("/")
@requires(Permission.PARTNERS_READ)
def index() -> ResponseReturnValue:
    return listings.show(ROUTES_LIST, "partners/index.html")


@bp.get("/<int:id>")
@requires(Permission.PARTNERS_READ)
def record(id: int) -> Response:
    route = queries.one(id, user=me())
    return page("partners/record.html", route=route)


@bp.get("/reach/<int:id>")
@requires(Permission.PARTNERS_READ)
def reach(id: int) -> Response:
    """What the routes of one organisation reach: a map, and its table."""
    owner = contacts.organisation(id, user=me())
    found = queries.reach(id, user=me(), on=here.today())
    at = owner.place_id
    home = places.by_ids([at]).get(at) if at is not None else None
    drawn = [each for each in found if each.is_drawn][: charts.MOST_DRAWN]
    return page(
        "partners/reach.html", owner=owner, name=contacts.own_name(owner), home=home, drawn=drawn,
        apart=[each for each in found if each not in drawn], maps=charts.reach(drawn, home, language()),
    )  # fmt: skip


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.PARTNERS_WRITE)
def new() -> ResponseReturnValue:
    form = RouteForm(data={"organisation_id": request.args.get("organisation_id", type=row_id)})
    if form.validate_on_submit():
        with attempt(form):
            made = services.record(form.input(), by=me())
            return saved(url_for(".record", id=made.id), _("Saved."))
    return page("partners/form.html", block="form", form=form, route=None)


@bp.route("/<int:id>/edit", methods=["GET", "POST"])
@requires(Permission.PARTNERS_WRITE)
def edit(id: int) -> ResponseReturnValue:
    route = queries.one(id, user=me())
    form = RouteForm.editing(route)
    if form.validate_on_submit():
        with attempt(form, route):
            services.change(route, form.input(), by=me())
            return saved(url_for(".record", id=id), _("Saved."))
    return page("partners/form.html", block="form", form=form, route=route)


@bp.post("/<int:id>/archive")
@requires(Permission.PARTNERS_WRITE)
def archive(id: int) -> ResponseReturnValue:
    audit.archive(queries.one(id, user=me()), rules.ARCHIVED, by=me())
    return saved(url_for(".index"), _("Sales route archived."), undo=url_for(".restore", id=id))


@bp.post("/<int:id>/restore")
@requires(Permission.PARTNERS_WRITE)
def restore(id: int) -> ResponseReturnValue:
    audit.restore(queries.one(id, user=me(), archived=True), rules.RESTORED, by=me())
    return saved(url_for(".record", id=id), _("Restored."))


@bp.get("/panels/organisation/<int:id>")
@requires(Permission.PARTNERS_READ)
def organisation_panel(id: int) -> Response:
    if not ORGANISATION.is_visible(id, me()):
        raise NotVisible
    routes, assessed = queries.of_organisation(id, user=me()), queries.assessments_of(id, user=me())
    return page("partners/panel.html", block="panel", routes=routes, assessed=assessed, organisation_id=id)


# ------------------------------------------------------------------ assessments


@bp.get("/assessments")
@requires(Permission.PARTNERS_READ)
def assessments() -> ResponseReturnValue:
    return listings.show(ASSESSMENTS_LIST, "partners/assessments.html")


@bp.get("/assessments/<int:id>")
@requires(Permission.PARTNERS_READ)
def assessment(id: int) -> Response:
    row = queries.assessment(id, user=me())
    of_it = queries.assessments_of(row.organisation_id, user=me())
    return page("partners/assessment.html", row=row, others=[each for each in of_it if each.id != id])


@bp.route("/assessments/new", methods=["GET", "POST"])
@requires(Permission.PARTNERS_WRITE)
def new_assessment() -> ResponseReturnValue:
    asked = request.args.get("organisation_id", type=row_id)
    form = AssessmentForm(data={"organisation_id": asked, "assessed_on": here.today(), "assessor_id": me().id})
    if form.validate_on_submit():
        with attempt(form):
            made = services.assess(form.input(), text=reminder(form.organisation_id.data), by=me())
            return saved(url_for(".assessment", id=made.id), _("Saved."))
    return page("partners/assessment_form.html", form=form, row=None)


@bp.route("/assessments/<int:id>/edit", methods=["GET", "POST"])
@requires(Permission.PARTNERS_WRITE)
def edit_assessment(id: int) -> ResponseReturnValue:
    row = queries.assessment(id, user=me())
    form = AssessmentForm.editing(row)
    if form.validate_on_submit():
        with attempt(form, row):
            services.change_assessment(row, form.input(), text=reminder(form.organisation_id.data), by=me())
            return saved(url_for(".assessment", id=id), _("Saved."))
    return page("partners/assessment_form.html", form=form, row=queries.assessment(id, user=me()))


@bp.post("/assessments/<int:id>/archive")
@requires(Permission.PARTNERS_WRITE)
def archive_assessment(id: int) -> ResponseReturnValue:
    row = queries.assessment(id, user=me())
    services.archive_assessment(row, by=me())
    there, undo = url_for(".assessments"), url_for(".restore_assessment", id=id)
    return saved(there, _("Assessment archived."), undo=undo)


@bp.post("/assessments/<int:id>/restore")
@requires(Permission.PARTNERS_WRITE)
def restore_assessment(id: int) -> ResponseReturnValue:
    row = queries.assessment(id, user=me(), archived=True)
    services.restore_assessment(row, text=reminder(row.organisation_id), by=me())
    return saved(url_for(".assessment", id=id), _("Restored."))
