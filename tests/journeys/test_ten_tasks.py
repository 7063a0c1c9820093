"""Ten tasks of a day, from the home page: each takes at most so many presses and typed fields."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Locator, Page, expect

from crm.core import clock
from crm.core.database import db, writing
from crm.tasks import services as tasks
from crm.users.models import User
from crm.users.rules import SAMPLE_PASSWORD
from tests.journeys.conftest import listening, windows

READER = "miller@example.com"
CASE, FAIR = "カシミヤ混セーター", "Beijing Gift Fair"


@dataclass
class Counted:
    """A person's hands, which count what they press and what they type into."""

    page: Page
    acts: int = 0

    def press(self, there: Locator) -> None:
        self.acts += 1
        there.click()

    def key(self, key: str) -> None:
        self.acts += 1
        self.page.keyboard.press(key)

    def write(self, there: Locator, text: str) -> None:
        self.acts += 1
        there.fill(text)

    def find(self, text: str) -> None:
        """Open the palette, type, and take the first of what is found."""
        self.key("Control+k")
        self.write(self.page.locator("#palette input"), text)
        expect(self.page.locator("#palette [aria-selected=true]").filter(has_text=text)).to_be_visible()
        self.key("Enter")

    def case(self) -> None:
        self.press(self.page.get_by_role("main").get_by_role("link", name=CASE))
        expect(self.page.get_by_role("heading", name=CASE, level=1)).to_be_visible()


@pytest.fixture(scope="module")
def office(sample_in: Callable[[Path], Flask], tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The sample of somebody who reads English and has five tasks due."""
    app = sample_in(tmp_path_factory.mktemp("ten"))
    with app.app_context(), writing():
        reader = db.session.query(User).filter_by(email=READER).one()
        for number in range(5):
            tasks.add(text=f"Call {number}", due_on=clock.today("Asia/Tokyo"), owner_id=reader.id, by=reader)
        db.session.commit()
    return app


@pytest.fixture(scope="module")
def window(browser: Browser, office: Flask) -> Iterator[Page]:
    with listening(office) as address, windows(browser, address) as open_one:
        page = open_one()
        page.goto("/users/sign-in")
        page.locator("input[name=email]").fill(READER)
        page.locator("input[name=password]").fill(SAMPLE_PASSWORD)
        page.locator("input[name=password]").press("Enter")
        page.wait_for_url(lambda url: "/users/sign-in" not in url)
        yield page


@pytest.fixture
def hands(window: Page) -> Counted:
    window.goto("/")
    return Counted(window)


def test_log_a_call_in_five(hands: Counted) -> None:
    hands.case()
    page = hands.page
    hands.press(page.get_by_text("Log…"))
    hands.press(page.get_by_role("main").get_by_role("link", name="Call", exact=True))
    hands.write(page.locator("main [name=summary]"), "They ask for the labels in Chinese.")
    hands.key("Control+Enter")
    expect(page.locator("#thread")).to_contain_text("They ask for the labels in Chinese.")
    assert hands.acts <= 5


def test_find_a_person_by_half_a_name_in_three(hands: Counted) -> None:
    hands.find("明淑")
    expect(hands.page.get_by_role("heading", level=1)).to_contain_text("李明淑")
    assert hands.acts <= 3


def test_move_a_case_in_three(hands: Counted) -> None:
    page = hands.page
    hands.press(page.get_by_role("main").get_by_role("link", name="洗えるサマーニット").first)
    hands.press(page.get_by_text("Move stage"))
    hands.press(page.get_by_role("button", name="Qualified"))
    expect(page.locator("#thread")).to_contain_text("to “Qualified”")
    assert hands.acts <= 3


def test_add_a_known_delegate_in_five(hands: Counted) -> None:
    page = hands.page
    hands.press(page.get_by_role("link", name="10 delegates"))
    hands.press(page.get_by_role("link", name="Add a delegate"))
    hands.write(page.locator("main [name=person_id-typed]"), "全美玲")
    hands.press(page.locator("[data-picker] [role=option]").first)
    hands.key("Control+Enter")
    expect(page.locator("#messages")).to_contain_text("takes part")
    assert hands.acts <= 5


def test_see_what_we_promised_them_in_three(hands: Counted) -> None:
    hands.find("敦化东升")
    expect(hands.page.locator("#promises .rows")).to_contain_text("Done")
    assert hands.acts <= 3


def test_tick_five_tasks_in_five(hands: Counted) -> None:
    for number in range(5):
        row = hands.page.locator("#due li", has_text=f"Call {number}")
        hands.press(row.get_by_role("button", name="Complete"))
        expect(row.get_by_role("button", name="Complete")).to_have_count(0)
    assert hands.acts <= 5


def test_correct_a_title_in_place_in_four(hands: Counted) -> None:
    hands.case()
    hands.key("e")
    hands.write(hands.page.locator("main [name=title]"), "カシミヤ混セーター 春物")
    hands.key("Control+Enter")
    expect(hands.page.get_by_role("heading", level=1)).to_contain_text("春物")
    assert hands.acts <= 4


def test_print_the_pack_in_four(hands: Counted) -> None:
    page = hands.page
    hands.press(page.get_by_role("link", name="7th Yanbian Mission").first)
    hands.press(page.get_by_role("main").get_by_role("link", name="Print", exact=True).first)
    hands.press(page.get_by_role("button", name="Print as PDF"))
    expect(page.get_by_role("main")).to_contain_text("7th Yanbian Mission")
    assert hands.acts <= 4


def test_send_the_leads_of_a_fair_as_xlsx_in_five(hands: Counted) -> None:
    page = hands.page
    hands.key("Control+k")
    hands.write(page.locator("#palette input"), FAIR)
    hands.press(page.get_by_role("option", name=f"Leads of {FAIR}"))
    hands.press(page.get_by_role("link", name="Export"))
    hands.press(page.get_by_role("main").get_by_role("button", name="Export"))
    expect(page.get_by_role("main")).to_contain_text("22 rows")
    assert hands.acts <= 5


def test_see_what_changed_since_monday_in_two(hands: Counted) -> None:
    hands.press(hands.page.locator("header details summary", has_text="Grace Miller"))
    hands.press(hands.page.get_by_role("link", name="Recent changes").last)
    expect(hands.page.get_by_role("heading", name="Recent changes", level=1)).to_be_visible()
    assert hands.acts <= 2
