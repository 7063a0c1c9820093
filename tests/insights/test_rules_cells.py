"""How costs are spread over the four cells, and the ratio over strata."""

from decimal import Decimal

import pytest

from crm.insights.rules.cells import CellKey, Held, mantel_haenszel, spread

pytestmark = pytest.mark.once

REGIONAL, MAJOR = CellKey("regional", True), CellKey("major", False)


def test_a_cost_is_spread_equally_over_the_talks_and_follows_their_negotiations() -> None:
    talks = [
        Held(1, ((REGIONAL, "knitwear"),)),
        Held(1, ((REGIONAL, "knitwear"), (MAJOR, ""))),
        Held(1, ()),
        Held(1, (None,)),
    ]
    found = spread({1: Decimal(400)}, {1: MAJOR}, talks)
    assert (found.cost(REGIONAL), found.cost(MAJOR), found.outside) == (Decimal(150), Decimal(150), Decimal(100))
    assert (float(found.talks[REGIONAL]), float(found.talks[MAJOR])) == (1.5, 1.5)
    assert (found.activities[REGIONAL], found.activities[MAJOR]) == (1, 1)


def test_an_activity_without_a_talk_keeps_its_cost_where_it_was_held() -> None:
    found = spread({1: Decimal(300), 2: Decimal(50)}, {1: MAJOR, 2: None, 3: REGIONAL}, [])
    assert (found.cost(MAJOR), found.outside) == (Decimal(300), Decimal(50))
    assert MAJOR in found.activities
    assert not found.talks.get(MAJOR)


def test_strata_are_compared_each_with_itself() -> None:
    one = (4, Decimal(6_000_000), 2, Decimal(20_000_000))
    assert mantel_haenszel([one]) == pytest.approx(6.667, abs=0.001)
    assert mantel_haenszel([one, (2, Decimal(5), 1, Decimal(8))]) == pytest.approx(56 / 11)
    assert mantel_haenszel([(3, Decimal(5), 0, Decimal(8))]) is None
    assert mantel_haenszel([]) is None
