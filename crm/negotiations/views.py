"""Negotiations: the board, the list, a case with its moves and its log, and panels on other records' pages."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.activities import queries as activities
from crm.contacts import queries as contacts
from crm.core import clock
from crm.core.categories import PRODUCT_CATEGORIES
from crm.core.errors import NotVisible
from crm.core.permissions import Permission
from crm.initiatives import queries as initiatives
from crm.leads import queries as leads
from crm.leads.models import Lead
from crm.meetings import queries as meetings
from crm.meetings.rules import MEETING_KINDS, RESULTS
from crm.negotiations import queries, rules, services
from crm.negotiations.forms import (
    YES_NO,
    CaseFilters,
    HoldForm,
    LeadLinkForm,
    LogForm,
    MeetingLinkForm,
    MenuForm,
    MoveForm,
    NegotiationForm,
    StepForm,
    first_due,
)
from crm.negotiations.models import Negotiation, StageEvent
from crm.places import queries as places
from crm.places.rules import TIERS, Shown
from crm.users import queries as users
from crm.web.access import me, requires
from crm.web.forms import ActionForm, BaseForm, translate
from crm.web.guards import safe_next
from crm.web.locale import language, zone
from crm.web.pages import attempt, page, saved, wants_block

bp = Blueprint("negotiations", __name__, url_prefix="/negotiations")

READ, WRITE = Permission.NEGOTIATIONS_READ, Permission.NEGOTIATIONS_WRITE
#: The section of the board that shows a stage; both kinds of signed case stand in one.
SECTIONS = {code: code for code in rules.STAGE_LABELS} | {rules.EXECUTING: rules.SIGNED}


@bp.context_processor
def frame() -> dict[str, Any]:
    """What the templates of this capability share."""
    return {
        "rules": rules,
        "stage_labels": rules.STAGE_LABELS,
        "own_name": contacts.own_name,
        "alt_names": contacts.alt_names,
        "initiative_title": lambda row: initiatives.title(row.names, language()),
        "place_name": lambda place: places.display_name(place, language()),
        "menu_stages": [(code, translate(label)) for code, label in rules.STAGE_LABELS.items()],
        "asked_fields": _asked_fields,
        "menu_form": lambda case: MenuForm(formdata=None, row=case, data={"origin": case.stage}),
        "local_day": lambda moment: clock.local(moment, zone()).date(),
        "meeting_kinds": MEETING_KINDS,
        "meeting_results": RESULTS,
        "categories": PRODUCT_CATEGORIES,
        "tiers": TIERS,
        "yes_no": YES_NO,
    }


def _asked_fields(case: Negotiation, form: MoveForm) -> tuple[str, ...]:
    """What is still to be said about the move that `form` holds; nothing where the record itself stands in the way."""
    return () if form.stage.errors else rules.asks(case.stage, form.stage.data or "")


# ------------------------------------------------------------------ board and list


def _filter_choices() -> dict[str, list[tuple[Any, str]]]:
    """What the "+ condition" menu offers."""
    used = queries.places_used(user=me())
    return {
        "owner": list(users.options()),
        "initiative": list(initiatives.options(user=me(), language=language())),
        "place": [(place.id, places.display_name(place, language()).text) for place in used],
    }


def _board_context(filters: CaseFilters) -> dict[str, Any]:
    today = clock.today(places.HOME_ZONE)
    wanted = filters.values()
    return {
        "filters": filters,
        "board": queries.board(wanted, user=me(), as_of=today),
        "outlook": queries.open_pipeline(wanted, user=me(), as_of=today),
        "choices": _filter_choices(),
    }


@bp.get("/")
@requires(READ)
def index() -> Response:
    return page("negotiations/board.html", **_board_context(CaseFilters(request.args)))


@bp.get("/list")
@requires(READ)
def listing() -> Response:
    filters, today = CaseFilters(request.args), clock.today(places.HOME_ZONE)
    result = queries.negotiations(
        filters.values(), user=me(), as_of=today, sort=filters.sort, cursor=request.args.get("cursor")
    )
    standings = queries.standings(result.rows, today)
    return page(
        "negotiations/list.html", filters=filters, result=result, standings=standings, choices=_filter_choices()
    )


@bp.post("/<int:id>/move")
@requires(WRITE)
def move(id: int) -> ResponseReturnValue:
    case, form = queries.one(id, user=me()), MoveForm()
    if form.validate_on_submit():
        with attempt(form):
            event = services.move(case, form.stage.data, wish=form.wish(), version=form.seen(), by=me())
            return _moved(case, event, form.origin.data)
    return _ask(queries.one(id, user=me()), form)


def _moved(case: Negotiation, event: StageEvent, origin: str | None) -> ResponseReturnValue:
    """The board gets the sections that changed and a toast with Undo; a plain browser is led back."""
    message = _("“%(title)s” is now in “%(stage)s”.", title=case.title, stage=_label(case.stage))
    on_board = request.args.get("on") == "board"
    back = url_for(".index", **CaseFilters(request.args).args()) if on_board else url_for(".record", id=case.id)
    undo = url_for(".undo", id=case.id, event_id=event.id, next=back)
    if not (on_board and wants_block()):
        answer = saved(back)
        flash(message, f"undo:{undo}")
        return answer
    saved(back)
    flash(message, f"undo:{undo}")
    return _changed_sections(case, origin)


def _label(stage: str) -> str:
    return translate(rules.STAGE_LABELS[stage])


def _changed_sections(case: Negotiation, origin: str | None, **more: Any) -> Response:
    """The section the card was in, and the one it is in now; both are counted anew."""
    first = SECTIONS.get(origin or "") or SECTIONS[case.stage]
    changed = list(dict.fromkeys([first, SECTIONS[case.stage]]))
    context = _board_context(CaseFilters(request.args))
    return page("negotiations/_moved.html", changed=changed, moved_id=case.id, **context, **more)


def _ask(case: Negotiation, form: MoveForm) -> Response:
    """The move needs an answer: it is asked in the card, or on the case's page. Nothing is written yet."""
    form.version.data = str(case.version)
    if request.args.get("on") != "board":
        return _record_page(case, "move", form)
    if wants_block():
        return _changed_sections(case, form.origin.data, form=form, asking_id=case.id)
    context = _board_context(CaseFilters(request.args))
    return page("negotiations/board.html", form=form, asking_id=case.id, asked=case, **context)


@bp.post("/<int:id>/moves/<int:event_id>/undo")
@requires(WRITE)
def undo(id: int, event_id: int) -> ResponseReturnValue:
    case = queries.one(id, user=me())
    services.undo_move(case, event_id, by=me())
    back = safe_next(request.args.get("next", url_for(".record", id=id)))
    return saved(
        back, _("Taken back: “%(title)s” is in “%(stage)s” again.", title=case.title, stage=_label(case.stage))
    )


# ------------------------------------------------------------------ one case


@bp.get("/<int:id>")
@requires(READ)
def record(id: int) -> Response:
    return _record_page(queries.one(id, user=me()))


def _record_page(case: Negotiation, acting: str = "", form: BaseForm | None = None) -> Response:
    """The case's page; `acting` names the form that is open on it."""
    today = clock.today(places.HOME_ZONE)
    show, limit = request.args.get("show", ""), request.args.get("until", queries.STEP, type=int)
    return page(
        "negotiations/record.html",
        block="content",
        case=case,
        acting=acting,
        form=form,
        standing=queries.standings([case], today)[case.id],
        entered=queries.stages_entered(case.id),
        last_event=queries.last_event(case.id),
        reached=queries.reached([case.id])[case.id],
        timeline=queries.timeline(case, user=me(), show=show, limit=max(1, min(limit, 1000))),
        show=show,
        people=queries.people(case, user=me()),
        user_names=users.names(),
        action=ActionForm(formdata=None, row=case),
    )


@bp.route("/new", methods=["GET", "POST"])
@requires(WRITE)
def new() -> ResponseReturnValue:
    lead = _lead_asked_for()
    form = NegotiationForm(data=_prefilled(lead))
    if form.validate_on_submit():
        with attempt(form):
            stage = "qualified" if lead is not None and lead.status == "qualified" else "lead"
            case = services.open_case(form.case(), leads=[lead] if lead else [], stage=stage, by=me())
            again = url_for(".new", organisation=case.counterpart_id, activity=case.activity_id)
            return saved(again if "again" in request.form else url_for(".record", id=case.id), _("Negotiation opened."))
    return page("negotiations/form.html", block="form", form=form, case=None, lead=lead)


def _lead_asked_for() -> Lead | None:
    """The lead named in the address; NotVisible when the user does not see it."""
    id = request.args.get("lead", type=int)
    return leads.one(id, user=me()) if id is not None else None


def _prefilled(lead: Lead | None) -> dict[str, Any]:
    """What the address, or the lead it names, already says about a new case."""
    known: dict[str, Any] = {"owner_id": me().id, "next_step_due": first_due()}
    for name, argument in (
        ("counterpart_id", "organisation"),
        ("activity_id", "activity"),
        ("initiative_id", "initiative"),
        ("our_organisation_id", "ours"),
    ):
        known[name] = request.args.get(argument, type=int)
    if lead is None:
        return known
    known |= {
        "title": lead.interest or lead.raw_organisation,
        "counterpart_id": lead.organisation_id,
        "category": lead.category,
        "products": lead.interest,
        "next_step": lead.next_action,
        "initiative_id": lead.activity.initiative_id,
    }
    return known


@bp.route("/<int:id>/edit", methods=["GET", "POST"])
@requires(WRITE)
def edit(id: int) -> ResponseReturnValue:
    case = queries.one(id, user=me())
    form = NegotiationForm.editing(case)
    if form.validate_on_submit():
        with attempt(form, case):
            services.change(case, form.case(), by=me())
            return saved(url_for(".record", id=id), _("Saved."))
    return page("negotiations/form.html", block="form", form=form, case=case, lead=None)


# ------------------------------------------------------------------ acts on a case


def _act(id: int, name: str, form: BaseForm, do: Callable[[Negotiation], Any], message: str) -> ResponseReturnValue:
    """One act with its form: GET opens it on the case's page, POST does it."""
    case = queries.one(id, user=me())
    if form.validate_on_submit():
        with attempt(form, case if form.version.data else None):
            do(case)
            return saved(url_for(".record", id=id), message)
    return _record_page(queries.one(id, user=me()), name, form)


@bp.route("/<int:id>/step", methods=["GET", "POST"])
@requires(WRITE)
def step(id: int) -> ResponseReturnValue:
    form = StepForm.editing(queries.one(id, user=me()))
    return _act(id, "step", form, lambda case: services.set_next_step(case, **form.values(), by=me()), _("Saved."))


@bp.route("/<int:id>/done", methods=["GET", "POST"])
@requires(WRITE)
def done(id: int) -> ResponseReturnValue:
    case = queries.one(id, user=me())
    form = StepForm(row=case, data={"owner_id": case.owner_id, "next_step_due": first_due()})
    message = _("Done, and the next step is planned.")
    return _act(id, "done", form, lambda row: services.complete_step(row, **form.values(), by=me()), message)


@bp.route("/<int:id>/hold", methods=["GET", "POST"])
@requires(WRITE)
def hold(id: int) -> ResponseReturnValue:
    form = HoldForm.editing(queries.one(id, user=me()))
    return _act(id, "hold", form, lambda case: services.hold(case, **form.values(), by=me()), _("Put on hold."))


@bp.post("/<int:id>/release")
@requires(WRITE)
def release(id: int) -> ResponseReturnValue:
    services.release(queries.one(id, user=me()), by=me())
    return saved(url_for(".record", id=id), _("Taken off hold."))


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
    form.meeting_id.options = lambda: [
        (row.id, f"{row.held_on:%Y-%m-%d} · {row.subject or '—'}") for row in queries.linkable_meetings(case, user=me())
    ]

    def do(row: Negotiation) -> None:
        services.link_meeting(row, meetings.one(form.meeting_id.data, user=me()), by=me())

    return _act(id, "meetings", form, do, _("Meeting linked."))


@bp.post("/<int:id>/meetings/<int:meeting_id>/unlink")
@requires(WRITE)
def unlink_meeting(id: int, meeting_id: int) -> ResponseReturnValue:
    case = queries.one(id, user=me())
    services.unlink_meeting(case, meetings.one(meeting_id, user=me()), by=me())
    return saved(url_for(".record", id=id), _("The meeting is taken off this negotiation."))


@bp.route("/<int:id>/leads", methods=["GET", "POST"])
@requires(WRITE)
def link_lead(id: int) -> ResponseReturnValue:
    case, form = queries.one(id, user=me()), LeadLinkForm()
    form.lead_id.options = lambda: [
        (row.id, f"{clock.local(row.captured_at, zone()):%Y-%m-%d} · {row.interest or row.raw_name or '—'}")
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
    answer = saved(url_for(".index"))
    flash(_("“%(title)s” is archived.", title=case.title), f"undo:{url_for('.restore', id=id)}")
    return answer


@bp.post("/<int:id>/restore")
@requires(WRITE)
def restore(id: int) -> ResponseReturnValue:
    services.restore(queries.archived(id, user=me()), by=me())
    return saved(url_for(".record", id=id), _("Brought back."))


# ------------------------------------------------------------------ panels


def _panel(rows: list[Negotiation], kind: str, id: int, name: Shown | None) -> Response:
    standings = queries.standings(rows, clock.today(places.HOME_ZONE))
    return page("negotiations/panel.html", block="panel", rows=rows, standings=standings, kind=kind, id=id, of=name)


@bp.get("/panels/organisation/<int:id>")
@requires(READ)
def organisation_panel(id: int) -> Response:
    name = contacts.own_name(contacts.organisation(id, user=me()))
    return _panel(queries.of_organisation(id, user=me()), "organisation", id, name)


@bp.get("/panels/activity/<int:id>")
@requires(READ)
def activity_panel(id: int) -> Response:
    activity = activities.one(id, user=me())
    name = Shown(initiatives.title(activity.names, language()), language())
    return _panel(queries.of_activity(id, user=me()), "activity", id, name)


@bp.get("/panels/lead/<int:id>")
@requires(READ)
def lead_panel(id: int) -> Response:
    leads.one(id, user=me())
    return _panel(queries.of_lead(id, user=me()), "lead", id, None)


@bp.get("/panels/meeting/<int:id>")
@requires(READ)
def meeting_panel(id: int) -> Response:
    if not meetings.is_visible(id, me()):
        raise NotVisible
    return _panel(queries.of_meeting(id, user=me()), "meeting", id, None)
