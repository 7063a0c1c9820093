"""One case: its page, and the form that opens or changes it."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from flask import Response, current_app, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.contacts import queries as contacts
from crm.contacts.forms.where import keep_where
from crm.core import clock, here
from crm.core.permissions import Permission
from crm.fields.forms import with_own_fields, write_own
from crm.initiatives import queries as initiatives
from crm.leads import queries as leads
from crm.leads.models import Lead
from crm.meetings import queries as meetings
from crm.meetings.models import Meeting
from crm.negotiations import queries, rules, services
from crm.negotiations.forms import NegotiationForm, OpeningForm, first_due
from crm.negotiations.forms.turns import moves
from crm.negotiations.models import Negotiation
from crm.negotiations.views.blueprint import READ, WRITE, bp
from crm.places.forms import keep_rates
from crm.places.rules import Shown
from crm.products import queries as products
from crm.tasks import queries as tasks
from crm.web.access import can, me, requires
from crm.web.again import after_saving
from crm.web.forms import ActionForm, BaseForm
from crm.web.guards import row_id
from crm.web.locale import language
from crm.web.pages import attempt, page, saved


@bp.get("/<int:id>")
@requires(READ)
def record(id: int) -> Response:
    return record_page(queries.shown(id, user=me()))


def record_page(
    case: Negotiation, acting: str = "", form: BaseForm | None = None, *, entering: queries.Entering | None = None,
    **more: Any,
) -> Response:  # fmt: skip
    """The case's page; `acting` names the form that is open on it, `more` is what that is drawn from besides.

    `entering`: which of its goods may enter, if that is known already.
    """
    today = here.today()
    path, met = queries.path(case.id), queries.linked_meetings(case, user=me())
    asking = queries.linked_leads(case, user=me())
    logged, last_contact = queries.logged(case)
    return page(
        "negotiations/record.html",
        block="content",
        case=case,
        acting=acting,
        form=form,
        standing=queries.standing(case, today, last_contact),
        entered=path.entered,
        last_event=path.last,
        reached=path.reached,
        logged=logged,
        meetings=len(met),
        people=queries.people(met, asking),
        leads=asking,
        lingering=queries.open_steps(case, asking, met),
        offered=queries.offered_talks(case, asking, user=me()),
        market=queries.access_of(entering or queries.entering([case.id])[case.id], language()),
        agreed=_agreed(case),
        moves=moves(queries.turn(case.id), today),
        action=ActionForm(formdata=None, row=case),
        **more,
    )


def _agreed(case: Negotiation) -> Sequence[Any]:
    """The signed agreements that say what a case is worth, for whoever may read them; rows of the storey above."""
    if case.stage not in rules.WON or not can(Permission.AGREEMENTS_READ):
        return ()
    found: Sequence[Any] = current_app.extensions["agreed"](case.id, user=me())
    return found


@bp.route("/new", methods=["GET", "POST"])
@requires(WRITE)
def new() -> ResponseReturnValue:
    lead, talk = _lead_asked_for(), _talk_asked_for()
    known = _prefilled(lead) | (_begun_by(talk) if talk is not None else {})
    form = with_own_fields(OpeningForm, "negotiations")(data=known)
    if lead is not None:
        form.open_since.description = _(
            "Filled in with the date of the lead. The time open, and the time in this stage, are counted from this "
            "date: enter today if it begins only now."
        )
    if form.validate_on_submit():
        with attempt(form):
            stage = "qualified" if lead is not None and lead.status == "qualified" else "lead"
            keep_rates(form, by=me())
            keep_where(form, by=me())
            case = services.open_case(
                form.input(), leads=[lead] if lead else [], stage=stage, on=form.open_since.data, by=me()
            )
            write_own(form, case.id, by=me())
            if talk is not None and talk.organisation_id in queries.sides(case):
                services.link_meeting(case, talk, by=me())
            there = after_saving(url_for(".record", id=case.id), "organisation", "activity", "initiative", "ours")
            return saved(there, _("Negotiation opened."))
    makers = _makers(known.get("product_ids", ()))
    return page("negotiations/form.html", block="form", form=form, case=None, lead=lead, makers=makers)


@bp.get("/where")
@requires(WRITE)
def where() -> Response:
    """Where the other side is, as soon as somebody is chosen of whom nobody told it."""
    return page("negotiations/_where.html", form=NegotiationForm(formdata=request.args, meta={"csrf": False}))


def _lead_asked_for() -> Lead | None:
    """The lead named in the address; NotVisible when the user does not see it."""
    id = request.args.get("lead", type=row_id)
    return leads.one(id, user=me()) if id is not None else None


def _talk_asked_for() -> Meeting | None:
    """The talk named in the address, of which the case came; NotVisible when the user does not see it."""
    id = request.args.get("meeting", type=row_id)
    return meetings.one(id, user=me()) if id is not None else None


def _begun_by(talk: Meeting) -> dict[str, Any]:
    """What a talk says of the case that came of it; it began on the day of the talk, unless that is still to come."""
    return {
        "counterpart_id": talk.organisation_id,
        "our_organisation_id": talk.our_organisation_id or contacts.our_organisation_id(),
        "activity_id": talk.activity_id,
        "products": talk.products,
        "open_since": min(talk.held_on, here.today()),
    }


def _prefilled(lead: Lead | None) -> dict[str, Any]:
    """What the address, or the lead it names, already says about a new case."""
    known: dict[str, Any] = {"owner_id": me().id, "next_step_due": first_due()}
    for name, argument in (
        ("counterpart_id", "organisation"),
        ("activity_id", "activity"),
        ("initiative_id", "initiative"),
        ("our_organisation_id", "ours"),
    ):
        known[name] = request.args.get(argument, type=row_id)
    known["our_organisation_id"] = known["our_organisation_id"] or contacts.our_organisation_id()
    if lead is None:
        return known
    over = lead.activity.end_on < here.today()
    product_ids, goods = leads.goods_of(lead, user=me())
    ours = lead.our_organisation_id or queries.spoke_for_us(lead, user=me())
    known |= {
        "title": lead.interest,
        "counterpart_id": lead.organisation_id,
        "our_organisation_id": ours or (None if len(_makers(product_ids)) > 1 else known["our_organisation_id"]),
        "category": _category(lead, product_ids),
        "product_ids": product_ids,
        "products": goods,
        "next_step": lead.next_action,
        "next_step_due": _due(lead) or (None if over else known["next_step_due"]),
        "open_since": min(clock.local(lead.captured_at, here.zone()).date(), here.today()),
        "initiative_id": initiatives.suiting(lead.activity.initiative_id, _categories(lead, product_ids)),
    }
    return known


def _categories(lead: Lead, product_ids: Collection[int]) -> set[str]:
    """The categories of the goods that a lead asked about, else the one that it names."""
    lines = products.shown(product_ids, language()) if product_ids else ()
    return {line.product.category for line in lines} or {lead.category} - {""}


def _category(lead: Lead, product_ids: Collection[int]) -> str:
    """The one category of the goods that a lead asked about; of several the one that it names, if it is among them."""
    found = _categories(lead, product_ids)
    return next(iter(found)) if len(found) == 1 else lead.category if lead.category in found else ""


def _makers(product_ids: Collection[int]) -> list[Shown]:
    """The makers of some products, each once."""
    lines = products.shown(product_ids, language()) if product_ids else ()
    return list({line.product.maker_id: line.maker for line in lines}.values())


def _due(lead: Lead) -> date | None:
    """The day by which a lead's next action is to be done, while that is still open and to come; else None."""
    open_ones = tasks.of_record("leads", lead.id, open_only=True) if lead.next_action else []
    told = next((task.due_on for task in open_ones if task.text == lead.next_action), None)
    return told if told is not None and told >= here.today() else None


@bp.route("/<int:id>/edit", methods=["GET", "POST"])
@requires(WRITE)
def edit(id: int) -> ResponseReturnValue:
    case = queries.one(id, user=me())
    form = with_own_fields(NegotiationForm, "negotiations").editing(case)
    if form.validate_on_submit():
        with attempt(form, case):
            keep_rates(form, by=me())
            keep_where(form, by=me())
            with form.held_up():
                services.change(case, form.input(), by=me(), word=form.given())
            write_own(form, id, by=me())
            return saved(url_for(".record", id=id), _("Saved."))
    return page("negotiations/form.html", block="form", form=form, case=case, lead=None)
