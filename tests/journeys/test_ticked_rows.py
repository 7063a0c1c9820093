"""Rows ticked in a list, and what the bar over them says."""

from collections.abc import Callable

from flask import Flask
from playwright.sync_api import Page, expect

from tests.contacts import book
from tests.journeys.hands import leave


def test_the_bar_counts_the_ticks_that_are_there_after_going_back(
    page: Page, app: Flask, enter: Callable[..., None]
) -> None:
    with app.app_context():
        for number in range(3):
            book.person(f"山田 {number}", "ja")
    enter(page)
    page.goto("/contacts/people")
    page.locator("[data-tick-all]").check()
    expect(page.locator("[data-selected-count]")).to_have_text("3 selected")
    leave(page, lambda: page.get_by_role("button", name="Archive", exact=True).click())
    page.go_back()
    expect(page.locator("tbody input:checked")).to_have_count(3)
    expect(page.locator("[data-selected-count]")).to_have_text("3 selected")
