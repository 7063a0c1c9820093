"""Likely duplicates, with the reason: the ladder of INV-C2; a name alone never merges."""

from typing import Any

import pytest
from sqlalchemy.orm import Session, scoped_session

from crm.contacts import queries
from crm.contacts.models import Organisation
from crm.contacts.queries.candidates import LOOKED_AT
from crm.contacts.rules import ContactInput, PersonNameInput, duplicates
from crm.core.database import db
from tests import cast
from tests.contacts import book

pytestmark = pytest.mark.both


def reasons(
    full: str, language: str = "zh-Hans", points: tuple[tuple[str, str], ...] = (), at: int | None = None
) -> list[str]:
    found = queries.candidates([PersonNameInput(language, full)], points, at, user=cast.user())
    return [str(candidate.reason) for candidate in found]


@pytest.fixture
def firm(session: scoped_session[Session]) -> int:
    """Lee Mingshu with an address and a mobile number, at the bureau whose id is given."""
    bureau = book.organisation("延吉市商务局")
    contacts = [("email", "Li.MingShu@example.cn"), ("mobile", "139 4430 0101"), ("email", "info@example.cn")]
    book.person("李明淑", at=bureau, forms=book.MINGSHU_FORMS, contacts=contacts)
    return bureau.id


def test_the_same_address_is_the_strongest_reason(firm: int) -> None:
    assert reasons("金成浩", points=(("email", "li.mingshu@example.cn"),)) == ["Same e-mail address"]


def test_a_shared_mailbox_is_no_reason(firm: int) -> None:
    assert reasons("金成浩", points=(("email", "info@example.cn"),)) == []


def test_the_same_mobile_counts_more_with_the_family_name(firm: int) -> None:
    mobile = (("mobile", "+8613944300101"),)
    assert reasons("李小龙", points=mobile) == ["Same mobile number and family name"]
    assert reasons("金成浩", points=mobile) == ["Same mobile number"]


def test_the_same_name_counts_more_at_the_same_organisation(firm: int) -> None:
    assert reasons("李明淑", at=firm) == ["Same name at the same organisation"]
    assert reasons("李明淑") == ["Same name"]


@pytest.mark.parametrize(
    ("typed", "language"), [("LI  MINGSHU", "en"), ("李 明淑", "ja"), ("Mingshu Li", "en"), ("りめいしゅく", "ja")]
)
def test_other_spellings_of_one_name_are_named_as_such(firm: int, typed: str, language: str) -> None:
    assert reasons(typed, language) == ["Same name, written differently"]


def test_part_of_a_name_and_another_name_are_no_reason(firm: int) -> None:
    assert reasons("明淑") == []
    assert reasons("金成浩") == []
    assert reasons("%") == []
    assert reasons("") == []


def test_the_strongest_reason_comes_first_and_five_are_enough(firm: int) -> None:
    for _ in range(8):
        book.person("李明淑")
    found = reasons("李明淑", points=(("email", "li.mingshu@example.cn"),))
    assert found == ["Same e-mail address", *["Same name"] * 4]


def test_of_hundreds_who_bear_the_name_the_one_with_the_address_is_found(firm: int) -> None:
    for _ in range(LOOKED_AT + 1):
        book.person("김영수", "ko")
    kim = book.person("김영수", "ko", at=db.session.get_one(Organisation, firm), contacts=[("email", "kim@example.kr")])
    name = [PersonNameInput("ko", "김영수")]
    by_address = queries.candidates(name, [("email", "kim@example.kr")], user=cast.user())
    assert by_address[0].line.person.id == kim.id
    assert queries.candidates(name, organisation_id=firm, user=cast.user())[0].line.person.id == kim.id


def test_oneself_is_no_candidate(session: scoped_session[Session]) -> None:
    person = book.person("李明淑")
    names = [PersonNameInput("zh-Hans", "李明淑")]
    assert queries.candidates(names, user=cast.user(), exclude_id=person.id) == []


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("延边大洋集团有限公司", "Same name"),
        ("延辺大洋", "Same name without the legal form"),
        ("延边大洋公司", "Same name without the legal form"),
    ],
)
def test_an_organisation_is_recognised_without_its_legal_form(
    session: scoped_session[Session], typed: str, reason: str
) -> None:
    book.organisation("延边大洋集团有限公司")
    found = queries.organisation_candidates([typed], user=cast.user())
    assert [str(candidate.reason) for candidate in found] == [reason]
    assert queries.organisation_candidates(["延边大山"], user=cast.user()) == []


def test_the_registration_number_is_the_strongest_reason(session: scoped_session[Session]) -> None:
    book.organisation("延边大洋")
    book.organisation("大洋商贸", identifier_type="uscc", identifier_value="91222401MA00000008")
    found = queries.organisation_candidates(["延边大洋"], "91222401MA00000008", user=cast.user())
    assert [str(candidate.reason) for candidate in found] == ["Same registration number", "Same name"]


def test_an_organisation_is_known_by_what_the_queue_of_duplicates_goes_by(session: scoped_session[Session]) -> None:
    book.load_places()
    yanji, hunchun = book.place("222401").id, book.place("222404").id
    near = book.organisation("延边大洋集团有限公司", place_id=yanji, website="https://www.dayang.example.cn/jp")
    far = book.organisation("延边大洋集团", place_id=hunchun)
    book.organisation("大山", contact_points=[ContactInput("tel", "0433-251-0000"), ContactInput("email", "a@b.cn")])
    user = cast.user()

    def found(names: list[str], **more: Any) -> list[tuple[str, str]]:
        return [
            (queries.own_name(one.organisation).text, one.reason.msgid)
            for one in queries.organisation_candidates(names, user=user, **more)
        ]

    assert found(["延边大洋集团"], place_id=yanji, website="dayang.example.cn") == [
        ("延边大洋集团有限公司", "Same name without the legal form"), ("延边大洋集团", "Same name, in another place"),
    ]  # fmt: skip
    assert found(["別の名"], contact_points=[("tel", "+864332510000")]) == [("大山", "Same phone number")]
    assert found(["商务局"]) == [], "a generic word names nobody"
    weights = duplicates.WEIGHTS | {"firm_elsewhere": 0, "without_form": 5}
    assert found(["延边大洋集团"], place_id=yanji, weights=weights) == [
        ("延边大洋集团有限公司", "Same name without the legal form")
    ], "as the administrator weighs it"
    assert near.id < far.id
