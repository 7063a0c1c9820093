"""Every main page on the narrowest phone, by day or by night, with the sample in it.

In English, the widest of the four: the others differ in their words only, which tests/web/test_every_page.py reads
without drawing them.
"""

from collections.abc import Callable, Iterator
from datetime import date
from http import HTTPStatus
from itertools import cycle
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page
from sqlalchemy import func, select

from crm.activities.models import Activity
from crm.agreements.models import Agreement
from crm.applications import services as applications
from crm.applications.models import Application
from crm.audit.services import action
from crm.cards import services as cards
from crm.cards.models import BusinessCard
from crm.cards.services import Upload
from crm.contacts.models import Organisation, Person
from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.initiatives.models import Initiative
from crm.insights import services as figures
from crm.interactions.models import Mail
from crm.leads.models import Lead
from crm.letters.models import Letter
from crm.matching.models import MatchingCompany, MatchingInterpreter, MatchingMeeting, MatchingSession
from crm.meetings.models import Meeting
from crm.missions.models import ItineraryItem
from crm.negotiations.models import Interaction, Negotiation
from crm.outcomes import services as outcomes
from crm.outcomes.models import Outcome
from crm.places import services as places
from crm.products.models import Product
from crm.reports.models import MissionReport
from crm.sample.rules import LOADED
from crm.tasks.models import Task
from crm.travel.models import TravelDetail
from crm.users import services as users
from crm.users.models import User
from crm.users.rules import SAMPLE_PASSWORD
from tests.cards.pictures import picture
from tests.journeys.conftest import AXE_OPTIONS, PHONE, OpenPage, listening, windows
from tests.journeys.hands import leave

#: Who administers the sample; the test has them read English.
READER = "honda@example.jp"
LANGUAGE = "en"
PAGES = [
    "/", "/recent", "/tasks/", "/tasks/new", "/tasks/{task}",
    "/contacts/people", "/contacts/people/{person}", "/contacts/people/new", "/contacts/people/quick",
    "/contacts/organisations", "/contacts/organisations/{organisation}", "/contacts/organisations/new",
    "/places/", "/places/{place}", "/places/holidays", "/places/rates", "/places/entry-rules", "/places/emergency",
    "/initiatives/", "/initiatives/{initiative}", "/initiatives/new",
    "/missions/", "/missions/new", "/missions/{mission}", "/missions/{mission}/itinerary",
    "/missions/{mission}/delegation", "/missions/{mission}/today", "/missions/{mission}/items/new",
    "/missions/{mission}/participants/new", "/missions/items/{item}",
    "/meetings/", "/meetings/{meeting}", "/meetings/{meeting}/edit", "/meetings/new",
    "/leads/", "/leads/{lead}", "/leads/new",
    "/negotiations/?stage=lead", "/negotiations/list", "/negotiations/{negotiation}", "/negotiations/new",
    "/agreements/", "/agreements/{agreement}", "/agreements/new",
    "/insights/", "/insights/month", "/insights/kept/{kept}", "/insights/pipeline", "/insights/costs",
    "/insights/costs/activities", "/insights/costs/agreements", "/insights/leads", "/insights/negotiations?set=agreed",
    "/documents/", "/documents/missions/{mission}", "/users/profile", "/users/permissions",
    "/search/?q=延边",
    "/contacts/people/{person}/employer", "/cards/new", "/cards/",
    "/interchange/", "/interchange/new", "/merging/", "/tags/", "/targets/", "/counterparts/", "/watches/",
    "/products/", "/products/{product}", "/products/new", "/products/missions/{mission}",
    "/products/{product}/photo", "/products/{product}/prices/new", "/products/{product}/certificates/new",
    "/rivals/panels/places/{place}", "/rivals/demand/panels/places/{place}", "/rivals/new", "/rivals/demand/new",
    "/initiatives/{initiative}/roles", "/initiatives/{initiative}/roles/letters",
    "/initiatives/{initiative}/roles/layout", "/initiatives/{initiative}/challenges",
    "/missions/{mission}/again", "/missions/{mission}/calendars", "/missions/templates",
    "/missions/templates/patterns/trade_fair/use",
    "/activities/{mission}/budget", "/activities/{mission}/budget/edit", "/activities/{mission}/shares/edit",
    "/activities/{mission}/costs/new", "/activities/{mission}/subsidy", "/activities/{mission}/approval",
    "/initiatives/{initiative}/goals/edit", "/initiatives/{initiative}/markets/edit",
    "/missions/{mission}/meetings", "/missions/{mission}/documents",
    "/missions/{mission}/visits", "/meetings/{meeting}/minutes/new",
    "/threads/organisations/{organisation}", "/documents/reports/{missionreport}/parts/market/shown",
    "/activities/approvals", "/handouts/missions/{mission}", "/handouts/missions/{mission}/call",
    "/handouts/missions/{mission}/call/edit",
    "/checklists/{recruiting}/new",
    "/cards/{businesscard}/said",
    "/matching/{matchingsession}", "/matching/{matchingsession}/companies", "/matching/{matchingsession}/wishes",
    "/matching/{matchingsession}/setup", "/matching/{matchingsession}/edit", "/matching/{matchingsession}/print",
    "/matching/{matchingsession}/talks/new", "/matching/talks/{matchingmeeting}",
    "/matching/companies/{matchingcompany}", "/matching/companies/{matchingcompany}/edit",
    "/matching/interpreters/{matchinginterpreter}", "/matching/missions/{recruiting}/new",
    "/outcomes/", "/outcomes/{outcome}", "/outcomes/summary", "/outcomes/answer/{link}", "/outcomes/thanks",
    "/letters/missions/{mission}", "/letters/missions/{mission}/new", "/letters/missions/{reported}/thanks",
    "/letters/{letter}", "/letters/{letter}/edit", "/letters/templates", "/letters/templates/request/ja",
    "/applications/missions/{mission}", "/applications/{application}", "/applications/apply",
    "/applications/apply/{code}", "/applications/received",
    "/travel/missions/{mission}", "/travel/missions/{mission}/rooms", "/travel/participants/{participant}",
    "/travel/participants/{participant}/edit",
    "/interactions/", "/interactions/{interaction}", "/interactions/new",
    "/interactions/mail/", "/interactions/mail/{mail}",
    "/documents/missions/{reported}/reports", "/documents/missions/{reported}/reports/new",
    "/documents/reports/{missionreport}", "/documents/reports/{missionreport}/head",
    "/documents/reports/{missionreport}/approvers", "/documents/reports/{missionreport}/submit",
    "/documents/reports/{missionreport}/parts/market", "/documents/reports/{missionreport}/parts/market/texts",
    "/users/", "/users/new", "/audit/", "/fields/", "/fields/new", "/merging/rules",
    "/tasks/plans/", "/tasks/plans/new",
    "/places/holidays/new", "/places/holidays/fetch", "/places/holidays/import",
    "/places/holidays/imports/{calendar}", "/places/entry-rules/new",
]  # fmt: skip
#: A calendar of holidays with an entry that cannot be read.
ANNOUNCED = b"""BEGIN:VCALENDAR
BEGIN:VEVENT
SUMMARY:National Day
DTSTART;VALUE=DATE:20271001
DTEND;VALUE=DATE:20271008
END:VEVENT
BEGIN:VEVENT
SUMMARY:New Year
DTSTART;VALUE=DATE:20280101
RRULE:FREQ=YEARLY
END:VEVENT
END:VCALENDAR
"""
#: What keeps pages for a day without a network has journeys of its own.
NARROW = PHONE | {
    "viewport": {"width": 360, "height": 740},
    "device_scale_factor": 1,
    "reduced_motion": "reduce",
    "service_workers": "block",
}
#: Fifty people fit into five screens of a phone: pixels of a row in the middle, and how high it may be.
ROWS = "[...document.querySelectorAll('[data-rows] > tr')].map(row => row.offsetHeight)"
TALLEST = {"/contacts/people": 76}
TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def staged(sample_in: Callable[[Path], Flask], tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The sample, and what it cannot hold. The tests here read only."""
    app = sample_in(tmp_path_factory.mktemp("staged"))
    with app.app_context(), writing():
        app.extensions["scene"] = _scene(app.extensions["settings"].instance)
        db.session.commit()
    return app


@pytest.fixture
def open_sample(browser: Browser, staged: Flask) -> Iterator[OpenPage]:
    """Opens watched pages of the sample."""
    with listening(staged) as address, windows(browser, address) as open_one:
        yield open_one


def _scene(instance: Path) -> dict[str, Any]:
    """What the sample cannot hold: a mission that recruits with a code to type, links to answer by, a card read."""
    by = db.session.scalars(select(User).where(User.role == Role.COORDINATOR.value).order_by(User.id)).first()
    assert by is not None
    kept = figures.keep(as_of=date(2026, 11, 1), by=by)  # first: it gives the lock back while it counts
    report = db.session.scalars(select(MissionReport).where(MissionReport.status == "draft")).first()
    assert report is not None
    due = db.session.scalars(select(Outcome).where(Outcome.answered_at.is_(None)).order_by(Outcome.id)).first()
    assert due is not None
    mission = db.session.scalars(select(Activity).order_by(Activity.start_on)).first()
    person = db.session.get(Person, _first(Person))
    assert mission is not None
    assert person is not None
    with action(LOADED, by=by):
        mission.status = "recruiting"
    sent = Upload({"front": picture()}, language="zh-Hans", received_on=date(2026, 11, 20))
    card = cards.upload(sent, person=person, instance=instance, by=by)
    cards.note_text(card, {"front": "延吉市商务局\n副局长\n李明淑\nTel 0433-255-0101\nlee@yanji.example.cn"})
    [(_row, code)] = applications.make_codes(mission, [""], days=30, by=by)
    reader = db.session.scalars(select(User).where(User.email == READER)).one()
    users.change_profile(reader, display_name=reader.display_name, language=LANGUAGE, timezone=reader.timezone, by=by)
    return {
        "missionreport": report.id,
        "reported": report.activity_id,
        "recruiting": mission.id,
        "code": code,
        "kept": kept.id,
        "calendar": places.open_calendar(ANNOUNCED, country="CN", source="国务院办公厅通知", by=by).id,
        "link": outcomes.ask(due, language=LANGUAGE, by=by),
    }


def _first(model: Any) -> int:
    found: int = db.session.scalars(select(func.min(model.id))).one()
    return found


def _ids() -> dict[str, Any]:
    """A record of each kind; the mission is the one with the longest programme."""
    item = ItineraryItem
    by_length = select(item.activity_id).group_by(item.activity_id).order_by(func.count().desc(), item.activity_id)
    mission = db.session.scalars(by_length.limit(1)).one()
    visit = select(item.id).where(item.activity_id == mission, item.organisation_id.is_not(None)).limit(1)
    kinds: tuple[Any, ...] = (
        Task, Person, Organisation, Initiative, Meeting, Lead, Negotiation, Agreement, BusinessCard, MatchingSession,
        MatchingMeeting, MatchingCompany, MatchingInterpreter, Outcome, Letter, Application, Interaction, Mail, Product,
    )  # fmt: skip
    return {kind.__name__.lower(): _first(kind) for kind in kinds} | {
        "mission": mission,
        "item": db.session.scalars(visit).one(),
        "participant": db.session.scalars(select(func.min(TravelDetail.participant_id))).one(),
        "place": db.session.scalars(select(Activity.place_id).where(Activity.id == mission)).one(),
    }


def _signed_in(open_sample: OpenPage) -> Page:
    """The narrow phone of the one who reads the widest of the four languages."""
    page = open_sample(**NARROW)
    page.add_init_script(Axe().axe_script)
    page.goto("/users/sign-in")
    page.locator("[name=email]").fill(READER)
    page.locator("[name=password]").fill(SAMPLE_PASSWORD)
    leave(page, lambda: page.keyboard.press("Enter"))
    return page


def _pages(app: Flask) -> list[str]:
    with app.app_context():
        ids = _ids() | app.extensions["scene"]
    return [path.format(**ids) for path in PAGES]


#: In as many tests: what one of them says is not lost when another stops.
SHARES = 3
#: Drawings that are to open at their middle and do not.
OFF_MIDDLE = """() => [...document.querySelectorAll("[data-middle]")]
  .some(each => Math.abs(each.scrollWidth - each.clientWidth - 2 * each.scrollLeft) > 2)"""
#: Menus that open beside the screen, where nobody can scroll to, though their button is on it.
MENUS_OUTSIDE = """() => [...document.querySelectorAll("details.menu")].filter(menu => {
  const outside = each => each.getBoundingClientRect().left < 0 || each.getBoundingClientRect().right > innerWidth
  menu.open = true
  const lost = outside(menu.querySelector(".menu-body")) && !outside(menu.querySelector("summary"))
  menu.open = false
  return lost
}).map(menu => menu.querySelector("summary").textContent)"""
#: Lines of a list look like those above them: axe, which is slow, reads the first of each.
SHORTEN = """for (const what of ["tr:nth-child(n+6)", "li:nth-child(n+9)", "option:nth-child(n+9)"])
  document.querySelectorAll(what).forEach(each => each.remove())"""
RUN_AXE = """options => axe.run(options)
  .then(found => found.violations.flatMap(one => one.nodes.map(node => `${one.id}: ${node.target}`)))"""
#: By night only the colours differ. They take axe longer than all else, and come from one style sheet: of three pages
#: one shows them by day and one by night.
COLOURS = "color-contrast"
BUT_COLOURS = AXE_OPTIONS | {"rules": {COLOURS: {"enabled": False}}}
AT_NIGHT = AXE_OPTIONS | {"runOnly": [COLOURS]}


@pytest.mark.parametrize("share", range(SHARES))
def test_every_page_fits_the_narrowest_phone_and_shuts_nobody_out(
    staged: Flask, open_sample: OpenPage, share: int
) -> None:
    page = _signed_in(open_sample)
    pages = zip(_pages(staged)[share::SHARES], cycle(("day", "night", "")), strict=False)
    faults = [fault for path, coloured in pages for fault in _faults(page, path, coloured)]
    assert faults == [], "\n".join(faults)


def _faults(page: Page, path: str, coloured: str) -> Iterator[str]:
    """What is wrong with a page, with its colours by `day` or by `night` or without."""
    answer = page.goto(path)
    if answer is None or answer.status != HTTPStatus.OK:
        yield f"{path}: {answer.status if answer else 'no answer'}"
        return
    if page.evaluate(TOO_WIDE):
        yield f"{path}: wider than the screen"
    if path in TALLEST and (middle := median(page.evaluate(ROWS))) > TALLEST[path]:
        yield f"{path}: a row is {middle} pixels high"
    yield from (f"{path}: “{menu}” opens beside the screen" for menu in page.evaluate(MENUS_OUTSIDE))
    if page.evaluate(OFF_MIDDLE):
        yield f"{path}: a drawing opens at its edge"
    page.evaluate(SHORTEN)
    yield from (
        f"{path}: {found}" for found in page.evaluate(RUN_AXE, AXE_OPTIONS if coloured == "day" else BUT_COLOURS)
    )
    if coloured == "night":
        page.emulate_media(color_scheme="dark")
        yield from (f"{path} by night: {found}" for found in page.evaluate(RUN_AXE, AT_NIGHT))
        page.emulate_media(color_scheme="light")
