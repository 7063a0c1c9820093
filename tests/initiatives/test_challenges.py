"""The register of challenges: added, graded, solved, archived."""

from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient

from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.initiatives import queries, services
from crm.initiatives.models import Initiative
from crm.initiatives.rules import ChallengeInput
from tests import cast
from tests.contacts import book

GIVEN: dict[str, Any] = {
    "category": "business_custom",
    "statement": "契約書より口約束が先に走る",
    "side": "both",
    "severity": 4,
    "likelihood": 4,
}


@pytest.fixture
def initiative(session: Any) -> Initiative:
    with writing():
        made = services.plan(names={"ja": "見附ニットの延辺展開"}, by=cast.user())
        db.session.commit()
    return made


def add(initiative: Initiative, **changes: Any) -> int:
    with writing():
        made = services.add_challenge(initiative, ChallengeInput(**GIVEN | changes), by=cast.user())
        db.session.commit()
    return made.id


def test_the_gravest_stands_first_and_the_solved_last(initiative: Initiative) -> None:
    light = add(initiative, severity=1)
    grave = add(initiative, severity=5)
    solved = add(initiative, severity=5, likelihood=5, status="solved", countermeasure="覚書を先に交わす")
    assert [row.id for row in queries.challenges(initiative.id)] == [grave, light, solved]
    assert [row.id for row in queries.challenges(initiative.id, open_only=True)] == [grave, light]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"severity": 6}, "severity"),
        ({"likelihood": 0}, "likelihood"),
        ({"category": "weather"}, "category"),
        ({"statement": ""}, "statement"),
        ({"status": "solved"}, "countermeasure"),
        ({"owner_id": 999}, "owner_id"),
        ({"raised_by_id": 999}, "raised_by_id"),
        ({"due_on": date(2500, 1, 1)}, "due_on"),
    ],
)
def test_what_makes_no_sense_is_refused_beside_its_field(
    initiative: Initiative, changes: dict[str, Any], field: str
) -> None:
    with writing(), pytest.raises(Refused) as refused:
        services.add_challenge(initiative, ChallengeInput(**GIVEN | changes), by=cast.user())
    assert refused.value.field == field


def test_a_challenge_is_added_changed_and_taken_off_through_its_pages(
    client: FlaskClient, initiative: Initiative
) -> None:
    cast.sign_in(client)
    register = f"/initiatives/{initiative.id}/challenges"
    data = {name: str(value) for name, value in GIVEN.items()} | {"state": "open"}
    opened = client.get(f"{register}/new").get_data(as_text=True)
    token = {"csrf_token": cast.hidden(opened, "csrf_token")}
    empty = client.post(f"{register}/new", data=token | data | {"statement": "", "evidence": "議事録"})
    assert empty.status_code == 422
    assert "議事録" in empty.get_data(as_text=True)
    assert client.post(f"{register}/new", data=token | data).status_code == 303
    (row,) = queries.challenges(initiative.id)
    edit = f"/initiatives/challenges/{row.id}/edit"
    form = client.get(edit).get_data(as_text=True)
    plumbing = {name: cast.hidden(form, name) for name in ("csrf_token", "form_id", "version", "as_opened")}
    solved = {"state": "solved", "countermeasure": "覚書"}
    assert client.post(edit, data=plumbing | data | solved).status_code == 303
    assert "Solved" in client.get(register).get_data(as_text=True)
    assert client.post(f"/initiatives/challenges/{row.id}/archive", data=token).status_code == 303
    assert "No challenges yet" in client.get(register).get_data(as_text=True)
    assert client.post(f"/initiatives/challenges/{row.id}/restore", data=token).status_code == 303
    assert len(queries.challenges(initiative.id)) == 1


def test_who_raised_it_is_picked_beside_what_was_typed(client: FlaskClient, initiative: Initiative) -> None:
    li = book.person("李明淑")
    id = add(initiative, raised_by="第6回の振り返り")
    cast.sign_in(client)
    edit, register = f"/initiatives/challenges/{id}/edit", f"/initiatives/{initiative.id}/challenges"

    def save(**changes: str) -> int:
        form = client.get(edit).get_data(as_text=True)
        plumbing = {name: cast.hidden(form, name) for name in ("csrf_token", "form_id", "version", "as_opened")}
        plain = {name: str(value) for name, value in GIVEN.items()} | {"state": "open", "raised_by": "第6回の振り返り"}
        return client.post(edit, data=plumbing | plain | changes).status_code

    assert save(**{"raised_by_id-typed": "誰でもない"}) == 422
    assert save(**{"raised_by_id-typed": f"#{li.id}"}) == 303
    shown = client.get(register).get_data(as_text=True)
    assert f'href="/contacts/people/{li.id}"' in shown
    assert "第6回の振り返り" in shown
    assert save(**{"raised_by_id-typed": ""}) == 303
    (row,) = queries.challenges(initiative.id)
    assert (row.raised_by_id, row.raised_by) == (None, "第6回の振り返り")


def test_the_page_of_an_initiative_says_how_many_challenges_it_does_not_show(
    client: FlaskClient, initiative: Initiative
) -> None:
    for number in range(7):
        add(initiative, statement=f"課題{number}")
    cast.sign_in(client)
    assert "2 more are not shown here." in client.get(f"/initiatives/{initiative.id}").get_data(as_text=True)
