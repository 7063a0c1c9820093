"""Korean names typed in Latin letters, kana or Chinese characters."""

import pytest

from crm.core.folding import search_key
from crm.core.korean import MOST, hangul_written


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("namgung", "남궁"), ("Namkung", "남궁"), ("minsu", "민수"),
        ("Minsoo", "민수"), ("ナムグン", "남궁"), ("ミンス", "민수"),
        ("南宮", "남궁"), ("金敏洙", "김민수"), ("Lee", "이"),
        ("Park", "박"), ("Choi", "최"), ("hwangbo", "황보"),
        ("jeonghyeon", "정현"), ("Junghyun", "정현"), ("キム", "김"),
        ("パク", "박"), ("チョン", "정"), ("ミョンスク", "명숙"),
        ("seonu", "선우"), ("Sunwoo", "선우"),
    ],
)  # fmt: skip
def test_a_name_is_read_in_each_way_it_is_typed(typed: str, meant: str) -> None:
    assert meant in hangul_written(search_key(typed))


@pytest.mark.parametrize("typed", ["smith", "x", "", "0255550100", "見附市", "延吉hotel", "남궁", "q" * 60])
def test_what_is_no_such_name_is_not_read(typed: str) -> None:
    assert all(found != typed for found in hangul_written(search_key(typed)))
    assert hangul_written(search_key(typed)) == () or typed == "見附市"


def test_few_readings_are_looked_for() -> None:
    assert len(hangul_written("parkchanwook")) <= MOST
    assert len(hangul_written("なむぐんみんす")) <= MOST
