"""Holidays, make-up working days and exchange rates: dated tables that the office keeps."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session, scoped_session

from crm.core.database import writing
from crm.core.errors import NotVisible, Refused
from crm.places import queries, services
from crm.places.services import HolidayInput
from tests.places.table import holiday_on


def own_holidays(session: scoped_session[Session]) -> None:
    with writing():
        services.load_holidays(queries.own_data("holidays"), by=None)
        session.commit()


def test_the_golden_days_of_october_2026(session: scoped_session[Session]) -> None:
    own_holidays(session)
    saturday, monday = (
        holiday_on("CN", date(2026, 10, 10)),
        holiday_on("CN", date(2026, 10, 5)),
    )
    assert saturday is not None
    assert saturday.kind == "makeup_workday"
    assert monday is not None
    assert (monday.name, monday.kind) == ("National Day", "public")
    assert holiday_on("JP", date(2026, 10, 5)) is None


def test_holidays_of_several_countries_come_by_day_with_both_ends(session: scoped_session[Session]) -> None:
    own_holidays(session)
    found = queries.holidays(["CN", "KR"], date(2026, 9, 24), date(2026, 9, 25))
    assert [(h.country, h.day.day) for h in found] == [("KR", 24), ("CN", 25), ("KR", 25)]
    assert queries.holiday_years() == [2027, 2026, 2025]


def test_what_the_office_entered_stands_after_a_second_load(session: scoped_session[Session]) -> None:
    with writing():
        services.add_holiday(HolidayInput("CN", date(2027, 2, 5), "除夕"), by=None)
        services.load_holidays(queries.own_data("holidays"), by=None)
        session.commit()
    kept = holiday_on("CN", date(2027, 2, 5))
    assert kept is not None
    assert kept.name == "除夕"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"country": "XX"}, "country"),
        ({"kind": "party"}, "kind"),
        ({"day": date(1, 1, 1)}, "day"),
        ({"day": date(2027, 2, 8), "kind": "makeup_workday"}, "day"),
        ({"day": date(2026, 10, 1)}, "day"),
    ],
)
def test_a_holiday_that_makes_no_sense_is_refused_beside_its_field(
    session: scoped_session[Session], change: dict[str, object], field: str
) -> None:
    own_holidays(session)
    values = {"country": "CN", "day": date(2027, 10, 4), "name": "国庆节", "kind": "public"} | change
    with writing(), pytest.raises(Refused) as refusal:
        services.add_holiday(HolidayInput(**values), by=None)  # type: ignore[arg-type]  # the case replaces one value
    assert refusal.value.field == field


def test_a_wrong_holiday_can_be_taken_out(session: scoped_session[Session]) -> None:
    own_holidays(session)
    wrong = holiday_on("CN", date(2026, 10, 5))
    assert wrong is not None
    with writing():
        services.remove_holiday(queries.holiday(wrong.id), by=None)
        session.commit()
    assert holiday_on("CN", date(2026, 10, 5)) is None
    with pytest.raises(NotVisible):
        queries.holiday(wrong.id)


def rate_of(session: scoped_session[Session], day: date, rate: str, base: str = "CNY", quote: str = "JPY") -> None:
    with writing():
        services.add_rate(day=day, base=base, quote=quote, rate=Decimal(rate), source="bank", by=None)
        session.commit()


def test_the_rate_of_a_day_is_the_latest_up_to_it(session: scoped_session[Session]) -> None:
    rate_of(session, date(2026, 4, 1), "22.5")
    rate_of(session, date(2026, 10, 1), "22.8")
    assert queries.rate("CNY", "JPY", date(2026, 9, 30)) == queries.Rate(Decimal("22.5"), date(2026, 4, 1), "bank")
    assert queries.rate("CNY", "JPY", date(2026, 10, 1)) == queries.Rate(Decimal("22.8"), date(2026, 10, 1), "bank")
    assert queries.rate("CNY", "JPY", date(2026, 3, 31)) is None


def test_a_rate_is_turned_round_when_only_the_other_is_known(session: scoped_session[Session]) -> None:
    rate_of(session, date(2026, 4, 1), "20")
    turned = queries.rate("JPY", "CNY", date(2026, 4, 1))
    assert turned is not None
    assert turned.rate == Decimal("0.05")


def test_on_the_same_day_the_direction_asked_for_wins(session: scoped_session[Session]) -> None:
    rate_of(session, date(2026, 4, 1), "20")
    rate_of(session, date(2026, 4, 1), "0.049", base="JPY", quote="CNY")
    found = queries.rate("JPY", "CNY", date(2026, 5, 1))
    assert found is not None
    assert found.rate == Decimal("0.049")


def test_a_currency_costs_one_of_itself(session: scoped_session[Session]) -> None:
    same = queries.rate("JPY", "JPY", date(2026, 4, 1))
    assert same is not None
    assert same.rate == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"base": "XXX"}, "base"),
        ({"quote": "XXX"}, "quote"),
        ({"quote": "CNY"}, "quote"),
        ({"rate": Decimal(0)}, "rate"),
        ({"rate": Decimal("NaN")}, "rate"),
        ({"day": date(3000, 1, 1)}, "day"),
        ({"day": date(2026, 4, 1)}, "day"),
    ],
)
def test_a_rate_that_makes_no_sense_is_refused_beside_its_field(
    session: scoped_session[Session], change: dict[str, object], field: str
) -> None:
    rate_of(session, date(2026, 4, 1), "22.5")
    values = {
        "day": date(2026, 5, 1),
        "base": "CNY",
        "quote": "JPY",
        "rate": Decimal("22.5"),
        "source": "",
    } | change
    with writing(), pytest.raises(Refused) as refusal:
        services.add_rate(**values, by=None)  # type: ignore[arg-type]  # the case replaces one value
    assert refusal.value.field == field


def test_the_page_of_rates_says_how_many_there_are(session: scoped_session[Session]) -> None:
    rate_of(session, date(2026, 4, 1), "22.5")
    rate_of(session, date(2026, 10, 1), "22.8")
    assert (queries.rates().total, len(queries.rates().rows)) == (2, 2)


def test_a_wrong_rate_can_be_taken_out(session: scoped_session[Session]) -> None:
    rate_of(session, date(2026, 4, 1), "2250")
    wrong = queries.rates().rows[0]
    with writing():
        services.remove_rate(queries.fx_rate(wrong.id), by=None)
        session.commit()
    assert queries.rates().rows == []
    with pytest.raises(NotVisible):
        queries.fx_rate(wrong.id)
