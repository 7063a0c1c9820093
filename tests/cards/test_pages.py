"""The pages of cards: photographing, checking the draft, what stands on the person's page."""

from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from crm.activities import services as activity_services
from crm.activities.models import Activity
from crm.cards.models import BusinessCard, CardExchange
from crm.contacts import queries as contacts
from crm.contacts import services as contact_services
from crm.contacts.models import Person
from crm.contacts.rules import AffiliationInput, PersonNameInput, duplicates
from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.files.models import StoredFile
from crm.jobs.models import Job
from crm.jobs.worker import run_pending
from crm.merging.services import set_rules
from tests.cards.counting import questions
from tests.cards.hands import count, exchange, photograph, plumbing
from tests.cards.pictures import HEIC, picture
from tests.cast import csrf_token, hidden, sign_in, user
from tests.contacts import book
from tests.contacts.pages import filled_form
from tests.meetings.scene import Scene, scene

HTMX = {"HX-Request": "true"}
CARD = """延边大洋商贸有限公司
总经理 李明淑
地址：吉林省延吉市光明街1188号
电话：0433-2511234 手机：13904331234
邮箱：li@example.cn"""


@pytest.fixture
def at(app: Flask) -> Scene:
    with app.app_context():
        return scene()


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader that is installed and recognises the card above on the front, and nothing on the back."""
    monkeypatch.setattr("crm.cards.services.reader.is_reader_installed", lambda: True)
    monkeypatch.setattr("crm.cards.services.recognise", lambda _path, language: CARD if language else "")


@pytest.fixture
def no_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crm.cards.services.reader.is_reader_installed", lambda: False)


def confirmed(**changes: Any) -> dict[str, Any]:
    return {
        "language": "zh-Hans", "full": "李明淑", "latin": "Li Mingshu", "organisation_name": "延边大洋商贸有限公司",
        "title": "总经理", "contact_points-0-kind": "mobile", "contact_points-0-value": "13904331234",
        "address": "吉林省延吉市光明街1188号", "confirmed": "1",
    } | changes  # fmt: skip


@pytest.mark.usefixtures("reader")
def test_a_photographed_card_becomes_a_draft_and_then_a_person(app: Flask, client: FlaskClient, at: Scene) -> None:
    sign_in(client)
    answer = photograph(client, activity_id=at.mission)
    assert answer.status_code == 303
    path = answer.headers["Location"]
    waiting = client.get(path).get_data(as_text=True)
    assert "being read" in waiting
    assert "by_hand=1" in waiting
    assert 'name="full"' in client.get(f"{path}?by_hand=1").get_data(as_text=True)
    with app.app_context():
        assert run_pending(app) == 1
    draft = client.get(path, headers=HTMX).get_data(as_text=True)
    assert "<html" not in draft
    for shown in ("李明淑", "延边大洋商贸有限公司", "总经理", "13904331234", "li@example.cn"):
        assert f'value="{shown}"' in draft, shown
    saved = client.post(path, data=plumbing(client, path) | confirmed())
    assert saved.status_code == 303
    panel = client.get(f"/cards/panels/person/{saved.headers['Location'].rsplit('/', 1)[1]}").get_data(as_text=True)
    for shown in ("延吉", "小林 里美", "Both cards", "第7回 延辺視察団", "/front.jpg", "/back.jpg"):
        assert shown in panel, shown
    assert client.get(path).status_code == 404
    with app.app_context():
        person = contacts.person(int(saved.headers["Location"].rsplit("/", 1)[1]), user=user())
        assert [name.full for name in person.names] == ["李明淑", "Li Mingshu"]
        assert person.affiliations[0].organisation.country == "CN"


@pytest.mark.usefixtures("no_reader")
def test_an_organisation_that_is_in_the_contacts_is_not_made_again_by_a_card(
    app: Flask, client: FlaskClient, at: Scene
) -> None:
    with app.app_context():
        firm = book.organisation("延边大洋商贸有限公司").id
    sign_in(client)
    path = photograph(client).headers["Location"]
    answer = client.post(path, data=plumbing(client, path) | confirmed())
    assert answer.status_code == 422
    assert "in the contacts. Choose it" in answer.get_data(as_text=True)
    chosen = confirmed(organisation_id=str(firm))
    assert client.post(path, data=plumbing(client, path) | chosen).status_code == 303


@pytest.mark.usefixtures("no_reader")
def test_a_card_can_be_confirmed_after_its_activity_went_into_the_archive(
    app: Flask, client: FlaskClient, at: Scene
) -> None:
    sign_in(client)
    path = photograph(client, activity_id=at.mission).headers["Location"]
    with app.app_context(), writing():
        activity_services.archive(db.session.get_one(Activity, at.mission), by=user())
        db.session.commit()
    english = {"language": "en", "full": "Li Mingshu", "latin": "", "contact_points-0-value": "+86 139 0433 1234"}
    saved = client.post(path, data=plumbing(client, path) | confirmed(**english, organisation_name="Dayang Group"))
    assert saved.status_code == 303, saved.get_data(as_text=True)
    with app.app_context():
        person = contacts.person(int(saved.headers["Location"].rsplit("/", 1)[1]), user=user())
        assert person.affiliations[0].organisation.country == "CN"
        assert db.session.scalars(select(CardExchange.activity_id)).all() == [at.mission]


@pytest.mark.usefixtures("no_reader")
def test_without_a_reader_the_picture_stays_and_the_form_is_empty(app: Flask, client: FlaskClient, at: Scene) -> None:
    sign_in(client)
    path = photograph(client).headers["Location"]
    page = client.get(path).get_data(as_text=True)
    assert "/front.jpg" in page
    assert hidden(page, "full") == ""
    assert count(app, Job) == 0
    answer = client.post(path, data=plumbing(client, path) | confirmed(full=""))
    assert answer.status_code == 422
    assert 'value="Li Mingshu"' in answer.get_data(as_text=True)
    assert 'class="errsum"' in answer.get_data(as_text=True)


@pytest.mark.usefixtures("no_reader")
@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"front": None}, "picture of the front"),
        ({"front": (b"<script>alert(1)</script>", "card.jpg")}, "not a picture"),
        ({"front": (b"\xff\xd8\xff" + b"x" * 500, "card.jpg")}, "not a picture"),
        ({"front": (picture()[:300], "card.jpg")}, "not a picture"),
        ({"front": (picture("GIF"), "card.gif")}, "not a picture"),
        ({"front": (HEIC, "IMG_0001.HEIC")}, "HEIC"),
        ({"back": (picture("PNG", (6000, 5000), "1"), "huge.png")}, "25 million pixels"),
        ({"front": None, "front_kept": (HEIC, "IMG_0001.HEIC")}, 'id="front_kept-err"'),
        ({"received_on": "2126-01-01"}, "is in the future"),
        ({"received_on": "someday"}, 'class="errsum"'),
        ({"language": "tlh"}, 'class="errsum"'),
        ({"activity_id": "999999"}, "from the list"),
        ({"place": "x" * 300}, "120"),
    ],
)
def test_what_is_no_picture_is_refused_beside_its_field(
    app: Flask, client: FlaskClient, at: Scene, changes: dict[str, Any], said: str
) -> None:
    sign_in(client)
    answer = photograph(client, **changes)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert said in text
    assert "2026-11-20" in text or "received_on" in changes
    assert count(app, BusinessCard) == 0
    assert count(app, StoredFile) == 0


def test_a_reason_that_the_office_gave_no_weight_does_not_stop_a_card(
    app: Flask, client: FlaskClient, at: Scene
) -> None:
    with app.app_context(), writing():
        set_rules(dict.fromkeys(duplicates.WEIGHTS, 0), threshold=30, by=user())
        db.session.commit()
    sign_in(client)
    path = photograph(client).headers["Location"]
    saved = client.post(path, data=plumbing(client, path) | confirmed(confirmed=""))
    assert saved.status_code == 303, saved.get_data(as_text=True)


@pytest.mark.usefixtures("reader")
def test_a_known_person_is_offered_and_keeps_posts_and_names(app: Flask, client: FlaskClient, at: Scene) -> None:
    sign_in(client)
    path = photograph(client).headers["Location"]
    with app.app_context():
        run_pending(app)
    page = client.get(path).get_data(as_text=True)
    assert "Save the card with 李明淑" in page
    stopped = client.post(path, data=plumbing(client, path) | confirmed(confirmed=""))
    assert stopped.status_code == 409
    people = count(app, Person)
    kept = client.post(f"{path}/keep", data={"csrf_token": csrf_token(client, path), "person_id": at.li})
    assert kept.headers["Location"] == f"/contacts/people/{at.li}"
    assert count(app, Person) == people
    assert count(app, CardExchange) == 1
    with app.app_context():
        assert [post.organisation_id for post in contacts.person(at.li, user=user()).affiliations] == [
            at.commerce_bureau
        ]


@pytest.mark.usefixtures("reader")
@pytest.mark.parametrize(
    ("began", "received", "said"),
    [
        ("2026-11-01", "2026-10-01", "older than the current post"),
        ("2026-10-01", "2026-11-01", "names 延边大洋商贸有限公司"),
        (None, "2026-11-01", "names 延边大洋商贸有限公司"),
    ],
)
def test_an_older_card_does_not_roll_a_post_back(
    app: Flask, client: FlaskClient, at: Scene, began: str | None, received: str, said: str
) -> None:
    with app.app_context(), writing():
        post = AffiliationInput(at.commerce_bureau, from_date=date.fromisoformat(began) if began else None)
        made = contact_services.create_person(name=PersonNameInput("zh-Hans", "王磊"), affiliations=[post], by=None)
        db.session.commit()
        id = made.id
    sign_in(client)
    path = photograph(client, received_on=received).headers["Location"]
    with app.app_context():
        run_pending(app)
    token = csrf_token(client, path)
    kept = client.post(f"{path}/keep", data={"csrf_token": token, "person_id": id}, follow_redirects=True)
    assert said in kept.get_data(as_text=True)
    with app.app_context():
        (post_now,) = contacts.person(id, user=user()).affiliations
        assert (post_now.organisation_id, post_now.to_date) == (at.commerce_bureau, None)


def test_pictures_go_to_those_who_see_the_person_and_drafts_to_their_maker(
    app: Flask, client: FlaskClient, at: Scene
) -> None:
    sign_in(client)
    path = photograph(client).headers["Location"]
    picture = client.get(f"{path}/front.jpg")
    assert picture.status_code == 200
    assert picture.headers["Content-Type"] == "image/jpeg"
    assert "sandbox" in picture.headers["Content-Security-Policy"]
    assert picture.headers["Cache-Control"] == "no-store"
    small = client.get(f"{path}/front.jpg?small=1")
    assert 0 < len(small.data) < len(picture.data)
    other = app.test_client()
    sign_in(other, Role.ADMIN)
    assert other.get(f"{path}/front.jpg").status_code == 404
    assert other.get(path).status_code == 404
    with app.app_context():
        file = db.session.scalars(select(StoredFile)).first()
        assert file is not None
        assert "李明淑" not in file.name
    assert other.get(f"/files/{file.id}").status_code == 404
    client.post(f"{path}/keep", data={"csrf_token": csrf_token(client, path), "person_id": at.li})
    assert other.get(f"{path}/front.jpg").status_code == 200
    assert other.get(f"{path}/side.jpg").status_code == 404
    assert app.test_client().get(f"{path}/front.jpg").status_code == 302


def test_a_card_is_archived_and_brought_back(app: Flask, client: FlaskClient, at: Scene) -> None:
    sign_in(client)
    assert photograph(client, f"/cards/new?person_id={at.li}", back=None).status_code == 303
    assert photograph(client, f"/cards/new?person_id={at.sun}", received_on="").status_code == 303
    assert count(app, CardExchange) == 1
    panel = f"/cards/panels/person/{at.li}"
    assert "/front.jpg" in client.get(panel).get_data(as_text=True)
    token = csrf_token(client, panel)
    assert client.post("/cards/1/archive", data={"csrf_token": token}).status_code == 303
    assert "/front.jpg" not in client.get(panel).get_data(as_text=True)
    assert client.get("/cards/1/front.jpg").status_code == 404
    assert client.post("/cards/1/restore", data={"csrf_token": token}).status_code == 303
    assert "/front.jpg" in client.get(panel).get_data(as_text=True)


def test_a_picture_from_the_album_is_as_good_as_one_from_the_camera(app: Flask, client: FlaskClient, at: Scene) -> None:
    sign_in(client)
    answer = photograph(client, front=None, back=None, front_kept=(picture("WEBP"), "card.webp"))
    assert answer.status_code == 303
    assert client.get(f"{answer.headers['Location']}/front.jpg").status_code == 200
    assert client.get(f"{answer.headers['Location']}/back.jpg").status_code == 404


def test_a_draft_is_discarded_and_brought_back(app: Flask, client: FlaskClient, at: Scene) -> None:
    sign_in(client)
    path = photograph(client).headers["Location"]
    assert path in client.get("/cards/").get_data(as_text=True)
    token = csrf_token(client, f"{path}?by_hand=1")
    assert client.post(f"{path}/discard", data={"csrf_token": token}).status_code == 303
    assert path + '"' not in client.get("/cards/").get_data(as_text=True)
    assert client.get(path).status_code == 404
    assert client.post(f"{path}/restore", data={"csrf_token": token}).status_code == 303
    assert client.get(path).status_code == 200


def test_management_reads_only(app: Flask, client: FlaskClient, at: Scene) -> None:
    sign_in(client, Role.MANAGEMENT)
    text = client.get(f"/cards/panels/person/{at.li}").get_data(as_text=True)
    assert "<details" not in text.split('id="cards"')[1]
    assert client.get("/cards/new").status_code == 403


@pytest.mark.once
def test_as_many_questions_for_ten_rows_as_for_three(app: Flask, client: FlaskClient, at: Scene) -> None:
    sign_in(client)
    path = f"/cards/panels/person/{at.li}"
    with app.app_context():
        me = user().id
    for day in range(1, 4):
        exchange(client, at.li, user_id=me, exchanged_on=f"2026-10-{day:02}", activity_id=at.mission)
        photograph(client, f"/cards/new?person_id={at.li}", back=None)
    few = questions(app, client, path)
    for day in range(4, 11):
        exchange(client, at.li, user_id=me, exchanged_on=f"2026-10-{day:02}", activity_id=at.mission)
    for _ in range(3):
        photograph(client, f"/cards/new?person_id={at.li}", back=None, received_on="")
    assert questions(app, client, path) == few


@pytest.mark.usefixtures("reader")
def test_the_card_of_somebody_known_is_read_and_what_is_new_is_taken_over(
    app: Flask, client: FlaskClient, at: Scene
) -> None:
    with app.app_context(), writing():
        firm = book.organisation("延边大洋商贸有限公司")
        lee = book.person("李明淑", at=firm, title="经理", contacts=[("mobile", "139 0433 1234")])
        id, firm_id = lee.id, firm.id
    sign_in(client)
    answer = photograph(client, path=f"/cards/new?person_id={id}")
    where = answer.headers["Location"]
    assert where.endswith("/said")
    assert "The card is being read" in client.get(where).get_data(as_text=True)
    assert run_pending(app) == 1
    page = client.get(where).get_data(as_text=True)
    assert "Job title: 总经理" in page
    assert "li@example.cn" in page
    assert "13904331234" not in page, "known already"
    form = filled_form(page, "points")
    with app.app_context():
        person = contacts.person(id, user=user())
        assert person.affiliations[0].title == "经理", "nothing happens by itself"
    saved = client.post(where, data={**form, "points": ["1", "2"]})
    assert saved.status_code == 303, saved.get_data(as_text=True)[-2000:]
    with app.app_context():
        person = contacts.person(id, user=user())
        told = [(post.title, post.organisation_id, post.to_date is None) for post in person.affiliations]
        assert told == [("经理", firm_id, False), ("总经理", firm_id, True)], "older papers go on to say what she was"
        assert person.affiliations[1].from_date == date.fromisoformat(form["since"])
        points = {(point.kind, point.normalised) for point in person.contact_points}
        assert points == {("mobile", "+8613904331234"), ("email", "li@example.cn"), ("tel", "+864332511234")}
    assert "Everything on the card is already in the contacts." in client.get(where).get_data(as_text=True)
    assert client.post(where, data={**form, "form_id": "another one"}).status_code == 409, "opened before the change"
    panel = client.get(f"/cards/panels/person/{id}").get_data(as_text=True)
    assert where in panel
