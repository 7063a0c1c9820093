"""What travellers need at borders: the table, kept by the office."""

from flask import Response, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.core import clock
from crm.core.permissions import Permission
from crm.places import queries, rules, services
from crm.places.forms import EntryRuleForm
from crm.places.services import EntryPlan
from crm.places.views.blueprint import bp
from crm.web.access import me, requires
from crm.web.forms import ActionForm
from crm.web.locale import zone
from crm.web.pages import attempt, page, saved


@bp.get("/entry-rules")
@requires(Permission.PLACES_READ)
def entry_rules() -> Response:
    rows, today = queries.entry_rules(), clock.today(zone())
    form = EntryRuleForm()
    return page("places/entry_rules.html", rows=rows, form=form, action_form=ActionForm, rules=rules, today=today)


@bp.route("/entry-rules/new", methods=["GET", "POST"])
@requires(Permission.PLACES_WRITE)
def new_entry_rule() -> ResponseReturnValue:
    form = EntryRuleForm()
    if form.validate_on_submit():
        with attempt(form):
            services.add_entry_rule(EntryPlan(**form.values()), by=me())
            return saved(url_for(".entry_rules"), _("Entry rule saved."))
    return page("places/dated.html", form=form, title=_("Add an entry rule"), back=url_for(".entry_rules"))


@bp.route("/entry-rules/<int:id>", methods=["GET", "POST"])
@requires(Permission.PLACES_WRITE)
def edit_entry_rule(id: int) -> ResponseReturnValue:
    row = queries.entry_rule(id)
    form = EntryRuleForm.editing(row)
    if form.validate_on_submit():
        with attempt(form, row):
            services.change_entry_rule(row, EntryPlan(**form.values()), by=me())
            return saved(url_for(".entry_rules"), _("Entry rule saved."))
    return page("places/dated.html", form=form, title=_("Change the entry rule"), back=url_for(".entry_rules"))


@bp.post("/entry-rules/<int:id>/remove")
@requires(Permission.PLACES_WRITE)
def remove_entry_rule(id: int) -> ResponseReturnValue:
    services.remove_entry_rule(queries.entry_rule(id), by=me())
    return saved(url_for(".entry_rules"), _("Entry rule removed."))
