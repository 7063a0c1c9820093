"""A language is chosen above a form without an account: what was typed stays, without a script."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from crm.applications.models import ApplicationCode
from crm.applications.services import revoke_code
from crm.core import clock
from crm.core.database import db, writing
from crm.showrooms.models import PartnerAnswer, PartnerCount, PartnerLink
from tests.applications import desk
from tests.cast import user
from tests.contacts.pages import filled_form
from tests.outcomes import year
from tests.showrooms.partner import DOOR, Asked, come_in, number, put
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


def _lost_in_korean(client: FlaskClient, path: str, sent: dict[str, str], having: str, *kept: str) -> None:
    """What was typed for what has ended is given back, and again after a press on 한국어."""
    lost = client.post(path, data=sent)
    for _press in range(2):
        chosen = CHOICE.search(lost.text)
        assert chosen is not None
        form, address, name = chosen.groups()
        assert f'id="{form}"' in lost.text
        lost = client.post(address, data=filled_form(lost.text, having) | {name: "ko"})
        shown = lost.text.partition('id="typed"')[2].partition("</dl>")[0]
        assert '<html lang="ko">' in lost.text
        assert [word for word in kept if word not in shown] == []


def test_what_was_typed_for_a_code_that_ended(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        code = desk.code(desk.recruiting())
        path = f"/applications/apply/{code}"
    sent = filled_form(client.get(path).text, "company") | {"company": "見附ニット", "room": "single", "diet": "そば"}
    with app.app_context(), writing():
        revoke_code(db.session.scalars(select(ApplicationCode)).one(), by=user())
        db.session.commit()
    _lost_in_korean(client, path, sent, "company", "見附ニット", "そば", "싱글")


def test_what_was_typed_for_a_link_of_an_outcome_that_ended(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        year.over()
        year.prepared()
        outcome = year.outcomes()[0].id
        link = f"/outcomes/answer/{year.asked(outcome)}?lang=ja"
    sent = filled_form(client.get(link).text, "comment") | {"comment": "来春の展示会で", "standing": "terms"}
    with app.app_context():
        year.asked(outcome)  # a newer link ends the first
    _lost_in_korean(client, link, sent, "comment", "来春の展示会で", "조건")


@pytest.mark.parametrize("how", ["revoked", "used"])
@pytest.mark.parametrize("part", ["", "/shelf"])
def test_what_a_partner_typed_for_a_link_that_ended(
    app: Flask, client: FlaskClient, asked: Asked, how: str, part: str
) -> None:
    come_in(client, asked.code)
    remark = f"quantity_{asked.shop.exhibit}" if part else f"line_{asked.sales[1]}"
    sent = filled_form(client.get(f"{DOOR}1{part}?lang=ja").text, "note") | {
        "name": "金",
        "note": "仓库另有",
        remark: "3",
    }
    with app.app_context():
        now = clock.now()
        ended = {"counted_at" if part else "answered_at": now} if how == "used" else {"until": now}
        put(PartnerLink, 1, **ended)
    _lost_in_korean(client, f"{DOOR}1{part}?lang=ja", sent, "note", "仓库另有", "金", "3")


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
