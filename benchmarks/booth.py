"""What a booth's phone costs when it sends its leads, one by one: a token, then the lead, 200 times.

`.venv/bin/python -m benchmarks.booth` makes a fair in the sample and sends through the test client, without HTTP. It
prints processor time, statements and multiples of the least floor of 50 rows in the same run.

`--thumb` measures instead what a lead takes whoever holds the phone: a browser taps as the journey of the booth does,
after a person's pauses, and the seconds run from the moment the camera is reached for until the page is empty for the
next one.
"""

import argparse
import gc
import os
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Page, expect, sync_playwright
from sqlalchemy import select

from benchmarks import floors
from benchmarks.pages import counted, sample_app
from crm.core import clock
from crm.core.database import db, writing
from crm.products import services as products
from crm.products.models import Product
from tests import cast
from tests.booths import phones, stall
from tests.cards.pictures import photograph
from tests.journeys.conftest import FLAGS, PHONE, listening
from tools.system_packages import chromium

#: As many as the issue asks to arrive, none twice and in order.
LEADS: Final = 200

#: Seconds of the issue for one lead by thumb, and how many are tapped.
BAR: Final = 15.0
TAPPED: Final = 10
#: A person's pauses: to take the picture of the card, and before each tap.
PHOTO_PAUSE: Final = 1.5
TAP_PAUSE: Final = 0.6
#: What is chosen by thumb after the picture: six taps; the picture and *Next* make eight.
CHIPS: Final = (
    ("rank", "A"), ("visitor_type", "importer"), ("products", ""), ("category", "knitwear"), ("channel", "own_store"),
    ("promised", "sample"),
)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--thumb", action="store_true", help="seconds of a lead by thumb in a browser")
    if parser.parse_args().thumb:
        by_thumb()
    else:
        by_phone()


def by_thumb() -> None:
    """Print the seconds of each lead, and whether the bar holds for all of them."""
    with tempfile.TemporaryDirectory() as folder:
        app = sample_app(Path(folder))
        with app.app_context():
            fair = stall.fair()
            shown = db.session.scalars(select(Product.id).order_by(Product.id).limit(2)).all()
            with writing():
                for id in shown:
                    products.carry(fair, id, by=cast.user())
                db.session.commit()
            code = stall.code(fair)[1]
        card = Path(folder, "card.jpg")
        card.write_bytes(photograph())
        with listening(app) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
            phone = browser.new_context(base_url=address, **PHONE).new_page()
            phone.goto(f"/booths/#{code}")
            phone.locator("[name=name]").fill("金")
            phone.locator("[data-enter] button").tap()
            expect(phone.locator("[data-booth-form]")).to_be_visible(timeout=60_000)
            taken = [tapped(phone, card, shown[0]) for _ in range(TAPPED)]
            expect(phone.locator("[data-sent]")).to_have_text(f"{TAPPED} sent", timeout=60_000)
            browser.close()
    pauses = PHOTO_PAUSE + TAP_PAUSE * (len(CHIPS) + 1)
    print("seconds of each lead:", ", ".join(f"{each:.1f}" for each in taken))
    print(f"median {statistics.median(taken):.1f} s, longest {max(taken):.1f} s, of them {pauses:.1f} s of pauses")
    print(f"bar of {BAR:.0f} s:", "held" if max(taken) <= BAR else "missed")


def tapped(phone: Page, card: Path, product: int) -> float:
    """Seconds until a lead is kept and the page is empty for the next."""
    start = time.monotonic()
    time.sleep(PHOTO_PAUSE)
    phone.locator("[data-picture]").set_input_files(card)
    expect(phone.locator("[data-preview]")).to_be_visible()
    for name, value in CHIPS:
        time.sleep(TAP_PAUSE)
        phone.locator(f"label:has([name={name}][value='{value or product}'])").tap()
    time.sleep(TAP_PAUSE)
    phone.locator(".onward button").tap()
    expect(phone.locator("[data-preview]")).to_be_hidden()
    expect(phone.locator("[name=rank]:checked")).to_have_count(0)
    return time.monotonic() - start


def by_phone() -> None:
    """Print a line for what one lead costs, and one for all of them."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["FLOOR_DATABASE"] = str(Path(folder, "floor.sqlite"))
        floors.make(os.environ["FLOOR_DATABASE"])
        low = floors.application().test_client()
        app = sample_app(Path(folder))
        with app.app_context():
            fair = stall.fair()
            id, code = fair.id, stall.code(fair)[1]
        client = app.test_client()
        phones.enter(client, code)
        gc.collect()
        gc.freeze()
        floor = min(spent(lambda: low.get("/rows")) for _ in range(25))
        taken = [spent(lambda number=number: sent(client, id, number)) for number in range(LEADS)]
        with counted(app) as queries:
            sent(client, id, LEADS)
        with counted(app) as for_token:
            token = min(spent(lambda: client.get(f"/booths/{id}/token")) for _ in range(10))
    middle, first, last = statistics.median(taken), statistics.median(taken[:20]), statistics.median(taken[-20:])
    print(f"one lead: {middle:.1f} ms, {middle / floor:.1f} floors of {floor:.2f} ms, {len(queries)} statements")
    print(f"of it the token: {token:.1f} ms, {token / floor:.1f} floors, {len(for_token) // 10} statements")
    print(f"of the first 20: {first:.1f} ms; of the last 20: {last:.1f} ms; all {LEADS}: {sum(taken) / 1000:.1f} s")


def sent(client: Any, id: int, number: int) -> None:
    """A lead with what is tapped and typed at a booth. RuntimeError where it was not taken."""
    told = {"raw_name": f"王伟{number}", "raw_organisation": f"大洋商贸{number % 60}", "rank": "ABC"[number % 3],
        "visitor_type": "importer", "note": "要样品", "promised": "sample", "may_store": "1"}  # fmt: skip
    answer = phones.send(client, f"k{number}", at=int(clock.now().timestamp() * 1000), id=id, **told)
    if answer.status_code not in (204, 303):
        raise RuntimeError(f"lead {number} answered {answer.status}")


def spent(act: Any) -> float:
    """Milliseconds of the processor."""
    start = time.process_time()
    act()
    return (time.process_time() - start) * 1000


if __name__ == "__main__":
    main()
