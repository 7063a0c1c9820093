"""The board and the list: the same conditions, two ways to look at them."""

from flask import Response, request
from flask.typing import ResponseReturnValue

from crm.negotiations.forms import NEGOTIATIONS_LIST, CaseFilters
from crm.negotiations.views.blueprint import READ, board_context, bp
from crm.web import lists
from crm.web.access import requires
from crm.web.pages import page


@bp.get("/")
@requires(READ)
def index() -> Response:
    return page("negotiations/board.html", **board_context(CaseFilters(request.args)))


@bp.get("/list")
@requires(READ)
def listing() -> ResponseReturnValue:
    return lists.show(NEGOTIATIONS_LIST, "negotiations/list.html", filters=CaseFilters(request.args))
