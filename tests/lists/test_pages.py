"""Pages of a list by their number, and what is said of one that does not exist."""

from functools import partial

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.contacts import queries
from crm.contacts.queries import OrganisationFilter, PersonFilter
from crm.core.errors import NoPage
from tests.cast import sign_in, user
from tests.contacts import book
from tests.contacts.pages import text

pytestmark = pytest.mark.both


@pytest.mark.parametrize("words", ["", "山田"])
def test_a_page_by_its_number_is_the_one_that_follows_the_pages_before(app: Flask, words: str) -> None:
    with app.app_context():
        for number in range(7):
            book.person(f"山田 {number:02}", "ja", reading="やまだ")
            book.person(f"佐藤 {number:02}", "ja", reading="さとう")
        find = partial(queries.people, PersonFilter(q=words), user=user(), language="ja", size=3)
        first = find()
        second = find(cursor=first.next_cursor)
        third = find(cursor=second.next_cursor)
        jumped = find(cursor="p3")
        assert [row.id for row in jumped.rows] == [row.id for row in third.rows]
        assert (jumped.number, jumped.start, jumped.last_number) == (3, 6, 3 if words else 5)
        assert find(cursor="p1").rows == first.rows
        back = find(cursor=jumped.previous_cursor)
        assert [row.id for row in back.rows] == [row.id for row in second.rows]
        with pytest.raises(NoPage) as lacking:
            find(cursor="p6")
        assert lacking.value.last == jumped.last_number


@pytest.mark.parametrize("cursor", ["p0", "p-1", "pp", "p²", "p99999999999", "p202", "zz", "!", "W10"])
def test_what_names_no_page_is_not_taken_for_the_first(app: Flask, cursor: str) -> None:
    with app.app_context():
        book.organisation("延吉市商务局")
        with pytest.raises(NoPage):
            queries.organisations(OrganisationFilter(), user=user(), language="ja", cursor=cursor)


def test_a_list_leads_to_any_of_its_pages(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crm.web.listings.shown.PAGE_SIZE", 2)
    with app.app_context():
        for name in ("李明淑", "孙浩", "王明", "张伟东", "金明淑"):
            book.person(name)
    sign_in(client)
    part = text(client, "/contacts/people?sort=-name&q=明")
    assert 'name="page"' in part
    assert 'max="2"' in part, "of the three that match"
    assert '<input type="hidden" name="sort" value="-name">' in part
    assert "3–3 of 3" in text(client, "/contacts/people?sort=-name&q=明&page=2")
    assert 'name="page"' not in text(client, "/contacts/people?q=孙"), "there is one page"


@pytest.mark.parametrize("place", ["page=99", "page=x", "cursor=zz"])
def test_a_page_that_does_not_exist_says_so(app: Flask, client: FlaskClient, place: str) -> None:
    with app.app_context():
        book.person("李明淑")
    sign_in(client)
    answer = client.get(f"/contacts/people?language=zh-Hans&{place}")
    part = answer.get_data(as_text=True)
    assert answer.status_code == 404
    assert "The list has no such page" in part
    assert 'href="/contacts/people?language=zh-Hans"' in part, "the way to the first"
    assert client.get(f"/places/rates?{place}").status_code == 404, "also of a page that draws its rows itself"
