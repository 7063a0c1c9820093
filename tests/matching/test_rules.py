"""What clashes, where a talk could go, what fills a gap, and proposals: never a double booking, always the same."""

from collections import Counter
from dataclasses import replace

import pytest

from crm.matching.rules import (
    Interpreter,
    Pair,
    PairWish,
    Placed,
    Problem,
    TalkSlot,
    clash,
    greedy,
    offers,
    places,
    read_wish,
    score,
    wanted,
)
from crm.matching.rules.solver import SolverLimits, propose
from tests.matching.tables import company, problem, random_problem

QUICK = SolverLimits(turns=3)


def faults(asked: Problem, placed: list[Placed]) -> list[str]:
    """Everything that is wrong with a table."""
    found = []
    for what, ids in {
        "maker": [(one.slot, one.maker) for one in placed],
        "counterpart": [(one.slot, one.counterpart) for one in placed],
        "table": [(one.slot, one.table) for one in placed],
        "interpreter": [(one.slot, one.interpreter) for one in placed if one.interpreter is not None],
        "pair": [one.pair for one in placed],
    }.items():
        found += [f"{what} {key} twice" for key, number in Counter(ids).items() if number > 1]
    people = {one.id: one for one in asked.interpreters}
    for one in placed:
        pair = asked.between(*one.pair)
        found += [f"{id} is away" for id in one.pair if one.slot in asked.companies[id].absent]
        if asked.needs_interpreter(pair) and one.interpreter not in asked.able(pair):
            found.append(f"{one.pair} cannot talk")
        if one.interpreter is not None and one.slot in people[one.interpreter].absent:
            found.append(f"{one.interpreter} is away")
    talks = Counter(id for one in placed for id in one.pair)
    found += [f"{c.id} has too many" for c in asked.companies.values() if c.most is not None and talks[c.id] > c.most]
    return found


@pytest.mark.parametrize("seed", range(6))
def test_a_proposal_books_nobody_twice_and_is_no_worse_than_filling_in_by_hand(seed: int) -> None:
    asked = random_problem(seed)
    found, by_hand = propose(asked, limits=QUICK), greedy.greedy(asked)
    assert faults(asked, found) == []
    assert faults(asked, by_hand) == []
    worth = [score(asked, table).met - 10 * score(asked, table).short for table in (found, by_hand)]
    assert worth[0] >= worth[1]


def test_the_same_table_is_proposed_again() -> None:
    assert propose(random_problem(1), limits=QUICK) == propose(random_problem(1), limits=QUICK)


def test_what_is_locked_stays_where_it_is() -> None:
    asked = random_problem(2)
    first = propose(asked, limits=QUICK)
    kept = tuple(replace(one, locked=True) for one in first[::3])
    again = propose(replace(asked, kept=kept), limits=QUICK)
    assert set(kept) <= set(again)
    assert faults(asked, again) == []


def test_every_maker_gets_its_share_before_a_strong_wish_gets_two() -> None:
    pairs = (Pair(1, 11, 3, 3), Pair(1, 12, 3, 3), Pair(2, 11, 1, 0))
    asked = problem(pairs=pairs, counterparts=(company(11, most=1), company(12, most=1)), least=1)
    assert {one.pair for one in propose(asked, limits=QUICK)} == {(1, 12), (2, 11)}


def test_talks_follow_each_other_where_they_can() -> None:
    asked = problem(makers=(company(1),), pairs=(Pair(1, 11, 3), Pair(1, 12, 3)))
    assert score(asked, propose(asked, limits=QUICK)).idle == 0


def test_nothing_is_proposed_where_nobody_wishes() -> None:
    assert propose(problem(pairs=()), limits=QUICK) == []


STANDING = [Placed(1, 11, 101, 201)]


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (Placed(1, 12, 101, 202), "busy"),
        (Placed(2, 11, 101, 202), "busy"),
        (Placed(2, 12, 101, 201), "table_taken"),
        (Placed(2, 12, 101, 202), None),
        (Placed(1, 12, 102, 201), None),
        (Placed(1, 11, 101, 202), None),  # itself moved to another table
    ],
)
def test_a_place_is_refused_with_what_stands_in_the_way(wanted: Placed, code: str | None) -> None:
    found = clash(problem(), STANDING, wanted)
    assert (found.code if found else None) == code


def test_absence_limits_and_vetoes_are_reasons_too() -> None:
    asked = problem(makers=(company(1, most=1), company(2, absent=(102,))))
    assert [
        getattr(clash(asked, STANDING, wanted, vetoed=veto), "code", None)
        for wanted, veto in (
            (Placed(1, 12, 102, 201), False),
            (Placed(2, 12, 102, 201), False),
            (Placed(2, 12, 103, 201), True),
        )
    ] == ["enough", "away", "vetoed"]


def test_two_who_share_no_language_need_an_interpreter_who_is_free_and_able() -> None:
    asked = problem(
        counterparts=(company(11, "zh-Hans"), company(12, "ko")),
        interpreters=(Interpreter(301, frozenset({"ja", "zh-Hans"}), frozenset({103})),),
    )
    standing = [Placed(1, 11, 101, 201, 301)]
    codes = [
        getattr(clash(asked, standing, wanted), "code", None)
        for wanted in (
            Placed(2, 11, 102, 201),  # 301 is free
            Placed(2, 11, 103, 201),  # 301 is away
            Placed(2, 12, 102, 201),  # nobody speaks Korean
            Placed(2, 12, 102, 201, 301),
        )
    ]
    assert codes == [None, "no_interpreter", "no_interpreter", "interpreter_unable"]


def test_the_page_of_a_talk_lists_every_round_with_free_tables_or_the_reason() -> None:
    found = places(problem(), [*STANDING, Placed(2, 12, 102, 201), Placed(1, 12, 103, 201)], (1, 11))
    assert [(place.tables, place.why.code if place.why else None) for place in found] == [
        ((201, 202), None),
        ((202,), None),
        ((), "busy"),
    ]


def test_the_next_best_are_open_wishes_that_fit_the_strongest_first() -> None:
    asked = problem(pairs=(Pair(1, 11, 3, 3), Pair(2, 11, 1, 0), Pair(2, 12, 0, 2)))
    found = offers(asked, STANDING, rounds=[101])
    assert [(one.maker, one.counterpart, one.table) for one in found] == [(2, 12, 202)]
    assert [one.weight for one in offers(asked, STANDING)] == [2, 1]
    assert offers(asked, STANDING, companies=[1]) == []


@pytest.mark.parametrize(
    ("typed", "wish"),
    [
        ("", PairWish()),
        ("3", PairWish(3)),
        ("/2", PairWish(0, 2)),
        ("２／１ｉ", PairWish(2, 1, interpreting="needed")),
        ("x", PairWish(veto=True)),
        ("1 n", PairWish(1, interpreting="not_needed")),
        ("4", None),
        ("yes", None),
    ],
)
def test_a_cell_is_read_as_people_type_it(typed: str, wish: PairWish | None) -> None:
    assert read_wish(typed) == wish
    if wish is not None:
        assert read_wish(str(wish)) == wish


def test_two_interpreters_at_seven_tables_sit_at_one_each_and_the_rest_is_a_gap() -> None:
    makers = tuple(company(n) for n in range(1, 8))
    guests = tuple(company(n, "zh-Hans") for n in range(11, 18))
    asked = problem(
        makers=makers,
        counterparts=guests,
        slots=(TalkSlot(101), TalkSlot(102)),
        tables=tuple(range(201, 208)),
        least=0,
        interpreters=tuple(Interpreter(id, frozenset({"ja", "zh-Hans"})) for id in (301, 302)),
        kept=(),
        pairs=tuple(Pair(a.id, b.id, 3, 3) for a in makers for b in guests),
    )
    with_them = greedy.greedy(asked)
    assert len(with_them) == 4, "one table a round for each of the two"
    found = greedy.unspoken(asked, with_them)
    for slot in (101, 102):
        here = [one for one in found if one.slot == slot]
        assert len(here) == len({one.table for one in here}) >= 6, "the other tables are used, too"
        assert sorted(one.interpreter for one in here if one.interpreter is not None) == [301, 302]
        assert all(len({one.pair[side] for one in here}) == len(here) for side in (0, 1)), "nobody sits at two tables"
    assert found[:4] == with_them


def test_a_new_table_begins_with_the_rounds_that_the_programme_says_or_leaves_time_for() -> None:
    """Six rounds until 18:25 were proposed for 30分×4回、7卓 from 15:00 to 17:00."""
    said = {
        ("個別商談会 9社×秋田側14社（30分×4回、7卓）", 120): (30, 0, 4, 7),
        ("对口洽谈（20分钟×5轮，8桌）", 120): (20, 5, 5, 8),
        ("상담회 30분×3회 5테이블", None): (30, 5, 3, 5),
        ("Talks, 25 minutes x 4 rounds, 9 tables", 130): (25, 5, 4, 9),
        ("個別商談会 9社×14社", 120): (30, 5, 3, 6),
        ("個別商談会", None): (30, 5, 6, 6),
        ("商談", 10): (30, 5, 1, 6),
    }
    made = {of: wanted(*of) for of in said}
    assert {of: (each.minutes, each.pause, each.number, each.tables) for of, each in made.items()} == said
