"""Programmes as people write them in four languages: days, clocks, kinds, flights, places; nothing is made up."""

from datetime import date

import pytest

from crm.missions.rules.pasted import Read, on_their_clocks, programme
from crm.missions.rules.written_days import day_at

pytestmark = pytest.mark.once
FIRST, LAST = date(2013, 12, 10), date(2013, 12, 12)
#: The mission of 2015 as its host might have sent it, in the columns of a sheet; flights as invented for it.
YANBIAN_2015 = """日程表（案）
2015/10/27（火）\t09:30\t秋田空港発 → 仁川 11:55着（KE768便）
\t14:20 仁川発 → 15:40 延吉空港着（OZ351便）
\t18:00～20:00\t歓迎夕食会（延辺白山ホテル）
10/28（水）\t09:00～11:30\t経済交流会議\t延辺白山ホテル
\t13:00～15:30\t四地域 商談会\t延辺白山ホテル 2階
\t午後4時～5時\t西市場 視察
29日（木）\t8時半～11時\t吉林衆鑫有機米グループ 訪問
\t午後\t企業訪問
30日（金）\t9:00-10:00\t図們無形文化財展覧館 見学
第5日\t13:00\t延吉空港発（仁川経由 秋田へ 20:10着）
"""


def of(line: str) -> Read:
    (found,) = programme(line, FIRST, LAST, {})
    return found


def told(read: Read) -> tuple[str, str, str]:
    """(day, clocks, kind) of a line, short."""
    start, end = (f"{at:%H:%M}" if at else "" for at in (read.start, read.end))
    return f"{read.day:%d}" if read.day else "", f"{start}-{end}{'+' if read.next_day else ''}", read.kind


@pytest.mark.parametrize(
    "text",
    [
        "12月11日(水)",
        "１２月１１日（水）",
        "12/11（水）",
        "12月11日 水曜日",
        "2013-12-11",
        "2013年12月11日",
        "平成25年12月11日（水）",
        "11日",
        "第2天",
        "第二天",
        "12月11号 星期三",
        "2日目",
        "Day 2",
        "day 2:",
        "12월 11일(수)",
        "12월 11일 수요일",
        "2일차",
        "제2일차",
        "2013. 12. 11.",
        "Dec 11, 2013",
        "11 December",
        "Wed 11 Dec",
        "Wednesday, December 11th",
        "第2天 12月11日 周三",
        "Day 2 (Wed 11 Dec)",
    ],
)
def test_a_day_is_read_in_every_way_of_writing_it(text: str) -> None:
    assert told(of(f"{text} 9:00-10:00 視察 visit")) == ("11", "09:00-10:00", "visit")
    assert of(f"{text} 9:00-10:00 視察 visit").doubt is None


@pytest.mark.parametrize(
    "text",
    ["12月11日(木)", "12/11（月）", "12월 11일(금)", "Tue 11 Dec (Tue)", "12月13日", "2月30日", "第2天 12月12日"],
)
def test_a_day_that_cannot_be_is_doubtful_and_so_is_what_hangs_on_it(text: str) -> None:
    first, second = programme(f"{text} 9:00 視察\n10:00 見学", FIRST, LAST, {})
    assert first.doubt is not None
    assert second.doubt is not None


def test_the_year_is_that_of_the_mission_also_over_new_year() -> None:
    read = programme("12/30 9:00 A\n31日 9:00 B\n1/2 9:00 C\n3日 9:00 D", date(2026, 12, 30), date(2027, 1, 3), {})
    assert [f"{line.day:%Y-%m-%d}" for line in read if line.day] == [
        "2026-12-30", "2026-12-31", "2027-01-02", "2027-01-03",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("州政府表敬", "courtesy_call"),
        ("拜会延边州商务局", "courtesy_call"),
        ("도청 예방", "courtesy_call"),
        ("Courtesy call on the mayor", "courtesy_call"),
        ("首脳会談", "leaders_talks"),
        ("企业对接洽谈会", "matching"),
        ("수출 상담회", "matching"),
        ("調印式", "signing"),
        ("协议签字仪式", "signing"),
        ("협약 서명식", "signing"),
        ("歓迎レセプション", "reception"),
        ("欢迎晚宴", "reception"),
        ("환영 만찬", "reception"),
        ("昼食", "meal"),
        ("工作午餐", "meal"),
        ("점심", "meal"),
        ("投資説明会", "seminar"),
        ("旅游推介会", "seminar"),
        ("開会式", "ceremony"),
        ("见本市", "visit"),
        ("延吉国际博览会", "fair"),
        ("経済交流会議", "conference"),
        ("工場見学", "visit"),
        ("参观港口", "visit"),
        ("공장 시찰", "visit"),
        ("事務局打合せ", "meeting"),
        ("団内打合せ", "internal"),
        ("解団式（成田空港）", "internal"),
        ("团内会议", "internal"),
        ("단내 회의", "internal"),
        ("工場内部見学", "visit"),
        ("二次会", "meal"),
        ("工作座谈", "visit"),
        ("실무 협의", "meeting"),
        ("バスで空港へ移動", "transfer"),
        ("乘大巴前往珲春", "transfer"),
        ("버스로 이동", "transfer"),
        ("ホテルにチェックイン", "hotel"),
        ("入住酒店", "hotel"),
        ("호텔 체크인", "hotel"),
        ("自由時間", "free"),
        ("自由活动", "free"),
        ("秋田商工会議所 訪問", "visit"),
    ],
)
def test_the_kind_is_guessed_from_the_words(line: str, kind: str) -> None:
    assert of(f"12月10日 9:00 {line}").kind == kind


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("14:05 秋田空港着（仁川から KE769便）", ("-14:05", "KE769", "仁川", "秋田空港")),
        ("14:55 秋田空港発（仁川へ KE770便）", ("14:55-", "KE770", "秋田空港", "仁川")),
        ("14:05 抵达秋田机场（从仁川乘KE769航班）", ("-14:05", "KE769", "仁川", "秋田机场")),
        ("14:05 아키타공항 도착 (인천발 KE769)", ("-14:05", "KE769", "인천", "아키타공항")),
        ("14:05 Arrive at Akita Airport from Incheon, KE769", ("-14:05", "KE769", "Incheon", "Akita Airport")),
        ("新潟空港発 10:30 → 仁川着 12:50　KE764", ("10:30-12:50", "KE764", "新潟空港", "仁川")),
        ("仁川 14:05 → 延吉 15:40 (CZ6074)", ("14:05-15:40", "CZ6074", "仁川", "延吉")),
        ("23:55 延吉発（仁川へ OZ352便、翌02:30着）", ("23:55-02:30+", "OZ352", "延吉", "仁川")),
        ("23:40 延吉機場出發 CZ6073 → 0:55 大連", ("23:40-00:55+", "CZ6073", "延吉機場", "大連")),
        ("14:05 抵達秋田機場（從仁川搭乘KE769班機）", ("-14:05", "KE769", "仁川", "秋田機場")),
        ("14:05 到達秋田機場 KE769", ("-14:05", "KE769", "", "秋田機場")),
        ("10:30 瀋陽機場起飛 CZ628", ("10:30-", "CZ628", "瀋陽機場", "")),
        ("9:20 秋田空港発 NH402", ("09:20-", "NH402", "秋田空港", "")),
        ("10:30 MU8 新潟→上海", ("10:30-", "MU8", "新潟", "上海")),
        ("10:30 搭乘MU 8航班前往上海", ("10:30-", "MU8", "", "上海")),
        ("17:30 大連発　CZ6987便　→ 19:10 延吉着", ("17:30-19:10", "CZ6987", "大連", "延吉")),
        ("7:40 延吉発 CZ6988便 → 大連着 9:30", ("07:40-09:30", "CZ6988", "延吉", "大連")),
        ("17:30 大连起飞 CZ6987航班 → 延吉", ("17:30-", "CZ6987", "大连", "延吉")),
        ("12:55 成田空港発 CZ628便（大連乗継ぎ 15:20着）", ("12:55-15:20", "CZ628", "成田空港", "大連")),
        ("羽田 9:00発 JL023 → 11:30 大連着", ("09:00-11:30", "JL023", "羽田", "大連")),
        ("成田空港14:25発－大連16:45着（NH903）", ("14:25-16:45", "NH903", "成田空港", "大連")),
        # Departure and arrival in two lines.
        ("10:30 新潟空港発 KE764便\n12:50 仁川空港着", ("10:30-12:50", "KE764", "新潟空港", "仁川空港")),
        ("10:30 新潟発 KE764便\n12:50 仁川着", ("10:30-12:50", "KE764", "新潟", "仁川")),
        ("23:30 新潟空港発 MU8便\n翌06:15 到着", ("23:30-06:15+", "MU8", "新潟空港", "")),
        ("23:30 仁川空港発 OZ351\n11日 06:15 延吉空港着 OZ351", ("23:30-06:15+", "OZ351", "仁川空港", "延吉空港")),
        ("10:30 从新潟起飞 MU514航班\n12:50 抵达上海机场", ("10:30-12:50", "MU514", "新潟", "上海机场")),
        ("10:30 니가타공항 출발 KE764\n12:50 인천공항 도착", ("10:30-12:50", "KE764", "니가타공항", "인천공항")),
        (
            "10:30 Depart from Niigata Airport KE764\n12:50 Arrive at Incheon Airport",
            ("10:30-12:50", "KE764", "Niigata Airport", "Incheon Airport"),
        ),
    ],
)
def test_a_flight_has_its_number_both_ends_and_the_clocks_that_are_told(line: str, expected: tuple[str, ...]) -> None:
    read = of(f"12月10日 {line}")
    assert (told(read)[1], read.flight_number, read.origin, read.destination) == expected
    assert read.kind == "flight"


@pytest.mark.parametrize("line", ["IT5社 訪問", "第2会議室 AB3", "NO5 会議室", "PM8 x", "B2 展示"])
def test_a_room_or_a_number_of_firms_is_no_flight(line: str) -> None:
    assert (of(f"12月10日 10:30 {line}").kind, of(f"12月10日 10:30 {line}").flight_number) == ("visit", "")


@pytest.mark.parametrize(
    "next_line",
    ["12:50 ホテル到着", "13:30 昼食", "20:10 延吉空港着（仁川から）", "12:50 仁川空港着 OZ1", "12日 12:50 仁川空港着",
     "11日 12:50 新潟空港着", "12:50-13:30 仁川空港着"],
)  # fmt: skip
def test_a_departure_and_what_is_not_its_arrival_stay_two_lines(next_line: str) -> None:
    assert len(programme(f"12月10日 10:30 新潟空港発 KE764便\n{next_line}", FIRST, LAST, {})) == 2


def test_places_in_brackets_are_venues_and_posts_stay_with_the_title() -> None:
    talk = of("12/10 9:00 講演（秋田商工会議所ホール）")
    assert (talk.title, talk.venue) == ("講演", "秋田商工会議所ホール")
    assert (of("12/10 9:00 表敬（副市長）").title, of("12/10 9:00 表敬（副市長）").venue) == ("表敬（副市長）", "")


def test_the_sheet_of_2015_has_no_wrong_day_clock_or_zone() -> None:
    lines = programme(YANBIAN_2015, date(2015, 10, 27), date(2015, 10, 31), {"延吉": "Asia/Shanghai"})
    read = on_their_clocks(lines, "Asia/Shanghai", travels=True)
    assert [told(line) for line in read] == [
        ("27", "09:30-11:55", "flight"),
        ("27", "14:20-15:40", "flight"),
        ("27", "18:00-20:00", "reception"),
        ("28", "09:00-11:30", "conference"),
        ("28", "13:00-15:30", "matching"),
        ("28", "16:00-17:00", "visit"),
        ("29", "08:30-11:00", "visit"),
        ("29", "-", "visit"),
        ("30", "09:00-10:00", "visit"),
        ("31", "13:00-20:10", "flight"),
    ]
    zones = [(line.start_zone, line.end_zone) for line in read if line.kind == "flight"]
    assert zones == [
        ("Asia/Tokyo", "Asia/Seoul"),
        ("Asia/Seoul", "Asia/Shanghai"),
        ("Asia/Shanghai", "Asia/Tokyo"),
    ]
    assert {line.start_zone for line in read[2:9]} == {"Asia/Shanghai"}
    assert [line.number for line in read if line.doubt is not None] == [9], "an afternoon is no clock"
    assert [line.venue for line in read if line.venue] == ["延辺白山ホテル", "延辺白山ホテル", "延辺白山ホテル 2階"]


def test_what_gathers_before_the_first_flight_is_on_the_clock_of_home() -> None:
    lines = programme("10日 9:00 新潟駅集合\n10:30 新潟空港発 12:50 仁川着\n19:00 夕食", FIRST, LAST, {})
    read = on_their_clocks(lines, "Asia/Shanghai", travels=True)
    assert [line.start_zone for line in read] == ["Asia/Tokyo", "Asia/Tokyo", "Asia/Seoul"]


@pytest.mark.parametrize(
    ("line", "clock"),
    [
        ("22:50 秋田港着（貸切バス）", "-22:50"),
        ("22:50 秋田着", "-22:50"),
        ("18:00 ホテル着", "-18:00"),
        ("18:00 ホテル到着", "-18:00"),
        ("18:00 抵达酒店", "-18:00"),
        ("18:00 抵達飯店", "-18:00"),
        ("18:00 호텔 도착", "-18:00"),
        ("18:00 Arrival at the hotel", "-18:00"),
        ("18:00 ホテル到着後 夕食", "18:00-"),
        ("18:00 ホテル着、夕食", "18:00-"),
        ("18:00 秋田発 ホテル着", "18:00-"),
        ("18:00 着席", "18:00-"),
        ("18:00-19:00 ホテル着", "18:00-19:00"),
    ],
)
def test_the_clock_of_an_arrival_is_an_end(line: str, clock: str) -> None:
    assert told(of(f"12月10日 {line}"))[1] == clock


@pytest.mark.parametrize(
    ("line", "travels", "zones", "noted"),
    [
        ("23:40 延吉機場出發 CZ6073 → 0:55 大連", False, ("Asia/Shanghai", "Asia/Shanghai"), False),
        ("9:20 秋田空港発 NH402", True, ("Asia/Tokyo", "Asia/Tokyo"), False),
        ("9:20 秋田空港発 国際線 NH402", True, ("Asia/Tokyo", "Asia/Shanghai"), False),
        ("9:20 秋田空港発 NH402 → 延吉", True, ("Asia/Tokyo", "Asia/Shanghai"), False),
        ("9:20 NH402 フライト", False, ("Asia/Tokyo", "Asia/Tokyo"), True),
        ("9:20 秋田空港発 NH402 11:00着", True, ("Asia/Tokyo", "Asia/Tokyo"), True),
        ("11:00 到着 NH402 フライト", False, ("Asia/Tokyo", "Asia/Tokyo"), True),
    ],
)
def test_a_flight_crosses_a_zone_only_where_that_is_told_and_an_untold_clock_is_to_be_confirmed(
    line: str, travels: bool, zones: tuple[str, str], noted: bool
) -> None:
    place = "Asia/Shanghai" if travels else "Asia/Tokyo"
    (read,) = on_their_clocks(programme(f"12月10日 {line}", FIRST, LAST, {}), place, travels=travels)
    assert (read.start_zone, read.end_zone) == zones
    assert (read.clock_note is not None) is noted


def test_a_word_that_only_looks_like_a_day_is_none() -> None:
    assert day_at("3日間の総括", FIRST, LAST, None) is None
    assert day_at("2日程", FIRST, LAST, None) is None


@pytest.mark.parametrize(
    "line",
    [
        "時間未定\t延吉市商务局 表敬訪問",
        "延吉市商务局 表敬訪問（時刻は未定）",
        "时间待定 延吉市商务局 表敬訪問",
        "시간 미정 延吉市商务局 表敬訪問",
        "TBC 延吉市商务局 表敬訪問",
        "延吉市商务局 表敬訪問 (time to be confirmed)",
    ],
)
def test_words_for_an_open_time_are_no_part_of_the_title(line: str) -> None:
    found = of(f"12月11日 {line}")
    assert (found.title, found.start, found.end) == ("延吉市商务局 表敬訪問", None, None)


def test_an_open_venue_is_told() -> None:
    found = of("12月11日 夕食会 会場未定")
    assert (found.title, found.venue) == ("夕食会", "未定")


def test_the_word_in_front_of_a_place_is_no_part_of_it_and_a_line_of_the_place_alone_tells_the_one_above() -> None:
    told = {
        "県庁訪問 会場：秋田県庁": "秋田県庁",
        "商談会（会場：秋田キャッスルホテル、会費5千円）": "秋田キャッスルホテル",
        "昼食会 | 会場: 料亭かめ清": "料亭かめ清",
        "投资说明会、地点：秋田大酒店3楼": "秋田大酒店3楼",
        "공장 견학 (장소: 아키타식품)": "아키타식품",
        "商談会\n会場：秋田県民会館": "秋田県民会館",
    }
    found = {
        line: [(each.venue, ":" in each.title) for each in programme(f"12/10 9:00 {line}", FIRST, LAST, {})]
        for line in told
    }
    assert found == {line: [(venue, False)] for line, venue in told.items()}


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("9:00～10:00 首脳会談　延辺白山ホテル", ("首脳会談", "延辺白山ホテル")),
        (
            "14:00 企業訪問：吉林衆鑫有機米グループ（農業）　延吉市",
            ("企業訪問：吉林衆鑫有機米グループ（農業）", "延吉市"),
        ),
        ("13:00 視察　秋田港", ("視察 秋田港", "")),
        ("13:00 経済交流会　姉妹都市", ("経済交流会 姉妹都市", "")),
    ],
)
def test_a_place_behind_a_wide_space_is_no_part_of_the_title(line: str, told: tuple[str, str]) -> None:
    found = of(f"12月11日 {line}")
    assert (found.title, found.venue) == told
