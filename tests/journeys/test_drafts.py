"""What was typed and could not be sent comes back into the form that it was typed into, whole, and into no other."""

from collections.abc import Callable

from flask import Flask
from playwright.sync_api import Page, Route, expect

from crm.activities.models import Activity
from crm.core.database import db
from tests.journeys.hands import fill
from tests.meetings.scene import Scene, scene, talk
from tests.missions import voyage


def _scene(app: Flask) -> Scene:
    with app.app_context():
        return scene()


def _held(app: Flask, at: Scene) -> int:
    with app.app_context():
        return talk(at).id


def _cut_off(route: Route) -> None:
    """No answer to what is sent; pages come."""
    if route.request.method == "POST":
        route.abort("internetdisconnected")
    else:
        route.continue_()


def _fail_to_save(page: Page) -> None:
    """Press Save while the server is not there, and leave for the page of one's own."""
    page.route("**/*", _cut_off)
    page.locator("main [data-save]").click()
    expect(page.locator("#messages .toast")).to_be_visible()
    page.unroute("**/*")
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto("/users/me")


def test_a_draft_comes_back_whole_into_its_own_form_and_into_no_other(
    page: Page, app: Flask, enter: Callable[..., None]
) -> None:
    at = _scene(app)
    enter(page)
    form = f"/meetings/{_held(app, at)}/edit"
    page.goto(f"{form}?state=held")
    fill(page, purpose="唐辛子を二トン。", newcomers__0__name="朴 春花")
    page.locator("[name=add-newcomers]").click()
    expect(page.locator("[name=newcomers-1-name]")).to_be_visible()
    fill(page, newcomers__1__name="金 秀賢", newcomers__1__title="课长")
    _fail_to_save(page)
    page.goto(f"{form}?state=planned")
    expect(page.locator("main [data-save]")).to_be_visible()
    expect(page.locator("[name=purpose]")).to_have_value("")
    page.goto(f"{form}?next=/&state=held")
    expect(page.locator("[name=newcomers-1-name]")).to_have_value("金 秀賢")
    expect(page.locator("[name=newcomers-1-title]")).to_have_value("课长")
    expect(page.locator("[name=newcomers-0-name]")).to_have_value("朴 春花")
    expect(page.locator("[name=newcomers-0-name]")).to_be_visible()
    purpose = page.locator("[name=purpose]")
    expect(purpose).to_have_value("唐辛子を二トン。")
    expect(purpose).to_be_visible()  # in a part that was folded
    expect(page.locator("#messages")).to_contain_text("put back into this form")
    expect(page.locator("#messages")).not_to_contain_text("could not be put back")


def test_what_has_no_place_any_more_is_told(page: Page, app: Flask, enter: Callable[..., None]) -> None:
    at = _scene(app)
    enter(page)
    form = f"/meetings/{_held(app, at)}/edit"
    page.goto(form)
    fill(page, purpose="唐辛子を二トン。")
    page.locator("[name=purpose]").evaluate("field => { field.name = 'a_field_of_yesterday'; }")
    _fail_to_save(page)
    page.goto(form)
    expect(page.locator("#messages")).to_contain_text("could not be put back into the form: 唐辛子を二トン。")


def test_the_head_of_what_is_presumed_follows_what_is_chosen(
    page: Page, app: Flask, enter: Callable[..., None]
) -> None:
    at = _scene(app)
    enter(page)
    page.goto(f"/meetings/new?organisation_id={at.commerce_bureau}&starts=2026-12-11T09:05&zone=Asia/Shanghai")
    head = page.locator("#presumed > summary")
    expect(head).to_contain_text("China time")
    held: list[Route] = []
    page.route("**/meetings/new?**", lambda route: held.append(route), times=1)
    with page.expect_request("**/meetings/new?**"):
        fill(page, kind="signing", timezone="Asia/Tokyo", state="planned")
    held[0].continue_()  # all three were chosen before the first answer came
    for told in ("Japan time", "Signing", "Planned"):
        expect(head).to_contain_text(told)
    expect(page.locator("[name=timezone]")).to_be_visible()


def test_escape_closes_the_list_of_visits(page: Page, app: Flask, enter: Callable[..., None]) -> None:
    at = _scene(app)
    with app.app_context():
        trip = db.session.get_one(Activity, at.mission)
        voyage.item(trip, organisation_id=at.commerce_bureau, kind="visit", title="商務局を訪問")
    enter(page)
    page.goto(f"/meetings/new?organisation_id={at.commerce_bureau}&activity_id={at.mission}")
    chooser = page.locator("details.chooser")
    chooser.locator("> summary").click()
    expect(chooser).to_have_attribute("open", "")
    page.keyboard.press("Escape")
    expect(chooser).not_to_have_attribute("open", "")
    expect(chooser.locator("> summary")).to_be_focused()
    assert "/meetings/new" in page.url


def test_what_is_said_goes_along_to_another_visit(page: Page, app: Flask, enter: Callable[..., None]) -> None:
    at = _scene(app)
    with app.app_context():
        trip = db.session.get_one(Activity, at.mission)
        for title in ("商務局を訪問", "商務局と昼食"):
            voyage.item(trip, organisation_id=at.commerce_bureau, kind="visit", title=title)
    enter(page)
    page.goto(f"/meetings/new?organisation_id={at.commerce_bureau}&activity_id={at.mission}")
    day = page.locator("[name=day]")
    fill(page, said="唐辛子を二トン。", result="offer", next_steps__0__text="見本を送る", day="2026-12-14")
    page.locator("#presumed > summary").click()
    fill(page, mode="online", venue="二階")
    page.locator("[name=add-next_steps]").click()
    expect(page.locator("[name=next_steps-1-text]")).to_be_visible()
    page.locator("details.chooser > summary").click()
    page.locator("details.chooser a", has_text="昼食").click()
    expect(page.locator("details.chooser > summary")).to_contain_text("昼食")
    expect(page.locator("[name=said]")).to_have_value("唐辛子を二トン。")
    expect(page.locator("[name=result][value=offer]")).to_be_checked()
    expect(page.locator("[name=next_steps-0-text]")).to_have_value("見本を送る")
    expect(page.locator("[name=mode]")).to_have_value("online")
    expect(page.locator("[name=venue]")).to_have_value("二階")
    expect(page.locator("#messages")).to_contain_text("taken along")
    expect(day).not_to_have_value("2026-12-14")


def test_a_thumb_opens_what_is_folded(phone: Page, app: Flask, enter: Callable[..., None]) -> None:
    at = _scene(app)
    enter(phone)
    for form in (f"/meetings/new?organisation_id={at.commerce_bureau}", "/contacts/people/new"):
        phone.goto(form)
        heads = phone.locator("main form details > summary")
        heights = heads.evaluate_all("all => all.filter(e => e.checkVisibility()).map(e => e.offsetHeight)")
        assert heights
        assert min(heights) >= 44, (form, heights)
