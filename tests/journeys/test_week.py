"""The programme as a time grid: an item is dragged to another hour."""

from collections.abc import Callable

from flask import Flask
from playwright.sync_api import Page, expect

from tests.missions import voyage


def test_an_item_dragged_to_another_day_begins_at_the_clock_of_the_cell(
    page: Page, app: Flask, enter: Callable[..., None], axe: Callable[[Page], None]
) -> None:
    with app.app_context():
        mission = voyage.mission()
        voyage.item(mission, title="表敬訪問")
        id = mission.id
    enter(page)
    page.goto(f"/missions/{id}/itinerary?view=week")
    axe(page)
    there = page.locator('td[data-at="2026-12-12T14:30"]')
    page.locator("[data-item]", has_text="表敬訪問").drag_to(there)
    expect(there).to_contain_text("14:30–15:30")
    expect(page.locator("#messages")).to_contain_text("Undo")
