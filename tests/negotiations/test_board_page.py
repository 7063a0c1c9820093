"""The board and the list: counts, totals, moves by menu with and without JavaScript, conditions."""

import re
from datetime import date
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.core import clock
from crm.core.database import db, writing
from crm.insights.queries.cases import cases
from crm.insights.rules import Selection
from crm.negotiations import services
from crm.negotiations.models import Negotiation
from tests.cast import hidden, sign_in, user
from tests.meetings.scene import Scene, scene
from tests.negotiations.browser import HTMX, card, made, move, stage_of
from tests.negotiations.cases import days


@pytest.fixture
def at(app: Flask) -> Scene:
    with app.app_context():
        return scene()


def test_the_board_counts_and_totals_by_currency(app: Flask, client: FlaskClient, at: Scene) -> None:
    made(app, at)
    made(app, at, title="手袋", value=2100000, currency="JPY")
    made(app, at, title="金額未定の件", value=None)
    made(app, at, title="人参", value=Decimal("38000.5"), currency="USD")
    sign_in(client)
    text = client.get("/negotiations/").get_data(as_text=True)
    head = text.split('id="col-lead"', 1)[1].split("</header>", 1)[0]
    assert '<span class="num">4</span>' in head
    assert "CNY</span>420,000<" in head, "no cents where there are none"
    assert "USD</span>38,000.50<" in head, "and two where there are any"
    assert "JPY</span>2,100,000" in head
    assert "1 without a value" in text
    assert "2 not convertible" in text, "there is no rate for CNY and USD here"


def test_a_card_shows_its_age_and_next_step(app: Flask, client: FlaskClient, at: Scene) -> None:
    late = made(app, at, opened_days_ago=11, next_step_due=days(-3))
    near = made(app, at, opened_days_ago=6, next_step="見積を送る")
    sign_in(client)
    text = client.get("/negotiations/").get_data(as_text=True)
    printed = card(text, near).split('class="print-only"', 1)[-1].split("</p>", 1)[0]
    assert all(each in printed for each in ('lang="ja">見積を送る', '<bdi class="staff"', "lang=")), (
        "paper has no page behind a card"
    )
    assert re.search(r'<details class="[^"]*on-screen.*?aria-label="Group by"', text, re.DOTALL), (
        "nor anything to press"
    )
    assert "11 days, over the limit" in card(text, late)
    assert "dot late" in card(text, late)
    assert "6 days, near the limit" in card(text, near)
    assert 'lang="zh-Hans">延吉市商务局' in card(text, near)


def test_a_column_shows_twenty_cards_and_links_to_the_rest(app: Flask, client: FlaskClient, at: Scene) -> None:
    for number in range(22):
        made(app, at, title=f"案件 {number}")
    sign_in(client)
    text = client.get("/negotiations/").get_data(as_text=True)
    assert text.count("data-card") == 20
    assert "2 more" in text
    assert "2 more are not shown here." in text, "on paper, where no link stands"
    assert "/negotiations/list?stage=lead" in text


def test_one_step_forward_is_one_press(app: Flask, client: FlaskClient, at: Scene) -> None:
    id = made(app, at)
    sign_in(client)
    answer = move(client, id, "qualified")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/negotiations/")
    page = client.get("/negotiations/").get_data(as_text=True)
    assert stage_of(app, id) == "qualified"
    assert "is now in “Qualified”" in page
    assert f"/negotiations/{id}/moves/" in page, "the message offers to take it back"


def test_the_cards_of_a_column_share_a_form_and_each_is_moved(app: Flask, client: FlaskClient, at: Scene) -> None:
    """Its one-time id counts for one address: the second card is no form that is sent twice."""
    ids = [made(app, at, title=f"案件 {number}") for number in range(2)]
    sign_in(client)
    board = client.get("/negotiations/").get_data(as_text=True)
    assert board.count(f'name="form_id" value="{hidden(board, "form_id")}"') == 2
    plumbing = {name: hidden(board, name) for name in ("csrf_token", "form_id", "version", "origin")}
    for id in ids:
        client.post(f"/negotiations/{id}/move?on=board", data=plumbing | {"stage": "qualified"})
    assert [stage_of(app, id) for id in ids] == ["qualified", "qualified"]


def test_htmx_gets_the_two_columns_that_changed_and_the_message(app: Flask, client: FlaskClient, at: Scene) -> None:
    id = made(app, at)
    sign_in(client)
    answer = move(client, id, "qualified", htmx=True)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert text.lstrip().startswith('<section class="col" id="col-lead"')
    assert "hx-swap-oob" not in text.split("</section>", 1)[0]
    assert 'id="col-qualified"' in text
    assert 'id="col-talk"' not in text
    assert "<html" not in text
    assert 'hx-swap-oob="innerHTML:#messages"' in text
    assert f'id="case-{id}"' in text.split('id="col-qualified"')[1]


def test_a_move_is_taken_back_from_its_message(app: Flask, client: FlaskClient, at: Scene) -> None:
    id = made(app, at)
    sign_in(client)
    move(client, id, "qualified")
    page = client.get("/negotiations/").get_data(as_text=True)
    undo = unescape(page.split(f'action="/negotiations/{id}/moves/', 1)[1].split('"', 1)[0])
    answer = client.post(f"/negotiations/{id}/moves/{undo}", data={"csrf_token": hidden(page, "csrf_token")})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/negotiations/")
    assert stage_of(app, id) == "lead"


@pytest.mark.parametrize("htmx", [False, True])
def test_a_skipped_stage_is_asked_for_its_reason_in_the_card(
    app: Flask, client: FlaskClient, at: Scene, htmx: bool
) -> None:
    id = made(app, at)
    sign_in(client)
    answer = move(client, id, "terms", htmx=htmx)
    asked = card(answer.get_data(as_text=True), id)
    assert answer.status_code == 200, "nobody had a chance to answer yet"
    assert "A stage is skipped. Say why." in asked
    assert 'name="reason"' in asked
    assert 'name="answer"' in asked
    assert "Both sides discuss price" in asked
    assert stage_of(app, id) == "lead"
    assert move(client, id, "terms", reason="旧知の取引先", answer="単価を協議").status_code == 303
    assert stage_of(app, id) == "terms"


def test_losing_asks_for_the_reason_in_the_card_and_keeps_what_was_typed(
    app: Flask, client: FlaskClient, at: Scene
) -> None:
    id = made(app, at)
    sign_in(client)
    answer = move(client, id, "lost", htmx=True, loss_note="上代が六割高い")
    asked = card(answer.get_data(as_text=True), id)
    assert answer.status_code == 422
    assert 'name="loss_reason"' in asked
    assert "Choose why the negotiation was lost." in asked
    assert "上代が六割高い" in asked
    rival = card(move(client, id, "lost", loss_reason="chose_rival").get_data(as_text=True), id)
    assert "Name the region that was chosen." in rival
    assert f'value="{clock.today("Asia/Tokyo")}"' in rival
    lost: dict[str, Any] = {"loss_reason": "chose_rival", "loss_note": "大邱"}
    for wrong in ("", "2126-01-01"):
        assert move(client, id, "lost", **lost, lost_on=wrong).status_code == 422
    assert move(client, id, "lost", **lost, lost_on="2014-05-20").status_code == 303
    assert stage_of(app, id) == "lost"
    with app.app_context():
        assert [case.lost_on for case in cases(Selection())] == [date(2014, 5, 20)]


@pytest.mark.parametrize("htmx", [False, True])
def test_signed_is_refused_and_leads_to_the_agreement(app: Flask, client: FlaskClient, at: Scene, htmx: bool) -> None:
    id = made(app, at)
    sign_in(client)
    answer = move(client, id, "signed", htmx=htmx)
    text = card(answer.get_data(as_text=True), id)
    assert answer.status_code == 422
    assert "“Signed” follows from a signed agreement" in text
    assert f'href="/agreements/new?negotiation={id}"' in text
    assert stage_of(app, id) == "lead"


@pytest.mark.parametrize(
    ("stage", "text", "link"), [("talk", "Link a business talk", "meetings"), ("sample_quote", "Log the sample", "log")]
)
def test_a_criterion_that_is_not_met_says_what_to_do(
    app: Flask, client: FlaskClient, at: Scene, stage: str, text: str, link: str
) -> None:
    id = made(app, at)
    sign_in(client)
    asked = card(move(client, id, stage, reason="急ぎ").get_data(as_text=True), id)
    assert text in asked
    assert f"/negotiations/{id}/{link}" in asked


def test_a_card_that_someone_else_moved_answers_with_where_it_is(app: Flask, client: FlaskClient, at: Scene) -> None:
    id = made(app, at)
    sign_in(client)
    board = card(client.get("/negotiations/").get_data(as_text=True), id)
    plumbing = {name: hidden(board, name) for name in ("csrf_token", "form_id", "version", "origin")}
    with app.app_context(), writing():
        services.move(db.session.get_one(Negotiation, id), "qualified", by=user())
        db.session.commit()
    answer = client.post(f"/negotiations/{id}/move?on=board", data=plumbing | {"stage": "lost"}, headers=HTMX)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Someone else has changed this negotiation in the meantime" in text
    assert f'id="case-{id}"' in text.split('id="col-qualified"')[1]
    assert stage_of(app, id) == "qualified"


@pytest.mark.parametrize("stage", ["", "nirvana", "\x00", "\ud800".encode("utf-8", "surrogatepass").decode("latin-1")])
def test_a_stage_that_is_none_is_refused(app: Flask, client: FlaskClient, at: Scene, stage: str) -> None:
    id = made(app, at)
    sign_in(client)
    assert move(client, id, stage).status_code == 422
    assert stage_of(app, id) == "lead"


@pytest.mark.searched
def test_filters_narrow_board_and_list_alike(app: Flask, client: FlaskClient, at: Scene) -> None:
    made(app, at)
    made(app, at, title="魔法瓶", category="metalware")
    sign_in(client)
    for path in ("/negotiations/", "/negotiations/list"):
        text = client.get(f"{path}?category=metalware").get_data(as_text=True)
        assert "魔法瓶" in text
        assert "リブ編みカーディガン" not in text
        assert "Remove the filter Product category" in text
    found = client.get("/negotiations/list?q=延辺市商務局延吉").get_data(as_text=True)
    assert "Nothing matches" in found
    assert "魔法瓶" in client.get("/negotiations/list?q=延吉市商務局").get_data(as_text=True), (
        "found by the counterpart"
    )


@pytest.mark.parametrize("path", ["/negotiations/", "/negotiations/list"])
@pytest.mark.parametrize(
    "query", ["owner=x", "place=99999999999999999999", "stage=none", "tier=%00", "q=%ED%A0%80", "sort=x"]
)
def test_conditions_that_are_none_do_not_hurt(client: FlaskClient, at: Scene, path: str, query: str) -> None:
    sign_in(client)
    assert client.get(f"{path}?{query}").status_code == 200


def test_the_board_lies_in_lanes_and_a_move_keeps_them(app: Flask, client: FlaskClient, at: Scene) -> None:
    """The first column heads the lanes with what they hold: it is counted anew wherever a card goes."""
    id = made(app, at)
    made(app, at, title="手袋", place_id=None)
    sign_in(client)
    text = client.get("/negotiations/?lanes=place").get_data(as_text=True)
    lead = text.split('id="col-lead"', 1)[1].split("</section>", 1)[0]
    assert [part.split("</span>", 1)[0].split(">")[-1] for part in lead.split('class="lane-head"')[1:]] == [
        "延吉市", "Not stated",
    ]  # fmt: skip
    plumbing = {name: hidden(card(text, id), name) for name in ("csrf_token", "form_id", "version", "origin")}
    path = f"/negotiations/{id}/move?on=board&lanes=place"
    answer = client.post(path, data=plumbing | {"stage": "qualified"}, headers=HTMX)
    changed = answer.get_data(as_text=True)
    assert changed.count('class="lane-head"') == 12, "two lanes in each of six columns"
    assert f'id="case-{id}"' in changed.split('id="col-qualified"')[1]


def test_a_lane_of_partners_says_what_its_yes_or_no_is_about(app: Flask, client: FlaskClient, at: Scene) -> None:
    made(app, at, to="talk")
    sign_in(client)
    text = client.get("/negotiations/?lanes=partner").get_data(as_text=True)
    assert 'class="lane-head"><span>Partner: No</span>' in text
