"""Noting in the log what was printed."""

from crm.activities.models import Activity
from crm.audit.services import action
from crm.core.permissions import Actor
from crm.handouts import rules
from crm.handouts.queries import Filled
from crm.travel import services as travel


def note(kind: str, activity: Activity, *, by: Actor | None) -> None:
    """Somebody printed a paper of this kind for a mission."""
    with action(rules.PRINTED[kind], by=by, record=activity):
        pass


def note_form(filled: Filled, *, by: Actor | None) -> None:
    """Somebody printed a filled-in form, with the travel details that stand on it."""
    with action(rules.PRINTED[rules.FORM], by=by, record=filled.application):
        pass
    if filled.detail is not None:
        travel.printed([filled.detail], by=by)
