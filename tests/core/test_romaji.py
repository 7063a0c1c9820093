"""Japanese names in Latin letters, as the kana they are found by."""

import pytest

from crm.core.romaji import kana_of, spells_one_of_ours


@pytest.mark.parametrize(
    ("latin", "readings"),
    [
        ("tanaka", "たなか"),
        ("hattori", "はっとり はっとうり"),
        ("homma", "ほんま"),
        ("ohashi", "おはし おおはし"),
        ("ohno", "おおの"),
        ("satoh", "さとう"),
        ("koji", "こじ こうじ"),
        ("kyoko", "きょこ きょうこ"),
        ("shinichi", "しにち しんいち"),
        ("jun'ichi", "じゅんいち"),
        ("mitui", "みつい"),
        ("kim", ""),
        ("trading", ""),
        ("an", ""),
        ("田中", ""),
    ],
)
def test_a_name_has_the_readings_that_its_spelling_leaves_open(latin: str, readings: str) -> None:
    assert kana_of(latin) == tuple(readings.split())


@pytest.mark.parametrize(
    ("name", "may"),
    [
        ("PIAO MINGZHE", True), ("Wáng Hǎilóng", True), ("TANAKA Taro", True), ("Ohashi Junko", True),
        ("Donald Kim", True), ("Park Ji-sung", True), ("Lü Jianjun", True), ("Kim", True), ("John Miller", False),
        ("Ann Smith", False), ("Ivan Petrov", False), ("José García", False), ("", False),
    ],
)  # fmt: skip
def test_a_name_in_latin_letters_may_spell_one_of_characters(name: str, may: bool) -> None:
    assert spells_one_of_ours(name) is may
