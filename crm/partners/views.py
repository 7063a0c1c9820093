"""Sales routes of partners: the list, one route with what makes it count, its form, the panel on an organisation."""

from typing import Any

from flask import Blueprint, Response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.audit import services as audit
from crm.contacts.kind import ORGANISATION
from crm.core import here
from crm.core.categories import PRODUCT_CATEGORIES
from crm.core.errors import NotVisible
from crm.core.permissions import Permission
from crm.partners import queries, rules, services
from crm.partners.forms import ROUTES_LIST, RouteForm
from crm.web import listings
from crm.web.access import me, requires
from crm.web.guards import row_id
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


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.PARTNERS_WRITE)
def new() -> ResponseReturnValue:
    form = RouteForm(data={"organisation_id": request.args.get("organisation_id", type=row_id)})
    if form.is_sent():
        with attempt(form):
            made = services.record(form.input(), by=me())
            return saved(url_for(".record", id=made.id), _("Saved."))
    return page("partners/form.html", block="form", form=form, route=None)


@bp.route("/<int:id>/edit", methods=["GET", "POST"])
@requires(Permission.PARTNERS_WRITE)
def edit(id: int) -> ResponseReturnValue:
    route = queries.one(id, user=me())
    form = RouteForm.editing(route)
    if form.is_sent():
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
    routes = queries.of_organisation(id, user=me())
    return page("partners/panel.html", block="panel", routes=routes, organisation_id=id)
