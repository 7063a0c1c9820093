"""Targets of touch on a phone: at least 44 px high, or with as much free room around them."""

from collections.abc import Callable
from pathlib import Path

from flask import Flask
from playwright.sync_api import Browser

from crm.users.rules import SAMPLE_PASSWORD
from tests.journeys.conftest import PHONE, listening, windows
from tests.journeys.fingers import too_small

#: The programme first; then a page of each kind of record, tables of figures, and what had small links once.
PAGES = (
    "/missions/1/itinerary", "/missions/1/today", "/missions/1", "/missions/1/delegation", "/missions/map",
    "/contacts/organisations/1", "/contacts/people/1", "/leads/1", "/meetings/1", "/negotiations/1", "/agreements/1",
    "/tasks/1", "/access/1", "/partners/1", "/fairs/series/1", "/fairs/booths/1", "/showrooms/1",
    "/cards/people/1/how-we-met", "/tags/", "/places/", "/insights/costs", "/insights/month", "/insights/pipeline",
    "/contacts/people", "/counterparts/",
)  # fmt: skip


def test_a_finger_finds_every_link_and_button(
    sample_in: Callable[[Path], Flask], tmp_path: Path, browser: Browser
) -> None:
    with listening(sample_in(tmp_path)) as address, windows(browser, address) as open_page:
        page = open_page(**PHONE)
        page.goto("/users/sign-in")
        page.locator("input[name=email]").fill("honda@example.jp")
        page.locator("input[name=password]").fill(SAMPLE_PASSWORD)
        page.locator("input[name=password]").press("Enter")
        page.wait_for_load_state()
        small = {}
        for path in PAGES:
            page.goto(path)
            page.wait_for_load_state("networkidle")
            small[path] = too_small(page)
        assert {path: found for path, found in small.items() if found} == {}
