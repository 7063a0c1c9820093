"""Whose talk it is, picked in the form of a talk: what was opened and chosen meanwhile stays."""

from collections.abc import Callable

from flask import Flask
from playwright.sync_api import Page, Route, expect

from crm.contacts.rules import AffiliationInput, SkillInput
from tests.contacts import book


def test_the_interpreter_chosen_beside_the_firm_that_is_picked_is_not_thrown_away(
    page: Page, app: Flask, enter: Callable[..., None]
) -> None:
    """Leaving the box of the firm drew the section anew: it snapped shut, and the meeting had no interpreter."""
    with app.app_context():
        bureau = book.organisation("延吉市商务局").id
        firm = book.organisation("千秋薬局チェーン", "ja", country="JP")
        book.person("高橋 直樹", "ja", affiliations=[AffiliationInput(firm.id, title="専務")])
        helper = book.person("朴明哲", languages=[SkillInput("ja", "interpreter")]).id
    enter(page)
    page.goto(f"/meetings/new?organisation_id={bureau}")
    asked: list[str] = []
    page.on("request", lambda sent: asked.append(sent.url) if "/meetings/our-side" in sent.url else None)
    page.locator("#presumed > summary").click()
    box = page.get_by_role("combobox", name="Another organisation on our side")
    box.press_sequentially("千秋")
    page.get_by_role("option", name="千秋薬局チェーン").click()
    bench = page.locator("#our-bench > summary")
    expect(bench).to_contain_text("Interpreter: nobody")
    bench.click()
    interpreter = page.locator("select[name=interpreter_id]")
    expect(interpreter).to_be_visible()
    interpreter.select_option(str(helper))
    someone = page.get_by_role("checkbox", name="高橋")
    someone.check()
    held: list[Route] = []
    page.route("**/meetings/our-side**", lambda route: held.append(route))
    box.fill("")
    box.blur()
    someone.uncheck()  # while the section is on its way
    interpreter.select_option("")
    interpreter.select_option(str(helper))
    held[0].continue_()
    expect(page.locator("#our-side.htmx-request")).to_have_count(0)
    page.wait_for_load_state("networkidle")
    assert len(asked) == 2, "once for the firm, once for its going; leaving the box is no news"
    expect(interpreter).to_be_visible()
    expect(interpreter).to_have_value(str(helper))
    expect(bench).to_contain_text("Interpreter: 朴明哲")
    expect(someone).not_to_be_checked()
