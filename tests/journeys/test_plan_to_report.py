"""From the plan to the approved report: a delegation that is received, and last year's mission planned once more."""

import re
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import ExitStack, closing

from flask import Flask
from flask.testing import FlaskCliRunner
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from crm.core.permissions import Role
from crm.users.rules import SAMPLE_PASSWORD
from tests.journeys import yanbian
from tests.journeys.conftest import OpenPage
from tests.journeys.hands import fill, leave, save, save_and_another, send, unfold
from tests.journeys.reporting import approved_report, printed_report

APPROVED = "承認済み"


def test_a_delegation_from_yanbian_is_received_and_its_report_approved(
    page: Page, open_page: OpenPage, app: Flask, runner: FlaskCliRunner, enter: Callable[..., None]
) -> None:
    assert runner.invoke(args=["places", "load"]).exit_code == 0
    enter(page, language="ja")
    page.goto("/contacts/organisations/quick")
    for name, place, role in yanbian.ORGANISATIONS:
        fill(page, text=name, place_id=place, role=role)
        save_and_another(page)
    mission = _planned(page)
    _delegation(page, mission)
    _programme(page, mission)
    _talk(page, mission)
    chair = open_page()
    enter(chair, Role.MANAGEMENT, language="ja")
    report = approved_report(page, chair, mission, chair_name="酒井 正")
    expect(page.get_by_role("main")).to_contain_text(APPROVED)
    text = re.sub(r"\s", "", "".join(sheet.extract_text() for sheet in PdfReader(printed_report(page, report)).pages))
    for wanted in (yanbian.NAME, "朴永浩", "ビジネス交流会", "先方の関心は高く", "黒木耳の輸入条件を聞いた"):
        assert wanted.replace(" ", "") in text


def _planned(page: Page) -> str:
    """The address of the mission."""
    page.goto("/missions/new")
    fill(page, name_ja=yanbian.NAME, name_zh=yanbian.NAME_ZH, type="inbound_delegation", direction="inbound")
    fill(page, place_id="秋田市", start_on="2013-12-10", end_on="2013-12-12")
    fill(page, sender_organisation_id=yanbian.BUREAU, host_organisation_id=yanbian.HOST, target_talks=5)
    save(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(yanbian.NAME)
    return page.url


def _delegation(page: Page, mission: str) -> None:
    page.goto(f"{mission}/participants/new")
    for name, reading, organisation, title, role in yanbian.DELEGATES:
        fill(page, name=name, reading=reading, organisation_id=organisation, title=title, role=role)
        save_and_another(page)
    page.goto(f"{mission}/delegation")
    rows = page.get_by_role("main").locator("tbody tr")
    expect(rows).to_have_count(19)
    expect(rows.first).to_contain_text("朴永浩")


def _programme(page: Page, mission: str) -> None:
    page.goto(f"{mission}/items/new")
    for item in yanbian.ITEMS:
        fill(page, **item)
        save_and_another(page)
    page.goto(f"{mission}/itinerary")
    late = page.locator("ol.itin > li", has_text="事務局 打ち合わせ")
    expect(late).to_contain_text("23:30")


def _talk(page: Page, mission: str) -> None:
    page.goto(f"{mission}/itinerary")
    log = page.locator("ol.itin > li", has_text="ビジネス交流会").locator("a[href*='/meetings/new']").first
    unfold(log)
    leave(page, log.click)
    fill(page, said="黒木耳の輸入条件を聞いた。", result="interest")
    fill(page, newcomers__0__name="渡部 恒一郎", newcomers__0__side="theirs")
    send(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text(yanbian.HOST)


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
