"""The board and the list: the same conditions, two ways to look at them."""

from flask import Response
from flask.typing import ResponseReturnValue

from crm.negotiations.forms import NEGOTIATIONS_LIST
from crm.negotiations.views.blueprint import READ, board_context, bp
from crm.web import listings
from crm.web.access import requires
from crm.web.pages import page


@bp.get("/")
@requires(READ)
def index() -> Response:
    return page("negotiations/board.html", **board_context())


@bp.get("/list")
@requires(READ)
def listing() -> ResponseReturnValue:
    return listings.show(NEGOTIATIONS_LIST, "negotiations/list.html")
