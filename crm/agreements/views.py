"""Agreements: lists apart by class, one with its parties, signing and obligations, and panels on other pages."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.activities import queries as activities
from crm.agreements import queries, rules, services
from crm.agreements.forms import AGREEMENTS_LIST, FRAMEWORKS_LIST, AgreementForm, SignForm, StateForm, WithdrawForm
from crm.agreements.models import Agreement
from crm.agreements.services import AgreementInput
from crm.audit import services as audit
from crm.contacts import queries as contacts
from crm.core import here
from crm.core.permissions import Permission
from crm.fields.forms import with_own_fields, write_own
from crm.initiatives import queries as initiatives
from crm.negotiations import queries as negotiations
from crm.negotiations.models import Negotiation
from crm.negotiations.queries import HeldUp
from crm.negotiations.rules import SIGNED, STAGE_LABELS
from crm.places import queries as places
from crm.places.forms import keep_rates
from crm.places.rules import Shown
from crm.tasks.models import Task
from crm.web import listings
from crm.web.access import can, me, requires
from crm.web.forms import ActionForm, BaseForm, translate
from crm.web.guards import row_id
from crm.web.locale import language
from crm.web.pages import attempt, page, saved

bp = Blueprint("agreements", __name__, url_prefix="/agreements")

READ, WRITE = Permission.AGREEMENTS_READ, Permission.AGREEMENTS_WRITE


@bp.context_processor
def frame() -> dict[str, Any]:
    """What the templates of this capability share."""
    return {
        "rules": rules,
        "stage_labels": STAGE_LABELS,
        "initiative_title": lambda row: initiatives.title(row.names, language()),
        "is_expiring": lambda row: rules.is_expiring(row, here.today()),
        "here_today": here.today(),
    }


@bp.get("/")
@requires(READ)
def index() -> ResponseReturnValue:
    if request.args.get("class") == rules.FRAMEWORK:  # where the list was before it had an address of its own
        kept: dict[str, Any] = {name: value for name, value in request.args.items() if name != "class"}
        return redirect(url_for(".frameworks", **kept))
    return listings.show(AGREEMENTS_LIST, "agreements/index.html")


@bp.get("/frameworks")
@requires(READ)
def frameworks() -> ResponseReturnValue:
    return listings.show(FRAMEWORKS_LIST, "agreements/index.html")


@bp.get("/<int:id>")
@requires(READ)
def record(id: int) -> Response:
    return _record_page(queries.one(id, user=me()))


def _record_page(agreement: Agreement, acting: str = "", form: BaseForm | None = None) -> Response:
    """The agreement's page; `acting` names the form that is open on it."""
    today = here.today()
    barring = _barring(agreement, form) if isinstance(form, SignForm) else []
    organisations = {party.organisation_id: party.organisation for party in agreement.parties}
    seen = negotiations.visible_labels(
        [link.negotiation_id for link in agreement.negotiations], user=me(), language=language()
    )
    return page(
        "agreements/record.html",
        agreement=agreement,
        acting=acting,
        form=form,
        barring=barring,
        conflicts=_conflicts(agreement),
        strangers=services.signing_without_post(agreement),
        organisations=organisations,
        seen=seen,
        action=ActionForm(formdata=None, row=agreement),
        own_day=today,
        still_open=_still_open(seen) if can(Permission.NEGOTIATIONS_WRITE.value) else [],
    )


def _barring(agreement: Agreement, form: SignForm) -> Sequence[HeldUp]:
    """Of the negotiations that its signing concludes: which goods are barred on the day in the form. It is told with
    the first answer, and the management's word asked for: nobody answers in vain."""
    if agreement.agreement_class != rules.COMMERCIAL:
        return []
    day = min(form.signed_on.data or here.today(), here.today())
    held = negotiations.held_up([link.negotiation for link in agreement.negotiations], SIGNED, day)
    form.show_goods(each for _case, found in held for each in found)
    return held


def _still_open(negotiation_ids: Iterable[int]) -> list[tuple[Negotiation, list[Task]]]:
    """(case, its open steps) of those of the negotiations that are concluded and have some."""
    cases = [negotiations.one(id, user=me()) for id in negotiation_ids]
    found = [
        (
            case,
            negotiations.open_steps(
                case, negotiations.linked_leads(case, user=me()), negotiations.linked_meetings(case, user=me())
            ),
        )
        for case in cases
    ]
    return [(case, steps) for case, steps in found if steps]


def _conflicts(agreement: Agreement) -> list[Agreement]:
    return services.overlapping_with(agreement, by=me())


def _overlapping(terms: AgreementInput, but: int | None = None) -> list[Agreement]:
    """Whose exclusive rights what is about to be written touches."""
    kind, today = rules.class_of(terms.type), here.today()
    return queries.exclusivity_conflicts(terms, agreement_class=kind, but=but, user=me(), today=today)


@bp.route("/new", methods=["GET", "POST"])
@requires(WRITE)
def new() -> ResponseReturnValue:
    form, overlapping = with_own_fields(AgreementForm, "agreements")(data=_prefilled()), []
    if form.validate_on_submit() and form.sided():
        overlapping = _overlapping(form.input())
        if form.knows(services.strangers(form.input())) and form.accepts(overlapping):
            with attempt(form):
                keep_rates(form, by=me())
                agreement = services.draft(form.input(), by=me())
                write_own(form, agreement.id, by=me())
                told = [
                    _("Agreement saved. It counts once it is signed."),
                    *map(translate, services.nobody_signs(agreement)),
                ]
                return saved(url_for(".record", id=agreement.id), " ".join(told))
    return page(
        "agreements/form.html", block="form", form=form, agreement=None, conflicts=overlapping,
        source=_source_activity(),
    )  # fmt: skip


def _prefilled() -> dict[str, Any]:
    """What the negotiation, else the activity, named in the address says about a new agreement."""
    activity_id, id = (request.args.get(name, type=row_id) for name in ("activity", "negotiation"))
    known: dict[str, Any] = {"activity_id": activity_id, "signers": [{"side": "甲"}, {"side": "乙"}]}
    if id is None:
        ours, theirs = (contacts.our_organisation_id(), _received_by(activity_id)) if activity_id else (None, None)
        sides = [{"side": "甲", "organisation_id": ours}, {"side": "乙", "organisation_id": theirs}]
        return known | {"parties": sides}
    case = negotiations.one(id, user=me())
    place = places.display_name(case.place, language()).text if case.place else ""
    return known | {
        "title": negotiations.title(case, language()),
        "negotiation_ids": [{"negotiation_id": case.id}],
        "parties": [
            {"side": "甲", "organisation_id": case.our_organisation_id},
            {"side": "乙", "organisation_id": case.counterpart_id},
        ],
        "products": case.products,
        "territory": place,
        "value": case.value,
        "currency": case.currency,
        "value_period": case.value_period,
        "initiative_id": case.initiative_id,
    }


def _received_by(activity_id: int) -> int | None:
    """Whom an activity is held with: who receives it, else who sends it to us."""
    activity = activities.one(activity_id, user=me())
    both = (activity.host_organisation_id, activity.sender_organisation_id)
    return next((id for id in both if id is not None and id != contacts.our_organisation_id()), None)


def _source_activity() -> tuple[str, str] | None:
    """(the name of where the negotiation named in the address came from, the address of the form with that chosen).

    The agreement counts for it anyway (§3.1); that it was signed there is for somebody to say. None where somebody
    named the activity, or nobody knows one.
    """
    id = request.args.get("negotiation", type=row_id)
    if id is None or request.args.get("activity", type=row_id) is not None:
        return None
    source = negotiations.source_activity_id(negotiations.one(id, user=me()))
    name = dict(activities.options(user=me(), language=language())).get(source or 0)
    return (name, url_for(".new", negotiation=id, activity=source)) if name else None


@bp.route("/<int:id>/edit", methods=["GET", "POST"])
@requires(WRITE)
def edit(id: int) -> ResponseReturnValue:
    agreement = queries.one(id, user=me())
    form = with_own_fields(AgreementForm, "agreements").editing(agreement)
    if rules.was_signed(agreement.status):
        del form.state
    overlapping = _conflicts(agreement)
    if form.validate_on_submit() and form.sided():
        known = {other.id for other in overlapping}
        overlapping = _overlapping(form.input(), id)
        fresh = [other for other in overlapping if other.id not in known]
        known_signers = form.knows(services.strangers(form.input(), agreement))
        if known_signers and form.accepts(fresh) and form.signed_there(agreement.signed_on):
            with attempt(form, agreement):
                keep_rates(form, by=me())
                with form.held_up():
                    services.change(agreement, form.input(), by=me(), word=form.given())
                write_own(form, id, by=me())
                return saved(url_for(".record", id=id), _("Saved."))
    return page("agreements/form.html", block="form", form=form, agreement=agreement, conflicts=overlapping)


# ------------------------------------------------------------------ acts


def _act(
    id: int,
    name: str,
    form: BaseForm,
    do: Callable[[Agreement], Any],
    message: str,
    *,
    is_clear: Callable[[], bool] = lambda: True,
) -> ResponseReturnValue:
    """One act with its form: GET opens it on the agreement's page, POST does it, if it `is_clear` what is meant."""
    agreement = queries.one(id, user=me())
    if form.validate_on_submit() and is_clear():
        with attempt(form, agreement):
            do(agreement)
            return saved(url_for(".record", id=id), message)
    return _record_page(queries.one(id, user=me()), name, form)


@bp.route("/<int:id>/sign", methods=["GET", "POST"])
@requires(WRITE)
def sign(id: int) -> ResponseReturnValue:
    agreement = queries.one(id, user=me())
    likely = _likely_signing(agreement)
    form = SignForm(row=agreement, data={"signed_on": likely, "activity_id": agreement.activity_id})
    if likely is not None:
        form.signed_on.description = _("Today is proposed. Enter the date on the signed paper.")
    if agreement.activity_id is None:
        del form.activity_id
    if lacking := services.nobody_signs(agreement):
        form.signers_unknown.description = " ".join(map(translate, lacking))
    else:
        del form.signers_unknown
    if not _conflicts(agreement):
        del form.all_the_same

    def do(row: Agreement) -> None:
        reason = form.data.get("all_the_same") or ""
        there = form.data.get("activity_id", services.AS_NAMED)
        with form.held_up():
            services.sign(
                row, signed_on=form.signed_on.data, activity_id=there, all_the_same=reason,
                signers_unknown=bool(form.data.get("signers_unknown")), word=form.given(), by=me(),
            )  # fmt: skip

    return _act(id, "sign", form, do, _("The agreement is signed."), is_clear=form.signed_there)


def _likely_signing(agreement: Agreement) -> date | None:
    """The day that the form begins with: today; none once the activity is over, of which nobody knows the day."""
    ended = activities.ends_on(agreement.activity_id) if agreement.activity_id is not None else None
    return here.today() if ended is None or here.today() <= ended else None


@bp.route("/<int:id>/withdraw", methods=["GET", "POST"])
@requires(WRITE)
def withdraw(id: int) -> ResponseReturnValue:
    form = WithdrawForm(row=queries.one(id, user=me()))
    message = _("Signing withdrawn.")
    return _act(
        id,
        "withdraw",
        form,
        lambda row: services.withdraw_signing(row, reason=form.reason.data or "", by=me()),
        message,
    )


@bp.route("/<int:id>/state", methods=["GET", "POST"])
@requires(WRITE)
def state(id: int) -> ResponseReturnValue:
    agreement = queries.one(id, user=me())
    form = StateForm(row=agreement)
    form.state.table = {code: rules.STATUSES[code] for code in rules.TRANSITIONS.get(agreement.status, ())}
    return _act(id, "state", form, lambda row: services.move(row, status=form.state.data, by=me()), _("Saved."))


@bp.post("/<int:id>/obligations/<int:obligation_id>/<any(met, open):wanted>")
@requires(WRITE)
def obligation(id: int, obligation_id: int, wanted: str) -> ResponseReturnValue:
    agreement = queries.one(id, user=me())
    verb = services.meet_obligation if wanted == "met" else services.reopen_obligation
    verb(agreement, obligation_id, by=me())
    return saved(url_for(".record", id=id), _("Saved."))


@bp.post("/<int:id>/archive")
@requires(WRITE)
def archive(id: int) -> ResponseReturnValue:
    agreement = queries.one(id, user=me())
    services.archive(agreement, by=me())
    told = _("“%(title)s” is archived.", title=agreement.title)
    there = ".frameworks" if agreement.agreement_class == rules.FRAMEWORK else ".index"
    return saved(url_for(there), told, undo=url_for(".restore", id=id))


@bp.post("/<int:id>/restore")
@requires(WRITE)
def restore(id: int) -> ResponseReturnValue:
    audit.restore(queries.one(id, user=me(), archived=True), rules.RESTORED, by=me())
    return saved(url_for(".record", id=id), _("Restored."))


# ------------------------------------------------------------------ panels


def _panel(rows: list[Agreement], kind: str, id: int, name: Shown | None) -> Response:
    return page("agreements/panel.html", block="panel", rows=rows, kind=kind, id=id, of=name)


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


@bp.get("/panels/negotiation/<int:id>")
@requires(READ)
def negotiation_panel(id: int) -> Response:
    case = negotiations.one(id, user=me())
    return _panel(queries.by_negotiation(id, user=me()), "negotiation", id, Shown(case.title, language()))
