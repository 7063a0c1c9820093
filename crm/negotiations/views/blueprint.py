"""The blueprint of negotiations, and what its pages share."""

from typing import Any

from flask import Blueprint
from flask_babel import gettext as _

from crm.contacts import queries as contacts
from crm.core import clock, here
from crm.core.categories import PRODUCT_CATEGORIES
from crm.core.permissions import Permission
from crm.initiatives import queries as initiatives
from crm.meetings.rules import MEETING_KINDS, RESULTS
from crm.negotiations import queries, rules
from crm.negotiations.forms import BOARD, LANES, RIVAL, MenuForm, MoveForm
from crm.negotiations.models import Negotiation
from crm.negotiations.views.cards import faces
from crm.places import queries as places
from crm.places.rules import TIERS
from crm.web import listings
from crm.web.access import me
from crm.web.forms import translate
from crm.web.locale import in_own_language, language, zone

bp = Blueprint("negotiations", __name__, url_prefix="/negotiations")

READ, WRITE = Permission.NEGOTIATIONS_READ, Permission.NEGOTIATIONS_WRITE


@bp.app_template_filter("case_title")
def case_title(case: Negotiation) -> str:
    """What a negotiation is called for whoever reads the page."""
    return queries.title(case, language())


@bp.app_template_filter("case_named")
def case_named(case: Negotiation) -> Any:
    """The same where it stands on a page: a title in another language says in which."""
    told = case_title(case)
    return in_own_language(*here.spoken(told))


bp.app_template_filter("case_sides")(queries.named_sides)


@bp.context_processor
def frame() -> dict[str, Any]:
    """What the templates of this capability share."""
    return {
        "rules": rules,
        "stage_labels": rules.STAGE_LABELS,
        "firms": queries.firms,
        "sold": lambda case: queries.sold(case, language()),
        "own_name": contacts.own_name,
        "gloss": contacts.gloss,
        "alt_names": contacts.alt_names,
        "initiative_title": lambda row: initiatives.title(row.names, language()),
        "place_name": lambda place: places.display_name(place, language()),
        "menu_stages": [(code, translate(label)) for code, label in rules.STAGE_LABELS.items()],
        "asked_fields": asked_fields,
        "optional_fields": RIVAL,
        "rival_of": lambda case: queries.rival_of(case, language()),
        "menu_form": lambda stage, case=None: MenuForm(formdata=None, row=case, data={"origin": stage}),
        "local_day": lambda moment: clock.local(moment, zone()).date(),
        "meeting_kinds": MEETING_KINDS,
        "meeting_results": RESULTS,
        "categories": PRODUCT_CATEGORIES,
        "tiers": TIERS,
    }


def asked_fields(case: Negotiation, form: MoveForm) -> tuple[str, ...]:
    """What is still to be said about the move that `form` holds. Nothing where the record itself stands in the way, but
    what was said already: it is there once that is cured."""
    asked = rules.asks(case.stage, form.stage.data or "")
    if form.stage.errors and not form.barring.data and not any(form[name].data for name in asked):
        return ()
    if form.stage.data != rules.LOST:
        return asked
    reason, note = asked
    return (reason, *RIVAL, note, "lost_on")


def board_context() -> dict[str, Any]:
    """What the board and each of its parts are drawn from, by the conditions of the address."""
    sheet = listings.narrowed(BOARD)
    by = sheet.asked.one("lanes")
    board = queries.board(sheet.wanted, user=me(), as_of=here.today(), by=by)
    lanes = [(lane, _called(by, lane)) for lane in board.lanes]
    shown = [case for column in board.columns.values() for case in column.cards]
    return {"sheet": sheet, "board": board, "lanes": lanes, "faces": faces(shown, board.standings, sheet.here)}


def _called(by: str, lane: queries.Lane) -> str:
    """What a lane is called: as the filter of its kind says its value."""
    if len(lane.values) > 1:
        return str(_("All others"))
    value = lane.values[0]
    if value is None:
        return str(_("No talk yet") if by == "partner" else _("Not stated"))
    facet = next(facet for facet in BOARD.facets if facet.code == by)
    called = facet.named([str(value)], listings.reader())[str(value)]
    return f"{translate(LANES[by])}{_(': ')}{called}" if by == "partner" else called  # it says yes or no
