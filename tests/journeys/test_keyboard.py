"""The product with the keyboard alone: not one click."""

from collections.abc import Callable

from flask import Flask
from playwright.sync_api import Locator, Page, expect

from crm.core.permissions import Role
from tests import cast
from tests.journeys.conftest import reader
from tests.journeys.hands import leave
from tests.negotiations.cases import opened, scene

FURTHEST = 80


def _tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until the focus is there, as somebody without a mouse does."""
    for _ in range(FURTHEST):
        if wanted.evaluate("control => control === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {wanted}")


def _press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_a_coordinator_signs_in_creates_moves_and_searches_without_a_mouse(
    page: Page, app: Flask, axe: Callable[[Page], None]
) -> None:
    with app.app_context():
        opened(scene(), title="リブ編みカーディガン 委託販売")
        email = reader(Role.COORDINATOR, "en")
    page.goto("/users/sign-in")
    _tab_to(page, page.get_by_label("E-mail"))
    page.keyboard.type(email)
    _press(page, "Tab")
    page.keyboard.type(cast.PASSWORD)
    leave(page, lambda: _press(page, "Enter"))
    _create_a_person(page, axe)
    _move_a_card(page)
    _search(page)


def _create_a_person(page: Page, axe: Callable[[Page], None]) -> None:
    """`c` opens the menu; the form has the focus in its first field; Ctrl+Enter saves it."""
    _press(page, "c")
    _tab_to(page, page.locator(".menu-body").get_by_role("link", name="Person", exact=True))
    axe(page)
    leave(page, lambda: _press(page, "Enter"))
    expect(page.locator("[name=full]")).to_be_focused()
    page.keyboard.type("山崎 千尋")
    leave(page, lambda: _press(page, "Control+Enter"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("山崎 千尋")


def _move_a_card(page: Page) -> None:
    """`j` walks to the card, `m` and a digit move it, and the focus goes with it. Escape closes the menu again."""
    _tab_to(page, page.get_by_role("navigation", name="Main", exact=True).get_by_role("link", name="Negotiations"))
    leave(page, lambda: _press(page, "Enter"))
    card = page.locator("[data-card]")
    _press(page, "j")
    expect(card).to_be_focused()
    _press(page, "m")
    expect(card.locator("details.move")).to_have_attribute("open", "")
    _press(page, "Escape")
    expect(card.locator("summary")).to_be_focused()
    _press(page, "m", "2")
    expect(page.locator("#col-qualified [data-card]")).to_be_focused()
    expect(page.locator("#col-lead [data-card]")).to_have_count(0)
    expect(page.locator("#messages")).to_contain_text("リブ編みカーディガン")


def _search(page: Page) -> None:
    """Ctrl+K opens the palette from anywhere, and another writing of the name finds the person."""
    _press(page, "Control+k")
    expect(page.get_by_role("combobox", name="Search everything")).to_be_focused()
    page.keyboard.type("山﨑千尋")
    expect(page.get_by_role("option", name="山崎 千尋", selected=True)).to_be_visible()
    leave(page, lambda: _press(page, "Enter"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("山崎 千尋")
