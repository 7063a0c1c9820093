"""What a storey above adds to a programme: the days at matching tables, which says here how to ask for them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from crm.activities.models import Activity
from crm.core.permissions import Actor
from crm.missions.queries.facts import Facts
from crm.missions.rules import Gap


@dataclass(frozen=True)
class Additions:
    """What is asked of a mission, for a `user`: only what they see is added."""

    #: (facts, user=) -> the same with the items and the gaps that were added
    whole: Callable[..., Facts]
    #: (activity, user=) -> these gaps alone
    gaps: Callable[..., Sequence[Gap]]
    #: (activity, user=) -> how many items are added
    days: Callable[..., int]


_told: dict[str, Additions] = {}


def tell(above: Additions) -> None:
    """Say who knows."""
    _told["above"] = above


def whole(facts: Facts, *, user: Actor) -> Facts:
    """The facts as pages and papers tell a programme. Items that were added have no id, and are changed elsewhere."""
    return _told["above"].whole(facts, user=user)


def gaps(activity: Activity, *, user: Actor) -> Sequence[Gap]:
    """What is missing beside the gaps of the items."""
    return _told["above"].gaps(activity, user=user)


def added_days(activity: Activity, *, user: Actor) -> int:
    """How many items `whole` adds to a programme."""
    return _told["above"].days(activity, user=user)
