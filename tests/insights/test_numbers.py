"""Every number of a page of figures leads to a list of as many rows, whatever the switches; few stand bare."""

import re
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.core.permissions import Role
from tests.cast import sign_in

#: A link to a list behind a figure, and what it is written on.
LINK = re.compile(
    r'<a\s+href="(/insights/(?:leads|negotiations|talks|agreements|costs/activities|costs/agreements|visits|outcomes|'
    r'reports|tasks)\?[^"]*)"[^>]*>'
    r"(?:<text[^>]*>)?\s*([^<]*?)\s*<"
)
CELL = re.compile(r'<td class="r[^"]*"[^>]*>\s*([\d,]+)\s*<')
#: What the lists say of their length; a list of one page says nothing more than its rows.
TOTAL, ROWS = re.compile(r"\d[\d,]* of (\d[\d,]*)<"), re.compile(r'<td class="title')
HIDDEN = re.compile(r"(\d+) more records? (?:is|are) counted that you may not see")

PAGES = [
    ("/insights/pipeline", ""),
    ("/insights/times", "fy=all"),
    ("/insights/times", "fy=2025&tier=regional"),
    *(("/insights/costs", f"fy=all&{switch}") for switch in ("", "staff=1&net=1", "how=linear")),
    *(("/insights/hypothesis", f"fy=all&{way}") for way in ("", "narrow=1&short=1", "frameworks=1&running=1&how=last")),
    ("/insights/places", "fy=all"),
    ("/insights/places", "how=linear&all=1"),
    ("/insights/places/compare", "fy=all&place=9&with=6"),
    ("/insights/month", ""),
]
#: Whole numbers in cells of their own that count no rows: two medians of days in each of nine lines; the fewest
#: agreements at which each of two verdicts would be possible, and two contract values that are nothing. Of two places
#: the people of one, and who was active in each of eight quarters.
BARE = {"/insights/times": 18, "/insights/hypothesis": 4, "/insights/places/compare": 17}
#: What stands after the number of a link: what is counted, or what a note below a number says.
COUNTED = (
    "lead", "leads", "talk", "talks", "qualified", "agreement", "agreements", "negotiation", "negotiations",
    "cancelled", "of them cancelled", "more still running, not counted",
    "activity is still running and is not counted yet.",
    "activities are still running and are not counted yet.", "not reviewed yet", "without an exchange rate",
    "without an amount",
)  # fmt: skip
#: A note that begins with words.
INCOMPLETE = re.compile(r"costs of (\d+) activit(?:y|ies) not complete")


def text_of(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


def length_of(client: FlaskClient, path: str) -> int:
    page = text_of(client, path)
    total, hidden = TOTAL.search(page), HIDDEN.search(page)
    shown = int(total[1].replace(",", "")) if total else len(ROWS.findall(page))
    return shown + (int(hidden[1]) if hidden else 0)


def number_of(text: str) -> int | None:
    """The number that a link is written on, alone or with what it counts; None on an amount or a name."""
    found = re.fullmatch(rf"([\d,]+)(?: (?:{'|'.join(map(re.escape, COUNTED))}))?", text) or INCOMPLETE.fullmatch(text)
    return int(found[1].replace(",", "")) if found else None


@pytest.mark.once
@pytest.mark.parametrize(("path", "query"), PAGES)
def test_every_number_is_as_long_as_its_list(sampled: Flask, path: str, query: str) -> None:
    client = sampled.test_client()
    sign_in(client, Role.MANAGEMENT, email="yoshihara@example.jp", language="en")
    page = text_of(client, f"{path}?{query}")
    links = {(unescape(url), number) for url, text in LINK.findall(page) if (number := number_of(text)) is not None}
    assert len(links) > 3
    for url, number in sorted(links):
        assert length_of(client, url) == number, (path, query, url)
    assert len(CELL.findall(page)) <= BARE.get(path, 0), CELL.findall(page)


@pytest.mark.once
def test_a_reader_who_sees_less_finds_the_others_counted(sampled: Flask) -> None:
    client = sampled.test_client()
    sign_in(client, Role.MISSION_LEADER, email="tanabe@example.jp", language="en")
    page = text_of(client, "/insights/times?fy=all")
    links = {(unescape(url), number) for url, text in LINK.findall(page) if (number := number_of(text)) is not None}
    for url, number in sorted(links):
        assert length_of(client, url) == number, url
    assert any(HIDDEN.search(text_of(client, url)) for url, _number in links)
