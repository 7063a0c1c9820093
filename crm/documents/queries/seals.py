"""For which posts of a report somebody decided whose post it is not (代決): told in the box, beside their name."""

from collections.abc import Set

from crm.contacts import queries as contacts
from crm.office import queries as offices
from crm.reports.models import MissionReport
from crm.reports.rules import stand_ins


def decided_for(report: MissionReport) -> Set[str]:
    """The posts in whose boxes somebody's name stands who decided for another of them, and has that one."""
    decided = [(step.post, _bare(step.name)) for step in report.steps if step.decision == "approved"]
    if len({name for _post, name in decided}) == len(decided):
        return frozenset()
    held = {name: set(titles) for name, titles in contacts.posts_held().items()}
    if report.steps:
        held.setdefault(_bare(offices.current().head_name), set()).add(report.steps[-1].post)
    return stand_ins(decided, held)


def _bare(name: str) -> str:
    return "".join(name.split())
