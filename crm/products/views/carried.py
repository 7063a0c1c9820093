"""What an activity carries: the panel on its page, and the page on which it is chosen."""

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.activities import queries as activities
from crm.core.permissions import Permission
from crm.initiatives.queries import title
from crm.products import queries, services
from crm.products.forms import carry_form
from crm.products.views.blueprint import bp
from crm.web.access import me, requires
from crm.web.locale import language
from crm.web.pages import attempt, page, saved


@bp.get("/panels/activities/<int:id>")
@requires(Permission.PRODUCTS_READ)
def activity_panel(id: int) -> Response:
    lines = [queries.line(product, language()) for product in queries.carried(id, user=me())]
    return page("products/carried_panel.html", block="panel", lines=lines, activity_id=id)


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
