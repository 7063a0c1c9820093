"""The parts of a product: its photo, its prices, its certificates."""

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.core.permissions import Permission
from crm.files import services as files
from crm.files.forms import sent_file, sent_picture
from crm.places.forms import keep_rates
from crm.products import queries, services
from crm.products.forms import CertificateForm, PhotoForm, PriceForm
from crm.products.models import Certificate, ProductPhoto, ProductPrice
from crm.products.views.blueprint import bp
from crm.web.access import me, requires
from crm.web.again import after_saving
from crm.web.forms import ActionForm, BaseForm
from crm.web.instance import instance_folder
from crm.web.locale import language
from crm.web.pages import attempt, jpeg, page, saved

#: {word in the address: what is taken out and put back under it}
_MODELS: dict[str, type[ProductPhoto | ProductPrice | Certificate]] = {
    "photos": ProductPhoto,
    "prices": ProductPrice,
    "certificates": Certificate,
}


def _back(product_id: int) -> str:
    return url_for(".record", id=product_id)


def _page(template: str, product_id: int, form: BaseForm, row: object = None) -> Response:
    line = queries.line(queries.one(product_id, user=me()), language())
    return page(
        f"products/{template}.html", line=line, product=line.product, action_form=ActionForm, form=form, row=row
    )


@bp.get("/photos/<int:id>")
@requires(Permission.PRODUCTS_READ)
def photo(id: int) -> Response:
    """The picture, or with `?small` its thumbnail: written by ourselves."""
    found = queries.part(ProductPhoto, id, user=me())
    file_id = found.thumbnail_id if "small" in request.args else found.file_id
    return jpeg(files.path_of(file_id, instance_folder()).read_bytes(), name=f"product-{found.product_id}.jpg")


@bp.route("/<int:id>/photo", methods=["GET", "POST"])
@requires(Permission.PRODUCTS_WRITE)
def edit_photo(id: int) -> ResponseReturnValue:
    product, form = queries.one(id, user=me()), PhotoForm()
    if form.validate_on_submit():
        with attempt(form):
            services.keep_photo(product, sent_picture(form.picture), instance=instance_folder(), by=me())
            return saved(_back(id), _("Photo saved."))
    return _page("photo", id, form=form)


@bp.route("/<int:id>/prices/new", methods=["GET", "POST"])
@requires(Permission.PRODUCTS_WRITE)
def new_price(id: int) -> ResponseReturnValue:
    product, form = queries.one(id, user=me()), PriceForm()
    if form.validate_on_submit():
        with attempt(form):
            keep_rates(form, by=me())
            services.write_price(ProductPrice(product_id=product.id), form.input(), by=me())
            return saved(after_saving(_back(id)), _("Saved."))
    return _page("price", id, form=form)


@bp.route("/prices/<int:id>/edit", methods=["GET", "POST"])
@requires(Permission.PRODUCTS_WRITE)
def edit_price(id: int) -> ResponseReturnValue:
    row = queries.part(ProductPrice, id, user=me())
    form = PriceForm.editing(row)
    if form.validate_on_submit():
        with attempt(form, row):
            keep_rates(form, by=me())
            services.write_price(row, form.input(), by=me())
            return saved(_back(row.product_id), _("Saved."))
    row = queries.part(ProductPrice, id, user=me())
    return _page("price", row.product_id, form=form, row=row)


@bp.route("/<int:id>/certificates/new", methods=["GET", "POST"])
@requires(Permission.PRODUCTS_WRITE)
def new_certificate(id: int) -> ResponseReturnValue:
    product, form = queries.one(id, user=me()), CertificateForm()
    if form.validate_on_submit():
        with attempt(form):
            row = Certificate(product_id=product.id)
            services.write_certificate(row, form.input(), copy=sent_file(form.copy), by=me())
            return saved(after_saving(_back(id)), _("Saved."))
    return _page("certificate", id, form=form)


@bp.route("/certificates/<int:id>/edit", methods=["GET", "POST"])
@requires(Permission.PRODUCTS_WRITE)
def edit_certificate(id: int) -> ResponseReturnValue:
    row = queries.part(Certificate, id, user=me())
    form = CertificateForm.editing(row)
    if form.validate_on_submit():
        with attempt(form, row):
            services.write_certificate(row, form.input(), copy=sent_file(form.copy), by=me())
            return saved(_back(row.product_id), _("Saved."))
    row = queries.part(Certificate, id, user=me())
    return _page("certificate", row.product_id, form=form, row=row)


@bp.post("/<any(photos, prices, certificates):kind>/<int:id>/remove")
@requires(Permission.PRODUCTS_WRITE)
def remove_part(kind: str, id: int) -> ResponseReturnValue:
    row = queries.part(_MODELS[kind], id, user=me())
    services.remove_part(row, by=me())
    return saved(_back(row.product_id), _("Removed."), undo=url_for(".restore_part", kind=kind, id=id))


@bp.post("/<any(photos, prices, certificates):kind>/<int:id>/restore")
@requires(Permission.PRODUCTS_WRITE)
def restore_part(kind: str, id: int) -> ResponseReturnValue:
    row = queries.part(_MODELS[kind], id, user=me(), archived=True)
    services.restore_part(row, by=me())
    return saved(_back(row.product_id), _("Restored."))
