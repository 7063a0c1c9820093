"""The names of downloads: whole in the language they were given, and plain for programmes that read ASCII alone."""

from urllib.parse import unquote

import pytest
from flask import Flask, send_file
from flask.testing import FlaskClient

from crm.core.permissions import Role
from tests.cast import sign_in
from tests.launches.test_launches import line


def _told(app: Flask, name: str) -> str:
    """What a download of this name is called on its way out."""
    with app.test_request_context("/"):
        answer = app.process_response(send_file(__file__, as_attachment=True, download_name=name))
        answer.close()
        return answer.headers["Content-Disposition"]


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("結算.pdf", "document.pdf"),
        ("结算单 202611-01.pdf", "202611-01.pdf"),
        ("ニットの発売 見附.pdf", "document.pdf"),
        ("제품군 출시.pdf", "document.pdf"),
        ("第6回 延辺視察団.pdf", "6.pdf"),
        ("Bericht für 延吉.xlsx", "Bericht fur.xlsx"),
    ],
)
def test_a_name_that_is_not_ascii_has_a_plain_one_beside_it(app: Flask, name: str, plain: str) -> None:
    header = _told(app, name)
    assert f'filename="{plain}"; ' in header
    assert unquote(header.partition("filename*=UTF-8''")[2]) == name


def test_a_plain_name_stays_as_it_is(app: Flask) -> None:
    assert _told(app, "mission-6.ics") == "attachment; filename=mission-6.ics"


@pytest.mark.parametrize("language", ["ja", "zh-Hans", "ko"])
def test_a_paper_is_called_in_its_language(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setattr("crm.files.contents.render", lambda document, **_: document.encode())
    with app.app_context():
        id = line().initiative
    sign_in(client, Role.MANAGEMENT)
    header = client.get(f"/launches/initiatives/{id}/story.pdf?lang={language}").headers["Content-Disposition"]
    called = {"ja": "新商品群の発売", "zh-Hans": "产品系列上市", "ko": "제품군 출시"}[language]
    assert unquote(header.partition("filename*=UTF-8''")[2]).startswith(called)
    assert 'filename="document.pdf"; ' in header
