"""Rules of market access: the list, one rule and its form; how other pages tell what holds."""

from flask import Blueprint, Response, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.access import queries, rules, services
from crm.access.forms import ACCESS_LIST, AccessForm
from crm.access.models import AccessRule
from crm.access.queries import RuleLine
from crm.audit import services as audit
from crm.core import here
from crm.core.categories import PRODUCT_CATEGORIES
from crm.core.permissions import Permission
from crm.places.rules import COUNTRIES
from crm.web import listings
from crm.web.access import me, requires
from crm.web.forms import ActionForm, translate
from crm.web.locale import language
from crm.web.pages import attempt, page, saved

bp = Blueprint("access", __name__, url_prefix="/access")


@bp.app_template_filter("rule_line")
def rule_line(rule: AccessRule) -> RuleLine:
    """A rule for whoever reads the page that tells it, without its region."""
    return queries.line(rule, language(), regional=False)


@bp.app_template_filter("country_called")
def country_called(code: str) -> str:
    """What a country is called for whoever reads the page."""
    return translate(COUNTRIES[code]) if code in COUNTRIES else ""


@bp.context_processor
def tables() -> dict[str, object]:
    """What every template of the capability needs."""
    return {"rules": rules, "categories": PRODUCT_CATEGORIES}


@bp.get("/")
@requires(Permission.ACCESS_READ)
def index() -> ResponseReturnValue:
    return listings.show(ACCESS_LIST, "access/index.html")


@bp.get("/<int:id>")
@requires(Permission.ACCESS_READ)
def record(id: int) -> Response:
    line = queries.line(queries.one(id, user=me(), archived=None), language())
    return page("access/record.html", line=line, rule=line.rule, action_form=ActionForm())


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.ACCESS_WRITE)
def new() -> ResponseReturnValue:
    form = AccessForm(data={"checked_on": here.today()})
    if form.validate_on_submit():
        with attempt(form):
            made = services.make(form.input(), by=me())
            return saved(url_for(".record", id=made.id), _("Saved."))
    return page("access/form.html", form=form, rule=None)


@bp.route("/<int:id>/edit", methods=["GET", "POST"])
@requires(Permission.ACCESS_WRITE)
def edit(id: int) -> ResponseReturnValue:
    rule = queries.one(id, user=me())
    form = AccessForm.editing(rule)
    if form.validate_on_submit():
        with attempt(form, rule):
            services.change(rule, form.input(), by=me())
            return saved(url_for(".record", id=id), _("Saved."))
    return page("access/form.html", form=form, rule=rule)


@bp.post("/<int:id>/archive")
@requires(Permission.ACCESS_WRITE)
def archive(id: int) -> ResponseReturnValue:
    audit.archive(queries.one(id, user=me()), rules.ARCHIVED, by=me())
    return saved(url_for(".index"), _("Rule archived."), undo=url_for(".restore", id=id))


@bp.post("/<int:id>/restore")
@requires(Permission.ACCESS_WRITE)
def restore(id: int) -> ResponseReturnValue:
    audit.restore(queries.one(id, user=me(), archived=True), rules.RESTORED, by=me())
    return saved(url_for(".record", id=id), _("Rule restored."))
