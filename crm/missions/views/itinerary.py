"""The programme of a mission: the tab, the form of an item with its visit, the buttons on an item."""

from dataclasses import replace
from datetime import date

from flask import Response, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from crm.activities import queries as activities
from crm.activities.models import Activity
from crm.charts.seating import SeatedName, table_plan
from crm.contacts.models import Person
from crm.core.errors import NotVisible
from crm.core.permissions import Permission
from crm.missions import queries, services
from crm.missions.forms import DropForm, ItemForm, host_asked_for, item_form, item_start, shift_in, stood_in, stood_text
from crm.missions.models import ItineraryItem
from crm.missions.queries import Facts, LocalDay, VisitFact
from crm.missions.rules import DayNotice
from crm.missions.services import ItemInput
from crm.missions.views.blueprint import bp, home_zone, tab
from crm.places import queries as places
from crm.products import queries as products
from crm.web.access import me, requires
from crm.web.again import after_saving
from crm.web.forms import translate
from crm.web.locale import language
from crm.web.pages import ToldRefusal, attempt, page, saved, wants_block

#: Of what could not be confirmed, so many are told.
MOST_TOLD = 20


@bp.get("/<int:id>/itinerary")
@requires(Permission.MISSIONS_READ)
def itinerary(id: int) -> Response:
    view = "week" if request.args.get("view") == "week" else "list"
    return tab("missions/itinerary.html", id, "itinerary", view=view)


@bp.get("/<int:id>/itinerary/<day>")
@requires(Permission.MISSIONS_READ)
def day_sheet(id: int, day: str) -> Response:
    facts = queries.whole(queries.facts(id, user=me()), user=me())
    days = queries.every_day(facts.activity, facts.entries)
    at = next((n for n, each in enumerate(days) if each.day.isoformat() == day), None)
    if at is None:
        raise NotVisible
    return page("missions/day.html", facts=facts, activity=facts.activity, days=days, at=at,
                home_zone=home_zone(facts), days_off=queries.during(days[at].day, days[at].day,
                facts.activity.place_id), contacts=_contacts(days[at]))  # fmt: skip


def _contacts(day: LocalDay) -> list[Person]:
    """Whom to call on a day, each once, in the order of the programme."""
    found = [e.item.contact for e in day.entries if e.item.contact is not None and e.item.status != "cancelled"]
    return list({person.id: person for person in found}.values())


@bp.post("/items/<int:id>/shift")
@requires(Permission.MISSIONS_WRITE)
def shift_item(id: int) -> ResponseReturnValue:
    """Another time or day. The programme on screen gets the days that changed; a plain browser is led back."""
    found = queries.item(id, user=me())
    activity = activities.one(activity_id := found.activity_id, user=me())
    with ToldRefusal():
        done = services.shift_item(activity, found, shift_in(request.form, found), by=me())
        undo = url_for(".unshift_items", id=activity_id, stood=stood_text(done.stood))
        flash(_("“%(title)s” was moved.", title=found.title), f"undo:{undo}" if done.stood else "good")
        answer = saved(_place_in_itinerary(found))
        if (on := request.args.get("on")) in ("programme", "week") and wants_block():
            return tab("missions/_shifted.html", activity_id, "itinerary", view=on, changed=done.days, moved_id=id)
        return answer
    return _refused(activity_id)


@bp.post("/<int:id>/unshift")
@requires(Permission.MISSIONS_WRITE)
def unshift_items(id: int) -> ResponseReturnValue:
    """Undo of a move: the address tells how the items stood, and which versions it may still overwrite."""
    activity = activities.one(id, user=me())
    with ToldRefusal():
        stood = stood_in(request.args.get("stood", ""))
        services.unshift(activity, stood, by=me())
        return saved(url_for(".itinerary", id=id, _anchor=f"item-{stood[0].id}"), _("Move undone."))
    return _refused(id)


def _refused(activity_id: int) -> Response:
    """The programme with the reason why a button on it did nothing."""
    return tab("missions/itinerary.html", activity_id, "itinerary", view="list", status=409)


@bp.route("/<int:id>/items/new", methods=["GET", "POST"])
@requires(Permission.MISSIONS_WRITE)
def new_item(id: int) -> ResponseReturnValue:
    activity = activities.one(id, user=me())
    start = item_start(activity, request.args)
    form = item_form(activity, host_asked_for(start["organisation_id"]))(data=start)
    if form.validate_on_submit():
        with attempt(form):
            services.add_item(activity, _wanted(form, activity), by=me())
            return saved(after_saving(url_for(".itinerary", id=id), day=form.day.data), _("Item saved."))
    return page("missions/item.html", form=form, activity=activity, item=None, note=_note(activity, form))


@bp.route("/items/<int:id>/edit", methods=["GET", "POST"])
@requires(Permission.MISSIONS_WRITE)
def edit_item(id: int) -> ResponseReturnValue:
    item = queries.item(id, user=me())
    activity = activities.one(item.activity_id, user=me())
    form = item_form(activity, host_asked_for(item.organisation_id), item).editing(item)
    if form.validate_on_submit():
        with attempt(form, item):
            services.change_item(activity, item, _wanted(form, activity), by=me())
            new = url_for(".new_item", id=activity.id)
            there = after_saving(url_for(".itinerary", id=activity.id), form=new, day=form.day.data)
            return saved(there, _("Saved."))
    return page("missions/item.html", form=form, activity=activity, item=item, note=_note(activity, form))


def _wanted(form: ItemForm, activity: Activity) -> ItemInput:
    """What was typed, with the zone of the place filled in and a new host made."""
    zones: dict[int | None, str] = {None: activity.place.timezone}
    zones |= {id: place.timezone for id, place in places.by_ids(filter(None, [form.place_id.data])).items()}
    country = places.country_of(form.place_id.data) or activity.place.country
    plan = form.input(zones)
    if plan.kind == "flight" and plan.place_id == activity.place_id and (plan.origin or plan.destination):
        # The place stood in the form from the beginning: a flight is where it lands, as that of a pasted programme is.
        plan = replace(plan, place_id=queries.landing(plan.destination, plan.end_timezone or plan.timezone))
    return services.with_new_host(plan, name=form.new_host(country), title=form.host_title.data or "", by=me())


@bp.get("/<int:id>/day-note")
@requires(Permission.MISSIONS_READ)
def day_note(id: int) -> Response:
    """What the form of an item says about the day chosen in it."""
    activity = activities.one(id, user=me())
    form = item_form(activity, None)(formdata=request.args, meta={"csrf": False})
    return page("missions/_day_note.html", note=_note(activity, form), activity=activity)


def _note(activity: Activity, form: ItemForm) -> DayNotice | None:
    return queries.note(activity, day=form.day.data, place_id=form.place_id.data, kind=form.kind.data or "")


@bp.get("/items/<int:id>")
@requires(Permission.MISSIONS_READ)
def item(id: int) -> Response:
    found = queries.item(id, user=me())
    facts = queries.facts(found.activity_id, user=me())
    visit = next((v for v in facts.appointments if v.entry.item.id == id), None)
    carried = products.carried(found.activity_id, user=me()) if visit is not None else []
    sheets = [products.line(product, language()) for product in queries.sheets_of(visit, carried)] if visit else []
    return tab("missions/visit.html", found.activity_id, "itinerary", item=found, visit=visit, sheets=sheets,
               portraits=facts.portraits, seats=_seats(visit, facts) if visit is not None else "")  # fmt: skip


def _seats(visit: VisitFact, facts: Facts) -> Markup:
    """The plan of the table, drawn."""
    seating = queries.seating(visit, facts.delegation, language())
    return table_plan(
        [SeatedName(s.place, s.row, who.name, who.language, who.firm or ("", "")) for s, who in seating.guests],
        [SeatedName(s.place, s.row, who.name, who.language, who.firm or ("", "")) for s, who in seating.hosts],
        title=_("Seating: the guests face the door"), title_id="seating",
        labels=(_("Guests"), _("Hosts"), _("Door")),
    )  # fmt: skip


@bp.get("/<int:id>/visits")
@requires(Permission.MISSIONS_READ)
def visits(id: int) -> Response:
    facts = queries.facts(id, user=me())
    return page("missions/visits.html", facts=facts, activity=facts.activity)


@bp.post("/<int:id>/confirm")
@requires(Permission.MISSIONS_WRITE)
def confirm_items(id: int) -> ResponseReturnValue:
    """All appointments, or those of the day in the address, are confirmed; what is refused stays and is told."""
    activities.one(id, user=me())
    try:
        day = date.fromisoformat(text) if (text := request.args.get("day", "")) else None
    except ValueError:
        raise NotVisible from None
    number, stay = services.confirm_all(queries.to_agree(queries.items(id), day), by=me())
    for found, reason in stay[:MOST_TOLD]:
        flash(_("“%(title)s” stays: %(reason)s", title=found.title, reason=translate(reason)), "warning")
    told = ngettext("%(num)d appointment is confirmed.", "%(num)d appointments are confirmed.", number)
    return saved(url_for(".itinerary", id=id, _anchor=f"day-{day}" if day else None), told)


@bp.post("/items/<int:id>/move")
@requires(Permission.MISSIONS_WRITE)
def move_item(id: int) -> ResponseReturnValue:
    found = queries.item(id, user=me())
    activity_id, status = found.activity_id, request.form.get("status", "")
    if status == "cancelled":
        return _dropped(found, status)
    with ToldRefusal():
        services.move_item(found, status=status, by=me())
        return saved(_place_in_itinerary(found), _("Saved."))
    return _refused(activity_id)


def _dropped(item: ItineraryItem, status: str) -> ResponseReturnValue:
    """Asks why an item is cancelled, or ("") an appointment taken out of the programme, and does it then."""
    activity, form = activities.one(item.activity_id, user=me()), DropForm()
    needed = services.needs_reason(item)
    if "reason" not in request.form:
        fresh = DropForm(formdata=None)
        return page("missions/drop.html", form=fresh, item=item, activity=activity, to=status, needed=needed)
    if form.validate():
        with attempt(form):
            if status:
                services.move_item(item, status=status, reason=form.reason.data or "", by=me())
                return saved(_place_in_itinerary(item), _("Saved."))
            services.drop_item(item, reason=form.reason.data or "", by=me())
            return _removed(item)
    return page("missions/drop.html", form=form, item=item, activity=activity, to=status, needed=needed)


@bp.post("/items/<int:id>/remove")
@requires(Permission.MISSIONS_WRITE)
def remove_item(id: int) -> ResponseReturnValue:
    found = queries.item(id, user=me())
    if services.needs_reason(found):
        return _dropped(found, "")
    services.drop_item(found, by=me())
    return _removed(found)


def _removed(item: ItineraryItem) -> ResponseReturnValue:
    undo = url_for(".restore_item", id=item.id)
    return saved(url_for(".itinerary", id=item.activity_id), _("Item removed."), undo=undo)


@bp.post("/items/<int:id>/restore")
@requires(Permission.MISSIONS_WRITE)
def restore_item(id: int) -> ResponseReturnValue:
    found = queries.item(id, user=me(), archived=True)
    activity_id = found.activity_id
    with ToldRefusal():
        services.restore_item(found, by=me())
        return saved(_place_in_itinerary(found), _("Item restored."))
    return _refused(activity_id)


def _place_in_itinerary(item: ItineraryItem) -> str:
    return url_for(".itinerary", id=item.activity_id, _anchor=f"item-{item.id}")
