"""Times of day without a clock, arrivals and sorts of houses in a pasted programme: what is title, place, host."""

from datetime import date

import pytest

from crm.missions.rules.hosts import phrases
from crm.missions.rules.pasted import Read, programme

pytestmark = pytest.mark.once


def of(line: str) -> Read:
    (found,) = programme(line, date(2013, 12, 10), date(2013, 12, 12), {})
    return found


@pytest.mark.parametrize(
    ("line", "kind", "title", "venue"),
    [
        ("午後 市場視察（図們市）", "visit", "市場視察", "図們市"),
        ("午前：工場見学（新潟市）", "visit", "工場見学", "新潟市"),
        ("（午後）商談会", "matching", "商談会", ""),
        ("下午 参观西市场（延吉市）", "visit", "参观西市场", "延吉市"),
        ("上午：企业走访", "visit", "企业走访", ""),
        ("오후 시장 시찰（도문시）", "visit", "시장 시찰", "도문시"),
        ("오전: 자유시간", "free", "자유시간", ""),
        ("夕方、ホテル着", "transfer", "ホテル着", ""),
        ("午後 表敬訪問（延吉市）", "courtesy_call", "表敬訪問（延吉市）", ""),
    ],
)
def test_a_time_of_day_without_a_clock_is_no_part_of_the_title(line: str, kind: str, title: str, venue: str) -> None:
    read = of(f"12月11日 {line}")
    assert (read.kind, read.title, read.venue, read.start, read.end) == (kind, title, venue, None, None)
    assert read.doubt is not None, "its clock is not told"


@pytest.mark.parametrize(
    "line",
    [
        "16:40 延吉着、ホテルへ",
        "16:40 秋田駅着後ホテルへ",
        "14:00 空港へ",
        "17:00 抵达延吉，返酒店",
        "17:00 연길 도착, 호텔로",
    ],
)
def test_an_arrival_on_the_way_to_a_hotel_is_no_visit(line: str) -> None:
    assert of(f"12月11日 {line}").kind == "transfer"


@pytest.mark.parametrize(
    "title", ["午後 市場視察", "ホテルへ", "시장 시찰", "호텔로", "下午 企业走访", "空港", "レストランへ"]
)
def test_a_sort_of_house_or_a_time_of_day_is_no_host(title: str) -> None:
    assert phrases(title) == []


@pytest.mark.parametrize("same", ["同上", "　同上", "\t同上"])
def test_the_same_as_above_behind_a_space_is_the_venue_of_the_line_above(same: str) -> None:
    first = "12月11日 10:00 首脳会談　延辺白山ホテル"
    text = f"{first}\n13:00 ビジネスマッチング（貿易・観光企業） {same}\n15:00 セミナー {same}"
    found = programme(text, date(2013, 12, 10), date(2013, 12, 12), {})
    assert [line.venue for line in found] == ["延辺白山ホテル"] * 3
    assert found[2].title == "セミナー"
