"""What came of a fair: its leads by rank, taker, product, category, day, hour and first answer (domain.md §3.6)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from crm.core.categories import PRODUCT_CATEGORIES
from crm.core.texts import N_
from crm.insights.rules.intervals import Interval, wilson
from crm.leads.rules import ANSWERED_WITHIN, OPEN, RANKS

#: What the leads of a fair are told apart by, as an address names it.
RANK, TAKER, PRODUCT, CATEGORY, DAY, HOUR, ANSWER = WAYS_APART = (
    "rank", "by", "product", "category", "day", "hour", "answer",
)  # fmt: skip
#: The goods that a lead names are none of the catalogue.
UNLISTED = "other"
KEPT, LATE, OVERDUE, WAITING, BARRED, CLOSED = "kept", "late", "overdue", "waiting", "barred", "closed"
#: How the first answer to a lead stands.
FIRST_ANSWERS: Final[dict[str, str]] = {
    KEPT: N_("Answered within 72 hours"),
    LATE: N_("Answered later"),
    OVERDUE: N_("Not answered, overdue"),
    WAITING: N_("Not answered, still in time"),
    BARRED: N_("Not to be answered: no consent or no contact details"),
    CLOSED: N_("Closed without a first answer"),
}
_ORDERS: Final[Mapping[str, Sequence[str]]] = {
    RANK: tuple(RANKS), CATEGORY: tuple(PRODUCT_CATEGORIES), ANSWER: tuple(FIRST_ANSWERS),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FairLead:
    """One lead: `apart` is what it counts under by each of WAYS_APART, "" being what nobody told; `products` are the
    numbers of those of the catalogue that were asked about: it counts under each of them; UNLISTED alone where it names
    goods of which none is in the catalogue. `is_worded`: nobody chose any, and these are those whose name stands in its
    words, of the goods or of the inquiry. `is_due`: the 72 hours for its first answer are over.
    `is_outside`: it was captured on no day of the fair.

    `by` is "user:7", or "phone:金" after whoever held the phone; `day` and `hour` ("09") are of the clock of the place.
    """

    id: int
    apart: Mapping[str, str]
    products: Sequence[str] = ()
    is_worded: bool = False
    is_due: bool = True
    is_outside: bool = False

    def under(self, way: str) -> Sequence[str]:
        """The values under which it counts by one of the ways."""
        return (self.products or ("",)) if way == PRODUCT else (self.apart[way],)

    def is_of(self, wanted: Mapping[str, str]) -> bool:
        """Whether it counts under all of some values."""
        return all(value in self.under(way) for way, value in wanted.items())


def first_answer(
    captured_at: datetime, answered_at: datetime | None, status: str, now: datetime, *, barred: bool = False
) -> str:
    """Which of FIRST_ANSWERS holds of a lead; `barred`: nobody may answer it, or can."""
    due = captured_at + ANSWERED_WITHIN
    if answered_at is not None:
        return KEPT if answered_at <= due else LATE
    if status not in OPEN:
        return CLOSED
    if barred:
        return BARRED
    return OVERDUE if now >= due else WAITING


@dataclass(frozen=True)
class FairTally:
    """The leads of a fair, or of one of its days."""

    leads: Sequence[FairLead]

    @property
    def total(self) -> int:
        return len(self.leads)

    @property
    def worded(self) -> int:
        """How many count under products by their words alone."""
        return sum(row.is_worded for row in self.leads)

    @property
    def outside(self) -> int:
        """How many were captured on no day of the fair."""
        return sum(row.is_outside for row in self.leads)

    def of_day(self, day: date | None) -> "FairTally":
        """Those of one day; all of them for none."""
        return self if day is None else FairTally([row for row in self.leads if row.is_of({DAY: day.isoformat()})])

    def by(self, way: str) -> list[tuple[str, int]]:
        """[(value, number)] without those of none: in the order of their table or of the clock, else the most first;
        "" last."""
        found = Counter(value for row in self.leads for value in row.under(way))
        return [(value, found[value]) for value in _ordered(way, found)]

    def ranks_by(self, way: str) -> list[tuple[str, list[int]]]:
        """[(value, numbers of each rank, those without one last)]."""
        pairs = Counter((value, row.apart[RANK]) for row in self.leads for value in row.under(way))
        return [(value, [pairs[value, rank] for rank in (*RANKS, "")]) for value, _number in self.by(way)]

    @property
    def answered(self) -> Interval | None:
        """The share that had an answer within 72 hours, of those whose 72 hours are over and that were not closed
        without one: an early answer alone says nothing of those that still wait."""
        found = Counter(row.apart[ANSWER] for row in self.leads if row.is_due)
        return wilson(found[KEPT], found[KEPT] + found[LATE] + found[OVERDUE])


def _ordered(way: str, found: Mapping[str, int]) -> Iterable[str]:
    if way in _ORDERS:
        return sorted(found, key=(*_ORDERS[way], "").index)
    if way in (DAY, HOUR):
        return sorted(found, key=lambda value: (value == "", value))
    return sorted(found, key=lambda value: (value == "", value == UNLISTED, -found[value], value))
