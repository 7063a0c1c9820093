"""Lists with a place kept for somebody, with names that a space parts, and with degrees before them."""

import pytest

from crm.rosters.rules.reading import read
from tests.rosters.test_lists import only, told

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("text", "open_seats"),
    [
        (
            "氏名\t所属\t役職\n山田 太郎\t秋田銘木\t社長\n未定\t秋田銘木\t部長",
            ["未定 秋田銘木 部長"],
        ),
        ("姓名\t单位\n王海龙\t延边某公司\n待定2\t延边某公司\n翻译（待定）\t", ["待定2 延边某公司", "翻译（待定）"]),
        ("1. 김철수 (주)동해무역 과장\n2. 미정(추후 통보) (주)동해무역 이사", ["2. 미정(추후 통보) (주)동해무역 이사"]),
        (
            "Name\tCompany\nAnn Smith\tAkita Port\nTBD\tPort\nTo be confirmed\t",
            ["TBD Port", "To be confirmed"],
        ),
        ("姓\t名\t会社\n山田\t太郎\t秋田商事\n未定\t\t秋田商事", ["未定 秋田商事"]),
    ],
)
def test_a_place_that_is_kept_for_somebody_unknown_is_no_person(text: str, open_seats: list[str]) -> None:
    """미정 became a delegate who was printed as 미정（MI Jeong、推定）."""
    roster = read(text)
    assert len(roster.entries) == 1
    assert roster.seats == open_seats
    assert roster.unread == []


def test_a_firm_that_is_not_known_yet_is_no_organisation() -> None:
    for text, firm in (("待定", ""), ("延边定远公司", "延边定远公司")):
        assert only(f"姓名\t单位\n王海龙\t{text}").organisation == firm


@pytest.mark.parametrize(
    "text",
    [
        "1. 山田 太郎（やまだ たろう） 秋田銘木株式会社 代表取締役\n2. 佐藤 花子 秋田商工会議所 主査",
        "山田 太郎 (YAMADA Taro) 秋田銘木株式会社 代表取締役\n佐藤 花子様 秋田商工会議所 主査",
        "山田　太郎　秋田銘木株式会社　代表取締役\n佐藤　花子（さとう　はなこ）　秋田商工会議所　主査",
        "氏名 所属 役職\n山田 太郎（やまだ たろう） 秋田銘木株式会社 代表取締役\n佐藤 花子 秋田商工会議所 主査",
    ],
)
def test_a_name_with_a_space_and_its_reading_stay_one_cell_where_spaces_part_the_list(text: str) -> None:
    """A firm was called 太郎（やまだ, and the one in the list was gone without a word."""
    roster = read(text)
    assert told(roster) == [
        ("山田 太郎", "秋田銘木株式会社", "代表取締役"), ("佐藤 花子", "秋田商工会議所", "主査"),
    ]  # fmt: skip
    first, second = roster.entries
    assert first.name.reading or second.name.reading or [form.full for form in first.others] == ["YAMADA Taro"]
    assert {first.name.reading, second.name.reading} <= {"", "やまだ たろう", "さとう はなこ"}


def test_what_follows_a_name_is_no_part_of_it_where_it_says_something_else() -> None:
    for second in ("男", "主任", "延边公司", "同上"):
        roster = read(f"王伟 {second} 延边海达贸易有限公司\n李娜 {second} 图们百货有限公司")
        assert [entry.name.full for entry in roster.entries] == ["王伟", "李娜"], second
    korean = read("김 철수 (주)동해무역 과장\n이명숙 (주)동해무역 이사")
    assert told(korean) == [("김 철수", "(주)동해무역", "과장"), ("이명숙", "(주)동해무역", "이사")]


def test_a_degree_before_a_name_is_how_to_address_somebody() -> None:
    """Dr. Ivan Petrov had the family name DR."""
    text = "Name\tCompany\n{}\tPrimorye LLC\nPARK Ji-sung\tDonghae Corp.\nLEE, Sora\tDonghae Corp."
    one = read(text.format("Dr. Ivan Petrov")).entries[0]
    assert (one.name.full, one.name.family, one.salutation) == ("Ivan Petrov", "Petrov", "Dr.")
    assert read(text.format("Prof. Dr. Ivan Petrov")).entries[0].salutation == "Prof. Dr."
    drake = read(text.format("Drake Smith")).entries[0]
    assert (drake.salutation, "Drake" in drake.name.full.title()) == ("", True)
    latin = read("姓名\t英文名\n王海龙\tDr. WANG Hailong").entries[0]
    assert ([form.full for form in latin.others], latin.salutation) == (["WANG Hailong"], "Dr.")
