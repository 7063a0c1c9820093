"""One line of our own data becomes names in every spelling."""

import pytest

from crm.core import territories
from crm.lookup import rules as lookup
from crm.places import queries, rules

YANJI = {
    "code": "222401",
    "country": "CN",
    "level": "county",
    "parent": "222400",
    "ja": "延吉市",
    "ja_reading": "えんきつ",
    "zh_Hans": "延吉市",
    "pinyin": "Yánjí",
    "ko": "옌지시",
    "ko_local": "연길시",
    "en": "Yanji",
    "timezone": "Asia/Shanghai",
}


def test_the_second_korean_form_is_that_of_yanbian() -> None:
    korean = [(n.text, n.kind) for n in rules.names_of(YANJI) if n.language == "ko"]
    assert korean == [("옌지시", "press_rok"), ("연길시", "yanbian_korean")]


def test_a_single_korean_form_is_the_official_one() -> None:
    names = list(rules.names_of(YANJI | {"ko": "미쓰케시", "ko_local": ""}))
    assert [(n.text, n.kind) for n in names if n.language == "ko"] == [("미쓰케시", "official")]


def test_two_spellings_in_one_cell_give_a_name_and_a_search_variant() -> None:
    names = list(rules.names_of(YANJI | {"ja": "竜井市・龍井市", "ko": "룽징시 (용정시)"}))
    assert [(n.text, n.kind) for n in names if n.language == "ja"] == [
        ("竜井市", "official"),
        ("龍井市", "search_variant"),
    ]
    assert ("용정시", "search_variant") in [(n.text, n.kind) for n in names]


def test_further_names_carry_their_language_and_kind() -> None:
    names = list(rules.names_of(YANJI | {"other": "zh-Hans:old:局子街"}))
    assert names[-1] == rules.NameSpec("zh-Hans", "局子街", "", "old")


@pytest.mark.parametrize("change", [{"level": "town"}, {"country": "XX"}, {"tier": "huge"}, {"tier": "major"}])
def test_a_line_that_makes_no_sense_names_its_place(change: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="222401"):
        rules.spec(YANJI | change)


def test_a_place_without_a_name_is_refused() -> None:
    with pytest.raises(ValueError, match="no name"):
        rules.spec({**YANJI, "ja": "", "zh_Hans": "", "ko": "", "ko_local": "", "en": ""})


@pytest.mark.parametrize(
    ("language", "expected"),
    [("ja", "延吉市"), ("zh-Hans", "延吉市"), ("ko", "연길시"), ("en", "Yanji")],
)
def test_each_reader_is_shown_the_name_of_their_language(language: str, expected: str) -> None:
    shown = rules.pick(rules.names_of(YANJI), language)
    assert shown == rules.Shown(expected, language)


def test_a_missing_language_falls_back_and_says_which_it_is() -> None:
    assert rules.pick([rules.NameSpec("zh-Hans", "延吉市")], "ko") == rules.Shown("延吉市", "zh-Hans")
    assert rules.pick([rules.NameSpec("ru", "Янцзи", "", "unheard")], "ko") == rules.Shown("Янцзи", "ru")
    assert rules.pick([], "ja") is None


@pytest.mark.parametrize("typed", ["延边", "延辺", "延邊", "연변", "옌볜", "yanbian", "えんぺん"])
def test_yanbian_is_found_by_every_spelling(typed: str) -> None:
    row = next(row for row in queries.own_data("places") if row["code"] == "222400")
    key = rules.key_of(text for name in rules.names_of(row) for text in (name.text, name.reading))
    assert rules.key_of([typed]) in key


@pytest.mark.parametrize(
    ("typed", "han"),
    [
        ("えんぺん", "延边"), ("옌볜", "延边"), ("연변", "延边"), ("えんきつ", "延吉"), ("옌지", "延吉"),
        ("みつけ", "见附"), ("미쓰케", "见附"), ("なんきん", ""), ("yanji", ""), ("延吉", ""), ("し", ""),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("product")  # which tells the search index how places are said
def test_a_place_as_it_is_said_finds_names_that_hold_its_characters(typed: str, han: str) -> None:
    assert list(queries.in_han(typed)) == han.split()
    if han:
        assert any(ways[0] == typed and han in ways for ways in lookup.name_words(f"{typed} 大洋"))


def test_every_line_of_our_own_data_can_be_read_and_stands_after_its_parent() -> None:
    seen: set[str] = set()
    for row in queries.own_data("places"):
        spec = rules.spec(row)
        assert spec.parent is None or spec.parent in seen, spec.code
        assert {n.language for n in spec.names} == {"ja", "zh-Hans", "ko", "en"}, spec.code
        seen.add(spec.code)
    assert {"00000", "000000", "00", "00000000", "05201", "15211", "222401", "05701000"} <= seen


def test_the_names_of_our_own_holidays_can_be_translated() -> None:
    names = {row["name"] for row in queries.own_data("holidays")}
    assert names == rules.HOLIDAY_NAMES
    assert {row["kind"] for row in queries.own_data("holidays")} == set(rules.DAY_KINDS)


def test_the_remarks_in_our_own_data_can_be_translated() -> None:
    bases = {row["tier_basis"] for row in queries.own_data("places")} - {""}
    assert bases | {row["source"] for row in queries.own_data("rates")} == rules.REMARKS


def test_a_chinese_office_reads_countries_and_regions_as_it_writes_them() -> None:
    assert territories.Territory("TW").called("zh-Hans") == "中国台湾"
    assert {territories.code_of(word) for word in ("中国台湾", "台湾", "Taiwan")} == {"TW"}
