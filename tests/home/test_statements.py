"""How often the pages that people live in ask the database: as often for a full office as for an empty one."""

import re
from datetime import timedelta
from typing import Final

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.search.queries import FACES
from crm.search.queries.records import FEW_KINDS, ONE_BY_ONE
from crm.users import rules
from crm.users.rules import SAMPLE_PASSWORD
from tests.cast import csrf_token
from tests.statements import sent

MOST: Final = 25
#: One of each role; the home page of the leader shows the programme of a mission ahead.
READERS: Final = ("kobayashi@example.jp", "tanabe@example.jp", "yoshihara@example.jp", "honda@example.jp")
#: What a search asks whatever it finds, one of it for all kinds that are read together, which may be a few by
#: themselves; beside that, one for each kind that it finds and does not read with others.
OF_SEARCH: Final = 14
PAGES: Final = ("/", "/negotiations/", "/negotiations/list", "/meetings/", "/leads/", "/search/?q=延吉")


@pytest.mark.once
def test_no_page_of_the_day_sends_more_than_so_many_statements(sampled: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "SEEN_EVERY", timedelta(days=1))  # a slow machine notes the visit a second time
    asked = {}
    for email in READERS:
        client = signed_in(sampled, email)
        for path in PAGES:
            client.get(path)  # notes the visit
            with sent(sampled) as statements:
                assert client.get(path).status_code == 200, (email, path)
            asked[email, path] = len(statements)
    assert asked
    assert {page: number for page, number in asked.items() if number > MOST} == {}


@pytest.mark.once
@pytest.mark.parametrize("words", ["延吉", "a", "セーター", "0", "商"])
def test_a_search_asks_so_much_and_once_for_each_kind_that_is_read_alone(sampled: Flask, words: str) -> None:
    """Whatever it finds, and by whichever field: so that no search asks more than another page may."""
    alone = {kind for kind, face in FACES.items() if not face.together}
    assert max(OF_SEARCH + len(alone), OF_SEARCH - 1 + FEW_KINDS) <= MOST
    for email in READERS:
        client = signed_in(sampled, email)
        client.get(f"/search/?q={words}")
        with sent(sampled) as statements:
            page = client.get(f"/search/?q={words}").text
        found = {kind for kind in alone if f'id="found-{kind}"' in page}
        assert len(statements) <= OF_SEARCH - 1 + ONE_BY_ONE + len(found), (email, sorted(found))


#: What has SQLite write down every meeting or activity that a reader sees, to find a few among them.
LISTED: Final = re.compile(r"(\w+)\.id IN \(SELECT \1\.id\s+FROM \1\s+WHERE \1\.archived_at IS NULL\)")


@pytest.mark.once
@pytest.mark.parametrize("path", ["/missions/1/itinerary", "/contacts/people/1", "/contacts/organisations/2"])
def test_no_page_of_a_record_lists_all_that_a_reader_sees(sampled: Flask, path: str) -> None:
    """Each row is asked itself: of 300,000 meetings such a list takes a fifth of a second."""
    client = signed_in(sampled, READERS[0])
    with sent(sampled) as statements:
        assert client.get(path).status_code == 200
    assert statements
    assert [statement for statement in statements if LISTED.search(statement)] == []


def signed_in(app: Flask, email: str) -> FlaskClient:
    client = app.test_client()
    token = csrf_token(client, "/users/sign-in")
    client.post("/users/sign-in", data={"email": email, "password": SAMPLE_PASSWORD, "csrf_token": token})
    return client
