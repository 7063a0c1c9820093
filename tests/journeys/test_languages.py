"""Every main page in every language on the narrowest phone, by day and by night, with the sample in it."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page
from sqlalchemy import func, select

from crm.activities.models import Activity
from crm.agreements.models import Agreement
from crm.contacts.models import Organisation, Person
from crm.core.database import Record, db
from crm.factory import create_app
from crm.initiatives.models import Initiative
from crm.leads.models import Lead
from crm.meetings.models import Meeting
from crm.missions.models import ItineraryItem
from crm.negotiations.models import Negotiation
from crm.tasks.models import Task
from crm.users.rules import SAMPLE_PASSWORD
from tests.conftest import settings_for
from tests.databases import Databases
from tests.journeys.conftest import AXE_OPTIONS, PHONE, OpenPage, listening, windows
from tests.journeys.hands import leave

#: Somebody of the sample for each language. The one who reads Japanese administers.
READERS = {
    "en": "miller@example.com",
    "ja": "honda@example.jp",
    "ko": "nam@example.kr",
    "zh-Hans": "quan@example.cn",
}
PAGES = [
    "/", "/tasks/", "/tasks/new", "/tasks/{task}",
    "/contacts/people", "/contacts/people/{person}", "/contacts/people/new", "/contacts/people/quick",
    "/contacts/organisations", "/contacts/organisations/{organisation}", "/contacts/organisations/new",
    "/places/", "/places/{place}", "/places/holidays", "/places/rates",
    "/initiatives/", "/initiatives/{initiative}", "/initiatives/new",
    "/missions/", "/missions/new", "/missions/{mission}", "/missions/{mission}/itinerary",
    "/missions/{mission}/delegation", "/missions/{mission}/today", "/missions/{mission}/items/new",
    "/missions/{mission}/participants/new", "/missions/items/{item}",
    "/meetings/", "/meetings/{meeting}", "/meetings/{meeting}/edit", "/meetings/new",
    "/leads/", "/leads/{lead}", "/leads/new",
    "/negotiations/", "/negotiations/list", "/negotiations/{negotiation}", "/negotiations/new",
    "/agreements/", "/agreements/{agreement}", "/agreements/new",
    "/insights/", "/insights/pipeline", "/insights/costs", "/insights/leads", "/insights/negotiations?set=agreed",
    "/documents/", "/documents/missions/{mission}", "/users/profile", "/users/permissions",
    "/search/?q=延边", "/contacts/people?cols=name&cols=tags&sort=-name",
    "/contacts/people/{person}/employer", "/contacts/organisations/{organisation}/edit", "/cards/new", "/cards/",
    "/interchange/", "/interchange/new", "/merging/", "/tags/", "/targets/", "/counterparts/", "/watches/",
    "/initiatives/{initiative}/roles", "/initiatives/{initiative}/roles/letters",
    "/initiatives/{initiative}/roles/layout", "/initiatives/{initiative}/challenges",
    "/missions/{mission}/again", "/missions/{mission}/calendars", "/missions/templates",
    "/activities/{mission}/budget", "/activities/{mission}/budget/edit", "/activities/{mission}/shares/edit",
    "/activities/{mission}/costs/new", "/activities/{mission}/subsidy", "/activities/{mission}/approval",
    "/initiatives/{initiative}/goals/edit", "/initiatives/{initiative}/markets/edit",
]  # fmt: skip
#: Only those who administer open these.
ADMIN_PAGES = ["/users/", "/users/new", "/audit/", "/fields/", "/fields/new", "/merging/rules"]
NARROW = PHONE | {"viewport": {"width": 360, "height": 740}}
TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture(scope="session")
def sampled(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application that holds the sample; the tests here read only."""
    folder = tmp_path_factory.mktemp("journeys")
    url = databases.make(folder)
    app = create_app(settings_for(folder, url))
    result = app.test_cli_runner().invoke(args=["sample", "load"])
    assert result.exit_code == 0, result.output
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    databases.drop(url)


@pytest.fixture
def open_sample(browser: Browser, sampled: Flask) -> Iterator[OpenPage]:
    """Opens watched pages of the sample."""
    with listening(sampled) as address, windows(browser, address) as open_one:
        yield open_one


def _first(model: type[Record]) -> int:
    return db.session.scalars(select(func.min(model.id))).one()


def _ids() -> dict[str, int]:
    """A record of each kind; the mission is the one with the longest programme."""
    item = ItineraryItem
    by_length = select(item.activity_id).group_by(item.activity_id).order_by(func.count().desc(), item.activity_id)
    mission = db.session.scalars(by_length.limit(1)).one()
    visit = select(item.id).where(item.activity_id == mission, item.organisation_id.is_not(None)).limit(1)
    kinds = (Task, Person, Organisation, Initiative, Meeting, Lead, Negotiation, Agreement)
    return {kind.__name__.lower(): _first(kind) for kind in kinds} | {
        "mission": mission,
        "item": db.session.scalars(visit).one(),
        "place": db.session.scalars(select(Activity.place_id).where(Activity.id == mission)).one(),
    }


def _signed_in(open_sample: OpenPage, language: str, **options: Any) -> Page:
    """The narrow phone of the one who reads this language."""
    page = open_sample(**NARROW, **options)
    page.goto("/users/sign-in")
    page.locator("[name=email]").fill(READERS[language])
    page.locator("[name=password]").fill(SAMPLE_PASSWORD)
    leave(page, lambda: page.keyboard.press("Enter"))
    return page


def _pages(app: Flask, language: str) -> list[str]:
    with app.app_context():
        ids = _ids()
    return [path.format(**ids) for path in PAGES] + (ADMIN_PAGES if language == "ja" else [])


#: Each language's pages in as many tests, which the workers share.
SHARES = 3
#: What axe looks for: by day in Japanese everything that it knows; by night, where only the colours differ, in Korean.
AXE = {"ja": AXE_OPTIONS, "ko": AXE_OPTIONS | {"runOnly": ["color-contrast"]}}


@pytest.mark.parametrize("share", range(SHARES))
@pytest.mark.parametrize("language", READERS)
def test_every_page_speaks_the_readers_language_fits_the_narrowest_phone_and_shuts_nobody_out(
    sampled: Flask, open_sample: OpenPage, language: str, share: int
) -> None:
    page = _signed_in(open_sample, language, color_scheme="dark" if language == "ko" else "light")
    faults = [fault for path in _pages(sampled, language)[share::SHARES] for fault in _faults(page, path, language)]
    assert faults == [], "\n".join(faults)


def _faults(page: Page, path: str, language: str) -> Iterator[str]:
    answer = page.goto(path)
    if answer is None or answer.status != HTTPStatus.OK:
        yield f"{path}: {answer.status if answer else 'no answer'}"
        return
    if page.locator("html").get_attribute("lang") != language:
        yield f"{path}: not in {language}"
    if page.evaluate(TOO_WIDE):
        yield f"{path}: wider than the screen"
    if language in AXE:
        for violation in Axe().run(page, options=AXE[language]).response["violations"]:
            yield from (f"{path}: {violation['id']}: {node['target']}" for node in violation["nodes"])
