"""Of ticked agreements: which states are offered, and what those that are left out say."""

import re

from flask import Flask
from flask.testing import FlaskClient

from tests.agreements import deals
from tests.cast import sign_in
from tests.lists.test_each import do
from tests.meetings.scene import scene
from tests.negotiations.cases import days


def test_only_states_are_offered_to_which_one_of_the_agreements_may_go(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = scene()
        draft, other = deals.drafted(at, title="草案").id, deals.drafted(at, title="別案").id
        signed = deals.signed(at, title="署名済み", expires_on=days(9)).id
        over = deals.signed(at, title="満了", days_ago=20, expires_on=days(-9)).id
    sign_in(client)

    def offered(*ids: int) -> list[str]:
        form = client.get("/lists/agreements/chosen/status", query_string={"id": ids}).text
        return re.findall(r'<option[^>]* value="(\w+)">', form)

    assert offered(draft, other) == ["in_approval"]
    assert offered(signed) == ["in_force", "terminated", "superseded"], "it has not come to its end"
    assert offered(draft, signed) == ["in_approval", "in_force", "terminated", "superseded"]
    assert offered(over) == []
    assert (
        "None of these agreements can get another status now."
        in client.get("/lists/agreements/chosen/status", query_string={"id": over}).text
    )
    page = client.get(
        do(client, "/lists/agreements/chosen/status", [draft, signed], standing="in_force").headers["Location"]
    ).text
    assert "草案: Its status is “Draft”. Before signing it can become: In approval." in page
