"""The acceptance walk of 2013: an empty office receives Yanbian's delegation, from its first account to the report.

What needs a script is done in a browser: the secret of the first start, places found by typing, the two pasted lists
and the pasted programme with their clicks counted. The rest goes through the same pages without one. Whatever a page or
a sheet tells is compared with what was typed (guests).
"""

import io
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner
from playwright.sync_api import Page, expect

from tests.cast import PASSWORD
from tests.journeys import guests
from tests.journeys.beginning import ADMINISTRATOR, first_address
from tests.journeys.conftest import PATIENCE_MS
from tests.journeys.guest_papers import read_hosts_pack, read_lists, read_report
from tests.journeys.hands import fill, leave, save
from tests.journeys.plainly import Pages

MOST_CLICKS = 12
#: Counts what a person presses, not what a script does.
COUNT_CLICKS = (
    "addEventListener('click', event => event.isTrusted && event.detail &&"
    " sessionStorage.setItem('clicks', 1 + Number(sessionStorage.getItem('clicks'))), true)"
)


def test_an_empty_office_receives_the_guests_of_2013_up_to_the_approved_report(
    empty_office: Flask, page: Page, runner: FlaskCliRunner, client: FlaskClient, picture: Callable[..., None]
) -> None:
    page.context.add_init_script(COUNT_CLICKS)
    _first_administrator(page, runner)
    _office(page)
    pages = Pages(client)
    pages.open("/users/sign-in").fill(email=ADMINISTRATOR, password=PASSWORD)
    _contacts(page, pages)
    mission = _mission(pages)
    with _few_clicks(page):
        _paste_roster(page, mission)
    with _few_clicks(page):
        _paste_programme(page, mission)
    _itinerary_is_the_programme(pages, mission)
    _translated_and_confirmed(pages, mission)
    table = _matching(pages, mission)
    _second_roster(page, mission)
    picture(page, "guests")
    read_lists(pages, mission)
    read_hosts_pack(pages, mission)
    _talks(pages, table)
    _leads(pages, mission)
    _costs(pages, mission)
    report = _report(pages, mission)
    _decide(empty_office, pages, report)
    read_report(pages, report)


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
        pages.open("/contacts/organisations/quick").fill(text=name, place_id=place, role=role)
    for name, firm, _title in guests.KNOWN:
        pages.open("/contacts/people/quick").fill(full=name, organisation_id=firm)


def _mission(pages: Pages) -> str:
    """The address of the mission."""
    pages.open("/missions/new").fill(
        name_ja=guests.NAME, name_zh=guests.NAME_ZH, type="inbound_delegation", direction="inbound", place_id="秋田市",
        start_on=guests.FIRST.isoformat(), end_on=guests.LAST.isoformat(), objectives="地域間の経済交流を広げる。",
        sender_organisation_id=guests.BUREAU_SHORT,
        host_organisation_id=guests.OFFICE["name_ja"], target_talks="3",
    )  # fmt: skip
    return pages.address


@contextmanager
def _few_clicks(page: Page) -> Iterator[None]:
    """What is done takes some clicks, and at most twelve."""
    page.evaluate("sessionStorage.removeItem('clicks')")
    yield
    assert 0 < int(page.evaluate("Number(sessionStorage.getItem('clicks'))")) <= MOST_CLICKS


def _paste_roster(page: Page, mission: str) -> None:
    page.goto(f"{mission}/delegation")
    leave(page, page.locator("main a[href*='/rosters/missions/']").first.click)
    page.locator("main [name=text]").fill(guests.ROSTER)
    page.locator("main [name=read]").click()
    bureau = page.locator("[id^=body-line-]", has_text=guests.BUREAU)
    expect(bureau).to_contain_text(guests.BUREAU_SHORT)
    for other in ("延吉市商务局", "图们市商务局"):
        expect(bureau).not_to_contain_text(other)
    expect(page.locator("[id^=body-line-]", has_text=guests.HAIDA)).to_contain_text(guests.HAIDA_JA)
    page.locator("main [name=role-1]").select_option("head")
    page.locator("main [name=save]").click()  # htmx leads on
    expect(page.get_by_role("heading", level=1)).to_have_text(guests.NAME)
    rows = page.get_by_role("main").locator("tbody tr")
    expect(rows).to_have_count(19)
    told = [" ".join(row.split()) for row in rows.all_inner_texts()]
    for row, guest in zip(told, guests.read(guests.ROSTER), strict=True):
        for fact in (str(guest.number), guest.name, guest.latin, guests.known_as(guest.organisation), guest.title):
            assert fact in row
    assert ["通訳" in row for row in told].count(True) == len(guests.INTERPRETERS)


def _paste_programme(page: Page, mission: str) -> None:
    page.goto(f"{mission}/itinerary")
    leave(page, page.locator("main a[href$='/programme']").first.click)
    page.locator("main [name=text]").fill(guests.PROGRAMME)
    leave(page, page.locator("main [name=read]").click)
    expect(page.get_by_role("main")).to_contain_text("85分")
    leave(page, page.locator("main form .btn-primary").last.click)
    expect(page.locator("ol.itin > li")).to_have_count(len(guests.STOPS))


def _itinerary_is_the_programme(pages: Pages, mission: str) -> None:
    """No date and no clock is wrong, none is invented, and every kind is guessed right."""
    pages.open(f"{mission}/itinerary")
    found = list(zip(pages.page.xpath("//ol[contains(@class,'itin')]/li"), guests.STOPS, strict=True))
    for row, stop in found:
        for fact in (stop.clocks, stop.there, stop.title):
            assert fact in " ".join(row.text_content().split())
    for address, stop in zip(_items(pages), guests.STOPS, strict=True):
        sent = dict(pages.open(f"{address}/edit").form("title").form_values())
        told = (sent["day"], sent["start"] or "", sent["end"] or "", sent["kind"], sent["title"])
        assert told == (f"2013-12-{stop.day}", stop.start, stop.end, stop.kind, stop.title)


def _items(pages: Pages) -> list[str]:
    """The addresses of the items on the itinerary, in its order."""
    found = [
        re.search(r"/missions/items/\d+", link)
        for row in pages.page.xpath("//ol[contains(@class,'itin')]/li")
        for link in row.xpath(".//a[contains(@href, '/edit')]/@href")[:1]
    ]
    return [each[0] for each in found if each]


def _translated_and_confirmed(pages: Pages, mission: str) -> None:
    for address, stop in zip(_items(pages.open(f"{mission}/itinerary")), guests.STOPS, strict=True):
        pages.open(f"{address}/edit").fill(title_zh=guests.TITLES_ZH[stop.title], state="confirmed")
    gaps = pages.open(mission).text
    for told in ("開始（出発）時刻が未定", "終了（到着）時刻が未定", "間は85分です", "宿泊先のない夜：12/10, 12/11"):
        assert told in gaps


def _matching(pages: Pages, mission: str) -> str:
    """14 firms × 9, 7 tables, two interpreters: every wish is met, and what no interpreter is left for is told."""
    pages.open(mission.replace("/missions/", "/matching/missions/") + "/new").fill(
        name="個別商談会", venue="秋田商工会議所ホール", day="2013-12-11", start="15:00", minutes="30", pause="0",
        number="4", tables="7",
    )  # fmt: skip
    table = pages.address.removesuffix("/setup")
    firms = [(guests.known_as(firm), "counterpart") for firm in guests.FIRMS]
    for name, side in (*((host, "maker") for host in guests.HOSTS), *firms):
        pages.open(f"{table}/setup").fill(organisation_id=name, side=side)
    for name in guests.INTERPRETERS:
        pages.open(f"{table}/setup").fill(person_id=name, languages=["ja", "zh-Hans"])
    wishes, written = guests.wishes(), 0
    for start in ("", "?from=8"):
        cells = pages.open(f"{table}/wishes{start}").page.xpath("//input[starts-with(@name, 'cell-')]")
        named = {tuple(cell.get("aria-label").split(" × ")): cell.get("name").replace("-", "__") for cell in cells}
        here = {named[pair]: text for pair, text in wishes.items() if pair in named}
        pages.fill(**here)
        written += len(here)
    assert written == len(wishes)
    pages.open(table).press("/propose")
    proposed_by = time.monotonic() + PATIENCE_MS / 1000
    while not (talks := pages.open(table).page.xpath("//a[contains(@href, '/matching/talks/')]")):
        if time.monotonic() > proposed_by:
            pytest.fail("the worker beside proposes nothing")
        time.sleep(0.1)
    assert {tuple(" ".join(talk.text_content().split()).split(" × ")) for talk in talks} == set(wishes)
    assert "（100%）" in pages.text
    interpreted = [pages.text.count(f"通訳：{name}") for name in guests.INTERPRETERS]
    assert interpreted == [4, 4]
    assert f"必要な通訳者のいない商談が{len(wishes) - 8}件" in pages.text
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


def _talks(pages: Pages, table: str) -> None:
    """Three talks of the table become meetings with minutes, on the clock of Akita."""
    found = {
        " ".join(link.text_content().split()): str(link.get("href"))
        for link in pages.open(table).page.xpath("//a[contains(@href, '/matching/talks/')]")
    }
    for talk in guests.TALKS:
        guest = guests.GUESTS[talk.guest - 1]
        pages.open(found[f"{talk.host} × {guests.known_as(guest.organisation)}"]).press("/hand-over", to="meetings")
        pages.open(str(pages.page.xpath("//dd/a[starts-with(@href, '/meetings/')]/@href")[0]))
        meeting = pages.address
        step = {"next_steps__0__text": talk.step, "next_steps__0__due_on": talk.due} if talk.step else {}
        pages.open(f"{meeting}/edit").fill(
            theirs=[guest.name], result=talk.result, state="held", newcomers__0__name=talk.by,
            newcomers__0__side="ours", **step,
        )  # fmt: skip
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


def _leads(pages: Pages, mission: str) -> None:
    number = mission.rsplit("/", 1)[1]
    for host, guest_number, rank, wanted in guests.LEADS:
        guest = guests.GUESTS[guest_number - 1]
        pages.open(f"/leads/new?activity_id={number}").fill(
            raw_name=guest.name, raw_organisation=guest.organisation, rank=rank, inquiry=f"{wanted}（{host}の卓）"
        )
        for fact in (guest.name, guest.organisation, f"確度{rank}", wanted, guests.NAME):
            assert fact in pages.text


def _costs(pages: Pages, mission: str) -> None:
    book = mission.replace("/missions/", "/activities/")
    for what, category, yen, bearer in guests.COSTS:
        pages.open(f"{book}/costs/new").fill(
            category=category, paid_on="2013-12-12", amount=str(yen), currency="JPY", funding_source=bearer, note=what
        )
    pages.open(f"{book}/budget")
    for what, _category, yen, _bearer in guests.COSTS:
        assert what in pages.text
        assert f"{yen:,}円" in pages.text
    assert f"合計 0円 {guests.TOTAL:,}円" in pages.text
    pages.press("/costs/settle", state="booked")


def _report(pages: Pages, mission: str) -> str:
    """Who was there, what took place, the draft read chapter by chapter, and who decides. The address of the report."""
    pages.open(f"{mission}/attendance").fill(present=[guest.name for guest in guests.GUESTS])
    for name, mail in zip((name for _post, name in guests.CHAIN[:3]), _mails(), strict=True):
        pages.open("/users/new").fill(
            email=mail, display_name=name, role="management", language="ja", password=PASSWORD
        )
    papers = mission.replace("/missions/", "/documents/missions/")
    pages.open(f"{papers}/settle?all=1")
    for stop in guests.STOPS:
        assert f"12/{stop.day} {stop.clocks} {stop.title}" in pages.text
    pages.fill(reason_1="")
    pages.open(f"{papers}/reports/new?kind=short").fill(
        kind="short", language="ja", addressee="会頭 三浦 廣巳 様", reporter="国際課 小林 里美"
    )
    report = pages.address
    while reads := [form.get("action") for form in pages.page.forms if "/read/" in (form.get("action") or "")]:
        pages.press(reads[0])
        pages.open(report)
    pages.open(f"{report}/parts/impressions").fill(text="先方の関心は高く、春の来訪につなげたい。")
    pages.open(f"{report}/approvers").fill(
        **{f"user_{place}": name for place, (_post, name) in enumerate(guests.CHAIN[:3])}, name_3=guests.CHAIN[3][1]
    )
    pages.open(f"{report}/submit").fill(comment="ご確認ください。")
    return report


def _mails() -> Iterator[str]:
    return (f"step{number}@example.jp" for number in (1, 2, 3))


def _decide(app: Flask, pages: Pages, report: str) -> None:
    """Three decide with their accounts, the 会頭 on paper; titles stay in their own language, and each says why."""
    why = "団員の役職は名簿の表記のまま。"
    for mail in _mails():
        decider = Pages(app.test_client())
        decider.open("/users/sign-in").fill(email=mail, password=PASSWORD)
        decider.open(f"{report}/decide").fill(comment=why, by="decision", choose="approve")
    stamped = (io.BytesIO(b"%PDF-1.7 stamped"), "決裁.pdf")
    pages.open(f"{report}/paper").fill(
        decided_on="2026-11-28", scan=stamped, comment=why, by="decision", choose="approve"
    )
    assert "承認済" in pages.open(report).text
