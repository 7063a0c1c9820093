"""The blueprint, and what every page of a matching table shows around its content."""

from typing import Any

from flask import Blueprint, Response, url_for
from flask_babel import gettext as _

from crm.contacts import queries as contacts
from crm.core.languages import LANGUAGE_LABELS
from crm.initiatives.queries import title
from crm.matching import queries, rules
from crm.matching.models import MatchingCompany
from crm.matching.queries import MatchingBoard
from crm.missions.queries import tell_calendars
from crm.missions.rules import ZONES
from crm.places.rules import Shown
from crm.web.access import me
from crm.web.locale import language, zone
from crm.web.pages import page

bp = Blueprint("matching", __name__, url_prefix="/matching")
tell_calendars(queries.appointments)


@bp.context_processor
def tables() -> dict[str, Any]:
    """What every template of the capability needs."""
    return {
        "rules": rules,
        "title_of": title,
        "shown": shown,
        "zone_labels": ZONES,
        "language_labels": LANGUAGE_LABELS,
        "name_of": lambda record: contacts.display_name(record, language()),
    }


def shown(company: MatchingCompany) -> Shown:
    """A company's name for the reader."""
    return contacts.display_name(company.organisation, language())


def tab(template: str, board: MatchingBoard, current: str, *, block: str | None = None, **context: Any) -> Response:
    """A tab of a matching table's page."""
    return page(
        template,
        block=block,
        board=board,
        session=board.session,
        tabs=_tabs(board, current),
        second_zone=second_zone(board),
        **context,
    )


def second_zone(board: MatchingBoard) -> str:
    """The other clock beside the table's: the reader's, else that of the other side; "" where all have the same."""
    clocks = (zone(), board.other_zone, board.session.activity.place.timezone)
    return next((each for each in clocks if each not in ("", board.session.timezone)), "")


def _tabs(board: MatchingBoard, current: str) -> list[dict[str, Any]]:
    active = [row for row in board.companies.values() if row.cancelled_at is None]
    tabs = [
        ("record", _("Timetable"), len(board.meetings)),
        ("companies", _("By company"), len(active)),
        ("wishes", _("Wishes"), len(board.wishes)),
        ("setup", _("Setup"), None),
    ]
    return [
        {
            "label": label,
            "count": count,
            "url": url_for(f"matching.{name}", id=board.session.id),
            "current": name == current,
        }
        for name, label, count in tabs
    ]


def of_company(id: int) -> tuple[MatchingBoard, MatchingCompany]:
    """The board of a company, and the company on it; NotVisible without the right."""
    board = queries.board(queries.session_of(MatchingCompany, id), user=me())
    return board, board.companies[id]
