"""Whose clock a time on paper is on, where it is not that of the place where the mission goes."""

import re
from datetime import time

import pytest
from sqlalchemy.orm import Session, scoped_session

from tests.documents.test_packs import html
from tests.missions import voyage

pytestmark = pytest.mark.once


def told(shown: str) -> str:
    return re.sub(r"<[^>]+>|\s+", "", shown)


@pytest.mark.parametrize("edition", [{"audience": "host", "language": "zh-Hans"}, {"kind": "pocket", "language": "ja"}])
def test_a_clock_at_home_says_so_and_an_airport_where_one_lands_is_not_where_one_leaves(
    session: scoped_session[Session], edition: dict[str, str]
) -> None:
    """Hosts read 10:30 延吉机场 of a flight that leaves Niigata then, by the clock of Niigata."""
    mission = voyage.mission()
    voyage.item(
        mission, kind="flight", title="新潟から延吉へ", titles={"zh-Hans": "从新潟前往延吉"}, venue="延吉机场",
        start=time(10, 30), end=time(15, 10), timezone="Asia/Tokyo", end_timezone="Asia/Shanghai",
    )  # fmt: skip
    voyage.item(
        voyage.fresh(mission), kind="internal", title="結団式", titles={"zh-Hans": "成团仪式"},
        start=time(8, 30), end=time(9), timezone="Asia/Tokyo",
    )  # fmt: skip
    voyage.item(
        voyage.fresh(mission), kind="free", title="夜", titles={"zh-Hans": "晚上"}, start=time(20), end=time(21)
    )
    shown = told(html(voyage.fresh(mission), chosen=["itinerary"], **edition))
    home = "日本"
    assert f"08:30–09:00{home}" in shown
    assert f"10:30–15:10{home}→中国" in shown
    assert re.search("→延吉(机场|空港)", shown)
    assert f"20:00–21:00{'中国'}" not in shown, "the clock of the place needs no name"
    if edition.get("audience") == "host":
        assert f"10:30{home}从新潟前往延吉" in shown, "the overview, too"


def test_of_a_flight_of_which_the_landing_alone_is_known_the_clock_is_that_of_where_it_lands(
    session: scoped_session[Session],
) -> None:
    """14:05 at Akita was said to be Korea's, from where the flight comes."""
    mission = voyage.mission()
    voyage.item(
        mission, kind="flight", title="仁川から", start=None, end=time(14, 5),
        timezone="Asia/Seoul", end_timezone="Asia/Tokyo",
    )  # fmt: skip
    shown = told(html(voyage.fresh(mission), chosen=["itinerary"], language="ja"))
    assert "14:05" in shown
    assert "韓国" not in shown
    assert shown.count("14:05まで日本") + shown.count("14:05日本") >= 2, "the overview and the day"
