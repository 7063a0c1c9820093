"""Registration numbers: what their registers issue passes, a slip of the pen is told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.core import identifiers
from crm.core.cleaning import BadText

DIGITS = "0123456789"
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def houjin(twelve: str) -> str:
    """The 13 digits by the ordinance's own formula: Pn the n-th digit from the right, times 1 or 2."""
    total = sum(int(digit) * (1 if place % 2 == 0 else 2) for place, digit in enumerate(reversed(twelve)))
    return f"{9 - total % 9}{twelve}"


def uscc(seventeen: str) -> str:
    """The 18 characters by GB 32100-2015: weights are powers of three modulo 31."""
    total = sum(ALPHABET.index(character) * pow(3, place, 31) for place, character in enumerate(seventeen))
    return seventeen + ALPHABET[(31 - total % 31) % 31]


def brn(nine: str) -> str:
    """The 10 digits: weights 1 3 7 …, and the tens of five times the ninth."""
    total = sum(int(digit) * weight for digit, weight in zip(nine, (1, 3, 7, 1, 3, 7, 1, 3, 5), strict=True))
    return f"{nine}{-(total + int(nine[8]) * 5 // 10) % 10}"


def digits(length: int) -> st.SearchStrategy[str]:
    return st.text(DIGITS, min_size=length, max_size=length)


CODES = st.builds(
    lambda head, district, rest: head + district + rest,
    st.text(ALPHABET, min_size=2, max_size=2),
    digits(6),
    st.text(ALPHABET, min_size=9, max_size=9),
)


@given(digits(12))
def test_every_corporate_number_with_its_check_digit_passes(twelve: str) -> None:
    assert identifiers.normalised("houjin", houjin(twelve)) == houjin(twelve)


@given(digits(12), st.integers(0, 12), st.sampled_from(DIGITS))
def test_one_wrong_digit_of_a_corporate_number_is_refused(twelve: str, place: int, digit: str) -> None:
    right = houjin(twelve)
    wrong = right[:place] + digit + right[place + 1 :]
    unseen = place > 0 and {digit, right[place]} == {"0", "9"}  # the sum is taken modulo 9
    if wrong == right or unseen:
        assert identifiers.normalised("houjin", wrong) == wrong
        return
    with pytest.raises(BadText, match="check digit"):
        identifiers.normalised("houjin", wrong)


@given(CODES)
def test_every_credit_code_with_its_check_character_passes(seventeen: str) -> None:
    assert identifiers.normalised("uscc", uscc(seventeen).lower()) == uscc(seventeen)


@given(CODES, st.integers(8, 17), st.sampled_from(ALPHABET))
def test_one_wrong_character_of_a_credit_code_is_refused(seventeen: str, place: int, character: str) -> None:
    right = uscc(seventeen)
    wrong = right[:place] + character + right[place + 1 :]
    if wrong == right:
        assert identifiers.normalised("uscc", wrong) == right
        return
    with pytest.raises(BadText, match="check character"):
        identifiers.normalised("uscc", wrong)


@given(digits(9), st.integers(0, 9), st.sampled_from(DIGITS))
def test_korean_numbers_pass_and_a_wrong_check_digit_is_refused(nine: str, place: int, digit: str) -> None:
    right = brn(nine)
    assert identifiers.normalised("brn", identifiers.shown("brn", right)) == right
    wrong = right[:9] + digit
    if wrong != right:
        with pytest.raises(BadText, match="check digit"):
            identifiers.normalised("brn", wrong)


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("houjin", "7-0000-9900-0101", "7000099000101"),
        ("houjin", "７００００９９０００１０１", "7000099000101"),
        ("houjin", "T7000099000101", "7000099000101"),
        ("uscc", "91222401 MA00000109", "91222401MA00000109"),
        ("uscc", "９１２２２４０１ｍａ０００００１０９", "91222401MA00000109"),
        ("brn", "999－81－00015", "9998100015"),
    ],
)
def test_spaces_hyphens_and_full_width_characters_do_not_matter(kind: str, typed: str, kept: str) -> None:
    assert identifiers.normalised(kind, typed) == kept


@pytest.mark.parametrize(
    ("kind", "typed", "reason"),
    [
        ("houjin", "700009900010", "must have 13 digits; you entered 12"),
        ("houjin", "70000990O0101", "only digits"),
        ("uscc", "9122240MA0000010", "must have 18 characters; you entered 16"),
        ("uscc", "91222401MA0000O109", "other than I, O, S, V and Z"),
        ("uscc", "9122240AMA00000109", "other than I, O, S, V and Z"),
        ("brn", "999-81-0001", "must have 10 digits; you entered 9"),
        ("brn", "999-81-00016", "check digit does not fit"),
        ("brn", "사업자", "only digits"),
    ],
)
def test_the_reason_says_what_is_wrong(kind: str, typed: str, reason: str) -> None:
    with pytest.raises(BadText) as refused:
        identifiers.normalised(kind, typed)
    assert reason in refused.value.text.msgid % refused.value.text.params


def test_only_korea_writes_its_number_with_hyphens() -> None:
    assert identifiers.shown("brn", "9998100015") == "999-81-00015"
    assert identifiers.shown("houjin", "7000099000101") == "7000099000101"
