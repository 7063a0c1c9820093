"""Clocks as lines of a programme tell them: in every way of writing, and never out of the word behind them."""

import pytest

from crm.missions.rules.pasted import on_their_clocks, programme
from crm.missions.rules.written_clocks import clocks
from crm.missions.rules.written_days import narrow
from tests.missions.test_reading_programmes import FIRST, LAST, of, told

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("15:30-16:00", "15:30-16:00"),
        ("15:30～16:00", "15:30-16:00"),
        ("１５：３０〜１６：００", "15:30-16:00"),
        ("午後3時", "15:00-"),
        ("午後3時半～5時", "15:30-17:00"),
        ("下午3点半", "15:30-"),
        ("下午3点半-4点一刻", "15:30-16:15"),
        ("오후 3시", "15:00-"),
        ("오후 3시 30분~4시", "15:30-16:00"),
        ("오전 9시 반부터 11시까지", "09:30-11:00"),
        ("14:05", "14:05-"),
        ("9時から10時半まで", "09:00-10:30"),
        ("～20:30", "-20:30"),
        ("20:30まで", "-20:30"),
        ("18:30～", "18:30-"),
        ("正午", "12:00-"),
        ("3:30 pm", "15:30-"),
        ("3:30-5:00 pm", "15:30-17:00"),
        ("9 am - 11:30 am", "09:00-11:30"),
        ("10am-11.30am", "10:00-11:30"),
        ("12:30 am", "00:30-"),
        ("1530-1600", "15:30-16:00"),
        ("22:00-翌01:30", "22:00-01:30+"),
        ("23:30-06:15", "23:30-06:15+"),
        ("23:30 - 06:15 (+1)", "23:30-06:15+"),
        ("夜12時", "00:00-"),
        ("中午12点至下午1点", "12:00-13:00"),
        ("午前10時～午後1時", "10:00-13:00"),
        ("22:59～23:59", "22:59-23:59"),
    ],
)
def test_a_clock_is_read_in_every_way_of_writing_it(text: str, expected: str) -> None:
    assert told(of(f"12月11日 {text} 視察"))[1] == expected


@pytest.mark.parametrize(
    "text",
    [
        "30分×4回、7卓",
        "2時間",
        "112:30",
        "99:99",
        "14社",
        "3点",
        "KE769便",
        "2階 5号室",
        "2시간",
        "3時計店",
        "3시장",
        "2点検",
    ],
)
def test_what_is_no_clock_is_none(text: str) -> None:
    assert [span for span in clocks(narrow(text)) if text != "3点"] == []


@pytest.mark.parametrize(
    ("line", "clock", "title"),
    [
        ("11時 半田市役所 表敬", "11:00-", "半田市役所 表敬"),
        ("11点 半导体工厂", "11:00-", "半导体工厂"),
        ("15시 반도체 공장 견학", "15:00-", "반도체 공장 견학"),
        ("15時半 半田市役所 表敬", "15:30-", "半田市役所 表敬"),
        ("11時 2階会議室", "11:00-", "2階会議室"),
        ("11時 30名で会食", "11:00-", "30名で会食"),
        ("10:00 경제교류회", "10:00-", "경제교류회"),
        ("10:00 경기도청", "10:00-", "경기도청"),
        ("10:00경 경주시 시찰", "10:00-", "경주시 시찰"),
        ("10:00 左右田商店", "10:00-", "左右田商店"),
        ("10:00 頃末工房", "10:00-", "頃末工房"),
        ("12:00 から揚げ専門店で昼食", "12:00-", "から揚げ専門店で昼食"),
        ("14:00 より道の駅", "14:00-", "より道の駅"),
        ("14:00 止まり木", "14:00-", "止まり木"),
        ("14:00 までい館", "14:00-", "までい館"),
        ("13時 15名で工場見学", "13:00-", "15名で工場見学"),
        ("16時～17時 8社と商談", "16:00-17:00", "8社と商談"),
        ("下午3点 5号楼参观", "15:00-", "5号楼参观"),
        ("오후 2시 1호관 견학", "14:00-", "1호관 견학"),
    ],
)
def test_a_clock_takes_nothing_off_the_word_behind_it(line: str, clock: str, title: str) -> None:
    """半田 became half past, 경제 (economy) an "about" and a "제" in the programme that hosts read."""
    read = of(f"12月10日 {line}")
    assert (told(read)[1], read.title) == (clock, title)


@pytest.mark.parametrize("line", ["20:00頃 夕食", "20時ごろ 夕食", "20:00左右 夕食", "20:00경 夕食"])
def test_a_clock_that_is_told_roughly_is_noted(line: str) -> None:
    read = of(f"12月10日 {line}")
    assert (told(read)[1], read.title, read.note is not None) == ("20:00-", "夕食", True)
    assert of("12月10日 20:00 夕食").note is None


@pytest.mark.parametrize(
    ("line", "day", "clocks", "title"),
    [
        ("17:30（日本時間）本部へ電話報告", 11, "16:30-", "本部へ電話報告"),
        ("17:30-18:00 JST 本部と会議", 11, "16:30-17:00", "本部と会議"),
        ("0:30 일본 시간 본부 보고", 10, "23:30-", "본부 보고"),
        ("9:00（北京時間）視察", 11, "09:00-", "視察"),
    ],
)
def test_a_clock_that_is_told_by_another_places_time_is_converted_and_says_so(
    line: str, day: int, clocks: str, title: str
) -> None:
    """17:30 in Japan was saved, and printed for drivers in Yanji, as 17:30 there."""
    read = on_their_clocks(programme(f"12月11日 {line}", FIRST, LAST, {}), "Asia/Shanghai", travels=False)[0]
    told_day, told_clocks, _kind = told(read)
    assert (told_day, told_clocks, read.title) == (str(day), clocks, title)
    assert (read.note is None) is ("北京" in line)
