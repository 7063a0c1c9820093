"""Which items of a programme are visits, whatever counts, lists or tells them: the table of domain.md §1.5."""

from typing import Final

from crm.missions.rules import EVENTS, hosts

#: Appointments with one host: always.
WITH_ONE_HOST: Final = frozenset({"meeting", "courtesy_call", "leaders_talks"})


def is_visit(kind: str, title: str, *, hosted: bool, noted: bool, prepared: bool) -> bool:
    """Whether an item is a visit, by what is on record of it.

    `hosted`: it leads to an organisation. `prepared`: with people of a host, an agenda, questions, or a result.
    `noted`: likewise, or with a purpose, gifts or somebody who presents.
    """
    if kind == "visit":
        return hosted or noted or hosts.receives(kind, title) or hosts.inspects(kind, title)
    return kind in WITH_ONE_HOST or (kind in EVENTS and prepared)
