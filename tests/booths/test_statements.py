"""How often a lead that a phone sends asks the database."""

from typing import Final

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.booths import phones
from tests.statements import sent

#: A token and a lead that names no product, with what the session, the search index and the log ask.
MOST: Final = 33


@pytest.mark.once
def test_a_lead_from_a_booth_asks_so_much_and_no_more_when_others_are_there(
    app: Flask, client: FlaskClient, code: str
) -> None:
    phones.enter(client, code)
    phones.send(client, "k0", raw_name="金哲", raw_organisation="延吉大洋食品")
    asked = []
    for number, name in enumerate(("王伟", "李明淑", "朴英子")):
        with sent(app) as statements:
            assert phones.send(client, f"k{number + 1}", raw_name=name, raw_organisation="大洋商贸").status_code == 204
        asked.append(len(statements))
    assert max(asked) <= MOST
    assert asked[0] == asked[-1]
