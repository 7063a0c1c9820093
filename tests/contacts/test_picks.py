"""Naming one organisation or person among very many in a form or a filter."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.orm import Session, scoped_session

from crm.contacts.models import Organisation, Person
from crm.contacts.queries.named import (
    find_organisations,
    find_people,
    organisation_labels,
    organisations_named,
    people_labels,
    people_named,
)
from crm.contacts.services import archive_organisation
from crm.core.database import db, writing
from tests import cast
from tests.contacts import book
from tests.contacts.pages import opened, text

NEW = "/contacts/people/quick"


@pytest.fixture
def firms(app: Flask) -> dict[str, int]:
    """Two firms of one name in two towns, and a third in whose name theirs stands: {what it is: id}."""
    with app.app_context():
        book.load_places()
        yanji, mitsuke = book.place("222401").id, book.place("15211").id
        made = {
            "yanji": book.organisation("大洋商事", "ja", place_id=yanji, reading="たいようしょうじ"),
            "mitsuke": book.organisation("大洋商事", "ja", place_id=mitsuke, country="JP"),
            "longer": book.organisation("延边大洋商事有限公司"),
        }
        return {name: firm.id for name, firm in made.items()}


def sent(client: FlaskClient, **changes: str) -> str:
    """The quick form of a person, filled in and sent; the page that comes back, or where it leads."""
    form = opened(client, NEW, "full") | {"full": "李明淑"} | changes
    answer = client.post(NEW, data=form)
    return answer.headers.get("Location") or answer.get_data(as_text=True)


def employer(app: Flask, location: str) -> int | None:
    with app.app_context():
        person = db.session.execute(
            db.text("SELECT organisation_id FROM affiliations WHERE person_id = :id"),
            {"id": int(location.rsplit("/", 1)[1])},
        ).scalar()
        return None if person is None else int(person)


def test_a_name_in_another_script_is_enough(client: FlaskClient, app: Flask, firms: dict[str, int]) -> None:
    cast.sign_in(client)
    where = sent(client, **{"organisation_id-typed": "延邊大洋"})
    assert employer(app, where) == firms["longer"]


def test_an_office_is_found_by_another_form_of_its_name(client: FlaskClient, app: Flask) -> None:
    with app.app_context():
        book.load_places()
        bureau, _other = book.organisation("延边州商务局").id, book.organisation("延吉市商务局").id
    cast.sign_in(client)
    listed = text(client, "/contacts/pick/organisations?q=延辺朝鮮族自治州商務局")
    assert f'data-id="{bureau}"' in listed
    assert listed.count("data-id") == 1
    assert employer(app, sent(client, **{"organisation_id-typed": "延辺朝鮮族自治州商務局"})) == bureau


def test_a_number_is_enough(client: FlaskClient, app: Flask, firms: dict[str, int]) -> None:
    cast.sign_in(client)
    where = sent(client, **{"organisation_id-typed": f"#{firms['mitsuke']}"})
    assert employer(app, where) == firms["mitsuke"]


def test_of_two_of_one_name_one_is_chosen_beside_the_field(
    client: FlaskClient, app: Flask, firms: dict[str, int]
) -> None:
    cast.sign_in(client)
    page = sent(client, **{"organisation_id-typed": "大洋商事"})
    assert "Several have this name. Choose one." in page
    assert f'name="organisation_id" value="{firms["yanji"]}"' in page
    assert "大洋商事 — Yanji" in page
    assert "延边大洋商事有限公司" not in page  # somebody else, as long as there are some of that very name
    again = {"organisation_id-typed": "大洋商事", "organisation_id-shown": "大洋商事"}
    where = sent(client, **again, organisation_id=str(firms["mitsuke"]))
    assert employer(app, where) == firms["mitsuke"]


def test_a_text_typed_over_a_chosen_name_counts_and_not_the_choice(
    client: FlaskClient, app: Flask, firms: dict[str, int]
) -> None:
    cast.sign_in(client)
    before = {"organisation_id": str(firms["yanji"]), "organisation_id-shown": "大洋商事 — Yanji"}
    where = sent(client, **before, **{"organisation_id-typed": "延边大洋"})
    assert employer(app, where) == firms["longer"]
    assert employer(app, sent(client, full="金哲", **before, **{"organisation_id-typed": ""})) is None


def test_what_nobody_is_called_or_nobody_sees_is_refused_beside_the_field(
    client: FlaskClient, app: Flask, firms: dict[str, int]
) -> None:
    with app.app_context(), writing():
        firm = db.session.get_one(Organisation, firms["longer"])
        archive_organisation(firm, by=cast.user())
        db.session.commit()
    cast.sign_in(client)
    assert "“長崎の誰か” was not found." in sent(client, **{"organisation_id-typed": "長崎の誰か"})
    assert "Choose one from the list." in sent(client, organisation_id=str(firms["longer"]))
    assert "Choose one from the list." in sent(client, organisation_id="99999999999999999")


def test_the_list_under_the_box_has_the_best_first(client: FlaskClient, firms: dict[str, int]) -> None:
    cast.sign_in(client, language="ja")
    found = text(client, "/contacts/pick/organisations?q=大洋商事&list=box")
    assert found.index(f'data-id="{firms["yanji"]}"') < found.index(f'data-id="{firms["longer"]}"')
    assert 'id="box-1"' in found
    assert "たいようしょうじ" in found
    assert 'aria-disabled="true"' in text(client, "/contacts/pick/people?q=誰も")
    assert "新規登録できます" not in text(client, "/contacts/pick/people?q=誰も"), "nor does the filter of a list"
    assert "新規登録できます" in text(client, "/contacts/pick/people?q=誰も&makes=1")
    assert 'data-picker="/contacts/pick/organisations?makes=1"' in text(client, "/agreements/new")


@pytest.mark.both
def test_people_are_found_by_name_employer_and_number(session: scoped_session[Session]) -> None:
    firm = book.organisation("延吉市商务局")
    lee = book.person("李明淑", at=firm, title="科長", contacts=[("mobile", "139 4430 0101")])
    book.person("李明", at=firm)
    user = cast.user()
    assert people_named("李明淑", user=user) == [(lee.id, "李明淑 — 延吉市商务局 科長")]
    assert {found.id for found in find_people("延吉市商务局", user=user)} >= {lee.id}
    assert [found.id for found in find_people("13944300101", user=user)] == [lee.id]
    assert [found.name.text for found in find_organisations("yanji", user=user, language="ja")] == ["延吉市商务局"]
    assert set(people_labels([lee.id], user=user)) == {lee.id}
    assert organisation_labels([firm.id, 10**6], user=user, language="ja") == {firm.id: "延吉市商务局"}
    assert organisations_named("延吉", user=user, language="ja") == [(firm.id, "延吉市商务局")]


def test_a_filter_takes_a_typed_name_once_and_its_number_from_then_on(
    client: FlaskClient, firms: dict[str, int]
) -> None:
    cast.sign_in(client)
    clear = client.get("/contacts/people?organisation=&organisation-typed=延边大洋&sort=-changed")
    assert clear.headers["Location"] == f"/contacts/people?sort=-changed&organisation={firms['longer']}"
    unclear = client.get("/contacts/people?organisation-typed=大洋商事")
    page = text(client, unclear.headers["Location"])
    assert "Several have this name. Choose one." in page
    assert f'name="organisation" value="{firms["yanji"]}"' in page


@pytest.mark.parametrize(
    "path",
    [
        "/contacts/people/new", "/contacts/people/quick", "/missions/new", "/negotiations/new", "/agreements/new",
        "/counterparts/new", "/initiatives/new", "/lists/meetings/adjust/filters", "/lists/people/adjust/filters",
    ],
)  # fmt: skip
def test_a_form_does_not_grow_with_the_book(client: FlaskClient, app: Flask, path: str) -> None:
    cast.sign_in(client)
    with app.app_context():
        book.organisation("初め")
        book.person("誰か")
    small = _read(client, app, path)
    with app.app_context():
        for number in range(12):
            book.person(f"人{number}", at=book.organisation(f"組織{number}"))
    assert _read(client, app, path) == small


def _read(client: FlaskClient, app: Flask, path: str) -> tuple[int, int]:
    """How many rows were read from the two tables for a page, and how often they are named in it."""
    rows = 0

    def loaded(target: object, _context: object) -> None:
        nonlocal rows
        rows += 1

    for model in (Organisation, Person):
        event.listen(model, "load", loaded)
    try:
        page = text(client, path)
    finally:
        for model in (Organisation, Person):
            event.remove(model, "load", loaded)
    return rows, page.count("組織") + page.count("人1") + page.count("<option")


def test_what_a_record_holds_stays_when_it_was_archived_meanwhile(
    client: FlaskClient, app: Flask, firms: dict[str, int]
) -> None:
    with app.app_context():
        firm = db.session.get_one(Organisation, firms["longer"])
        id = book.person(at=firm).id
        with writing():
            archive_organisation(firm, by=cast.user())
            db.session.commit()
    cast.sign_in(client)
    path = f"/contacts/people/{id}/edit"
    form = opened(client, path, "notes")
    assert "延边大洋商事有限公司 (archived)" in form.values()
    answer = client.post(path, data=form | {"notes": "転勤"})
    assert answer.status_code == 303, answer.get_data(as_text=True)[:3000]
    assert employer(app, answer.headers["Location"]) == firms["longer"]
    assert "Choose one from the list." in sent(client, organisation_id=str(firms["longer"])), "for nobody else"
