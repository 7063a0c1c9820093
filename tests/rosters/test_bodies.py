"""Which organisations two names may be: places, kinds of offices, legal forms, and characters that only fold."""

from functools import cache

import pytest

from crm.places.queries import own_data
from crm.rosters.rules import bodies
from crm.rosters.rules.bodies import Places

pytestmark = pytest.mark.once


@cache
def known() -> Places:
    rows = enumerate(own_data("places"), start=1)
    return bodies.spellings([(id, row[c]) for id, row in rows for c in ("ja", "zh_Hans", "ko", "ko_local") if row[c]])


def agreed(one: str, other: str) -> str:
    """The reason, with ? behind it where somebody has to choose; "" for none."""
    found = bodies.agree(bodies.taken_apart(one, known()), bodies.taken_apart(other, known()))
    return "" if found is None else str(found.reason) + ("" if found.sure else "?")


PREFECTURE = "延边朝鲜族自治州商务局"


@pytest.mark.parametrize(
    "other", ["延边州商务局", "延辺朝鮮族自治州商務局", "연변조선족자치주 상무국", "연변주상무국", "吉林省延边州商务局"]
)
def test_an_office_is_the_same_by_its_kind_and_its_place(other: str) -> None:
    assert agreed(PREFECTURE, other) == "The same office of the same place"


@pytest.mark.parametrize(
    "other", ["延吉市商务局", "图们市商务局", "연길시 상무국", "延边州外事办公室", "延边商务局有限公司", "吉林省商务厅"]
)
def test_an_office_of_another_place_or_kind_is_not_offered(other: str) -> None:
    assert agreed(PREFECTURE, other) == ""


def test_branches_and_city_halls_stand_where_their_names_say() -> None:
    assert agreed("中国国际贸易促进委员会延边支会", "延边州贸促会") == "The same office of the same place"
    assert agreed("見附市役所", "見附市役所") == "Same name"
    assert agreed("秋田商工会議所", "秋田県商工会") == ""


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ("延边海达进出口贸易有限公司", "㈱延辺海達", bodies.CORE.msgid),
        ("延边海达进出口贸易有限公司", "延边海达贸易公司", bodies.CORE.msgid),
        ("延边海达进出口贸易有限公司", "연변해달무역유한공사", bodies.SOUND.msgid + "?"),
        ("延边海达进出口贸易有限公司", "海达贸易有限公司", bodies.ELSEWHERE.msgid + "?"),
        ("延边海达进出口贸易有限公司", "延边海达物产有限公司", bodies.ELSEWHERE.msgid + "?"),
        ("延边海达进出口贸易有限公司", "延吉海达进出口贸易有限公司", ""),
        ("延边海达进出口贸易有限公司", "延边大洋进出口贸易有限公司", ""),
        ("斎藤商事株式会社", "斎藤商事㈱", bodies.FORM.msgid),
        ("斎藤商事株式会社", "齋藤商事株式会社", bodies.OTHERWISE.msgid + "?"),
        ("斎藤商事株式会社", "齋藤商事㈱", bodies.FORM.msgid + "?"),
        ("斎藤商事株式会社", "斉藤商事株式会社", ""),
        ("延边贸易有限公司", "延边国际贸易有限公司", ""),
    ],
)
def test_firms_agree_without_place_form_and_trade(one: str, other: str, reason: str) -> None:
    assert agreed(one, other) == reason
    assert agreed(other, one) == reason


def test_a_name_tells_its_kind_and_its_place_as_a_guess() -> None:
    told = {
        text: (body.kind, body.role, len(body.places))
        for text in (
            "图们江国际物流集团有限公司",
            "延边国际旅行社有限公司",
            "見附商工会",
            "秋田商工会議所",
            "延边州人民政府外事办公室",
        )
        for body in [bodies.taken_apart(text, known())]
    }
    assert told == {
        "图们江国际物流集团有限公司": ("firm", "logistics", 0),  # a river is no place
        "延边国际旅行社有限公司": ("firm", "travel_agency", 1),
        "見附商工会": ("office", "chamber_sci", 1),
        "秋田商工会議所": ("office", "chamber_cci", 2),  # of the city or of the prefecture
        "延边州人民政府外事办公室": ("office", "foreign_affairs_office", 1),
    }
