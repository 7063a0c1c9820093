"""A language is chosen above a form without an account: what was typed stays, without a script."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.showrooms.models import PartnerAnswer, PartnerCount
from tests.applications import desk
from tests.contacts.pages import filled_form
from tests.outcomes import year
from tests.showrooms.partner import DOOR, Asked, come_in, number
from tests.showrooms.partner import asked as asked  # the fixture

CHOICE = re.compile(r'<button type="submit" form="([^"]+)" formaction="([^"]+)"[^>]*name="(show-again)"\s+value="ko"')


def _in_korean(client: FlaskClient, path: str, having: str, **said: str) -> str:
    """The page at `path`, with something typed, after a press on 한국어."""
    page = client.get(path).text
    chosen = CHOICE.search(page)
    assert chosen is not None
    form, address, name = chosen.groups()
    assert f'id="{form}"' in page
    answer = client.post(address, data=filled_form(page, having) | said | {name: "ko"})
    kept = filled_form(answer.text, having)
    assert (answer.status_code, {each: kept[each] for each in said}) == (200, said)
    assert '<html lang="ko">' in answer.text
    assert "errsum" not in answer.text, "nothing is judged"
    return answer.text


def test_the_shelf_and_the_statement_of_a_partner(app: Flask, client: FlaskClient, asked: Asked) -> None:
    come_in(client, asked.code)
    pieces, remark = f"quantity_{asked.shop.exhibit}", f"line_{asked.sales[1]}"
    shelf = f"{DOOR}1/shelf"
    again = _in_korean(client, f"{shelf}?lang=ja", "note", note="仓库另有", **{pieces: "3x"})
    _in_korean(client, f"{DOOR}1?lang=ja", "note", note="第二行", **{remark: "只卖了一件"})
    assert (number(app, PartnerCount), number(app, PartnerAnswer)) == (0, 0)
    sent = client.post(f"{shelf}?lang=ko", data=filled_form(again, "note") | {"name": "朴美玉", pieces: "3"})
    assert (sent.status_code, number(app, PartnerCount)) == (303, 1)


def test_an_application_and_its_next_page(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        path = f"/applications/apply/{desk.code(desk.recruiting())}"
    again = _in_korean(client, path, "company", company="見附ニット", email="not yet")
    assert re.search(r'<form[^>]*id="application"[^>]* data-dirty', again), "whoever leaves now is asked"
    refused = client.post(path, data=filled_form(again, "company"))
    assert ('<html lang="ko">' in refused.text, refused.status_code) == (True, 422)
    _in_korean(client, "/applications/apply", "code", code="AB12")


def test_an_outcome_also_after_another_language_was_chosen_before(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        year.over()
        year.prepared()
        link = f"/outcomes/answer/{year.asked(year.outcomes()[0].id)}?lang=zh-Hans"
    with client.session_transaction() as session:
        session["language"] = "ja"
    _in_korean(client, link, "comment", comment="来春の展示会で", amount="12oo")


def test_enter_in_a_field_presses_no_language(client: FlaskClient, asked: Asked) -> None:
    come_in(client, asked.code)
    page = client.get(f"{DOOR}1/shelf").text
    first = re.search(r'<button type="submit"[^>]* form="shelf"[^>]*>|<button type="submit" form="shelf"[^>]*>', page)
    assert first is not None
    assert "show-again" not in first[0]


@pytest.mark.parametrize("path", ["/showrooms/partner/thanks", "/showrooms/partner/1"])
def test_a_page_without_a_form_links_to_its_languages(client: FlaskClient, path: str) -> None:
    page = client.get(path).text
    assert "show-again" not in page
    assert f'href="{path}?lang=ko"' in page
