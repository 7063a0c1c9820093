"""The strip of months: on how many days there was contact with a record."""

from collections import Counter
from datetime import date

from flask import Flask
from flask.testing import FlaskClient

from crm.core import months
from crm.core.permissions import Role
from crm.threads import queries
from tests.cast import sign_in, user
from tests.contacts import book
from tests.threads.calls import ago, call


def test_the_strip_ends_with_this_month_and_begins_two_years_before() -> None:
    found = months.months_until(date(2026, 2, 14))
    assert (found[0], found[-1], len(found)) == (date(2024, 3, 1), date(2026, 2, 1), 24)


def test_each_month_counts_its_days_and_a_month_without_any_has_none() -> None:
    days = [date(2026, 1, 31), date(2026, 2, 1), date(2026, 2, 2), date(2023, 1, 1)]
    assert months.by_month(Counter(days), date(2026, 2, 14)) == months.by_month(days, date(2026, 2, 14))
    assert months.by_month(days, date(2026, 2, 14))[-3:] == [
        (date(2025, 12, 1), 0), (date(2026, 1, 1), 1), (date(2026, 2, 1), 2),
    ]  # fmt: skip


def test_two_calls_of_one_day_are_one_day_and_what_came_before_is_left_out(app: Flask) -> None:
    with app.app_context():
        firm = book.organisation("延吉百货大楼").id
        for days in (3, 3, 10, 40):
            call("電話", days, organisation_id=firm)
        assert queries.contact_days("organisations", firm, ago(20), user=user()) == [ago(10), ago(3)]


def test_a_leader_counts_what_they_see(app: Flask) -> None:
    with app.app_context():
        firm = book.organisation("延吉百货大楼").id
        call("事務局の電話", 3, organisation_id=firm)
        call("団長の電話", 5, Role.MISSION_LEADER, organisation_id=firm)
        leader = user(Role.MISSION_LEADER)
        assert queries.contact_days("organisations", firm, ago(20), user=leader) == [ago(5)]


def test_the_page_draws_the_months_and_says_the_number(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        firm, silent = (book.organisation(name).id for name in ("延吉百货大楼", "汪清县商务局"))
        call("電話", 3, organisation_id=firm)
        call("電話", 4, organisation_id=firm)
    sign_in(client)
    page = client.get(f"/contacts/organisations/{firm}").get_data(as_text=True)
    assert "contact on 2 days" in page.split('<figure class="months beside">')[1].split("</figure>")[0]
    assert page.count("<title>", page.index('class="strip"')) == months.STRIP
    assert 'class="strip"' not in client.get(f"/contacts/organisations/{silent}").get_data(as_text=True)


def test_the_head_tells_a_last_contact_that_the_strip_does_not_reach(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        firm = book.organisation("延吉百货大楼").id
        call("電話", 1100, organisation_id=firm)
        told = f"{ago(1100):%Y/%-m/%-d}"
    sign_in(client, language="ja")
    page = client.get(f"/contacts/organisations/{firm}").get_data(as_text=True)
    assert f"<b>{told}</b>" in page.partition('<div class="counters">')[2].partition("</div>")[0]
    assert 'class="strip"' not in page
