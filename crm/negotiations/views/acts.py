"""What is done to a case from its page: next step, hold, log, links, archive."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from crm.audit import services as audit
from crm.contacts.forms.where import keep_where
from crm.core import clock, here
from crm.core.cleaning import whole
from crm.core.permissions import Permission
from crm.leads import queries as leads
from crm.meetings import queries as meetings
from crm.meetings.rules import MEETING_KINDS
from crm.negotiations import queries, rules, services
from crm.negotiations.forms import (
    GoOnForm,
    HoldForm,
    LeadLinkForm,
    LogForm,
    LostToForm,
    MeetingLinkForm,
    StepForm,
    first_due,
)
from crm.negotiations.models import Negotiation
from crm.negotiations.views.blueprint import WRITE, bp
from crm.negotiations.views.cases import record_page
from crm.web.access import me, requires
from crm.web.days import day
from crm.web.forms import BaseForm, translate
from crm.web.guards import safe_next
from crm.web.locale import language, zone
from crm.web.pages import attempt, saved


def _act(id: int, name: str, form: BaseForm, do: Callable[[Negotiation], Any], message: str) -> ResponseReturnValue:
    """One act with its form: GET opens it on the case's page, POST does it."""
    case = queries.one(id, user=me())
    if form.validate_on_submit():
        with attempt(form, case if form.version.data else None):
            do(case)
            return saved(url_for(".record", id=id), message)
    return record_page(queries.one(id, user=me()), name, form)


@bp.route("/<int:id>/step", methods=["GET", "POST"])
@requires(WRITE)
def step(id: int) -> ResponseReturnValue:
    form = StepForm.editing(queries.one(id, user=me()))
    return _act(id, "step", form, lambda case: services.set_next_step(case, **form.values(), by=me()), _("Saved."))


@bp.post("/<int:id>/week")
@requires(WRITE)
def week(id: int) -> ResponseReturnValue:
    """The next step is put off by a week; back to the list."""
    services.postpone_step(queries.one(id, user=me()), by=me())
    return saved(safe_next(request.form.get("next", url_for(".record", id=id))), _("Next step postponed by a week."))


@bp.route("/<int:id>/done", methods=["GET", "POST"])
@requires(WRITE)
def done(id: int) -> ResponseReturnValue:
    case = queries.one(id, user=me())
    form = StepForm(row=case, data={"owner_id": case.owner_id, "next_step_due": first_due()})
    message = _("Done, and the next step is planned.")
    return _act(id, "done", form, lambda row: services.complete_step(row, **form.values(), by=me()), message)


@bp.post("/<int:id>/close-steps")
@requires(WRITE)
def close_steps(id: int) -> ResponseReturnValue:
    """The ticked ones of what is still to be done for a case that is lost or signed: cancelled, or done by that."""
    case = queries.one(id, user=me())
    ticked = {whole(value) for value in request.form.getlist("task")}
    steps = queries.open_steps(case, queries.linked_leads(case, user=me()), queries.linked_meetings(case, user=me()))
    closed = [step for step in steps if step.id in ticked]
    signed = queries.signed_on(case)
    if signed is not None and request.form.get("outcome") == "done":
        services.settle_steps(closed, on=signed, by=me())
        told = ngettext("%(num)d step is done.", "%(num)d steps are done.", len(closed))
    else:
        services.close_steps(closed, by=me())
        told = ngettext("%(num)d step is cancelled.", "%(num)d steps are cancelled.", len(closed))
    return saved(safe_next(request.form.get("next", url_for(".record", id=id))), told)


@bp.route("/<int:id>/hold", methods=["GET", "POST"])
@requires(WRITE)
def hold(id: int) -> ResponseReturnValue:
    form = HoldForm.editing(queries.one(id, user=me()))
    return _act(id, "hold", form, lambda case: services.hold(case, **form.values(), by=me()), _("Put on hold."))


@bp.route("/<int:id>/rival", methods=["GET", "POST"])
@requires(WRITE)
def rival(id: int) -> ResponseReturnValue:
    """To whom a lost case was lost: named later, corrected, or taken out."""
    form = LostToForm.editing(queries.one(id, user=me()))
    return _act(id, "rival", form, lambda case: services.name_rival(case, **form.values(), by=me()), _("Saved."))


@bp.route("/<int:id>/go-on", methods=["GET", "POST"])
@requires(Permission.NEGOTIATIONS_OVERRIDE)
def go_on(id: int) -> ResponseReturnValue:
    """The management lets the case go on although rules bar its goods (INV-M1), as they are shown with the form."""
    case = queries.one(id, user=me())
    asked = [number for value in request.args.getlist("product") if (number := whole(value))]
    on = request.args.get("on", type=date.fromisoformat)
    form = GoOnForm(row=case, data={"product_ids": asked, "signed_on": on})
    form.product_ids.options = lambda: queries.barred_options(case, min(form.day(), here.today()), me(), language())
    if form.validate_on_submit():
        with attempt(form, case):
            services.let_go_on(
                case, form.reason.data or "", seen=form.seen(), on=form.day(), by=me(), also=form.product_ids.data or ()
            )
            return saved(url_for(".record", id=id), _("The negotiation may go on."))
    case = queries.one(id, user=me())
    shown = queries.waiting(case, min(form.day(), here.today()), also=form.product_ids.data or ())
    form.show_goods(shown)
    return record_page(case, "go_on", form, asked_about=shown)


@bp.post("/<int:id>/release")
@requires(WRITE)
def release(id: int) -> ResponseReturnValue:
    services.release(queries.one(id, user=me()), by=me())
    return saved(url_for(".record", id=id), _("Taken off hold."))


@bp.post("/<int:id>/freeze")
@requires(WRITE)
def freeze(id: int) -> ResponseReturnValue:
    services.freeze_anew(queries.one(id, user=me()), by=me())
    return saved(url_for(".record", id=id), _("Recalculated. The history shows the earlier values."))


@bp.route("/<int:id>/log", methods=["GET", "POST"])
@requires(WRITE)
def log(id: int) -> ResponseReturnValue:
    kind = request.args.get("kind", "")
    first = {"kind": kind} if kind in rules.LOGGED_KINDS else {}
    form = LogForm(data=first | {"at": clock.local(clock.now(), zone()).replace(tzinfo=None)})

    def do(case: Negotiation) -> None:
        at = clock.from_wall(form.at.data, zone()) if form.at.data else None
        services.log(case, **form.values() | {"at": at}, by=me())

    return _act(id, "log", form, do, _("Logged."))


@bp.route("/<int:id>/meetings", methods=["GET", "POST"])
@requires(WRITE)
def link_meeting(id: int) -> ResponseReturnValue:
    case, form = queries.one(id, user=me()), MeetingLinkForm()
    form.ask_where(queries.sides(case))
    form.meeting_id.options = lambda: [
        (row.id, f"{day(row.held_on)} · {row.subject or row.purpose or translate(MEETING_KINDS[row.kind])}")
        for row in queries.linkable_meetings(case, user=me())
    ]

    def do(row: Negotiation) -> None:
        keep_where(form, by=me())
        services.link_meeting(row, meetings.one(form.meeting_id.data, user=me()), by=me())

    return _act(id, "meetings", form, do, _("Meeting linked."))


@bp.post("/<int:id>/meetings/<int:meeting_id>/unlink")
@requires(WRITE)
def unlink_meeting(id: int, meeting_id: int) -> ResponseReturnValue:
    case = queries.one(id, user=me())
    services.unlink_meeting(case, meetings.one(meeting_id, user=me()), by=me())
    return saved(url_for(".record", id=id), _("Meeting removed from this negotiation."))


@bp.route("/<int:id>/leads", methods=["GET", "POST"])
@requires(WRITE)
def link_lead(id: int) -> ResponseReturnValue:
    case, form = queries.one(id, user=me()), LeadLinkForm()
    form.lead_id.options = lambda: [
        (row.id, f"{day(clock.local(row.captured_at, zone()).date())} · {row.interest or row.raw_name or '—'}")
        for row in queries.linkable_leads(case, user=me())
    ]

    def do(row: Negotiation) -> None:
        services.link_lead(row, leads.one(form.lead_id.data, user=me()), by=me())

    return _act(id, "leads", form, do, _("Lead linked."))


@bp.post("/<int:id>/archive")
@requires(WRITE)
def archive(id: int) -> ResponseReturnValue:
    case = queries.one(id, user=me())
    services.archive(case, by=me())
    undo = url_for(".restore", id=id)
    return saved(url_for(".index"), _("“%(title)s” is archived.", title=queries.title(case, language())), undo=undo)


@bp.post("/<int:id>/restore")
@requires(WRITE)
def restore(id: int) -> ResponseReturnValue:
    audit.restore(queries.one(id, user=me(), archived=True), rules.RESTORED, by=me())
    return saved(url_for(".record", id=id), _("Restored."))
