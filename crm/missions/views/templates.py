"""Templates of activities: the list, saving one, planning from one."""

from flask import Response, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.activities import queries as activities
from crm.audit import services as audit
from crm.checklists.rules import steps
from crm.core import clock
from crm.core.errors import NotVisible
from crm.core.permissions import Permission
from crm.initiatives.queries import title
from crm.missions import queries, rules, services
from crm.missions.forms import FromTemplateForm, TemplateForm
from crm.missions.rules.patterns import PATTERNS
from crm.missions.views.blueprint import bp
from crm.web.access import me, requires
from crm.web.forms import ActionForm, translate
from crm.web.locale import language, zone
from crm.web.pages import attempt, page, saved


@bp.get("/templates")
@requires(Permission.MISSIONS_READ)
def templates() -> Response:
    return page(
        "missions/templates.html", templates=queries.templates(), patterns=PATTERNS, steps=steps, action_form=ActionForm
    )


@bp.route("/templates/patterns/<type>/use", methods=["GET", "POST"])
@requires(Permission.MISSIONS_WRITE)
def use_pattern(type: str) -> ResponseReturnValue:
    """Planning from a pattern that comes with the product, in the reader's language."""
    pattern, form = PATTERNS.get(type), FromTemplateForm()
    if pattern is None:
        raise NotVisible
    if form.validate_on_submit():
        with attempt(form):
            made = services.from_pattern(
                pattern, words=translate, language=language(), today=clock.today(zone()), by=me(), **form.input()
            )
            return saved(url_for(".record", id=made.id), _("The mission is planned. Now look through its gaps."))
    return page("missions/template_use.html", form=form, pattern=pattern)


@bp.route("/<int:id>/template", methods=["GET", "POST"])
@requires(Permission.MISSIONS_WRITE)
def save_template(id: int) -> ResponseReturnValue:
    activity = activities.one(id, user=me())
    form = TemplateForm(data={"name": title(activity.names, language())[:120]})
    if form.validate_on_submit():
        with attempt(form):
            services.save_template(activity, name=form.name.data or "", by=me())
            return saved(url_for(".templates"), _("Template saved."))
    return page("missions/template_save.html", form=form, activity=activity)


@bp.route("/templates/<int:id>/use", methods=["GET", "POST"])
@requires(Permission.MISSIONS_WRITE)
def use_template(id: int) -> ResponseReturnValue:
    template, form = queries.template(id), FromTemplateForm()
    if form.validate_on_submit():
        with attempt(form):
            made = services.from_template(template, **form.input(), by=me())
            return saved(url_for(".record", id=made.id), _("The mission is planned. Now look through its gaps."))
    return page("missions/template_use.html", form=form, pattern=queries.template(id))


@bp.post("/templates/<int:id>/archive")
@requires(Permission.MISSIONS_WRITE)
def archive_template(id: int) -> ResponseReturnValue:
    audit.archive(queries.template(id), rules.TEMPLATE_ARCHIVED, by=me())
    return saved(url_for(".templates"), _("Template archived."), undo=url_for(".restore_template", id=id))


@bp.post("/templates/<int:id>/restore")
@requires(Permission.MISSIONS_WRITE)
def restore_template(id: int) -> ResponseReturnValue:
    audit.restore(queries.template(id, archived=True), rules.TEMPLATE_RESTORED, by=me())
    return saved(url_for(".templates"), _("Template restored."))
