"""How an office begins: the secret that the start prints, the first administrator, what the office tells of itself."""

import re
from collections.abc import Mapping

from flask.testing import FlaskCliRunner

from tests.cast import PASSWORD
from tests.journeys.plainly import Pages

ADMINISTRATOR, ADMINISTRATOR_NAME = "honda@example.jp", "本田 悠"


def first_address(runner: FlaskCliRunner) -> str:
    """The address with the secret behind `#`, as the start prints it."""
    found = re.search(r"/users/first#\S+", runner.invoke(args=["users", "welcome"]).output)
    assert found
    return found[0]


def begin(pages: Pages, runner: FlaskCliRunner, office: Mapping[str, str]) -> Pages:
    """The window of the first administrator, who has told of the office."""
    address, _sharp, secret = first_address(runner).partition("#")
    pages.open(address).fill(
        secret=secret, display_name=ADMINISTRATOR_NAME, email=ADMINISTRATOR, password=PASSWORD, timezone="Asia/Tokyo"
    )
    pages.open("/office/").fill(**office)
    return pages
