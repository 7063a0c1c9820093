"""A real mission, typed in through the pages: Akita's chamber to Yanbian, October 2015.

The pages as they open are looked at by axe in test_languages; here, what they become.
"""

import re
import time
from collections.abc import Callable
from pathlib import Path

from flask.testing import FlaskCliRunner
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.journeys import akita
from tests.journeys.hands import fill, leave, save, save_and_another
from tests.journeys.reporting import PRINT_PATIENCE_MS


def test_a_coordinator_enters_the_akita_mission_and_reads_its_pack_and_report(
    page: Page,
    enter: Callable[..., None],
    runner: FlaskCliRunner,
    axe: Callable[[Page], None],
    picture: Callable[..., None],
) -> None:
    assert runner.invoke(args=["places", "load"]).exit_code == 0
    enter(page, language="ja")
    _enter_organisations(page)
    mission = _enter_mission(page)
    _enter_delegation(page, mission)
    _enter_programme(page, mission)
    _look_at_gaps(page, mission, axe)
    picture(page, "akita")
    _read_pack(_printed(page, mission, "briefing", axe))
    _read_report(_printed(page, mission, "report", axe))


def _enter_organisations(page: Page) -> None:
    page.goto("/contacts/organisations/quick")
    for name, place, role in akita.ORGANISATIONS:
        fill(page, text=name, place_id=place, role=role)
        save_and_another(page)
    page.goto("/contacts/organisations")
    for name, _place, _role in akita.ORGANISATIONS:
        expect(page.get_by_role("main").get_by_role("link", name=name, exact=True)).to_be_visible()


def _enter_mission(page: Page) -> str:
    """The address of the mission."""
    page.goto("/missions/new")
    fill(page, name_ja=akita.NAME, type="trade_mission", place_id="延吉市", start_on="2015-10-31", end_on="2015-10-27")
    fill(page, name_zh=akita.NAME_ZH, sender_organisation_id=akita.SENDER, host_organisation_id=akita.HOST)
    fill(page, objectives=akita.OBJECTIVES, target_agreements=1, target_talks=20)
    save(page)
    expect(page.locator("#errors")).to_be_focused()
    expect(page.locator("[name=name_ja]")).to_have_value(akita.NAME)
    fill(page, start_on="2015-10-27", end_on="2015-10-31")
    save(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(akita.NAME)
    return page.url


def _enter_delegation(page: Page, mission: str) -> None:
    page.goto(f"{mission}/participants/new")
    for name, reading, organisation, title, role in akita.DELEGATES:
        fill(page, name=name, reading=reading, organisation_id=organisation, title=title, role=role)
        save_and_another(page)
    page.goto(f"{mission}/delegation")
    rows = page.get_by_role("main").locator("tbody tr")
    expect(rows).to_have_count(20)
    expect(rows.first).to_contain_text("渡部 恒一郎")


def _enter_programme(page: Page, mission: str) -> None:
    page.goto(f"{mission}/items/new")
    for item in akita.ITEMS:
        fill(page, **item.fields())
        save_and_another(page)
    page.goto(f"{mission}/itinerary")
    expect(page.locator("ol.itin > li")).to_have_count(len(akita.ITEMS))
    conference = page.locator("ol.itin > li", has_text="経済交流会議")
    expect(conference).to_contain_text("09:00")
    expect(conference).to_contain_text("10:00")  # on the clocks at home


def _look_at_gaps(page: Page, mission: str, axe: Callable[[Page], None]) -> None:
    """What is missing before printing: a reading, an address, an appointment. One is mended from the list."""
    page.goto(mission)
    gaps = page.locator("#gaps")
    for missing in ("李正植", "夕食会", "シンポー情報技術延辺"):
        expect(gaps.get_by_role("link").filter(has_text=missing)).to_be_visible()
    before = gaps.get_by_role("link").count()
    leave(page, gaps.get_by_role("link").filter(has_text="李正植").click)
    fill(page, reading="Lǐ Zhèngzhí")
    save(page)
    page.goto(mission)
    expect(gaps.get_by_role("link")).to_have_count(before - 1)
    axe(page)


def _printed(page: Page, mission: str, kind: str, axe: Callable[[Page], None]) -> Path:
    """Ask for the document in Japanese, wait for the worker, download it. Tells how long it took."""
    number = mission.rsplit("/", 1)[1]
    page.goto(f"/documents/missions/{number}?kind={kind}")
    fill(page, language="ja")
    started = time.monotonic()
    page.locator("main [data-save]").first.click()  # how far it is appears in this page
    download = page.locator("#progress a[href^='/files/']")
    expect(download).to_be_visible(timeout=PRINT_PATIENCE_MS)
    print(f"{kind}: {time.monotonic() - started:.1f} s")
    axe(page)
    with page.expect_download() as waiting:
        download.click()
    return Path(waiting.value.path())


def _text(pdf: Path) -> str:
    """The text of a document without the blanks between its glyphs. Every page says which one of how many it is."""
    pages = [page.extract_text() for page in PdfReader(pdf).pages]
    for number, text in enumerate(pages[1:], start=2):
        assert re.search(rf"{number}\s*/\s*{len(pages)}", text), text[-200:]
    return re.sub(r"\s", "", "".join(pages))


def _read_pack(pdf: Path) -> None:
    text = _text(pdf)
    for name, *_rest in akita.DELEGATES:
        assert name.replace(" ", "") in text
    for wanted in (akita.HOTEL, akita.HOTEL_ADDRESS, "吉林衆鑫有機米グループ", "検疫の手続きは。", "LǐZhèngzhí"):
        assert wanted in text


def _read_report(pdf: Path) -> None:
    text = _text(pdf)
    for wanted in (akita.NAME, "渡部恒一郎", "三者経済交流協定調印式", "延辺大山商貿"):
        assert wanted in text
