"""The list of products, one product, its form, the panels, and what an activity carries."""

from flask import Blueprint, Response, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.activities import queries as activities
from crm.contacts import queries as contacts
from crm.core.categories import PRICE_TIERS, PRODUCT_CATEGORIES
from crm.core.errors import NotVisible
from crm.core.permissions import Permission
from crm.initiatives.queries import title
from crm.places import queries as places
from crm.products import queries, rules, services
from crm.products.forms import PRODUCTS_LIST, ProductForm, carry_form
from crm.web import lists
from crm.web.access import me, requires
from crm.web.forms import ActionForm
from crm.web.guards import row_id
from crm.web.locale import language
from crm.web.pages import attempt, page, saved

bp = Blueprint("products", __name__, url_prefix="/products")


@bp.context_processor
def tables() -> dict[str, object]:
    """What every template of the capability needs."""
    return {"rules": rules, "categories": PRODUCT_CATEGORIES, "tiers": PRICE_TIERS}


@bp.get("/")
@requires(Permission.PRODUCTS_READ)
def index() -> ResponseReturnValue:
    return lists.show(PRODUCTS_LIST, "products/index.html")


@bp.get("/<int:id>")
@requires(Permission.PRODUCTS_READ)
def record(id: int) -> Response:
    product = queries.one(id, user=me())
    origin = places.display_name(product.origin_place, language()) if product.origin_place else None
    line = queries.line(product, language())
    return page("products/record.html", line=line, product=product, origin=origin, action_form=ActionForm)


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.PRODUCTS_WRITE)
def new() -> ResponseReturnValue:
    form = ProductForm(data={"maker_id": request.args.get("maker_id", type=row_id)})
    if form.validate_on_submit():
        with attempt(form):
            made = services.make(form.written(), by=me())
            return saved(url_for(".record", id=made.id), _("Saved."))
    return page("products/form.html", form=form, product=None)


@bp.route("/<int:id>/edit", methods=["GET", "POST"])
@requires(Permission.PRODUCTS_WRITE)
def edit(id: int) -> ResponseReturnValue:
    product = queries.one(id, user=me())
    form = ProductForm.editing(product)
    if form.validate_on_submit():
        with attempt(form, product):
            services.change(product, form.written(), by=me())
            return saved(url_for(".record", id=id), _("Saved."))
    return page("products/form.html", form=form, product=product)


@bp.post("/<int:id>/archive")
@requires(Permission.PRODUCTS_WRITE)
def archive(id: int) -> ResponseReturnValue:
    services.archive(queries.one(id, user=me()), by=me())
    answer = saved(url_for(".index"))
    flash(_("Product archived."), "undo:" + url_for(".restore", id=id))
    return answer


@bp.post("/<int:id>/restore")
@requires(Permission.PRODUCTS_WRITE)
def restore(id: int) -> ResponseReturnValue:
    services.restore(queries.one(id, user=me(), archived=True), by=me())
    return saved(url_for(".record", id=id), _("Product restored."))


@bp.get("/panels/organisations/<int:id>")
@requires(Permission.PRODUCTS_READ)
def organisation_panel(id: int) -> Response:
    if not contacts.organisation_is_visible(id, me()):
        raise NotVisible
    lines = queries.of_maker(id, user=me(), language=language())
    return page("products/panel.html", block="panel", lines=lines, organisation_id=id)


@bp.get("/panels/activities/<int:id>")
@requires(Permission.PRODUCTS_READ)
def activity_panel(id: int) -> Response:
    lines = [queries.line(product, language()) for product in queries.carried(id, user=me())]
    return page("products/carried_panel.html", block="panel", lines=lines, activity_id=id)


# ------------------------------------------------------------------ carried by an activity


@bp.route("/missions/<int:id>", methods=["GET", "POST"])
@requires(Permission.MISSIONS_WRITE)
def carried(id: int) -> ResponseReturnValue:
    activity = activities.one(id, user=me())
    form = carry_form(activity)
    if form.validate_on_submit():
        with attempt(form, activity):
            services.carry(activity, form["product_id"].data, by=me())
            return saved(url_for(".carried", id=id), _("Saved."))
    lines = [queries.line(product, language()) for product in queries.carried(id, user=me())]
    heading = title(activity.names, language())
    return page("products/carried.html", form=form, activity_id=id, heading=heading, lines=lines)


@bp.post("/missions/<int:id>/<int:product_id>/move")
@requires(Permission.MISSIONS_WRITE)
def move(id: int, product_id: int) -> ResponseReturnValue:
    activity = activities.one(id, user=me())
    services.move(activity, product_id, down=request.form.get("to") == "down", by=me())
    return saved(url_for(".carried", id=id))


@bp.post("/missions/<int:id>/<int:product_id>/leave")
@requires(Permission.MISSIONS_WRITE)
def leave(id: int, product_id: int) -> ResponseReturnValue:
    services.leave(activities.one(id, user=me()), product_id, by=me())
    return saved(url_for(".carried", id=id), _("The product is taken out."))
