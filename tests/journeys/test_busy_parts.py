"""A part of a page that follows what is chosen elsewhere says that it is busy until it tells of that choice."""

from collections.abc import Callable

from flask import Flask
from playwright.sync_api import Page, Route, expect

from tests.missions import voyage


def test_the_answer_to_the_choice_before_looks_busy_until_the_last_one_is_there(
    page: Page, app: Flask, enter: Callable[..., None]
) -> None:
    with app.app_context():
        id = voyage.mission().id
    held: list[Route] = []
    enter(page)
    page.route("**/untold*", lambda route: held.append(route))
    page.goto(f"/documents/missions/{id}?kind=briefing")
    part, language = page.locator("#untold"), page.locator("#print-form [name=language]")
    expect(part).not_to_have_attribute("aria-busy", "true")
    for choice in ("zh-Hans", "ko"):
        number = len(held)
        with page.expect_request("**/untold*"):
            language.select_option(choice)
        expect(part).to_have_attribute("aria-busy", "true")
        expect(part).to_have_css("outline-style", "dashed")
        page.wait_for_timeout(100)  # also once the request before was given up
        expect(part).to_have_attribute("aria-busy", "true")
        assert len(held) == number + 1
    held[-1].continue_()
    expect(part).not_to_have_attribute("aria-busy", "true")
    expect(part).to_have_css("outline-style", "none")
