"""What goods are made of, word by word in four languages; nothing where a word is not known."""

import pytest

from crm.core.languages import Language
from crm.core.materials import _ORDER, _rows, in_language


@pytest.mark.parametrize(
    ("text", "written_in", "language", "told"),
    [
        ("カシミヤ30% 綿70%", "ja", "zh-Hans", "羊绒30% 棉70%"),
        ("カシミヤ30% 綿70%", "ja", "ko", "캐시미어 30% 면 70%"),
        ("カシミヤ30% 綿70%", "ja", "en", "Cashmere 30% cotton 70%"),
        ("ｶｼﾐﾔ３０％、ウール７０％", "ja", "zh-Hans", "羊绒30%、羊毛70%"),
        ("表地:ポリエステル65% 綿35%/裏地:綿", "ja", "en", "Outer fabric: polyester 65% cotton 35%, lining: cotton"),
        ("18-8ステンレス", "ja", "zh-Hans", "18-8不锈钢"),
        ("羊绒30%，棉70%", "zh-Hans", "ja", "カシミヤ30%、綿70%"),
        ("棉100%", "ja", "ko", "면 100%"),  # Chinese, though nobody said so
        ("羽毛100%", "ja", "zh-Hans", "羽绒100%"),  # the same characters are feathers in Chinese
        ("羽毛100%", "zh-Hans", "ja", "フェザー100%"),
        ("アクリル30% 毛70%", "ja", "en", "Acrylic 30% wool 70%"),
        ("70% cotton 30% cashmere", "en", "zh-Hans", "70% 棉 30% 羊绒"),
        ("70% cotton 30% cashmere", "en", "ja", "70% 綿 30% カシミヤ"),
        ("70%棉30%羊绒", "zh-Hans", "ja", "70%綿 30%カシミヤ"),
        ("70% 면 30% 캐시미어", "ko", "zh-Hans", "70% 棉 30% 羊绒"),
        ("アクリル", "ja", "en", ""),  # a fibre or a resin
        ("カシミヤ混", "ja", "zh-Hans", ""),
        ("綿 30 ウール 70", "ja", "zh-Hans", ""),
        ("woollen 70%", "en", "ja", ""),
        ("100%", "ja", "zh-Hans", ""),
    ],
)  # fmt: skip
def test_materials_are_told_word_by_word_or_not_at_all(text: str, written_in: str, language: str, told: str) -> None:
    assert in_language(text, written_in, language) == told


def test_each_term_has_a_word_in_each_language_and_a_word_is_of_one_term() -> None:
    for at in range(len(_ORDER)):
        words = [word.casefold() for row in _rows() for word in row[at]]
        assert len(words) == len(set(words)), sorted(each for each in words if words.count(each) > 1)
    assert {len(row) for row in _rows()} == {4}
    assert all(word for row in _rows() for spellings in row for word in spellings)


def test_what_is_told_in_one_language_comes_back_from_it() -> None:
    for first in _rows():
        text = f"{first[0][0]}100%"
        for language in (Language.ZH, Language.KO, Language.EN):
            there = in_language(text, "ja", language)
            assert in_language(there, language, "ja") == text, (there, language)
