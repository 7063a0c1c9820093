"""What travel details must be, and what the office is warned of."""

from datetime import date

import pytest

from crm.core.particulars import in_every_language
from crm.places.models import EntryRule
from crm.travel import rules
from crm.travel.rules import Details
from tests.travel.luggage import details

FIRST, LAST = date(2026, 12, 10), date(2026, 12, 14)


#: What the office knows: the waiver of China, and that Chinese travellers to Japan need a visa.
KNOWN = {
    "CN": EntryRule(rule="visa_free", days=30, valid_to=date(2026, 12, 31)),
    "JP": EntryRule(rule="visa_needed"),
}


def warned(country: str = "CN", first: date = FIRST, last: date = LAST, **changes: object) -> list[str]:
    told = rules.warnings(details(**changes), country=country, entry=KNOWN.get(country), first=first, last=last)
    return [str(text) for text in told]


def test_a_passport_must_be_valid_six_months_beyond_the_mission() -> None:
    assert warned(passport_expires=date(2027, 6, 14)) == []
    told, *_others = rules.warnings(
        details(passport_expires=date(2027, 6, 13)), country="CN", entry=None, first=FIRST, last=LAST
    )
    assert ("within six months" in str(told), told.params["day"].called("zh-Hans")) == (True, "2027年6月13日（周日）")
    assert "before the mission ends" in warned(passport_expires=date(2026, 12, 13))[0]


def test_the_waiver_that_ends_is_told_for_missions_after_it() -> None:
    assert "2026-12-31" in warned(first=date(2026, 12, 28), last=date(2027, 1, 2))[0]
    assert warned(first=date(2027, 1, 10), last=date(2027, 1, 12), visa="granted", visa_until=date(2027, 2, 1)) == []


def test_a_long_stay_a_visa_not_granted_and_one_that_ends_too_early_are_told() -> None:
    assert "30 days" in warned(first=date(2026, 11, 1), last=date(2026, 12, 1))[0]
    assert "not granted" in warned(visa="applied")[0]
    assert "Sat 12 Dec 2026" in warned(visa="granted", visa_until=date(2026, 12, 12))[0]
    assert "need a visa" in warned("JP", nationality="CN", visa="")[0]
    assert "No entry rule is known" in warned("KR")[0]


def test_at_home_nobody_needs_a_passport() -> None:
    assert warned("JP", passport_expires=date(2020, 1, 1)) == []
    assert "passport_number" not in rules.missing(Details(nationality="JP"), country="JP")
    assert "passport_number" in rules.missing(None, country="CN")
    assert rules.missing(details(), country="CN") == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"passport_number": "T!"}, "passport_number"),
        ({"passport_name": "髙橋 直樹"}, "passport_name"),
        ({"birth_date": date(2030, 1, 1)}, "birth_date"),
        ({"passport_expires": date(9999, 1, 1)}, "passport_expires"),
        ({"visa": "maybe"}, "visa"),
    ],
)
def test_what_cannot_be_true_is_refused_beside_its_field(changes: dict[str, object], field: str) -> None:
    found = rules.fault(details(**changes), date(2026, 11, 24))
    assert found is not None
    assert found[0] == field


def test_full_width_letters_and_spaces_are_cleaned() -> None:
    assert rules.cleaned_number(" ｔｋ ７６５-4321") == "TK7654321"
    assert rules.cleaned_name(" Takahashi　 naoki") == "TAKAHASHI NAOKI"


def test_what_is_kept_comes_back_the_same_and_an_unknown_detail_is_left_out() -> None:
    assert Details.of(details().told() | {"shoe_size": 27}) == details()
    assert Details().told() == {}


def test_a_passport_of_any_country_has_its_box_on_the_printed_form() -> None:
    assert {"US", "MN", "XX"} <= set(rules.NATIONALITIES)
    assert list(rules.passports_on_paper("MN")) == ["JP", "CN", "KR", "RU", "TW", "MN"]
    assert list(rules.passports_on_paper("")) == ["JP", "CN", "KR", "RU", "TW", "XX"]


def test_common_words_are_told_in_every_language_and_nothing_else_is() -> None:
    assert in_every_language("えびアレルギー、かに") == {
        "ja": "", "en": "shrimp allergy, crab", "zh-Hans": "对虾过敏、螃蟹", "ko": "새우 알레르기, 게"
    }  # fmt: skip
    assert in_every_language("Wife") == {"en": "", "ja": "妻", "zh-Hans": "妻子", "ko": "아내"}
    older = {"en": "older brother", "ja": "兄", "zh-Hans": "哥哥", "ko": "형(오빠)"}
    assert in_every_language("兄") == older | {"ja": "", "zh-Hans": ""}
    assert in_every_language("오빠") == older | {"ko": ""}
    assert in_every_language("弟") | {"zh-Hans": "弟弟"} == {
        "en": "younger brother", "ja": "", "zh-Hans": "弟弟", "ko": "남동생"
    }  # fmt: skip
    assert [in_every_language("妹")[code] for code in ("en", "ko")] == ["younger sister", "여동생"]
    assert in_every_language("長女") == {"en": "eldest daughter", "ja": "", "zh-Hans": "长女", "ko": "장녀"}
    assert in_every_language("长女")["ja"] == "長女", "each in its own characters"
    assert in_every_language("小麦")["zh-Hans"] == in_every_language("小麦")["ja"] == ""
    assert in_every_language("shellfish allergy")["ja"] == "甲殻類と貝類アレルギー", "both: one alone may hurt"
    assert in_every_language("アルコール不可")["zh-Hans"] == "不饮酒", "nobody eats it"
    assert in_every_language("父の友人") == in_every_language("えびと何か") == in_every_language("") == {}
