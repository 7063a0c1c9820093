"""Names, keys and contacts by the rules of the field."""

from datetime import date

import pytest

from crm.contacts import rules
from crm.contacts.rules import OrganisationNameInput, PersonNameInput
from crm.core.names import search_key
from tests.contacts.book import MINGSHU_FORMS


def forms_of_mingshu() -> list[PersonNameInput]:
    others = [PersonNameInput(language, full, kind=kind) for kind, language, full in MINGSHU_FORMS]
    return [PersonNameInput("zh-Hans", "李明淑", reading="Lǐ Míngshū"), *others]


def test_both_kinds_of_chambers_and_a_federation_are_roles() -> None:
    assert rules.ORGANISATION_ROLES["chamber_cci"] == "Chamber of commerce and industry"
    assert rules.ORGANISATION_ROLES["chamber_sci"] == "Society of commerce and industry"
    assert rules.ORGANISATION_ROLES["federation_sci"] == "Federation of societies of commerce and industry"
    assert len(rules.ORGANISATION_ROLES) == 31


@pytest.mark.parametrize(
    ("name", "full", "family", "given"),
    [
        (PersonNameInput("ja", family="髙橋", given="直樹"), "髙橋 直樹", "髙橋", "直樹"),
        (PersonNameInput("zh-Hans", family="李", given="明淑"), "李明淑", "李", "明淑"),
        (PersonNameInput("en", family="Smith", given="Ann"), "Ann Smith", "Smith", "Ann"),
        (PersonNameInput("ja", "髙橋 直樹"), "髙橋 直樹", "髙橋", "直樹"),
        (PersonNameInput("en", "Ann Smith"), "Ann Smith", "Smith", "Ann"),
        (PersonNameInput("en", "LI MINGSHU", kind="latin_passport"), "LI MINGSHU", "", ""),
        (PersonNameInput("zh-Hans", "李明淑"), "李明淑", "", ""),
        (PersonNameInput("en", "Anna Maria Smith"), "Anna Maria Smith", "", ""),
        (PersonNameInput("en", "x" * 121 + " y"), "x" * 121 + " y", "", ""),
    ],
)
def test_a_name_is_completed_but_never_cut_by_a_guess(
    name: PersonNameInput, full: str, family: str, given: str
) -> None:
    completed = rules.completed(name)
    assert (completed.full, completed.family, completed.given) == (full, family, given)


@pytest.mark.parametrize(
    "typed",
    [
        "李明淑",
        "리명숙",
        "이명숙",
        "Li Mingshu",
        "Mingshu Li",
        "li mingshu",
        "りめいしゅく",
        "り・めいしゅく",
        "\uf9e1明淑",
    ],
)
def test_a_person_is_found_by_every_form_of_the_name(typed: str) -> None:
    key = rules.person_search_key(map(rules.completed, forms_of_mingshu()))
    assert search_key(typed) in key.split(" ")


@pytest.mark.parametrize("typed", ["延边大洋集团", "延辺大洋", "延邊大洋集團有限公司", "연변대양", "延边大洋公司"])
def test_an_organisation_is_found_without_its_legal_form(typed: str) -> None:
    names = [OrganisationNameInput("延边大洋集团有限公司", "zh-Hans"), OrganisationNameInput("연변대양", "ko")]
    assert search_key(typed).removesuffix("公司") in rules.organisation_search_key(names)


def test_a_chinese_firm_is_found_by_its_korean_reading_unless_its_korean_name_is_known() -> None:
    firm = OrganisationNameInput("延吉商贸", "zh-Hans")
    assert [name.text for name in rules.suggested_organisation_names(firm, {"zh-Hans"})] == ["연길상무"]
    assert rules.suggested_organisation_names(firm, {"zh-Hans", "ko"}) == []
    assert rules.suggested_organisation_names(OrganisationNameInput("Yanji Trade", "zh-Hans"), {"zh-Hans"}) == []


def test_people_are_sorted_by_their_kana_whichever_row_holds_it() -> None:
    read = rules.person_sort_key(PersonNameInput("ja", "髙橋 直樹", reading="タカハシ ナオキ"))
    form = rules.person_sort_key(
        PersonNameInput("zh-Hans", "李明淑"), [PersonNameInput("ja", "り めいしゅく", kind="ja_reading")]
    )
    assert read < form
    assert len(rules.person_sort_key(PersonNameInput("ja", "あ" * 200, reading="ア" * 200))) <= 300


def test_chinese_names_without_kana_are_sorted_by_pinyin() -> None:
    li, zhang = (rules.person_sort_key(PersonNameInput("zh-Hans", full)) for full in ("李明", "张三"))
    assert li < zhang


def test_organisations_are_sorted_by_reading_not_by_legal_form() -> None:
    knit = rules.organisation_sort_key(OrganisationNameInput("株式会社 丸直ニット", "ja", "まるなおにっと"))
    chamber = rules.organisation_sort_key(OrganisationNameInput("見附商工会", "ja", "みつけしょうこうかい"))
    assert knit < chamber


@pytest.mark.parametrize(
    ("text", "country", "language"),
    [
        ("たかはし", "", "ja"),
        ("髙橋ゆき", "CN", "ja"),
        ("남지현", "CN", "ko"),
        ("李明淑", "CN", "zh-Hans"),
        ("李明淑", "JP", "ja"),
        ("李明淑", "KR", "ko"),
        ("Ann Smith", "JP", "en"),
        ("Анна", "RU", "en"),
    ],
)
def test_the_language_of_a_name_is_guessed_from_script_and_country(text: str, country: str, language: str) -> None:
    assert rules.guess_language(text, country) == language


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("a@example.cn", "email"),
        ("https://example.jp", "url"),
        ("www.example.jp", "url"),
        ("139 4430 0101", "mobile"),
        ("+81-258-62-0000", "mobile"),
        ("li_mingshu88", "wechat"),
        ("12", "wechat"),
    ],
)
def test_one_typed_contact_shows_its_kind(value: str, kind: str) -> None:
    assert rules.guess_contact_kind(value) == kind


def test_shared_mailboxes_identify_nobody() -> None:
    assert rules.is_shared("email", "info@example.jp")
    assert not rules.is_shared("email", "lee@example.jp")
    assert not rules.is_shared("wechat", "info")


def test_what_a_browser_can_open_is_a_link() -> None:
    assert rules.link("mobile", "+8613944300101") == "tel:+8613944300101"
    assert rules.link("email", "a@example.cn") == "mailto:a@example.cn"
    assert rules.link("url", "https://example.cn") == "https://example.cn"
    assert rules.link("wechat", "li88") is None
    assert rules.link("fax", "+81258620000") is None


def test_numbers_are_shown_in_international_form_and_accounts_as_typed() -> None:
    assert rules.readable("tel", "0258-62-0000", "+81258620000") == "+81 258-62-0000"
    assert rules.readable("wechat", "Li_88", "li_88") == "Li_88"


def test_a_post_holds_from_its_first_to_its_last_day() -> None:
    first, last = date(2026, 4, 1), date(2027, 3, 31)
    held = [rules.is_current(first, last, day) for day in (date(2026, 3, 31), first, last, date(2027, 4, 1))]
    assert held == [False, True, True, False]
    assert rules.is_current(None, None, first)


@pytest.mark.once
@pytest.mark.parametrize(
    ("reading", "family", "given", "divided"),
    [
        ("さたけたろう", "佐竹", "太郎", "さたけ たろう"),
        ("コバヤシイチロウ", "小林", "一郎", "コバヤシ イチロウ"),
        ("みうらひろし", "三浦", "廣", "みうら ひろし"),
        ("ささきけん", "佐々木", "健", "ささき けん"),
        ("くどうりょう", "工藤", "亮", "くどう りょう"),
        ("さたけ たろう", "佐竹", "太郎", None),
        ("さたけたろう", "", "", None),
        ("Satake", "佐竹", "太郎", None),
    ],
)
def test_kana_that_runs_on_is_divided_by_a_guess(reading: str, family: str, given: str, divided: str | None) -> None:
    assert next(iter(rules.divided_kana(reading, family, given)), None) == divided
