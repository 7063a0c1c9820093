"""A mission that is over and settled is closed in one go, and its targets stand beside what came of it."""

from dataclasses import replace
from datetime import date

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from crm.activities.models import Activity
from crm.activities.rules import CHANGED, MOVED
from crm.audit.models import AuditEntry
from crm.audit.services import action
from crm.core.database import db, writing
from crm.core.permissions import Role
from tests import cast
from tests.missions import voyage
from tests.missions.browser import pressed, text
from tests.reports import writing as reports


def over(**columns: object) -> int:
    """A mission that ended long ago, approved and reported on, without costs."""
    made = voyage.mission(start_on=date(2025, 5, 12), end_on=date(2025, 5, 14), target_leads=3)
    with writing(), action(CHANGED, by=None):
        row = voyage.fresh_in(made.id)
        row.status, row.costs_state = "approved", "none"
        for column, value in columns.items():
            setattr(row, column, value)
        db.session.commit()
    return made.id


def moves(id: int) -> list[str]:
    """The states that the log names, in their order."""
    acts = select(AuditEntry.changes).where(
        AuditEntry.verb == MOVED.code, AuditEntry.table_name == "activities", AuditEntry.row_id == id
    )
    return [changes["status"][1] for changes in db.session.scalars(acts.order_by(AuditEntry.id))]


def test_one_act_leads_through_all_states_to_the_end_and_notes_each(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        id, other = over(), over(costs_state="open")
        for each in (id, other):
            reports.approved(voyage.fresh_in(each))
    cast.sign_in(client)
    assert f'action="/missions/{id}/close"' in text(client, f"/missions/{id}")
    assert f'action="/missions/{other}/close"' not in text(client, f"/missions/{other}"), "its costs are not told yet"
    assert pressed(client, f"/missions/{other}/close", f"/missions/{other}").status_code == 409
    assert pressed(client, f"/missions/{id}/close", f"/missions/{id}").status_code == 303
    with app.app_context():
        assert [db.session.get_one(Activity, each).status for each in (id, other)] == ["closed", "approved"]
        assert moves(id) == ["confirmed", "in_progress", "reporting", "closed"]


def test_of_a_draft_that_is_over_nothing_is_asked_that_nobody_can_mend(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        draft, coming = over(status="draft"), voyage.mission().id
        for id, day in ((draft, date(2025, 5, 12)), (coming, voyage.FIRST)):
            voyage.item(voyage.fresh_in(id), day=day)
    cast.sign_in(client)
    lasting, past = ("Nobody takes part yet.", "No interpreter yet"), text(client, f"/missions/{draft}")
    ahead = text(client, f"/missions/{coming}")
    assert [said in ahead for said in lasting] == [True, True]
    assert [said in past for said in lasting] == [True, False]


def test_a_plan_that_nobody_decides_on_is_closed_in_one_press_too(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        draft, undecided = over(status="draft"), over(status="draft")
        for each in (draft, undecided):
            reports.approved(voyage.fresh_in(each))
    cast.sign_in(client)
    assert pressed(client, f"/missions/{draft}/close", f"/missions/{draft}").status_code == 303
    app.extensions["settings"] = replace(app.extensions["settings"], plan_approval=True)
    told = text(client, f"/missions/{undecided}")
    assert ("The plan was not approved." in told, "/close" in told) == (True, False)
    assert pressed(client, f"/missions/{undecided}/close", f"/missions/{undecided}").status_code == 409
    with app.app_context():
        assert moves(draft) == ["approved", "confirmed", "in_progress", "reporting", "closed"]
        assert moves(undecided) == []


def test_what_is_still_to_come_or_cancelled_is_not_closed(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        ahead = over(start_on=date(2099, 5, 12), end_on=date(2099, 5, 14))
        dropped = over(status="cancelled")
        reports.approved(voyage.fresh_in(dropped))
    cast.sign_in(client)
    for id in (ahead, dropped):
        assert "/close" not in text(client, f"/missions/{id}")
        assert pressed(client, f"/missions/{id}/close", f"/missions/{id}").status_code == 409
    cast.sign_in(client, Role.MISSION_LEADER)
    assert pressed(client, f"/missions/{ahead}/close", "/missions/").status_code in (403, 404)


def test_targets_stand_beside_what_came_once_it_began(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        id = over()
        ahead = over(start_on=date(2099, 5, 12), end_on=date(2099, 5, 14))
    cast.sign_in(client)
    told = " ".join(text(client, f"/missions/{id}").split("<h2>Targets")[1].split("</table>")[0].split())
    assert '<td class="r num">3</td> <td class="r num">0</td>' in told
    assert "Actual" not in text(client, f"/missions/{ahead}").split("<h2>Targets")[1].split("</table>")[0]
