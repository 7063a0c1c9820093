"""That the comparison of papers with what was typed finds what is missing, and what nobody typed."""

from datetime import date

import pytest

from tests.journeys.facts import compare, known
from tests.journeys.papers import Told
from tests.journeys.stops import Stop

TYPED = known(
    days=[date(2015, 10, 29)], stops=[Stop(29, "08:30", "09:30", "leaders_talks", "首脳会談")], amounts=[1_640_000],
    names=["渡部 恒一郎", "わたべ こういちろう", "LI WEI"], texts=["西市場 視察"],
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
