"""Our own office is one of the organisations, and each of its facts stands in one place."""

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from crm.contacts import queries, services
from crm.contacts.models import Organisation
from crm.contacts.rules import ContactInput, OrganisationNameInput
from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.core.permissions import Role
from crm.meetings import queries as meetings
from crm.meetings import services as talks
from crm.meetings.models import TalkFact
from crm.merging import services as merging
from crm.negotiations import services as cases
from crm.office import services as offices
from crm.office.rules import Office
from tests.cast import hidden, sign_in, user
from tests.meetings.scene import DAY, Scene, organisation, scene, talk

OFFICE = Office(
    kind="society",
    names={"ja": "見附商工会", "zh-Hans": "见附商工会"},
    reading="みつけしょうこうかい",
    latin="Mitsuke Shokokai",
    addresses={"ja": "新潟県見附市昭和町2-1-1"},
    phone="0258-00-0000",
    mail="office@example.jp",
)


@pytest.fixture
def at(app: Flask) -> Scene:
    with app.app_context():
        return scene()


def say(told: Office) -> int:
    with writing():
        offices.change(offices.begin(by=None), told, by=None)
        db.session.commit()
    id = queries.our_organisation_id()
    assert id is not None
    return id


def names(id: int) -> dict[str, tuple[str, str]]:
    return {row.language: (row.text, row.reading) for row in queries.organisation(id, user=user()).names}


def test_an_office_of_an_older_version_is_entered_by_command_once(app: Flask) -> None:
    def said() -> str:
        return app.test_cli_runner().invoke(args=["contacts", "enter-office"], catch_exceptions=False).output.strip()

    assert [said(), said()] == ["our office was entered", "our office is there already"]
    with app.app_context():
        assert queries.our_organisation_id() is not None


def test_saving_the_office_enters_it_once_and_tells_its_organisation_anew(app: Flask) -> None:
    with app.app_context():
        id = say(OFFICE)
        found = queries.organisation(id, user=user())
        assert names(id) == {
            "ja": ("見附商工会", "みつけしょうこうかい"),
            "zh-Hans": ("见附商工会", ""),
            "en": ("Mitsuke Shokokai", ""),
        }
        assert (found.country, [role.role for role in found.roles]) == ("JP", ["chamber_sci"])
        rows = {row.id for row in (*found.names, *found.contact_points)}
        assert say(replace(OFFICE, names={"ja": "新見附商工会"}, phone="0258-11-1111")) == id
        assert db.session.scalar(select(func.count()).select_from(Organisation)) == 1
        db.session.expire_all()
        found = queries.organisation(id, user=user())
        assert queries.own_name(found).text == "新見附商工会"
        assert [point.value for point in found.contact_points] == ["0258-11-1111", "office@example.jp"]
        assert {row.id for row in found.contact_points} <= rows, "a row that stays is changed, not made anew"


def test_an_organisation_that_bears_its_name_becomes_it_and_keeps_what_the_office_does_not_tell(
    app: Flask, at: Scene
) -> None:
    with app.app_context():
        assert say(OFFICE) == at.association
        with writing():
            found = queries.organisation(at.association, user=user())
            services.change_organisation(
                found,
                name=OrganisationNameInput("別の名前", "ja"),
                country="JP",
                contact_points=[ContactInput("tel", "0258-99-9999"), ContactInput("wechat", "mitsuke")],
                profile="会員430社",
                by=user(),
            )
            db.session.commit()
        found = queries.organisation(at.association, user=user())
        assert queries.own_name(found).text == "見附商工会"
        told = {point.kind: point.value for point in found.contact_points}
        assert told == {"tel": "0258-00-0000", "email": "office@example.jp", "wechat": "mitsuke"}
        assert found.profile == "会員430社"
        with pytest.raises(Refused, match="our own office"), writing():
            services.archive_organisation(found, by=user())


def test_talks_that_name_our_office_as_a_firm_are_counted_as_its_own_once_it_turns_out_to_be_ours(
    app: Flask, at: Scene
) -> None:
    with app.app_context():
        other = organisation_of("長岡商工会議所")
        named, elsewhere = talk(at), talk(at, our_organisation_id=other, ours=[])
        unnamed = talk(at, our_organisation_id=None, ours=[])
        say(OFFICE)
        sides = select(TalkFact.meeting_id, TalkFact.our_organisation_id, TalkFact.is_first)
        assert [tuple(row) for row in db.session.execute(sides.order_by(TalkFact.meeting_id))] == [
            (named.id, None, True), (elsewhere.id, other, True), (unnamed.id, None, False),
        ]  # fmt: skip
        assert (talks.settle_all_talks(), cases.settle_all_cases()) == (0, 0)


def organisation_of(name: str) -> int:
    with writing():
        made = organisation(name, "JP", "ja")
        db.session.commit()
        return made.id


def test_whatever_is_merged_with_our_office_is_our_office_and_papers_call_it_as_its_page_does(
    app: Flask, at: Scene
) -> None:
    with app.app_context():
        say(OFFICE)
        with writing():
            other = organisation("見附市商工会", "JP", "ja")
            db.session.commit()
        with writing():
            merging.merge("organisations", other.id, at.association, merging.Choices(), by=user())
            db.session.commit()
        assert queries.our_organisation_id() == other.id
        assert queries.written(queries.organisation(other.id, user=user()), "ja").name.text == "見附商工会"


def test_talks_of_a_firm_that_is_merged_with_our_office_are_those_of_our_office_until_that_is_undone(
    app: Flask, at: Scene
) -> None:
    def sides() -> list[int | None]:
        assert (talks.settle_all_talks(), cases.settle_all_cases()) == (0, 0)
        return list(db.session.scalars(select(TalkFact.our_organisation_id).order_by(TalkFact.meeting_id)))

    with app.app_context():
        say(OFFICE)
        other, third = organisation_of("見附市商工会"), organisation_of("長岡商工会議所")
        for firm in (None, other, third):
            talk(at, our_organisation_id=firm, ours=[])
        assert sides() == [None, other, third]
        for survivor, loser in ((other, at.association), (at.association, other)):
            with writing():
                assert queries.our_organisation_id() == at.association
                made = merging.merge("organisations", survivor, loser, merging.Choices(), by=user())
                db.session.commit()
            assert sides() == [None, None, third]
            with writing():
                assert queries.our_organisation_id() == survivor
                merging.undo(made, by=user())
                db.session.commit()
            assert sides() == [None, other, third]


def test_the_staff_of_our_office_sit_on_our_side_and_it_is_not_its_own_counterpart(app: Flask, at: Scene) -> None:
    with app.app_context():
        say(OFFICE)
        room = meetings.room(at.commerce_bureau, on=DAY, user=user())
        assert [face.person_id for face in room.ours] == [at.tanabe]
        kept = talk(at)
        assert kept.our_organisation_id is None, "our office is our side without being named"
        listed = meetings.filtered(meetings.Filter(organisation=at.association), user=user())
        assert [each.id for each in db.session.scalars(listed)] == [kept.id]
        with pytest.raises(Refused, match="same organisation"):
            talk(at, organisation_id=at.association, our_organisation_id=None, theirs=[at.tanabe], ours=[])


def test_its_form_asks_nothing_that_the_office_tells(client: FlaskClient, app: Flask, at: Scene) -> None:
    with app.app_context():
        say(OFFICE)
    sign_in(client, Role.ADMIN)
    path = f"/contacts/organisations/{at.association}/edit"
    text = client.get(path).get_data(as_text=True)
    assert "0258-00-0000" not in text
    assert 'name="text"' not in text
    sent: dict[str, Any] = {name: hidden(text, name) for name in ("csrf_token", "form_id", "version", "as_opened")}
    sent |= {"country": "JP", "organisation_status": "active", "profile": "会員430社"}
    again = client.post(path, data=sent | {"contact_points-0-kind": "tel", "contact_points-0-value": "0258-22-2222"})
    assert again.status_code == 422
    assert client.post(path, data=sent).status_code == 303
    with app.app_context():
        found = queries.organisation(at.association, user=user())
        assert (found.profile, [p.value for p in found.contact_points]) == (
            "会員430社", ["0258-00-0000", "office@example.jp"],
        )  # fmt: skip
    assert client.get("/contacts/organisations/ours").location.endswith(f"/contacts/organisations/{at.association}")
