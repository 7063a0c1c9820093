"""The public page of a product, for whoever scans the code on its label; and how the office opens and withdraws it."""

from typing import Final

from flask import Response, current_app, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.charts import qr
from crm.config import Settings
from crm.core import here
from crm.core.categories import PRODUCT_CATEGORIES
from crm.core.languages import ENDONYMS, LANGUAGE_LABELS, LOCALES
from crm.core.permissions import Permission
from crm.documents.forms import WordsForm
from crm.files import services as files
from crm.places import queries as places
from crm.products import queries as products
from crm.products import rules as product_rules
from crm.products import services as goods
from crm.products.models import Product
from crm.showrooms import queries
from crm.showrooms.views.blueprint import bp
from crm.web.access import me, public, requires
from crm.web.forms import ActionForm, translate
from crm.web.instance import instance_folder
from crm.web.locale import language, of_browser, speak
from crm.web.pages import attempt, jpeg, page, saved
from crm.wordings import queries as wordings

#: Any cache may keep it and asks each time whether it still stands: what is withdrawn is gone at once.
_FOR_ALL: Final = "public, no-cache"


def address_of(product: Product) -> str:
    """Where the public page of a product is, at the address of the office, else at this one."""
    return printed_address(product) or url_for("showrooms.goods_page", key=product.public_key, _external=True)


def has_address() -> bool:
    """Whether the office has a public address: without one a code on paper would lead nowhere."""
    settings: Settings = current_app.extensions["settings"]
    return bool(settings.public_url)


def printed_address(product: Product) -> str:
    """Where the public page of a product is for whoever scans a label; "" without a public address."""
    settings: Settings = current_app.extensions["settings"]
    return product_rules.public_address(settings.public_url, product.public_key) if settings.public_url else ""


# ------------------------------------------------------------------ for anybody


@bp.get("/goods/<key>")
@public
def goods_page(key: str) -> ResponseReturnValue:
    """The same for everybody: the address or the browser names the language, no session is asked or made."""
    asked = request.args.get("lang", "")
    speak(asked if asked in LOCALES else of_browser())
    product = products.by_key(key)
    if product is None or not product.is_public:
        return _for_all(
            page("showrooms/no_goods.html", status=404 if product is None else 410, gone=product is not None)
        )
    photo = url_for(".goods_photo", key=key, v=product.photo.id) if product.photo is not None else ""
    return _for_all(_shown(product, photo, is_preview=False))


@bp.get("/goods/<key>/photo.jpg")
@public
def goods_photo(key: str) -> Response:
    product = products.by_key(key)
    if product is not None and not product.is_public:
        return _for_all(Response("", 410))
    if product is None or product.photo is None:
        return _for_all(Response("", 404))  # an error page would begin a session
    content = files.picture(product.photo.file_id, instance_folder())
    return _for_all(jpeg(content, name="product.jpg") if content is not None else Response("", 404))


def _shown(product: Product, photo: str, *, is_preview: bool) -> Response:
    spoken = language()
    return page(
        "showrooms/goods.html", line=products.line(product, spoken), product=product, photo=photo,
        office_han=here.han_language(), endonyms=ENDONYMS, words=queries.texts(product, spoken), is_preview=is_preview,
        shown_at=queries.shown_at(product.id, spoken), categories=PRODUCT_CATEGORIES, product_rules=product_rules,
        takes=[] if is_preview else queries.takes_inquiries(product.id, spoken),
        origin=places.display_name(product.origin_place, spoken) if product.origin_place is not None else None,
    )  # fmt: skip


def _for_all(answer: Response) -> Response:
    answer.headers["Cache-Control"] = _FOR_ALL
    answer.headers["X-Robots-Tag"] = "noindex"
    answer.vary.add("Accept-Language")
    answer.add_etag()
    answer.make_conditional(request)
    return answer


# ------------------------------------------------------------------ for the office


@bp.get("/panels/goods/<int:id>")
@requires(Permission.PRODUCTS_READ)
def goods_panel(id: int) -> Response:
    product = products.one(id, user=me())
    link = address_of(product) if product.published else ""
    return page(
        "showrooms/goods_panel.html", block="panel", product=product, link=link,
        drawn=qr.svg(link, _("QR code of the public page")) if link else "", untold=queries.untold(product),
        shown=queries.shown_at(id, language()), bars=queries.bars_where_shown(id),
        without_material=queries.without_material(product), languages_of=LANGUAGE_LABELS, leads_here=not has_address(),
        action_form=ActionForm, product_rules=product_rules,
    )  # fmt: skip


@bp.get("/products/<int:id>/preview")
@requires(Permission.PRODUCTS_READ)
def goods_preview(id: int) -> Response:
    """What the public page says, or would say, before anybody else reads it."""
    product, asked = products.one(id, user=me()), request.args.get("lang", "")
    if asked in LOCALES:
        speak(asked)
    photo = url_for("products.photo", id=product.photo.id) if product.photo is not None else ""
    return _shown(product, photo, is_preview=True)


@bp.post("/products/<int:id>/publish")
@requires(Permission.PRODUCTS_WRITE)
def publish(id: int) -> ResponseReturnValue:
    goods.publish(products.one(id, user=me()), by=me())
    for told in queries.bars_where_shown(id):
        flash(translate(told), "warn")
    there = url_for("products.record", id=id)
    return saved(there, _("The product has a public page now. Print its labels: they carry the code."))


@bp.post("/products/<int:id>/withdraw")
@requires(Permission.PRODUCTS_WRITE)
def withdraw(id: int) -> ResponseReturnValue:
    goods.withdraw(products.one(id, user=me()), by=me())
    there = url_for("products.record", id=id)
    return saved(there, _("The public page is withdrawn."), undo=url_for(".publish", id=id))


@bp.route("/products/<int:id>/words", methods=["GET", "POST"])
@requires(Permission.PRODUCTS_WRITE)
def goods_words(id: int) -> ResponseReturnValue:
    """What the texts of a product say in the language of the address."""
    product, asked = products.one(id, user=me()), request.args.get("language", "")
    spoken = asked if asked in LOCALES else language()
    texts = queries.texts(product, spoken)
    form = WordsForm.of(texts, wordings.of_texts([*map(wordings.digest_of, texts.used)], spoken))
    if form.validate_on_submit():
        with attempt(form):
            told = _("Saved.") if form.keep(by=me()) else _("Nothing changed.")
            return saved(url_for("products.record", id=id), told)
    line = products.line(products.one(id, user=me()), language())
    return page("showrooms/goods_words.html", form=form, line=line, spoken=spoken, languages_of=LANGUAGE_LABELS)
