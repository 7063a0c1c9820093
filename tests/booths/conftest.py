"""What the tests of booth mode stand on."""

import pytest
from flask import Flask

from crm.core import clock
from tests.booths import stall
from tests.contacts import book


@pytest.fixture
def code(app: Flask) -> str:
    """A code of the fair 1, beside a fair 2 with a lead of its own, and somebody in the contacts."""
    with app.app_context():
        book.person("秘密 太郎", "ja", at=book.organisation("秘密商事"))
        shown = stall.code(stall.fair())[1]
        other = stall.phone(stall.code(stall.fair(names={"ja": "別の展示会"}))[0])[0]
        stall.send(other, "k", at=clock.now(), raw_name="別の来場者", raw_contact="139 4433 5566")
    return shown
