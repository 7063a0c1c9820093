"""What somebody wrote in another language than the page stands on it with its language, for voices and fonts."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.core.permissions import Role
from tests.applications import desk
from tests.cast import sign_in
from tests.contacts import book
from tests.fairs import stand
from tests.missions import voyage


def _booth() -> tuple[str, list[str]]:
    made = stand.booth(stand.fair())
    stand.exhibitor(made.id, book.organisation().id, aim="代理店を探す")
    stand.thing(made.id, "のぼり", note="会場で組む")
    return f"/fairs/booths/{made.id}", ["代理店を探す", "のぼり", "会場で組む"]


def _objectives() -> tuple[str, list[str]]:
    made = voyage.mission(objectives="三社と会う\n売場を見る", outcome="二社と合意した。")
    return f"/missions/{made.id}", ["三社と会う", "売場を見る", "二社と合意した。"]


def _codes() -> tuple[str, list[str]]:
    at = desk.recruiting()
    desk.code(at, "丸直ニット株式会社")
    return f"/applications/missions/{at.id}", ["丸直ニット株式会社"]


@pytest.mark.parametrize("scene", [_booth, _objectives, _codes])
def test_what_is_written_in_japanese_says_so_on_an_english_page(
    app: Flask, client: FlaskClient, scene: Callable[[], tuple[str, list[str]]]
) -> None:
    with app.app_context():
        path, written = scene()
    sign_in(client, Role.ADMIN)
    page = client.get(path).get_data(as_text=True)
    assert [text for text in written if f'<bdi lang="ja">{text}</bdi>' not in page] == []
    sign_in(client, Role.ADMIN, email="aoki@example.jp", language="ja")
    page = client.get(path).get_data(as_text=True)
    assert [text for text in written if text not in page or f'<bdi lang="ja">{text}' in page] == []
