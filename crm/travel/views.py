"""Travel details of a delegation: what is missing, one delegate's sheet, the rooming list."""

from collections.abc import Collection

from flask import Blueprint, Response, abort, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.activities.models import Activity
from crm.core import particulars
from crm.core.database import db, writing
from crm.core.permissions import Permission
from crm.initiatives.queries import title
from crm.office import queries as offices
from crm.travel import queries, rules, services
from crm.travel.forms import TravelForm, TravelWordsForm
from crm.travel.queries import TravelSheet
from crm.web.access import me, requires
from crm.web.forms import ActionForm
from crm.web.guards import safe_next
from crm.web.locale import language
from crm.web.pages import Conflict, attempt, page, saved

bp = Blueprint("travel", __name__, url_prefix="/travel")


@bp.context_processor
def frame() -> dict[str, object]:
    """Tables that the templates share."""
    return {"rules": rules, "title_of": title, "relations": particulars.relations}


@bp.get("/missions/<int:id>")
@requires(Permission.TRAVEL_READ)
def mission(id: int) -> Response:
    """Who has told what: no detail itself stands here."""
    activity = queries.mission(id, user=me())
    return page(
        "travel/mission.html", activity=activity, sheets=queries.sheets(activity), travel_days=offices.term("travel")
    )


@bp.get("/missions/<int:id>/rooms")
@requires(Permission.TRAVEL_READ)
def rooms(id: int) -> Response:
    """Who sleeps where, for the hotel: as on every paper, of those who go along."""
    _note(queries.going(queries.sheets(queries.mission(id, user=me()))))
    activity = queries.mission(id, user=me())
    return page("travel/rooms.html", activity=activity, rooms=queries.rooms(queries.going(queries.sheets(activity))))


@bp.route("/missions/<int:id>/words", methods=["GET", "POST"])
@requires(Permission.TRAVEL_WRITE)
def words(id: int) -> ResponseReturnValue:
    """What the typed details say in the language of the address, for packs that print them in it."""
    if request.method == "GET":
        _note(queries.sheets(queries.mission(id, user=me())))
    sheets = queries.sheets(queries.mission(id, user=me()))
    target = request.args.get("lang") or queries.most_wanting(sheets, language())
    if target not in rules.LANGUAGES:
        abort(404)
    back = safe_next(request.args.get("next") or url_for(".mission", id=id))
    form = TravelWordsForm.of(queries.typed_texts(sheets, target), sheets, target)
    if form.validate_on_submit():
        with attempt(form):
            form.check_versions()
            services.say(form.rows, form.said(), by=me())
            return saved(back, _("Saved."))
    activity = queries.mission(id, user=me())
    return page("travel/words.html", form=form, activity=activity, target=target, back=back)


@bp.get("/participants/<int:id>")
@requires(Permission.TRAVEL_READ)
def record(id: int) -> Response:
    _note([queries.one(id, user=me())])
    sheet, activity = _sheet(id)
    mates = {part.id: part for part in activity.participants}
    return page("travel/record.html", sheet=sheet, activity=activity, mates=mates, action_form=ActionForm)


@bp.route("/participants/<int:id>/edit", methods=["GET", "POST"])
@requires(Permission.TRAVEL_WRITE)
def edit(id: int) -> ResponseReturnValue:
    if request.method == "GET":
        _note([queries.one(id, user=me())])
    sheet, activity = _sheet(id)
    sent = request.form.get("version")
    form = TravelForm.of(sheet, activity)
    if form.validate_on_submit():
        if sheet.detail is not None and not sent:  # somebody else told something since the form was opened
            raise Conflict(form, sheet.detail)
        with attempt(form, sheet.detail):
            services.write(sheet.participant, form.input(sheet.details), by=me())
            return saved(url_for(".record", id=id), _("Travel details saved."))
    sheet, activity = _sheet(id)
    return page("travel/form.html", form=form, sheet=sheet, activity=activity)


@bp.post("/participants/<int:id>/erase")
@requires(Permission.TRAVEL_WRITE)
def erase(id: int) -> ResponseReturnValue:
    sheet, activity = _sheet(id)
    if sheet.detail is not None:
        services.erase(sheet.detail, by=me())
    return saved(url_for(".mission", id=activity.id), _("Travel details erased."))


def _sheet(id: int) -> tuple[TravelSheet, Activity]:
    sheet = queries.one(id, user=me())
    return sheet, queries.mission(sheet.participant.activity_id, user=me())


def _note(sheets: Collection[TravelSheet]) -> None:
    """Write down who looks, before anything is shown. What was loaded before is read anew afterwards."""
    with writing():
        services.seen(sheets, by=me())
        db.session.commit()
