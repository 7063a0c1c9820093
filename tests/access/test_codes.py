"""Codes of the Harmonized System as notices write them: read, kept in one way, compared."""

from contextlib import nullcontext

import pytest

from crm.access.rules import codes
from crm.core.errors import Refused


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""), (" ", ""), ("22", "22"), ("2206009000", "2206009000"), ("２２０６", "2206"), ("2206.00", "220600"),
        ("HS 0302~0307", "0302–0307"), ("0302-0307", "0302–0307"), ("０３０２～０３０７", "0302–0307"),
        ("0302 – 0307", "0302–0307"), ("第0302項から第0307項まで", "0302–0307"), ("0302至0307", "0302–0307"),
        ("0302호부터 0307호까지", "0302–0307"), ("0302 to 0307", "0302–0307"), ("03.02—03.07", "0302–0307"),
        ("1604、0302–0307，1605", "0302–0307, 1604, 1605"), ("0302;0303\n0304", "0302, 0303, 0304"),
        ("1604及び1605", "1604, 1605"), ("1604 and 1605", "1604, 1605"), ("22, 22", "22"),
    ],
)  # fmt: skip
def test_codes_are_kept_in_one_way_however_they_are_written(typed: str, kept: str) -> None:
    assert codes.kept(typed, "hs_prefix") == kept
    assert codes.kept(kept, "hs_prefix") == kept


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("2", "“2” is no HS code"), ("22060090001", "“22060090001”"), ("98", "“98”"), ("00", "“00”"), ("2a", "“2a”"),
        ("ex 1904", "“ex”"), ("0302–", "“0302–”"), ("–0307", "“–0307”"), ("0302–0307–0309", "0302–0307–0309"),
        ("0302–07", "same length"), ("0307–0302", "same length"), ("0302–0302", "same length"),
        ("0302, sake", "“sake”"), (", ".join(f"{n:04}" for n in range(101, 140)), "too many codes"),
    ],
)  # fmt: skip
def test_what_is_no_code_is_told_by_its_part(typed: str, told: str) -> None:
    with pytest.raises(Refused, match=told) as refusal:
        codes.kept(typed, "hs_prefix")
    assert refusal.value.field == "hs_prefix"


@pytest.mark.parametrize(("typed", "meant"), [("302", "0302"), ("302.11", "030211"), ("0301, 3021190", "03021190")])
def test_a_code_without_its_leading_zero_is_no_other_code(typed: str, meant: str) -> None:
    """Excel makes the number 302 of 0302: as it stands, it would be about no goods at all."""
    with pytest.raises(Refused) as refusal:
        codes.kept(typed, "hs_prefix")
    assert f"enter {meant}." in str(refusal.value)


@pytest.mark.parametrize(
    ("kept", "country", "fine"),
    [
        ("030211000", "JP", True), ("30211000", "JP", False), ("30211000", "CN", True), ("0302110000", "CN", True),
        ("302110000", "CN", False), ("03, 302110000–302119999", "KR", False), ("0302–0307", "CN", True),
        ("", "CN", True),
    ],
)  # fmt: skip
def test_a_national_code_has_the_digits_of_its_country(kept: str, country: str, fine: bool) -> None:
    with nullcontext() if fine else pytest.raises(Refused, match="leading zero"):
        codes.check_country(codes.kept(kept, "hs_prefix"), country, "hs_prefix")


@pytest.mark.parametrize(
    ("kept", "code", "about"),
    [
        ("0302–0307", "0302", True), ("0302–0307", "030749", True), ("0302–0307", "0308", False),
        ("0302–0307", "0301999999", False), ("0302–0307", "03", None), ("0302–0307, 1604", "160414", True),
        ("0302–0307, 1604", "1605", False), ("030211–030219", "0302", None), ("030200–030399", "0303", True),
        ("22", "2206", True), ("2206", "22", None),
    ],
)  # fmt: skip
def test_a_range_is_about_each_code_in_it(kept: str, code: str, about: bool | None) -> None:
    assert codes.about(kept, code) is about


@pytest.mark.parametrize(
    ("some", "others", "inside"),
    [
        ("0303", "0302–0307", True), ("0302–0307", "03", True), ("0302–0307", "0302–0305", False),
        ("0303, 1604", "0302–0307", False), ("0303, 1604", "0302–0307, 16", True), ("", "03", False), ("03", "", True),
        ("", "", True),
    ],
)  # fmt: skip
def test_codes_within_others(some: str, others: str, inside: bool) -> None:
    assert codes.within(some, others) is inside
