"""A status that many leads got is taken back as if it had never been, and what stays says why in one language."""

from flask import Flask
from flask.testing import FlaskClient

from crm.audit.services import action
from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.leads import rules, services
from crm.leads.models import Lead
from tests.cast import sign_in, user
from tests.contacts.pages import filled_form, text
from tests.lists.test_acts import at, leads_of, of, told
from tests.lists.test_each import do, undo

__all__ = ["at", "leads_of"]


def test_a_status_of_many_is_taken_back_with_the_day_of_qualifying(
    client: FlaskClient, app: Flask, leads_of: list[int]
) -> None:
    with app.app_context(), writing(), action(rules.CHANGED, by=None):
        for id in leads_of:
            db.session.get_one(Lead, id).interest = "ニット"
        db.session.commit()
    sign_in(client)
    path = "/lists/leads/chosen/status"
    page = told(client, do(client, path, leads_of, standing="qualified"))
    assert None not in of(app, Lead, "qualified_on")
    with app.app_context(), writing():
        services.give(db.session.get_one(Lead, leads_of[2]), owner_id=user().id, by=user())
        db.session.commit()
    page = told(client, undo(client, page))
    assert "朴" not in page
    assert "Somebody has changed it since you looked." in page
    assert of(app, Lead, "status") == ["new", "new", "qualified"]
    assert [day is None for day in of(app, Lead, "qualified_on")] == [True, True, False]
    day = of(app, Lead, "qualified_on")[2]
    page = told(client, do(client, path, leads_of[2:], standing="disqualified", reason="間違い"))
    assert undo(client, page).status_code == 303
    last = (of(app, Lead, "status")[2], of(app, Lead, "disqualify_reason")[2], of(app, Lead, "qualified_on")[2])
    assert last == ("qualified", "", day)


def test_why_a_record_was_left_out_is_told_in_the_language_of_the_reader_alone(
    client: FlaskClient, app: Flask, leads_of: list[int]
) -> None:
    sign_in(client, Role.COORDINATOR, language="ja")
    path = "/lists/leads/chosen/status"
    told(client, do(client, path, leads_of[:1], standing="disqualified", reason="間違い"))
    page = told(client, do(client, path, leads_of[:1], standing="nurturing"))
    reason = page.split("朴")[1]
    assert "「対応終了」" in reason.split("</")[0], reason[:200]


def test_a_status_given_on_the_page_of_a_lead_is_taken_back_there(
    client: FlaskClient, app: Flask, leads_of: list[int]
) -> None:
    with app.app_context(), writing(), action(rules.CHANGED, by=None):
        db.session.get_one(Lead, leads_of[0]).interest = "ニット"
        db.session.commit()
    sign_in(client)
    here = f"/leads/{leads_of[0]}"
    for path, message in (("qualify", "Lead qualified."), ("disqualify", "The lead is not pursued.")):
        sent = {"csrf_token": filled_form(text(client, here), "csrf_token")["csrf_token"], "reason": "間違い"}
        page = told(client, client.post(f"{here}/{path}", data=sent))
        assert message in page
        answer = undo(client, page)
        assert (answer.status_code, answer.headers["Location"]) == (303, here)
        first = of(app, Lead, "status")[0], of(app, Lead, "qualified_on")[0], of(app, Lead, "disqualify_reason")[0]
        assert first == ("new", None, "")
