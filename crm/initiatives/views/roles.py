"""The division of roles: the matrix, its layout, its letters."""

from flask import Response, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.core.permissions import Permission
from crm.files.contents import LANDSCAPE, paper
from crm.initiatives import queries, rules, services
from crm.initiatives.forms import LayoutForm, cells_form
from crm.initiatives.forms.roles import party_label, step_label
from crm.initiatives.views.blueprint import bp
from crm.office import queries as offices
from crm.web.access import me, requires
from crm.web.forms import ActionForm
from crm.web.locale import language
from crm.web.pages import attempt, page, saved


@bp.get("/<int:id>/roles")
@requires(Permission.INITIATIVES_READ)
def roles(id: int) -> Response:
    initiative = queries.one(id, user=me())
    return page(
        "initiatives/roles.html", initiative=initiative, division=queries.division(id), rules=rules,
         step_label=step_label, party_label=party_label, action_form=ActionForm(),
    )  # fmt: skip


@bp.get("/<int:id>/roles.pdf")
@requires(Permission.INITIATIVES_READ)
def roles_paper(id: int) -> Response:
    initiative = queries.one(id, user=me())
    html = render_template(
        "initiatives/roles_paper.html", initiative=initiative, division=queries.division(id), rules=rules,
        step_label=step_label, party_label=party_label, office=offices.current(),
    )  # fmt: skip
    name = f"{_('Division of roles')} {queries.title(initiative.names, language())}"
    return paper(html, name, page=LANDSCAPE)


@bp.post("/<int:id>/roles/template")
@requires(Permission.INITIATIVES_WRITE)
def roles_template(id: int) -> ResponseReturnValue:
    services.start_from_template(queries.one(id, user=me()), by=me())
    return saved(url_for(".roles", id=id), _("The steps and parties of the template have been added."))


@bp.route("/<int:id>/roles/layout", methods=["GET", "POST"])
@requires(Permission.INITIATIVES_WRITE)
def roles_layout(id: int) -> ResponseReturnValue:
    initiative = queries.one(id, user=me())
    form = LayoutForm.editing(initiative)
    if form.validate_on_submit():
        with attempt(form, initiative):
            services.lay_out(initiative, **form.input(), by=me())
            return saved(url_for(".roles", id=id), _("Saved."))
    return page("initiatives/roles_layout.html", form=form, initiative=initiative)


@bp.route("/<int:id>/roles/letters", methods=["GET", "POST"])
@requires(Permission.INITIATIVES_WRITE)
def roles_letters(id: int) -> ResponseReturnValue:
    initiative, division = queries.one(id, user=me()), queries.division(id)
    form = cells_form(division, initiative)
    if form.validate_on_submit():
        with attempt(form, initiative):
            services.assign(initiative, **form.input(), by=me())
            return saved(url_for(".roles", id=id), _("Saved."))
    return page(
        "initiatives/roles_letters.html", form=form, initiative=initiative, division=division,
        step_label=step_label, party_label=party_label, rules=rules,
    )  # fmt: skip
