"""An approved report: printed from what was kept on approval, whatever became of the records since (INV-A5)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask_babel import force_locale, gettext

from crm.core.errors import Refused
from crm.core.languages import LOCALES
from crm.core.texts import Text
from crm.documents.contents.tree import Node, found, text
from crm.documents.rules import PrintWish
from crm.reports.models import MissionReport
from crm.reports.rules import UNTRAVELLED

#: Counts up when the form of the frozen content changes, so that old ones can still be read.
FORM: Final = 1
#: The id of the chapter that tells the costs.
COSTS: Final = "costs"


@dataclass(frozen=True)
class FrozenReport:
    """One edition of an approved report, for one kind of readers."""

    wish: PrintWish
    record: MissionReport
    heading: str
    body: Sequence[Node]

    @property
    def declares_trip(self) -> bool:
        """Whether it is called by an official trip, as its heading was kept."""
        with force_locale(LOCALES[self.wish.language]):
            other = gettext(UNTRAVELLED)
        return not any(other in text(head) for head in found(self.body, "h1"))


Frozen = dict[str, Any]  #: JSON


def freeze(record: MissionReport, heading: str, bodies: Mapping[str, Sequence[Node]]) -> Frozen:
    """What is kept of a report: its body for each kind of readers."""
    return {
        "form": FORM,
        "number": record.number,
        "edition": record.edition,
        "language": record.language,
        "heading": heading,
        "bodies": {audience: list(body) for audience, body in bodies.items()},
    }


def frozen_report(wish: PrintWish, record: MissionReport) -> FrozenReport:
    """What was kept for the readers of a wish. Refused when it was kept in a form that this release cannot read."""
    kept = record.frozen or {}
    if kept.get("form") != FORM or wish.audience not in kept.get("bodies", {}):
        raise Refused(Text("This report was frozen by another release and cannot be printed by this one."))
    body = kept["bodies"][wish.audience]
    return FrozenReport(wish, record, kept["heading"], body if wish.has("costs") else _without_costs(body))


def _without_costs(body: Sequence[Node]) -> list[Node]:
    """The same without the chapter of costs, for whoever may not see budgets."""
    kept = (node for node in body if isinstance(node, str) or node[1].get("id") != COSTS)
    return [node if isinstance(node, str) else [node[0], node[1], _without_costs(node[2])] for node in kept]
