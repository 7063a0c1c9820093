"""A lost case names its rival: with the loss, later, for many at once; the rival's page and the list know it."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from crm.audit import services as audit
from crm.audit.models import AuditEntry
from crm.audit.services import action
from crm.contacts.models import Organisation, OurOrganisation
from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.core.permissions import Role
from crm.merging import services as merging
from crm.merging.services import Choices
from crm.negotiations import queries, rules, services
from crm.negotiations.models import Negotiation
from crm.negotiations.queries import CaseFilter
from crm.negotiations.rules import LOST, MoveWish
from tests.cast import SET_UP, sign_in, user
from tests.lists.test_each import do, undo
from tests.meetings.scene import Scene, add_place, organisation, scene
from tests.negotiations.browser import made, move, send
from tests.negotiations.cases import lose, opened

pytestmark = pytest.mark.both


def rival_of(id: int) -> tuple[int | None, int | None]:
    case = db.session.get_one(Negotiation, id)
    return case.lost_to_place_id, case.lost_to_organisation_id


def lost_to(at: Scene, **rival: Any) -> Negotiation:
    """A case that was lost to somebody."""
    case = opened(at)
    with writing():
        wish = MoveWish(loss_reason="price", loss_note="高い", **rival)
        services.move(case, LOST, wish=wish, by=user())
        db.session.commit()
    return case


def rivals() -> tuple[int, int]:
    """A region and an organisation that compete with us."""
    with writing():
        found = add_place("170003", "Asia/Tokyo", "JP"), organisation("江原商会", "KR", "ko")
        db.session.commit()
        return found[0].id, found[1].id


def test_a_loss_names_one_rival_and_the_region_needs_no_note_of_which(session: scoped_session[Session]) -> None:
    at = scene()
    region, firm = rivals()
    assert rival_of(lost_to(at, lost_to_place_id=region).id) == (region, None)
    assert rival_of(lost_to(at, lost_to_organisation_id=firm).id) == (None, firm)
    named = MoveWish(loss_reason="chose_rival", lost_to_place_id=region)
    with writing(), pytest.raises(Refused, match="Describe in a few words"):
        services.move(opened(at), LOST, wish=named, by=user())


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"lost_to_place_id": 0, "lost_to_organisation_id": 1}, "lost_to_organisation_id"),
        ({"lost_to_place_id": 99999}, "lost_to_place_id"),
        ({"lost_to_organisation_id": 99999}, "lost_to_organisation_id"),
        ({"lost_to_organisation_id": "counterpart"}, "lost_to_organisation_id"),
        ({"lost_to_organisation_id": "ours"}, "lost_to_organisation_id"),
        ({"lost_to_organisation_id": "archived"}, "lost_to_organisation_id"),
        ({"lost_to_place_id": "where it was lost"}, "lost_to_place_id"),
        ({"lost_to_place_id": "our own region"}, "lost_to_place_id"),
        ({"lost_to_organisation_id": "our office"}, "lost_to_organisation_id"),
    ],
)
def test_a_rival_that_is_none_is_refused_beside_its_field(
    session: scoped_session[Session], wrong: dict[str, Any], field: str
) -> None:
    at = scene()
    _region, firm = rivals()
    with writing():
        audit.archive(db.session.get_one(Organisation, firm), rules.ARCHIVED, by=user())
        home = add_place("15211", "Asia/Tokyo", "JP")
        office = organisation("見附商工会議所", "JP", "ja", place_id=home.id)
        db.session.flush()
        with action(SET_UP, by=None):
            db.session.add(OurOrganisation(organisation_id=office.id))
            db.session.commit()
    said = {
        "counterpart": at.commerce_bureau, "ours": at.association, "archived": firm, "where it was lost": at.place,
        "our own region": home.id, "our office": office.id,
    }  # fmt: skip
    case = opened(at)
    wish = MoveWish(loss_reason="price", loss_note="高い", **{name: said.get(id, id) for name, id in wrong.items()})
    with writing(), pytest.raises(Refused) as refusal:
        services.move(case, LOST, wish=wish, by=user())
    assert refusal.value.field == field
    assert case.stage == "lead"


def test_only_a_lost_case_has_a_rival_and_it_goes_with_the_loss(session: scoped_session[Session]) -> None:
    at = scene()
    region, firm = rivals()
    case = opened(at)
    with writing(), pytest.raises(Refused, match="Only a lost negotiation"):
        services.name_rival(case, lost_to_place_id=region, lost_to_organisation_id=None, by=user())
    with writing():
        event = lose(case)
        services.name_rival(case, lost_to_place_id=None, lost_to_organisation_id=firm, by=user())
        db.session.commit()
    assert rival_of(case.id) == (None, firm)
    written = db.session.scalars(select(AuditEntry.verb).order_by(AuditEntry.id.desc())).first()
    assert written == rules.RIVAL_NAMED.code
    with writing():
        services.undo_move(case, event.id, by=user())
        db.session.commit()
    assert rival_of(case.id) == (None, None)
    again = lost_to(at, lost_to_place_id=region)
    with writing():
        services.move(again, "lead", wish=MoveWish(reason="先方から連絡"), by=user())
        db.session.commit()
    assert rival_of(again.id) == (None, None)


def test_the_list_is_narrowed_by_rival_and_a_region_holds_what_lies_in_it(session: scoped_session[Session]) -> None:
    at = scene()
    region, firm = rivals()
    first, second = lost_to(at, lost_to_place_id=region).id, lost_to(at, lost_to_organisation_id=firm).id
    lost_to(at)

    def found(**wanted: Any) -> list[int]:
        return [case.id for case in queries.negotiations(CaseFilter(**wanted), user=user()).rows]

    assert found(lost_region=region) == [first]
    assert found(lost_region=at.place) == []
    assert found(lost_organisation=firm) == [second]
    assert found(loss=["price"]) == [second + 1, second, first]
    assert found(loss=["no_reply"]) == []
    assert [case.id for case in queries.lost_to(organisation=firm, user=user())[0]] == [second]
    assert queries.lost_to(region=region, user=user())[1] == 1
    assert [place.id for place in queries.rival_places(user=user())] == [region]
    stranger = user(Role.MISSION_LEADER)
    assert queries.lost_to(organisation=firm, user=stranger) == ([], 0), "as far as the reader sees them"
    assert queries.rival_places(user=stranger) == []


def test_a_merged_rival_takes_its_cases_along(session: scoped_session[Session]) -> None:
    at = scene()
    _region, firm = rivals()
    case = lost_to(at, lost_to_organisation_id=firm)
    with writing():
        other = organisation("江原商事", "KR", "ko")
        db.session.commit()
        merging.merge("organisations", other.id, firm, Choices(), by=user())
        db.session.commit()
    assert rival_of(case.id) == (None, other.id)


def test_the_card_asks_for_the_rival_and_the_pages_show_it(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = scene()
        _region, firm = rivals()
    id = made(app, at)
    sign_in(client)
    asked = move(client, id, "lost", htmx=True, loss_note="上代が六割高い").get_data(as_text=True)
    assert 'name="lost_to_place_id"' in asked
    assert 'name="lost_to_organisation_id' in asked
    said: dict[str, Any] = {"loss_reason": "price", "loss_note": "高い", "lost_to_organisation_id": str(firm)}
    assert move(client, id, "lost", **said).status_code == 303
    page = client.get(f"/negotiations/{id}").get_data(as_text=True)
    assert "Change the rival" in page
    assert page.count(f'href="/contacts/organisations/{firm}"') == 1
    theirs = client.get(f"/negotiations/panels/lost-to-organisation/{firm}").get_data(as_text=True)
    assert f'href="/negotiations/{id}"' in theirs
    shown = client.get("/negotiations/list?col=name&col=lost_to&col=loss").get_data(as_text=True)
    assert "江原商会" in shown
    assert "Price" in shown
    none = client.get(f"/negotiations/panels/lost-to-region/{at.place}", headers={"HX-Request": "true"})
    assert none.get_data(as_text=True).strip() == "", "most places are no rivals: nothing says so"
    emptied = {"lost_to_organisation_id": "", "lost_to_organisation_id-typed": ""}
    assert send(client, f"/negotiations/{id}/rival", emptied).status_code == 303
    with app.app_context():
        assert rival_of(id) == (None, None), "nobody knows it after all"


def test_a_rival_is_named_for_many_and_open_cases_are_left_out(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = scene()
        region, firm = rivals()
        lost, open_one = lost_to(at, lost_to_organisation_id=firm).id, opened(at).id
    sign_in(client)
    answer = do(client, "/lists/negotiations/chosen/rival", [lost, open_one], lost_to_place_id=str(region))
    page = client.get(answer.headers["Location"]).get_data(as_text=True)
    assert "Only a lost negotiation names a rival." in page
    with app.app_context():
        assert rival_of(lost) == (region, None)
    assert undo(client, page).status_code == 303
    with app.app_context():
        assert rival_of(lost) == (None, firm)
