"""The palette: found while typing, walked through with the arrows, silent while an input method composes."""

from collections.abc import Callable

from flask import Flask
from playwright.sync_api import Page, expect

from tests.contacts import book
from tests.journeys.hands import leave

COMPOSE = """(field, text) => {
  field.dispatchEvent(new CompositionEvent('compositionstart', {bubbles: true}));
  field.value = text;
  field.dispatchEvent(new InputEvent('input', {bubbles: true, isComposing: true}));
  field.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', bubbles: true, cancelable: true, isComposing: true}));
}"""
COMPOSED = "field => field.dispatchEvent(new CompositionEvent('compositionend', {bubbles: true}))"


def test_a_firm_is_found_by_another_script_and_a_meeting_with_it_begun(
    page: Page, app: Flask, enter: Callable[..., None], axe: Callable[[Page], None]
) -> None:
    with app.app_context():
        book.organisation("延吉市商务局")
        book.organisation("延吉大洋商社", "ja", country="CN")
    enter(page)
    page.keyboard.press("Control+k")
    field = page.get_by_role("combobox", name="Search everything")
    expect(field).to_be_focused()

    field.evaluate(COMPOSE, "延吉")
    page.wait_for_timeout(300)
    expect(page.get_by_role("option")).to_have_count(0)
    assert page.url.endswith("/")
    field.evaluate(COMPOSED)
    expect(page.get_by_role("option", name="延吉市商务局").first).to_be_visible()
    axe(page)

    field.fill("延吉市商務局")
    expect(page.get_by_role("option", name="New meeting with 延吉市商务局")).to_be_visible()
    first = page.get_by_role("option").first
    expect(first).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", "palette-1")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option", name="New meeting with 延吉市商务局", selected=True)).to_be_visible()
    page.keyboard.press("ArrowUp")
    expect(first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).to_be_hidden()

    page.get_by_role("searchbox", name="Search").first.click()
    expect(field).to_be_focused()
    field.fill("연길시상무국")
    expect(page.get_by_role("option", name="New meeting with 延吉市商务局")).to_be_visible()
    page.keyboard.press("ArrowDown")
    leave(page, lambda: page.keyboard.press("Enter"))
    assert "/meetings/new?organisation_id=" in page.url
