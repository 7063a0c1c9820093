"""From recognised text to a draft, on cards as a reader gives them back: gaps, labels, both sides."""

from datetime import date
from typing import Any

import pytest

from crm.cards.rules import CardDraft, country_of, is_heic, is_outdated, read, reader_languages
from crm.cards.rules.words import FAMILIES_HAN
from tests.patience import ends

JAPANESE = """見附商工会
事務局 国際担当
経 営 指 導 員
小林 里美
こばやし さとみ
T 954-0059 新潟県見附市昭和町2-1-1
TEL 0258-62-0000 FAX 0258-62-0001
携帯 090-1234-5678
E-mail: kobayashi@example.jp
https://www.example.jp"""
JAPANESE_BACK = """Mitsuke Society of Commerce
Satomi KOBAYASHI
International Affairs Adviser"""

CHINESE = """延边大洋商贸有限公司
总经理 李明淑
地址: 吉林省延吉市光明街1188号
邮编: 133000
电话: 0433-2511234 传真: 0433-2511235
手机: 13904331234 微信: li_mingshu88
邮箱: li@example.cn QQ: 12345678"""
CHINESE_BACK = """연변대양상무유한회사
총경리 리명숙"""

KOREAN = """주식회사 두만강무역
해외사업부
대표이사 김 철 수
서울특별시 중구 세종대로 110 (우) 04524
Tel. 02-731-6114 Fax. 02-731-6115
Mobile 010-2345-6789
카카오톡: chulsoo_kim
chulsoo@example.co.kr"""

ENGLISH = """Northeast Trade Institute
John Carter
Research Director
International Department
12 Harbour Road, Floor 3, Niigata, Japan
Tel: +81 25 290 5545
j.carter@example.org"""


def contacts(draft: CardDraft) -> dict[str, str]:
    return dict(draft.contacts)


def test_a_japanese_card() -> None:
    draft = read([JAPANESE, JAPANESE_BACK])
    assert draft.language == "ja"
    assert (draft.full, draft.reading, draft.latin) == ("小林 里美", "こばやし さとみ", "Satomi KOBAYASHI")
    assert (draft.organisation, draft.department, draft.title) == ("見附商工会", "事務局 国際担当", "経営指導員")
    assert (draft.postal_code, draft.address) == ("954-0059", "新潟県見附市昭和町2-1-1")
    assert contacts(draft) == {
        "tel": "0258-62-0000", "fax": "0258-62-0001", "mobile": "090-1234-5678", "email": "kobayashi@example.jp",
        "url": "https://www.example.jp",
    }  # fmt: skip


def test_a_chinese_card_with_a_korean_back() -> None:
    draft = read([CHINESE, CHINESE_BACK])
    assert draft.language == "zh-Hans"
    assert (draft.full, draft.organisation, draft.title) == ("李明淑", "延边大洋商贸有限公司", "总经理")
    assert (draft.postal_code, draft.address) == ("133000", "吉林省延吉市光明街1188号")
    assert contacts(draft) == {
        "tel": "0433-2511234", "fax": "0433-2511235", "mobile": "13904331234", "wechat": "li_mingshu88",
        "qq": "12345678", "email": "li@example.cn",
    }  # fmt: skip


def test_a_korean_card() -> None:
    draft = read([KOREAN])
    assert draft.language == "ko"
    assert (draft.full, draft.organisation) == ("김철수", "주식회사 두만강무역")
    assert (draft.department, draft.title) == ("해외사업부", "대표이사")
    assert (draft.postal_code, draft.address) == ("04524", "서울특별시 중구 세종대로 110")
    assert contacts(draft) == {
        "tel": "02-731-6114", "fax": "02-731-6115", "mobile": "010-2345-6789", "kakao": "chulsoo_kim",
        "email": "chulsoo@example.co.kr",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "language"),
    [
        ("見附貿易産業\n営業部長\n渡邊 浩史", "ja"),
        ("延边大洋商贸\n总经理\n王海龙", "zh-Hans"),
        ("延吉商会\n会長\n髙橋 栄壱", "ja"),
    ],
)
def test_a_card_in_characters_alone_is_chinese_by_the_forms_that_japan_does_not_have(lines: str, language: str) -> None:
    assert read([lines]).language == language


def test_an_english_card() -> None:
    draft = read([ENGLISH])
    assert (draft.language, draft.full, draft.latin) == ("en", "John Carter", "")
    assert (draft.organisation, draft.title) == ("Northeast Trade Institute", "Research Director")
    assert draft.department == "International Department"
    assert draft.address == "12 Harbour Road, Floor 3, Niigata, Japan"
    assert contacts(draft) == {"tel": "+81 25 290 5545", "email": "j.carter@example.org"}


@pytest.mark.parametrize(
    ("text", "tag", "expected"),
    [
        ("总经理李明淑", "zh-Hans", {"title": "总经理", "full": "李明淑"}),
        ("部長 李 明淑\n株式会社 見本", "ja", {"title": "部長", "organisation": "株式会社 見本"}),
        ("김철수 부장", "ko", {"title": "부장", "full": "김철수"}),
        ("国际合作处 处长\n王磊", "zh-Hans", {"title": "处长", "department": "国际合作处", "full": "王磊"}),
        ("(株)見本\n取締役 営業部長\n渡邊 浩", "ja", {"organisation": "(株)見本", "full": "渡邊 浩"}),
        ("〒940-0061\n新潟県長岡市城内町1-1", "ja", {"postal_code": "940-0061", "contacts": ()}),
        ("ＴＥＬ　０２５８－６２－００００", "ja", {"contacts": (("tel", "0258-62-0000"),)}),
        ("M: +86 139 0433 1234", "en", {"contacts": (("mobile", "+86 139 0433 1234"),)}),
        ("+81 90 1234 5678", "zh-Hans", {"contacts": (("mobile", "+81 90 1234 5678"),)}),
        ("Tel 123", "ja", {"contacts": ()}),
        ("mail: nobody@nowhere", "ja", {"contacts": ()}),
        ("li@example.cn\nli@example.cn\nLI@example.cn", "zh-Hans", {"contacts": (("email", "li@example.cn"),)}),
        ("部長代理\n髙﨑 澪", "ja", {"title": "部長代理", "full": "髙﨑 澪"}),
        ("部長代理 渡邊 浩史", "ja", {"title": "部長代理", "full": "渡邊 浩史"}),
        ("Oshu Lacquer Co., Ltd.", "en", {"organisation": "Oshu Lacquer Co., Ltd."}),
    ],
)
def test_single_lines(text: str, tag: str, expected: dict[str, Any]) -> None:
    draft = read([text], tag)
    assert {name: getattr(draft, name) for name in expected} == expected


@pytest.mark.parametrize(
    ("language", "ways", "name", "country"),
    [
        ("en", ["+86 433 255 0100", "li@dayang.example"], "Yanbian Dayang Group", "CN"),
        ("en", ["(025) 555-0100", "sales@namsan.co.kr"], "Namsan Foods", "KR"),
        ("en", ["www.primorye.ru/en"], "Primorye Trade", "RU"),
        ("en", ["info@dayang.cn", "＋８２ 2 555 0100"], "Dayang Seoul", "KR"),
        ("en", [], "延边大洋", "CN"),
        ("en", ["office@example.com"], "Example Ltd", "JP"),
        ("ja", ["+86 433 255 0100"], "大洋ジャパン", "JP"),
    ],
)
def test_the_country_of_a_new_organisation(language: str, ways: list[str], name: str, country: str) -> None:
    assert country_of(language, ways, name) == country


@pytest.mark.parametrize("text", ["", "\x00\x01", "★" * 500, "1" * 5000, "@@@@\n----", "\n" * 1000, "A" * 100_000])
def test_nothing_understood_is_an_empty_draft(text: str) -> None:
    draft = read([text, text])
    assert (draft.full, draft.organisation, draft.contacts) == ("", "", ())


def test_hostile_text_is_read_to_its_end() -> None:
    for text in ("0-" * 2000, "(" * 4000, "市" * 4000, "a@" * 2000, "tel" * 1300, "路 1" * 1300, "x." * 2000):
        with ends():
            read([text] * 2)


def test_a_card_is_read_in_its_language_and_english_or_in_all() -> None:
    all_four = frozenset({"jpn", "chi_sim", "kor", "eng"})
    assert reader_languages("zh-Hans", all_four) == "chi_sim+eng"
    assert reader_languages("en", all_four) == "eng"
    assert reader_languages("", all_four) == "jpn+chi_sim+kor+eng"
    assert reader_languages("ko", frozenset({"eng"})) == "eng"
    assert reader_languages("ja", frozenset()) == ""


def test_only_a_dated_card_from_before_the_post_is_outdated() -> None:
    assert is_outdated(date(2022, 3, 31), date(2022, 4, 1))
    assert not is_outdated(date(2022, 4, 1), date(2022, 4, 1))
    assert not is_outdated(None, date(2022, 4, 1))
    assert not is_outdated(date(2022, 4, 1), None)


def test_tables_hold_what_they_say() -> None:
    assert all(len(family) == 1 for family in FAMILIES_HAN)
    assert is_heic(b"\x00\x00\x00\x18ftypmif1" + b"\x00" * 8)
    assert not is_heic(b"\xff\xd8\xff\xe0")
