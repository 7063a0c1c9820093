"""Pages with parts that a screen folds, narrows or asks for, printed from the browser."""

from collections.abc import Callable
from pathlib import Path

from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import func, select

from crm.core.database import db
from crm.places.models import Place
from crm.products.models import Product
from crm.rivals.models import RivalActivity
from crm.showrooms.models import Exhibit, Showroom
from crm.users.rules import SAMPLE_PASSWORD
from tests.journeys.conftest import listening, windows
from tests.journeys.test_printed_lists import bare
from tests.pdf import paper
from tests.showrooms.partner import DOOR, Asked
from tests.showrooms.partner import asked as asked  # the fixture

READER = "miller@example.com"


def printed(page: Page, path: str) -> list[str]:
    """The sheets of a page, once the parts that come later are there."""
    page.goto(path)
    page.wait_for_load_state("networkidle")
    return paper.sheets(page.pdf(prefer_css_page_size=True))


def test_pages_print_their_rows_and_sources_and_nothing_to_press(
    sample_in: Callable[[Path], Flask], tmp_path: Path, browser: Browser
) -> None:
    sampled = sample_in(tmp_path)
    with sampled.app_context():
        [room] = db.session.scalars(select(Showroom.id).limit(1))
        exhibits = db.session.scalar(select(func.count()).select_from(Exhibit).where(Exhibit.archived_at.is_(None)))
        most = select(RivalActivity.place_id).where(RivalActivity.source_url != "").group_by(RivalActivity.place_id)
        city = db.session.scalars(most.order_by(func.count().desc()).limit(1)).one()
        url = db.session.scalars(
            select(RivalActivity.source_url)
            .where(RivalActivity.place_id == city, RivalActivity.source_url != "")
            .order_by(RivalActivity.starts_on.desc())
        ).first()
        with_prices = db.session.scalars(select(Product.id).join(Product.prices).limit(1)).one()
        other = db.session.scalars(select(Place.id).where(Place.id != city, Place.country == "CN").limit(1)).one()
    assert url
    with listening(sampled) as address, windows(browser, address) as open_page:
        page = open_page()
        page.goto("/users/sign-in")
        page.locator("input[name=email]").fill(READER)
        page.locator("input[name=password]").fill(SAMPLE_PASSWORD)
        page.locator("input[name=password]").press("Enter")
        page.wait_for_load_state()

        places = bare("".join(printed(page, "/insights/places")))
        assert "Allactivities" in places
        assert "Comparethetwo" not in places

        here = bare("".join(printed(page, f"/places/{city}")))
        assert here.index("Whatwedidthere") < here.index("Reading")
        assert bare(url) in here, "a source without its address is none"
        assert "Edit" not in here
        assert "Alltime" not in here, "another set of figures, not this one"
        beside = bare("".join(printed(page, f"/insights/places/compare?place={city}&with={other}")))
        assert bare(url) in beside
        assert "moreisnotshown" in here or "morearenotshown" in here or "All10" not in here

        shelf = bare("".join(printed(page, f"/showrooms/{room}")))
        assert "Expiresbeforespring" not in shelf
        assert "morearenotshownhere" in shelf, "six of twelve settlements"
        leaves = printed(page, f"/products/{with_prices}")
        product = bare("".join(leaves))
        assert "Photos" in bare(leaves[0]) or "Photos" not in product, "a photo leaves no half of a sheet empty"
        assert "＋" not in product
        assert "Edit" not in product

        sheets = [bare(sheet) for sheet in printed(page, f"/showrooms/{room}/count")]
        assert len(sheets) <= 2, f"{exhibits} exhibits"
        assert "Whocounted" in sheets[0]
        assert "Enterwhatstandsthere" not in sheets[0]


def test_the_partner_s_statement_prints_its_sales_and_no_empty_answer(
    asked: Asked, phone: Page, app: Flask, address: str
) -> None:
    phone.goto(f"{DOOR}#{asked.code}")
    phone.locator("main button[type=submit]").click()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("202")
    told = bare("".join(printed(phone, f"{DOOR}1?lang=zh-Hans")))
    assert "羊绒混纺毛衣" in told
    assert "2260" in told
    for screen in ("请点击", "English", "한국어", "您的答复"):
        assert screen not in told, screen
