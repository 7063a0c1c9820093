"""The steps that both acceptance walks take, from the pasted lists to the approved report."""

import io
import re
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from crm.core import here
from tests.cast import PASSWORD
from tests.journeys.beginning import ADMINISTRATOR
from tests.journeys.conftest import PATIENCE_MS
from tests.journeys.hands import fill, fill_page, leave, save
from tests.journeys.plainly import Pages
from tests.journeys.stops import Stop

MOST_CLICKS = 12
_WHY = "団員の役職は名簿の表記のまま。"  #: titles stay as on the list, and each who decides says why
#: What the report says of the whole; what it says in addition once it was sent back.
IMPRESSIONS, ADDED = "先方の関心は高く、春の来訪につなげたい。", "費用は予算の範囲に収まった。"
Found = TypeVar("Found")
#: Counts what a person presses, not what a script does; a choice from a list takes two.
COUNT_CLICKS = """
  const count = number => sessionStorage.setItem('clicks', number + Number(sessionStorage.getItem('clicks')));
  addEventListener('click', event => event.isTrusted && event.detail && count(1), true);
  addEventListener('change', event => event.target.matches('select') && count(2), true);
"""


@contextmanager
def few_clicks(page: Page) -> Iterator[None]:
    """What is done takes some clicks, and at most twelve."""
    page.evaluate("sessionStorage.removeItem('clicks')")
    yield
    clicks = int(page.evaluate("Number(sessionStorage.getItem('clicks'))"))
    print(f"{clicks} clicks")
    assert 0 < clicks <= MOST_CLICKS


def read_roster(page: Page, mission: str, text: str) -> None:
    """Paste a list of delegates and have it read; the page shows what would become of each line."""
    page.goto(f"{mission}/delegation")
    leave(page, page.locator("main a[href*='/rosters/missions/']").first.click)
    page.locator("main [name=text]").fill(text)
    page.locator("main [name=read]").click()


def save_roster(page: Page, name: str, number: int) -> list[str]:
    """Save the list that was read. What each line of the delegation tells then."""
    page.locator("main [name=save]").click()  # htmx leads on
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    rows = page.get_by_role("main").locator("tbody tr")
    expect(rows).to_have_count(number)
    return [" ".join(row.split()) for row in rows.all_inner_texts()]


def paste_programme(page: Page, mission: str, text: str, stops: Sequence[Stop], *, tells: str = "") -> None:
    """Paste a programme and save it as it was read; before that the page `tells` what is doubtful."""
    page.goto(f"{mission}/itinerary")
    leave(page, page.locator("main a[href$='/programme']").first.click)
    page.locator("main [name=text]").fill(text)
    leave(page, page.locator("main [name=read]").click)
    expect(page.get_by_role("main")).to_contain_text(tells)
    leave(page, page.locator("main form .btn-primary").last.click)
    expect(page.locator("ol.itin > li")).to_have_count(len(stops))


def itinerary_is(
    pages: Pages, mission: str, stops: Sequence[Stop], month: str, more: Callable[[Stop], dict[str, str]]
) -> None:
    """No date and no clock is wrong, none is made up, every kind is guessed right; `more` is then typed into each."""
    rows = pages.open(f"{mission}/itinerary").page.xpath("//ol[contains(@class,'itin')]/li")
    links = [[link for link in row.xpath(".//a/@href") if link.endswith("/edit")][0] for row in rows]
    for row, link, stop in zip(rows, links, stops, strict=True):
        for fact in (stop.clocks, stop.beside, stop.title):
            assert fact in " ".join(row.text_content().split())
        sent = dict(pages.open(link).form("title").form_values())
        told = (sent["day"], sent["start"] or "", sent["end"] or "", sent["kind"], sent["title"])
        assert told == (f"{month}-{stop.day}", stop.start, stop.end, stop.kind, stop.title)
        pages.leave_filled(**more(stop))


def costs(page: Page, pages: Pages, mission: str, spent: Sequence[tuple[str, str, int, str]], paid_on: str) -> None:
    """The cost book: (what, category, yen, who bears it) each, the first as a person enters it; compared with the page,
    then closed.
    """
    book = mission.replace("/missions/", "/activities/")
    for number, (what, category, yen, bearer) in enumerate(spent):
        told = {"category": category, "paid_on": paid_on, "amount": str(yen), "currency": "JPY",
                "funding_source": bearer, "note": what}  # fmt: skip
        if number == 0:
            fill_page(page, f"{book}/costs/new", **told)
        else:
            pages.open(f"{book}/costs/new").leave_filled(**told)
    pages.open(f"{book}/budget")
    for what, _category, yen, _bearer in spent:
        assert what in pages.text
        assert f"{yen:,}円" in pages.text
    assert f"合計 0円 {sum(yen for _what, _category, yen, _bearer in spent):,}円" in pages.text
    pages.press("/costs/settle", state="booked")


def press_present(page: Page, mission: str, number: int) -> None:
    """The mission has ended: all of the delegation were there, as a person ticks and saves it."""
    page.goto(f"{mission}/attendance")
    boxes = page.locator("main [name=present]")
    expect(boxes).to_have_count(number)
    for box in boxes.all():
        box.check()
    save(page)


def over(
    page: Page, pages: Pages, mission: str, stops: Sequence[Stop], month: int, minuted: Collection[str] = ()
) -> None:
    """Everything took place, `minuted` items besides: all are marked with one press, looked at and saved."""
    settle = mission.replace("/missions/", "/documents/missions/") + "/settle"
    pages.open(f"{settle}?all=1")
    for stop in stops:
        when = rf"{month}/{stop.day}（.） {re.escape(f'{stop.clocks} {stop.title}')}"
        asked = re.search(when, pages.text) is not None
        assert asked is not any(title in stop.title for title in minuted), stop.title
    page.goto(settle)
    leave(page, page.locator("main a[href*='all=1']").click)
    save(page)


def report(pages: Pages, mission: str, **head: str) -> str:
    """The short report of a mission, drafted and read chapter by chapter. Gives its address."""
    papers = mission.replace("/missions/", "/documents/missions/")
    pages.open(f"{papers}/reports/new?kind=short").fill(kind="short", language="ja", **head)
    address = pages.address
    while reads := [form.get("action") for form in pages.page.forms if "/read/" in (form.get("action") or "")]:
        pages.press(reads[0])
        pages.open(address)
    return address


def press_report(page: Page, mission: str, **head: str) -> str:
    """The same as a person presses it: begun, and each chapter ticked as read. Gives the address of the report."""
    page.goto(mission.replace("/missions/", "/documents/missions/") + "/reports/new?kind=short")
    fill(page, kind="short", language="ja", **head)
    save(page)
    address = urlsplit(page.url).path
    ticks = page.locator("main form[action*='/read/'] button")
    for left in range(ticks.count(), 0, -1):
        expect(ticks).to_have_count(left)
        leave(page, ticks.first.click)
    expect(ticks).to_have_count(0)
    return address


def hand_in(page: Page, pages: Pages, address: str, chain: Sequence[tuple[str, str]]) -> None:
    """The report is completed and handed in to the chain, {post: name}.

    All but the head of the office decide with accounts, which are made here.
    """
    for number, (_post, name) in enumerate(chain[:-1]):
        pages.open("/users/new").leave_filled(
            email=_mail(number), display_name=name, role="management", language="ja", password=PASSWORD
        )
    pages.open(f"{address}/parts/impressions").fill(text=IMPRESSIONS)
    accounts = {f"user_{place}": name for place, (_post, name) in enumerate(chain[:-1])}
    pages.open(f"{address}/approvers").fill(**accounts, **{f"name_{len(chain) - 1}": chain[-1][1]})
    fill_page(page, f"{address}/submit", comment="ご確認ください。")
    assert urlsplit(page.url).path == address


def returned(app: Flask, pages: Pages, address: str) -> None:
    """The first of the chain sends the report back with a reason; it is completed and handed in once more."""
    decider = Pages(app.test_client())
    decider.open("/users/sign-in").fill(email=_mail(0), password=PASSWORD)
    decider.open(f"{address}/decide").fill(comment="費用の説明を加えること。", by="decision", choose="return")
    assert "費用の説明を加えること。" in pages.open(address).text
    pages.open(f"{address}/parts/impressions").fill(text=IMPRESSIONS + ADDED)
    pages.open(f"{address}/submit").fill(comment="費用を加えました。")


def press_approval(page: Page, address: str) -> None:
    """The first of the chain decides in a window of their own, as a person presses it."""
    page.goto("/users/sign-in")
    fill(page, email=_mail(0), password=PASSWORD)
    leave(page, page.locator("main .btn-primary").click)
    page.goto(f"{address}/decide")
    page.locator("main [name=comment]").fill(_WHY)
    leave(page, page.locator("main [name=decision][value=approve]").click)


def approve(app: Flask, pages: Pages, address: str, chain: Sequence[tuple[str, str]], *, pressed: int = 0) -> None:
    """Each decides with an account, but for those who `pressed` already, the head of the office on paper."""
    for number in range(pressed, len(chain) - 1):
        decider = Pages(app.test_client())
        decider.open("/users/sign-in").fill(email=_mail(number), password=PASSWORD)
        decider.open(f"{address}/decide").fill(comment=_WHY, by="decision", choose="approve")
    stamped = (io.BytesIO(b"%PDF-1.7 stamped"), "決裁.pdf")
    with app.app_context():
        today = here.today().isoformat()
    pages.open(f"{address}/paper").fill(decided_on=today, scan=stamped, comment=_WHY, by="decision", choose="approve")
    assert "承認済" in pages.open(address).text


def _mail(number: int) -> str:
    return f"step{number}@example.jp"


def signed_in(pages: Pages) -> Pages:
    """A window of the administrator, who coordinates."""
    pages.open("/users/sign-in").fill(email=ADMINISTRATOR, password=PASSWORD)
    return pages


def until(look: Callable[[], Found], what: str) -> Found:
    """What the worker beside makes, as soon as it is there."""
    late = time.monotonic() + PATIENCE_MS / 1000
    while not (found := look()):
        if time.monotonic() > late:
            pytest.fail(what)
        time.sleep(0.4)
    return found


def squeezed(text: str) -> str:
    """A text without blanks: paper breaks lines anywhere."""
    return "".join(text.split())
