"""The pages of initiatives: list, record, form."""

from flask import Response, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.audit import services as audit
from crm.core import here
from crm.core.categories import PRODUCT_CATEGORIES
from crm.core.permissions import Permission
from crm.initiatives import queries, rules, services
from crm.initiatives.forms import INITIATIVES_LIST, InitiativeForm
from crm.initiatives.views.blueprint import bp
from crm.office import queries as offices
from crm.web import listings
from crm.web.access import me, requires
from crm.web.pages import attempt, page, saved


@bp.get("/")
@requires(Permission.INITIATIVES_READ)
def index() -> Response:
    sheet = listings.narrowed(INITIATIVES_LIST)
    result = queries.initiatives(sheet.wanted, user=me(), cursor=sheet.asked.cursor)
    return page("initiatives/index.html", block="results", sheet=sheet, result=result, rules=rules)


@bp.get("/<int:id>")
@requires(Permission.INITIATIVES_READ)
def record(id: int) -> Response:
    initiative = queries.one(id, user=me())
    division, challenges = queries.division(id), queries.challenges(id, open_only=True)
    return page(
        "initiatives/record.html", initiative=initiative, rules=rules, division=division, challenges=challenges,
        goals=queries.goals(id), markets=queries.markets(id), funding=queries.funding(id),
        years=offices.current().fiscal_years(initiative.start_on, initiative.end_on), categories=PRODUCT_CATEGORIES,
        today=here.today(),
    )  # fmt: skip


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.INITIATIVES_WRITE)
def new() -> ResponseReturnValue:
    form = InitiativeForm()
    if form.validate_on_submit():
        with attempt(form):
            made = services.plan(**form.input(), by=me())
            return saved(url_for(".record", id=made.id), _("Initiative saved."))
    return page("initiatives/form.html", form=form, initiative=None)


@bp.route("/<int:id>/edit", methods=["GET", "POST"])
@requires(Permission.INITIATIVES_WRITE)
def edit(id: int) -> ResponseReturnValue:
    initiative = queries.one(id, user=me())
    form = InitiativeForm.editing(initiative)
    if form.validate_on_submit():
        with attempt(form, initiative):
            services.change(initiative, **form.input(), by=me())
            return saved(url_for(".record", id=id), _("Saved."))
    return page("initiatives/form.html", form=form, initiative=initiative)


@bp.post("/<int:id>/archive")
@requires(Permission.INITIATIVES_WRITE)
def archive(id: int) -> ResponseReturnValue:
    audit.archive(queries.one(id, user=me()), rules.ARCHIVED, by=me())
    return saved(url_for(".index"), _("Initiative archived."), undo=url_for(".restore", id=id))


@bp.post("/<int:id>/restore")
@requires(Permission.INITIATIVES_WRITE)
def restore(id: int) -> ResponseReturnValue:
    audit.restore(queries.one(id, user=me(), archived=True), rules.RESTORED, by=me())
    return saved(url_for(".record", id=id), _("Initiative restored."))
