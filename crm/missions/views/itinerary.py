"""The programme of a mission: the tab, the form of an item with its visit, the buttons on an item."""

from flask import Response, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.activities import queries as activities
from crm.activities.models import Activity
from crm.core.permissions import Permission
from crm.missions import queries, services
from crm.missions.forms import ItemForm, host_asked_for, item_form, item_start
from crm.missions.models import ItineraryItem
from crm.missions.rules import DayNotice
from crm.missions.services import ItemPlan
from crm.missions.views.blueprint import bp, tab
from crm.places import queries as places
from crm.web.access import me, requires
from crm.web.pages import attempt, page, saved


@bp.get("/<int:id>/itinerary")
@requires(Permission.MISSIONS_READ)
def itinerary(id: int) -> Response:
    return tab("missions/itinerary.html", id, "itinerary")


@bp.route("/<int:id>/items/new", methods=["GET", "POST"])
@requires(Permission.MISSIONS_WRITE)
def new_item(id: int) -> ResponseReturnValue:
    activity = activities.one(id, user=me())
    start = item_start(activity, request.args)
    form = item_form(activity, host_asked_for(start["organisation_id"]))(data=start)
    if form.validate_on_submit():
        with attempt(form):
            services.add_item(activity, _wanted(form, activity), by=me())
            again = url_for(".new_item", id=id, **form.kept())
            return saved(again if "again" in request.form else url_for(".itinerary", id=id), _("Item saved."))
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
            again = url_for(".new_item", id=activity.id, **form.kept())
            there = again if "again" in request.form else url_for(".itinerary", id=activity.id)
            return saved(there, _("Saved."))
    return page("missions/item.html", form=form, activity=activity, item=item, note=_note(activity, form))


def _wanted(form: ItemForm, activity: Activity) -> ItemPlan:
    """What was typed, with the zone of the place filled in and a new host made."""
    zones: dict[int | None, str] = {None: activity.place.timezone}
    zones |= {id: place.timezone for id, place in places.by_ids(filter(None, [form.place_id.data])).items()}
    country = places.country_of(form.place_id.data) or activity.place.country
    return services.with_new_host(
        form.plan(zones), name=form.new_host(country), title=form.host_title.data or "", by=me()
    )


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
    visit = next((v for v in queries.facts(found.activity_id, user=me()).visits if v.entry.item.id == id), None)
    return tab("missions/visit.html", found.activity_id, "itinerary", item=found, visit=visit)


@bp.post("/items/<int:id>/move")
@requires(Permission.MISSIONS_WRITE)
def move_item(id: int) -> ResponseReturnValue:
    found = queries.item(id, user=me())
    services.move_item(found, status=request.form.get("status", ""), by=me())
    return saved(_place_in_itinerary(found), _("Saved."))


@bp.post("/items/<int:id>/remove")
@requires(Permission.MISSIONS_WRITE)
def remove_item(id: int) -> ResponseReturnValue:
    found = queries.item(id, user=me())
    services.archive_item(found, by=me())
    answer = saved(url_for(".itinerary", id=found.activity_id))
    flash(_("Item removed."), "undo:" + url_for(".restore_item", id=id))
    return answer


@bp.post("/items/<int:id>/restore")
@requires(Permission.MISSIONS_WRITE)
def restore_item(id: int) -> ResponseReturnValue:
    found = queries.archived_item(id, user=me())
    services.restore_item(found, by=me())
    return saved(_place_in_itinerary(found), _("The item is back."))


def _place_in_itinerary(item: ItineraryItem) -> str:
    return url_for(".itinerary", id=item.activity_id, _anchor=f"item-{item.id}")
