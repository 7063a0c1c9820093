"""How a list tells a day: away from today within a week, short beyond, in full for ears and paper."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from flask import Flask
from flask_babel import force_locale

from crm.web.listings import Reader

#: Sunday the 29th in Tokyo, still Saturday in London.
NOW = datetime(2026, 11, 28, 16, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (date(2026, 11, 29), "今日"),
        (date(2026, 11, 28), "昨日"),
        (date(2026, 11, 30), "明日"),
        (date(2026, 11, 26), "3日前"),
        (date(2026, 12, 5), "6日後"),
        (date(2026, 12, 6), "12/6（日）"),
        (date(2026, 11, 22), "11/22（日）"),
        (date(2025, 12, 1), "2025/12/1"),
    ],
)
@time_machine.travel(NOW, tick=False)
def test_a_day_is_told_from_where_the_reader_stands(app: Flask, day: date, told: str) -> None:
    with app.test_request_context(), force_locale("ja"):
        assert f'<span aria-hidden="true">{told}</span>' in Reader("ja", "Asia/Tokyo").brief(day)


@time_machine.travel(NOW, tick=False)
def test_the_full_day_is_there_for_ears_and_paper(app: Flask) -> None:
    with app.test_request_context(), force_locale("ja"):
        cell = Reader("ja", "Asia/Tokyo").brief(date(2026, 11, 28))
        assert 'title="2026年11月28日（土）"' in cell
        assert '<span class="vh">2026年11月28日（土）</span>' in cell
        assert Reader("ja", "Asia/Tokyo").brief(None) == ""


@time_machine.travel(NOW, tick=False)
def test_a_moment_is_as_brief_on_the_clock_of_its_place(app: Flask) -> None:
    who = Reader("ja", "Asia/Tokyo")
    with app.test_request_context(), force_locale("ja"):
        late = who.there(datetime(2026, 11, 27, 15, 30, tzinfo=UTC), "Asia/Shanghai")
        assert '<span aria-hidden="true">2日前 23:30</span>' in late, "the day there; here it is the 28th by now"
        assert 'title="2026年11月27日（金） 23:30"' in late
        assert "00:30" in late, "what the reader's own clock showed"
        assert ">10/19（月） 09:30</span>" in who.brief_moment(datetime(2026, 10, 19, 0, 30, tzinfo=UTC))
