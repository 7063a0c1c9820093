"""Every record has one primary act, at most one beside it, and the rest in ⋯ with its history."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.core import clock
from crm.core.database import db, writing
from crm.tasks import services as tasks
from tests.agreements import deals
from tests.cast import sign_in, user
from tests.leads.test_pages import captured
from tests.meetings.scene import Scene, scene
from tests.negotiations.browser import made


@pytest.fixture
def at(app: Flask) -> Scene:
    with app.app_context():
        return scene()


def acts(client: FlaskClient, path: str) -> tuple[list[str], str]:
    """(the classes of the buttons of a record's head, what stands in its ⋯)."""
    page = client.get(path).text
    head = page.split('<div class="actions">', 1)[1].split("</div>\n  </div>", 1)[0]
    buttons, _mark, menu = head.partition("⋯")
    return re.findall(r'class="(btn[^"]*?)\s*"', buttons), menu.split("</details>", 1)[0]


def test_each_kind_of_record_has_one_primary_act_and_its_history(app: Flask, client: FlaskClient, at: Scene) -> None:
    with app.app_context(), writing():
        task = tasks.add(text="見本を送る", due_on=clock.today("Asia/Tokyo"), owner_id=user().id, by=user())
        db.session.commit()
        number = task.id
    paths = [
        f"/contacts/organisations/{at.commerce_bureau}", f"/contacts/people/{at.li}", f"/places/{at.place}",
        f"/missions/{at.mission}", f"/negotiations/{made(app, at)}", f"/leads/{captured(app, at)}", f"/tasks/{number}",
    ]  # fmt: skip
    sign_in(client)
    for path in paths:
        buttons, menu = acts(client, path)
        assert len([css for css in buttons if "btn-primary" in css]) == 1, path
        assert len(buttons) - (" btn-quiet" in str(buttons)) <= 3, path
        assert "/audit/" in menu, path


def test_a_task_is_completed_from_its_head_and_cancelled_from_the_menu(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), writing():
        id = tasks.add(text="見本を送る", due_on=clock.today("Asia/Tokyo"), owner_id=user().id, by=user()).id
        db.session.commit()
    sign_in(client)
    page = client.get(f"/tasks/{id}").text
    assert page.count(f'action="/tasks/{id}/done"') == 1
    assert f'action="/tasks/{id}/cancel"' in acts(client, f"/tasks/{id}")[1]


def test_a_signed_agreement_says_why_it_is_not_archived(app: Flask, client: FlaskClient, at: Scene) -> None:
    with app.app_context():
        id = deals.signed(at).id
    sign_in(client)
    _buttons, menu = acts(client, f"/agreements/{id}")
    assert "A signed agreement stays. Withdraw the signing to archive it." in menu
    assert f"/agreements/{id}/archive" not in menu
