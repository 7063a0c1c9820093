"""Every list on a phone: a row is two lines, so that fifty of them are no taller than five screens."""

from collections.abc import Callable
from pathlib import Path

from flask import Flask
from playwright.sync_api import Browser

from crm.capabilities import LISTINGS
from crm.negotiations.forms import BOARD
from crm.tasks.forms import TASKS_LIST
from crm.users.rules import SAMPLE_PASSWORD
from tests.journeys.conftest import PHONE, listening, windows

#: Fifty rows in 4,000 px, with 430 px for what stands above and below them.
TALLEST = 71
ROWS = "[data-rows] > :is(tr, li)"
HEIGHTS = "rows => rows.map(row => Math.ceil(row.getBoundingClientRect().height))"


def test_a_row_of_a_list_is_two_lines_on_a_phone(
    sample_in: Callable[[Path], Flask], tmp_path: Path, browser: Browser
) -> None:
    sampled = sample_in(tmp_path)
    with sampled.test_request_context():
        paths = [sampled.url_for(each.endpoint) for each in LISTINGS if each not in (BOARD, TASKS_LIST)]
        paths.append(sampled.url_for(TASKS_LIST.endpoint, scope="all"))
    with listening(sampled) as address, windows(browser, address) as open_page:
        page = open_page(**PHONE)
        page.goto("/users/sign-in")
        page.locator("input[name=email]").fill("kobayashi@example.jp")
        page.locator("input[name=password]").fill(SAMPLE_PASSWORD)
        page.locator("input[name=password]").press("Enter")
        page.wait_for_load_state()
        tall, whole = {}, {}
        for path in paths:
            page.goto(path)
            heights = page.locator(ROWS).evaluate_all(HEIGHTS)
            assert heights, f"{path} has rows"
            if max(heights) > TALLEST:
                tall[path] = max(heights)
            if len(heights) == 50:
                whole[path] = page.evaluate("document.documentElement.scrollHeight")
            over = page.locator("td.title").evaluate_all(
                "cells => cells.filter(cell => cell.getBoundingClientRect().right > innerWidth).length"
            )
            assert over == 0, f"names reach beyond the page on {path}"
        assert not tall
        assert whole
        assert {path: height for path, height in whole.items() if height > 4000} == {}
        for path, last in (("/contacts/organisations/ours", "#relations li:last-child"), ("/showrooms/1/figures", "")):
            page.goto(path)
            page.wait_for_load_state("networkidle")
            assert page.evaluate("document.documentElement.scrollHeight") <= 4000, path
            if last:
                folded = page.locator(last).last
                assert not folded.is_visible()
                page.locator("#relations [data-all-rows]").tap()
                assert folded.is_visible(), "all at a press"
