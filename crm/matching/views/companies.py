"""One company at the table: when it talks, what it wishes, that it cancels, and who fills the gap."""

from flask import Response, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.core.permissions import Permission
from crm.matching import queries, rules, services
from crm.matching.forms import GRID_WIDTH, CompanyForm, WishesForm, asked_number
from crm.matching.models import MatchingCompany
from crm.matching.queries import MatchingBoard
from crm.matching.rules import Offer
from crm.matching.views.blueprint import bp, of_company, tab
from crm.web.access import me, requires
from crm.web.forms import ActionForm
from crm.web.pages import attempt, page, saved

#: How many talks are offered in the place of those that were called off.
MOST_OFFERS = 12


@bp.get("/<int:id>/companies")
@requires(Permission.MATCHING_READ)
def companies(id: int) -> Response:
    return tab("matching/companies.html", queries.board(id, user=me()), "companies")


@bp.get("/companies/<int:id>")
@requires(Permission.MATCHING_READ)
def company(id: int) -> Response:
    board, row = of_company(id)
    return tab(
        "matching/company.html", board, "companies", company=row, talks=board.of_company(id),
        offers=_offers(board, row), action_form=ActionForm,
    )  # fmt: skip


def _offers(board: MatchingBoard, row: MatchingCompany) -> list[Offer]:
    """Talks that could be added for a company; when it cancelled, for those it leaves alone in the rounds it freed."""
    if row.cancelled_at is None:
        return rules.offers(board.problem, board.standing, companies=[row.id])[:MOST_OFFERS]
    partners = {entry["partner"] for entry in row.freed}
    freed = {entry["slot"] for entry in row.freed}
    return rules.offers(board.problem, board.standing, rounds=freed, companies=partners)[:MOST_OFFERS]


@bp.route("/companies/<int:id>/edit", methods=["GET", "POST"])
@requires(Permission.MATCHING_WRITE)
def edit_company(id: int) -> ResponseReturnValue:
    board, row = of_company(id)
    form = CompanyForm.of(board, row)
    if form.validate_on_submit():
        with attempt(form, row):
            services.change_company(board, row, form.presence(), by=me())
            return saved(url_for(".company", id=id), _("Saved."))
    again, row = of_company(id)
    return page("matching/company_form.html", form=form, board=again, company=row)


@bp.post("/companies/<int:id>/cancel")
@requires(Permission.MATCHING_WRITE)
def cancel_company(id: int) -> ResponseReturnValue:
    board, row = of_company(id)
    services.withdraw(board, row, by=me())
    return saved(
        url_for(".company", id=id), _("The company is marked as cancelled. Its free rounds can be offered to others.")
    )


@bp.post("/companies/<int:id>/return")
@requires(Permission.MATCHING_WRITE)
def return_company(id: int) -> ResponseReturnValue:
    board, row = of_company(id)
    services.come_back(board, row, by=me())
    return saved(url_for(".company", id=id), _("The company takes part again."))


@bp.post("/companies/<int:id>/remove")
@requires(Permission.MATCHING_WRITE)
def remove_company(id: int) -> ResponseReturnValue:
    board, row = of_company(id)
    services.remove_company(board, row, by=me())
    return saved(url_for(".setup", id=board.session.id), _("Company removed from the list."))


@bp.get("/<int:id>/wishes")
@requires(Permission.MATCHING_READ)
def wishes(id: int) -> ResponseReturnValue:
    return _wishes(queries.board(id, user=me()), asked_number("from"))


@bp.post("/<int:id>/wishes/save")
@requires(Permission.MATCHING_WRITE)
def write_wishes(id: int) -> ResponseReturnValue:
    board, start = queries.board(id, user=me()), asked_number("from")
    form = WishesForm(board, board.side(rules.MAKER, cancelled=False)[start : start + GRID_WIDTH])
    if form.validate_on_submit():
        found = form.wishes()
        if not form.bad:
            with attempt(form):
                services.write_wishes(board, found, by=me())
                return saved(f"{url_for('.wishes', id=id)}?from={start}", _("Wishes saved."))
    return _wishes(queries.board(id, user=me()), start, form)


def _wishes(board: MatchingBoard, start: int, form: WishesForm | None = None) -> Response:
    makers = board.side(rules.MAKER, cancelled=False)
    form = form or WishesForm(board, makers[start : start + GRID_WIDTH], formdata=None)
    starts = list(range(0, len(makers), GRID_WIDTH))
    return tab("matching/wishes.html", board, "wishes", form=form, start=start, starts=starts, width=GRID_WIDTH,
               makers=len(makers))  # fmt: skip
