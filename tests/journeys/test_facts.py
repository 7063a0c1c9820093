"""That the comparison of papers with what was typed finds what is missing, and what nobody typed."""

from datetime import date

import pytest

from tests.journeys.facts import compare, known
from tests.journeys.papers import Told, shown
from tests.journeys.rows import Together
from tests.journeys.stops import Stop

TYPED = known(
    days=[date(2015, 10, 29)], stops=[Stop(29, "08:30", "09:30", "leaders_talks", "首脳会談")], amounts=[1_640_000],
    names=["渡部 恒一郎", "わたべ こういちろう", "LI WEI"], texts=["西市場 視察"],
    desk=["団は延吉市、図們市へ行く。", "延吉市"],
)  # fmt: skip
RIGHT = [
    "2015年10月29日（木）", "平成27年10月29日", "10月29日（周四）", "10/29（木）", "08:30–09:30", "09:30–10:30",
    "1,640,000円", "渡部 恒一郎（わたべ こういちろう）", "LI WEI", "西市場 視察", "首脳会談",
]  # fmt: skip


def test_a_paper_that_tells_what_was_typed_passes_and_one_that_leaves_something_out_does_not() -> None:
    compare(Told(RIGHT), ["首脳会談", "1,640,000円"], TYPED)
    with pytest.raises(AssertionError, match="夕食会"):
        compare(Told(RIGHT), ["首脳会談", "夕食会"], TYPED)


@pytest.mark.parametrize(
    "strange",
    [
        "2015年10月30日", "2015年10月29日（水）", "10月29日（周三）", "10/30（金）", "平成28年10月29日", "08:35",
        "11:30–12:00", "1,640,001円", "渡辺 恒一郎", "わたなべ こういちろう", "LI WEN",
    ],
)  # fmt: skip
def test_a_day_a_clock_an_amount_or_a_name_that_nobody_typed_is_found(strange: str) -> None:
    with pytest.raises(AssertionError, match="nobody typed"):
        compare(Told([*RIGHT, strange]), [], TYPED)


@pytest.mark.parametrize(
    "strange",
    [
        '<p>同席：<span lang="zh-Hans">崔成昊</span></p>', '<p>同席：<span lang="zh-Hans">崔成昊局长</span></p>',
        '<p>同席：<span lang="ko">김철수</span></p>', '<p>同席：<span lang="ko">정 철수</span></p>',
        "<table><tr><th>番号</th><th>氏名</th></tr><tr><td>1</td><td>渡辺恒一郎</td></tr></table>",
        '<table><tr><td>1</td><td class="nm"><b>渡辺恒一郎</b></td></tr></table>',
        '<p>同席：<span lang="zh-Latn">Li Wen</span></p>', '<p>同席：<span lang="ko-Latn">PARK Jisung</span></p>',
    ],
)  # fmt: skip
def test_a_name_that_nobody_typed_is_found_also_where_no_space_divides_it(strange: str) -> None:
    right = (
        '<p><span lang="zh-Latn">Lǐ Wěi</span><span lang="en">LI WEI</span><span lang="ja">渡部恒一郎 様</span></p>'
        "<table><tr><th>氏名</th><th>卓</th></tr><tr><td>渡部恒一郎<br>わたべ こういちろう</td><td>1</td></tr></table>"
        '<table class="words"><tr><td lang="zh-Hans">您好。</td></tr></table><p><span lang="zh-Hans">科长</span></p>'
    )
    compare(_paper(right), [], TYPED)
    with pytest.raises(AssertionError, match="nobody typed"):
        compare(_paper(right + strange), [], TYPED)


def test_a_name_that_nobody_typed_is_found_in_lines_that_were_set() -> None:
    compare(Told(["役職 役割", "用務地 延吉市", "渡部 恒一郎"], as_set=True), [], TYPED)
    with pytest.raises(AssertionError, match="渡辺 恒一郎"):
        compare(Told(["役職 役割", "渡辺 恒一郎"], as_set=True), [], TYPED)


def _paper(body: str) -> Told:
    return shown(f'<html lang="ja"><body>{body}</body></html>'.encode())


PROGRAMME = """<h2>1日目 10月27日（火）</h2><table>
<tr><td>09:00–11:30</td><td>10:00–12:30</td><td>経済交流会議</td><td>白山ホテル</td></tr>
<tr><td>16:00–17:00</td><td>17:00–18:00</td><td>西市場 視察</td><td>光明街</td></tr></table>
<h2>2日目 10月28日（水）</h2><ul><li>09:00–11:30 首脳会談（白山ホテル）</li></ul>
<h1>要約</h1><p>10月27日（火）：09:00 経済交流会議 · 16:00 西市場 視察</p>"""
ITEMS = [
    Together("経済交流会議", ("09:00–11:30", "10:00–12:30", "白山ホテル"), date(2015, 10, 27)),
    Together("西市場 視察", ("16:00–17:00", "17:00–18:00", "光明街"), date(2015, 10, 27)),
    Together("首脳会談", ("09:00–11:30", "", "白山ホテル"), date(2015, 10, 28)),
]
ROSTER = """<table><tr><td>1</td><td>渡部 恒一郎<br><small>わたべ こういちろう</small></td>
<td>商工会議所<br>会頭</td></tr>
<tr><td>2</td><td>鎌田 秀樹<br><small>かまた ひでき</small></td><td>羽州米穀<br>営業部長</td></tr></table>"""
PEOPLE = [
    Together("渡部 恒一郎", ("わたべ こういちろう", "商工会議所", "会頭")),
    Together("鎌田 秀樹", ("かまた ひでき", "羽州米穀", "営業部長")),
]


def _rows(paper: str, *tables: list[Together]) -> None:
    everything = known(
        days=[date(2015, 10, 27), date(2015, 10, 28)],
        stops=[],
        names=[text for each in PEOPLE for text in (each.name, each.beside[0])],
        texts=[each.name for each in ITEMS],
        clocks=["09:00", "11:30", "10:00", "12:30", "16:00", "17:00", "18:00"],
    )
    compare(shown(f"<html><body>{paper}</body></html>".encode()), [], everything, *tables)


def test_a_paper_whose_rows_are_those_that_were_typed_passes() -> None:
    _rows(PROGRAMME + ROSTER, ITEMS, PEOPLE)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("16:00–17:00", "09:00–11:30"), ("17:00–18:00", "10:00–12:30"), ("白山ホテル", "光明街"),
        ("10月27日（火）", "10月28日（水）"), ("商工会議所", "羽州米穀"), ("会頭", "営業部長"),
        ("わたべ こういちろう", "かまた ひでき"),
    ],
)  # fmt: skip
def test_what_stands_beside_the_wrong_item_or_person_is_found(one: str, other: str) -> None:
    """Each of the facts is still told somewhere, and nothing that nobody typed: only their places are swapped."""
    swapped = (PROGRAMME + ROSTER).replace(one, "…").replace(other, one).replace("…", other)
    with pytest.raises(AssertionError, match="in no row"):
        _rows(swapped, ITEMS, PEOPLE)


def test_a_second_table_that_tells_of_one_what_belongs_to_another_is_found() -> None:
    brief = "<p>鎌田 秀樹（商工会議所）</p>"
    with pytest.raises(AssertionError, match="told of another"):
        _rows(PROGRAMME + ROSTER + brief, ITEMS, PEOPLE)
