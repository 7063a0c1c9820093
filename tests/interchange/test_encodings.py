"""Which encoding a short list is in: right in at least 99 of 100, for each language and encoding."""

import random
from collections import Counter

import pytest

from crm.core.encodings import decoded, detect
from crm.interchange import rules
from crm.interchange.services.reader import _headings as headings
from tests.interchange.lists import ENCODINGS, short_list

LISTS = 400


@pytest.mark.parametrize("language", ["ja", "zh", "ko"])
def test_short_lists_in_their_office_encoding_are_told_in_99_of_100(language: str) -> None:
    chance = random.Random(language)  # noqa: S311  # invented lists, no secret
    told = Counter(
        detect(short_list(chance, language).encode(ENCODINGS[language]), headings).encoding for _ in range(LISTS)
    )
    assert told[ENCODINGS[language]] >= LISTS * 0.99, told


@pytest.mark.parametrize("language", ["ja", "zh", "ko"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_is_always_told_with_a_mark_or_without(language: str, encoding: str) -> None:
    chance = random.Random(encoding)  # noqa: S311  # no secret
    for _ in range(100):
        text = short_list(chance, language)
        content = text.encode(encoding)
        guess = detect(content, headings)
        assert guess.encoding == encoding.removesuffix("-sig").removesuffix("-le").removesuffix("-be")
        assert guess.certain
        assert decoded(content, guess.encoding) == text


@pytest.mark.parametrize(
    ("encoding", "text"),
    [("cp950", "姓名,公司\n李淑芬,臺北貿易\n"), ("euc_jp", "氏名,会社名\n髙橋,延辺商事\n".replace("髙", "高")),
     ("cp1250", "Name,Firma\nŁukasz Żak,Spółka\n"), ("cp1251", "Имя,Фирма\nИван,Восток\n"),
     ("cp1252", "Name,Firma\nJörg,Straße AG\n")],
)  # fmt: skip
def test_encodings_that_are_never_guessed_can_be_chosen(encoding: str, text: str) -> None:
    assert encoding in rules.ENCODINGS
    assert detect(text.encode(encoding), headings).encoding != encoding
    assert decoded(text.encode(encoding), encoding) == text


def test_japanese_and_korean_words_written_in_gb18030_are_told_by_their_headings() -> None:
    for text in ("氏名,会社名\n田中 太郎,延辺商事\n", "이름,회사\n김철수,연변상사\n"):
        assert detect(text.encode("gb18030"), headings).encoding == "gb18030"


def test_plain_ascii_is_utf8_and_a_broken_file_is_no_certain_guess() -> None:
    assert detect(b"name,company\nKim,ACME\n", headings).encoding == "utf-8"
    broken = "氏名,会社名\n田中 太郎,新潟貿易\n".encode("cp932") + b"\x81\xff\xff"
    assert not detect(broken, headings).certain


def test_what_old_mail_wrote_with_escapes_is_no_certain_guess() -> None:
    assert not detect("氏名,会社名\n田中 太郎,新潟貿易\n".encode("iso2022_jp"), headings).certain


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_wide_spaces_and_the_character_for_one_do_not_hide_the_order_of_the_bytes(encoding: str) -> None:
    text = "勅使河原　凜\r\n鷺沼　眞一\r\n黒柳　豊\r\n"
    content = text.encode(encoding)
    assert decoded(content, detect(content, headings).encoding) == text
