"""Contacts take one form however the card prints them, and trouble is named."""

from collections.abc import Callable
from contextlib import suppress

import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import example, given
from hypothesis import strategies as st
from phonenumbers import is_valid_number, parse

from crm.core import contact_points
from crm.core.cleaning import BadText
from crm.core.contact_points import KINDS, international, normalise, phone_text
from crm.core.intervals import worded


@pytest.mark.parametrize(
    ("typed", "region", "dialled"),
    [
        ("025-555-0100", "JP", "+81255550100"),
        ("０２５－５５５－０１００", "JP", "+81255550100"),
        ("025ー555ー0100", "JP", "+81255550100"),
        ("(025) 555〜0100", "jp", "+81255550100"),
        ("+81 (0)25-555-0100", "CN", "+81255550100"),
        ("TEL 025-555-0100", "JP", "+81255550100"),
        ("tel:+81255550100", "", "+81255550100"),
        ("025-555-0100 内線12", "JP", "+81255550100;ext=12"),
        ("025-555-0100（内線 12）", "JP", "+81255550100;ext=12"),
        ("0433-251-0000转12", "CN", "+864332510000;ext=12"),
        ("090-0000-0000", "JP", "+819000000000"),
        ("0120-000-000", "JP", "+81120000000"),
        ("0433-251-0000", "CN", "+864332510000"),
        ("0086-433-2510000", "CN", "+864332510000"),
        ("010-86-433-2510000", "JP", "+864332510000"),
        ("138 0000 0000", "CN", "+8613800000000"),
        ("02-555-0100", "KR", "+8225550100"),
        ("010-5555-0100", "KR", "+821055550100"),
        ("1588-0000", "KR", "+8215880000"),
        ("TEL：025-555-0100（代）", "JP", "+81255550100"),
        ("025-555-0100(代表) 内線12", "JP", "+81255550100;ext=12"),
        ("0081255550100", "JP", "+81255550100"),
    ],
)
def test_a_phone_number_is_what_one_dials_from_abroad(typed: str, region: str, dialled: str) -> None:
    for kind in ("tel", "direct", "mobile", "fax"):
        assert normalise(kind, typed, region) == dialled


@pytest.mark.parametrize(
    ("typed", "region", "words"),
    [
        ("025-555-010", "JP", "Digits are missing"),
        ("1380000000", "CN", "Digits are missing"),
        ("010-555-010", "KR", "Digits are missing"),
        ("025-555-01000", "JP", "too many digits"),
        ("025-555-0100 / 025-555-0101", "JP", "too many digits"),
        ("555-0100", "JP", "area code"),
        ("2510000", "CN", "area code"),
        ("025-555-0100", "", r"Enter the number with \+"),
        ("+999 12345678", "JP", r"Enter the number with \+"),
        ("see website", "JP", "not a phone number"),
        ("+", "JP", "not a phone number"),
        ("0255550100\0", "JP", "cannot be printed"),
    ],
)
def test_trouble_with_a_number_is_named(typed: str, region: str, words: str) -> None:
    with pytest.raises(BadText, match=words):
        normalise("tel", typed, region)


def test_a_number_is_shown_in_groups_with_its_extension() -> None:
    assert international("0120-258-811", "JP") == "0120-258-811", "it leads nowhere from abroad"
    assert international("110", "CN") == "110"
    assert international("0433-251-1111", "CN") == "+86 433 251 1111"
    assert phone_text("+81255550100") == "+81 25-555-0100"
    assert phone_text("+81255550100;ext=12") == "+81 25-555-0100 ext. 12"


@pytest.mark.once
@pytest.mark.parametrize(
    ("typed", "shown"),
    [("018-000-0000", "+81 18-000-0000"), ("0258-00-0100", "+81 258-00-0100"),
     ("０２５８－００－０１００", "+81 258-00-0100"),
     ("+81-18-000-0000", "+81 18-000-0000"), ("0258-62-1234", "+81 258-62-1234")],
)  # fmt: skip
def test_a_number_outside_the_plan_keeps_the_area_code_that_was_typed(typed: str, shown: str) -> None:
    assert phone_text(normalise("tel", typed, "JP"), typed) == shown


@pytest.mark.once
@pytest.mark.parametrize(
    ("interval", "language", "told"),
    [("14:55–", "ja", "14:55から"), ("–14:05", "ja", "14:05まで"), ("14:55–", "zh-Hans", "14:55起"),
     ("–14:05", "en", "until 14:05"),
     ("12/10 23:30–", "ko", "12/10 23:30부터"),
     ("02/03 23:50–02/04 03:55 (+1)", "ja", "2/3 23:50–2/4 03:55 (+1)"),
     ("09:00–10:00", "en", "09:00–10:00"), ("", "en", "")],
)  # fmt: skip
def test_an_interval_with_an_unknown_end_is_told_in_words(interval: str, language: str, told: str) -> None:
    assert worded(interval, language) == told


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("Info@Example.JP", "info@example.jp"),
        ("ｉｎｆｏ＠ｅｘａｍｐｌｅ．ｊｐ", "info@example.jp"),
        ("mailto:a@example.jp", "a@example.jp"),
        (" a+b@mitsuke.example ", "a+b@mitsuke.example"),
        ("李@延边.example", "李@延边.example"),
    ],
)
def test_an_address_is_in_lower_case_and_ascii_forms(typed: str, address: str) -> None:
    assert normalise("email", typed) == address


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("info", "one @"),
        ("a@@example.jp", "one @"),
        ("a@b.jp, c@d.jp", "one @"),
        ("info@example", "not complete"),
        ("info@", "not complete"),
        ("@example.jp", "out of place"),
        ("a b@example.jp", "out of place"),
        ("a..b@example.jp", "out of place"),
        ("a@example..jp", "out of place"),
        ("a@b.jp\r\nBcc: c@d.jp", "one line"),
    ],
)
def test_trouble_with_an_address_is_named(typed: str, words: str) -> None:
    with pytest.raises(BadText, match=words):
        normalise("email", typed)


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("www.example.jp", "https://www.example.jp"),
        ("//example.jp/a", "https://example.jp/a"),
        ("HTTP://Example.JP:8080/Path?q=Ä#x", "http://example.jp:8080/Path?q=Ä#x"),
        ("example.jp:8080/x", "https://example.jp:8080/x"),
        ("ｗｗｗ．example．jp", "https://www.example.jp"),
        ("https://延边.example/", "https://延边.example/"),
    ],
)
def test_a_web_address_has_a_scheme_and_a_small_host(typed: str, address: str) -> None:
    assert normalise("url", typed) == address
    assert normalise("url", address) == address


@pytest.mark.parametrize(
    "typed",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "data:text/html,x",
        "ftp://example.jp",
        "file:///x",
        "vbscript:x.y",
        "localhost",
    ]
    + [
        "http://",
        "http://[::1",
        "http://example.jp:99999",
        "https://example.jp\\@b.jp",
        "http://example.jp/ x",
        'http://example.jp/"',
    ]
    + [
        "java\tscript:alert(1)",
        "https://user@example.jp",
        "https://user:secret@example.jp",
        "ｊavascript:a.b",
        "：//x.jp",
    ],
)
def test_nothing_but_a_web_address_is_a_link(typed: str) -> None:
    with pytest.raises(BadText):
        normalise("url", typed)


@pytest.mark.parametrize(
    ("kind", "typed", "account"),
    [
        ("wechat", " Wx_Abc 1 ", "wx_abc1"),
        ("line", "＠Abc", "@abc"),
        ("kakao", "K아이디", "k아이디"),
        ("qq", "１２３４５", "12345"),
    ],
)
def test_an_account_is_compared_without_spaces_and_case(kind: str, typed: str, account: str) -> None:
    assert normalise(kind, typed) == account


def test_a_qq_account_is_a_number() -> None:
    with pytest.raises(BadText, match="QQ"):
        normalise("qq", "abc")


def test_an_unknown_kind_is_refused_and_an_empty_value_stays_empty() -> None:
    with pytest.raises(BadText, match="pager"):
        normalise("pager", "1")
    assert {normalise(kind, " \u3000", "JP") for kind in KINDS} == {""}


@given(st.sampled_from(sorted(KINDS)), st.text(), st.sampled_from(["JP", "CN", "KR", "", "XX"]))
@example("kakao", "\u0339 \u0334", "JP")
def test_any_text_is_refused_or_taken_and_then_taken_again_unchanged(kind: str, text: str, region: str) -> None:
    kept = ""
    with suppress(BadText):
        kept = normalise(kind, text, region)
    assert normalise(kind, kept, region) == kept


_HEADS = {
    "JP": ["025-2", "03-", "090-", "080-", "070-", "0120-", "0570-", "050-", "010-", "02", "0800-", "0990-", "06-"],
    "CN": ["138", "1", "017", "0139", "179", "178", "0433-", "010-", "400", "19", "16"],
    "KR": ["010-", "02-", "031-", "011-", "1588", "070-", "0082-", "033-", "064-", "062-", "08"],
}


@given(data=st.data(), region=st.sampled_from(sorted(_HEADS)))
def test_a_plain_number_is_taken_as_the_library_takes_it(data: st.DataObject, region: str) -> None:
    head = data.draw(st.sampled_from(_HEADS[region]))
    tail = data.draw(st.from_regex(r"[0-9]{1,5}[- ]?[0-9]{3,5}", fullmatch=True))
    quick = contact_points._usual(head + tail, region)
    assert quick in ("", _outcome(lambda: contact_points._looked_up(head + tail, region)))


@given(code=st.sampled_from(["+81", "+82", "+86", "+7", "+1"]), tail=st.from_regex(r"[0-9]{6,13}", fullmatch=True))
@example("+86", "17951138000000")
@example("+81", "0312345678")
@example("+82", "0082212345678")
def test_a_number_is_known_where_the_library_knows_it(code: str, tail: str) -> None:
    assert contact_points._is_known(code + tail) == is_valid_number(parse(code + tail, None))


@pytest.mark.parametrize(("typed", "region"), [("090-1234-5678", "JP"), ("13812345678", "CN"), ("010-1234-5678", "KR")])
def test_usual_mobile_numbers_need_no_library(typed: str, region: str) -> None:
    assert contact_points._usual(typed, region) == contact_points._looked_up(typed, region)


@given(
    local=st.from_regex(r"[A-Za-z0-9.+_-]{1,70}", fullmatch=True),
    domain=st.sampled_from(
        ["a.example", "Firm-1.example", "-a.example", "a..jp", "a.test", "xn--fsq.jp", "a.b-.cn", "a.1"]
    ),
)
def test_a_plain_address_is_taken_as_the_library_takes_it(local: str, domain: str) -> None:
    def looked_up() -> str:
        try:
            return validate_email(f"{local}@{domain}", check_deliverability=False).normalized.lower()
        except EmailNotValidError as bad:
            raise BadText(contact_points._FEW) from bad

    assert _outcome(lambda: normalise("email", f"{local}@{domain}")) == _outcome(looked_up)


def _outcome(work: Callable[[], str]) -> str | None:
    try:
        return work()
    except BadText:
        return None
