"""What a company typed into the page of a link is given back where the link ended meanwhile."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.contacts.pages import filled_form
from tests.outcomes import year

TYPED = {
    "standing": "terms",
    "order": "expected",
    "amount": "1,200,000",
    "currency": "JPY",
    "comment": "来春の展示会で",
}


@pytest.mark.parametrize("language", ["ja", "ko"])
def test_a_link_that_ends_while_somebody_types_gives_back_what_they_typed(
    app: Flask, client: FlaskClient, language: str
) -> None:
    with app.app_context():
        year.over()
        year.prepared()
        outcome = year.outcomes()[0].id
        link = f"/outcomes/answer/{year.asked(outcome)}?lang={language}"
    sent = filled_form(client.get(link).text, "comment") | TYPED
    with app.app_context():
        year.asked(outcome)  # a newer link ends the first
    lost = client.post(link, data=sent)
    chosen = {"ja": ("条件", "入力した内容"), "ko": ("조건", "입력한 내용")}[language]
    kept = ("1,200,000", "来春の展示会で", *chosen)
    assert ([word for word in kept if word not in lost.text], lost.status_code) == ([], 404)
    assert 'id="typed"' not in client.get(link).text
