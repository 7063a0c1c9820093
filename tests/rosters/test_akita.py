"""The guests of December 2013: one paste on an otherwise empty office, and the same list once more."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from crm.activities import queries as activities
from crm.activities.models import Participant
from crm.contacts.models import Organisation, OrganisationName, Person, PersonName
from crm.core.database import db
from crm.handouts import queries as handouts
from tests import cast
from tests.contacts import book
from tests.missions import voyage
from tests.missions.browser import activity_of, text
from tests.rosters import desk


@pytest.fixture
def mission(app: Flask) -> int:
    """The mission, and step 0: two people by hand, other bodies of other places."""
    with app.app_context():
        book.load_places()
        sender = book.organisation("延边州商务局", place_id=book.place("222400").id)
        book.organisation("延吉市商务局", place_id=book.place(voyage.YANJI).id)
        book.organisation("图们市商务局", place_id=book.place(voyage.TUMEN).id)
        haida = book.organisation("㈱延辺海達", "ja")
        book.person("崔成浩", at=sender, title="局长")
        book.person("王海龙", at=haida)
        made = voyage.mission(
            direction="inbound", type="inbound_delegation", place_id=book.place("05201").id,
            sender_organisation_id=sender.id,
        )  # fmt: skip
        return made.id


def test_nineteen_guests_take_one_paste_and_one_press(app: Flask, client: FlaskClient, mission: int) -> None:
    cast.sign_in(client)
    page = desk.read(client, mission, desk.ROSTER)
    office = desk.body_of(page, "延边朝鲜族自治州商务局")
    assert "Suggested" in office
    assert "延边州商务局" in office
    assert "The same office of the same place" in office
    assert "Take the name in the list as the official one; “延边州商务局” becomes the short name" in office
    assert "延吉市商务局" not in office
    assert "图们市商务局" not in office
    assert "㈱延辺海達 Another organisation: add it as new Same place, and the same name" in desk.body_of(
        page, "延边海达进出口贸易有限公司"
    )
    assert "Known person" in desk.line_of(page, 1)
    assert "Same name at the same organisation" in desk.line_of(page, 5)
    assert "New person" in desk.line_of(page, 2)
    assert "Save 19 people, 9 new organisations" in page
    kept = desk.controls(page)
    assert "name-1" not in kept, "what a body on file is called is decided, never ticked in advance"
    answer = desk.save(client, mission, page, **{"name-1": kept["body-1"].removeprefix("o")})
    assert answer.status_code == 303, answer.get_data(as_text=True)[:3000]
    with app.app_context():
        parts = activities.participants(mission)
        assert [part.name_snapshot for part in parts][::6] == ["崔成浩", "张伟东", "全龙奎", "石磊"]
        said = {who.part.name_snapshot: who.latin for who in handouts.delegates(activity_of(mission), "zh-Hans")}
        assert sum(form is not None for form in said.values()) == 19, "ü like any other letter"
        assert {part.organisation_snapshot for part in parts[:3]} == {"延边朝鲜族自治州商务局"}, (
            "as the sender writes it"
        )
        office_names = select(OrganisationName).where(OrganisationName.organisation_id == parts[0].organisation_id)
        assert [(row.text, row.kind, row.is_primary) for row in db.session.scalars(office_names)] == [
            ("延边州商务局", "short", False), ("延边朝鲜族自治州商务局", "legal", True),
        ]  # fmt: skip
        assert [part.title_snapshot for part in parts][:4] == ["局长", "外资管理科科长", "对外贸易科副科长", "翻译"]
        assert [part.role for part in parts if part.role != "member"] == ["interpreter", "interpreter"]
        assert _count(Person) == 19
        assert _count(Organisation) == 4 + 9
        haida = db.session.scalars(select(OrganisationName).where(OrganisationName.text.contains("海")).order_by(
            OrganisationName.id)).all()  # fmt: skip
        assert [(row.text, row.language) for row in haida[:1]] == [("㈱延辺海達", "ja")]
        assert "延边海达进出口贸易有限公司" in {row.text for row in haida}
        latin = select(PersonName.full).where(PersonName.kind == "latin_business")
        assert "LÜ JIANJUN" in set(db.session.scalars(latin))
        firm = db.session.scalar(
            select(Organisation).join(OrganisationName).where(OrganisationName.text == "敦化市敖东医药贸易有限公司")
        )
        assert firm is not None
        assert firm.place_id == book.place("222403").id
        assert firm.country == "CN"


def _count(model: type[Person] | type[Organisation]) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(model.archived_at.is_(None))) or 0


def test_the_second_list_tells_who_comes_instead_and_keeps_the_others(
    app: Flask, client: FlaskClient, mission: int
) -> None:
    cast.sign_in(client)
    assert desk.save(client, mission, desk.read(client, mission, desk.ROSTER)).status_code == 303
    page = desk.read(client, mission, desk.ROSTER)
    assert page.count(">Unchanged<") == 19
    assert "new organisation" not in page
    second = desk.ROSTER.replace("赵国强	ZHAO GUOQIANG", "马骏	MA JUN").replace(
        "石磊	SHI LEI	男	延吉新星服装有限公司	总经理",
        "石磊	SHI LEI	男	延吉新星服装有限公司	董事长",
    )
    page = desk.read(client, mission, second)
    assert "In place of 赵国强" in desk.line_of(page, 10)
    assert "马骏 is coming instead, from the same organisation and in the same post, and takes their place in" in page
    assert "总经理 → 董事长" in desk.line_of(page, 19)
    assert "1 delegate is not in the list" in page
    with app.app_context():
        gone = next(part.id for part in activities.participants(mission) if part.name_snapshot == "赵国强")
    assert f"gone-{gone}" not in desk.controls(page), "whoever is not named stays, until somebody ticks them"
    ticked = {f"gone-{gone}": "1"}
    again = client.post(f"/rosters/missions/{mission}", data=desk.controls(page) | ticked | {"read": "1"})
    assert desk.controls(again.get_data(as_text=True)).get(f"gone-{gone}") == "1", "who was ticked stays so"
    assert desk.save(client, mission, page, **ticked).status_code == 303
    with app.app_context():
        parts = {part.name_snapshot: part for part in activities.participants(mission)}
        assert parts["赵国强"].status == "cancelled"
        assert (parts["马骏"].title_snapshot, parts["马骏"].status) == ("业务部经理", "accepted")
        assert parts["石磊"].title_snapshot == "董事长"
        going = [part.name_snapshot for part in activities.participants(mission) if part.status == "accepted"]
        assert (going.index("马骏"), going[-1]) == (9, "石磊"), "he stands where 赵国强 stood"
        assert len(parts) == 20


def test_undo_takes_back_what_the_list_made_but_what_was_changed_since(
    app: Flask, client: FlaskClient, mission: int
) -> None:
    cast.sign_in(client)
    assert desk.save(client, mission, desk.read(client, mission, desk.ROSTER)).status_code == 303
    address = desk.offered(client, mission)
    with app.app_context():
        changed = next(part for part in activities.participants(mission) if part.name_snapshot == "许美花")
        firm = changed.organisation_id
    edit = f"/missions/{mission}/participants/{changed.id}/edit"
    shown = text(client, edit)
    sent = {name: cast.hidden(shown, name) for name in ("csrf_token", "form_id", "version", "as_opened")}
    sent |= {"title": "理事长", "role": "head", "state": "accepted", "organisation_id": str(firm), "order": "1"}
    sent |= {"fee_currency": "JPY"}
    assert client.post(edit, data=sent).status_code == 303
    assert desk.undo(client, mission, address).status_code == 303
    assert "许美花 stays in the delegation" in text(client, f"/missions/{mission}/delegation")
    with app.app_context():
        assert [part.name_snapshot for part in activities.participants(mission)] == ["许美花"]
        assert _count(Person) == 3  # the two of step 0, and who stays
        assert _count(Organisation) == 5
        names = set(db.session.scalars(select(OrganisationName.text).join(Organisation).where(
            Organisation.archived_at.is_(None))))  # fmt: skip
        assert "延边海达进出口贸易有限公司" not in names
        office_names = select(OrganisationName).where(OrganisationName.text.like("延边%州商务局"))
        [office] = db.session.scalars(office_names)
        assert (office.text, office.kind, office.is_primary) == ("延边州商务局", "legal", True)
        assert db.session.scalars(select(Participant)).all()
        assert activity_of(mission).participants
