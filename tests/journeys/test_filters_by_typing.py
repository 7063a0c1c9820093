"""A long choice of a filter: its values are found by typing, by keys alone, and the panel fits a phone."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.contacts import book


@pytest.fixture
def places(app: Flask) -> None:
    with app.app_context():
        book.load_places()
        book.organisation("見附商事", "ja", country="JP", place_id=book.place("15211").id)


@pytest.mark.usefixtures("places")
def test_a_value_is_found_by_typing_and_taken_by_enter(page: Page, enter: Callable[..., None]) -> None:
    enter(page)
    page.goto("/contacts/organisations")
    page.locator("summary.filter").click()
    box = page.get_by_label("Type to find: Place")
    choice = page.locator("#add-place")
    expect(box).to_be_visible()
    every = choice.locator("option").count()
    box.fill("mitsuke")
    expect(choice).not_to_have_js_property("value", "")
    assert 0 < choice.locator("option").count() < every
    box.press("Escape")
    expect(box).to_have_value("")
    assert choice.locator("option").count() == every
    box.fill("mitsuke")
    box.press("Enter")
    page.wait_for_url("**place=*")
    expect(page.get_by_role("link", name="見附商事")).to_be_visible()


@pytest.mark.usefixtures("places")
def test_the_panel_stands_within_a_phone_with_its_button(page: Page, enter: Callable[..., None]) -> None:
    enter(page)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/contacts/organisations")
    page.locator("summary.filter").click()
    button = page.locator("#menu-filters button", has_text="Show")
    expect(button).to_be_in_viewport()
    panel = page.locator("#menu-filters").bounding_box()
    assert panel is not None
    assert panel["y"] >= 0
    assert panel["y"] + panel["height"] <= 844
    assert panel["x"] + panel["width"] <= 390
