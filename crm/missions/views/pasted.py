"""A programme is pasted: read, looked at line by line, saved at once, taken back at once."""

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from crm.activities import queries as activities
from crm.core.permissions import Permission
from crm.missions import queries, services
from crm.missions.forms import made_in, made_text, paste_form
from crm.missions.views.blueprint import bp, tab, zone_beside
from crm.web.access import me, requires
from crm.web.pages import ToldRefusal, attempt, page, saved


@bp.route("/<int:id>/programme", methods=["GET", "POST"])
@requires(Permission.MISSIONS_WRITE)
def paste_programme(id: int) -> ResponseReturnValue:
    activity = activities.one(id, user=me())
    form, lines = paste_form(activity)
    if not lines and form.validate_on_submit():
        with attempt(form):
            made = services.add_pasted(
                activity, form.plans(activity), new_hosts=form.new_hosts(), listed=form.listed(activity), by=me()
            )
            undo = url_for(".unpaste_programme", id=id, made=made_text(made))
            return saved(url_for(".itinerary", id=id), _told(len(made)), undo=undo)
    second = zone_beside(activity, queries.other_zone(activity))
    return page("missions/paste.html", form=form, activity=activity, looks=form.looks(activity, lines), second=second)


def _told(number: int) -> str:
    text: str = ngettext("%(num)d item was added.", "%(num)d items were added.", number)
    return text


@bp.post("/<int:id>/programme/undo")
@requires(Permission.MISSIONS_WRITE)
def unpaste_programme(id: int) -> ResponseReturnValue:
    """Undo of a paste: the address tells what was made, and which versions it may still take back."""
    activity = activities.one(id, user=me())
    with ToldRefusal():
        services.take_back(activity, made_in(request.args.get("made", "")), by=me())
        return saved(url_for(".itinerary", id=id), _("The pasted items are removed again."))
    return tab("missions/itinerary.html", id, "itinerary", view="list", status=409)
