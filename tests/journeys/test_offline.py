"""The phone on a bad network: the day stays readable, and what is typed is sent once, in its order."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from crm.contacts import services as contacts
from crm.core import clock
from crm.core.database import db, writing
from crm.leads.models import Lead
from crm.users import services as users
from tests import cast
from tests.cards.pictures import photograph
from tests.contacts import book
from tests.journeys.hands import fill
from tests.journeys.network import Network
from tests.missions import voyage

MANY = 30
HOST = "延边大洋商贸集团"


@pytest.fixture
def day(app: Flask, network: Network) -> str:
    """A mission whose next visit begins in an hour, in Yanji; the address of its day."""
    with app.app_context():
        today = clock.today("Asia/Shanghai")
        mission = voyage.mission(start_on=today, end_on=today + timedelta(days=2))
        host = book.organisation(HOST)
        guide = book.person("金成浩", at=host)
        with writing():
            contacts.keep_portrait(guide, photograph(), instance=Path(app.config["INSTANCE"]), by=cast.user())
            db.session.commit()
        tomorrow = today + timedelta(days=1)
        voyage.item(
            mission,
            host=host,
            title="委託販売の協議",
            day=tomorrow,
            address="延吉市人民路1886号 大洋大厦",
            hosts=[guide.id],
        )
        return f"/missions/{mission.id}/today"


def test_the_day_stays_readable_without_a_network_and_is_gone_after_signing_out(
    phone: Page, day: str, network: Network, enter: Callable[..., None], picture: Callable[..., None]
) -> None:
    enter(phone)
    phone.goto(day)
    expect(phone.get_by_text("kept on this device")).to_be_visible()
    network.up = False
    phone.goto(day)
    expect(phone.get_by_text("延吉市人民路1886号 大洋大厦")).to_be_visible()
    phone.wait_for_function("[...document.images].every((image) => image.complete && image.naturalWidth > 0)")
    assert phone.locator("img.pic").count() > 0, "the portrait of who receives us is kept, too"
    picture(phone, "today-offline")
    phone.get_by_role("link", name="Log this meeting").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Log a meeting")
    phone.goto("/contacts/people")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Waiting on this device")
    network.up = True
    phone.goto(day)
    phone.evaluate("document.querySelector('[data-sign-out]').requestSubmit()")
    phone.wait_for_url("**/users/sign-in*")
    network.up = False
    with pytest.raises(Exception, match="ERR_"):
        phone.goto(day)


def test_thirty_entries_made_without_a_network_are_thirty_records_in_their_order(
    phone: Page, app: Flask, day: str, network: Network, enter: Callable[..., None], picture: Callable[..., None]
) -> None:
    """The connection is lost in the middle of sending, twice, each time after the server has saved an entry."""
    enter(phone)
    phone.goto(day)
    expect(phone.get_by_text("kept on this device")).to_be_visible()
    network.up = False
    leads = phone.get_by_role("link", name="Capture a lead").get_attribute("href")
    phone.goto(str(leads))
    for number in range(1, MANY + 1):
        fill(phone, raw_name=f"来場者{number:02}")
        phone.locator("[name=raw_name]").press("Control+Alt+Enter")
        expect(phone.locator("[data-waiting]")).to_have_text(f"{number} waiting")
    phone.goto("/offline/")
    expect(phone.locator("[data-waiting-list] li")).to_have_count(MANY)
    picture(phone, "waiting")
    for left in (MANY - 10, MANY - 20):
        network.drop_after(10)
        _send(phone)
        expect(phone.locator("[data-waiting]")).to_have_text(f"{left} waiting")
    network.drop_after(MANY)
    _send(phone)
    expect(phone.locator("[data-waiting]")).to_be_hidden()
    with app.app_context():
        names = db.session.scalars(select(Lead.raw_name).order_by(Lead.id)).all()
    assert names == [f"来場者{number:02}" for number in range(1, MANY + 1)]


def _send(phone: Page) -> None:
    """Press “Send now”; a page that found the network by itself is sending already, and its button rests."""
    phone.locator("[data-send-now]").evaluate("button => button.click()")


def test_a_closed_browser_an_ended_session_and_a_refusal_lose_nothing(
    phone: Page, app: Flask, day: str, network: Network, enter: Callable[..., None], axe: Callable[[Page], None]
) -> None:
    enter(phone)
    phone.goto(day)
    expect(phone.get_by_text("kept on this device")).to_be_visible()
    network.up = False
    phone.goto("/leads/new?activity_id=1")
    for name, price in (("金 成浩", "about ten"), ("角 直美", "")):
        fill(phone, raw_name=name, wanted_price=price)
        phone.locator("[name=raw_name]").press("Control+Alt+Enter")
        expect(phone.locator("[name=raw_name]")).to_have_value("")
    again = phone.context.new_page()
    phone.close()
    with app.app_context(), writing():
        users.end_sessions(cast.user().id)
        db.session.commit()
    network.up = True
    again.goto(day)
    expect(again.get_by_text("Waiting on this device: 2.")).to_be_visible()
    enter(again)
    expect(again.locator("[data-waiting]")).to_have_text("1 waiting")
    again.goto("/offline/")
    expect(again.get_by_role("main")).to_contain_text("金 成浩")
    expect(again.get_by_role("main")).to_contain_text("Wanted price")
    axe(again)
    again.get_by_role("button", name="Correct").click()
    # In the page that comes: the form that was sent for it carried the same field.
    expect(again.locator("main [name=wanted_price]")).to_have_value("about ten")
    fill(again, wanted_price="")
    again.locator("main [data-save]").click()
    expect(again.get_by_role("heading", level=1)).to_contain_text("金 成浩")
    expect(again.locator("[data-waiting]")).to_be_hidden()
    with app.app_context():
        assert db.session.scalars(select(Lead.raw_name).order_by(Lead.id)).all() == ["角 直美", "金 成浩"]
