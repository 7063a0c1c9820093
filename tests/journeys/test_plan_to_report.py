"""From the plan to the approved report: last year's mission planned once more."""

import re
import shutil
import sqlite3
from contextlib import ExitStack, closing

from flask import Flask
from playwright.sync_api import Page, expect

from crm.users.rules import SAMPLE_PASSWORD
from tests.journeys.conftest import OpenPage
from tests.journeys.hands import fill, leave, save
from tests.journeys.reporting import approved_report

APPROVED = "承認済み"


def test_last_years_mission_of_the_sample_is_planned_again_and_its_report_approved(
    app: Flask, sampled: Flask, page: Page, open_page: OpenPage
) -> None:
    _copy(sampled, app)
    _enter_sample(page, "kobayashi@example.jp")
    page.goto("/missions/?sort=-start")
    name = "第7回 延辺視察団"
    leave(page, page.get_by_role("main").get_by_role("link", name=name).first.click)
    earlier = page.url
    page.goto(f"{earlier}/again")
    fill(page, name_ja="第8回 延辺視察団")
    save(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("第8回 延辺視察団")
    mission = re.sub(r"[?#].*", "", page.url)
    page.goto(f"{mission}/itinerary")
    assert page.locator("ol.itin > li").count() > 5
    expect(page.get_by_role("main")).to_contain_text("2027")
    chair = open_page()
    _enter_sample(chair, "yoshihara@example.jp")
    approved_report(page, chair, mission, chair_name="吉原")
    expect(page.get_by_role("main")).to_contain_text(APPROVED)


def _copy(source: Flask, target: Flask) -> None:
    """Give an application the rows and the files of another one."""
    rows = (app.config["SQLALCHEMY_DATABASE_URI"].removeprefix("sqlite:///") for app in (source, target))
    with ExitStack() as opened:
        kept, wanted = (opened.enter_context(closing(sqlite3.connect(file))) for file in rows)
        kept.backup(wanted)
    given, wanted_files = (app.extensions["settings"].instance / "files" for app in (source, target))
    shutil.copytree(given, wanted_files, dirs_exist_ok=True)


def _enter_sample(page: Page, email: str) -> None:
    page.goto("/users/sign-in")
    page.locator("input[name=email]").fill(email)
    page.locator("input[name=password]").fill(SAMPLE_PASSWORD)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url(lambda url: "/users/sign-in" not in url)
