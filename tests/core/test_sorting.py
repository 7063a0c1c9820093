"""One list in four orders: あいうえお, pinyin, 가나다, the alphabet."""

import pytest

from crm.core.sorting import LIMIT, ORDERS, Form, order_keys, order_of

TANABE = [Form("田邉 俊夫", "ja", "たなべ としお")]
ABE = [Form("阿部 花", "ja", "あべ はな")]
MINGSHU = [
    Form("李明淑", "zh-Hans", "Lǐ Míngshū"),
    Form("리명숙", "ko"),
    Form("LI MINGSHU", "en"),
    Form("り めいしゅく", "ja"),
]
ZHANG = [Form("张三", "zh-Hans")]
CHEOLSU = [Form("김철수", "ko")]
SMITH = [Form("Smith Ann", "en")]
ORLOVA = [Form("Орлова", "ru")]
EVERYONE = [TANABE, ABE, MINGSHU, ZHANG, CHEOLSU, SMITH, ORLOVA]


def listed(order: str) -> list[str]:
    return [forms[0].text for forms in sorted(EVERYONE, key=lambda forms: order_keys(forms, person=True)[order])]


@pytest.mark.parametrize(
    ("order", "names"),
    [
        ("ja", ["阿部 花", "田邉 俊夫", "李明淑", "김철수", "Smith Ann", "张三", "Орлова"]),
        ("zh", ["阿部 花", "김철수", "李明淑", "Smith Ann", "田邉 俊夫", "张三", "Орлова"]),
        ("ko", ["김철수", "李明淑", "张三", "阿部 花", "Smith Ann", "田邉 俊夫", "Орлова"]),
        ("en", ["阿部 花", "김철수", "李明淑", "Smith Ann", "田邉 俊夫", "张三", "Орлова"]),
    ],
)
def test_each_order_reads_every_name_its_own_way(order: str, names: list[str]) -> None:
    assert listed(order) == names


def test_pinyin_puts_all_of_one_tone_before_the_next() -> None:
    names = ["李明", "黎明", "厉明", "丽明"]
    told = sorted(names, key=lambda name: order_keys([Form(name, "zh-Hans")], person=True)["zh"])
    assert told[:2] == ["黎明", "李明"]


def test_kana_sort_as_a_dictionary_has_them() -> None:
    names = ["がくと", "かくだ", "カクタ", "かーた", "きた"]
    told = sorted(names, key=lambda name: order_keys([Form("学", "ja", name)], person=True)["ja"])
    assert told == ["かーた", "カクタ", "かくだ", "がくと", "きた"]


def test_a_japanese_name_is_not_read_in_hanja() -> None:
    keys = order_keys([Form("田中 太郎", "ja")], person=True)
    assert keys["ko"].startswith("2")
    assert order_keys([Form("田中 太郎", "ja"), Form("다나카 다로", "ko")], person=True)["ko"] < keys["ko"]


@pytest.mark.parametrize("text", ["", "　", "🙂", "田" * 500, "a" * 500, "\u0000", "ー", "々"])
def test_any_text_has_a_key_of_bounded_length_in_every_order(text: str) -> None:
    keys = order_keys([Form(text, "ja")], person=True)
    assert set(keys) == set(ORDERS)
    assert all(len(key) <= LIMIT for key in keys.values())


@pytest.mark.parametrize(("tag", "order"), [("zh-Hans", "zh"), ("ja", "ja"), ("ko", "ko"), ("en", "en"), ("fr", "en")])
def test_a_reader_starts_with_the_order_of_their_language(tag: str, order: str) -> None:
    assert order_of(tag) == order
