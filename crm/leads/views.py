"""Leads: capture at a booth, the list, matching to the contacts, and the path to a negotiation."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, current_app, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.activities import queries as activities
from crm.audit import services as audit
from crm.contacts import queries as contacts
from crm.contacts.forms.likeness import weights
from crm.contacts.models import Organisation, Person
from crm.contacts.rules import guess_language
from crm.core.categories import PRODUCT_CATEGORIES
from crm.core.languages import LANGUAGE_LABELS
from crm.core.permissions import Permission
from crm.core.upshots import Took
from crm.fields.forms import with_own_fields, write_own
from crm.initiatives.queries import title
from crm.leads import queries, rules, services
from crm.leads.forms import LEADS_LIST, CaptureForm, DisqualifyForm, EnterForm, LeadForm, prefilled
from crm.leads.forms.chosen import ANSWER_ACT, STAND_ACT
from crm.leads.forms.lists import is_late, left
from crm.leads.models import Lead
from crm.leads.queries import Filter
from crm.lists import services as lists
from crm.partners.rules import CHANNELS
from crm.products import queries as products
from crm.tasks import queries as tasks
from crm.users import queries as users
from crm.web import listings
from crm.web.access import me, requires
from crm.web.again import after_saving
from crm.web.guards import row_id
from crm.web.locale import language
from crm.web.pages import attempt, page, saved

bp = Blueprint("leads", __name__, url_prefix="/leads")


@bp.context_processor
def frame() -> dict[str, object]:
    """Tables and ways to write names that the templates share."""
    return {
        "rules": rules,
        "categories": PRODUCT_CATEGORIES,
        "channels": CHANNELS,
        "language_labels": LANGUAGE_LABELS,
        "who": queries.who,
        "firm": queries.firm,
        "heading": queries.heading,
        "own_name": contacts.own_name,
        "language_of": guess_language,
        "title_of": title,
        "case_url": _case_url,
        "thanks_url": _thanks_url,
        "left": left,
        "is_late": is_late,
    }


def _case_url(lead: Lead) -> str | None:
    """Where a negotiation is opened from a lead, when there are negotiations."""
    known = "negotiations.new" in current_app.view_functions
    return url_for("negotiations.new", lead=lead.id) if known else None


def _thanks_url(lead: Lead) -> str | None:
    """Where the person of a lead is thanked, when there are letters; None while nobody knows who it is."""
    if lead.person_id is None or "letters.new" not in current_app.view_functions:
        return None
    return url_for("letters.new", id=lead.activity_id, kind="thanks", person_id=lead.person_id)


@bp.get("/")
@requires(Permission.LEADS_READ)
def index() -> ResponseReturnValue:
    """All leads; those of one activity are a tab of its page."""
    chosen = request.args.getlist("activity", type=row_id)
    asked = chosen[0] if len(chosen) == 1 else None
    mission = activities.headed(asked, user=me()) if asked is not None else None
    lit = {"menu_at": "missions.index"} if mission is not None else {}
    return listings.show(LEADS_LIST, "leads/index.html", activity=asked, mission=mission, **lit)


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.LEADS_WRITE)
def new() -> ResponseReturnValue:
    person, organisation = _asked_for()
    form = with_own_fields(CaptureForm, "leads")(data=prefilled(request.args, me()))
    if form.validate_on_submit():
        with attempt(form):
            sheet = form.input(
                person_id=person.id if person else None, organisation_id=organisation.id if organisation else None
            )
            lead = services.capture(sheet, due_on=form.due(), by=me())
            write_own(form, lead.id, by=me())
            there = after_saving(url_for(".record", id=lead.id), activity_id=lead.activity_id)
            kept = _("Lead captured. Its day was not kept: no next action was entered.") if form.drops_day else None
            return saved(there, kept or _("Lead captured."))
    form.our_organisation_id.offer(form.activity_id.data, but=organisation.id if organisation else None)
    asking = queries.asking(form.activity_id.data, user=me()) if person is None and organisation is None else []
    return page(
        "leads/form.html", block="form", form=form, lead=None, person=person, organisation=organisation, asking=asking
    )


def _asked_for() -> tuple[Person | None, Organisation | None]:
    """The person and the organisation named in the address; NotVisible when the user does not see them."""
    person_id, organisation_id = (request.args.get(name, type=row_id) for name in ("person_id", "organisation_id"))
    person = contacts.person(person_id, user=me()) if person_id is not None else None
    return person, contacts.organisation(organisation_id, user=me()) if organisation_id is not None else None


@bp.get("/<int:id>")
@requires(Permission.LEADS_READ)
def record(id: int) -> Response:
    return _record_page(queries.one(id, user=me()), DisqualifyForm(formdata=None))


@bp.get("/panels/access/<int:id>")
@requires(Permission.ACCESS_READ)
def access_panel(id: int) -> Response:
    """What the country of whoever asks lets in of what they asked about: by product and by category."""
    lead = queries.one(id, user=me())
    country = lead.organisation.country if lead.organisation is not None else lead.activity.place.country
    named = products.named_by(lead.interest, user=me(), language=language())
    told = {line.product.id for line in named}
    asked = {row.product_id for row in queries.asked(id)} - told
    lines = [*products.shown(asked, language()), *named]
    maker = lead.our_organisation
    return page(
        "leads/access.html", block="panel", lead=lead, country=country, lines=lines,
        access=products.access_of([line.product for line in lines], country),
        of_category=products.access_of_category(lead.category, maker, country) if lead.category else None,
    )  # fmt: skip


def _record_page(lead: Lead, form: DisqualifyForm, entering: EnterForm | None = None) -> Response:
    likeness = weights()
    return page(
        "leads/record.html",
        lead=lead,
        form=form,
        people=queries.people_like(lead, user=me(), weights=likeness),
        organisations=queries.organisations_like(lead, user=me(), weights=likeness),
        twins=queries.captured_twice(lead, user=me()),
        tasks=tasks.of_record("leads", lead.id),
        captured_by=queries.captured_by(lead.id) or users.name_of(lead.created_by_id),
        entering=entering or EnterForm(formdata=None, lead=lead),
    )


@bp.route("/<int:id>/edit", methods=["GET", "POST"])
@requires(Permission.LEADS_WRITE)
def edit(id: int) -> ResponseReturnValue:
    lead = queries.one(id, user=me())
    form = with_own_fields(LeadForm, "leads").editing(lead)
    if form.validate_on_submit():
        with attempt(form, lead):
            sheet = form.input(person_id=lead.person_id, organisation_id=lead.organisation_id)
            services.change(lead, sheet, by=me())
            write_own(form, id, by=me())
            return saved(url_for(".record", id=id), _("Saved."))
    form.our_organisation_id.offer(lead.activity_id, but=lead.organisation_id)
    return page(
        "leads/form.html", block="form", form=form, lead=lead, person=lead.person, organisation=lead.organisation
    )


def _act(id: int, verb: Callable[[Lead], object], message: str) -> ResponseReturnValue:
    """Do one thing to a lead that needs no field; a refusal is answered with its reason (409)."""
    verb(queries.one(id, user=me()))
    return saved(url_for(".record", id=id), message)


def _move(id: int, verb: Callable[[Lead], object], message: str) -> ResponseReturnValue:
    """The same where it changes where the lead stands: with what takes it back."""
    lead = queries.one(id, user=me())
    before = services.standing(lead)
    verb(lead)
    return _moved(lead, before, message)


def _moved(lead: Lead, before: dict[str, Any], message: str) -> ResponseReturnValue:
    return _noted(lead, before, STAND_ACT.code, url_for(".record", id=lead.id), message)


def _noted(lead: Lead, before: dict[str, Any], act: str, there: str, message: str) -> ResponseReturnValue:
    """Lead there, and offer to take it back."""
    took = Took(before, lead.version)
    run = lists.note_one(list_name="leads", act=act, record_id=lead.id, took=took, by=me())
    return saved(there, message, undo=url_for("lists.undo_run", id=run.id, alone=1))


@bp.post("/<int:id>/qualify")
@requires(Permission.LEADS_WRITE)
def qualify(id: int) -> ResponseReturnValue:
    return _move(id, lambda lead: services.qualify(lead, by=me()), _("Lead qualified."))


@bp.post("/<int:id>/nurture")
@requires(Permission.LEADS_WRITE)
def nurture(id: int) -> ResponseReturnValue:
    return _move(id, lambda lead: services.nurture(lead, by=me()), _("Lead saved for later."))


@bp.post("/<int:id>/reopen")
@requires(Permission.LEADS_WRITE)
def reopen(id: int) -> ResponseReturnValue:
    return _move(id, lambda lead: services.reopen(lead, by=me()), _("Lead resumed."))


@bp.post("/<int:id>/follow-up")
@requires(Permission.LEADS_WRITE)
def follow_up(id: int) -> ResponseReturnValue:
    anyway = request.form.get("anyway") == "1"
    return _act(id, lambda lead: services.follow_up(lead, anyway=anyway, by=me()), _("The first follow-up is noted."))


@bp.get("/answers/<int:id>")
@requires(Permission.LEADS_READ)
def answers(id: int) -> Response:
    """The 72-hour queue of an activity: who waits for a first answer, the one that is due first first."""
    activity = activities.one(id, user=me())
    waiting = queries.unanswered(id, user=me(), most=queries.MOST_WAITING)
    return page(
        "leads/answers.html", activity=activity, waiting=waiting, most=queries.MOST_WAITING,
        kept_out=queries.not_to_answer(id, user=me(), most=queries.MOST_WAITING),
        numbers=queries.answers_due(user=me(), activity_id=id),
        unsure=queries.to_match(id, user=me()), again=queries.ranked_again(id, user=me()),
    )  # fmt: skip


@bp.post("/<int:id>/answered")
@requires(Permission.LEADS_WRITE)
def answered(id: int) -> ResponseReturnValue:
    """One press in the queue: a first answer went out."""
    lead = queries.one(id, user=me())
    before = services.answered(lead)
    services.follow_up(lead, by=me())
    there = url_for(".answers", id=lead.activity_id)
    return _noted(lead, before, ANSWER_ACT.code, there, _("The first follow-up is noted."))


@bp.post("/<int:id>/rank")
@requires(Permission.LEADS_WRITE)
def decide_rank(id: int) -> ResponseReturnValue:
    """One press: which rank holds of a lead that was captured again with another one."""
    lead, evening = queries.one(id, user=me()), "evening" in request.form
    services.decide_rank(lead, request.form.get("rank", ""), by=me())
    there = url_for(".answers", id=lead.activity_id) if evening else url_for(".record", id=id)
    return saved(there, _("Saved."))


@bp.post("/<int:id>/disqualify")
@requires(Permission.LEADS_WRITE)
def disqualify(id: int) -> ResponseReturnValue:
    lead, form = queries.one(id, user=me()), DisqualifyForm()
    if form.validate_on_submit():
        with attempt(form):
            before = services.standing(lead)
            services.disqualify(lead, reason=form.reason.data or "", by=me())
            return _moved(lead, before, _("The lead is not pursued."))
    return _record_page(queries.one(id, user=me()), form)


# ------------------------------------------------------------------ matching


@bp.post("/<int:id>/match")
@requires(Permission.LEADS_WRITE)
def match(id: int) -> ResponseReturnValue:
    chosen = {name: request.form.get(name, type=row_id) for name in ("person_id", "organisation_id")}
    return _act(id, lambda lead: services.match(lead, **chosen, by=me()), _("Lead matched."))


@bp.post("/<int:id>/enter-person")
@requires(Permission.LEADS_WRITE)
def enter_person(id: int) -> ResponseReturnValue:
    return _act(id, lambda lead: services.enter_person(lead, by=me()), _("The person is in the contacts now."))


@bp.post("/<int:id>/enter-organisation")
@requires(Permission.LEADS_WRITE)
def enter_organisation(id: int) -> ResponseReturnValue:
    lead = queries.one(id, user=me())
    form = EnterForm(lead=lead)
    if form.validate_on_submit():
        with attempt(form):
            services.enter_organisation(lead, place_id=form.counterpart_place_id.data, by=me())
            return saved(url_for(".record", id=id), _("The organisation is in the contacts now."))
    refused = _record_page(queries.one(id, user=me()), DisqualifyForm(formdata=None), form)
    refused.status_code = 422
    return refused


@bp.post("/<int:id>/archive")
@requires(Permission.LEADS_WRITE)
def archive(id: int) -> ResponseReturnValue:
    audit.archive(queries.one(id, user=me()), rules.ARCHIVED, by=me())
    return saved(url_for(".index"), _("Lead archived."), undo=url_for(".restore", id=id))


@bp.post("/<int:id>/restore")
@requires(Permission.LEADS_WRITE)
def restore(id: int) -> ResponseReturnValue:
    audit.restore(queries.one(id, user=me(), archived=True), rules.RESTORED, by=me())
    return saved(url_for(".record", id=id), _("Lead restored."))


# ------------------------------------------------------------------ panels


def _panel(new_args: dict[str, int], wanted: Filter, **context: Any) -> Response:
    """The latest leads under one condition, with ways to all of them and to a new one."""
    result = queries.leads(wanted, user=me(), size=queries.PANEL_SIZE)
    return page("leads/panel.html", block="panel", result=result, new_args=new_args, **context)


@bp.get("/panels/organisation/<int:id>")
@requires(Permission.LEADS_READ)
def organisation_panel(id: int) -> Response:
    return _panel({"organisation_id": id}, Filter(organisation=id), condition={"organisation": id})


@bp.get("/panels/person/<int:id>")
@requires(Permission.LEADS_READ)
def person_panel(id: int) -> Response:
    return _panel({"person_id": id}, Filter(person=id), condition={"person": id})


@bp.get("/panels/activity/<int:id>")
@requires(Permission.LEADS_READ)
def activity_panel(id: int) -> Response:
    tally = queries.tally(id, user=me())
    late = queries.answers_due(user=me(), activity_id=id)
    return _panel({"activity_id": id}, Filter(activity=id), condition={"activity": id}, tally=tally, late=late)
