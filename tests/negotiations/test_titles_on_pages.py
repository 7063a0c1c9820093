"""What a case is called on its page: what is sold, between whom, each firm once and in its own language."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.cast import sign_in
from tests.meetings.scene import Scene, scene
from tests.negotiations.browser import made


@pytest.fixture
def at(app: Flask) -> Scene:
    with app.app_context():
        return scene()


def heading(client: FlaskClient, id: int) -> str:
    found = re.search(r"<h1>(.*?)</h1>", client.get(f"/negotiations/{id}").text, re.DOTALL)
    assert found is not None
    return found[1]


def said(client: FlaskClient, id: int) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", heading(client, id))).strip()


def test_a_case_says_what_is_sold_and_between_whom(app: Flask, client: FlaskClient, at: Scene) -> None:
    id = made(app, at)
    sign_in(client, language="ja")
    assert said(client, id) == "リブ編みカーディガン 委託販売 · 見附商工会 × 延吉市商务局"
    assert '<bdi lang="zh-Hans">延吉市商务局</bdi>' in heading(client, id)
    sign_in(client, language="en")
    assert '<bdi lang="ja">リブ編みカーディガン 委託販売</bdi>' in heading(client, id)


def test_a_title_of_nothing_but_the_firms_names_each_once(app: Flask, client: FlaskClient, at: Scene) -> None:
    bare = made(app, at, title="見附商工会 × 延吉市商务局", products="")
    goods = made(app, at, title="見附商工会 × 延吉市商务局", products="セーター")
    sign_in(client, language="ja")
    assert said(client, bare).count("延吉市商") == 1
    assert said(client, goods) == "セーター · 見附商工会 × 延吉市商务局"


def test_who_owns_it_stands_on_the_page(app: Flask, client: FlaskClient, at: Scene) -> None:
    id = made(app, at)
    sign_in(client)
    page = client.get(f"/negotiations/{id}").text
    assert page.count("小林 里美") >= 2
    assert f"/negotiations/{id}/edit?facts=owner_id" in page
