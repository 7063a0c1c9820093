"""Rules of market access as a kind of record."""

from crm.access import queries
from crm.access.models import AccessRule
from crm.core.kinds import Kind
from crm.core.texts import N_

ACCESS_RULE = Kind(
    AccessRule,
    queries.visible_to,
    noun=N_("Market access rule"),
    plural=N_("Market access"),
    page="access.record",
    names=queries.rule_names,
    named_to_all=True,
    called=queries.called,
    loads=queries.LOADED,
    has_tasks=True,
)
