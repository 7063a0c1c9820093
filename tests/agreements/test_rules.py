"""What holds before an agreement is signed (INV-G1 to G3), and where exclusive rights overlap (INV-G5)."""

from dataclasses import dataclass
from datetime import date

import pytest

from crm.agreements import rules
from crm.agreements.models import Agreement
from crm.agreements.rules import PartyLine, check_dates, check_parties, check_versions
from crm.agreements.rules.exclusivity import PlaceTree, conflicting, overlap
from crm.core.errors import Refused
from crm.core.folding import search_key

DAY = date(2026, 11, 24)
EARLIER, LATER = date(2026, 11, 1), date(2027, 11, 24)


@dataclass(frozen=True)
class Text:
    language: str
    prevailing: bool = False


@dataclass(frozen=True)
class Promise:
    exclusivity: str = "none"
    territory: str = ""
    products: str = ""


OURS, THEIRS = PartyLine("甲", "見附商工会", 1), PartyLine("乙", "延边大洋", 1)


def test_two_parties_with_a_signatory_each_may_sign() -> None:
    check_parties([OURS, THEIRS], "signed_on", "signers_unknown")


def test_one_party_alone_cannot_sign() -> None:
    with pytest.raises(Refused, match="at least two parties") as refusal:
        check_parties([OURS], "signed_on", "signers_unknown")
    assert refusal.value.field == "signed_on"


def test_a_party_without_signatory_is_named() -> None:
    with pytest.raises(Refused, match="Party B .延边大洋"):
        check_parties([OURS, PartyLine("乙", "延边大洋", 0)], "signed_on", "signers_unknown")


@pytest.mark.parametrize(
    ("versions", "authentic"),
    [
        ([], False), ([Text("ja")], False), ([Text("ja", True)], False), ([Text("ja", True), Text("zh-Hans")], False),
        ([Text("ja"), Text("zh-Hans"), Text("ko")], True),
    ],
)  # fmt: skip
def test_one_version_prevails_or_all_are_equally_authentic(versions: list[Text], authentic: bool) -> None:
    check_versions(versions, equally_authentic=authentic)


@pytest.mark.parametrize(
    ("versions", "authentic", "field"),
    [
        ([Text("ja"), Text("zh-Hans")], False, "versions"),
        ([Text("ja", True), Text("zh-Hans", True)], False, "versions"),
        ([Text("ja", True), Text("zh-Hans")], True, "equally_authentic"),
        ([Text("ja", True), Text("ja")], False, "versions"),
        ([Text("tlh", True)], False, "versions"),
    ],
)
def test_other_mixtures_of_versions_are_refused(versions: list[Text], authentic: bool, field: str) -> None:
    with pytest.raises(Refused) as refusal:
        check_versions(versions, equally_authentic=authentic)
    assert refusal.value.field == field


def test_an_agreement_takes_effect_from_its_signing_on() -> None:
    check_dates(signed_on=DAY, effective_on=DAY, expires_on=LATER, retroactive=False)
    with pytest.raises(Refused) as refusal:
        check_dates(signed_on=DAY, effective_on=EARLIER, expires_on=LATER, retroactive=False)
    assert refusal.value.field == "effective_on"
    check_dates(signed_on=DAY, effective_on=EARLIER, expires_on=LATER, retroactive=True)


@pytest.mark.parametrize(
    ("signed", "effective", "expires"), [(None, DAY, DAY), (None, DAY, EARLIER), (DAY, None, DAY), (DAY, LATER, DAY)]
)
def test_an_agreement_expires_after_it_takes_effect(signed: date | None, effective: date | None, expires: date) -> None:
    with pytest.raises(Refused) as refusal:
        check_dates(signed_on=signed, effective_on=effective, expires_on=expires, retroactive=False)
    assert refusal.value.field == "expires_on"


def test_every_type_has_one_class() -> None:
    assert rules.class_of("loi") == "framework", "an intent is no contract (INV-G4)"
    assert rules.class_of("consignment") == "commercial"
    assert [rules.class_of(type) for type in ("service_contract", "other_commercial", "other_framework")] == [
        "commercial",
        "commercial",
        "framework",
    ]
    assert not set(rules.FRAMEWORK_TYPES) & set(rules.COMMERCIAL_TYPES)
    with pytest.raises(KeyError):
        rules.class_of("handshake")


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        ("延吉市、图们市", "图们市", True), ("延辺", "延边朝鲜族自治州", True), ("延吉市", "大連市", False),
        ("", "大連市", True), ("、", "大連市", True), ("吉林省・遼寧省", "延吉市", True), ("遼寧省", "延吉市", False),
        ("延吉市及び大連市", "大連市", True),
    ],
)  # fmt: skip
def test_territories_overlap_by_the_tree_of_places_else_by_their_words(one: str, other: str, meet: bool) -> None:
    key = {name: search_key(name) for name in ("延吉市", "吉林省", "遼寧省")}
    tree = PlaceTree({key["延吉市"]: [1], key["吉林省"]: [2], key["遼寧省"]: [3]}, {1: [1, 2], 2: [2], 3: [3]})
    assert overlap(Promise(territory=one), Promise(territory=other), tree) is meet
    assert overlap(Promise(territory=other), Promise(territory=one), tree) is meet


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        ("Knitwear", "rib knitwear; towels", True), ("knitwear", "tableware", False), ("全般", "包丁", True),
        ("ニット全般", "ニット48点", True),
        ("全商品", "包丁", True), ("ニット製品", "針织产品", False), ("各種ニット", "ニットベスト", True),
    ],
)  # fmt: skip
def test_goods_overlap_by_their_words_without_how_many_of_them(one: str, other: str, meet: bool) -> None:
    assert overlap(Promise(products=one), Promise(products=other), PlaceTree()) is meet
    assert overlap(Promise(products=other), Promise(products=one), PlaceTree()) is meet


def test_exclusive_rights_collide_with_any_overlapping_agreement() -> None:
    exclusive = Promise("exclusive", "延吉市", "ニット")
    same, elsewhere = Promise("none", "延吉市", "ニット"), Promise("sole", "大連市", "ニット")
    other_goods = Promise("sole", "延吉市", "包丁")
    assert conflicting(exclusive, [same, elsewhere, other_goods], PlaceTree()) == [same]
    assert conflicting(same, [exclusive], PlaceTree()) == [exclusive]
    assert conflicting(same, [Promise("none", "延吉市", "ニット")], PlaceTree()) == []


@pytest.mark.parametrize(
    ("expires", "status", "expected"),
    [
        (date(2027, 2, 22), "in_force", True), (date(2027, 2, 23), "in_force", False), (DAY, "signed", True),
        (date(2026, 11, 23), "in_force", False), (date(2026, 12, 1), "terminated", False), (None, "in_force", False),
    ],
)  # fmt: skip
def test_an_agreement_is_expiring_in_its_last_ninety_days(expires: date | None, status: str, expected: bool) -> None:
    ending = Agreement(status=status, expires_on=expires)
    assert rules.is_expiring(ending, DAY) is expected


def test_an_agreement_is_expiring_from_ninety_days_before_its_notice_until_its_end() -> None:
    ending = Agreement(status="in_force", expires_on=date(2027, 5, 23), auto_renewal=True, notice_days=90)
    assert ending.notice_on == date(2027, 2, 22)
    days = (date(2026, 11, 23), date(2026, 11, 24), date(2027, 5, 23), date(2027, 5, 24))
    assert [rules.is_expiring(ending, day) for day in days] == [False, True, True, False]
    assert Agreement(status="in_force", expires_on=DAY, auto_renewal=True).notice_on is None


def test_what_ends_by_itself_has_no_day_for_notice_and_expires_by_its_end() -> None:
    fixed = Agreement(status="in_force", expires_on=date(2027, 5, 23), auto_renewal=False, notice_days=90)
    assert fixed.notice_on is None
    assert [rules.is_expiring(fixed, day) for day in (date(2027, 2, 21), date(2027, 2, 22))] == [False, True]
    assert rules.remind_on(fixed, date(2027, 2, 1)) is None
