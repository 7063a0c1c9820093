"""No page of missions makes more queries with thirty rows than with three."""

from datetime import date, time

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.activities import queries as activities
from tests import cast
from tests.contacts import book
from tests.missions import voyage
from tests.statements import sent

#: What the first page of a mission asks, its programme, its delegation, today, its leads.
MOST = (37, 29, 29, 30, 21)


def cost(app: Flask, client: FlaskClient, path: str) -> int:
    with sent(app) as statements:
        assert client.get(path).status_code == 200
    return len(statements)


def grow(mission_id: int, first: int, last: int) -> None:
    """A mission with items, visits, hosts and delegates of the numbers given."""
    for n in range(first, last):
        activity = activities.one(mission_id, user=cast.user())
        bureau = book.organisation(f"延吉市第{n}局")
        host = book.person(f"李明{'淑' * (n + 1)}", at=bureau, contacts=[("mobile", f"139443001{n:02}")])
        part = voyage.delegate(activity, book.person(f"団員 {n}", "ja", at=bureau))
        voyage.item(
            activity, title=f"訪問 {n}", host=bureau, hosts=[host.id], people=[part.id], interpreter_id=host.id,
            place_id=book.place(voyage.TUMEN).id, day=date(2026, 12, 10 + n % 5),
            start=time(n % 24), end=time(n % 24, 30),
        )  # fmt: skip


@pytest.mark.once
def test_a_mission_with_ten_items_costs_as_many_queries_as_one_with_three(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        id = voyage.mission(objectives="視察").id
        grow(id, 0, 3)
    cast.sign_in(client)
    pages = [*(f"/missions/{id}{tab}" for tab in ("", "/itinerary", "/delegation", "/today")), f"/leads/?activity={id}"]
    few = {page: cost(app, client, page) for page in pages}
    assert [page for page, most in zip(pages, MOST, strict=True) if few[page] > most] == []
    with app.app_context():
        grow(id, 3, 10)
    assert {page: cost(app, client, page) for page in pages} == few


@pytest.mark.once
def test_the_list_costs_the_same_with_ten_rows(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        leader = cast.user().id
        for n in range(3):
            voyage.mission(names={"ja": f"団 {n}", "en": f"Mission {n}"}, leader_id=leader)
    cast.sign_in(client)
    few = cost(app, client, "/missions/")
    with app.app_context():
        for n in range(3, 10):
            voyage.mission(
                names={"ja": f"団 {n}", "en": f"Mission {n}"}, place_id=book.place("110000").id, leader_id=leader
            )
    assert cost(app, client, "/missions/") == few
