"""What the agreements of two groups say about their rates: the verdict, its parts, what could be found at these costs.

Numbers in, verdict out (domain.md §3.9). A *unit* is an activity in a group: what it cost there, and the agreements
that are put down to it there; one without agreements counts as a zero.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from operator import itemgetter
from typing import Final

from crm.core.texts import N_
from crm.insights.rules import evidence
from crm.insights.rules.evidence import FEWEST_AGREEMENTS
from crm.insights.rules.rates import RateRatio, rate_ratio

#: Fewer talks, or fewer activities with a cost, in one of the two groups, and no verdict is given.
FEWEST_TALKS: Final = 10
FEWEST_ACTIVITIES: Final = 4
#: The numbers of agreements for which the power is told, beside the one at hand.
POWER_AT: Final = (10, 20, 40, 60)


class Verdict(Enum):
    """What the data say about the hypothesis; `label` is the message id shown to the reader."""

    INSUFFICIENT_DATA = "insufficient_data"
    SUPPORTED = "supported"
    CONTRADICTED = "contradicted"
    INCONCLUSIVE = "inconclusive"

    @property
    def label(self) -> str:
        return _VERDICT_LABELS[self]


_VERDICT_LABELS = {
    Verdict.INSUFFICIENT_DATA: N_("Insufficient data"),
    Verdict.SUPPORTED: N_("Supported"),
    Verdict.CONTRADICTED: N_("Contradicted"),
    Verdict.INCONCLUSIVE: N_("Inconclusive"),
}


@dataclass(frozen=True)
class ComparedGroup:
    """One of the two groups: its talks, and of each of its activities (cost, agreements)."""

    talks: int
    units: Sequence[tuple[float, int]]

    @cached_property
    def agreements(self) -> int:
        return sum(map(itemgetter(1), self.units))

    @cached_property
    def cost(self) -> float:
        total: float = sum(map(itemgetter(0), self.units))
        return total

    @cached_property
    def activities(self) -> int:
        """Those with a cost."""
        return sum(cost > 0 for cost, _ in self.units)

    @cached_property
    def costless(self) -> int:
        """Agreements of activities without a cost: no rate can be made of them."""
        return 0 if self.activities == len(self.units) else sum(count for cost, count in self.units if cost <= 0)


@dataclass(frozen=True, slots=True)
class Lacking:
    """What a verdict still needs: agreements, talks and activities with a cost of each of the two groups, and the cost
    of the activities of so many agreements."""

    agreements: int
    talks: int
    against_talks: int
    activities: int
    against_activities: int
    costless: int


#: Nothing is missing.
COMPLETE: Final = Lacking(0, 0, 0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class VerdictTests:
    """The two tests of the data at hand, as in `evidence.Weighed`, and the degrees of freedom of F."""

    above: float
    below: float
    dispersion: float
    f: float
    df: int
    tail: float


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict with its parts; where data are missing, `evidence` is None and `lacking` says what."""

    verdict: Verdict
    lacking: Lacking
    ratio: RateRatio | None
    evidence: VerdictTests | None

    @property
    def insufficient(self) -> bool:
        return self.verdict is Verdict.INSUFFICIENT_DATA


@dataclass(frozen=True, slots=True)
class Reach:
    """What could be found at these costs: the smallest number of agreements at which each verdict is possible (None: at
    none that was asked for), and [(agreements, chance of *supported* if the true ratio is POWER_RATIO)]."""

    supported: int | None
    contradicted: int | None
    power: Sequence[tuple[int, float]]


def judge(claimed: ComparedGroup, against: ComparedGroup) -> Judgement:
    """The verdict on the claim that the first group brings more agreements for the same cost (domain.md §3.9)."""
    missing = _lacking(claimed, against)
    ratio = rate_ratio(claimed.agreements, claimed.cost, against=against.agreements, against_cost=against.cost)
    if missing != COMPLETE:
        return Judgement(Verdict.INSUFFICIENT_DATA, missing, ratio, None)
    import numpy as np

    counts, costs = _arrays(claimed, against)
    found = evidence.weigh(counts[np.newaxis], costs, claimed.activities)
    verdict = Verdict.INCONCLUSIVE
    if found.supported[0]:
        verdict = Verdict.SUPPORTED
    elif found.contradicted[0]:
        verdict = Verdict.CONTRADICTED
    above, below, dispersion, f, tail = (
        float(part[0]) for part in (found.above, found.below, found.dispersion, found.f, found.tail)
    )
    return Judgement(verdict, missing, ratio, VerdictTests(above, below, dispersion, f, len(costs) - 2, tail))


def reach(claimed: ComparedGroup, against: ComparedGroup) -> Reach | None:
    """What the rule could find at the costs of two groups; None where one of them has none."""
    first = claimed.activities
    if min(first, against.activities) < FEWEST_ACTIVITIES:
        return None
    costs = _arrays(claimed, against)[1]
    asked = {claimed.agreements + against.agreements, *POWER_AT}
    numbers = sorted(total for total in asked if total >= FEWEST_AGREEMENTS)
    chances = list(zip(numbers, evidence.power(costs, first, numbers), strict=True))
    return Reach(*evidence.smallest(costs, first), chances)


def _arrays(claimed: ComparedGroup, against: ComparedGroup) -> tuple[evidence.Array, evidence.Array]:
    """Agreements and costs of the activities that have a cost, the first group's first."""
    import numpy as np

    units = [(count, cost) for side in (claimed, against) for cost, count in side.units if cost > 0]
    return np.array([count for count, _ in units]), np.array([cost for _, cost in units], dtype=float)


def _lacking(claimed: ComparedGroup, against: ComparedGroup) -> Lacking:
    return Lacking(
        max(0, FEWEST_AGREEMENTS - claimed.agreements - against.agreements),
        max(0, FEWEST_TALKS - claimed.talks),
        max(0, FEWEST_TALKS - against.talks),
        max(0, FEWEST_ACTIVITIES - claimed.activities),
        max(0, FEWEST_ACTIVITIES - against.activities),
        claimed.costless + against.costless,
    )
