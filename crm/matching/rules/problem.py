"""What a matching table is made of, as plain values: who wishes whom, when, where, in which languages."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

#: What a wish of both sides for each other counts on top of the two weights.
MUTUAL: Final = 1
NEEDED, NOT_NEEDED = "needed", "not_needed"


@dataclass(frozen=True)
class Company:
    """A maker or a counterpart: what its people speak, when they cannot come, how many talks it wants at most."""

    id: int
    languages: frozenset[str] = frozenset()
    absent: frozenset[int] = frozenset()  #: slot ids
    most: int | None = None


@dataclass(frozen=True)
class Interpreter:
    """Someone who interprets between any two of their languages."""

    id: int
    languages: frozenset[str]
    absent: frozenset[int] = frozenset()


@dataclass(frozen=True)
class TalkSlot:
    """One round of talks; `day` groups the rounds between which waiting counts as idle."""

    id: int
    day: str = ""


@dataclass(frozen=True)
class Pair:
    """A maker and a counterpart of whom at least one wishes to meet the other, 1 to 3. Vetoed pairs do not exist."""

    maker: int
    counterpart: int
    maker_wish: int = 0
    counterpart_wish: int = 0
    interpreting: str = ""  #: "" by their languages | needed | not_needed

    @property
    def weight(self) -> int:
        """What a meeting of the two is worth."""
        mutual = MUTUAL if self.maker_wish and self.counterpart_wish else 0
        return self.maker_wish + self.counterpart_wish + mutual


@dataclass(frozen=True)
class Placed:
    """A meeting in its place. A locked one stays where it is when a new proposal is made."""

    maker: int
    counterpart: int
    slot: int
    table: int
    interpreter: int | None = None
    locked: bool = False

    @property
    def pair(self) -> tuple[int, int]:
        return (self.maker, self.counterpart)


@dataclass(frozen=True)
class Problem:
    """All that a proposal is made from. Slots and tables stand in their order; `kept` are the locked meetings."""

    makers: tuple[Company, ...]
    counterparts: tuple[Company, ...]
    slots: tuple[TalkSlot, ...]
    tables: tuple[int, ...]
    interpreters: tuple[Interpreter, ...]
    pairs: tuple[Pair, ...]
    kept: tuple[Placed, ...] = ()
    least: int = 0  #: talks that each maker should get, if that is possible

    @cached_property
    def companies(self) -> Mapping[int, Company]:
        return {company.id: company for company in (*self.makers, *self.counterparts)}

    @cached_property
    def pair_of(self) -> Mapping[tuple[int, int], Pair]:
        return {(pair.maker, pair.counterpart): pair for pair in self.pairs}

    def between(self, maker: int, counterpart: int) -> Pair:
        """The wishes of two companies; a pair without any when nobody wished."""
        return self.pair_of.get((maker, counterpart)) or Pair(maker, counterpart)

    def needs_interpreter(self, pair: Pair) -> bool:
        """Whether the two need someone between them: said so, or no language is known to be common to both."""
        if pair.interpreting:
            return pair.interpreting == NEEDED
        return not self.companies[pair.maker].languages & self.companies[pair.counterpart].languages

    def able(self, pair: Pair) -> tuple[int, ...]:
        """The interpreters who speak with both sides. A side whose languages are not known speaks with everyone."""
        sides = self.companies[pair.maker].languages, self.companies[pair.counterpart].languages
        if sides not in self._able:
            known = [side for side in sides if side]
            self._able[sides] = tuple(
                one.id for one in self.interpreters if all(one.languages & side for side in known)
            )
        return self._able[sides]

    @cached_property
    def _able(self) -> dict[tuple[frozenset[str], frozenset[str]], tuple[int, ...]]:
        return {}

    @cached_property
    def spoken_by(self) -> Mapping[tuple[int, int], tuple[int, ...] | None]:
        """{wished pair: the interpreters who can, None when nobody is needed}."""
        return {key: self.able(pair) if self.needs_interpreter(pair) else None for key, pair in self.pair_of.items()}


@dataclass(frozen=True)
class Score:
    """How good a table is: `met` of `wished` weight, makers below their least number, rounds spent waiting."""

    meetings: int
    met: int
    wished: int
    short: int  #: talks missing to give every maker the least number
    idle: int  #: rounds between first and last talk of a day in which a company sits without one

    @property
    def share(self) -> float:
        """The part of the wished weight that is met, 0 to 1."""
        return self.met / self.wished if self.wished else 0.0


def score(problem: Problem, placed: Iterable[Placed]) -> Score:
    """What a table is worth."""
    meetings = list(placed)
    met = sum(problem.between(*one.pair).weight for one in meetings)
    counts = dict.fromkeys((maker.id for maker in problem.makers), 0)
    for one in meetings:
        counts[one.maker] = counts.get(one.maker, 0) + 1
    short = sum(max(0, problem.least - number) for number in counts.values())
    wished = sum(pair.weight for pair in problem.pairs)
    return Score(len(meetings), met, wished, short, idle(problem, meetings))


def idle(problem: Problem, meetings: Iterable[Placed]) -> int:
    """Rounds in which companies wait between two talks of one day."""
    place = {slot.id: (slot.day, number) for number, slot in enumerate(problem.slots)}
    busy: dict[tuple[int, str], list[int]] = defaultdict(list)
    for one in meetings:
        day, number = place[one.slot]
        busy[one.maker, day].append(number)
        busy[one.counterpart, day].append(number)
    return sum(max(numbers) - min(numbers) + 1 - len(numbers) for numbers in busy.values())
