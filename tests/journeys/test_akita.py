"""The acceptance walk of 2015: an empty office sends Akita's mission to Yanbian, from its list to the approved report.

Pressed in a browser: the sign-in, the paste of the list and of the programme with their clicks counted, the printing of
the leader's pack, the agreement, a cost, who was there, what took place, the report with its ticks, its way to the
chain, and the first decision about it. By the forms of the same pages, without a browser: the first administrator and
the office, the contacts, the mission, what is typed into each item, letters, talks, the other costs and decisions.
Whatever a page or a paper tells is compared with what was typed (akita), row by row.
"""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner
from playwright.sync_api import Page, expect

from tests.cast import PASSWORD
from tests.journeys import akita
from tests.journeys.akita_letters import ask, read_letters
from tests.journeys.akita_papers import (
    read_pack,
    read_plan,
    read_previews,
    read_report,
    read_subsidy,
)
from tests.journeys.akita_sheets import read_costs_file, read_files, read_handouts
from tests.journeys.beginning import ADMINISTRATOR, begin
from tests.journeys.conftest import OpenPage
from tests.journeys.hands import fill, fill_page, save
from tests.journeys.papers import fetched, set_nothing
from tests.journeys.plainly import Pages
from tests.journeys.prints import COMPARED
from tests.journeys.walking import (
    COUNT_CLICKS,
    approve,
    costs,
    few_clicks,
    hand_in,
    itinerary_is,
    over,
    paste_programme,
    press_approval,
    press_present,
    press_report,
    read_roster,
    save_roster,
)

PRINT_PATIENCE_MS = 180_000


def test_an_empty_office_sends_the_mission_of_2015_up_to_the_approved_report(
    empty_office: Flask, page: Page, runner: FlaskCliRunner, client: FlaskClient, picture: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch, open_page: OpenPage, asked_for: set[str | None],
) -> None:  # fmt: skip
    pages = begin(Pages(client), runner, akita.OFFICE)
    for name, place, role in akita.CONTACTS:
        pages.open("/contacts/organisations/quick").leave_filled(text=name, place_id=place, role=role)
    mission = _mission(pages)
    _enter(page)
    with few_clicks(page):
        _paste_roster(page, mission)
    with few_clicks(page):
        paste_programme(page, mission, akita.PROGRAMME, akita.STOPS)
    itinerary_is(pages, mission, akita.STOPS, "2015-10", lambda stop: stop.titles | stop.more)
    _gaps(pages, mission)
    picture(page, "akita")
    read_pack(_printed(page, pages, mission))
    set_nothing(monkeypatch)
    read_previews(pages, mission)
    read_handouts(pages, mission)
    ask(pages, mission)
    _talks(pages, mission)
    read_files(pages, mission)
    _signed(page, pages)
    costs(page, pages, mission, akita.COSTS, "2015-10-31")
    press_present(page, mission, len(akita.DELEGATES))
    over(page, pages, mission, akita.STOPS, 10, [talk[0] for talk in akita.TALKS])
    read_letters(pages, mission)
    address = press_report(page, mission, addressee=akita.ADDRESSEE, reporter=akita.REPORTER, order_number=akita.ORDER)
    hand_in(page, pages, address, akita.CHAIN)
    press_approval(open_page(), address)
    approve(empty_office, pages, address, akita.CHAIN, pressed=1)
    read_report(pages, mission, address)
    read_subsidy(pages, mission)
    read_costs_file(pages, mission)
    read_plan(pages, mission)
    assert {name for name, walks in COMPARED.items() if "2015" in walks} <= asked_for


def _enter(page: Page) -> None:
    page.context.add_init_script(COUNT_CLICKS)
    page.goto("/users/sign-in")
    page.locator("input[name=email]").fill(ADMINISTRATOR)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url(lambda url: "/users/sign-in" not in url)


def _mission(pages: Pages) -> str:
    """The address of the mission."""
    pages.open("/missions/new").fill(
        name_ja=akita.NAME, name_zh=akita.NAME_ZH, name_ko=akita.NAMES["ko"],
        name_en=akita.NAMES["en"], type="trade_mission", direction="outbound", place_id="延吉市",
        start_on="2015-10-27", end_on="2015-10-31", objectives=akita.OBJECTIVES, sender_organisation_id=akita.SENDER,
        host_organisation_id=akita.HOST, target_talks="2",
    )  # fmt: skip
    return pages.address


def _paste_roster(page: Page, mission: str) -> None:
    """One paste: twelve firms are made, the chamber and the prefecture are found, the parts in the delegation told."""
    read_roster(page, mission, akita.ROSTER)
    expect(page.locator("main [name=save]")).to_contain_text(f"企業・団体{len(akita.FIRMS)}件")
    told = save_roster(page, akita.NAME, len(akita.DELEGATES))
    for row, who in zip(told, akita.DELEGATES, strict=True):
        for fact in (str(who.number), who.name, who.reading, who.organisation, who.title, akita.PARTS[who.part]):
            assert fact in row


def _gaps(pages: Pages, mission: str) -> None:
    """What is missing before printing and can still be told once the mission is over: a reading, from the list."""
    assert "アポイント未確定" not in pages.open(mission).text
    pages.open(pages.link(f"{akita.READ_LATER}のフリガナがありません")).fill(reading=akita.READING)
    assert akita.READ_LATER not in pages.open(mission).text


def _printed(page: Page, pages: Pages, mission: str) -> bytes:
    """Ask for the leader's pack, wait for the worker on the same page, download it."""
    page.goto(mission.replace("/missions/", "/documents/missions/"))
    page.locator("main [data-save]").first.click()  # how far it is appears in this page
    download = page.locator("#progress a[href^='/files/']")
    expect(download).to_be_visible(timeout=PRINT_PATIENCE_MS)
    return fetched(pages, str(download.get_attribute("href")))


def _talks(pages: Pages, mission: str) -> None:
    """Logged from the itinerary, on the clock of Yanji."""
    for item, host, they, we, topic, said, result, step, due in akita.TALKS:
        rows = pages.open(f"{mission}/itinerary").page.xpath("//ol[contains(@class,'itin')]/li")
        [log] = [
            link
            for row in rows
            if item in row.text_content()
            for link in row.xpath(".//a/@href")
            if "/meetings/new" in link
        ]
        pages.open(log).fill(
            kind="business_talk", theirs=[they], ours=[we], topic=topic, said=said, result=result,
            next_steps__0__text=step, next_steps__0__due_on=due,
        )  # fmt: skip
        for fact in (host, they, we, topic, said, step, "2015年10月29日"):
            assert fact in pages.text, fact


def _signed(page: Page, pages: Pages) -> None:
    """The framework of three, signed on the way."""
    third = "沿海地方商工会議所"
    pages.open("/contacts/people/quick").fill(full=akita.THIRD_SIGNER, organisation_id=third)
    signed = [("甲", akita.SENDER, "渡部 恒一郎"), ("乙", akita.HOST, "金成浩"), ("丙", third, akita.THIRD_SIGNER)]
    rows: dict[str, str] = {}
    for place, (side, organisation, person) in enumerate(signed):
        rows |= {f"parties__{place}__side": side, f"parties__{place}__organisation_id": organisation}
        rows |= {f"signers__{place}__side": side, f"signers__{place}__person_id": person}
    page.goto("/agreements/new")
    fill(page, type="economic_exchange", title=akita.AGREEMENT, activity_id=akita.NAME, effective_on=akita.SIGNED)
    for sort in ("parties", "signers"):
        page.locator(f"main [name=add-{sort}]").click()  # htmx adds the row
        expect(page.locator(f"main [name='{sort}-2-side']")).to_be_visible()
    fill(page, **rows)
    save(page)
    agreement = urlsplit(page.url).path
    pages.open(fill_page(page, f"{agreement}/sign", signed_on=akita.SIGNED))
    for _side, organisation, person in signed:
        assert organisation in pages.text
        assert f"{person}" in pages.text
