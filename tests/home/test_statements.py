"""How often the pages that people live in ask the database: as often for a full office as for an empty one."""

from typing import Final

import pytest
from flask import Flask

from crm.users.rules import SAMPLE_PASSWORD
from tests.cast import csrf_token
from tests.statements import sent

MOST: Final = 25
#: One of each role; the home page of the leader shows the programme of a mission ahead.
READERS: Final = ("kobayashi@example.jp", "tanabe@example.jp", "yoshihara@example.jp", "honda@example.jp")
#: Of kinds whose shown names do not hold the words, the search asks by which field it found them.
MOST_OF: Final = {"/search/?q=延吉": 27}
PAGES: Final = ("/", "/negotiations/", "/negotiations/list", "/meetings/", "/leads/", "/search/?q=延吉")


@pytest.mark.once
def test_no_page_of_the_day_sends_more_than_so_many_statements(sampled: Flask) -> None:
    asked = {}
    for email in READERS:
        client = sampled.test_client()
        token = csrf_token(client, "/users/sign-in")
        client.post("/users/sign-in", data={"email": email, "password": SAMPLE_PASSWORD, "csrf_token": token})
        for path in PAGES:
            client.get(path)  # notes the visit, once a minute
            with sent(sampled) as statements:
                assert client.get(path).status_code == 200, (email, path)
            asked[email, path] = len(statements)
    assert asked
    assert {page: number for page, number in asked.items() if number > MOST_OF.get(page[1], MOST)} == {}
