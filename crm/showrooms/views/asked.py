"""Who asked about an exhibit: recording it, and what a lead asked about."""

from typing import Any

from flask import Response, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.core.permissions import Permission, allows
from crm.leads import queries as leads
from crm.leads import rules as lead_rules
from crm.showrooms import queries, services
from crm.showrooms.forms import AskedForm, InquiryForm
from crm.showrooms.models import Exhibit
from crm.showrooms.views.blueprint import bp
from crm.web.access import me, requires
from crm.web.again import after_saving
from crm.web.locale import language
from crm.web.pages import attempt, page, saved


@bp.route("/exhibits/<int:id>/inquire", methods=["GET", "POST"])
@requires(Permission.LEADS_WRITE)
def inquire(id: int) -> ResponseReturnValue:
    """Write down what somebody asked about an exhibit: it becomes a lead."""
    row = queries.exhibit(id, user=me())
    form = InquiryForm(data={"owner_id": me().id, "activity_id": row.showroom.activity_id})
    if form.validate_on_submit():
        with attempt(form):
            [line] = queries.exhibit_lines([row], language())
            services.record_inquiry(line, form.input(), by=me())
            return saved(after_saving(url_for(".exhibit", id=id) + "#leads"), _("Lead captured."))
    [line] = queries.exhibit_lines([queries.exhibit(id, user=me())], language())
    return page("showrooms/inquire.html", form=form, line=line)


@bp.get("/panels/leads/<int:id>")
@requires(Permission.LEADS_READ)
def lead_panel(id: int) -> Response:
    """What a lead asked about."""
    lead = leads.one(id, user=me())
    asked = queries.asked_about(lead, user=me(), language=language())
    sent = queries.inquiries_of_lead(id)
    return page("showrooms/lead_panel.html", block="panel", lead=lead, asked=asked, sent=sent)


@bp.route("/leads/<int:id>/asked", methods=["GET", "POST"])
@requires(Permission.LEADS_WRITE)
def asked(id: int) -> ResponseReturnValue:
    """Say what a lead asked about."""
    lead = leads.one(id, user=me())
    form = AskedForm.of(lead)
    if form.validate_on_submit():
        with attempt(form, lead):
            said = {name: ids or () for name, ids in form.values().items()}
            services.ask_about(lead, exhibit_ids=said["exhibit_ids"], product_ids=said["product_ids"], by=me())
            return saved(url_for("leads.record", id=id), _("Saved."))
    lead = leads.one(id, user=me())
    return page("showrooms/asked.html", form=form, lead=lead, name=leads.heading(lead, spoken=language()))


def shown_leads(exhibit: Exhibit) -> dict[str, Any]:
    """The latest leads of an exhibit, for its page, and how many inquiries about its product wait."""
    return {
        "inquiries": queries.waiting_about(exhibit) if allows(me().role, Permission.SHOWROOMS_WRITE) else 0,
        "asked": queries.leads_of(exhibit.id, user=me(), size=leads.PANEL_SIZE),
        "heading": leads.heading, "firm": leads.firm, "lead_rules": lead_rules,
    }  # fmt: skip
