"""What is typed into a fact in place is lost only by who says so: another fact asks before it opens."""

from collections.abc import Callable

from flask import Flask
from playwright.sync_api import Dialog, Page, expect

from crm.core.permissions import Role
from tests.contacts import book

ASKED = "There are unsaved changes. Leave without saving?"


def _open(page: Page, fact: str) -> None:
    page.locator(f"main a[href$='?facts={fact}']").click()


def _answer(page: Page, told: list[str], *, leaves: bool) -> None:
    def told_and_answered(dialog: Dialog) -> None:
        told.append(dialog.message)
        dialog.accept() if leaves else dialog.dismiss()

    page.once("dialog", told_and_answered)


def test_another_fact_asks_before_it_opens_beside_what_was_typed(
    page: Page, app: Flask, enter: Callable[..., None]
) -> None:
    with app.app_context():
        id = book.organisation(employees=7).id
    told: list[str] = []
    enter(page, Role.COORDINATOR)
    page.goto(f"/contacts/organisations/{id}")
    employees, notes = page.locator("main [name=employees]"), page.locator("main [name=notes]")
    _open(page, "employees")
    employees.fill("777")
    _answer(page, told, leaves=False)
    _open(page, "notes")
    page.wait_for_timeout(500)  # nothing is to happen
    assert told == [ASKED]
    expect(employees).to_have_value("777")
    expect(notes).to_have_count(0)
    _answer(page, told, leaves=True)
    _open(page, "notes")
    expect(notes).to_be_visible()
    expect(employees).to_have_count(0)
    assert told == [ASKED, ASKED]
    _open(page, "employees")  # nothing was typed: the other closes without a question, and the pencil is there again
    expect(employees).to_have_value("7")
    expect(notes).to_have_count(0)
    employees.fill("777")
    page.locator("main form.fact [data-save]").click()
    expect(page.locator("main form.fact")).to_have_count(0)
    expect(page.locator("main dd", has_text="777")).to_be_visible()


def test_what_is_added_is_not_replaced_by_another_addition(page: Page, app: Flask, enter: Callable[..., None]) -> None:
    with app.app_context():
        id = book.organisation().id
    told: list[str] = []
    enter(page, Role.COORDINATOR)
    page.goto(f"/contacts/organisations/{id}")
    website = page.locator("main [name=website]")
    _open(page, "website")
    website.fill("https://yanji.example.cn")
    _answer(page, told, leaves=False)
    _open(page, "profile")
    page.wait_for_timeout(500)
    assert told == [ASKED]
    expect(website).to_have_value("https://yanji.example.cn")
    expect(page.locator("main form.fact")).to_have_count(1)


def test_a_language_is_added_in_place_and_no_button_lies_on_it(
    phone: Page, app: Flask, enter: Callable[..., None]
) -> None:
    with app.app_context():
        id = book.person().id
    enter(phone, Role.COORDINATOR)
    phone.goto(f"/contacts/people/{id}")
    act = phone.locator(".page > .head > .actions > .btn-primary")
    expect(act).to_be_visible()
    _open(phone, "languages")
    form = phone.locator("main form.fact")
    before = form.locator(".entry-row").count()
    form.get_by_role("button", name="Add a row").click()
    expect(form.locator(".entry-row")).to_have_count(before + 1)
    expect(phone.get_by_text("Not possible this way")).to_have_count(0)
    button, fields = act.bounding_box(), form.bounding_box()
    assert button is not None
    assert fields is not None
    assert button["y"] + button["height"] <= fields["y"]
    form.locator("select").first.select_option(index=1)
    form.locator("[data-save]").click()
    expect(form).to_have_count(0)
    expect(act).to_be_visible()
