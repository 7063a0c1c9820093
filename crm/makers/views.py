"""The pages of a maker's person, about their own firm alone; and the accounts, for administrators."""

from flask import Blueprint, Response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from crm.core import here
from crm.core.categories import PRODUCT_CATEGORIES
from crm.core.errors import or_not_visible
from crm.core.languages import LOCALES
from crm.core.paging import cursor_of
from crm.core.permissions import Permission
from crm.files.contents import paper
from crm.makers import contents, queries, rules, services
from crm.makers.forms import FirmForm, InviteForm
from crm.negotiations.rules import STAGE_LABELS
from crm.products.rules import STATUSES
from crm.showrooms.rules import COSTS, SETTLEMENT_CHIPS, SETTLEMENT_STATUSES
from crm.web.access import me, requires
from crm.web.forms import ActionForm
from crm.web.locale import language
from crm.web.pages import attempt, page, saved, shown_once

bp = Blueprint("makers", __name__, url_prefix="/makers")


@bp.get("/")
@requires(Permission.MAKERS_READ)
def index() -> Response:
    firm = queries.firm_of(me())
    if firm is None:
        return _nothing()
    return page(
        "makers/index.html", firm=firm, name=queries.name_of(firm, language()), goods=queries.goods(firm, language()),
        categories=PRODUCT_CATEGORIES, statuses=STATUSES,
    )  # fmt: skip


@bp.get("/sales")
@requires(Permission.MAKERS_READ)
def sales() -> Response:
    if (firm := queries.firm_of(me())) is None:
        return _nothing()
    return page("makers/sales.html", result=queries.sales(firm, language(), cursor_of(request.args)))


@bp.get("/settlements/")
@requires(Permission.MAKERS_READ)
def settlements() -> Response:
    if (firm := queries.firm_of(me())) is None:
        return _nothing()
    rows = queries.settlements(firm, language())
    return page("makers/settlements.html", settlements=rows, statuses=SETTLEMENT_STATUSES, chips=SETTLEMENT_CHIPS)


@bp.get("/settlements/<int:id>")
@requires(Permission.MAKERS_READ)
def settlement(id: int) -> Response:
    firm = _firm()
    row = queries.settlement(id, firm, language())
    return page(
        "makers/settlement.html", settlement=row, lines=queries.lines(id, firm, language()),
        own_costs=queries.own_costs(id, firm), kinds=COSTS, statuses=SETTLEMENT_STATUSES, chips=SETTLEMENT_CHIPS,
    )  # fmt: skip


@bp.get("/settlements/<int:id>/statement.pdf")
@requires(Permission.MAKERS_READ)
def statement(id: int) -> Response:
    """The firm's own part of the statement, in the language of whoever asks."""
    firm = _firm()
    row = queries.settlement(id, firm, language())
    html = contents.statement(row, firm, language())
    return paper(html, f"{_('Settlement statement')} {row.number}", page=contents.statement_page(language()))


@bp.get("/leads/")
@requires(Permission.MAKERS_READ)
def leads() -> Response:
    if (firm := queries.firm_of(me())) is None:
        return _nothing()
    return page("makers/leads.html", leads=queries.leads(firm, language()), visitors=None, action=ActionForm())


@bp.post("/leads/visitors")
@requires(Permission.MAKERS_READ)
def visitors() -> Response:
    """The same with who it was: the office's register of what was given to others tells it from now on."""
    firm = _firm()
    with force_locale(LOCALES[here.language()]):
        items = _(rules.SHOWN)
    shown = services.show_visitors(firm, items, language(), by=me())
    return shown_once(
        "makers/leads.html", leads=queries.leads(firm, language()), visitors=shown, action=ActionForm()
    )  # fmt: skip


@bp.get("/cases")
@requires(Permission.MAKERS_READ)
def cases() -> Response:
    if (firm := queries.firm_of(me())) is None:
        return _nothing()
    rows = queries.cases(firm, language())
    return page("makers/cases.html", cases=rows, stages=STAGE_LABELS, categories=PRODUCT_CATEGORIES, today=here.today())


def _nothing() -> Response:
    """What every page of the menu says to an account that sees no firm."""
    return page("makers/index.html", firm=None)


def _firm() -> int:
    """The firm of whoever asks; NotVisible where the account has none."""
    return or_not_visible(queries.firm_of(me()))


# ------------------------------------------------------------------ accounts, for administrators


@bp.route("/accounts/new", methods=["GET", "POST"])
@requires(Permission.USERS_MANAGE)
def invite() -> ResponseReturnValue:
    form = InviteForm()
    if form.validate_on_submit():
        with attempt(form):
            services.invite(**form.values(), by=me())
            return saved(url_for("users.index"), _("Account created."))
    return page("makers/account_form.html", form=form, user=None)


@bp.route("/accounts/<int:id>", methods=["GET", "POST"])
@requires(Permission.USERS_MANAGE)
def account(id: int) -> ResponseReturnValue:
    """To which firm an account belongs; `id` is the user's."""
    row = queries.account_of(id)
    form = FirmForm.editing(row)
    if form.validate_on_submit():
        with attempt(form, row):
            services.reassign(row, form.organisation_id.data, by=me())
            return saved(url_for("users.edit", id=id), _("Saved."))
    return page("makers/account_form.html", form=form, user=row.user)
