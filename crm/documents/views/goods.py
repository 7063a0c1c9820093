"""The sheet of a product as PDF in four languages, and what it lacks, on the product's page."""

from flask import Response, abort, request
from flask_babel import gettext as _

from crm.core.database import reading
from crm.core.permissions import Permission
from crm.documents import contents, rules
from crm.documents.contents.pictures import assets
from crm.documents.views.blueprint import bp
from crm.files.contents import paper
from crm.products import queries as products
from crm.web.access import me, requires
from crm.web.locale import language, speak
from crm.web.pages import page


@bp.get("/products/<int:id>/sheet.pdf")
@requires(Permission.DOCUMENTS_PRINT)
def product_pdf(id: int) -> Response:
    """The sheet in the language that the address names."""
    if (chosen := request.args.get("lang", language())) not in rules.LANGUAGES:
        abort(404)
    speak(chosen)
    with reading():
        sheet = contents.product_sheet(id, chosen, user=me())
        html = contents.product_html(sheet)
        name = products.name_for(sheet.product, chosen).text
    title = rules.SHEETS["product"]
    return paper(html, f"{_(title)} {name}", assets=assets(html))


@bp.get("/panels/product/<int:id>")
@requires(Permission.DOCUMENTS_READ)
def product_panel(id: int) -> Response:
    product = products.one(id, user=me())
    barred = contents.product_sheet(id, language(), user=me()).barred
    return page(
        "documents/sheets/goods_panel.html", block="panel", product=product, barred=barred,
        lacking=contents.product_lacking(product),
    )  # fmt: skip
