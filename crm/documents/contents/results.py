"""What a mission aimed at against what it brought, and against the last of its kind (domain.md §3.1)."""

from collections.abc import Sequence
from dataclasses import dataclass

from crm.agreements.models import Agreement
from crm.core.texts import N_
from crm.documents.queries import LastTime
from crm.leads.models import Lead
from crm.meetings.models import Meeting
from crm.meetings.rules import is_talk, talk_key
from crm.missions.queries import Facts


@dataclass(frozen=True)
class Result:
    """A line of the table of results; `target` is None where none was set."""

    label: str
    target: int | None
    actual: int
    before: int | None = None  #: of the last activity of the kind
    over: bool = True  #: before the end nothing is said of a target that is not reached yet

    @property
    def reached(self) -> bool | None:
        if self.target is None or (self.actual < self.target and not self.over):
            return None
        return self.actual >= self.target


def results(
    facts: Facts,
    held: Sequence[Meeting],
    leads: Sequence[Lead],
    agreements: Sequence[Agreement],
    last: LastTime | None,
    *,
    over: bool,
) -> list[Result]:
    """Targets and the last time against what happened, counted as everywhere (§3.1): frameworks apart."""
    activity = facts.activity
    talks = {talk_key(row) for row in held if is_talk(row)}
    commercial = [row for row in agreements if row.agreement_class == "commercial"]
    earlier = (last.leads, last.talks, last.commercial, last.framework) if last else (None, None, None, None)
    told = [
        (N_("Leads"), activity.target_leads, len(leads)),
        (N_("Business talks"), activity.target_talks, len(talks)),
        (N_("Commercial agreements signed"), activity.target_agreements, len(commercial)),
        (N_("Framework agreements signed"), activity.target_frameworks, len(agreements) - len(commercial)),
    ]
    return [Result(*line, before, over) for line, before in zip(told, earlier, strict=True)]
