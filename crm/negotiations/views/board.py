"""The board and the list: the same conditions, two ways to look at them."""

from flask import Response, request

from crm.core import clock
from crm.negotiations import queries
from crm.negotiations.forms import CaseFilters
from crm.negotiations.views.blueprint import READ, board_context, bp, filter_choices
from crm.places import queries as places
from crm.web.access import me, requires
from crm.web.pages import page


@bp.get("/")
@requires(READ)
def index() -> Response:
    return page("negotiations/board.html", **board_context(CaseFilters(request.args)))


@bp.get("/list")
@requires(READ)
def listing() -> Response:
    filters, today = CaseFilters(request.args), clock.today(places.HOME_ZONE)
    result = queries.negotiations(
        filters.values(), user=me(), as_of=today, sort=filters.sort, cursor=request.args.get("cursor")
    )
    standings = queries.standings(result.rows, today)
    return page("negotiations/list.html", filters=filters, result=result, standings=standings, choices=filter_choices())
