"""The registry of counterparts, one link, its form, and the panels on the pages of places and organisations."""

from flask import Blueprint, Response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.audit import services as audit
from crm.contacts.kind import ORGANISATION
from crm.core.errors import NotVisible
from crm.core.permissions import Permission
from crm.counterparts import queries, rules, services
from crm.counterparts.forms import COUNTERPARTS_LIST, LinkForm
from crm.counterparts.queries import LinkLine
from crm.places.kind import PLACE
from crm.web import listings
from crm.web.access import me, requires
from crm.web.guards import row_id
from crm.web.locale import language
from crm.web.pages import attempt, page, saved

bp = Blueprint("counterparts", __name__, url_prefix="/counterparts")


@bp.get("/")
@requires(Permission.COUNTERPARTS_READ)
def index() -> ResponseReturnValue:
    return listings.show(COUNTERPARTS_LIST, "counterparts/index.html")


@bp.get("/<int:id>")
@requires(Permission.COUNTERPARTS_READ)
def record(id: int) -> Response:
    line = queries.line(queries.one(id, user=me()), language())
    return page("counterparts/record.html", line=line, link=line.link, rules=rules)


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.COUNTERPARTS_WRITE)
def new() -> ResponseReturnValue:
    prefilled = {name: request.args.get(name, type=row_id) for name in ("place_id", "organisation_id")}
    form = LinkForm(data=prefilled)
    alike: list[LinkLine] = []
    if form.validate_on_submit():
        alike = [] if request.form.get("confirmed") == "1" else form.alike()
        if not alike:
            with attempt(form):
                made = services.make(form.input(), by=me())
                return saved(url_for(".record", id=made.id), _("Saved."))
    return page("counterparts/form.html", form=form, link=None, alike=alike, rules=rules, status=409 if alike else None)


@bp.route("/<int:id>/edit", methods=["GET", "POST"])
@requires(Permission.COUNTERPARTS_WRITE)
def edit(id: int) -> ResponseReturnValue:
    link = queries.one(id, user=me())
    form = LinkForm.editing(link)
    if form.validate_on_submit():
        with attempt(form, link):
            services.change(link, form.input(), by=me())
            return saved(url_for(".record", id=id), _("Saved."))
    return page("counterparts/form.html", form=form, link=link)


@bp.post("/<int:id>/archive")
@requires(Permission.COUNTERPARTS_WRITE)
def archive(id: int) -> ResponseReturnValue:
    audit.archive(queries.one(id, user=me()), rules.ARCHIVED, by=me())
    return saved(url_for(".index"), _("Link archived."), undo=url_for(".restore", id=id))


@bp.post("/<int:id>/restore")
@requires(Permission.COUNTERPARTS_WRITE)
def restore(id: int) -> ResponseReturnValue:
    audit.restore(queries.one(id, user=me(), archived=True), rules.RESTORED, by=me())
    return saved(url_for(".record", id=id), _("Link restored."))


@bp.get("/panels/places/<int:id>")
@requires(Permission.COUNTERPARTS_READ)
def place_panel(id: int) -> Response:
    if not PLACE.is_visible(id, me()):
        raise NotVisible
    lines = queries.of_place(id, user=me(), language=language())
    return page(
        "counterparts/panel.html", block="panel", lines=lines, rules=rules, back=url_for("places.record", id=id),
        new_url=url_for(".new", place_id=id), place_id=id,
    )  # fmt: skip


@bp.get("/panels/organisations/<int:id>")
@requires(Permission.COUNTERPARTS_READ)
def organisation_panel(id: int) -> Response:
    if not ORGANISATION.is_visible(id, me()):
        raise NotVisible
    lines = queries.of_organisation(id, user=me(), language=language())
    return page(
        "counterparts/panel.html", block="panel", lines=lines, rules=rules,
        back=url_for("contacts.organisation", id=id), new_url=url_for(".new", organisation_id=id),
    )  # fmt: skip
