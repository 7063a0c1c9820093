"""Which rules of market access hold for goods: by code, category, origin and day; the narrower, the stricter one."""

from dataclasses import dataclass, replace
from datetime import date

import pytest

from crm.access import rules
from crm.access.rules import Goods, verdict

pytestmark = pytest.mark.once

NIIGATA, JAPAN, AKITA, CITY = 1, 2, 3, 4
ABOVE = {NIIGATA: frozenset({NIIGATA, JAPAN}), JAPAN: frozenset({JAPAN}), CITY: frozenset({CITY, NIIGATA, JAPAN})}
TODAY = date(2026, 11, 30)
SAKE = Goods(
    category="sake", heading="2206", codes={"CN": "2206009000"}, place_id=NIIGATA, regions=frozenset({NIIGATA, JAPAN})
)


@dataclass(frozen=True)
class Case:
    """A rule as its table has it."""

    id: int = 1
    country: str = "CN"
    hs_prefix: str = ""
    category: str = "sake"
    region_id: int | None = NIIGATA
    state: str = rules.PROHIBITED
    valid_from: date | None = None
    valid_to: date | None = None


def state(*known: Case, goods: Goods = SAKE, country: str = "CN", on: date = TODAY) -> str:
    return verdict(goods, known, country, on, ABOVE).state


def test_without_a_rule_nothing_is_on_record_and_nothing_is_open() -> None:
    found: rules.AccessVerdict[Case] = verdict(SAKE, [], "CN", TODAY, ABOVE)
    assert (found.state, found.label, found.is_barred, found.told) == ("", rules.NOTHING, False, ())


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        (Case(), "prohibited"), (Case(country="KR"), ""), (Case(category="food"), ""),
        (Case(category="", hs_prefix="22"), "prohibited"), (Case(hs_prefix="2206"), "prohibited"),
        (Case(category="", hs_prefix="2206009000"), "prohibited"), (Case(category="", hs_prefix="2207"), ""),
        (Case(category="food", hs_prefix="2206"), ""), (Case(region_id=AKITA), ""),
        (Case(region_id=None), "prohibited"),
        (Case(region_id=JAPAN), "prohibited"), (Case(region_id=CITY), "prohibited"),
        (Case(valid_from=TODAY), "prohibited"), (Case(valid_from=date(2026, 12, 1)), ""),
        (Case(valid_to=TODAY), "prohibited"), (Case(valid_to=date(2026, 11, 29)), ""),
    ],
)  # fmt: skip
def test_a_rule_is_about_its_goods_its_origin_and_its_days(rule: Case, told: str) -> None:
    assert state(rule) == told


def test_what_is_made_in_a_wider_place_may_come_from_the_region() -> None:
    [told] = verdict(SAKE, [Case(region_id=CITY)], "CN", TODAY, ABOVE).told
    assert not told.sure


def test_what_is_not_known_counts_unless_it_opens_the_border() -> None:
    unknown = Goods(category="sake")
    [told] = verdict(unknown, [Case()], "CN", TODAY, ABOVE).told
    assert not told.sure
    assert state(Case(state=rules.OPEN), goods=unknown) == ""
    assert state(Case(state=rules.OPEN)) == "open"


@pytest.mark.parametrize(
    ("category", "prefix", "told"),
    [
        ("sake", "22", "prohibited"), ("food", "0301", "prohibited"), ("", "22", "prohibited"),
        ("other", "22", "prohibited"), ("medical", "22", "prohibited"), ("knitwear", "61", "prohibited"),
        ("knitwear", "0301", ""), ("sake", "61", ""), ("services", "22", ""),
    ],
)  # fmt: skip
def test_a_rule_by_code_alone_may_be_about_goods_without_a_code(category: str, prefix: str, told: str) -> None:
    goods = Goods(category=category, place_id=NIIGATA, regions=frozenset({NIIGATA}))
    found = verdict(goods, [Case(category="", hs_prefix=prefix)], "CN", TODAY, ABOVE)
    assert found.state == told
    assert [each.doubt for each in found.told] == ([rules.NO_CODE] if told else [])
    assert state(Case(category="", hs_prefix=prefix, state=rules.OPEN), goods=goods) == ""


def test_a_narrower_rule_that_is_older_takes_the_place_of_none() -> None:
    rice = Case(1, category="", hs_prefix="1006", state=rules.RESTRICTED, valid_from=date(2018, 11, 28))
    goods = Goods(category="rice", heading="1006", place_id=NIIGATA, regions=frozenset({NIIGATA, JAPAN}))
    newer = Case(2, category="", hs_prefix="10", region_id=JAPAN, valid_from=date(2025, 11, 1))
    found = verdict(goods, [rice, newer], "CN", TODAY, ABOVE)
    assert (found.state, [each.rule.id for each in found.told]) == ("prohibited", [2, 1])
    assert state(replace(rice, valid_from=None), replace(newer, valid_from=None), goods=goods) == "restricted"
    assert state(rice, replace(newer, valid_from=date(2018, 11, 28)), goods=goods) == "restricted"
    assert state(replace(rice, valid_from=None), newer, goods=goods) == "prohibited"


def test_a_short_code_may_be_the_longer_one_of_the_rule() -> None:
    heading = Goods(category="rice", heading="1006", place_id=NIIGATA, regions=frozenset({NIIGATA}))
    [told] = verdict(heading, [Case(category="", hs_prefix="100630")], "CN", TODAY, ABOVE).told
    assert (told.sure, told.state) == (False, "prohibited")


def test_six_digits_are_shared_between_countries() -> None:
    goods = Goods(heading="2206", codes={"JP": "220600200"}, place_id=NIIGATA, regions=frozenset({NIIGATA}))
    assert (goods.code("JP"), goods.code("CN"), SAKE.code("KR")) == ("220600200", "220600", "220600")
    assert Goods(heading="2206").code("CN") == "2206"
    assert Goods(codes={"CN": "2206009000"}).code("CN") == "2206009000"


def test_the_narrower_rule_takes_the_place_of_the_wider_one() -> None:
    food = Case(1, category="", hs_prefix="10")
    rice = Case(2, category="", hs_prefix="1006", state=rules.RESTRICTED)
    goods = Goods(category="rice", heading="1006", place_id=NIIGATA, regions=frozenset({NIIGATA, JAPAN}))
    found = verdict(goods, [food, rice], "CN", TODAY, ABOVE)
    assert [each.rule for each in found.told] == [rice]
    all_of_japan = Case(3, category="", hs_prefix="10", region_id=JAPAN, state=rules.OPEN)
    assert state(food, all_of_japan, goods=goods) == "prohibited"
    both = verdict(goods, [food, Case(4, category="", hs_prefix="1006")], "CN", TODAY, ABOVE)
    assert [each.rule.id for each in both.told] == [1, 4]  # neither says otherwise


def test_a_rule_that_may_be_about_the_goods_takes_the_place_of_none() -> None:
    goods = Goods(category="rice", heading="10", place_id=NIIGATA, regions=frozenset({NIIGATA}))
    wide, narrow = Case(1, category="", hs_prefix="10"), Case(2, category="", hs_prefix="1006", state=rules.RESTRICTED)
    assert state(wide, narrow, goods=goods) == "prohibited"


def test_of_rules_beside_each_other_the_strictest_is_told_and_all_are_shown() -> None:
    by_code, by_kind = Case(1, category="", hs_prefix="22", state=rules.RESTRICTED), Case(2)
    found = verdict(SAKE, [by_code, by_kind], "CN", TODAY, ABOVE)
    assert (found.state, [each.rule.id for each in found.told]) == ("prohibited", [2, 1])
    assert found.barring == (by_kind,)
