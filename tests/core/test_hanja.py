"""Hanja in hangul, and whose character it is."""

import opencc
import pytest

from crm.core.hanja import _converted, han_language, hangul_of, shaped, suggest_hangul, written_as


@pytest.mark.parametrize(
    ("family", "given", "yanbian", "rok"),
    [
        ("李", "明淑", "리명숙", "이명숙"),
        ("\uf9e1", "明淑", "리명숙", "이명숙"),
        ("金", "丽姬", "김려희", "김여희"),
        ("柳", "永吉", "류영길", "유영길"),
        ("朴", "哲", "박철", "박철"),
        ("张", "龙", "장룡", "장룡"),
        ("诸葛", "亮", "제갈량", "제갈량"),
        ("沈", "清", "심청", "심청"),
    ],
)
def test_a_name_is_read_as_yanbian_and_as_korea_spell_it(family: str, given: str, yanbian: str, rok: str) -> None:
    assert suggest_hangul(family, given) == (yanbian, rok)


@pytest.mark.parametrize("name", [("Smith", "Ann"), ("한", "철수"), ("", ""), ("邉", "俊夫")])
def test_what_is_no_hanja_or_has_no_reading_gives_no_suggestion(name: tuple[str, str]) -> None:
    assert suggest_hangul(*name) == ("", "")


@pytest.mark.parametrize(
    ("text", "hangul"), [("延吉", "연길"), ("图们", "도문"), ("延辺", "연변"), ("大洋2号店", "대양2호점"), ("喵", "")]
)
def test_every_shape_of_a_character_is_read(text: str, hangul: str) -> None:
    assert hangul_of(text) == hangul


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("延边大洋商贸", "zh-Hans"),
        ("延辺大洋商貿", "ja"),
        ("延邊大洋", ""),
        ("大洋商事", ""),
        ("国会", ""),
        ("広州边", ""),
        ("Dayang", ""),
    ],
)
def test_a_character_that_one_country_writes_tells_the_language(text: str, language: str) -> None:
    assert han_language(text) == language


@pytest.mark.parametrize(
    ("text", "source", "target", "shown"),
    [
        ("髙橋 直樹", "ja", "zh-Hans", "高桥 直树"),
        ("渡邉 聡", "ja", "zh-Hans", "渡边 聪"),
        ("奈緒", "ja", "zh-Hans", "奈绪"),
        ("边海峰", "zh-Hans", "ja", "辺海峰"),
        ("范于谷", "zh-Hans", "ja", "范于谷"),
        ("金成浩", "zh-Hans", "ko", "金成浩"),
        ("沢田", "ja", "ko", "澤田"),
        ("佐々木", "ja", "zh-Hans", "佐々木"),
    ],
)
@pytest.mark.once
def test_characters_take_the_shapes_of_their_readers(text: str, source: str, target: str, shown: str) -> None:
    assert shaped(text, source, target) == shown


@pytest.mark.parametrize(
    ("text", "usual", "language"),
    [
        ("西市場", "zh-Hans", "ja"),
        ("西市场", "zh-Hans", "zh-Hans"),
        ("光明街", "zh-Hans", "zh-Hans"),
        ("西市場", "ja", "ja"),
        ("서시장", "ko", "ko"),
    ],
)
def test_characters_that_nobody_writes_there_are_of_our_own_language(text: str, usual: str, language: str) -> None:
    assert written_as(text, usual, "ja") == language


@pytest.mark.once
@pytest.mark.parametrize("name", ["jp2t", "s2t", "t2jp", "t2s"])
def test_the_tables_that_are_kept_say_of_each_character_what_opencc_says(name: str) -> None:
    table = opencc.OpenCC(name)
    characters = [chr(code) for code in range(0x2E80, 0xFB00) if not 0xA000 <= code < 0xF900]
    assert [each for each in characters if _converted(each, name) != table.convert(each)] == []
