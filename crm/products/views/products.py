"""The list of products, one product, its form, and the panel on its maker's page."""

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.audit import services as audit
from crm.contacts.kind import ORGANISATION
from crm.core.errors import NotVisible
from crm.core.permissions import Permission
from crm.fields.forms import with_own_fields, write_own
from crm.places import queries as places
from crm.products import queries, rules, services
from crm.products.forms import PRODUCTS_LIST, ProductForm
from crm.products.views.blueprint import bp
from crm.web import listings
from crm.web.access import me, requires
from crm.web.guards import row_id
from crm.web.locale import language
from crm.web.pages import attempt, page, saved
from crm.wordings import queries as wordings


@bp.get("/")
@requires(Permission.PRODUCTS_READ)
def index() -> ResponseReturnValue:
    return listings.show(PRODUCTS_LIST, "products/index.html")


@bp.get("/<int:id>")
@requires(Permission.PRODUCTS_READ)
def record(id: int) -> Response:
    product = queries.one(id, user=me())
    origin = places.display_name(product.origin_place, language()) if product.origin_place else None
    line = queries.line(product, language())
    words = wordings.in_language(language(), [product.materials, product.sizes, product.care, product.story])
    return page("products/record.html", line=line, product=product, origin=origin, words=words)


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.PRODUCTS_WRITE)
def new() -> ResponseReturnValue:
    form = with_own_fields(ProductForm, "products")(data={"maker_id": request.args.get("maker_id", type=row_id)})
    if form.validate_on_submit():
        with attempt(form):
            made = services.make(form.input(), by=me())
            write_own(form, made.id, by=me())
            return saved(url_for(".record", id=made.id), _("Saved."))
    return page("products/form.html", form=form, product=None)


@bp.route("/<int:id>/edit", methods=["GET", "POST"])
@requires(Permission.PRODUCTS_WRITE)
def edit(id: int) -> ResponseReturnValue:
    product = queries.one(id, user=me())
    form = with_own_fields(ProductForm, "products").editing(product)
    if form.validate_on_submit():
        with attempt(form, product):
            services.change(product, form.input(), by=me())
            write_own(form, id, by=me())
            return saved(url_for(".record", id=id), _("Saved."))
    return page("products/form.html", form=form, product=product)


@bp.post("/<int:id>/archive")
@requires(Permission.PRODUCTS_WRITE)
def archive(id: int) -> ResponseReturnValue:
    services.archive(queries.one(id, user=me()), by=me())
    return saved(url_for(".index"), _("Product archived."), undo=url_for(".restore", id=id))


@bp.post("/<int:id>/restore")
@requires(Permission.PRODUCTS_WRITE)
def restore(id: int) -> ResponseReturnValue:
    audit.restore(queries.one(id, user=me(), archived=True), rules.RESTORED, by=me())
    return saved(url_for(".record", id=id), _("Product restored."))


@bp.get("/panels/access/<int:id>")
@requires(Permission.ACCESS_READ)
def access_panel(id: int) -> Response:
    """Which countries let the product in, of those that have rules on record."""
    entries = queries.access_by_country(queries.one(id, user=me()))
    return page("products/access.html", block="panel", entries=entries, product_id=id)


@bp.get("/panels/organisations/<int:id>")
@requires(Permission.PRODUCTS_READ)
def organisation_panel(id: int) -> Response:
    if not ORGANISATION.is_visible(id, me()):
        raise NotVisible
    lines = queries.of_maker(id, user=me(), language=language())
    return page("products/panel.html", block="panel", lines=lines, organisation_id=id)
