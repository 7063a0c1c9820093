"""What a public text hides: amounts, numbers, addresses of people, names; dates and places stay."""

import pytest

from crm.core.money import CURRENCIES
from crm.reports.rules import HIDDEN, hidden

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    "secret",
    [
        "1,980円", "FOB 128元", "JPY 2,300,000", "￥12,800", "230万円", "１２万元", "300만원", "€40", "USD 12.50",
        "wang@example.cn", "0433-251-8888", "13812345678", "+86 433 2518888", "手数料は28%", "28%の手数料",
    ],
)  # fmt: skip
def test_commercial_and_personal_details_are_covered(secret: str) -> None:
    digits = "".join(c for c in secret if c.isdigit() or c == "@")
    shown = hidden(f"先方の話：{secret}とのこと。")
    assert HIDDEN in shown
    assert not any(c in shown for c in digits)


@pytest.mark.parametrize(
    "price",
    [
        "12,000ウォン", "300ドル", "3万日元", "1億2,000万円", "1万2千円", "500위안", "1억 2,000만 원", "2万人民元",
        "120 美元", "千二百元", "二十万円", "이백만 원", "1,800〜2,000円", "US$12.50", "38 RMB", "¥3,800", "3천 달러",
        "38块", "JPY 1,980–2,300", "100 万円", "HKD 500", "TWD 5,000", "GBP 5,000", "£5,000", "500台币", "500新台幣",
        "3万港幣", "100欧元", "500香港ドル", "20ポンド", "500 홍콩달러", "5만 대만 달러", "200 파운드",
        "500 Hong Kong dollars", "20 pounds", "2000卢布",
    ],
)  # fmt: skip
def test_a_price_is_covered_whole_in_every_currency_and_way_of_writing(price: str) -> None:
    assert hidden(f"先方は「{price}」と言う。") == f"先方は「{HIDDEN}」と言う。"


@pytest.mark.parametrize("code", [*CURRENCIES, "HKD", "TWD", "GBP"])
def test_an_amount_in_each_currency_that_is_kept_is_covered(code: str) -> None:
    assert hidden(f"{code} 5,000、5,000 {code}") == f"{HIDDEN}、{HIDDEN}"


@pytest.mark.parametrize(
    "plain",
    [
        "2026-12-11 に延吉市で12名と面談", "第26-118号", "来場者3,200人、3割増", "1998年設立、店舗12",
        "県内一円で一元化", "二〇二六年元旦", "2026元旦セール", "数百人、千名",
    ],
)  # fmt: skip
def test_dates_counts_and_places_stay(plain: str) -> None:
    assert hidden(plain) == plain


def test_names_of_people_are_covered() -> None:
    assert hidden("金成浩副総経理が同席した。", ["金成浩"]) == f"{HIDDEN}副総経理が同席した。"


def test_a_family_name_is_covered_only_where_a_person_is_meant() -> None:
    told = hidden("三条商会の会議に三条社長と金副总经理が出た。", families=["三条", "金"])
    assert told == f"三条商会の会議に{HIDDEN}社長と{HIDDEN}副总经理が出た。"


@pytest.mark.parametrize(
    "told",
    [
        "山﨑常務が話した", "山崎常務取締役", "山﨑営業部長", "田邉団長", "田辺副団長の挨拶", "団長の田邉が",
        "金副総経理", "金副总经理", "劉総経理", "刘总", "劉董事長", "Liu総経理", "Mr. Liu said", "Mr LIU",
        "Director Liu", "Liu, General Manager", "김 부총경리", "김부장님", "金（副総経理）", "刘女士",
        "山﨑夫妻", "りゅう団長", "山﨑 加工第二室付", "三条社長",
    ],
)  # fmt: skip
def test_a_family_name_is_covered_beside_every_post_and_form_of_address(told: str) -> None:
    families = ["山﨑", "田邉", "金", "刘", "Liu", "김", "りゅう", "三条"]
    shown = hidden(told, families=families, titles=["加工第二室付"])
    assert HIDDEN in shown
    assert not any(family in shown for family in [*families, "劉", "LIU", "田辺", "山崎"])


@pytest.mark.parametrize(
    "told", ["劉新春", "刘新春", "LIU Xinchun", "Xinchun Liu", "Liú Xīnchūn", "劉 新春", "Liu, Xinchun"]
)
def test_a_name_is_covered_in_every_printed_form(told: str) -> None:
    assert hidden(f"先方は{told}が出た", ["刘新春", "Liú Xīnchūn"]) == f"先方は{HIDDEN}が出た"


@pytest.mark.parametrize(
    "plain",
    ["三条商工会議所の会員", "資金総額と基金の事務局", "金物と金属の見本市", "Liuhe was visited", "자금을 마련했다"],
)
def test_what_only_looks_like_a_name_stays(plain: str) -> None:
    assert hidden(plain, families=["三条", "金", "Liu", "김", "刘"]) == plain


@pytest.mark.parametrize(
    "told", ["金銀姫科長", "金 銀姫科長", "金　銀　姫　科長", "金银姬科长", "金銀姫主任", "金銀姫（科長）"]
)
@pytest.mark.parametrize("name", ["金银姬", "金銀姫", "金 銀姫"])
def test_a_name_is_covered_whole_however_its_characters_are_written(told: str, name: str) -> None:
    """The given name stayed in 表敬訪問（■■■銀姫科長）."""
    shown = hidden(f"延吉市商务局 表敬訪問（{told}）", names=[name], families=["金"], titles=["科长"])
    assert shown.startswith(f"延吉市商务局 表敬訪問（{HIDDEN}")
    assert not set("金銀银姫姬") & set(shown)


def test_a_given_name_goes_with_the_family_name_and_a_department_stays() -> None:
    """Of somebody whom no record names in full, too."""
    told = "金銀姫科長、金商务科长、金国際課長、金副科長、金融局长"
    shown = f"{HIDDEN}科長、{HIDDEN}商务科长、{HIDDEN}国際課長、{HIDDEN}副科長、金融局长"
    assert hidden(told, families=["金"]) == shown
