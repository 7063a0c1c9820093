"""Calls, mails and conversations on people, organisations and negotiations."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.contacts import services as contacts
from crm.contacts.rules import AffiliationInput, OrganisationNameInput
from crm.core import clock
from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.core.permissions import Role
from crm.interactions import services
from crm.interactions.kind import INTERACTION
from crm.interactions.services import InteractionInput
from crm.negotiations.models import Interaction
from crm.search import queries as search
from tests.cast import hidden, sign_in, user
from tests.contacts import book
from tests.interactions.test_chats import WECHAT
from tests.meetings.scene import scene
from tests.negotiations import cases


def logged(**values: Any) -> Interaction:
    with writing():
        row = services.log(
            InteractionInput(**({"kind": "call", "summary": "見本の到着を確認した。"} | values)), by=user()
        )
        db.session.commit()
    return row


def test_a_call_on_a_person_stands_on_the_organisation_of_their_post_too(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        firm = book.organisation("延边大洋商贸集团")
        person = book.person("金成浩", at=firm)
        row = logged(person_id=person.id)
        assert row.organisation_id == firm.id
        paths = f"/threads/people/{person.id}", f"/threads/organisations/{firm.id}"
    sign_in(client)
    for path in (*paths, "/interactions/", "/interactions/1"):
        assert "見本の到着を確認した。" in client.get(path).get_data(as_text=True), path


def test_the_list_calls_organisations_as_its_reader_does(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        also = [OrganisationNameInput("Yanbian Dayang", "en", kind="trade")]
        logged(organisation_id=book.organisation("延边大洋商贸集团", other_names=also).id)
    sign_in(client)
    for path in ("/interactions/", "/interactions/1"):
        assert "Yanbian Dayang" in client.get(path).get_data(as_text=True), path


def test_the_post_of_the_day_of_the_call_says_on_which_organisation_it_stands(app: Flask) -> None:
    with app.app_context():
        left, now, beside = (book.organisation(name) for name in ("图们老公司", "延边大洋", "珲春协会"))
        posts = [
            AffiliationInput(left.id, "经理", to_date=date(2026, 3, 31)),
            AffiliationInput(beside.id, "理事", title_rank=9, from_date=date(2026, 4, 1)),
            AffiliationInput(now.id, "总经理", from_date=date(2026, 4, 1), to_date=date(2099, 12, 31)),
        ]
        person = book.person("金成浩", affiliations=posts)
        on = [logged(person_id=person.id, at=datetime(2026, month, 1, tzinfo=UTC)) for month in (3, 5)]
        assert [row.organisation_id for row in on] == [left.id, now.id]


def test_a_pasted_conversation_tells_program_time_person_and_summary(app: Flask) -> None:
    with app.app_context():
        firm = book.organisation("延边大洋商贸集团")
        person = book.person("金成浩", at=firm)
        row = logged(kind="line", summary="", body=WECHAT, organisation_id=firm.id, zone="Asia/Shanghai")
        assert (row.kind, row.person_id) == ("wechat", person.id)
        assert row.at == clock.from_wall(datetime(2026, 11, 18, 9, 31), "Asia/Shanghai")
        assert row.summary.startswith("金成浩, 小林里美")


@pytest.mark.both
def test_a_conversation_alone_tells_its_program_whatever_kind_the_form_opened_with(app: Flask) -> None:
    with app.app_context():
        firm = book.organisation("延边大洋商贸集团")
        assert logged(kind="call", summary="", body=WECHAT, organisation_id=firm.id).kind == "wechat"
        assert logged(kind="call", summary="電話で確認", body=WECHAT, organisation_id=firm.id).kind == "call"


def test_a_pasted_conversation_is_found_by_its_words_and_read_message_by_message(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        firm = book.organisation("延边大洋商贸集团")
        row = logged(kind="wechat", summary="", body=WECHAT, organisation_id=firm.id)
        assert search.documents(next(k for k in search.KINDS if k.record_type == "interactions"), [row.id])
    sign_in(client)
    assert "/interactions/1" in client.get("/search/?q=样品收到").get_data(as_text=True)
    page = client.get("/interactions/1").get_data(as_text=True)
    assert "Wed 18 Nov 09:30" in page
    assert "您好，样品收到了。" in page


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"kind": "telepathy"}, "kind"),
        ({"direction": "up"}, "direction"),
        ({"summary": " "}, "summary"),
        ({"organisation_id": None}, "organisation_id"),
        ({"organisation_id": 999}, "organisation_id"),
        ({"person_id": 999}, "person_id"),
        ({"negotiation_id": 999}, "negotiation_id"),
        ({"activity_id": 999}, "activity_id"),
        ({"at": datetime(2090, 1, 1).astimezone()}, "at"),
        ({"body": "字" * 100_001}, "body"),
    ],
)
def test_bad_input_is_refused_with_its_field(app: Flask, values: dict[str, Any], field: str) -> None:
    with app.app_context():
        firm = book.organisation()
        with pytest.raises(Refused) as refused:
            logged(**({"organisation_id": firm.id} | values))
        assert refused.value.field == field


def test_the_form_logs_changes_archives_and_brings_back(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        firm_id = book.organisation("延边大洋商贸集团").id
    sign_in(client)
    path = f"/interactions/new?organisation_id={firm_id}&kind=gift"
    page = client.get(path).get_data(as_text=True)
    data = {name: hidden(page, name) for name in ("csrf_token", "form_id")}
    data |= {"kind": "gift", "direction": "out", "organisation_id": str(firm_id)}
    assert client.post(path, data=data | {"summary": ""}).status_code == 422
    assert client.post(path, data=data | {"summary": "新米を贈った。"}).headers["Location"] == "/interactions/1"
    edit = client.get("/interactions/1/edit").get_data(as_text=True)
    kept = {name: hidden(edit, name) for name in ("csrf_token", "form_id", "version", "as_opened")}
    kept |= {"kind": "gift", "direction": "in", "organisation_id": str(firm_id), "summary": "人参を頂いた。"}
    assert client.post("/interactions/1/edit", data=kept).status_code == 303
    token = {"csrf_token": data["csrf_token"]}
    assert client.post("/interactions/1/archive", data=token).status_code == 303
    assert client.get("/interactions/1").status_code == 404
    assert client.post("/interactions/1/restore", data=token).status_code == 303
    assert "人参を頂いた。" in client.get("/interactions/1").get_data(as_text=True)


def test_what_was_logged_on_a_hidden_negotiation_is_hidden_with_it(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        with writing():
            case = cases.opened(scene())
            db.session.commit()
        row = logged(negotiation_id=case.id, at=clock.now() - timedelta(hours=1))
        assert row.organisation_id == case.counterpart_id
        assert not INTERACTION.is_visible(row.id, user(Role.MISSION_LEADER))
        counterpart, case_id = case.counterpart_id, case.id
    sign_in(client, Role.MISSION_LEADER)
    for path in ("/interactions/1", "/interactions/1/edit", f"/interactions/new?negotiation_id={case_id}"):
        assert client.get(path).status_code == 404, path
    assert "見本の到着" not in client.get(f"/interactions/panels/organisation/{counterpart}").get_data(as_text=True)


def test_what_belongs_to_no_negotiation_is_seen_by_a_leader_who_logged_it_only(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        firm = book.organisation("延边大洋商贸集团")
        of_the_office = logged(organisation_id=firm.id).id
        with writing():
            entry = InteractionInput(kind="call", summary="団長の電話", organisation_id=firm.id)
            own = services.log(entry, by=user(Role.MISSION_LEADER)).id
            db.session.commit()
    sign_in(client, Role.MISSION_LEADER)
    listed = client.get("/interactions/").get_data(as_text=True)
    assert ("団長の電話" in listed, "見本の到着" in listed) == (True, False)
    assert client.get(f"/interactions/{own}").status_code == 200
    for path in (f"/interactions/{of_the_office}", f"/interactions/{of_the_office}/edit"):
        assert client.get(path).status_code == 404, path
    sign_in(client)
    assert client.get(f"/interactions/{own}").status_code == 200


def test_management_reads_and_logs_nothing(app: Flask, client: FlaskClient) -> None:
    sign_in(client, Role.MANAGEMENT)
    assert client.get("/interactions/").status_code == 200
    assert client.get("/interactions/new").status_code == 403
    assert client.get("/interactions/mail/").status_code == 403


def test_an_entry_can_be_corrected_after_what_it_belongs_to_went_into_the_archive(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        firm = book.organisation("延边大洋商贸集团")
        logged(organisation_id=firm.id)
        with writing():
            contacts.archive_organisation(db.session.merge(firm), by=user())
            db.session.commit()
        other = book.organisation("延吉百货")
        with writing():
            contacts.archive_organisation(db.session.merge(other), by=user())
            db.session.commit()
        other_id = other.id
    sign_in(client)
    page = client.get("/interactions/1/edit").get_data(as_text=True)
    data = {name: hidden(page, name) for name in ("csrf_token", "form_id", "version", "as_opened")}
    data |= {"kind": "call", "direction": "out", "summary": "見本は金曜に着いた。"}
    assert client.post("/interactions/1/edit", data=data | {"organisation_id": str(other_id)}).status_code == 422
    assert client.post("/interactions/1/edit", data=data | {"organisation_id": "1"}).status_code == 303
    assert "見本は金曜に着いた。" in client.get("/interactions/1").get_data(as_text=True)


def test_an_internal_note_comes_from_nobody_outside(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        firm = book.organisation("延边大洋商贸集团").id
        for kind, said in (("note", "社内の考え"), ("mail", "先方の返事")):
            logged(kind=kind, direction="in", summary=said, organisation_id=firm)
    sign_in(client)
    for page in ("/interactions/", f"/threads/organisations/{firm}"):
        shown = client.get(page).get_data(as_text=True)
        assert "社内の考え" in shown
        assert shown.count("From them") == 1, page
