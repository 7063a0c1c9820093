"""A list on paper: all its rows, how many are missing where they are too many, and names that its reader can read."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.contacts.rules import OrganisationNameInput
from tests.cast import sign_in
from tests.contacts import book
from tests.contacts.pages import text


def test_paper_has_every_row_or_says_how_many_it_lacks(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crm.web.listings.shown.PAGE_SIZE", 2)
    monkeypatch.setattr("crm.web.listings.shown.MOST_PRINTED", 3)
    with app.app_context():
        bureau = book.organisation("延吉市商务局", other_names=[OrganisationNameInput("Yanji Commerce Bureau", "en")])
        people = [book.person(name, at=bureau) for name in ("李明淑", "孙浩", "王明", "张伟东")]
    sign_in(client)
    part = text(client, "/contacts/people?sort=name")
    assert part.count("data-print-all") == 1
    assert "rows=all#print" in part
    assert "Rows not printed: 2" in part
    assert part.count("Yanji Commerce Bureau") == 2, "beside characters that nobody reads in English"
    whole = text(client, "/contacts/people?sort=name&rows=all")
    assert "data-print-all" not in whole
    assert "Order: " not in whole, "a head says it"
    assert "Order: Order of pinyin ▲" in text(client, "/contacts/people?sort=zh"), "which no head of a column says"
    assert f"Rows not printed: {len(people) - 3}" in whole
    monkeypatch.setattr("crm.web.listings.shown.MOST_PRINTED", 4)
    assert "Rows not printed" not in text(client, "/contacts/people?rows=all")
    sign_in(client, language="ja")
    assert "Yanji Commerce Bureau" not in text(client, "/contacts/people?rows=all")
