"""The acceptance walk of 2013: an empty office receives Yanbian's delegation, from its first account to the report.

Pressed in a browser: the first administrator from the secret of the first start, the office, the first body with its
place found by typing, the mission, the paste of the list and of the programme with their clicks counted, a wish and the
proposal of the tables, the second list, a letter, a talk with its minutes, a lead, a cost, who was there, what took
place, the report with the ticks of its chapters, its way to the chain, the first decision about it. By the forms of the
same pages, without a browser: the other contacts, letters, wishes, talks, leads, costs and decisions, the Chinese title
and state of each item, the setup of the tables, the chain. Whatever a page or a paper tells is compared with what was
typed (guests), row by row.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner
from playwright.sync_api import Page, expect

from tests.cast import PASSWORD
from tests.journeys import guests
from tests.journeys.beginning import ADMINISTRATOR, first_address
from tests.journeys.conftest import OpenPage
from tests.journeys.guest_letters import (
    read_files,
    read_invitations,
    read_lists,
    read_printed_lists,
    read_talks,
    read_thanks,
    read_visas,
)
from tests.journeys.guest_packs import placed, read_packs, read_slips, read_tables
from tests.journeys.guest_papers import read_plan, read_report, read_subsidy
from tests.journeys.hands import fill, fill_page, leave, save, send
from tests.journeys.papers import set_nothing
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
    returned,
    save_roster,
    signed_in,
    until,
)


def test_an_empty_office_receives_the_guests_of_2013_up_to_the_approved_report(
    empty_office: Flask, page: Page, runner: FlaskCliRunner, client: FlaskClient, picture: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch, open_page: OpenPage, asked_for: set[str | None],
) -> None:  # fmt: skip
    page.context.add_init_script(COUNT_CLICKS)
    _first_administrator(page, runner)
    _office(page)
    pages = signed_in(Pages(client))
    _contacts(page, pages)
    mission = _mission(page)
    with few_clicks(page):
        _paste_roster(page, mission)
    with few_clicks(page):
        paste_programme(page, mission, guests.PROGRAMME, guests.STOPS, tells="85分")
    itinerary_is(pages, mission, guests.STOPS, "2013-12", lambda stop: stop.titles | {"state": "confirmed"})
    _gaps(pages, mission)
    table = _matching(page, pages, mission)
    _second_roster(page, mission)
    picture(page, "guests")
    talks = placed(pages, table)
    read_packs(pages, mission, talks)
    read_tables(pages, table)
    read_slips(pages, table, talks, monkeypatch)
    read_printed_lists(pages, mission)
    with monkeypatch.context() as patched:
        set_nothing(patched)
        read_lists(pages, mission)
        read_invitations(page, pages, mission)
        read_visas(pages, mission)
        read_files(pages, mission, table, talks)
    _talks(page, pages, table)
    _leads(page, pages, mission)
    costs(page, pages, mission, guests.COSTS, "2013-12-12")
    press_present(page, mission, len(guests.GUESTS))
    over(page, pages, mission, guests.STOPS, 12)
    read_thanks(pages, mission)  # as they are set
    set_nothing(monkeypatch)
    read_talks(pages, mission)
    address = press_report(page, mission, addressee=guests.ADDRESSEE, reporter=guests.REPORTER)
    hand_in(page, pages, address, guests.CHAIN)
    returned(empty_office, pages, address)
    press_approval(open_page(), address)
    approve(empty_office, pages, address, guests.CHAIN, pressed=1)
    read_report(pages, mission, address)
    read_subsidy(pages, mission)
    read_plan(pages, mission)
    assert {name for name, walks in COMPARED.items() if "2013" in walks} <= asked_for


def _first_administrator(page: Page, runner: FlaskCliRunner) -> None:
    """The address that the start prints opens the page with the secret filled in; the language comes first."""
    page.goto(first_address(runner))
    leave(page, page.get_by_role("button", name="日本語").click)
    fill(page, display_name="本田 悠", email=ADMINISTRATOR, password="short", timezone="日本")
    leave(page, page.locator("main .btn-primary").click)
    expect(page.locator("main [name=display_name]")).to_have_value("本田 悠")
    fill(page, password=PASSWORD)
    leave(page, page.locator("main .btn-primary").click)
    expect(page.locator("#first")).to_be_visible()


def _office(page: Page) -> None:
    leave(page, page.locator("#first a[href='/office/']").click)
    fill(page, **guests.OFFICE)
    save(page)
    expect(page.locator("body")).to_contain_text(guests.OFFICE["name_ja"])


def _contacts(page: Page, pages: Pages) -> None:
    """Step 0. 男鹿市 is in no list: it is found by typing, inside the form."""
    page.goto("/contacts/organisations/quick")
    fill(page, text="男鹿海産", role="maker_sme")
    adder = page.locator("[data-places=place_id]")
    adder.locator("summary").click()
    adder.get_by_role("combobox").fill("おが")
    adder.get_by_role("option").filter(has_text="男鹿市").first.click()
    expect(page.locator("[name=place_id] option:checked")).to_contain_text("男鹿市")
    save(page)
    hosts = ((host, "秋田市", "maker_sme") for host in guests.HOSTS if host != "男鹿海産")
    for name, place, role in (*guests.CONTACTS, *hosts):
        pages.open("/contacts/organisations/quick").leave_filled(text=name, place_id=place, role=role)
    for name, firm, _title in guests.KNOWN:
        pages.open("/contacts/people/quick").leave_filled(full=name, organisation_id=firm)


def _mission(page: Page) -> str:
    """The address of the mission."""
    page.goto("/missions/new")
    fill(
        page, name_ja=guests.NAME, name_zh=guests.NAME_ZH, name_ko=guests.NAMES["ko"],
        name_en=guests.NAMES["en"], type="inbound_delegation", direction="inbound",
        place_id="秋田市", start_on=guests.FIRST.isoformat(), end_on=guests.LAST.isoformat(),
        objectives=guests.OBJECTIVES, sender_organisation_id=guests.BUREAU_SHORT,
        host_organisation_id=guests.OFFICE["name_ja"], target_talks="3",
    )  # fmt: skip
    save(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(guests.NAME)
    return urlsplit(page.url).path


def _paste_roster(page: Page, mission: str) -> None:
    read_roster(page, mission, guests.ROSTER)
    bureau = page.locator("[id^=body-line-]", has_text=guests.BUREAU)
    expect(bureau).to_contain_text(guests.BUREAU_SHORT)
    for other in ("延吉市商务局", "图们市商务局"):
        expect(bureau).not_to_contain_text(other)
    expect(page.locator("[id^=body-line-]", has_text=guests.HAIDA)).to_contain_text(guests.HAIDA_JA)
    rename = bureau.locator("input[name^='name-']")
    expect(rename).not_to_be_checked()  # what a body on file is called is decided
    rename.check()
    page.locator("main [name=role-1]").select_option("head")
    told = save_roster(page, guests.NAME, 19)
    for row, guest in zip(told, guests.read(guests.ROSTER), strict=True):
        for fact in (str(guest.number), guest.name, guest.latin, guests.known_as(guest.organisation), guest.title):
            assert fact in row
    assert ["通訳" in row for row in told].count(True) == len(guests.INTERPRETERS)


def _gaps(pages: Pages, mission: str) -> None:
    """What the text did not tell, as far as it can be told now that the visit is over."""
    gaps = pages.open(mission).text
    for told in (
        "開始（出発）時刻が未定",
        "終了（到着）時刻が未定",
    ):
        assert told in gaps
    assert "宿泊先のない夜" not in gaps


def _matching(page: Page, pages: Pages, mission: str) -> str:
    """14 firms × 9, 7 tables, two interpreters: every wish is met, and what no interpreter is left for is told."""
    pages.open(mission.replace("/missions/", "/matching/missions/") + "/new").fill(
        name=guests.SESSION, venue=guests.HALL, day="2013-12-11", start="15:00", minutes="30", pause="0",
        number="4", tables="7",
    )  # fmt: skip
    table = pages.address.removesuffix("/setup")
    firms = [(guests.known_as(firm), "counterpart") for firm in guests.FIRMS]
    for name, side in (*((host, "maker") for host in guests.HOSTS), *firms):
        pages.open(f"{table}/setup").leave_filled(organisation_id=name, side=side)
    for name in guests.INTERPRETERS:
        pages.open(f"{table}/setup").leave_filled(person_id=name, languages=["ja", "zh-Hans"])
    wishes, written = guests.wishes(), 0
    for start in ("", "?from=8"):
        cells = pages.open(f"{table}/wishes{start}").page.xpath("//input[starts-with(@name, 'cell-')]")
        named = {tuple(cell.get("aria-label").split(" × ")): cell.get("name").replace("-", "__") for cell in cells}
        here = {named[pair]: text for pair, text in wishes.items() if pair in named}
        if not start:  # one as a person types it, the others by the form of the same page
            first = next(iter(here))
            fill_page(page, f"{table}/wishes", **{first: here.pop(first)})
            pages.open(f"{table}/wishes")
            written += 1
        pages.fill(**here)
        written += len(here)
    assert written == len(wishes)
    page.goto(table)
    leave(page, page.locator("main form[action$='/propose'] button").click)
    talks = until(
        lambda: pages.open(table).page.xpath("//a[contains(@href, '/matching/talks/')]"),
        "the worker beside proposes nothing",
    )
    assert {tuple(" ".join(talk.text_content().split()).split(" × ")) for talk in talks} == set(wishes)
    assert "（100%）" in pages.text
    interpreted = [pages.text.count(f"通訳：{name}") for name in guests.INTERPRETERS]
    assert interpreted == [4, 4]
    assert f"必要な通訳のいない商談が{len(wishes) - 8}件" in pages.text
    return table


def _second_roster(page: Page, mission: str) -> None:
    """The list of the day before: one is replaced, and the page says by whom."""
    page.goto(mission.replace("/missions/", "/rosters/missions/"))
    page.locator("main [name=text]").fill(guests.SECOND_ROSTER)
    page.locator("main [name=read]").click()
    gone, comes = guests.GONE.split("\t")[0], guests.COMES.split("\t")[0]
    main = page.get_by_role("main")
    expect(main).to_contain_text(f"{gone}さんの交代")
    left = page.locator("label", has=page.locator("[name^=gone-]"))
    expect(left).to_contain_text(gone)
    expect(left).to_contain_text(comes)
    expect(page.locator("[id^=line-]", has_text="変更なし")).to_have_count(18)
    page.locator("main [name^=gone-]").check()
    page.locator("main [name=save]").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(guests.NAME)
    expect(main.locator("tbody tr", has_text=comes)).to_contain_text("图们江国际物流集团有限公司")


def _talks(page: Page, pages: Pages, table: str) -> None:
    """Three talks of the table become meetings with minutes, on the clock of Akita."""
    found = {
        " ".join(link.text_content().split()): str(link.get("href"))
        for link in pages.open(table).page.xpath("//a[contains(@href, '/matching/talks/')]")
    }
    for number, talk in enumerate(guests.TALKS):
        guest = guests.GUESTS[talk.guest - 1]
        at_table = found[f"{talk.host} × {guests.known_as(guest.organisation)}"]
        if number == 0:  # the other talks by the forms of the same pages
            page.goto(at_table)
            leave(page, page.locator("main form[action$='/hand-over'] button[value=meetings]").click)
        else:
            pages.open(at_table).press("/hand-over", to="meetings")
        pages.open(at_table)
        meeting = str(pages.page.xpath("//dd/a[starts-with(@href, '/meetings/')]/@href")[0])
        step = {"next_steps__0__text": talk.step, "next_steps__0__due_on": talk.due} if talk.step else {}
        pages.open(f"{meeting}/edit")
        if "counterpart_place_id" in pages.fields():  # of 图们江国际物流集团 the name does not tell the place
            step |= {"counterpart_place_id": "図們市"}
        record: dict[str, Any] = step | {
            "theirs": [guest.name], "result": talk.result, "state": "held", "newcomers__0__name": talk.by,
            "newcomers__0__side": "ours",
        }  # fmt: skip
        if number == 0:
            fill_page(page, f"{meeting}/edit", send, **record)
            fill_page(page, f"{meeting}/minutes/new", send, topic=talk.topic, theirs=talk.said)
        else:
            pages.fill(**record)
            pages.open(f"{meeting}/minutes/new").fill(topic=talk.topic, theirs=talk.said)
        told = pages.open(meeting).text
        for fact in (
            talk.host,
            guest.organisation,
            guest.name,
            talk.by,
            talk.topic,
            talk.said,
            talk.step,
            "2013年12月11日",
        ):
            assert fact in told, fact


def _leads(page: Page, pages: Pages, mission: str) -> None:
    number = mission.rsplit("/", 1)[1]
    for host, guest_number, rank, wanted in guests.LEADS:
        guest = guests.GUESTS[guest_number - 1]
        new, told = f"/leads/new?activity_id={number}", {
            "raw_name": guest.name, "raw_organisation": guest.organisation, "rank": rank,
            "inquiry": f"{wanted}（{host}の卓）",
        }  # fmt: skip
        if (host, guest_number, rank, wanted) == guests.LEADS[0]:
            pages.open(fill_page(page, new, send, **told))
        else:
            pages.open(new).fill(**told)
        for fact in (guest.name, guest.organisation, f"確度{rank}", wanted, guests.NAME):
            assert fact in pages.text
