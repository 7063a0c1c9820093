"""Whose move it is, in words."""

from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext

from crm.meetings.rules import OURS
from crm.negotiations.rules.turns import Turn


def moves(turn: Turn, today: date) -> list[tuple[str, date]]:
    """[(“Their move, 12 days”, since when)] of the sides that owe an answer, the one that owes it for longer first."""
    return [(_told(side, (today - since).days), since) for side, since in turn.waits]


def _told(side: str, days: int) -> str:
    if days < 1:
        return str(_("Our move, since today") if side == OURS else _("Their move, since today"))
    if side == OURS:
        return str(ngettext("Our move, %(num)d day", "Our move, %(num)d days", days))
    return str(ngettext("Their move, %(num)d day", "Their move, %(num)d days", days))
