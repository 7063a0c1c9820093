"""A browser that runs no script does the same work: every button is a form, every menu opens by itself."""

from collections.abc import Callable

from flask import Flask
from playwright.sync_api import Page, expect

from tests.journeys.hands import fill, leave, press, save
from tests.negotiations.cases import opened, scene

HOST = "延吉市商务局"


def test_everything_of_the_day_works_where_no_script_runs(plain: Page, app: Flask, enter: Callable[..., None]) -> None:
    with app.app_context():
        opened(scene(), title="リブ編みカーディガン 委託販売")
    enter(plain)
    _plan_a_mission(plain)
    _log_a_meeting(plain)
    _move_a_negotiation(plain)


def _plan_a_mission(plain: Page) -> None:
    """The button that shows the host's people sends the form and brings it back with what was typed."""
    plain.goto("/missions/new")
    fill(
        plain,
        name_ja="秋の視察団",
        place_id="延吉市",
        start_on="2026-11-09",
        end_on="2026-11-12",
        objectives="販路を探す。",
    )
    save(plain)
    leave(plain, plain.get_by_role("link", name="Itinerary").first.click)
    leave(plain, plain.get_by_role("link", name="Add an item").click)
    fill(plain, day="2026-11-10", start="10:00", end="11:00", organisation_id=HOST, purpose="着任の挨拶")
    press(plain, "Show the people of the host")
    expect(plain.locator("[name=purpose]")).to_have_value("着任の挨拶")
    plain.get_by_role("group", name="Who receives us").get_by_label("李明淑").check()
    save(plain)
    expect(plain.locator("ol.itin > li")).to_contain_text("李明淑")


def _log_a_meeting(plain: Page) -> None:
    """Rows are added by a button that saves nothing."""
    plain.locator("ol.itin summary").click()
    leave(plain, plain.get_by_role("link", name="Log meeting").click)
    expect(plain.get_by_label("李明淑").first).to_be_checked()
    fill(
        plain,
        kind="business_talk",
        result="interest",
        said="十一月に再訪してほしい。",
        next_steps__0__text="礼状を送る",
    )
    press(plain, "Add a next step")
    expect(plain.locator("[name=said]")).to_have_value("十一月に再訪してほしい。")
    fill(
        plain,
        next_steps__1__text="再訪の日を決める",
        next_steps__1__owner_id="小林 里美",
        next_steps__1__due_on="2026-12-01",
    )
    save(plain)
    for text in (HOST, "十一月に再訪してほしい。", "礼状を送る", "再訪の日を決める"):
        expect(plain.get_by_role("main")).to_contain_text(text)


def _move_a_negotiation(plain: Page) -> None:
    """The card's menu is a form; what a move still needs is asked on the page that follows."""
    plain.goto("/negotiations/")
    plain.locator("[data-card] summary").click()
    leave(plain, plain.locator("[data-card] details.move button[value=qualified]").click)
    expect(plain.locator("#col-qualified [data-card]")).to_contain_text("リブ編みカーディガン")
    plain.locator("[data-card] summary").click()
    leave(plain, plain.locator("[data-card] details.move button[value=lost]").click)
    expect(plain.locator("form.ask")).to_contain_text("Reason for losing")
    fill(plain, loss_reason="price", loss_note="卸値が合わない。")
    press(plain, "Move")
    expect(plain.locator("#col-lost")).to_contain_text("1")
    leave(plain, plain.get_by_role("button", name="Undo").click)
    expect(plain.locator("#col-qualified [data-card]")).to_have_count(1)
