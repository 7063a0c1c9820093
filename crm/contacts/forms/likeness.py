"""What counts as alike while somebody types: the weights that the administrator set for the queue of duplicates."""

from collections.abc import Mapping

from flask import current_app
from flask_babel import gettext as _

from crm.contacts import queries, rules
from crm.web.access import me
from crm.web.forms import Line, Pick


def weights() -> Mapping[str, int]:
    """{reason: 0 to 100}. The storey of merging keeps them; the factory says where they are asked for."""
    found: Mapping[str, int] = current_app.extensions["likeness"]()
    return found


def is_new(chosen: Pick, written: Line) -> bool:
    """Whether no organisation is called just as the new one is `written`; else an error beside it tells to choose."""
    if chosen.data is not None or not written.data:
        return True
    found = queries.organisation_candidates([written.data], user=me(), weights=weights())
    if all(candidate.reason != rules.SAME_NAME for candidate in found):
        return True
    text = _(
        "An organisation with this name is in the contacts. Choose it, or enter a name that distinguishes the two."
    )
    written.errors = [*written.errors, text]
    return False
