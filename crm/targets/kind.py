"""Target lists as a kind of record."""

from crm.core.kinds import Kind
from crm.core.texts import N_
from crm.targets import queries
from crm.targets.models import TargetList

TARGET_LIST = Kind(
    TargetList, queries.visible_lists, noun=N_("Target list"), plural=N_("Target lists"), page="targets.record"
)
