"""Whose working days: ours by our office and country, theirs by their place, never by both."""

from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, scoped_session

from crm.core.cleaning import BadText
from crm.core.database import writing
from crm.core.permissions import Role
from crm.places import queries, rules, services
from tests import cast
from tests.contacts import book

#: Spring Festival of 2027, and a weekend before it that China works.
FIRST, LAST = date(2027, 1, 20), date(2027, 3, 31)


def kept_holidays(session: scoped_session[Session]) -> None:
    book.load_places()
    with writing():
        services.load_holidays(queries.own_data("holidays"), by=None)
        session.commit()


def test_what_we_do_is_due_while_they_celebrate(session: scoped_session[Session]) -> None:
    kept_holidays(session)
    festival, foundation = date(2027, 2, 8), date(2027, 2, 11)
    ours = queries.our_days(FIRST, LAST)
    assert (ours.is_worked(festival), ours.is_worked(foundation)) == (True, False)


def test_a_year_without_table_is_known_from_the_library(session: scoped_session[Session]) -> None:
    assert not queries.our_days(date(2015, 5, 1), date(2015, 5, 8)).is_worked(date(2015, 5, 6))


@pytest.mark.once
@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("12/29〜1/3", ["12-29~01-03"]),
        ("2027年8月13日\n\n８-１５", ["2027-08-13", "08-15"]),
        ("2027-08-12~2027-08-16", ["2027-08-12~2027-08-16"]),
    ],
)
def test_closed_days_are_read_as_people_write_them(text: str, stored: list[str]) -> None:
    assert [str(entry) for entry in rules.closed_days(text)] == stored


@pytest.mark.once
@pytest.mark.parametrize("text", ["summer", "13-40", "02-30", "2027-08-16~2027-08-12", "01-01~12-31"])
def test_what_is_no_day_is_told(text: str) -> None:
    with pytest.raises(BadText, match="is not a date"):
        rules.closed_days(text)


def test_the_office_says_when_it_works(client: FlaskClient) -> None:
    cast.sign_in(client, Role.COORDINATOR)
    page = client.get("/places/office-days").get_data(as_text=True)
    assert "12-29~01-03" in page
    hidden = {name: cast.hidden(page, name) for name in ("csrf_token", "form_id", "version", "as_opened")}
    wrong = client.post("/places/office-days", data=hidden | {"weekdays": ["1"], "closed": "in summer"})
    assert wrong.status_code == 422
    assert "in summer" in wrong.get_data(as_text=True)
    assert client.post("/places/office-days", data=hidden | {"weekdays": ["6"], "closed": "08-13"}).status_code == 303
    with client.application.app_context():
        ours = queries.our_days(date(2027, 8, 1), date(2027, 8, 31))
    assert ours.is_worked(date(2027, 8, 7))
    assert not ours.is_worked(date(2027, 8, 9))
    assert not ours.is_worked(date(2027, 8, 13))


def test_what_they_answer_is_due_by_the_calendar_of_their_place_and_never_by_ours(
    session: scoped_session[Session],
) -> None:
    kept_holidays(session)
    theirs = queries.their_days("CN", None, FIRST, LAST)
    festival, foundation, saturday = date(2027, 2, 8), date(2027, 2, 11), date(2027, 1, 23)
    assert (theirs.is_worked(festival), theirs.is_worked(foundation)) == (False, True)
    assert not theirs.is_worked(saturday)
    week = (date(2026, 8, 31), date(2026, 9, 4))
    founding = date(2026, 9, 3)  # of the prefecture of Yanbian
    yanji, jilin = book.place("222401").id, book.place("220000").id
    assert not queries.their_days("CN", yanji, *week).is_worked(founding)
    assert queries.their_days("CN", jilin, *week).is_worked(founding)
    friday = date(2026, 9, 4)
    assert [queries.their_days(country, None, *week).is_worked(friday) for country in ("SA", "IN", "BQ")] == [
        False, True, True,
    ]  # fmt: skip
