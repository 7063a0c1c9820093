"""Exchange rates: the table, one more, one less."""

from datetime import date

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.core.paging import cursor_of
from crm.core.permissions import Permission
from crm.places import queries, services
from crm.places.forms import RateForm
from crm.places.views.blueprint import bp
from crm.web.access import me, requires
from crm.web.forms import ActionForm
from crm.web.pages import attempt, page, saved


@bp.get("/rates")
@requires(Permission.PLACES_READ)
def rates() -> Response:
    result = queries.rates(cursor=cursor_of(request.args))
    return page("places/rates.html", result=result, form=RateForm(), action_form=ActionForm)


@bp.route("/rates/new", methods=["GET", "POST"])
@requires(Permission.PLACES_WRITE)
def new_rate() -> ResponseReturnValue:
    asked = {"base": request.args.get("base"), "day": request.args.get("day", type=date.fromisoformat)}
    form = RateForm(data={name: value for name, value in asked.items() if value})
    if form.validate_on_submit():
        with attempt(form):
            services.add_rate(**form.values(), by=me())
            return saved(url_for(".rates"), _("Exchange rate saved."))
    return page("places/rate.html", form=form)


@bp.post("/rates/<int:id>/remove")
@requires(Permission.PLACES_WRITE)
def remove_rate(id: int) -> ResponseReturnValue:
    services.remove_rate(queries.fx_rate(id), by=me())
    return saved(url_for(".rates"), _("Exchange rate removed."))
