"""What people typed carries its language where it is found and on the page that it leads to."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.core.database import db, writing
from crm.tasks import services as tasks
from tests.cast import sign_in, user
from tests.meetings.scene import scene, talk
from tests.negotiations.cases import days


@pytest.mark.searched
def test_found_tasks_and_promises_carry_their_language(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), writing():
        task = tasks.add(text="検品票を送る", due_on=days(3), owner_id=user().id, external_owner="キム部長", by=user())
        db.session.commit()
        id = task.id
    sign_in(client, language="en")
    found = client.get("/search/", query_string={"q": "検品票"}).get_data(as_text=True)
    assert re.search(r'<b><bdi lang="ja">検品票を送る</bdi></b>', found)
    page = client.get(f"/tasks/{id}").get_data(as_text=True)
    assert '<bdi lang="ja">キム部長</bdi>' in page


def test_the_line_under_the_head_of_a_meeting_carries_its_language(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        id = talk(scene(), subject="委託販売の打ち合わせ").id
    sign_in(client, language="en")
    page = client.get(f"/meetings/{id}").get_data(as_text=True)
    assert '<p class="t-s t-2"><bdi lang="ja">委託販売の打ち合わせ</bdi></p>' in page
