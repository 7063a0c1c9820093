"""Every list and the figures, printed from the browser: rows under a head on each page, and nothing to press."""

import re
from collections.abc import Callable
from pathlib import Path
from unicodedata import normalize

from flask import Flask
from playwright.sync_api import Browser

from crm.capabilities import LISTINGS
from crm.negotiations.forms import BOARD
from crm.tasks.forms import TASKS_LIST
from crm.users.rules import SAMPLE_PASSWORD
from tests.journeys.conftest import listening, windows
from tests.pdf import paper

READER = "miller@example.com"
FIGURES = ("/insights/", "/insights/pipeline")
ROWS = ".table tbody tr .title, .table tbody th, .rows > li .main"


def test_lists_and_figures_print_with_their_rows_and_a_head_on_each_page(
    sample_in: Callable[[Path], Flask], tmp_path: Path, browser: Browser
) -> None:
    sampled = sample_in(tmp_path)
    with sampled.test_request_context():
        # The board has columns of cards and no rows; of tasks the reader has none of their own.
        lists = {sampled.url_for(each.endpoint): each.title for each in LISTINGS if each not in (BOARD, TASKS_LIST)}
        tasks = sampled.url_for(TASKS_LIST.endpoint, scope="all")
    with listening(sampled) as address, windows(browser, address) as open_page:
        page = open_page()
        page.goto("/users/sign-in")
        page.locator("input[name=email]").fill(READER)
        page.locator("input[name=password]").fill(SAMPLE_PASSWORD)
        page.locator("input[name=password]").press("Enter")
        page.wait_for_load_state()
        for path in (*lists, tasks, *FIGURES):
            page.goto(path)
            rows = page.locator(ROWS).all_inner_texts()
            texts = paper.sheets(page.pdf(prefer_css_page_size=True))
            assert bare(rows[0].splitlines()[0]) in bare(texts[0]), path
            assert bare(rows[-1].splitlines()[0]) in bare("".join(texts)), path
            assert not re.search(r"Columns|\+ Filter|Next page|Sign out", "".join(texts)), path
            assert "Rows not printed" not in "".join(texts), "all rows, also where a page shows a part of them"
            if path in lists:
                title = bare(lists[path])
                assert [number for number, text in enumerate(texts) if title not in bare(text)] == [], path
        page.goto("/documents/")
        assert "All languages" not in paper.text(page.pdf(prefer_css_page_size=True)), "a box to choose from"


def bare(text: str) -> str:
    """Letters and digits alone: a narrow cell may end a line anywhere; Chromium spells 角 ⾓, 长 ⻓ and ・ ‧."""
    return re.sub(r"\W", "", normalize("NFKC", text).replace("\u2ed3", "长"))
