"""How costs are spread over the four cells, and over categories."""

from decimal import Decimal

import pytest

from crm.insights.rules.cells import CellKey, Held, at_home, parted, spread, strata
from crm.insights.rules.rates import Stratum

pytestmark = pytest.mark.once

REGIONAL, MAJOR = CellKey("regional", True), CellKey("major", False)


def test_a_cost_is_spread_equally_over_the_talks_and_follows_their_negotiations() -> None:
    talks = [
        Held(1, (REGIONAL, "knitwear"), 1),
        Held(1, (REGIONAL, "knitwear"), 1, of=2),  # a talk of two negotiations
        Held(1, (MAJOR, ""), 1, of=2),
        Held(1, at_home(MAJOR), 1),
        Held(1, None, 1),
    ]
    found = spread({1: Decimal(400)}, parted({1: MAJOR}, talks))
    assert (found.cost(REGIONAL), found.cost(MAJOR), found.outside) == (Decimal(150), Decimal(150), Decimal(100))
    assert (float(found.talks[REGIONAL]), float(found.talks[MAJOR])) == (1.5, 1.5)
    assert found.units == {REGIONAL: {1: Decimal(150)}, MAJOR: {1: Decimal(150)}}


def test_talks_of_two_and_of_three_negotiations_are_each_one_talk() -> None:
    talks = [Held(1, (REGIONAL, ""), 3, of=3), Held(1, (REGIONAL, ""), 1, of=2), Held(1, (MAJOR, ""), 3, of=2)]
    found = spread({1: Decimal(600)}, parted({1: None}, talks))
    assert (found.cost(REGIONAL), found.cost(MAJOR)) == (Decimal(300), Decimal(300))
    assert (float(found.talks[REGIONAL]), float(found.talks[MAJOR])) == (1.5, 1.5)


def test_an_activity_without_a_talk_keeps_its_cost_where_it_was_held() -> None:
    found = spread({1: Decimal(300), 2: Decimal(50)}, parted({1: MAJOR, 2: None, 3: REGIONAL}, []))
    assert (found.cost(MAJOR), found.outside) == (Decimal(300), Decimal(50))
    assert found.units == {MAJOR: {1: Decimal(300)}, REGIONAL: {3: Decimal(0)}}
    assert not found.talks.get(MAJOR)


def test_the_cost_of_no_case_lies_over_the_categories_as_the_rest_does() -> None:
    talks = [Held(1, (REGIONAL, "knitwear"), 1), Held(2, (REGIONAL, "tableware"), 1), Held(4, (MAJOR, "knitwear"), 1)]
    costs = {1: Decimal(300), 2: Decimal(100), 3: Decimal(200), 4: Decimal(50), 5: Decimal(7)}
    found = spread(costs, parted({1: None, 2: None, 3: REGIONAL, 4: None, 5: MAJOR}, talks))
    rows = strata(found, {(REGIONAL, "knitwear"): 2, (MAJOR, "crafts"): 1}, REGIONAL, MAJOR)
    assert rows == [
        Stratum("crafts", 0, Decimal(0), 1, Decimal(0)),
        Stratum("knitwear", 2, Decimal(450), 0, Decimal(57)),
        Stratum("tableware", 0, Decimal(150), 0, Decimal(0)),
    ]
    assert sum(row.cost for row in rows) == found.cost(REGIONAL)


def test_a_cost_without_any_category_stands_by_itself() -> None:
    found = spread({1: Decimal(9)}, parted({1: MAJOR}, []))
    assert strata(found, {}, REGIONAL, MAJOR) == [Stratum("", 0, Decimal(0), 0, Decimal(9))]
