"""From a talk abroad to a signed agreement and the figure it becomes."""

import re
from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from playwright.sync_api import Page, expect

from crm.core import clock
from crm.core.permissions import Role
from tests.contacts import book
from tests.journeys.hands import fill, leave, press, save, send
from tests.missions import voyage

OURS, THEIRS = "見附ニット工業協同組合", "延边山货贸易有限公司"


def _plan_a_visit(app: Flask) -> int:
    """A mission that is under way, with a visit to a trading firm in Yanji. The id of the visit's item."""
    with app.app_context():
        voyage.load_places()
        start = clock.today("Asia/Shanghai") - timedelta(days=2)
        ours = book.organisation(OURS, "ja", country="JP", roles=["industry_cooperative"])
        firm = book.organisation(THEIRS, country="CN", place_id=book.place(voyage.YANJI).id, roles=["importer"])
        buyer = book.person("金哲浩", reading="Jīn Zhéhào", at=firm, title="总经理")
        head = book.person("小林 里美", "ja", reading="こばやし さとみ", at=ours)
        mission = voyage.mission(start_on=start, end_on=start + timedelta(days=4))
        voyage.delegate(mission, head, role="head")
        mission = voyage.fresh(mission)
        visit = voyage.item(mission, title="山货贸易 訪問", host=firm, hosts=[buyer.id], day=start + timedelta(days=1))
        return visit.id


def test_a_talk_on_the_phone_becomes_a_signed_agreement_and_a_figure(
    phone: Page, page: Page, app: Flask, enter: Callable[..., None], axe: Callable[[Page], None]
) -> None:
    item = _plan_a_visit(app)
    enter(phone, Role.COORDINATOR)
    _log_the_meeting(phone, item, axe)
    _capture_a_lead(phone, axe)
    enter(page, Role.COORDINATOR)
    case = _open_a_negotiation(page, axe)
    _move_it_through_the_stages(page, axe)
    _sign_an_agreement(page, case, axe)
    _read_the_funnel(page, axe)


def _log_the_meeting(phone: Page, item: int, axe: Callable[[Page], None]) -> None:
    phone.goto(f"/missions/items/{item}")
    leave(phone, phone.get_by_role("main").get_by_role("link", name="Log meeting").click)
    expect(phone.locator("[name=theirs]")).to_be_checked()
    axe(phone)
    fill(phone, kind="business_talk", result="interest")
    fill(phone, said="松茸よりニットに関心。見本を見たい。", next_steps__0__text="見本の価格表を送る")
    send(phone)
    expect(phone.get_by_role("heading", level=1)).to_contain_text(THEIRS)
    expect(phone.get_by_role("main")).to_contain_text("見本の価格表を送る")
    axe(phone)


def _capture_a_lead(phone: Page, axe: Callable[[Page], None]) -> None:
    phone.goto("/leads/new")
    axe(phone)
    fill(
        phone, activity_id="延辺視察団", raw_name="金哲浩", raw_organisation=THEIRS, rank="A", next_action="見本を送る"
    )
    send(phone)
    expect(phone.get_by_role("heading", level=1)).to_contain_text("金哲浩")
    leave(phone, phone.get_by_role("button", name="It is 金哲浩").click)
    expect(phone.locator("#match")).to_contain_text(THEIRS)
    press(phone, "Qualify")
    axe(phone)


def _open_a_negotiation(page: Page, axe: Callable[[Page], None]) -> str:
    page.goto("/leads/")
    leave(page, page.get_by_role("main").get_by_role("link", name="金哲浩").click)
    leave(page, page.get_by_role("link", name="Open a negotiation").click)
    axe(page)
    expect(page.locator("[name=counterpart_id-typed]")).to_have_value(re.compile(THEIRS))
    fill(page, title="延辺でのニット販売", our_organisation_id=OURS, next_step="見本を送る", value="1200000")
    save(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("延辺でのニット販売")
    expect(page.locator("#agreements > header > a")).to_be_visible()  # empty: one row to add the first
    expect(page.locator("#agreements > p")).to_be_hidden()
    expect(page.locator("#outcomes")).to_be_hidden()  # empty, and nothing to add by hand
    axe(page)
    return page.url


def _move(page: Page, stage: str) -> None:
    page.locator("summary", has_text="Move stage").click()
    page.locator(f".actions details.move button[value={stage}]").click()


def _stands_in(page: Page, stage: str) -> None:
    expect(page.get_by_role("list", name="Stages").locator("[aria-current=step]")).to_contain_text(stage)


def _move_it_through_the_stages(page: Page, axe: Callable[[Page], None]) -> None:
    _move(page, "qualified")
    _stands_in(page, "Qualified")
    _move(page, "talk")
    expect(page.get_by_role("alert")).to_contain_text("Link a business talk")
    leave(page, page.locator("#act").get_by_role("link", name="Link a meeting").click)
    fill(page, meeting_id=" · ")  # the only one
    save(page)
    _stands_in(page, "Talk held")  # the case follows its first talk
    _move(page, "approval_draft")
    fill(page, answer="双方の社内で案を回している。")
    press(page, "Move")
    expect(page.locator("#act")).to_contain_text("A stage is skipped. Say why.")
    expect(page.locator("[name=answer]")).to_have_value("双方の社内で案を回している。")
    axe(page)
    fill(page, reason="見本は商談の席で渡した。")
    press(page, "Move")
    _stands_in(page, "Approval & drafting")


def _sign_an_agreement(page: Page, case: str, axe: Callable[[Page], None]) -> None:
    _move(page, "signed")
    expect(page.get_by_role("alert")).to_contain_text("“Signed” follows from a signed agreement")
    leave(page, page.locator("#act").get_by_role("link", name="Record the agreement").click)
    axe(page)
    fill(page, type="sales_contract", title="ニット製品の売買契約", parties__0__side="甲", parties__1__side="乙")
    fill(page, parties__0__organisation_id=OURS, parties__1__organisation_id=THEIRS, value="1200000")
    save(page)
    leave(page, page.get_by_role("link", name="Record the signing").click)
    save(page)
    expect(page.locator("#errors")).to_be_focused()
    axe(page)
    page.go_back()
    leave(page, page.get_by_role("link", name="Edit").first.click)
    fill(page, signers__0__side="甲", signers__0__person_id="小林 里美")
    fill(page, signers__1__side="乙", signers__1__person_id="金哲浩")
    save(page)
    leave(page, page.get_by_role("link", name="Record the signing").click)
    save(page)
    expect(page.get_by_role("main")).to_contain_text("The agreement is signed.")
    axe(page)
    page.goto(case)
    _stands_in(page, "Signed")


def _read_the_funnel(page: Page, axe: Callable[[Page], None]) -> None:
    page.goto("/insights/")
    row = page.get_by_role("region", name="Stages").get_by_role("row", name="Signed")
    expect(row.get_by_role("cell").first).to_have_text("1")
    axe(page)
    leave(page, row.get_by_role("link").first.click)
    expect(page.get_by_role("main")).to_contain_text("金哲浩")
