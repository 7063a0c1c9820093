"""Nothing that was typed is lost: two people at once, an impatient finger, a network that fails."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import delete, func, select

from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.tasks.models import Plan
from crm.tasks.rules import USUAL_PLANS
from crm.users.models import LoginSession
from tests.cast import PASSWORD, PEOPLE
from tests.contacts import book
from tests.journeys.hands import fill, press, save, send
from tests.meetings import scene
from tests.missions import voyage


def _mission(app: Flask) -> str:
    with app.app_context():
        return f"/missions/{voyage.mission().id}"


def test_two_people_change_a_mission_and_the_second_chooses_what_stays(
    page: Page, dark: Page, app: Flask, enter: Callable[..., None], axe: Callable[[Page], None]
) -> None:
    mission = _mission(app)
    enter(page, Role.COORDINATOR)
    enter(dark, Role.ADMIN)
    page.goto(f"{mission}/edit")
    dark.goto(f"{mission}/edit")
    fill(dark, name_ja="延辺視察団（改）", document_number="見商第12号")
    save(dark)
    fill(page, name_ja="第7回 延辺 視察団", objectives="販路を確かめる。")
    save(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("本田 悠 saved this record before you")
    axe(page)
    name = page.get_by_role("row", name="Name in Japanese")
    for text in ("延辺視察団（改）", "第7回 延辺 視察団", "第7回 延辺視察団"):
        expect(name.get_by_text(text, exact=True)).to_be_visible()
    name.get_by_label("第7回 延辺 視察団", exact=True).check()
    press(page, "Save what I chose")
    expect(page.get_by_role("heading", level=1)).to_have_text("第7回 延辺 視察団")
    page.goto(f"{mission}/edit")
    expect(page.locator("[name=document_number]")).to_have_value("見商第12号")  # theirs, which nobody disputed
    expect(page.locator("[name=objectives]")).to_have_value("販路を確かめる。")  # ours


def test_an_impatient_double_click_saves_one_record(page: Page, app: Flask, enter: Callable[..., None]) -> None:
    with app.app_context():
        book.load_places()
    enter(page)
    page.goto("/contacts/people/quick")
    fill(page, full="坂上 理恵")
    page.locator("main [data-save]").dblclick()
    expect(page.get_by_role("heading", level=1)).to_contain_text("坂上 理恵")
    page.goto("/contacts/people")
    expect(page.get_by_role("main").get_by_role("link", name="坂上 理恵")).to_have_count(1)


def test_a_double_click_on_a_slow_connection_presses_once(page: Page, app: Flask, enter: Callable[..., None]) -> None:
    enter(page, Role.ADMIN)
    page.goto("/tasks/plans")
    slow = {"offline": False, "latency": 400, "downloadThroughput": -1, "uploadThroughput": -1}
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", slow)
    box = page.get_by_role("button", name="Add the usual plans").bounding_box()
    assert box is not None
    for _press in range(2):  # by the mouse: a locator would wait for the page that comes
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.wait_for_timeout(200)
    expect(page.locator("#messages")).to_contain_text("The usual plans have been added.")
    with app.app_context():
        assert db.session.scalar(select(func.count(Plan.id))) == len(USUAL_PLANS)


def test_what_was_typed_survives_a_failed_network(page: Page, app: Flask, enter: Callable[..., None]) -> None:
    """Without a network the page says so and keeps the text on the device; the same form opened again has it."""
    with app.app_context():
        form = f"/meetings/{scene.talk(scene.scene()).id}/edit"
    enter(page)
    page.goto(form)
    fill(page, purpose="キムチ用の唐辛子を二トン。")
    page.route(f"**{form}*", lambda route: route.abort("internetdisconnected"))
    page.locator("main [data-save]").click()
    expect(page.locator("#messages .toast")).to_be_visible()
    expect(page.locator("[name=purpose]")).to_have_value("キムチ用の唐辛子を二トン。")
    page.unroute(f"**{form}*")
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(form)
    expect(page.locator("[name=purpose]")).to_have_value("キムチ用の唐辛子を二トン。")
    expect(page.locator("#messages")).to_contain_text("What you typed before the connection failed has been put back")
    send(page)
    expect(page.get_by_role("main")).to_contain_text("キムチ用の唐辛子を二トン。")


def test_a_language_chosen_for_printing_is_no_change_to_lose(
    page: Page, app: Flask, enter: Callable[..., None]
) -> None:
    """The way to the translations of that language asked first whether to leave the page."""
    mission = _mission(app)
    enter(page)
    page.goto(f"/documents{mission}?kind=report")
    page.locator("#print-form [name=language]").select_option("ko")
    expect(page.locator("form[data-dirty]")).to_have_count(0)
    page.locator("#print-form [name=addressee]").fill("秋田県知事")
    expect(page.locator("form[data-dirty]")).to_have_count(1)


@pytest.mark.parametrize(("form", "field"), [("/missions/1/edit", "objectives"), ("/tasks/new", "text")])
def test_what_was_typed_survives_the_end_of_the_session(
    page: Page, app: Flask, enter: Callable[..., None], form: str, field: str
) -> None:
    """Whoever writes for longer than a session lasts signs in anew, and finds the form as it was left."""
    _mission(app)
    enter(page)
    page.goto(form)
    fill(page, **{field: "唐辛子を二トン。"})
    with app.app_context(), writing():
        db.session.execute(delete(LoginSession))
        db.session.commit()
    page.locator("main [data-save]").click()
    page.get_by_role("link", name="Sign in").click()
    fill(page, email=PEOPLE[Role.COORDINATOR][0], password=PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    written = page.locator(f"[name={field}]")
    expect(written).to_have_value("唐辛子を二トン。")
    expect(page.locator("#messages")).to_contain_text("put back")
    if form == "/tasks/new":
        fill(page, due_on="2026-12-01")
        send(page)
    else:
        save(page)
    page.goto(form)
    expect(page.locator("main [data-save]")).to_be_visible()
    expect(page.locator("#messages")).not_to_contain_text("put back")  # what was saved is no draft any more
