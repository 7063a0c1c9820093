"""Initiatives: names in several languages, goals, a lead body; their pages."""

from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, scoped_session

from crm.audit import services as audit
from crm.core.database import db, writing
from crm.core.errors import NotVisible, Refused
from crm.core.permissions import Role
from crm.initiatives import queries, rules, services
from crm.initiatives.kind import INITIATIVE
from crm.initiatives.models import Initiative, InitiativeName
from tests import cast
from tests.contacts import book


def initiative(**changes: Any) -> Initiative:
    with writing():
        made = services.plan(**({"names": {"ja": "見附ニット 延辺展開"}, "by": None} | changes))
        db.session.commit()
    return made


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"names": {"ja": ""}}, "name_ja"),
        ({"status": "perhaps"}, "state"),
        ({"start_on": date(2026, 2, 1), "end_on": date(2026, 1, 1)}, "end_on"),
        ({"start_on": date(1, 1, 1)}, "start_on"),
        ({"lead_organisation_id": 999_999}, "lead_organisation_id"),
    ],
)
def test_an_initiative_that_makes_no_sense_is_refused(
    session: scoped_session[Session], change: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused, check=lambda refusal: refusal.field == field):
        initiative(**change)


def test_the_name_suits_the_reader_and_falls_back() -> None:
    names = [InitiativeName(language="ja", text="事業"), InitiativeName(language="en", text="Initiative")]
    assert queries.title(names, "ja") == "事業"
    assert queries.title(names, "ko") == "Initiative"
    assert queries.title([], "ja") == ""


def test_archiving_and_restoring(session: scoped_session[Session]) -> None:
    made, user = initiative(), cast.user()
    assert INITIATIVE.is_visible(made.id, user)
    with writing():
        audit.archive(queries.one(made.id, user=user), rules.ARCHIVED, by=user)
        session.commit()
    with pytest.raises(NotVisible):
        queries.one(made.id, user=user)
    assert queries.options(user=user) == []
    with writing():
        audit.restore(queries.one(made.id, user=user, archived=True), rules.RESTORED, by=user)
        session.commit()
    assert queries.options(user=user) == [(made.id, "見附ニット 延辺展開")]
    with pytest.raises(NotVisible):
        queries.one(made.id, user=user, archived=True)


# ------------------------------------------------------------------ pages


def posted(client: FlaskClient, path: str, data: dict[str, str]) -> Any:
    shown = client.get(path).get_data(as_text=True)
    plumbing = {name: cast.hidden(shown, name) for name in ("csrf_token", "form_id", "version", "as_opened")}
    return client.post(path, data=plumbing | data)


def test_an_initiative_is_entered_shown_found_and_changed(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        lead = str(book.organisation("見附商工会", "ja", country="JP").id)
    cast.sign_in(client)
    data = {"name_ja": "見附ニット", "name_en": "Mitsuke knit", "state": "active", "goals": "成約 3件",
            "lead_organisation_id": lead}  # fmt: skip
    answer = posted(client, "/initiatives/new", data)
    assert answer.status_code == 303
    shown = client.get(answer.location).get_data(as_text=True)
    for text in ("見附ニット", "Mitsuke knit", "成約 3件", "見附商工会"):
        assert text in shown
    assert "Mitsuke knit" in client.get("/initiatives/?q=ニット").get_data(as_text=True)
    assert "No initiative matches" in client.get("/initiatives/?q=絹").get_data(as_text=True)
    assert "No initiative matches" in client.get("/initiatives/?status=closed").get_data(as_text=True)
    path = answer.location + "/edit"
    assert posted(client, path, data | {"name_en": "", "state": "closed"}).status_code == 303
    shown = client.get(answer.location).get_data(as_text=True)
    assert "Closed" in shown
    assert "Mitsuke knit" not in shown


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name_ja", ""),
        ("name_ja", "長" * 10_000),
        ("name_en", "a\x00b"),
        ("state", "perhaps"),
        ("start_on", "2026-02-30"),
        ("end_on", "2025-01-01"),
        ("lead_organisation_id", "999999"),
        ("goals", "x" * 20_001),
    ],
)
def test_bad_input_is_told_beside_its_field(app: Flask, client: FlaskClient, field: str, value: str) -> None:
    cast.sign_in(client)
    data = {"name_ja": "見附ニット", "state": "active", "start_on": "2026-01-01"} | {field: value}
    answer = posted(client, "/initiatives/new", data)
    assert answer.status_code == 422
    assert f'id="{field}-err"' in answer.get_data(as_text=True)


def test_a_stale_form_shows_both_versions(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        id = initiative().id
    cast.sign_in(client)
    path = f"/initiatives/{id}/edit"
    shown = client.get(path).get_data(as_text=True)
    plumbing = {name: cast.hidden(shown, name) for name in ("csrf_token", "form_id", "version", "as_opened")}
    assert posted(client, path, {"name_ja": "先に保存", "state": "active"}).status_code == 303
    answer = client.post(path, data=plumbing | {"name_ja": "後から", "state": "active"})
    assert answer.status_code == 409
    assert "先に保存" in answer.get_data(as_text=True)


def test_leaders_and_management_read_only(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        id = initiative().id
    cast.sign_in(client, Role.MISSION_LEADER)
    assert "New initiative" not in client.get("/initiatives/").get_data(as_text=True)
    assert client.get(f"/initiatives/{id}").status_code == 200
    assert client.get(f"/initiatives/{id}/edit").status_code == 403


def test_an_empty_list_says_what_an_initiative_is_for(app: Flask, client: FlaskClient) -> None:
    cast.sign_in(client)
    assert "An initiative groups the missions" in client.get("/initiatives/").get_data(as_text=True)


def test_archiving_on_the_page_can_be_undone(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        id = initiative().id
    cast.sign_in(client)
    token = cast.csrf_token(client, f"/initiatives/{id}")
    assert client.post(f"/initiatives/{id}/archive", data={"csrf_token": token}).status_code == 303
    assert client.get(f"/initiatives/{id}").status_code == 404
    assert client.post(f"/initiatives/{id}/restore", data={"csrf_token": token}).status_code == 303
    assert client.get(f"/initiatives/{id}").status_code == 200
