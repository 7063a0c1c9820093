"""What rivals did and signs of demand as records: list, page, history, file, and how they are found."""

from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.rivals import queries
from crm.rivals.queries import RivalFilter, SignalFilter
from crm.wordings import services as wordings
from tests.cast import csrf_token, sign_in, user
from tests.contacts import book
from tests.contacts.pages import opened, text
from tests.missions import voyage
from tests.rivals.test_rivals import rival, signal

pytestmark = [pytest.mark.both, pytest.mark.searched]


@pytest.fixture
def world(app: Flask) -> Flask:
    with app.app_context():
        voyage.load_places()
    return app


def exported(client: FlaskClient, name: str) -> str:
    form = opened(client, f"/lists/{name}/export?of=&all=yes", "of")
    sent = form | {"format": "csv", "encoding": "utf-8-sig", "unwritable": "refuse"}
    answer = client.post(f"/lists/{name}/export?of=&all=yes", data=sent)
    return client.get(answer.headers["Location"], buffered=True).get_data(as_text=True)


def rivals(**asked: object) -> list[int]:
    found = queries.rival_lines(RivalFilter(**asked), user=user(), language="ja")  # type: ignore[arg-type]  # of any shape
    return [row.id for row in found.rows]


def signals(**asked: object) -> list[int]:
    found = queries.signal_lines(SignalFilter(**asked), user=user())  # type: ignore[arg-type]  # of any shape
    return [row.id for row in found.rows]


def test_rivals_are_listed_by_each_condition_alone(world: Flask) -> None:
    with world.app_context():
        firm = book.organisation("江原商会", country="KR").id
        fair = rival(title="秋の物産展", starts_on=date(2025, 10, 1), ends_on=date(2025, 10, 3)).id
        seminar = rival(body_organisation_id=firm, activity_type="seminar", notes="見本市の隣").id
        elsewhere = rival(place_id=book.place(voyage.MITSUKE).id, starts_on=date(2024, 1, 5), ends_on=None).id
        assert rivals() == [seminar, fair, elsewhere]
        asked: list[tuple[dict[str, object], list[int]]] = [
            ({"q": "物産展"}, [fair]),
            ({"q": "江原"}, [seminar]),
            ({"q": "新潟"}, [fair, elsewhere]),
            ({"q": "隣"}, [seminar]),
            ({"only": [elsewhere]}, [elsewhere]),
            ({"place": book.place("220000").id}, [seminar, fair]),
            ({"region": book.place("15000").id}, [fair, elsewhere]),
            ({"organisation": firm}, [seminar]),
            ({"type": ["seminar"]}, [seminar]),
            ({"since": date(2025, 10, 3)}, [seminar, fair]),
            ({"since": date(2025, 10, 4)}, [seminar]),
            ({"until": date(2025, 9, 30)}, [elsewhere]),
        ]
        assert [rivals(**wanted) for wanted, _found in asked] == [found for _wanted, found in asked]


def test_signs_of_demand_are_listed_by_each_condition_alone(world: Flask) -> None:
    with world.app_context():
        gift = signal().id
        rice = signal(
            statement="米の試食に行列", category="rice", price_tier="", source_kind="survey", source="店頭調査",
            observed_on=date(2026, 3, 1), strength=2, place_id=book.place(voyage.MITSUKE).id,
        ).id  # fmt: skip
        assert signals() == [gift, rice]
        asked: list[tuple[dict[str, object], list[int]]] = [
            ({"q": "贈答"}, [gift]),
            ({"q": "店頭"}, [rice]),
            ({"only": [rice]}, [rice]),
            ({"place": book.place("220000").id}, [gift]),
            ({"category": ["rice"]}, [rice]),
            ({"tier": ["premium"]}, [gift]),
            ({"strength": ["1", "2"]}, [rice]),
            ({"kind": ["person"]}, [gift]),
            ({"since": date(2026, 3, 2)}, [gift]),
            ({"until": date(2026, 3, 1)}, [rice]),
        ]
        assert [signals(**wanted) for wanted, _found in asked] == [found for _wanted, found in asked]


def test_lists_pages_and_files_tell_the_same(world: Flask, client: FlaskClient) -> None:
    with world.app_context():
        rival(title="秋の物産展", firms=5, source_url="https://example.jp/fair", notes="大きな幟")
        signal(source_kind="web", source="https://example.cn/survey")
    sign_in(client)
    listed, page = text(client, "/rivals/"), text(client, "/rivals/1")
    assert "/rivals/1" in listed
    assert all(told in page for told in ("Niigata Pref.", "秋の物産展", "https://example.jp/fair", "大きな幟"))
    assert "/audit/rival_activities/1" in page
    sign, one = text(client, "/rivals/demand/"), text(client, "/rivals/demand/1")
    assert "/rivals/demand/1" in sign
    assert all(told in one for told in ("贈答用に売れる", "https://example.cn/survey", "Strength 4 of 5"))
    assert "秋の物産展" in text(client, "/audit/rival_activities/1")
    assert "秋の物産展" in exported(client, "rivals")
    assert "贈答用に売れる" in exported(client, "demand")
    fact = client.get("/rivals/1/edit?facts=firms", headers={"HX-Request": "true"}).get_data(as_text=True)
    assert "firms" in fact
    assert 'name="body_place_id"' not in fact


def test_the_form_leads_to_the_page_and_the_archive_to_the_list(world: Flask, client: FlaskClient) -> None:
    with world.app_context():
        yanji = book.place(voyage.YANJI).id
    sign_in(client)
    form = opened(client, f"/rivals/demand/new?place_id={yanji}", "statement")
    told = {"statement": "羽毛布団", "category": "textiles", "source_kind": "person", "source": "店長"}
    assert client.post("/rivals/demand/new", data=form | told).headers["Location"] == "/rivals/demand/1"
    token = {"csrf_token": csrf_token(client, "/rivals/demand/1")}
    assert client.post("/rivals/demand/1/archive", data=token).headers["Location"] == "/rivals/demand/"
    assert client.get("/rivals/demand/1").status_code == 404
    assert client.post("/rivals/demand/1/restore", data=token).headers["Location"] == "/rivals/demand/1"
    assert client.get("/rivals/demand/1").status_code == 200


def test_readers_read_and_do_not_write(world: Flask, client: FlaskClient) -> None:
    with world.app_context():
        rival()
    sign_in(client, Role.MANAGEMENT)
    for path in ("/rivals/", "/rivals/1"):
        page = text(client, path)
        assert "/rivals/new" not in page
        assert "/rivals/1/edit" not in page
    assert client.get("/rivals/new").status_code == 403


def test_the_list_of_demand_says_what_is_wanted_in_the_language_of_its_reader(
    world: Flask, client: FlaskClient
) -> None:
    with world.app_context():
        signal()
        signal(statement="まだ訳していない")
        with writing():
            wordings.give("贈答用に売れる", language="en", text="It sells as a gift", by=None)
            wordings.give("売場担当", language="en", text="the floor manager", by=None)
            db.session.commit()
    sign_in(client, language="en")
    page = text(client, "/rivals/demand/")
    assert "It sells as a gift" in page
    assert "the floor manager" in page
    assert "贈答用に売れる" not in page
    assert "売場担当" not in page
    assert '<bdi lang="ja">まだ訳していない</bdi>' in page
