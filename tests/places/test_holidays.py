"""Holidays from the libraries and from calendar files: what stands, what is replaced, what is refused."""

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner
from sqlalchemy.orm import Session, scoped_session

from crm.core.database import writing
from crm.core.errors import Refused
from crm.core.texts import Worded
from crm.places import queries, rules, services
from crm.places.services import HolidayPlan
from tests import cast
from tests.missions import voyage

SPRING_FESTIVAL = """BEGIN:VCALENDAR
VERSION:2.0
BEGIN:VEVENT
SUMMARY:春节
DTSTART;VALUE=DATE:20270205
DTEND;VALUE=DATE:20270213
END:VEVENT
BEGIN:VEVENT
SUMMARY:春节 补班
DTSTART;VALUE=DATE:20270130
END:VEVENT
END:VCALENDAR
""".replace("\n", "\r\n").encode()


def event(*lines: str) -> bytes:
    return "\r\n".join(["BEGIN:VCALENDAR", "BEGIN:VEVENT", *lines, "END:VEVENT", "END:VCALENDAR", ""]).encode()


@pytest.mark.once
def test_the_golden_make_up_days_of_2026_come_from_the_library() -> None:
    found = rules.library_year("CN", 2026)
    assert [f"{d.day:%m%d}" for d in found.days if d.kind == "makeup_workday"] == [
        "0104", "0214", "0228", "0509", "0920", "1010",
    ]  # fmt: skip
    assert [d.day.day for d in found.days if d.day.month == 10 and d.kind == "public"] == [1, 2, 3, 4, 5, 6, 7]
    assert found.with_moved_days


@pytest.mark.once
def test_a_year_that_china_has_not_announced_has_the_days_of_the_law_alone() -> None:
    found = rules.library_year("CN", 2027)
    off = [f"{d.day:%m%d}" for d in found.days if d.kind == "public" and not d.region]
    assert off == [
        "0101",
        "0205",
        "0206",
        "0207",
        "0208",
        "0405",
        "0501",
        "0502",
        "0609",
        "0915",
        "1001",
        "1002",
        "1003",
    ]
    assert not found.with_moved_days


@pytest.mark.once
@pytest.mark.parametrize(("country", "day"), [("JP", date(2027, 3, 22)), ("KR", date(2027, 10, 11))])
def test_names_of_the_library_become_those_of_our_table(country: str, day: date) -> None:
    named = {d.day: d.name for d in rules.library_year(country, day.year).days}
    assert named[day] == "Substitute holiday"


def test_fetching_a_year_twice_changes_nothing_and_what_the_office_wrote_stands(
    session: scoped_session[Session],
) -> None:
    voyage.load_places()
    with writing():
        services.add_holiday(HolidayPlan("JP", date(2027, 1, 1), "元日休業"), by=None)
        first = services.fetch_holidays(["JP", "CN"], 2027, by=None)
        session.commit()
    with writing():
        again = services.fetch_holidays(["JP", "CN"], 2027, by=None)
    assert first.created > 30
    assert (again.created, again.changed) == (0, 0)
    kept = queries.holiday_on("JP", date(2027, 1, 1))
    assert kept is not None
    assert kept.name == "元日休業"


def test_a_local_day_off_is_of_its_region(session: scoped_session[Session]) -> None:
    voyage.load_places()
    with writing():
        services.fetch_holidays(["CN"], 2026, by=None)
        session.commit()
    assert queries.holiday_on("CN", date(2026, 9, 3)) is None
    (founding,) = queries.holidays(["CN"], date(2026, 9, 3), date(2026, 9, 3))
    assert founding.place is not None
    assert founding.place.code == rules.YANBIAN


def test_a_calendar_replaces_what_a_library_guessed(session: scoped_session[Session]) -> None:
    with writing():
        services.fetch_holidays(["CN"], 2027, by=None)
        session.commit()
    with writing():
        done = services.import_holidays(SPRING_FESTIVAL, country="CN", source="国办发明电", by=None)
        session.commit()
    assert (done.created, done.changed) == (5, 4)
    worked = queries.holiday_on("CN", date(2027, 1, 30))
    assert worked is not None
    assert (worked.kind, worked.source, worked.origin) == ("makeup_workday", "国办发明电", "calendar")
    assert queries.without_moved_days([2026, 2027]) == [2026]
    with writing():
        assert services.fetch_holidays(["CN"], 2027, by=None).changed == 0


@pytest.mark.once
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\x00\xff\xfe", "not a calendar"),
        (b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "has no days"),
        (b"x" * (rules.LARGEST_CALENDAR + 1), "larger than"),
        (b"BEGIN:VEVENT\r\n" * 2000, "at most"),
        (event("SUMMARY:春节", "DTSTART;VALUE=DATE:20270206", "RRULE:FREQ=SECONDLY"), "repeats"),
        (event("SUMMARY:春节", "DTSTART;VALUE=DATE:20270206", "DTEND;VALUE=DATE:20990101"), "longer than a month"),
        (event("SUMMARY:春节", "DTSTART;VALUE=DATE:00010101"), "in the year 1"),
        (event("SUMMARY:春节"), "needs a day"),
        (event("SUMMARY:", "DTSTART;VALUE=DATE:20270206"), "needs a day"),
        (event("SUMMARY:春节", "DTSTART:tomorrow"), ""),
    ],
)
def test_a_hostile_calendar_is_refused_beside_the_file(content: bytes, words: str) -> None:
    with pytest.raises(Refused) as refusal:
        rules.calendar_days(content, country="CN")
    assert refusal.value.field == "file"
    assert words in str(refusal.value.text)


@pytest.mark.once
def test_a_name_loses_what_turns_text_round_and_a_weekday_is_never_a_worked_weekend() -> None:
    (day,) = rules.calendar_days(event("SUMMARY:春节\u202e补班", "DTSTART;VALUE=DATE:20270208"), country="CN")
    assert (day.name, day.kind) == ("春节 补班", "public")


def test_a_day_has_a_name_in_each_language_and_its_own_in_the_others(session: scoped_session[Session]) -> None:
    with writing():
        kept = services.add_holiday(
            HolidayPlan("KR", date(2027, 6, 3), "Election day", names={"ko": "지방선거일"}), by=None
        )
        services.change_holiday(
            kept, HolidayPlan("KR", date(2027, 6, 3), "Election day", names={"ko": "선거일"}), by=None
        )
        session.commit()
    assert queries.holiday_name(queries.holiday(kept.id)) == Worded("Election day", {"ko": "선거일"})


def test_the_pages_fetch_import_and_correct(app: Flask, client: FlaskClient) -> None:
    cast.sign_in(client)

    def form(path: str) -> dict[str, str]:
        page = client.get(path).get_data(as_text=True)
        return {name: cast.hidden(page, name) for name in ("csrf_token", "form_id")}

    fetch = "/places/holidays/fetch"
    assert client.post(fetch, data=form(fetch) | {"year": "2027", "country": "KR"}).status_code == 303
    assert client.post(fetch, data=form(fetch) | {"year": "1066"}).status_code == 422
    there = "/places/holidays/import"
    sent = form(there) | {"country": "CN", "file": (BytesIO(SPRING_FESTIVAL), "2027.ics")}
    assert client.post(there, data=sent).status_code == 303
    bad = client.post(there, data=form(there) | {"country": "CN", "file": (BytesIO(b"hello"), "2027.ics")})
    assert bad.status_code == 422
    with app.app_context():
        day = queries.holiday_on("CN", date(2027, 2, 6))
        assert day is not None
        path = f"/places/holidays/{day.id}"
    page = client.get(path).get_data(as_text=True)
    plumbing = {name: cast.hidden(page, name) for name in ("csrf_token", "form_id", "version", "as_opened")}
    changed = {
        "country": "CN",
        "day": "2027-02-06",
        "name": "春节",
        "kind": "public",
        "name_en": "New Year of the Goat",
    }
    assert client.post(path, data=plumbing | changed).status_code == 303
    assert "New Year of the Goat" in client.get("/places/holidays?year=2027").get_data(as_text=True)
    assert client.post(path, data=plumbing | changed | {"form_id": "another"}).status_code == 409


def test_the_shell_does_the_same(runner: FlaskCliRunner, tmp_path: Path) -> None:
    file = tmp_path / "cn.ics"
    file.write_bytes(SPRING_FESTIVAL)
    done = runner.invoke(args=["places", "import-holidays", str(file), "--country", "CN"])
    assert "9 days added" in done.output
    assert "days added" in runner.invoke(args=["places", "fetch-holidays", "2027", "--country", "JP"]).output
    assert runner.invoke(args=["places", "fetch-holidays", "2027", "--country", "US"]).exit_code == 1
