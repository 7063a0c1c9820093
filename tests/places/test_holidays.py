"""Holidays from the libraries and from calendar files: what stands, what is replaced, what is refused."""

from collections import Counter
from collections.abc import Sequence
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
from crm.places.models import Holiday
from crm.places.services import HolidayInput
from tests import cast
from tests.missions import voyage
from tests.places.table import holiday_on

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
@pytest.mark.parametrize(
    ("country", "day", "name"),
    [
        ("JP", date(2027, 3, 22), "Substitute holiday"),
        ("KR", date(2027, 10, 11), "Substitute holiday"),
        ("JP", date(2027, 5, 3), "Constitution Memorial Day"),
    ],
)
def test_names_of_the_library_become_those_of_our_table(country: str, day: date, name: str) -> None:
    named = {d.day: d.name for d in rules.library_year(country, day.year).days}
    assert named[day] == name


def test_fetching_a_year_twice_changes_nothing_and_what_the_office_wrote_stands(
    session: scoped_session[Session],
) -> None:
    voyage.load_places()
    with writing():
        services.add_holiday(HolidayInput("JP", date(2027, 1, 1), "元日休業"), by=None)
        first = services.fetch_holidays(["JP", "CN"], 2027, by=None)
        session.commit()
    with writing():
        again = services.fetch_holidays(["JP", "CN"], 2027, by=None)
    assert first.created > 30
    assert (again.created, again.changed) == (0, 0)
    kept = holiday_on("JP", date(2027, 1, 1))
    assert kept is not None
    assert kept.name == "元日休業"


def test_a_local_day_off_is_of_its_region(session: scoped_session[Session]) -> None:
    voyage.load_places()
    with writing():
        services.fetch_holidays(["CN"], 2026, by=None)
        session.commit()
    assert holiday_on("CN", date(2026, 9, 3)) is None
    (founding,) = queries.holidays(["CN"], date(2026, 9, 3), date(2026, 9, 3))
    assert founding.place is not None
    assert founding.place.code == rules.YANBIAN


def test_a_calendar_replaces_what_a_library_guessed(session: scoped_session[Session]) -> None:
    with writing():
        services.fetch_holidays(["CN"], 2027, by=None)
        session.commit()
    guessed = {day.day: (day.name, day.kind, day.origin, day.source) for day in days_of_2027()}
    with writing():
        services.add_holiday(HolidayInput("CN", date(2027, 2, 12), "春节休业"), by=None)
        file = services.open_calendar(SPRING_FESTIVAL, country="CN", source="国办发明电", by=None)
        assert Counter(line.verdict for line in services.calendar_lines(file)) == {"new": 4, "changed": 4, "kept": 1}
        done = services.import_calendar(file, by=None)
        session.commit()
    assert (done.created, done.changed) == (4, 4)
    worked = holiday_on("CN", date(2027, 1, 30))
    assert worked is not None
    assert (worked.kind, worked.source, worked.origin) == ("makeup_workday", "国办发明电", "calendar")
    assert queries.without_moved_days([2026, 2027]) == [2026]
    with writing():
        assert services.fetch_holidays(["CN"], 2027, by=None).changed == 0
        services.change_holiday(
            queries.holiday(worked.id), HolidayInput("CN", worked.day, "补班", "makeup_workday"), by=None
        )
        session.commit()
    with writing():
        assert services.undo_calendar(queries.calendar_import(file.id), by=None) == (7, 1)
        session.commit()
        with pytest.raises(Refused):
            services.undo_calendar(queries.calendar_import(file.id), by=None)
    now = {day.day: (day.name, day.kind, day.origin, day.source) for day in days_of_2027()}
    assert {day: now[day] for day in guessed} == guessed
    assert {f"{day:%m%d}" for day in now.keys() - guessed.keys()} == {"0130", "0212"}


def days_of_2027() -> Sequence[Holiday]:
    return queries.holidays(["CN"], date(2027, 1, 1), date(2027, 12, 31))


@pytest.mark.once
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\x00\xff\xfe", "not a calendar"),
        (b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "has no days"),
        (b"x" * (rules.LARGEST_CALENDAR + 1), "larger than"),
        (b"BEGIN:VEVENT\r\n" * 2000, "at most"),
    ],
)
def test_a_hostile_calendar_is_refused_beside_the_file(content: bytes, words: str) -> None:
    with pytest.raises(Refused) as refusal:
        rules.calendar_file(content, country="CN")
    assert refusal.value.field == "file"
    assert words in str(refusal.value.text)


@pytest.mark.once
@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (("SUMMARY:春节", "DTSTART;VALUE=DATE:20270206", "RRULE:FREQ=SECONDLY"), "is a recurring entry"),
        (("SUMMARY:春节", "DTSTART;VALUE=DATE:20270206", "DTEND;VALUE=DATE:20990101"), "longer than a month"),
        (("SUMMARY:春节", "DTSTART;VALUE=DATE:00010101"), "in the year 1"),
        (("SUMMARY:春节",), "needs a day"),
        (("SUMMARY:", "DTSTART;VALUE=DATE:20270206"), "needs a day"),
        (("SUMMARY:春节", "DTSTART:tomorrow"), "needs a day"),
        (("SUMMARY:元宵节", "DTSTART;VALUE=DATE:20270205"), "is already in the file, as “春节”"),
    ],
)
def test_what_is_no_day_of_a_holiday_table_is_told_beside_the_days_that_are(lines: tuple[str, ...], words: str) -> None:
    content = SPRING_FESTIVAL.replace(b"END:VCALENDAR", event(*lines).split(b"\r\n", 1)[1])
    read = rules.calendar_file(content, country="CN")
    assert len(read.days) == 9
    (unread,) = read.unread
    assert words in str(unread.reason)


@pytest.mark.once
def test_a_name_loses_what_turns_text_round_and_a_weekday_is_never_a_worked_weekend() -> None:
    content = event("SUMMARY:春节\u202e补班", "DTSTART;VALUE=DATE:20270208")
    (day,) = rules.calendar_file(content, country="CN").days
    assert (day.name, day.kind) == ("春节 补班", "public")


def test_a_day_has_a_name_in_each_language_and_its_own_in_the_others(session: scoped_session[Session]) -> None:
    with writing():
        kept = services.add_holiday(
            HolidayInput("KR", date(2027, 6, 3), "Election day", names={"ko": "지방선거일"}), by=None
        )
        services.change_holiday(
            kept, HolidayInput("KR", date(2027, 6, 3), "Election day", names={"ko": "선거일"}), by=None
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
    preview = client.post(there, data=sent).headers["Location"]
    assert "Import 9 days" in client.get(preview).get_data(as_text=True)
    assert "春节" not in client.get("/places/holidays?year=2027").get_data(as_text=True)
    assert client.post(f"{preview}/run", data=form(preview)).status_code == 303
    again = client.post(f"{preview}/run", data=form(preview) | {"form_id": "again"})
    assert (again.status_code, "already been imported" in again.get_data(as_text=True)) == (409, True)
    assert "Undo the import" in client.get(preview).get_data(as_text=True)
    bad = client.post(there, data=form(there) | {"country": "CN", "file": (BytesIO(b"hello"), "2027.ics")})
    assert bad.status_code == 422
    assert client.post(f"{preview}/undo", data=form(preview)).status_code == 303
    assert "state before the import: 9" in client.get(there).get_data(as_text=True)
    sent = form(there) | {"country": "CN", "file": (BytesIO(SPRING_FESTIVAL), "2027.ics")}
    preview = client.post(there, data=sent).headers["Location"]
    client.post(f"{preview}/run", data=form(preview))
    with app.app_context():
        day = holiday_on("CN", date(2027, 2, 6))
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
    file.write_bytes(event("SUMMARY:元旦", "DTSTART;VALUE=DATE:20280101", "RRULE:FREQ=YEARLY"))
    assert (
        "is a recurring entry" in runner.invoke(args=["places", "import-holidays", str(file), "--country", "CN"]).output
    )
    assert "days added" in runner.invoke(args=["places", "fetch-holidays", "2027", "--country", "JP"]).output
    assert runner.invoke(args=["places", "fetch-holidays", "2027", "--country", "US"]).exit_code == 1
