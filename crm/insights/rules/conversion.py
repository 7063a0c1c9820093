"""What leads and talks became: reach and step of the funnel, talk to agreement, win rate (domain.md §3.2, §3.3).

Stages are their numbers 1 (lead) … 8 (executing); "lost" is no stage here, a lost case keeps what it reached.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple, Protocol

from crm.agreements.rules.attribution import WINDOW_DAYS
from crm.insights.rules.intervals import Interval, wilson
from crm.negotiations.rules import STAGES

FIRST_STAGE = 1
LAST_STAGE = len(STAGES)
#: H: a negotiation younger than this has not had its chance yet and stays out of the share.
MATURITY_DAYS = 365
#: W: an agreement later than this after the first talk is not put down to it (365 is the other option).


class LeadPath(Protocol):
    """One lead with the highest stage that it, or one of the negotiations made from it, ever was at."""

    @property
    def lead_id(self) -> int: ...
    @property
    def reached(self) -> int: ...


@dataclass(frozen=True, slots=True)
class FunnelStep:
    """One stage of the funnel.

    `share` is R_s, of all leads of the cohort; `step` is T_{s-1→s}, of those that reached the stage before.
    Both are None where their denominator is 0; `step` is None at the first stage.
    """

    stage: int
    reached: int
    share: Interval | None
    step: Interval | None


class TalkPath(NamedTuple):
    """A negotiation with the day of its first talk and of its first signed commercial agreement, if any; or so many."""

    first_talk_on: date
    signed_on: date | None
    number: int = 1


@dataclass(frozen=True, slots=True)
class TalkAgreement:
    """TAC: the share of matured negotiations that signed, and how many are too young to say."""

    share: Interval | None
    immature: int


def funnel(paths: Iterable[LeadPath]) -> list[FunnelStep]:
    """Counts, reach and step of the eight stages, in order; reached counts never increase (domain.md §3.2).

    A lead that comes several times (a join with its negotiations) counts once, with its furthest path.
    Raises ValueError for a stage outside 1 … 8.
    """
    furthest: dict[int, int] = {}
    for path in paths:
        if not FIRST_STAGE <= path.reached <= LAST_STAGE:
            raise ValueError(f"stage {path.reached} of lead {path.lead_id} is not between 1 and 8")
        furthest[path.lead_id] = max(path.reached, furthest.get(path.lead_id, FIRST_STAGE))

    counted = Counter(furthest.values())
    steps: list[FunnelStep] = []
    for stage in range(FIRST_STAGE, LAST_STAGE + 1):
        reached = sum(number for far, number in counted.items() if far >= stage)
        step = wilson(reached, steps[-1].reached) if steps else None
        steps.append(FunnelStep(stage, reached, wilson(reached, len(furthest)), step))
    return steps


def talk_to_agreement(
    paths: Iterable[TalkPath],
    *,
    since: date,
    until: date,
    as_of: date,
    maturity_days: int = MATURITY_DAYS,
    window_days: int = WINDOW_DAYS,
) -> TalkAgreement:
    """TAC over negotiations whose first talk lies in [since, until] (domain.md §3.2).

    Matured means first talk <= as_of - maturity_days; signed means within `window_days` of the first talk and
    not after `as_of`. Talks after `as_of` have not happened yet and count nowhere.
    """
    latest_mature = as_of - timedelta(days=maturity_days)
    matured = signed = immature = 0
    for path in paths:
        if not since <= path.first_talk_on <= min(until, as_of):
            continue
        if path.first_talk_on > latest_mature:
            immature += path.number
            continue
        matured += path.number
        signed += path.number if _signed_in_window(path, as_of, window_days) else 0
    return TalkAgreement(wilson(signed, matured), immature)


def win_rate(*, signed: int, lost: int) -> Interval | None:
    """Signed of all closed in the period; open and on-hold cases are not closed (domain.md §3.3)."""
    return wilson(signed, signed + lost)


def _signed_in_window(path: TalkPath, as_of: date, window_days: int) -> bool:
    if path.signed_on is None or path.signed_on > as_of:
        return False
    return 0 <= (path.signed_on - path.first_talk_on).days <= window_days
