"""Names and words in lists and timelines carry their language: they are spoken in it, and drawn in its shapes."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask, url_for
from lxml import etree
from lxml.html import HtmlElement, document_fromstring

from crm.capabilities import LISTINGS
from crm.core.permissions import Role
from crm.users.models import User
from crm.web.locale import speak, staff
from tests.cast import sign_in

EAST = re.compile(r"[぀-ヿ㐀-鿿가-힣]")
#: Where rows stand: in the table of a list or a figure, on the cards of a board, in a timeline, in minutes.
ROWS = (
    "//tbody[@data-rows]", '//*[@class="time"]', '//article[contains(@class, "deal")]', '//ul[@class="tree"]',
    '//*[@id="results"]//table', '//*[@id="minutes" or @id="talk-record"]',
)  # fmt: skip
#: Rows of a partner's sheet as they were sent, and the signs of currencies within a sentence of ours.
QUOTED = ("/showrooms/sales/",)


def unmarked(page: str) -> Iterator[str]:
    """Eastern letters that an English page passes off as English in its rows."""
    root = document_fromstring(page)
    for path in ROWS:
        for rows in root.xpath(path):
            yield from _unmarked(rows)


def _unmarked(element: HtmlElement) -> Iterator[str]:
    for each in element.iter(etree.Element):
        if each.tag in ("option", "script") or any(above.get("lang") for above in [each, *each.iterancestors()][:-1]):
            continue
        texts = [each.text or "", *(below.tail or "" for below in each)]
        yield from (text.strip() for text in texts if EAST.search(text))


def test_the_rows_of_every_list_carry_their_language(sampled: Flask) -> None:
    client = sampled.test_client()
    sign_in(client, Role.COORDINATOR, email="miller@example.com", language="en")
    with sampled.test_request_context():
        pages = [url_for(listing.endpoint, view="none") for listing in LISTINGS]
    pages += [f"/contacts/organisations/{id}" for id in (1, 5, 9)] + [f"/contacts/people/{id}" for id in (1, 5)]
    pages += [
        "/negotiations/",
        "/negotiations/5",
        "/missions/20",
        "/insights/fairs/1",
        "/insights/fairs/1/leads",
        "/meetings/5",
    ]
    found = {}
    for path in pages:
        answer = client.get(path)
        assert answer.status_code == 200, path
        page = answer.text
        if path.split("?")[0] not in QUOTED and (texts := list(unmarked(page))):
            found[path] = texts[:3]
    assert found == {}


@pytest.mark.parametrize(
    ("name", "chosen", "code"),
    [("田邉 俊夫", "en", "ja"), ("全 美玲", "zh-Hans", "zh-Hans"), ("남 서윤", "en", "ko"), ("田邉 俊夫", "", "ja")],
)
def test_the_name_of_a_colleague_keeps_its_language_whichever_they_read(
    app: Flask, name: str, chosen: str, code: str
) -> None:
    with app.test_request_context():
        speak("en")
        assert f'lang="{code}"' in staff(User(display_name=name, language=chosen))
