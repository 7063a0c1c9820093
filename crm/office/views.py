"""The office's own page."""

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.core.permissions import Permission
from crm.office import queries, rules, services
from crm.office.forms import OfficeForm
from crm.web.access import me, requires
from crm.web.pages import attempt, page, saved

bp = Blueprint("office", __name__, url_prefix="/office")


@bp.route("/", methods=["GET", "POST"])
@requires(Permission.OFFICE_WRITE)
def edit() -> ResponseReturnValue:
    row = queries.record()
    form = OfficeForm.of(row)
    if form.validate_on_submit():
        with attempt(form, row):
            kept = row or services.begin(by=me())
            services.change(kept, form.written(kept.letterhead_id), by=me())
            return saved(url_for(".edit"), _("Saved."))
    return page("office/form.html", form=form, heads=rules.HEADS, missing=queries.current().missing)
