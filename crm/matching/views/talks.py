"""The table itself, and one talk on it: placed, moved, kept, taken off, handed over."""

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from crm.core.errors import NotVisible
from crm.core.permissions import Permission
from crm.matching import queries, rules, services
from crm.matching.forms import MoveForm, PlaceForm, asked_number
from crm.matching.models import MatchingMeeting
from crm.matching.queries import MatchingBoard
from crm.matching.views.blueprint import bp, tab
from crm.web.access import me, requires
from crm.web.forms import ActionForm
from crm.web.pages import attempt, page, saved

#: How many talks are offered for a free place.
MOST_OFFERS = 8


@bp.get("/<int:id>")
@requires(Permission.MATCHING_READ)
def record(id: int) -> Response:
    board = queries.board(id, user=me())
    grid = {(row.slot_id, row.table_id): row for row in board.meetings}
    return tab(
        "matching/record.html", board, "record", grid=grid, action_form=ActionForm,
        score=rules.score(board.problem, board.standing),
    )  # fmt: skip


@bp.route("/<int:id>/talks/new", methods=["GET", "POST"])
@requires(Permission.MATCHING_WRITE)
def new_talk(id: int) -> ResponseReturnValue:
    board = queries.board(id, user=me())
    form = PlaceForm.of(
        board, **{name: asked_number(name) or None for name in ("slot", "table", "maker", "counterpart")}
    )
    if form.validate_on_submit():
        with attempt(form):
            services.place(board, **form.talk(), by=me())
            return saved(_there(id, form.slot.data or 0), _("Talk placed."))
    again = queries.board(id, user=me())
    slot = asked_number("slot")
    offers = rules.offers(again.problem, again.standing, rounds=[slot])[:MOST_OFFERS] if slot else []
    return page("matching/talk_form.html", form=form, board=again, offers=offers, action_form=ActionForm)


def _there(session_id: int, slot_id: int) -> str:
    return url_for(".record", id=session_id, _anchor=f"slot-{slot_id}")


@bp.post("/<int:id>/talks/offer")
@requires(Permission.MATCHING_WRITE)
def take_offer(id: int) -> ResponseReturnValue:
    board = queries.board(id, user=me())
    wanted = {name: request.form.get(name, 0, int) for name in ("maker", "counterpart", "slot", "table")}
    services.place(board, **wanted, by=me())
    return saved(_there(id, wanted["slot"]), _("Talk placed."))


def _talk(id: int) -> tuple[MatchingBoard, MatchingMeeting]:
    board = queries.board(queries.session_of(MatchingMeeting, id), user=me())
    found = next((row for row in board.meetings if row.id == id), None)
    if found is None:
        raise NotVisible
    return board, found


@bp.get("/talks/<int:id>")
@requires(Permission.MATCHING_READ)
def talk(id: int) -> Response:
    board, found = _talk(id)
    return _page(board, found, MoveForm.of(board, found))


def _page(board: MatchingBoard, talk: MatchingMeeting, form: MoveForm) -> Response:
    places = rules.places(board.problem, board.standing, (talk.maker_id, talk.counterpart_id))
    return tab("matching/talk.html", board, "record", talk=talk, form=form, places=places, action_form=ActionForm)


@bp.post("/talks/<int:id>/move")
@requires(Permission.MATCHING_WRITE)
def move_talk(id: int) -> ResponseReturnValue:
    board, found = _talk(id)
    form = MoveForm.of(board, found)
    if form.validate_on_submit():
        with attempt(form, found):
            services.move(board, found, **form.place(), by=me())
            return saved(_there(board.session.id, found.slot_id), _("Talk moved."))
    return _page(*_talk(id), form)


@bp.post("/talks/<int:id>/lock")
@requires(Permission.MATCHING_WRITE)
def lock_talk(id: int) -> ResponseReturnValue:
    board, found = _talk(id)
    services.lock(found, locked=not found.locked, by=me())
    return saved(_there(board.session.id, found.slot_id), _("Saved."))


@bp.post("/talks/<int:id>/remove")
@requires(Permission.MATCHING_WRITE)
def remove_talk(id: int) -> ResponseReturnValue:
    board, found = _talk(id)
    slot = found.slot_id
    services.remove(found, by=me())
    return saved(_there(board.session.id, slot), _("Talk removed from the table."))


@bp.post("/talks/<int:id>/hand-over")
@requires(Permission.MATCHING_WRITE)
def hand_over_talk(id: int) -> ResponseReturnValue:
    board, found = _talk(id)
    return _handed(board, [found], url_for(".talk", id=id))


@bp.post("/<int:id>/hand-over")
@requires(Permission.MATCHING_WRITE)
def hand_over(id: int) -> ResponseReturnValue:
    board = queries.board(id, user=me())
    return _handed(board, [row for row in board.meetings if row.locked], url_for(".record", id=id))


def _handed(board: MatchingBoard, talks: list[MatchingMeeting], back: str) -> ResponseReturnValue:
    if request.form.get("to") == "itinerary":
        count = services.to_itinerary(board, talks, by=me())
        return saved(
            back, ngettext("%(num)d item added to the itinerary.", "%(num)d items added to the itinerary.", count)
        )
    count = services.to_meetings(board, talks, by=me())
    return saved(back, ngettext("%(num)d planned meeting made.", "%(num)d planned meetings made.", count))
