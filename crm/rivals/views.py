"""Rivals and demand: the lists, one of each with its form, the panels on the pages of places and organisations."""

from collections.abc import Callable, Iterable

from flask import Blueprint, Response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.activities.rules import ACTIVITY_TYPES
from crm.audit import services as audit
from crm.contacts import queries as contacts
from crm.core import clock, here
from crm.core.categories import PRICE_TIERS, PRODUCT_CATEGORIES
from crm.core.errors import NotVisible
from crm.core.permissions import Permission
from crm.places.kind import PLACE
from crm.rivals import queries, rules, services
from crm.rivals.forms import RIVALS_LIST, SIGNALS_LIST, RivalForm, SignalForm
from crm.rivals.models import DemandSignal
from crm.rivals.queries import Rival
from crm.web import listings
from crm.web.access import me, requires
from crm.web.guards import row_id
from crm.web.locale import language, zone
from crm.web.pages import attempt, page, saved, wants_block
from crm.wordings import queries as wordings

bp = Blueprint("rivals", __name__, url_prefix="/rivals")

#: How many stand on the page of the place; a page of their own has all.
PANEL_SIZE = 8


@bp.context_processor
def tables() -> dict[str, object]:
    """What every template of the capability needs."""
    return {"rules": rules, "types": ACTIVITY_TYPES, "categories": PRODUCT_CATEGORIES, "tiers": PRICE_TIERS}


@bp.get("/")
@requires(Permission.RIVALS_READ)
def index() -> ResponseReturnValue:
    return listings.show(RIVALS_LIST, "rivals/index.html")


@bp.get("/<int:id>")
@requires(Permission.RIVALS_READ)
def record(id: int) -> Response:
    rival = queries.one_rival(id, user=me(), language=language())
    return page("rivals/record.html", rival=rival, row=rival.activity, said=_said([], [rival]))


@bp.get("/demand/")
@requires(Permission.RIVALS_READ)
def signals() -> ResponseReturnValue:
    return listings.show(SIGNALS_LIST, "rivals/signals.html")


@bp.get("/demand/<int:id>")
@requires(Permission.RIVALS_READ)
def signal(id: int) -> Response:
    row = queries.signal(id, user=me())
    return page("rivals/signal.html", row=row, said=_said([row], []))


@bp.get("/panels/places/<int:id>")
@requires(Permission.RIVALS_READ)
def place_panel(id: int) -> Response:
    """Who else is here, newest first, and the competition index of today."""
    if not PLACE.is_visible(id, me()):
        raise NotVisible
    limit = PANEL_SIZE if wants_block() else None
    rivals = queries.rivals_at(id, user=me(), language=language(), limit=limit)
    return page(
        "rivals/panel.html", block="panel", place_id=id, rivals=rivals, said=_said([], rivals),
        total=queries.count_at(id, user=me()),
        competition=queries.competition(id, clock.today(zone()), user=me()),
    )  # fmt: skip


@bp.get("/panels/organisations/<int:id>")
@requires(Permission.RIVALS_READ)
def organisation_panel(id: int) -> Response:
    """Where an organisation is active as a rival; nothing at all on the page of one that is none."""
    name = contacts.own_name(contacts.organisation(id, user=me()))
    total = queries.count_of(id, user=me())
    rivals = queries.rivals_of(id, user=me(), language=language(), limit=PANEL_SIZE if wants_block() else None)
    return page(
        "rivals/organisation.html", block="panel", id=id, name=name, total=total,
        rivals=rivals if total else [], shown=bool(total) or not wants_block(), said=_said([], rivals),
    )  # fmt: skip


def _said(signals: Iterable[DemandSignal], rivals: Iterable[Rival]) -> Callable[[str], tuple[str, str]]:
    """What somebody wrote of them, in the reader's language where it is known there."""
    texts = [text for row in signals for text in (row.statement, row.source)]
    texts += [text for rival in rivals for text in (rival.activity.title, rival.activity.notes)]
    words = wordings.in_language(language(), texts)
    return lambda text: words.told(text, here.han_language())


@bp.get("/demand/panels/places/<int:id>")
@requires(Permission.RIVALS_READ)
def demand_panel(id: int) -> Response:
    """What shows that goods are wanted here, the latest first."""
    if not PLACE.is_visible(id, me()):
        raise NotVisible
    signals = queries.signals_at(id, user=me(), limit=PANEL_SIZE if wants_block() else None, named=True)
    return page(
        "rivals/demand.html", block="panel", place_id=id, signals=signals,
        said=_said(signals, []), total=queries.count_signals(id, user=me()),
    )  # fmt: skip


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.RIVALS_WRITE)
def new() -> ResponseReturnValue:
    form = RivalForm(data={"place_id": request.args.get("place_id", type=row_id)})
    if form.validate_on_submit():
        with attempt(form):
            made = services.record_rival(form.input(), by=me())
            return saved(url_for(".record", id=made.id), _("Saved."))
    return page("rivals/form.html", form=form, row=None)


@bp.route("/<int:id>/edit", methods=["GET", "POST"])
@requires(Permission.RIVALS_WRITE)
def edit(id: int) -> ResponseReturnValue:
    row = queries.rival(id, user=me())
    form = RivalForm.editing(row)
    if form.validate_on_submit():
        with attempt(form, row):
            services.change_rival(row, form.input(), by=me())
            return saved(url_for(".record", id=id), _("Saved."))
    return page("rivals/form.html", form=form, row=row)


@bp.post("/<int:id>/archive")
@requires(Permission.RIVALS_WRITE)
def archive(id: int) -> ResponseReturnValue:
    audit.archive(queries.rival(id, user=me()), rules.RIVAL_ARCHIVED, by=me())
    undo = url_for(".restore", id=id)
    return saved(url_for(".index"), _("Activity of a competing region archived."), undo=undo)


@bp.post("/<int:id>/restore")
@requires(Permission.RIVALS_WRITE)
def restore(id: int) -> ResponseReturnValue:
    audit.restore(queries.rival(id, user=me(), archived=True), rules.RIVAL_RESTORED, by=me())
    return saved(url_for(".record", id=id), _("Restored."))


@bp.route("/demand/new", methods=["GET", "POST"])
@requires(Permission.RIVALS_WRITE)
def new_signal() -> ResponseReturnValue:
    today = clock.today(zone())
    form = SignalForm(data={"place_id": request.args.get("place_id", type=row_id), "observed_on": today})
    if form.validate_on_submit():
        with attempt(form):
            made = services.record_signal(form.input(), by=me())
            return saved(url_for(".signal", id=made.id), _("Saved."))
    return page("rivals/signal_form.html", form=form, row=None)


@bp.route("/demand/<int:id>/edit", methods=["GET", "POST"])
@requires(Permission.RIVALS_WRITE)
def edit_signal(id: int) -> ResponseReturnValue:
    row = queries.signal(id, user=me())
    form = SignalForm.editing(row)
    if form.validate_on_submit():
        with attempt(form, row):
            services.change_signal(row, form.input(), by=me())
            return saved(url_for(".signal", id=id), _("Saved."))
    return page("rivals/signal_form.html", form=form, row=row)


@bp.post("/demand/<int:id>/archive")
@requires(Permission.RIVALS_WRITE)
def archive_signal(id: int) -> ResponseReturnValue:
    audit.archive(queries.signal(id, user=me()), rules.SIGNAL_ARCHIVED, by=me())
    return saved(url_for(".signals"), _("Demand signal archived."), undo=url_for(".restore_signal", id=id))


@bp.post("/demand/<int:id>/restore")
@requires(Permission.RIVALS_WRITE)
def restore_signal(id: int) -> ResponseReturnValue:
    audit.restore(queries.signal(id, user=me(), archived=True), rules.SIGNAL_RESTORED, by=me())
    return saved(url_for(".signal", id=id), _("Restored."))
