"""The pages of negotiations: board, list, case, forms, panels; moved by menu with and without JavaScript."""

from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.leads import services as leads
from crm.leads.services import Sheet
from crm.negotiations import services
from crm.negotiations.models import Negotiation
from crm.negotiations.rules import Move
from tests.cast import hidden, sign_in, user
from tests.meetings.scene import Scene, scene
from tests.negotiations.cases import days, held, opened, step_by_step

HTMX = {"HX-Request": "true"}


@pytest.fixture
def at(app: Flask) -> Scene:
    with app.app_context():
        return scene()


def made(app: Flask, at: Scene, *, to: str = "", **values: Any) -> int:
    with app.app_context():
        negotiation = opened(at, **values)
        if to:
            step_by_step(negotiation, to, at)
        return negotiation.id


def stage_of(app: Flask, id: int) -> str:
    with app.app_context():
        return db.session.get_one(Negotiation, id).stage


def card(text: str, id: int) -> str:
    """The part of the board that is one card."""
    return text.split(f'id="case-{id}"', 1)[1].split("</article>", 1)[0]


def send(client: FlaskClient, path: str, data: dict[str, Any], **headers: str) -> Any:
    """Post the form of a page with its hidden fields."""
    text = client.get(path).get_data(as_text=True)
    form = text.split('id="act"', 1)[-1] if 'id="act"' in text else text.split("<main", 1)[1]
    plumbing = {name: unescape(hidden(form, name)) for name in ("csrf_token", "form_id", "version", "before")}
    return client.post(path, data=plumbing | data, headers=headers)


def move(client: FlaskClient, id: int, stage: str, *, htmx: bool = False, **said: str) -> Any:
    """Press a button of a card's menu."""
    board = card(client.get("/negotiations/").get_data(as_text=True), id)
    plumbing = {name: hidden(board, name) for name in ("csrf_token", "form_id", "version", "origin")}
    return client.post(
        f"/negotiations/{id}/move?on=board", data=plumbing | {"stage": stage} | said, headers=HTMX if htmx else {}
    )


def filled(at: Scene, **changes: Any) -> dict[str, Any]:
    return {
        "title": "学校制服 ニットベスト", "our_organisation_id": at.association, "counterpart_id": at.commerce_bureau,
        "next_step": "見積を出す", "next_step_due": days(10).isoformat(), "owner_id": 1, "currency": "CNY",
        "value": "310,000", "value_period": "annual",
    } | changes  # fmt: skip


# ---- the board


def test_the_board_counts_and_totals_by_currency(app: Flask, client: FlaskClient, at: Scene) -> None:
    made(app, at)
    made(app, at, title="手袋", value=2100000, currency="JPY")
    made(app, at, title="金額未定の件", value=None)
    sign_in(client)
    text = client.get("/negotiations/").get_data(as_text=True)
    head = text.split('id="col-lead"', 1)[1].split("</header>", 1)[0]
    assert '<span class="num">3</span>' in head
    assert "CNY</span>420,000" in head
    assert "JPY</span>2,100,000" in head
    assert "1 without a value" in text
    assert "1 not convertible to JPY" in text, "there is no rate for CNY here"


def test_a_card_shows_its_age_and_next_step(app: Flask, client: FlaskClient, at: Scene) -> None:
    late = made(app, at, opened_days_ago=11, next_step_due=days(-3))
    near = made(app, at, opened_days_ago=6)
    sign_in(client)
    text = client.get("/negotiations/").get_data(as_text=True)
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
    assert answer.status_code == 422
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
    assert move(client, id, "lost", loss_reason="chose_rival", loss_note="大邱").status_code == 303
    assert stage_of(app, id) == "lost"


@pytest.mark.parametrize("htmx", [False, True])
def test_signed_is_refused_and_leads_to_the_agreement(app: Flask, client: FlaskClient, at: Scene, htmx: bool) -> None:
    id = made(app, at)
    sign_in(client)
    answer = move(client, id, "signed", htmx=htmx)
    text = card(answer.get_data(as_text=True), id)
    assert answer.status_code == 422
    assert "Signed follows from a signed agreement" in text
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
    assert "Someone else changed this negotiation meanwhile" in text
    assert f'id="case-{id}"' in text.split('id="col-qualified"')[1]
    assert stage_of(app, id) == "qualified"


@pytest.mark.parametrize("stage", ["", "nirvana", "\x00", "\ud800".encode("utf-8", "surrogatepass").decode("latin-1")])
def test_a_stage_that_is_none_is_refused(app: Flask, client: FlaskClient, at: Scene, stage: str) -> None:
    id = made(app, at)
    sign_in(client)
    assert move(client, id, stage).status_code == 422
    assert stage_of(app, id) == "lead"


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
    "query", ["owner=x", "place=99999999999999999999", "stage=none", "tier=%00", "q=%ED%A0%80", "sort=x", "cursor=!!"]
)
def test_conditions_that_are_none_do_not_hurt(client: FlaskClient, at: Scene, path: str, query: str) -> None:
    sign_in(client)
    assert client.get(f"{path}?{query}").status_code == 200


# ---- the case


def test_the_case_shows_its_way_and_what_is_frozen(app: Flask, client: FlaskClient, at: Scene) -> None:
    id = made(app, at, to="sample_quote")
    sign_in(client)
    text = client.get(f"/negotiations/{id}").get_data(as_text=True)
    assert text.count('class="done"') == 3
    assert "0 of 60 days" in text
    assert "no partner with sales routes" in text
    assert "見本12点" in text
    assert "李明淑" in text
    assert 'href="/meetings/' in text


def test_the_case_moves_from_its_own_menu(app: Flask, client: FlaskClient, at: Scene) -> None:
    id = made(app, at)
    sign_in(client)
    page = client.get(f"/negotiations/{id}").get_data(as_text=True).split("<main", 1)[1]
    plumbing = {name: hidden(page, name) for name in ("csrf_token", "form_id", "version", "origin")}
    asked = client.post(f"/negotiations/{id}/move", data=plumbing | {"stage": "approval_draft"})
    assert asked.status_code == 422
    assert "A stage is skipped. Say why." in asked.get_data(as_text=True)
    answer = client.post(f"/negotiations/{id}/move", data=plumbing | {"stage": "qualified"})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/negotiations/{id}")
    assert stage_of(app, id) == "qualified"


def test_htmx_moves_a_case_on_its_own_page(app: Flask, client: FlaskClient, at: Scene) -> None:
    id = made(app, at)
    sign_in(client)
    page = client.get(f"/negotiations/{id}").get_data(as_text=True).split("<main", 1)[1]
    plumbing = {name: hidden(page, name) for name in ("csrf_token", "form_id", "version", "origin")}
    asked = client.post(f"/negotiations/{id}/move", data=plumbing | {"stage": "lost"}, headers=HTMX)
    assert asked.status_code == 422
    assert "<html" not in asked.get_data(as_text=True)
    answer = client.post(f"/negotiations/{id}/move", data=plumbing | {"stage": "qualified"}, headers=HTMX)
    assert (answer.status_code, answer.headers["HX-Location"]) == (204, f"/negotiations/{id}")


def test_a_case_is_opened_with_its_form(app: Flask, client: FlaskClient, at: Scene) -> None:
    sign_in(client)
    answer = send(client, "/negotiations/new", filled(at))
    assert answer.status_code == 303
    text = client.get(answer.headers["Location"]).get_data(as_text=True)
    assert "学校制服 ニットベスト" in text
    assert "CNY</span>310,000" in text
    assert "a year" in text


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("next_step", "", "An open negotiation needs a next step."),
        ("next_step_due", "", "Say by when the next step is due."),
        ("next_step_due", "31.31.2026", ""),
        ("owner_id", "", "Say who is in charge."),
        ("currency", "XAU", "The currency XAU is not known."),
        ("value", "-5", ""),
        ("counterpart_id", "9999", "Choose one from the list."),
        ("place_id", "9999", "Choose one from the list."),
        ("title", "あ" * 10_000, "Use at most 200 characters"),
        ("title", "a\x00b", "cannot be printed"),
        ("probability", "101", ""),
    ],
)
def test_bad_input_is_answered_beside_its_field_and_kept(
    client: FlaskClient, at: Scene, field: str, value: str, message: str
) -> None:
    sign_in(client)
    answer = send(client, "/negotiations/new", filled(at, **{field: value}))
    text = unescape(answer.get_data(as_text=True))
    assert answer.status_code == 422
    assert f'id="{field}-err"' in text
    assert message in text
    assert "見積を出す" in text or field == "next_step"


def test_an_own_probability_asks_for_its_note(client: FlaskClient, at: Scene) -> None:
    sign_in(client)
    answer = send(client, "/negotiations/new", filled(at, probability="60"))
    assert answer.status_code == 422
    assert "Say why the probability differs" in unescape(answer.get_data(as_text=True))
    assert (
        send(client, "/negotiations/new", filled(at, probability="60", probability_note="口頭合意")).status_code == 303
    )


def test_a_case_opened_from_a_lead_is_filled_and_converts_it(app: Flask, client: FlaskClient, at: Scene) -> None:
    with app.app_context(), writing():
        sheet = Sheet(activity_id=at.mission, organisation_id=at.commerce_bureau, interest="子供服", owner_id=user().id)
        lead = leads.capture(sheet, by=user())
        db.session.commit()
        lead_id = lead.id
    sign_in(client)
    path = f"/negotiations/new?lead={lead_id}"
    assert 'value="子供服"' in client.get(path).get_data(as_text=True)
    answer = send(client, path, filled(at))
    assert answer.status_code == 303
    assert "学校制服" in client.get(f"/negotiations/panels/lead/{lead_id}").get_data(as_text=True)
    assert f"/leads/{lead_id}" in client.get(answer.headers["Location"]).get_data(as_text=True)


def test_two_people_who_edit_see_both_versions(app: Flask, client: FlaskClient, at: Scene) -> None:
    id = made(app, at)
    sign_in(client)
    text = client.get(f"/negotiations/{id}/edit").get_data(as_text=True).split("<main", 1)[1]
    plumbing = {name: unescape(hidden(text, name)) for name in ("csrf_token", "form_id", "version", "before")}
    with app.app_context(), writing():
        row = db.session.get_one(Negotiation, id)
        services.set_next_step(row, next_step="別の一手", next_step_due=days(3), owner_id=user().id, by=user())
        db.session.commit()
    answer = client.post(f"/negotiations/{id}/edit", data=plumbing | filled(at))
    assert answer.status_code == 409
    assert "別の一手" in answer.get_data(as_text=True)
    assert "見積を出す" in answer.get_data(as_text=True)


def test_the_acts_on_a_case_work_from_its_page(app: Flask, client: FlaskClient, at: Scene) -> None:
    id = made(app, at)
    with app.app_context():
        talk_id = held(at).id
    sign_in(client)
    due = days(20).isoformat()
    assert (
        send(client, f"/negotiations/{id}/done", {"next_step": "次", "next_step_due": due, "owner_id": 1}).status_code
        == 303
    )
    assert (
        send(
            client, f"/negotiations/{id}/step", {"next_step": "次の次", "next_step_due": due, "owner_id": 1}
        ).status_code
        == 303
    )
    logged = {"kind": "quote", "direction": "out", "at": "2026-01-05T10:00", "summary": "見積 第1版"}
    assert send(client, f"/negotiations/{id}/log", logged).status_code == 303
    assert send(client, f"/negotiations/{id}/meetings", {"meeting_id": talk_id}).status_code == 303
    assert send(client, f"/negotiations/{id}/hold", {"on_hold_reason": "春節", "on_hold_until": due}).status_code == 303
    text = client.get(f"/negotiations/{id}").get_data(as_text=True)
    for expected in ("次の次", "見積 第1版", "見本を送る", "On hold until", f"/meetings/{talk_id}"):
        assert expected in text
    token = {"csrf_token": hidden(text, "csrf_token")}
    assert client.post(f"/negotiations/{id}/release", data=token).status_code == 303
    assert client.post(f"/negotiations/{id}/meetings/{talk_id}/unlink", data=token).status_code == 303
    assert client.post(f"/negotiations/{id}/archive", data=token).status_code == 303
    assert client.get(f"/negotiations/{id}").status_code == 404
    assert client.post(f"/negotiations/{id}/restore", data=token).status_code == 303
    assert client.get(f"/negotiations/{id}").status_code == 200


def test_an_act_that_is_refused_stays_open_with_its_reason(app: Flask, client: FlaskClient, at: Scene) -> None:
    id = made(app, at)
    sign_in(client)
    answer = send(client, f"/negotiations/{id}/hold", {"on_hold_reason": "春節", "on_hold_until": "2020-01-01"})
    assert answer.status_code == 422
    assert "This date has passed." in answer.get_data(as_text=True)
    foreign = send(client, f"/negotiations/{id}/meetings", {"meeting_id": 9999})
    assert (foreign.status_code, "Choose one from the list." in foreign.get_data(as_text=True)) == (422, True)


# ---- who sees what


def test_a_mission_leader_sees_only_what_is_theirs(app: Flask, client: FlaskClient, at: Scene) -> None:
    other = made(app, at)
    theirs = made(app, at, title="視察団の案件", activity_id=at.mission)
    sign_in(client, Role.MISSION_LEADER)
    text = client.get("/negotiations/").get_data(as_text=True)
    assert "視察団の案件" in text
    assert "リブ編みカーディガン" not in text
    assert client.get(f"/negotiations/{theirs}").status_code == 200
    assert client.get(f"/negotiations/{other}").status_code == 404
    token = {"csrf_token": hidden(text, "csrf_token"), "stage": "qualified"}
    assert client.post(f"/negotiations/{other}/move", data=token).status_code == 404


def test_a_case_with_a_meeting_of_their_mission_is_theirs_too(app: Flask, client: FlaskClient, at: Scene) -> None:
    with app.app_context():
        negotiation, talk = opened(at), held(at, activity_id=at.mission)
        with writing():
            services.link_meeting(negotiation, talk, by=user())
            db.session.commit()
        id = negotiation.id
    sign_in(client, Role.MISSION_LEADER)
    assert client.get(f"/negotiations/{id}").status_code == 200


def test_management_reads_and_moves_nothing(app: Flask, client: FlaskClient, at: Scene) -> None:
    id = made(app, at)
    sign_in(client, Role.MANAGEMENT)
    text = client.get("/negotiations/").get_data(as_text=True)
    assert 'details class="menu move"' not in text
    assert "New negotiation" not in text
    answer = client.post(
        f"/negotiations/{id}/move", data={"csrf_token": hidden(text, "csrf_token"), "stage": "qualified"}
    )
    assert answer.status_code == 403


@pytest.mark.parametrize("language", ["ja", "zh-Hans", "ko"])
def test_the_pages_come_in_every_language(app: Flask, client: FlaskClient, at: Scene, language: str) -> None:
    id = made(app, at, to="talk")
    sign_in(client, language=language)
    for path in ("/negotiations/", "/negotiations/list", f"/negotiations/{id}", "/negotiations/new"):
        assert client.get(path).status_code == 200


def test_panels_show_the_cases_of_a_record(app: Flask, client: FlaskClient, at: Scene) -> None:
    made(app, at, activity_id=at.mission)
    sign_in(client)
    for path in (f"organisation/{at.commerce_bureau}", f"activity/{at.mission}"):
        whole = client.get(f"/negotiations/panels/{path}").get_data(as_text=True)
        part = client.get(f"/negotiations/panels/{path}", headers=HTMX).get_data(as_text=True)
        assert "リブ編みカーディガン" in whole
        assert "リブ編みカーディガン" in part
        assert "<html" not in part


@pytest.mark.parametrize("path", ["/negotiations/", "/negotiations/list", "/negotiations/panels/organisation/1"])
def test_the_number_of_queries_does_not_depend_on_the_rows(
    app: Flask, client: FlaskClient, at: Scene, path: str
) -> None:
    def queries_of(count: int) -> int:
        with app.app_context():
            for number in range(count):
                opened(at, title=f"案件 {number}", owner_id=user(Role(list(Role)[number % 4])).id)
            engine = db.engine
        seen: list[str] = []

        def note(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            seen.append(statement)

        event.listen(engine, "before_cursor_execute", note)
        assert client.get(path).status_code == 200
        event.remove(engine, "before_cursor_execute", note)
        return len(seen)

    sign_in(client)
    client.get(path)
    assert queries_of(3) == queries_of(27)


def test_the_case_asks_no_more_for_a_longer_history(app: Flask, client: FlaskClient, at: Scene) -> None:
    id = made(app, at)
    sign_in(client)

    def queries_after(count: int) -> int:
        with app.app_context(), writing():
            row = db.session.get_one(Negotiation, id)
            for _ in range(count):
                services.log(row, kind="call", summary="電話", by=user())
                services.link_meeting(row, held(at), by=user())
            db.session.commit()
            engine = db.engine
        seen: list[str] = []

        def note(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            seen.append(statement)

        event.listen(engine, "before_cursor_execute", note)
        assert client.get(f"/negotiations/{id}").status_code == 200
        event.remove(engine, "before_cursor_execute", note)
        return len(seen)

    assert queries_after(3) == queries_after(8)


def test_a_reopened_case_keeps_its_way(app: Flask, client: FlaskClient, at: Scene) -> None:
    id = made(app, at, to="talk")
    with app.app_context(), writing():
        row = db.session.get_one(Negotiation, id)
        services.lose(row, loss_reason="no_reply", loss_note="返事なし", by=user())
        db.session.commit()
    sign_in(client)
    text = client.get(f"/negotiations/{id}").get_data(as_text=True)
    assert "No reply" in text
    assert text.count('class="done"') == 3
    page = text.split("<main", 1)[1]
    plumbing = {name: hidden(page, name) for name in ("csrf_token", "form_id", "version", "origin")}
    assert client.post(f"/negotiations/{id}/move", data=plumbing | {"stage": "talk"}).status_code == 422
    wish = Move(reason="先方から連絡")
    answer = client.post(f"/negotiations/{id}/move", data=plumbing | {"stage": "talk", "reason": wish.reason})
    assert answer.status_code == 303
