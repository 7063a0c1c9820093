"""The pages of agreements: the form with its rows, signing, the two lists, panels, who sees what."""

import re
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from crm.agreements import queries
from crm.agreements.models import Agreement
from crm.agreements.services import ObligationInput
from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.negotiations import services as cases
from crm.negotiations.models import Negotiation
from tests.agreements.deals import drafted, signed
from tests.cast import hidden, sign_in, user
from tests.contacts import book
from tests.contacts.pages import filled_form
from tests.meetings.scene import Scene, scene
from tests.negotiations.cases import days, opened

HTMX = {"HX-Request": "true"}


@pytest.fixture
def at(app: Flask) -> Scene:
    with app.app_context():
        book.load_rates()
        return scene()


def send(client: FlaskClient, path: str, data: dict[str, Any], **headers: str) -> Any:
    """Post the form of a page with its hidden fields."""
    text = client.get(path).get_data(as_text=True)
    form = text.split('id="act"', 1)[-1] if 'id="act"' in text else text.split("<main", 1)[1]
    plumbing = {name: unescape(hidden(form, name)) for name in ("csrf_token", "form_id", "version", "as_opened")}
    return client.post(path, data=plumbing | data, headers=headers)


def filled(at: Scene, **changes: Any) -> dict[str, Any]:
    return {
        "type": "consignment", "title": "ニット製品 委託販売契約", "state": "draft", "currency": "CNY",
        "value": "420,000", "value_period": "annual", "exclusivity": "sole", "territory": "延吉市",
        "parties-0-side": "甲", "parties-0-organisation_id": at.association,
        "parties-1-side": "乙", "parties-1-organisation_id": at.commerce_bureau,
        "signers-0-side": "甲", "signers-0-person_id": at.tanabe,
        "signers-1-side": "乙", "signers-1-person_id": at.li, "signers-1-seal": "official_seal",
        "versions-0-language": "ja", "versions-0-prevailing": "y",
        "obligations-0-text": "年次報告", "obligations-0-due_on": days(-3).isoformat(),
    } | changes  # fmt: skip


def made(app: Flask, at: Scene, *, sign: bool = False, **changes: Any) -> int:
    with app.app_context():
        return (signed if sign else drafted)(at, **changes).id


def case_of(app: Flask, at: Scene) -> int:
    with app.app_context():
        return opened(at).id


def status_of(app: Flask, id: int) -> str:
    with app.app_context():
        return db.session.get_one(Agreement, id).status


def test_an_agreement_is_recorded_from_its_negotiation_and_signed(app: Flask, client: FlaskClient, at: Scene) -> None:
    negotiation = case_of(app, at)
    sign_in(client)
    path = f"/agreements/new?negotiation={negotiation}"
    blank = client.get(path).get_data(as_text=True)
    assert 'value="リブ編みカーディガン 委託販売"' in blank
    assert 'value="420000"' in blank
    assert "The negotiation came from this activity" not in blank, "it was opened for none, and no lead tells of one"
    answer = send(client, path, filled(at, **{"negotiation_ids-0-negotiation_id": negotiation}))
    assert answer.status_code == 303
    record = answer.headers["Location"]
    text = client.get(record).get_data(as_text=True)
    for expected in (
        "ニット製品 委託販売契約",
        "李明淑",
        "Section chief",
        "Official seal",
        "年次報告",
        "Overdue",
        "per year",
        "Sole",
        "Party A",
    ):
        assert expected in text
    assert "甲" not in text, "as readers of each language call the parties"
    answer = send(client, f"{record}/sign", {"signed_on": days(0).isoformat()})
    assert (answer.status_code, answer.headers["Location"]) == (303, record)
    assert "Signed" in client.get(record).get_data(as_text=True)
    with app.app_context():
        assert db.session.get_one(Negotiation, negotiation).stage == "signed"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"title": ""}, "Fill in this field."),
        ({"title": "a\x00b"}, "cannot be printed"),
        ({"title": "あ" * 10_000}, "Use at most 200 characters"),
        ({"type": ""}, "Choose one."),
        ({"currency": "XAU"}, "The currency XAU is not known."),
        ({"value": "-1"}, "must not be below"),
        ({"effective_on": "2026-12-01", "expires_on": "2026-11-30"}, "must expire after it takes effect"),
        ({"parties-1-organisation_id": "9999"}, "Choose one from the list."),
        ({"parties-1-side": "甲"}, "(甲, 乙 …) may appear only once"),
        ({"versions-1-language": "zh-Hans", "versions-0-prevailing": ""}, ""),
        ({"versions-1-language": "zh-Hans", "versions-1-prevailing": "y"}, "Only one language version can prevail."),
        ({"equally_authentic": "y"}, "Either one version prevails"),
        ({"negotiation_ids-0-negotiation_id": "9999"}, "Choose one from the list."),
        ({"obligations-0-text": ""}, "Enter what is promised."),
    ],
)
def test_bad_input_is_answered_with_its_reason_and_kept(
    client: FlaskClient, at: Scene, changes: dict[str, str], message: str
) -> None:
    sign_in(client)
    data = filled(at, **changes)
    if data.get("versions-0-prevailing") == "":
        del data["versions-0-prevailing"]
        message = "say which one prevails"
    answer = send(client, "/agreements/new", data)
    text = unescape(answer.get_data(as_text=True))
    assert answer.status_code == 422
    assert message in text
    assert 'class="err' in text
    assert "延吉市" in text


def test_who_has_no_post_at_the_party_signs_for_it_only_when_somebody_says_so(client: FlaskClient, at: Scene) -> None:
    sign_in(client)
    crossed = filled(at, **{"signers-1-person_id": at.tanabe, "signers-0-person_id": ""})
    answer = send(client, "/agreements/new", crossed)
    assert answer.status_code == 422
    text = unescape(answer.get_data(as_text=True))
    assert "田邉 俊夫 has no post at" in text
    assert "Enter their power of attorney" in text
    made = send(client, "/agreements/new", crossed | {"signers-1-authority": "2026年8月1日付け委任状"})
    assert made.status_code == 303
    assert "2026年8月1日付け委任状" in client.get(made.location).get_data(as_text=True)
    log = client.get(f"/audit/agreements/{made.location.rsplit('/', 1)[-1]}").get_data(as_text=True)
    assert "Power of attorney" in log
    assert "2026年8月1日付け委任状" in log


def test_a_party_that_is_still_missing_keeps_its_row(client: FlaskClient, at: Scene) -> None:
    sign_in(client)
    half = filled(at, **{"parties-0-organisation_id": "", "signers-0-person_id": ""})
    made = send(client, "/agreements/new", half)
    assert made.status_code == 303, made.get_data(as_text=True)
    form = filled_form(client.get(f"{made.location}/edit").get_data(as_text=True), "title")
    shown = [form[f"parties-{number}-organisation_id"] for number in (0, 1)]
    shown += [form[f"signers-{number}-person_id"] for number in (0, 1)]
    assert shown == ["", str(at.commerce_bureau), "", str(at.li)], "乙 stays in the second row"
    assert [form[f"parties-{number}-side"] for number in (0, 1)] == ["甲", "乙"]


def test_rows_are_added_and_removed_without_saving(client: FlaskClient, at: Scene) -> None:
    sign_in(client)
    answer = send(client, "/agreements/new", filled(at) | {"add-parties": "1"})
    text = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert 'name="parties-2-side"' in text
    assert "ニット製品" in text


def test_a_signed_agreement_is_edited_without_choosing_its_state(app: Flask, client: FlaskClient, at: Scene) -> None:
    id = made(app, at, sign=True, obligations=[ObligationInput("年次報告")])
    sign_in(client)
    text = client.get(f"/agreements/{id}/edit").get_data(as_text=True)
    assert 'name="state"' not in text
    assert 'value="年次報告"' in text
    answer = send(client, f"/agreements/{id}/edit", filled(at, title="改題") | {"versions-1-language": "zh-Hans"})
    assert answer.status_code == 303
    assert status_of(app, id) == "signed"
    refused = send(client, f"/agreements/{id}/edit", filled(at, **{"signers-1-person_id": "", "signers-1-title": ""}))
    assert refused.status_code == 422
    assert "Nobody signs for Party B" in refused.get_data(as_text=True)


def test_two_people_who_edit_see_both_versions(app: Flask, client: FlaskClient, at: Scene) -> None:
    id = made(app, at)
    sign_in(client)
    text = client.get(f"/agreements/{id}/edit").get_data(as_text=True).split("<main", 1)[1]
    stale = {name: unescape(hidden(text, name)) for name in ("csrf_token", "form_id", "version", "as_opened")}
    assert send(client, f"/agreements/{id}/edit", filled(at, title="先の題")).status_code == 303
    answer = client.post(f"/agreements/{id}/edit", data=stale | filled(at, title="後の題"))
    assert answer.status_code == 409
    assert "先の題" in answer.get_data(as_text=True)
    assert "後の題" in answer.get_data(as_text=True)


def test_a_signing_is_withdrawn_with_a_reason(app: Flask, client: FlaskClient, at: Scene) -> None:
    id = made(app, at, sign=True)
    sign_in(client)
    assert send(client, f"/agreements/{id}/withdraw", {"reason": ""}).status_code == 422
    assert send(client, f"/agreements/{id}/withdraw", {"reason": "覚書だった"}).status_code == 303
    assert status_of(app, id) == "in_approval"


def test_a_signed_agreement_changes_its_status_along_the_path(app: Flask, client: FlaskClient, at: Scene) -> None:
    id = made(app, at, sign=True)
    sign_in(client)
    assert send(client, f"/agreements/{id}/state", {"state": "draft"}).status_code == 422
    assert send(client, f"/agreements/{id}/state", {"state": "in_force"}).status_code == 303
    assert status_of(app, id) == "in_force"


def test_no_agreement_expires_before_its_last_day_is_over(app: Flask, client: FlaskClient, at: Scene) -> None:
    id, over = (made(app, at, sign=True, days_ago=9, expires_on=last) for last in (days(0), None))
    sign_in(client)
    answer = send(client, f"/agreements/{id}/state", {"state": "expired"})
    assert answer.status_code == 422
    field = re.search(r'id="state-err".*?</', answer.text, re.DOTALL)
    assert field is not None
    assert "and expires after that day" in field[0], "beside the field"
    assert status_of(app, id) == "signed"
    assert send(client, f"/agreements/{over}/state", {"state": "expired"}).status_code == 303, "nobody said its day"


def test_an_obligation_is_met_by_its_button(app: Flask, client: FlaskClient, at: Scene) -> None:
    id = made(app, at, obligations=[ObligationInput("年次報告", due_on=days(-3))])
    sign_in(client)
    text = client.get(f"/agreements/{id}").get_data(as_text=True)
    path = text.split(f'action="/agreements/{id}/obligations/', 1)[1].split('"', 1)[0]
    answer = client.post(f"/agreements/{id}/obligations/{path}", data={"csrf_token": hidden(text, "csrf_token")})
    assert answer.status_code == 303
    assert "Met on" in client.get(f"/agreements/{id}").get_data(as_text=True)
    gone = client.post(f"/agreements/{id}/obligations/999/met", data={"csrf_token": hidden(text, "csrf_token")})
    assert gone.status_code == 409


def test_frameworks_and_commercial_agreements_stand_apart(app: Flask, client: FlaskClient, at: Scene) -> None:
    made(app, at, sign=True)
    made(app, at, sign=True, type="mou", title="友好覚書")
    sign_in(client)
    commercial = client.get("/agreements/").get_data(as_text=True)
    framework = client.get("/agreements/?class=framework", follow_redirects=True).get_data(as_text=True)
    assert ("委託販売契約" in commercial, "友好覚書" in commercial) == (True, False)
    assert ("委託販売契約" in framework, "友好覚書" in framework) == (False, True)
    assert "never counted as a concluded negotiation" in client.get("/agreements/2").get_data(as_text=True)


def test_the_list_is_narrowed(app: Flask, client: FlaskClient, at: Scene) -> None:
    made(app, at, sign=True, expires_on=days(20))
    made(app, at, title="売買契約", type="sales_contract")
    sign_in(client)
    for query, expected in (
        ("expiring=1", "委託販売"),
        ("type=sales_contract", "売買契約"),
        ("status=draft", "売買契約"),
    ):
        text = client.get(f"/agreements/?{query}").get_data(as_text=True)
        rows = text.split("<tbody", 1)[1].split("</tbody>", 1)[0]
        assert (rows.count("<tr>"), expected in rows) == (1, True)
    assert "Nothing matches" in client.get("/agreements/?q=存在しない").get_data(as_text=True)
    assert client.get("/agreements/?class=x&type=y&initiative=z").status_code == 200


def test_amounts_of_one_currency_add_up_under_the_list_and_a_year_stays_apart(
    app: Flask, client: FlaskClient, at: Scene
) -> None:
    made(app, at, value=Decimal(1_200_000))
    made(app, at, value=Decimal(300_000))
    made(app, at, value=Decimal(50_000), value_period="annual")
    made(app, at, value=Decimal(9000), currency="CNY")
    made(app, at, type="mou", title="友好覚書", value=Decimal(77))
    sign_in(client)
    foot = client.get("/agreements/").get_data(as_text=True).split("<tfoot>", 1)[1].split("</tfoot>", 1)[0]
    assert [sum_ in foot for sum_ in ("1,500,000", "50,000", "9,000", "77")] == [True, True, True, False]
    assert (foot.count("Per year"), "Total" in foot) == (1, True)
    assert "<tfoot>" not in client.get("/agreements/?col=parties").get_data(as_text=True)
    assert "<tfoot>" not in client.get("/agreements/frameworks").get_data(as_text=True)


def test_overlapping_exclusivity_is_shown_as_a_warning(app: Flask, client: FlaskClient, at: Scene) -> None:
    made(app, at, sign=True, title="独占契約", exclusivity="exclusive")
    id = made(app, at, title="次の契約")
    sign_in(client)
    for path in ("", "/edit", "/sign"):
        text = client.get(f"/agreements/{id}{path}").get_data(as_text=True)
        assert text.count("overlap with another agreement in force") == 1, path
        assert "独占契約" in text
        assert ('name="all_the_same"' in text) is (path == "/sign")


def test_a_form_that_touches_exclusive_rights_warns_before_it_saves(app: Flask, client: FlaskClient, at: Scene) -> None:
    made(app, at, sign=True, title="独占契約", exclusivity="exclusive")
    sign_in(client)
    warned = send(client, "/agreements/new", filled(at))
    page = warned.get_data(as_text=True)
    assert warned.status_code == 422
    assert "It overlaps with exclusive rights of an agreement in force." in page
    assert "独占契約" in page
    assert send(client, "/agreements/new", filled(at) | {"overlap_seen": "y"}).status_code == 303
    edited = send(client, "/agreements/2/edit", filled(at))
    assert edited.status_code == 303, "that it overlaps is known by now"


def test_panels_show_the_agreements_of_a_record(app: Flask, client: FlaskClient, at: Scene) -> None:
    negotiation = case_of(app, at)
    made(app, at, negotiation_ids=[negotiation], activity_id=at.mission)
    sign_in(client)
    for path in (f"negotiation/{negotiation}", f"organisation/{at.commerce_bureau}", f"activity/{at.mission}"):
        whole = client.get(f"/agreements/panels/{path}").get_data(as_text=True)
        part = client.get(f"/agreements/panels/{path}", headers=HTMX).get_data(as_text=True)
        assert "委託販売契約" in whole
        assert "委託販売契約" in part
        assert "<html" not in part
    assert f"/agreements/panels/negotiation/{negotiation}" in client.get(f"/negotiations/{negotiation}").get_data(
        as_text=True
    )


def test_a_mission_leader_reads_their_own_and_writes_none(app: Flask, client: FlaskClient, at: Scene) -> None:
    theirs, other = made(app, at, activity_id=at.mission), made(app, at)
    sign_in(client, Role.MISSION_LEADER)
    assert client.get(f"/agreements/{theirs}").status_code == 200
    assert client.get(f"/agreements/{other}").status_code == 404
    assert client.get(f"/agreements/{theirs}/edit").status_code == 403
    assert "New agreement" not in client.get("/agreements/").get_data(as_text=True)


def test_negotiations_that_the_reader_does_not_see_are_not_named(app: Flask, client: FlaskClient, at: Scene) -> None:
    negotiation = case_of(app, at)
    id = made(app, at, activity_id=at.mission, negotiation_ids=[negotiation])
    for role, named in ((Role.MISSION_LEADER, False), (Role.COORDINATOR, True)):
        sign_in(client, role)
        assert ("リブ編みカーディガン" in client.get(f"/agreements/{id}").get_data(as_text=True)) == named


def test_an_archived_negotiation_stays_on_the_draft_that_is_edited(app: Flask, client: FlaskClient, at: Scene) -> None:
    negotiation = case_of(app, at)
    id = made(app, at, negotiation_ids=[negotiation])
    with app.app_context(), writing():
        cases.archive(db.session.get_one(Negotiation, negotiation), by=user())
        db.session.commit()
    sign_in(client)
    shown = client.get(f"/agreements/{id}/edit").get_data(as_text=True)
    assert "リブ編みカーディガン 委託販売 (archived)" in unescape(shown)
    kept = filled_form(shown, "title") | {"title": "改題"}
    assert client.post(f"/agreements/{id}/edit", data=kept).status_code == 303
    with app.app_context():
        row = queries.one(id, user=user())
        assert (row.title, [link.negotiation_id for link in row.negotiations]) == ("改題", [negotiation])


def test_a_draft_is_archived_and_brought_back(app: Flask, client: FlaskClient, at: Scene) -> None:
    id = made(app, at)
    sign_in(client)
    token = {"csrf_token": hidden(client.get(f"/agreements/{id}").get_data(as_text=True), "csrf_token")}
    assert client.post(f"/agreements/{id}/archive", data=token).status_code == 303
    assert client.get(f"/agreements/{id}").status_code == 404
    assert client.post(f"/agreements/{id}/restore", data=token).status_code == 303
    assert client.get(f"/agreements/{id}").status_code == 200


@pytest.mark.parametrize("language", ["ja", "zh-Hans", "ko"])
def test_the_pages_come_in_every_language(app: Flask, client: FlaskClient, at: Scene, language: str) -> None:
    id = made(app, at, sign=True)
    sign_in(client, language=language)
    for path in ("/agreements/", f"/agreements/{id}", f"/agreements/{id}/edit", f"/agreements/{id}/withdraw"):
        assert client.get(path).status_code == 200


@pytest.mark.once
@pytest.mark.parametrize("path", ["/agreements/", "/agreements/panels/organisation/1", "/agreements/1/edit"])
def test_the_number_of_queries_does_not_depend_on_the_rows(
    app: Flask, client: FlaskClient, at: Scene, path: str
) -> None:
    made(app, at, obligations=[ObligationInput(f"約束 {n}") for n in range(3)])

    def queries_of(count: int) -> int:
        with app.app_context():
            for number in range(count):
                drafted(at, title=f"契約 {number}")
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
    assert queries_of(3) == queries_of(27) <= 18
