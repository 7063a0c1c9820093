"""A person changes employer: one step, history kept, and an older card rolls nothing back."""

from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from crm.contacts import queries as people
from crm.contacts import services as contacts
from crm.contacts.models import Affiliation, Organisation, Person
from crm.contacts.queries import mailboxes
from crm.contacts.rules import END_REASONS, AffiliationInput, ContactInput, PersonNameInput, titled
from crm.core.database import db, writing
from crm.core.permissions import Role
from tests.cast import hidden, sign_in, user
from tests.contacts import book
from tests.contacts.pages import opened, text
from tests.meetings.scene import Scene, person, scene


@pytest.fixture
def at(app: Flask) -> Scene:
    with app.app_context():
        return scene()


@pytest.fixture
def wang(app: Flask, at: Scene) -> int:
    """王磊, head of a section since 1 April 2023, and adviser to the association besides."""
    with app.app_context(), writing():
        made = contacts.create_person(
            name=PersonNameInput("zh-Hans", "王磊"),
            affiliations=[
                AffiliationInput(at.commerce_bureau, "处长", from_date=date(2023, 4, 1), is_primary=True, title_rank=3),
                AffiliationInput(at.association, "顧問", from_date=date(2020, 4, 1)),
            ],
            by=None,
        )
        db.session.commit()
        return made.id


def posts(app: Flask, id: int) -> list[Affiliation]:
    with app.app_context():
        return list(db.session.scalars(select(Affiliation).where(Affiliation.person_id == id).order_by(Affiliation.id)))


def post_id(app: Flask, id: int) -> int:
    return posts(app, id)[0].id


def send(client: FlaskClient, id: int, **data: Any) -> Any:
    path = f"/contacts/people/{id}/employer"
    text = client.get(path).get_data(as_text=True)
    plumbing = {name: hidden(text, name) for name in ("csrf_token", "form_id", "version", "as_opened")}
    return client.post(path, data=plumbing | {"changed_on": "2026-04-01", "reason": "transferred"} | data)


def test_the_old_post_ends_and_the_new_one_begins_with_its_successor_named(
    app: Flask, client: FlaskClient, at: Scene, wang: int
) -> None:
    sign_in(client)
    answer = send(
        client, wang, post_id=post_id(app, wang), organisation_name="延边外事办公室", title="主任", department="亚洲处",
        successor="孙浩",
    )  # fmt: skip
    assert answer.status_code == 303
    old, side, new = posts(app, wang)
    assert (old.to_date, old.end_reason, old.successor_id) == (date(2026, 3, 31), "transferred", at.sun)
    assert (old.is_primary, new.is_primary, side.to_date) == (False, True, None)
    assert (new.from_date, new.to_date, new.title, new.department) == (date(2026, 4, 1), None, "主任", "亚洲处")
    page = client.get(f"/contacts/people/{wang}").get_data(as_text=True)
    for shown in ("延边外事办公室", "延吉市商务局", "Transferred", "Successor:", f'href="/contacts/people/{at.sun}"'):
        assert shown in page, shown
    assert "Employer changed" in client.get(f"/audit/people/{wang}").get_data(as_text=True)
    with app.app_context():
        assert db.session.get_one(Organisation, new.organisation_id).country == "CN"


def test_a_successor_who_is_not_in_the_contacts_gets_the_very_post(
    app: Flask, client: FlaskClient, at: Scene, wang: int
) -> None:
    sign_in(client)
    assert send(client, wang, post_id=post_id(app, wang), successor="赵敏", reason="retired").status_code == 303
    old = posts(app, wang)[0]
    assert old.successor_id is not None
    (post,) = posts(app, old.successor_id)
    assert (post.organisation_id, post.title, post.title_rank) == (at.commerce_bureau, "处长", 3)
    assert (post.from_date, post.is_primary) == (date(2026, 4, 1), True)
    assert len(posts(app, wang)) == 2


def test_of_two_possible_successors_one_is_chosen(app: Flask, client: FlaskClient, at: Scene, wang: int) -> None:
    with app.app_context(), writing():
        other = person("孙浩", at.association)
        db.session.commit()
        other_id = other.id
    sign_in(client)
    asked = send(client, wang, post_id=post_id(app, wang), successor="孙浩")
    assert asked.status_code == 422
    assert "Several people" in asked.get_data(as_text=True)
    chosen = send(client, wang, post_id=post_id(app, wang), successor="孙浩", successor_id=other_id)
    assert chosen.status_code == 303
    assert posts(app, wang)[0].successor_id == other_id


def test_a_post_beside_the_main_one_may_end_and_the_main_one_stays(
    app: Flask, client: FlaskClient, at: Scene, wang: int
) -> None:
    sign_in(client)
    side = posts(app, wang)[1].id
    assert send(client, wang, post_id=side, reason="term_ended").status_code == 303
    main, ended = posts(app, wang)
    assert (main.is_primary, main.to_date, ended.to_date) == (True, None, date(2026, 3, 31))


def test_a_new_employer_that_is_in_the_contacts_already_is_chosen_and_not_made_again(
    app: Flask, client: FlaskClient, at: Scene, wang: int
) -> None:
    with app.app_context():
        book.organisation("延边大洋商贸")
    sign_in(client)
    answer = send(client, wang, post_id=post_id(app, wang), organisation_name="延边大洋商贸")
    assert answer.status_code == 422
    assert "in the contacts. Choose it" in answer.get_data(as_text=True)
    answer = send(client, wang, post_id=post_id(app, wang), organisation_name="延边大洋商贸 图们分店")
    assert answer.status_code == 303


def test_the_only_post_that_goes_on_is_the_main_one(app: Flask, client: FlaskClient, at: Scene, wang: int) -> None:
    sign_in(client)
    assert send(client, wang, post_id=post_id(app, wang), reason="retired").status_code == 303
    ended, left = posts(app, wang)
    assert (ended.is_primary, left.is_primary, left.to_date) == (False, True, None)


def test_nobody_writes_to_someone_deceased(app: Flask, client: FlaskClient, at: Scene, wang: int) -> None:
    sign_in(client)
    assert send(client, wang, post_id=post_id(app, wang), reason="deceased").status_code == 303
    with app.app_context():
        assert db.session.get_one(Person, wang).do_not_contact


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"changed_on": "2023-04-01"}, "must come after it"),
        ({"changed_on": "2019-06-01"}, "must come after it"),
        ({"changed_on": "2126-04-01"}, "is in the future"),
        ({"changed_on": ""}, "Fill in this field"),
        ({"reason": "magic"}, 'class="errsum"'),
        ({"reason": ""}, "Choose one"),
        ({"reason": "changed_employer"}, "new employer"),
        ({"reason": "deceased", "organisation_name": "某公司"}, "no new employer"),
        ({"organisation_id": "999999"}, "from the list"),
        ({"organisation_name": "…!?"}, "letter or digit"),
        ({"successor": "王磊"}, "their own successor"),
        ({"successor": "…!?"}, "letter or digit"),
        ({"post_id": "999999"}, "from the list"),
        ({"post_id": ""}, "Choose one"),
        ({"title_rank": "12"}, 'class="errsum"'),
        ({"title": "x" * 300}, "120"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(
    app: Flask, client: FlaskClient, at: Scene, wang: int, changes: dict[str, Any], said: str
) -> None:
    sign_in(client)
    people, firms = counted(app)
    answer = send(client, wang, **({"post_id": post_id(app, wang), "department": "何とか課"} | changes))
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert said in text
    assert "何とか課" in text
    assert all(post.to_date is None for post in posts(app, wang))
    assert counted(app) == (people, firms)


def counted(app: Flask) -> tuple[int, int]:
    with app.app_context():
        first, second = (
            db.session.scalar(select(func.count()).select_from(model)) or 0 for model in (Person, Organisation)
        )
        return first, second


def test_someone_without_a_post_has_nothing_to_end(app: Flask, client: FlaskClient, at: Scene) -> None:
    with app.app_context(), writing():
        free = contacts.create_person(name=PersonNameInput("ja", "無職 花子"), by=None)
        db.session.commit()
        id = free.id
    sign_in(client)
    assert "No current post is known" in client.get(f"/contacts/people/{id}/employer").get_data(as_text=True)


def test_an_edit_made_meanwhile_is_shown_and_not_overwritten(
    app: Flask, client: FlaskClient, at: Scene, wang: int
) -> None:
    sign_in(client)
    path = f"/contacts/people/{wang}/employer"
    text = client.get(path).get_data(as_text=True)
    plumbing = {name: hidden(text, name) for name in ("csrf_token", "form_id", "version", "as_opened")}
    main, side = posts(app, wang)
    data = {"changed_on": "2026-04-01", "reason": "retired"}
    assert send(client, wang, post_id=main.id, **data).status_code == 303
    assert client.post(path, data=plumbing | data | {"post_id": side.id}).status_code == 409
    assert posts(app, wang)[1].to_date is None


def test_management_does_not_change_posts(client: FlaskClient, at: Scene, wang: int) -> None:
    sign_in(client, Role.MANAGEMENT)
    assert client.get(f"/contacts/people/{wang}/employer").status_code == 403
    assert "Changed employer" not in client.get(f"/contacts/people/{wang}").get_data(as_text=True)


def test_the_main_post_is_chosen_already(app: Flask, client: FlaskClient, at: Scene, wang: int) -> None:
    sign_in(client)
    page = client.get(f"/contacts/people/{wang}/employer").get_data(as_text=True)
    assert f'selected value="{post_id(app, wang)}"' in page


def test_every_reason_fits_its_column() -> None:
    assert max(map(len, END_REASONS)) <= 20


def test_the_page_asks_for_the_mail_of_a_post_that_has_ended(app: Flask, client: FlaskClient, at: Scene) -> None:
    asked = "Remove the mail address or number that belonged to such a post."
    with app.app_context(), writing():
        ids = [
            contacts.create_person(
                name=PersonNameInput("zh-Hans", name),
                affiliations=[AffiliationInput(at.commerce_bureau, "处长", from_date=date(2020, 4, 1), to_date=ended)],
                contact_points=[ContactInput("email", f"{n}@zhongxin.example")],
                by=None,
            )
            for n, (name, ended) in enumerate((("王磊", date(2023, 3, 31)), ("孙浩", None)))
        ]
        db.session.commit()
        left, stays = (made.id for made in ids)
    sign_in(client)
    assert asked in client.get(f"/contacts/people/{left}").get_data(as_text=True)
    assert asked not in client.get(f"/contacts/people/{stays}").get_data(as_text=True)


def test_a_mail_of_the_firm_that_was_left_is_marked_as_a_guess(app: Flask, client: FlaskClient, at: Scene) -> None:
    with app.app_context(), writing():
        firm = book.organisation("延边绿源商贸有限公司", website="https://www.lvyuan.example/")
        made = contacts.create_person(
            name=PersonNameInput("zh-Hans", "王建国"),
            affiliations=[
                AffiliationInput(at.commerce_bureau, "处长", to_date=date(2023, 3, 31)),
                AffiliationInput(firm.id, "副总经理", from_date=date(2023, 4, 1), is_primary=True),
            ],
            contact_points=[
                ContactInput("email", "wang@zhongxin.example"),
                ContactInput("email", "wang@lvyuan.example"),
                ContactInput("email", "wangjianguo@163.com"),
            ],
            by=None,
        )
        db.session.commit()
        id = made.id
        person = people.person(id, user=user())
        (marked,) = mailboxes.mails_of_firms_left(person, date(2026, 4, 1))
        assert [point.value for point in person.contact_points if point.id == marked] == ["wang@zhongxin.example"]
        assert mailboxes.mails_of_firms_left(person, date(2023, 3, 1)) == set()
    sign_in(client)
    page = client.get(f"/contacts/people/{id}").get_data(as_text=True)
    assert page.count("Probably from the firm they left") == 1


def test_a_name_in_cyrillic_is_no_english_one(app: Flask, client: FlaskClient) -> None:
    sign_in(client)
    for name, said in (("Сергей Иванов", True), ("李明淑", False)):
        form = opened(client, "/contacts/people/quick", "full")
        there = client.post("/contacts/people/quick", data=form | {"full": name}).headers["Location"]
        page = text(client, there)
        assert ("The language of the name is kept as other or not known." in page) == said
        assert ('<bdi lang="und">Сергей Иванов</bdi>' in page) == said
        if said:
            form = opened(client, f"{there}/edit", "family")
            assert (form["language"], form["family"], form["given"]) == ("und", "Иванов", "Сергей")
            assert client.post(f"{there}/edit", data=form).status_code == 303
            assert client.get(f"{there}/edit").status_code == client.get("/contacts/people").status_code == 200
    with app.app_context():
        kept = db.session.scalars(select(Person.primary_language).order_by(Person.id))
        assert list(kept)[-2:] == ["und", "ja"]
        assert titled("会頭", {}, "ja", "und") == ("会頭", "ja"), "a title has a language of its own"
