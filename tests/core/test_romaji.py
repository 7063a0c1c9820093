"""Japanese names in Latin letters, as the kana they are found by."""

import pytest

from crm.core.romaji import kana_of


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
