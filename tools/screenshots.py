"""The pictures of README and docs, taken from the sample: `python -m tools.screenshots [FOLDER]`.

Needs what the tests need: Chromium, and pdftoppm (Debian: poppler-utils) for the printed page.
"""

import argparse
import logging
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright
from werkzeug.serving import make_server

from crm.config import Settings
from crm.core.database import db
from crm.factory import create_app
from crm.users.rules import SAMPLE_PASSWORD
from tools.steps import ROOT
from tools.system_packages import chromium

READER = "kobayashi@example.jp"
MISSION = "第7回 延辺視察団"
WINDOW: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
#: {picture: page}; `{mission}` is the number of the mission.
PICTURES = {
    "mission": "/missions/{mission}/itinerary",
    "home": "/",
    "board": "/negotiations/",
    "funnel": "/insights/",
    "matching": "/matching/1",
}
PAGE_DOTS = 80  # an inch, of the printed page
COLOURS = 128  # of a picture: as good to the eye, and a third as large


@contextmanager
def served(folder: Path) -> Iterator[tuple[Flask, str]]:
    """The product with the sample in a throw-away folder, and where it listens."""
    settings = Settings(
        instance=folder, database_url=f"sqlite:///{folder / 'sample.sqlite'}", secret_key="pictures " * 5, testing=True
    )
    app = create_app(settings)
    with app.app_context():
        db.create_all()
    app.test_cli_runner().invoke(args=["sample", "load"], catch_exceptions=False)
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield app, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def sign_in(browser: Browser, address: str, size: ViewportSize = WINDOW) -> Page:
    """A window of the coordinator of the sample; a narrow one is touched."""
    touched = size is PHONE
    context = browser.new_context(base_url=address, viewport=size, has_touch=touched, is_mobile=touched)
    page = context.new_page()
    page.goto("/users/sign-in")
    page.locator("[name=email]").fill(READER)
    page.locator("[name=password]").fill(SAMPLE_PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    return page


def mission_number(page: Page) -> str:
    """The number of the mission that the pictures show."""
    page.goto("/missions/")
    link = page.get_by_role("main").get_by_role("link", name=MISSION).first.get_attribute("href")
    if link is None:
        raise SystemExit(f"The sample has no mission {MISSION}.")
    return link.rsplit("/", 1)[1]


def first_page(app: Flask, mission: str, folder: Path, picture: Path) -> None:
    """The cover of the mission's briefing pack, as printed."""
    pdf = folder / "pack.pdf"
    arguments = ["documents", "print", mission, "--kind", "briefing", "--lang", "ja", "--output", str(pdf)]
    app.test_cli_runner().invoke(args=arguments, catch_exceptions=False)
    tool = shutil.which("pdftoppm")
    if tool is None:
        raise SystemExit("pdftoppm is missing. On Debian: sudo apt-get install -y poppler-utils")
    dots = str(PAGE_DOTS)
    subprocess.run(
        [tool, "-png", "-r", dots, "-f", "1", "-l", "1", "-singlefile", pdf, picture.with_suffix("")], check=True
    )


def shrink(picture: Path) -> None:
    """Keep a picture with few colours: everyone who clones the product fetches it."""
    with Image.open(picture) as taken:
        few = taken.convert("RGB").quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(picture, optimize=True)


def main(target: Path) -> None:
    """Take every picture anew."""
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name, served(Path(name)) as (app, address), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        page = sign_in(browser, address)
        mission = mission_number(page)
        for picture, path in PICTURES.items():
            page.goto(path.format(mission=mission), wait_until="networkidle")
            page.screenshot(path=target / f"{picture}.png")
        page = sign_in(browser, address, PHONE)
        page.goto(f"/missions/{mission}/today", wait_until="networkidle")
        page.screenshot(path=target / "phone.png")
        browser.close()
        first_page(app, mission, Path(name), target / "pack.png")
    for picture in (*PICTURES, "phone", "pack"):
        shrink(target / f"{picture}.png")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "docs" / "images")
    main(parser.parse_args().folder)
