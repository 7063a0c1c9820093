"""Setting what each reason weighs."""

from collections.abc import Mapping

from crm.audit.services import action
from crm.contacts.rules import duplicates
from crm.core.database import db
from crm.core.errors import Refused
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.merging import rules
from crm.merging.models import MergeRules
from crm.merging.queries import weights


def set_rules(given: Mapping[str, int], *, threshold: int, by: Actor | None) -> MergeRules:
    """Write all weights (0 to 100 each) and the threshold (1 to 100). Refused beside the field that is out of range."""
    for code, weight in given.items():
        if code not in duplicates.WEIGHTS or not 0 <= weight <= 100:
            raise Refused(Text("A weight must be a whole number from 0 to 100."), code)
    if not 1 <= threshold <= 100:
        raise Refused(Text("The threshold must be a whole number from 1 to 100."), "threshold")
    row = weights.row() or MergeRules()
    with action(rules.RULES_CHANGED, by=by):
        row.weights, row.threshold = duplicates.WEIGHTS | dict(given), threshold
        db.session.add(row)
    return row
